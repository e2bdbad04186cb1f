import { bareNumber } from '../../platform/text.ts'

/**
 * Serial numbers as they stand on a gateway: `QB-7K3M-9QXD-J`. Digits 2 to 9 and letters without I, L and O: 31 signs
 * that nobody takes for one another, and a prime number of them, so that the weighted sum notices each single wrong
 * sign and each swap of two.
 */
const signs = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const length = 8

/**
 * The serial number as it is stored, or undefined where it cannot be one. Blanks, hyphens and small letters do not
 * matter.
 */
export function serialOf(typed: string): string | undefined {
  const [, body, check] = /^QB([2-9A-HJKMNP-Z]{8})([2-9A-HJKMNP-Z])$/.exec(bareNumber(typed).toUpperCase()) ?? []
  return body !== undefined && checkOf(body) === check ? written(body) : undefined
}

/** A new serial number out of random bytes. */
export function newSerial(random: (bytes: number) => Uint8Array): string {
  let body = ''
  // 248 is the largest multiple of 31 in a byte; what lies above would make some signs likelier than others.
  while (body.length < length)
    for (const byte of random(length)) if (byte < 248 && body.length < length) body += signs[byte % 31]
  return written(body)
}

const checkOf = (body: string): string =>
  signs[[...body].reduce((sum, sign, place) => sum + signs.indexOf(sign) * (place + 2), 0) % 31]! // below 31
const written = (body: string): string => `QB-${body.slice(0, 4)}-${body.slice(4)}-${checkOf(body)}`
