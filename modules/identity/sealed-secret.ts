import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import type { Needs } from './needs.ts'

type Holding = Pick<Needs, 'settings'>
const keyOf = ({ settings }: Holding): KeyObject => createSecretKey(createHmac('sha256', settings.secret).update('identity.second-factor').digest())

/** A secret as it is stored: AES-256-GCM under a key of this use, bound to the account, so that it opens in no other row. */
export function seal(needs: Holding, account: string, secret: Buffer): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(needs), nonce).setAAD(Buffer.from(account))
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
}

export function unseal(needs: Holding, account: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(needs), sealed.subarray(0, 12)).setAAD(Buffer.from(account)).setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
}
