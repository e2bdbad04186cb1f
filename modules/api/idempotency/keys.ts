import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import type { Caller } from '../../../platform/route.ts'

/** What stands in the store in place of a key and an input, and the seal that only the key opens. */
export interface Marks {
  readonly key: Buffer
  readonly input: Buffer
  seal(text: string): Buffer
  open(sealed: Buffer): string
}

/**
 * A key counts for one caller and one route; without it nothing that is stored can be tried out or read, not even by
 * whoever has the store.
 */
export function marksOf(secret: Buffer, caller: Caller, route: string, key: string, input: string): Marks {
  const whole = JSON.stringify([caller.is, caller.is === 'visitor' ? '' : caller.account, route, key])
  const mark = (use: string, text: string): Buffer =>
    createHmac('sha256', secret).update(`api.idempotency ${use} `).update(text).digest()
  const sealing = createSecretKey(Buffer.from(hkdfSync('sha256', secret, whole, 'api.idempotency seal', 32)))
  return {
    key: mark('key', whole),
    // Under the key as well: without it nobody can find out an input by trying the likely ones.
    input: mark('input', JSON.stringify([whole, input])),
    seal(text) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce)
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    open(sealed) {
      const cipher = createDecipheriv('aes-256-gcm', sealing, sealed.subarray(0, 12)).setAuthTag(sealed.subarray(-16))
      return Buffer.concat([cipher.update(sealed.subarray(12, -16)), cipher.final()]).toString('utf8')
    },
  }
}
