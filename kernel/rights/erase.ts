import { markOfErased } from '../enforce/mark-of-erased.ts'
import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { DataSubject } from '../declare/subject.ts'
import type { Added, Store } from '../store/store.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'
import { alsoIn, isPart, isSetAside, wholeRowOf } from '../declare/persons.ts'
import type { AnyTable } from '../declare/table.ts'
import { qualified } from '../declare/qualified.ts'
import { evenIfCrossed } from '../store/retry.ts'
import { aloneWith, sharedWithSweeps } from '../enforce/lock-on-person.ts'
import { leaveProofs } from '../consent/proofs.ts'
import { writeAudit } from '../audit/rows.ts'
import { platform, type Adding, type Who } from '../store/work.ts'
import type { UsableActivity } from '../declare/activity.ts'
import { loggedFactsAbout } from '../audit/erased.ts'
import { isThrough, possessionsOf } from '../enforce/possessions.ts'
import { notifyRecipients } from '../disclosure/notices.ts'
import { remember } from '../ledger/ledger.ts'
import { keptOf, keptTables, lawClockOf, type KeptByLaw } from '../rows/kept-by-law.ts'
import { rowsBehindPseudonyms } from '../pseudonyms/behind.ts'
import { putPseudonymsAside } from '../pseudonyms/settle.ts'
import { counted, countRows, isOwnedBy } from '../rows/copy.ts'
import { holdsStandingFor, type Standing } from '../enforce/held-persons.ts'
import { keptForHold, keptForOthers, putAside, wouldStay } from './put-off.ts'
import { takeWhatHoldKept } from './release.ts'
import { changeRow, type RowChange } from '../rows/change.ts'
import { add, aWalk, column, takeRows, type Walk } from '../rows/walk.ts'
import { countStanding, leaveOthers, partsKept, partsToKeep, standingIn } from '../rows/further-persons.ts'
import { countHeld, deleteHeldBy, heldTables, holdSharers, type RowsHeld } from './held.ts'

export interface TableRows {
  readonly table: string
  readonly rows: number
}

/** What an erasure took away, and what a law keeps (Art. 17(3)(b) GDPR). */
export interface ErasureReport {
  readonly at: Date
  readonly gone: readonly TableRows[]
  readonly kept: readonly KeptByLaw[]
  /** Others' rows that lost what was this person's of them, and go on without it. */
  readonly blanked: readonly TableRows[]
  /** Rows that also belong to somebody else who held the same thing at the same time: they go with the last of them. */
  readonly shared: readonly TableRows[]
  /** Recipients, by their ids in the manifest, who are told of it (Art. 19 GDPR). */
  readonly told: readonly string[]
  /** Of whose rows these were, where they were of tenants: by tenant. */
  readonly tenants?: readonly (TableRows & { readonly tenant: string })[]
  /** A hold stands against it: nothing has gone yet, all of it is out of reach, and it goes once the hold is over. */
  readonly waits: boolean
}

/**
 * What an erasure would take away now, table by table, and what a law would keep: the same report, before anything
 * goes.
 */
export async function erasureOf(units: Units, subject: DataSubject): Promise<Omit<ErasureReport, 'at' | 'told'>> {
  const store = wholeOf(units)
  const counts = await countRows(store, subject)
  const tables = [...store.declarations.tables.values()]
  const { kept, held, standing, further, parts, tenants, others } = await store.desk('rights', async client => {
    const law = await lawClockOf(client, store)
    return {
      tenants: await byTenant(client, store, subject),
      kept: await keptByLaw(client, store, subject),
      held: await countHeld(client, heldTables(store.declarations), subject.id),
      standing: await holdsStandingFor(client, subject.id),
      further: await countStanding(client, tables, subject, law),
      parts: await partsToKeep(client, tables, subject, law),
      others: await keptForOthers(
        client,
        await wouldStay(client, store.declarations, subject, law),
        store.inForce.timeZone,
      ),
    }
  })
  if (standing.length)
    return {
      gone: [],
      kept: keptForHold(counts, standing, store.inForce.timeZone),
      blanked: [],
      shared: [],
      waits: true,
    }
  const stays = Map.groupBy([...kept, ...others], one => one.table)
  const whole = summed([
    ...counts
      .filter(({ table }) => !isThrough(table) && !isPart(table))
      .map(({ table, rows }) => ({ table: table.name, rows })),
    ...further.map(({ table, gone }) => ({ table, rows: gone })),
  ])
  const going = [
    ...whole.map(({ table, rows }) => ({
      table,
      rows: rows - (stays.get(table) ?? []).reduce((sum, one) => sum + one.rows, 0),
    })),
    // What stays with its place (a meter outlives its residents) is shown to the person and is not theirs to take away.
    ...held.map(({ table, alone }) => ({ table, rows: alone })),
  ]
  return {
    gone: going.filter(({ rows }) => rows > 0),
    kept: [...kept, ...parts, ...others],
    blanked: summed(further.map(({ table, blanked }) => ({ table, rows: blanked }))),
    shared: sharedOf(held),
    waits: false,
    ...tenants,
  }
}

/** How many rows about a person each tenant has, those included in which the person is a further one. */
async function byTenant(
  client: ClientBase,
  { declarations }: Store,
  { kind, id }: DataSubject,
): Promise<Pick<ErasureReport, 'tenants'>> {
  const tables = [...declarations.tables.values()].flatMap(table => {
    const further = alsoIn(table).filter(one => one.kind.kind === kind)
    const columns = [...(isOwnedBy(table, kind) ? ['subject'] : []), ...further.map(one => one.column)]
    return table.tenanted && columns.length ? [{ table, columns }] : []
  })
  if (tables.length === 0) return {}
  const found = []
  for (const { table, columns } of tables) {
    const { rows } = await client.query<{ tenant: string; rows: number }>(
      `select tenant, count(*) as rows from ${qualified(table)} where ${columns.map(name => `${column(name)} = $1`).join(' or ')} group by 1 order by 1`,
      [id],
    )
    found.push(...rows.map(one => ({ table: table.name, ...one })))
  }
  return { tenants: found }
}

/** Each table once, where there is anything. */
function summed(counts: readonly TableRows[]): TableRows[] {
  const sums = new Map<string, number>()
  for (const { table, rows } of counts) add(sums, table, rows)
  return [...sums].map(([table, rows]) => ({ table, rows }))
}

const sharedOf = (held: readonly RowsHeld[]): TableRows[] =>
  held.filter(({ shared }) => shared > 0).map(({ table, shared }) => ({ table, rows: shared }))

async function keptByLaw(client: ClientBase, store: Store, { kind, id }: DataSubject): Promise<KeptByLaw[]> {
  const clock = await lawClockOf(client, store)
  const kept: KeptByLaw[] = []
  for (const table of keptTables(store.declarations)) {
    const further = wholeRowOf(table).filter(one => one.kind.kind === kind)
    const whose = [...(isOwnedBy(table, kind) ? ['subject'] : []), ...further.map(one => one.column)]
    if (whose.length) kept.push(...(await keptOf(client, table, id, clock, whose)))
  }
  return [...kept, ...(await partsKept(client, store.declarations.tables.values(), id, clock))]
}

export interface EraseOptions {
  /** It is the ledger that asks, which knows of it already. */
  readonly again?: true
  /** Who asked for it, for the audit log. */
  readonly by?: Who
  /**
   * Nobody ever proved to be this person: no recipient is told, because none received anything but our own letter to
   * the address, and nothing has to be answered for later.
   */
  readonly unproven?: true
  /** A row that is locked before anything goes, and may be changed: it has to be as it says, or nothing goes. */
  readonly first?: RowFirst
}

/** A row as it has to be; `otherwise` is thrown where it is another. Without that it is locked if it is there. */
export interface RowFirst extends RowChange {
  readonly otherwise?: () => Error
}

/**
 * Erases a person (Art. 17 GDPR) from every table that is about this kind of person, in one transaction: all of it or
 * nothing. What a law keeps is restricted until the law's period is over. Rows of others that name the person keep
 * standing and lose the name. What is still being written about the person meanwhile is waited for and goes too; what
 * comes later is turned away.
 */
export const eraseSubject = (units: Units, subject: DataSubject, options: EraseOptions = {}): Promise<ErasureReport> =>
  erase(wholeOf(units), subject, options, async ({ report }) => ({ result: report, audited: [], afterwards: [] }))

export interface Answering<R> {
  readonly under: UsableActivity
  /**
   * Gives the answer once all is gone, in the same transaction: what it adds (a letter to the outbox) is there exactly
   * if the erasure is.
   */
  readonly answer: (work: Adding, report: ErasureReport) => Promise<R>
}

/**
 * Erases a person and answers in one act: an answer that cannot be made, or not be posted, undoes the erasure. What it
 * adds is about nobody; a row about the person is turned away like any latecomer.
 */
export const eraseAnswering = <R>(
  units: Units,
  subject: DataSubject,
  options: EraseOptions,
  { under, answer }: Answering<R>,
): Promise<R> => {
  const store = wholeOf(units)
  return erase(store, subject, options, ({ client, report, who }) =>
    store.adds(client, report.at, { under, who }, work => answer(work, report)),
  )
}

interface Erased {
  readonly client: ClientBase
  readonly report: ErasureReport
  readonly who: Who
}

async function erase<R>(
  store: Store,
  subject: DataSubject,
  { by = platform, first, again, unproven }: EraseOptions,
  ends: (erased: Erased) => Promise<Added<R>>,
): Promise<R> {
  const { result, afterwards } = await evenIfCrossed(
    () =>
      store.desk('rights', async (client, now) => {
        // Of two who wait for each other the erasure steps back and begins anew: nobody else's work is lost for it.
        // What is asked is the same for everybody, and so is its plan.
        await client.query(
          `set constraints all deferred; set local lock_timeout = '400ms'; set local plan_cache_mode = 'force_generic_plan'`,
        )
        if (first && (await changeRow(client, now, first)) !== 1 && first.otherwise) throw first.otherwise()
        await holdStill(client, store, subject)
        // What is just being written, handed over or decided about the person comes first.
        await aloneWith(client, subject.id)
        await sharedWithSweeps(client)
        const standing = await holdsStandingFor(client, subject.id)
        if (!again && !unproven) await rememberImports(client, now, subject.id)
        const report = standing.length
          ? await putOff(client, store, now, subject, standing)
          : await takeAway(client, store, now, subject, { again, unproven })
        if (!again) await remember(client, now, { what: 'erased', kind: subject.kind, subject: subject.id })
        // The entry says that an erasure happened and what went; whose it was is gone with the person.
        const who: Who = by.is === 'staff' ? { is: 'staff', id: by.id } : platform
        const ended = await ends({ client, who, report })
        await writeAudit(client, now, [
          {
            activity: 'rights',
            what: report.waits ? 'put an erasure off' : 'erased',
            about: subject.kind,
            rows: (report.waits ? report.kept : report.gone).reduce((sum, one) => sum + one.rows, 0),
            who,
            ...(report.covers && { covers: report.covers }),
          },
          ...ended.audited,
        ])
        return ended
      }),
    40,
  )
  for (const what of afterwards) what()
  return result
}

type Done = ErasureReport & { readonly covers?: Awaited<ReturnType<typeof loggedFactsAbout>> }

/** A hold stands for the person: nothing goes, and nobody works with it any more. */
async function putOff(
  client: ClientBase,
  store: Store,
  now: Date,
  subject: DataSubject,
  standing: readonly Standing[],
): Promise<Done> {
  const counts = await counted(client, store, subject)
  await putAside(client, store.declarations.tables, subject, now)
  await putPseudonymsAside(client, store, subject.id)
  return {
    at: now,
    gone: [],
    kept: keptForHold(counts, standing, store.inForce.timeZone),
    blanked: [],
    shared: [],
    told: [],
    waits: true,
  }
}

async function takeAway(
  client: ClientBase,
  store: Store,
  now: Date,
  subject: DataSubject,
  { again, unproven }: { readonly again: true | undefined; readonly unproven: true | undefined },
): Promise<Done> {
  await turnAwayLatecomers(client, subject.id, now)
  // Only now is it known what was there and whom data went to: what was under way has come to its end.
  await leaveProofs(client, store, now, subject.id)
  if (!unproven) await leaveTraces(client, store, now, subject)
  const told = again || unproven ? [] : await notifyRecipients(client, store, now, subject, 'erased')
  const covers = await loggedFactsAbout(client, subject.id)
  const walk = aWalk(client, store.declarations, await lawClockOf(client, store))
  const wasHeld = await wasEverHeld(client, subject.id)
  const owned = await rowsOwned(client, store, subject)
  const tenants = await byTenant(client, store, subject)
  // Rows without a subject of their own go by who held the thing when they came about.
  const held = heldTables(store.declarations).filter(table => owned.has(possessionsOf(table.about).held.name))
  await holdSharers(client, held, subject.id)
  const shared = sharedOf(await countHeld(client, held, subject.id))
  // A pseudonym may be made of what the person's rows say.
  for (const [table, ids] of await rowsBehindPseudonyms(client, store, subject.id)) await takeRows(walk, table, ids)
  for (const table of held) add(walk.gone, table.name, await deleteHeldBy(client, table, subject.id))
  // Others' rows that stayed for the person's alone are found through these.
  if (wasHeld) await takeWhatHoldKept(walk, subject.id, true)
  for (const table of store.declarations.leavesFirst) await eraseOwned(walk, table, subject, owned.get(table.name))
  await eraseUnclaimedFiles(client, store, subject)
  const blanked = [...(await leaveOthers(walk, subject))].map(([table, rows]) => ({ table, rows }))
  return {
    at: now,
    gone: [...walk.gone].map(([table, rows]) => ({ table, rows })),
    kept: [
      ...(await keptByLaw(client, store, subject)),
      ...(await keptForOthers(client, walk.held, store.inForce.timeZone)),
    ],
    blanked,
    shared,
    told,
    waits: false,
    ...tenants,
    covers,
  }
}

async function wasEverHeld(client: ClientBase, id: string): Promise<boolean> {
  const {
    rows: [row],
  } = await client.query<{ held: boolean }>('select exists (select from obhut.legal_hold where subject = $1) as held', [
    id,
  ])
  return row?.held ?? false
}

/** Keeps what tables declare to leave of a person's rows. Done again (after a restored backup) it changes nothing. */
async function leaveTraces(
  client: ClientBase,
  { declarations }: Store,
  now: Date,
  { kind, id }: DataSubject,
): Promise<void> {
  for (const table of declarations.tables.values()) {
    if (!table.leaves || !isOwnedBy(table, kind)) continue
    const columns = table.leaves.columns.map(column).join(', ')
    await client.query(
      `insert into ${qualified(table.leaves.in())} (${columns}, erased_at) select ${columns}, $2 from ${qualified(table)} where subject = $1 on conflict do nothing`,
      [id, now],
    )
  }
}

/** The rows of sources that were this person's: the traces that keep them out lie in the database alone. */
async function rememberImports(client: ClientBase, now: Date, id: string): Promise<void> {
  const { rows } = await client.query<{ mark: Buffer }>(
    'select mark from obhut.imported where subject = $1 order by mark',
    [id],
  )
  for (const { mark } of rows) await remember(client, now, { what: 'kept out', mark })
}

/**
 * Locks the person's rows, those first that others refer to: whoever would add one more (a gateway that goes on
 * reporting) waits, and then finds nobody.
 */
async function holdStill(client: ClientBase, { declarations }: Store, { kind, id }: DataSubject): Promise<void> {
  const places = declarations.leavesFirst.toReversed().flatMap(table => [
    ...(isOwnedBy(table, kind) && !table.holdsFiles ? [{ table, whose: 'subject' }] : []),
    ...standingIn([table], kind)
      .filter(({ person }) => !person.onlyNamed)
      .map(({ person }) => ({ table, whose: person.column })),
  ])
  await inOneStatement(
    client,
    places,
    'count(*)',
    ({ table, whose }) => `select from ${qualified(table)} where ${column(whose)} = $1 for update`,
    id,
  )
}

/** The ids of a person's rows, by table, where there are any; of a table without ids an empty list. */
async function rowsOwned(
  client: ClientBase,
  { declarations }: Store,
  { kind, id }: DataSubject,
): Promise<ReadonlyMap<string, readonly string[]>> {
  // A part of others' rows goes as such: a law may keep it.
  const owned = declarations.leavesFirst.filter(
    table => isOwnedBy(table, kind) && !isSetAside(table) && !table.holdsFiles,
  )
  const found = await inOneStatement<readonly (string | null)[] | null>(
    client,
    owned,
    'array_agg(id)',
    table =>
      `select ${table.key.includes('id') ? 'id' : 'null::uuid as id'} from ${qualified(table)} where subject = $1`,
    id,
  )
  return new Map(
    owned.flatMap(({ name }, at) => {
      const ids = found[at]
      return ids ? [[name, ids.filter(one => one !== null)]] : []
    }),
  )
}

/**
 * Asks all tables about a person in one statement, which works through them in their order, and answers for each: most
 * hold nothing of a person, and asking each by itself is what an erasure would take its time for. Prepared, because
 * planning so many tables takes longer than looking into them.
 */
async function inOneStatement<R, T = AnyTable>(
  client: ClientBase,
  tables: readonly T[],
  answer: string,
  rowsOf: (table: T) => string,
  subject: string,
): Promise<readonly (R | undefined)[]> {
  const text = `with ${tables.map((table, at) => `t${at} as materialized (${rowsOf(table)})`).join(', ')} select ${tables.map((_, at) => `(select ${answer} from t${at}) as t${at}`).join(', ')}`
  const {
    rows: [found],
  } = await client.query<Record<string, R>>({
    name: `all tables ${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`,
    text,
    values: [subject],
  })
  return tables.map((_, at) => found?.[`t${at}`])
}

/** Waits for whoever is just adding a row about the person, and has all later ones refused (`obhut.received`). */
async function turnAwayLatecomers(client: ClientBase, id: string, now: Date): Promise<void> {
  await aloneWith(client, id)
  await client.query(
    `insert into obhut.erased (mark, at, keyed) values (${markOfErased('$1::uuid')}, $2, true) on conflict (mark) do update set at = excluded.at`,
    [id, now],
  )
}
async function eraseOwned(
  walk: Walk,
  table: AnyTable,
  subject: DataSubject,
  ids: readonly string[] | undefined,
): Promise<void> {
  if (!ids) return
  if (table.key.includes('id')) return takeRows(walk, table, ids)
  const { rowCount } = await walk.client.query(`delete from ${qualified(table)} where subject = $1`, [subject.id])
  add(walk.gone, table.name, rowCount ?? 0)
}

/** Files go with their rows, and stay with those that a law keeps; what no row took yet goes here. */
async function eraseUnclaimedFiles(client: ClientBase, { declarations }: Store, { id }: DataSubject): Promise<void> {
  for (const table of declarations.tables.values())
    if (table.holdsFiles === 'files')
      await client.query(`delete from ${qualified(table)} where subject = $1 and row_id is null`, [id])
}
