import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto'

const format = 1
const nonceBytes = 12
const tagBytes = 16
/** What a sealed value holds beside its ciphertext: the format, a random nonce and the tag. */
export const overhead = 1 + nonceBytes + tagBytes

/** A value that was changed, moved to another place, or sealed under another key. Which value, it does not say. */
export class CannotOpen extends Error {
  constructor(where: string) {
    super(`a sealed value in ${where} does not open: it was changed or moved, or its key is not the right one`)
    this.name = 'CannotOpen'
  }
}

/** Seals bytes for one place (AES-256-GCM, a random nonce): nowhere else does the result open. */
export function seal(key: KeyObject, place: string, plain: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
  return Buffer.concat([Buffer.of(format), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Opens what was sealed for this place; `where` names it to whoever reads the error. */
export function unseal(key: KeyObject, place: string, sealed: Buffer, where: string): Buffer {
  if (sealed[0] !== format || sealed.length < overhead) throw new CannotOpen(where)
  const end = sealed.length - tagBytes
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + nonceBytes))
    .setAAD(Buffer.from(place))
    .setAuthTag(sealed.subarray(end))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(1 + nonceBytes, end)), decipher.final()])
  } catch {
    throw new CannotOpen(where)
  }
}
