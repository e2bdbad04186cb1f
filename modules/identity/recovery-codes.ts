import { createHash, randomBytes } from 'node:crypto'
import type { Work } from '../../kernel/store/work.ts'
import type { secondFactor } from './activities.ts'
import { recoveryCode } from './tables.ts'
import { base32 } from './totp.ts'

const howMany = 10
/** Eighty bits of chance, in four groups: too many to try, so a plain hash is enough. */
const newCode = (): string => (base32(randomBytes(10)).match(/.{4}/g) ?? []).join('-').toLowerCase()
const bare = (code: string): string => code.toUpperCase().replaceAll(/[^A-Z2-7]/g, '')
const hashOf = (code: string): Buffer => createHash('sha256').update(bare(code)).digest()

type Factors = Work<typeof secondFactor>

/** New codes in place of the old ones, shown this once and stored as hashes. */
export async function renewRecoveryCodes(work: Factors, account: string): Promise<string[]> {
  const db = work.over(recoveryCode)
  await db.deleteFrom('identity.recovery_code').where('subject', '=', account).execute()
  const codes = Array.from({ length: howMany }, newCode)
  await db
    .insertInto('identity.recovery_code')
    .values(codes.map(code => ({ subject: account, code: hashOf(code), createdAt: work.now })))
    .execute()
  return codes
}

/** Whether this is one of them that was not used yet; of two at once, one finds it used. */
export async function takesRecoveryCode(work: Factors, account: string, typed: string): Promise<boolean> {
  if (bare(typed).length !== 16) return false
  const used = await work
    .over(recoveryCode)
    .updateTable('identity.recovery_code')
    .where('subject', '=', account)
    .where('code', '=', hashOf(typed))
    .where('usedAt', 'is', null)
    .set({ usedAt: work.now })
    .executeTakeFirst()
  return used.numUpdatedRows === 1n
}

export async function recoveryCodesLeft(work: Factors, account: string): Promise<number> {
  return (
    await work
      .over(recoveryCode)
      .selectFrom('identity.recovery_code')
      .select('id')
      .where('subject', '=', account)
      .where('usedAt', 'is', null)
      .execute()
  ).length
}
