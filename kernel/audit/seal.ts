import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { accountability } from '../activities.ts'
import type { Store } from '../data/store.ts'
import { platform, type Work } from '../data/work.ts'
import { auditEntry, auditSeal } from '../tables.ts'

/** The facts of an entry that its leaf covers, in this order; personal facts enter by their salted digest only. */
export interface EntryFacts {
  readonly id: string, readonly at: Date, readonly activity: string, readonly what: string, readonly about: string | null,
  readonly rows: number, readonly actor: string, readonly personal: Buffer | null
}

export const leafOf = (entry: EntryFacts): Buffer => createHash('sha256').update('\0').update(JSON.stringify([
  entry.id, entry.at.toISOString(), entry.activity, entry.what, entry.about, entry.rows, entry.actor, entry.personal?.toString('hex') ?? null,
])).digest()

/** The root of a Merkle tree over leaves in their order (RFC 9162, 2.1.1). */
export function rootOf(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return createHash('sha256').digest()
  if (leaves.length === 1) return leaves[0]! // of length one
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return createHash('sha256').update('\x01').update(rootOf(leaves.slice(0, split))).update(rootOf(leaves.slice(split))).digest()
}

/** What a seal hands on to the next: its number, root, count and the chain before. */
export const chainOf = (seal: { number: number, at: Date, entries: number, root: Buffer, before: Buffer }): Buffer =>
  createHash('sha256').update('\x02').update(JSON.stringify([seal.number, seal.at.toISOString(), seal.entries])).update(seal.root).update(seal.before).digest()

const most = 5000

/**
 * Takes committed entries that have no seal yet into one. Sequences commit out of order, so it takes what it sees, never a range;
 * one sealer works at a time. Answers how many entries it sealed.
 */
export async function sealAudit(store: Store): Promise<number> {
  let sealed = 0
  for (;;) {
    const count = await store.under(accountability, platform, sealBatch)
    sealed += count
    if (count < most) return sealed
  }
}

async function sealBatch(work: Work<typeof accountability>): Promise<number> {
  const db = work.over(auditEntry, auditSeal)
  await sql`select pg_advisory_xact_lock(hashtext('obhut seal'))`.execute(db)
  const unsealed = await db.selectFrom('obhut.audit_entry').where('seal', 'is', null).limit(most).forUpdate().skipLocked()
    .select(['id', 'at', 'activity', 'what', 'about', 'rows', 'actor', 'personal']).execute()
  if (unsealed.length === 0) return 0
  const entries = unsealed.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1))
  const last = await db.selectFrom('obhut.audit_seal').selectAll().orderBy('number', 'desc').limit(1).executeTakeFirst()
  const seal = {
    id: randomUUID(), number: (last?.number ?? 0) + 1, at: work.now, entries: entries.length,
    root: rootOf(entries.map(leafOf)), before: last ? chainOf(last) : Buffer.alloc(32),
  }
  await db.insertInto('obhut.audit_seal').values(seal).execute()
  await markSealed(work, seal.id, entries.map(entry => entry.id))
  return entries.length
}

async function markSealed(work: Work<typeof accountability>, seal: string, ids: readonly string[]): Promise<void> {
  await sql`update obhut.audit_entry e set seal = ${seal}, place = p.place - 1 from unnest(${ids}::uuid[]) with ordinality as p (id, place) where e.id = p.id`
    .execute(work.over(auditEntry))
}
