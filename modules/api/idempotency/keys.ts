import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import type { Caller } from '../../../platform/route.ts'

/** What stands in the store in place of a key and an input, and the encryption that only the key undoes. */
export interface Marks {
  readonly key: Buffer
  readonly input: Buffer
  encrypt(text: string): Buffer
  decrypt(encrypted: Buffer): string
}

/**
 * A key counts for one caller and one route; without it nothing that is stored can be tried out or read, not even by
 * whoever has the store.
 */
export function marksOf(secret: Buffer, caller: Caller, route: string, key: string, input: string): Marks {
  const whole = JSON.stringify([caller.is, caller.is === 'visitor' ? '' : caller.account, route, key])
  const mark = (use: string, text: string): Buffer =>
    createHmac('sha256', secret).update(`api.idempotency ${use} `).update(text).digest()
  const encrypting = createSecretKey(Buffer.from(hkdfSync('sha256', secret, whole, 'api.idempotency seal', 32)))
  return {
    key: mark('key', whole),
    // Under the key as well: without it nobody can find out an input by trying the likely ones.
    input: mark('input', JSON.stringify([whole, input])),
    encrypt(text) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', encrypting, nonce)
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    decrypt(encrypted) {
      const cipher = createDecipheriv('aes-256-gcm', encrypting, encrypted.subarray(0, 12)).setAuthTag(
        encrypted.subarray(-16),
      )
      return Buffer.concat([cipher.update(encrypted.subarray(12, -16)), cipher.final()]).toString('utf8')
    },
  }
}
