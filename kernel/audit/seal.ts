import type { PoolClient } from 'pg'
import { accountability } from '../activities.ts'
import { copyOut, momentIn } from '../data/copy-out.ts'
import type { Store } from '../data/store.ts'
import { bytesOf, digest, digestIn, Tree, type Digest } from './tree.ts'

/** The facts of an entry that its leaf covers, in this order; personal facts enter by their salted digests only. Its first field is sixteen bytes long, so a leaf begins with a zero byte. */
export const covered = 'id, at, activity, what, about, rows, actor, personal, covers, up_to'

export interface Seal { readonly number: number, readonly at: Date, readonly entries: number, readonly root: Digest, readonly before: Digest }

/** What a seal hands on to the next and to the witness: its number, moment, count and root, and the head before. */
export function headOf({ number, at, entries, root, before }: Seal): Digest {
  const facts = Buffer.alloc(21)
  facts[0] = 2
  facts.writeBigInt64BE(BigInt(number), 1)
  facts.writeBigInt64BE(BigInt(at.getTime()), 9)
  facts.writeInt32BE(entries, 17)
  return digest(Buffer.concat([facts, bytesOf(root), bytesOf(before)]))
}

/** Before the first seal. */
export const noHead = digestIn(Buffer.alloc(32))

/** Entries in one seal. An entry's way to the root is then at most thirteen digests long. */
export const mostInASeal = 5000

/**
 * Takes committed entries that have no seal yet into one. Sequences commit out of order, so it takes what it sees, never a range;
 * one sealer works at a time. Answers how many entries it sealed.
 */
export async function sealAudit(store: Store): Promise<number> {
  let sealed = 0
  for (;;) {
    const count = await store.bulk(accountability, client => sealBatch(client, store.clock.now()))
    sealed += count
    if (count < mostInASeal) return sealed
  }
}

async function sealBatch(client: PoolClient, now: Date): Promise<number> {
  await client.query('begin')
  try {
    await client.query(`select pg_advisory_xact_lock(hashtext('obhut seal'))`)
    const { tree, ids, newest } = await unsealed(client)
    if (ids.length) await close(client, tree, ids, new Date(Math.max(now.getTime(), newest)))
    await client.query('commit')
    return ids.length
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function unsealed(client: PoolClient): Promise<{ tree: Tree, ids: string[], newest: number }> {
  const tree = new Tree()
  const ids: string[] = []
  let newest = 0
  await copyOut(client, `select ${covered} from obhut.audit_entry where seal is null order by at, id limit ${mostInASeal}`, row => {
    tree.add(digest(row.subarray(2)))
    ids.push(row.toString('hex', 6, 22))
    newest = Math.max(newest, momentIn(row, 26))
  })
  return { tree, ids, newest }
}

async function close(client: PoolClient, tree: Tree, ids: readonly string[], at: Date): Promise<void> {
  const { rows: [last] } = await client.query<{ number: number, head: Buffer }>('select number, head from obhut.audit_seal order by number desc limit 1')
  const seal = { number: (last?.number ?? 0) + 1, at, entries: ids.length, root: tree.root, before: last ? digestIn(last.head) : noHead }
  await client.query('insert into obhut.audit_seal (number, at, entries, root, before, head) values ($1, $2, $3, $4, $5, $6)', [seal.number, seal.at, seal.entries, bytesOf(seal.root), bytesOf(seal.before), bytesOf(headOf(seal))])
  await client.query('update obhut.audit_entry e set seal = $1, place = p.place - 1, sealed_at = $2 from unnest($3::uuid[]) with ordinality as p (id, place) where e.id = p.id', [seal.number, at, ids])
}

/** How long an entry may wait for its seal before somebody is told. */
const patience = 5000

/** The alarm: what was done is not sealed yet, so that taking it away would not be noticed. */
export class SealerLags extends Error {
  constructor(waiting: number) {
    super(`entries of the audit log have waited for ${Math.round(waiting / 1000)} seconds for their seal`)
    this.name = 'SealerLags'
  }
}

/** Whether the sealer lags; the alarm, or nothing. */
export async function lagOf(store: Store): Promise<SealerLags | undefined> {
  const oldest = await store.desk('proof', async client => (await client.query<{ at: Date | null }>('select min(at) as at from obhut.audit_entry where seal is null')).rows[0]?.at)
  const waiting = oldest ? store.clock.now().getTime() - oldest.getTime() : 0
  return waiting > patience ? new SealerLags(waiting) : undefined
}
