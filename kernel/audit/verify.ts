import { accountability } from '../activities.ts'
import type { Store } from '../data/store.ts'
import { platform } from '../data/work.ts'
import { digestOf } from '../data/audit-rows.ts'
import { auditEntry, auditPerson, auditSeal } from '../tables.ts'
import { chainOf, leafOf, rootOf } from './seal.ts'

export interface Verification {
  readonly seals: number
  readonly entries: number
  /** Entries that no seal covers yet; until it does, taking one away is not noticed. */
  readonly unsealed: number
  /** What does not fit, in sentences without anybody's data. */
  readonly faults: readonly string[]
}

/**
 * Checks the sealed part of the audit log: each seal against its entries and against the seal before, and each person's facts against
 * the digest in their entry. Facts that are gone with their person are no fault; entries whose period is over go by whole seals.
 * Without a witness outside of the store it cannot tell whether the newest seals were cut off.
 */
export async function verifyAudit(store: Store): Promise<Verification> {
  return store.under(accountability, platform, async work => {
    const db = work.over(auditEntry, auditPerson, auditSeal)
    const seals = await db.selectFrom('obhut.audit_seal').selectAll().orderBy('number').execute()
    const faults: string[] = []
    let entries = 0
    let before: Buffer | undefined
    for (const seal of seals) {
      if (before && !before.equals(seal.before)) faults.push(`seal ${seal.number} does not follow from the one before it`)
      before = chainOf(seal)
      const sealed = await db.selectFrom('obhut.audit_entry').selectAll().where('seal', '=', seal.id).orderBy('place').execute()
      entries += sealed.length
      if (sealed.length === 0 && isOver(seal.at, work.now)) continue
      if (sealed.length !== seal.entries) faults.push(`seal ${seal.number} covers ${seal.entries} entries and ${sealed.length} are there`)
      else if (!rootOf(sealed.map(leafOf)).equals(seal.root)) faults.push(`an entry under seal ${seal.number} was changed, or its order`)
    }
    for (const [index, seal] of seals.entries()) if (index > 0 && seal.number !== seals[index - 1]!.number + 1) faults.push(`between seals ${seals[index - 1]!.number} and ${seal.number} one is missing`) // the index is above 0
    const persons = await db.selectFrom('obhut.audit_person as p').innerJoin('obhut.audit_entry as e', 'e.id', 'p.entryId').select(['p.salt', 'p.facts', 'e.personal', 'e.id']).execute()
    for (const { salt, facts, personal, id } of persons) if (!personal || !digestOf(salt, facts).equals(personal)) faults.push(`the facts beside entry ${id} were changed`)
    const { unsealed } = await db.selectFrom('obhut.audit_entry').where('seal', 'is', null).select(eb => eb.fn.countAll<number>().as('unsealed')).executeTakeFirstOrThrow()
    return { seals: seals.length, entries, unsealed, faults }
  })
}

/** No manifest keeps the log for less than a day; a seal without any entry is taken for expired from then on. */
const isOver = (sealedAt: Date, now: Date): boolean => now.getTime() - sealedAt.getTime() > 86_400_000
