import { clocksDiffer } from '../clock/clock.ts'
import { marksOfErased } from '../enforce/mark-of-erased.ts'
import type { ClientBase, PoolClient } from 'pg'
import { writeAudit } from '../audit/rows.ts'
import { copyOut } from '../store/copy-out.ts'
import { isRefusedForGood } from '../problems/errors.ts'
import type { Store } from '../store/store.ts'
import { platform } from '../store/work.ts'
import type { FactPlace } from '../audit/facts.ts'
import { bytesOf, digest, digestIn, Tree, type Digest } from '../audit/tree.ts'
import { OperatorProblem } from '../problems/problem.ts'
import { locksOnPersons } from '../enforce/lock-on-person.ts'

/**
 * The facts of an entry that its leaf covers, in this order; personal facts enter by their salted digests only. Its
 * first field is sixteen bytes long, so a leaf begins with a zero byte. The tenant enters behind the actor, which is one
 * word: an entry without a tenant has the leaf that it had before there were any.
 */
export const covered = `id, at, activity, what, about, rows, concat_ws(' ', actor, tenant) as actor, personal, covers, up_to`
/** The columns of the same. */
const columns = 'id, at, activity, what, about, rows, actor, tenant, personal, covers, up_to'

export interface Seal {
  readonly number: number
  readonly at: Date
  readonly entries: number
  readonly root: Digest
  readonly before: Digest
}

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

export interface WhileSealing {
  /** An entry does not fit into the log. */
  readonly refused?: (error: unknown) => void
  readonly outOfTime?: (problem: EntriesOutOfTime) => void
}

/**
 * Puts committed entries, and what lies beside them about persons, from where they arrived into their place in the log,
 * under a seal. Sequences commit out of order, so it takes what it sees, never a range; one sealer works at a time.
 * Answers how many entries it sealed. One that does not fit into the log (its id is there already, say) keeps no other
 * from its seal: it is found by halves, stays where it is, and `refused` is told. One of a time that is yet to come
 * waits for that time in a demo or test store, whose clock another process may have moved on; in a live one it was
 * written by a clock that was ahead, keeps its time, and is sealed as it comes.
 */
export async function sealAudit(
  store: Store,
  { refused = () => {}, outOfTime = () => {} }: WhileSealing = {},
): Promise<number> {
  const misfits: string[] = []
  let [sealed, most, strange] = [0, mostInASeal, 0]
  for (;;) {
    try {
      const batch = await store.desk(
        'rights',
        (client, now) => sealBatch(client, { now, most, misfits, ahead: store.kind === 'live' }),
        { aside: true },
      )
      sealed += batch.entries
      strange += batch.outOfTime
      if (batch.entries < most) break
    } catch (error) {
      if (!isRefusedForGood(error)) throw error
      if (most > 1) {
        most = Math.ceil(most / 2)
        continue
      }
      misfits.push(...(await store.desk('rights', client => firstOf(client, misfits), { aside: true })))
      refused(error)
      most = mostInASeal
    }
  }
  // The clock of a demo or test store is moved on purpose; of one in doubt the operator is told already.
  if (strange && store.kind === 'live' && !store.clock.inDoubt) outOfTime(new EntriesOutOfTime(strange))
  return sealed
}

const firstOf = async (client: ClientBase, misfits: readonly string[]): Promise<string[]> =>
  (
    await client.query<{ id: string }>(
      'select id from obhut.audit_entry_arriving where id <> all($1) order by at, id limit 1',
      [misfits],
    )
  ).rows.map(({ id }) => id)

interface Batch {
  readonly entries: number
  /** Of these, and of those that wait, so many bear another time than that of their arrival. */
  readonly outOfTime: number
}

interface Sealing {
  readonly now: Date
  readonly most: number
  readonly misfits: readonly string[]
  /** Also entries of a time that is yet to come, by more than clocks differ. */
  readonly ahead: boolean
}

async function sealBatch(client: PoolClient, sealing: Sealing): Promise<Batch> {
  const { now } = sealing
  // Entries of tenants are given to whoever says that their tenant is kept (`obhut.keeps_tenant`).
  // Of leaves that fill and empty all the time there are no statistics; by what the planner guesses it would walk
  // through one leaf for each row of the other.
  await client.query(
    `select pg_advisory_xact_lock(hashtext('obhut seal')), set_config('enable_nestloop', 'off', true), set_config('obhut.seals', 'tenants', true)`,
  )
  const {
    rows: [last],
  } = await client.query<{ number: number; head: Buffer }>(
    'select number, head from obhut.audit_seal order by number desc limit 1',
  )
  // Should a seal have been taken away, what stood under it keeps its number to itself.
  const {
    rows: [used],
  } = await client.query<{ number: number | null }>('select max(seal) as number from only obhut.audit_entry')
  const number = Math.max(last?.number ?? 0, used?.number ?? 0) + 1
  const placed = await placeEntries(client, number, sealing)
  if (placed.entries === 0) return placed
  await placePersons(client, number, now)
  const tree = new Tree()
  await eachDigest(client, number, leaf => {
    tree.add(leaf)
  })
  const seal = { number, at: now, entries: tree.leaves, root: tree.root, before: last ? digestIn(last.head) : noHead }
  await client.query(
    'insert into obhut.audit_seal (number, at, entries, root, before, head) values ($1, $2, $3, $4, $5, $6)',
    [seal.number, seal.at, seal.entries, bytesOf(seal.root), bytesOf(seal.before), bytesOf(headOf(seal))],
  )
  return placed
}

/**
 * Entries about somebody who is being erased or restricted right now wait for the next seal, and nobody waits for the
 * sealer: it takes the locks of the others' persons (`obhut.received`) as far as they are free, so that neither begins
 * before these are in their place.
 */
async function placeEntries(client: PoolClient, seal: number, { now, most, misfits, ahead }: Sealing): Promise<Batch> {
  const {
    rows: [placed],
  } = await client.query<Batch>(
    `
    with batch as materialized (select id from obhut.audit_entry_arriving where (at <= $2 or ($7 and at > $2 + $6::interval)) and id <> all($3) order by at, id limit $4),
    persons as materialized (select entry_id, obhut.stripe(subject) as stripe from obhut.audit_person_arriving where entry_id in (select id from batch)),
    locks as materialized (select stripe, pg_try_advisory_xact_lock_shared(${locksOnPersons}, stripe) as free from (select distinct stripe from persons) of_all),
    taken as (delete from obhut.audit_entry_arriving where id in (select id from batch except select entry_id from persons natural join locks where not free) returning ${columns}, arrived),
    placed as (insert into obhut.audit_entry (${columns}, seal, place, sealed_at)
      select ${columns}, $1, row_number() over (order by at, id) - 1, $2 from taken returning id)
    select (select count(*) from placed)::int as entries, ((select count(*) from taken where at < arrived - $5::interval)
      + (select count(*) from obhut.audit_entry_arriving where at > arrived + $6::interval))::int as "outOfTime"`,
    [seal, now, misfits, most, longest, `${clocksDiffer} milliseconds`, ahead],
  )
  return placed ?? { entries: 0, outOfTime: 0 }
}
/** Work that is written down lasts no longer than that. */
const longest = '1 hour'

/**
 * Whoever was erased after the entry arrived has no facts beside it: an entry of their own vouches for these, as an
 * erasure does.
 */
async function placePersons(client: PoolClient, seal: number, now: Date): Promise<void> {
  const { rows: late } = await client.query<FactPlace>(
    `
    delete from obhut.audit_person_arriving p using obhut.audit_entry e, obhut.erased gone
    where e.seal = $1 and p.entry_id = e.id and gone.mark in ${marksOfErased('p.subject')} returning p.entry_id as entry, p.place`,
    [seal],
  )
  if (late.length)
    await writeAudit(client, now, [
      {
        activity: 'rights',
        what: 'erased',
        about: 'obhut.audit_person',
        rows: late.length,
        who: platform,
        covers: late,
      },
    ])
  await client.query(
    `
    with taken as (delete from obhut.audit_person_arriving p using obhut.audit_entry e where e.seal = $1 and p.entry_id = e.id returning p.*)
    insert into obhut.audit_person (entry_id, place, part, salt, facts, at, subject, version, restricted) select entry_id, place, part, salt, facts, at, subject, version, restricted from taken`,
    [seal],
  )
}

/** The digests of the entries of a seal, in their order. */
export async function eachDigest(client: ClientBase, seal: number, tell: (leaf: Digest) => void): Promise<void> {
  await client.query(`select set_config('obhut.seal', $1, true)`, [String(seal)])
  await copyOut(
    client,
    `select ${covered} from obhut.audit_entry where seal = current_setting('obhut.seal')::bigint order by place`,
    row => {
      tell(digest(row.subarray(2)))
    },
  )
}

/** How long an entry may wait for its seal before somebody is told. */
const patience = 5000

/** The alarm: what was done is not sealed yet, so that taking it away would not be noticed. */
export class SealerLags extends OperatorProblem {
  constructor(waiting: number) {
    const seconds = Math.round(waiting / 1000)
    super({
      says: {
        de: `Einträge des Protokolls warten seit ${seconds} Sekunden auf ihr Siegel; so lange fiele es nicht auf, wenn jemand sie entfernte.`,
        en: `Entries of the audit log have waited for ${seconds} seconds for their seal; for that long nobody would notice if they were taken away.`,
      },
      mend: {
        de: 'Meist ist die Datenbank überlastet oder nicht erreichbar; sehen Sie in pg_stat_activity nach. Danach wird automatisch weiter gesiegelt.',
        en: 'In most cases the database is overloaded or cannot be reached; look into pg_stat_activity. Sealing then continues automatically.',
      },
    })
  }
}

/** The alarm: somebody wrote entries of another time than that at which the database took them in. */
export class EntriesOutOfTime extends OperatorProblem {
  constructor(entries: number) {
    super({
      urgent: true,
      says: {
        de: `${entries} Einträge des Protokolls nennen eine andere Zeit als die, zu der die Datenbank sie aufgenommen hat.`,
        en: `${entries} entries of the audit log bear another time than that at which the database took them in.`,
      },
      mend: {
        de: 'Prüfen Sie die Uhren dieses Rechners und des Datenbankservers. Stimmen beide, hat jemand am Programm vorbei in das Protokoll geschrieben: Wechseln Sie die Zugangsdaten der Datenbank.',
        en: 'Check the clocks of this machine and of the database server. If both are right, somebody wrote into the log past the program: change the credentials of the database.',
      },
    })
  }
}

/** Whether the sealer lags; the alarm, or nothing. */
export async function lagOf(store: Store): Promise<SealerLags | undefined> {
  const oldest = await store.desk(
    'proof',
    async client =>
      (await client.query<{ at: Date | null }>('select min(at) as at from obhut.audit_entry where seal is null'))
        .rows[0]?.at,
  )
  const waiting = oldest ? store.clock.now().getTime() - oldest.getTime() : 0
  return waiting > patience ? new SealerLags(waiting) : undefined
}
