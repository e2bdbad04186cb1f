import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto'

const format = 1
const nonceBytes = 12
const tagBytes = 16
/** What an encrypted value holds beside its ciphertext: the format, a random nonce and the tag. */
export const overhead = 1 + nonceBytes + tagBytes

/** A value that was changed, moved to another place, or encrypted under another key. Which value, it does not say. */
export class CannotOpen extends Error {
  constructor(where: string) {
    super(`an encrypted value in ${where} does not open: it was changed or moved, or its key is not the right one`)
    this.name = 'CannotOpen'
  }
}

/** Encrypts bytes for one place (AES-256-GCM, a random nonce): nowhere else does the result open. */
export function encrypt(key: KeyObject, place: string, plain: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
  return Buffer.concat([Buffer.of(format), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Opens what was encrypted for this place; `where` names it to whoever reads the error. */
export function decrypt(key: KeyObject, place: string, encrypted: Buffer, where: string): Buffer {
  if (encrypted[0] !== format || encrypted.length < overhead) throw new CannotOpen(where)
  const end = encrypted.length - tagBytes
  const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(1, 1 + nonceBytes))
    .setAAD(Buffer.from(place))
    .setAuthTag(encrypted.subarray(end))
  try {
    return Buffer.concat([decipher.update(encrypted.subarray(1 + nonceBytes, end)), decipher.final()])
  } catch {
    throw new CannotOpen(where)
  }
}
