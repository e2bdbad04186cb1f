import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Codes of six digits from a shared secret and the time (RFC 6238 over RFC 4226), with what every authenticator app
 * takes for granted: SHA-1 and 30 seconds.
 */
export const stepSeconds = 30
const digits = 6

/** As long as the hash (RFC 4226, 4). */
export const newSecret = (): Buffer => randomBytes(20)
export const stepAt = (moment: Date): number => Math.floor(moment.getTime() / 1000 / stepSeconds)

/** The code of a step of 30 seconds. */
export function codeOf(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const cut = mac.readUInt8(mac.length - 1) & 0x0f
  return String((mac.readUInt32BE(cut) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0')
}

/**
 * The step whose code this is: the present one, or a neighbour, because no two clocks are the same. All three are
 * compared in any case.
 */
export function stepOf(secret: Buffer, code: string, now: Date): number | undefined {
  const given = Buffer.from(code)
  const present = stepAt(now)
  const right = [present - 1, present, present + 1].filter(step => {
    const expected = Buffer.from(codeOf(secret, step))
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  return right.at(-1)
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** Base32 as RFC 4648 writes it, without padding: how a secret is typed by hand. */
export function base32(bytes: Uint8Array): string {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{1,5}/g) ?? []).map(five => alphabet.charAt(parseInt(five.padEnd(5, '0'), 2))).join('')
}

/**
 * What an authenticator app reads from the picture; what every app takes for granted is left out, so that the picture
 * stays coarse.
 */
export const keyUri = (
  secret: Buffer,
  { issuer, account }: { readonly issuer: string; readonly account: string },
): string =>
  `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?${new URLSearchParams({ secret: base32(secret), issuer })}`
