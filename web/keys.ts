/**
 * Keys that let the server tell "the same once more" from "another one" (`Idempotency-Key`). As long as no answer has
 * come, the same request carries the same key: pressing the button again after a lost answer does not act twice.
 */
export function idempotencyKeys(fresh: () => string = random) {
  const unanswered = new Map<string, string>()
  return {
    /** `keys.of('/api/gateways/claims {"serial":"…"}')` */
    of(request: string): string {
      const key = unanswered.get(request) ?? fresh()
      unanswered.set(request, key)
      return key
    },
    answered(key: string | null) {
      for (const [request, known] of unanswered) if (known === key) unanswered.delete(request)
    },
  }
}

const random = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
