import type { KeyObject } from 'node:crypto'
import { consents, tenants } from '../declare/activities.ts'
import { withdrawConsent } from '../consent/change.ts'
import { qualified } from '../declare/qualified.ts'
import type { Store } from '../store/store.ts'
import type { AnyTable } from '../declare/table.ts'
import { person, platform } from '../store/work.ts'
import { sharedWithSweeps } from '../enforce/lock-on-person.ts'
import { evenIfCrossed } from '../store/retry.ts'
import { isDuplicate, isOfSomebodyErased } from '../problems/errors.ts'
import { eraseSubject } from '../rights/erase.ts'
import { eraseRows, eraseStretchAgain } from '../rights/held.ts'
import { lawClockOf } from '../rows/kept-by-law.ts'
import { holdAgain, releaseAgain } from '../restriction/repeated-holds.ts'
import { lift, restrict } from '../restriction/on-request.ts'
import { object } from '../rights/objections.ts'
import { aWalk, column } from '../rows/walk.ts'
import { fitting, type Fitting } from './fitting.ts'
import { decryptFor } from '../ledger/key.ts'
import { markOfRow } from '../ledger/ledger.ts'
import type { Shipped } from '../ledger/line.ts'
import { tenant, tenantGrant, tenantPeriod } from '../tenants/tables.ts'
import { asKept } from '../vault/as-kept.ts'

/**
 * Does again what these entries say, in their order for each person, to whomever of them the store holds. Done twice it is the same as
 * once, so that it may be killed at any point and begun anew. Answers how many found somebody.
 */
export async function repeat(store: Store, key: KeyObject, entries: readonly Shipped[]): Promise<number> {
  await keepOut(store, entries)
  const found = await fitting(store, key, entries)
  await keepUnmet(store, entries, found)
  // A row may be about several: what the erasure of a person takes of it depends on what stood then for the others.
  // Erasures of single rows and withdrawals come after all holds, and so may leave in reach of a later one what had gone.
  const inOrder = found.some(keepsRows) ? found.filter(one => keepsRows(one) || letsRowsGo(one)) : []
  for (const one of inOrder) await againUnlessErased(store, key, one)
  const moves = found.filter(({ entry }) => entry.what === 'moved')
  const ends = moves.length ? await moveAgain(store, key, moves, entries) : new Map<string, Date>()
  const done = new Set([...inOrder, ...moves])
  const others = found.filter(one => !done.has(one))
  // Different persons do not wait for each other; entries about one person follow each other.
  const queues = [...Map.groupBy(others, ({ entry }) => (entry.person ?? entry.mark).toString('hex')).values()]
  // Somebody's new address may have been somebody else's until that one moved, too: then the one waits for the other.
  const blocked: Fitting[] = []
  const next = async (): Promise<void> => {
    for (let queue = queues.pop(); queue; queue = queues.pop())
      for (const one of queue) {
        await againUnlessErased(store, key, one).catch(error => {
          if (one.entry.what !== 'corrected' || !isDuplicate(error)) throw error
          blocked.push(one)
        })
      }
  }
  await Promise.all(Array.from({ length: 3 }, next))
  for (const one of blocked.toSorted((a, b) => a.entry.number - b.entry.number)) await again(store, key, one)
  await endWithOthers(store, ends)
  return found.length
}

/** Whether or not the backup knows the person: an import that it lacks may be done again, too. */
async function keepOut(store: Store, entries: readonly Shipped[]): Promise<void> {
  const all = entries.filter(({ what }) => what === 'kept out')
  if (all.length)
    await store.desk('rights', client =>
      client.query(
        // An erasure that a hold put off says so twice: it counts from when it was done.
        `insert into obhut.import_gone (mark, erased_at) select mark, max(at) from unnest($1::bytea[], $2::timestamptz[]) said (mark, at) group by mark
         on conflict (mark) do update set erased_at = greatest(import_gone.erased_at, excluded.erased_at)`,
        [all.map(({ mark }) => mark), all.map(({ at }) => at)],
      ),
    )
}

const countsOnReturn: ReadonlySet<string> = new Set([
  'withdrawn',
  'objected',
  'restricted',
  'lifted',
  'held',
  'released',
])
/** What is said of persons whom the store does not know counts should an import bring them in again. */
async function keepUnmet(store: Store, entries: readonly Shipped[], found: readonly Fitting[]): Promise<void> {
  const met = new Set(found.map(({ entry }) => entry))
  const unmet = entries.filter(one => one.kind !== null && !met.has(one) && countsOnReturn.has(one.what))
  if (unmet.length)
    await store.desk('rights', client =>
      client.query(
        `insert into obhut.ledger_unmet (kind, mark, number, what, facts, at) select * from unnest($1::text[], $2::bytea[], $3::bigint[], $4::text[], $5::jsonb[], $6::timestamptz[]) on conflict do nothing`,
        [
          unmet.map(({ kind }) => kind),
          unmet.map(({ mark }) => mark),
          unmet.map(({ number }) => number),
          unmet.map(({ what }) => what),
          unmet.map(({ facts }) => JSON.stringify(facts)),
          unmet.map(({ at }) => at),
        ],
      ),
    )
}

const keepsRows = ({ entry: { what } }: Fitting): boolean => what === 'held' || what === 'restricted'
const letsRowsGo = ({ entry: { what, kind } }: Fitting): boolean =>
  what === 'released' || what === 'lifted' || (what === 'erased' && kind !== null)

/** Killed after an erasure that came later: what was to be done about the person is done. */
const againUnlessErased = (store: Store, key: KeyObject, one: Fitting): Promise<void> =>
  again(store, key, one).catch(error => {
    if (!isOfSomebodyErased(error)) throw error
  })

async function again(store: Store, key: KeyObject, { entry, id }: Fitting): Promise<void> {
  const { what, kind, facts } = entry
  const table = store.declarations.tables.get(facts['table'] ?? '')
  if (what === 'erased' && kind !== null) await eraseSubject(store, { kind, id }, { again: true })
  else if (what === 'restricted' && kind !== null && facts['how'] === 'on request')
    await restrict(store, { kind, id }, { ground: 'claims', by: platform, again: true })
  else if (what === 'lifted' && kind !== null && facts['how'] === 'on request')
    await lift(store, { kind, id }, platform, 'again')
  else if (what === 'held' && kind !== null) await holdAgain(store, { kind, id }, facts)
  else if (what === 'released' && kind !== null) await releaseAgain(store, id, facts)
  else if (what === 'objected' && kind !== null) await objectAgain(store, kind, id, facts['purpose'])
  else if (what === 'withdrawn' && kind !== null) await withdrawAgain(store, kind, id, facts)
  else if ((what === 'ended' || what === 'revived') && table) await endAgain(store, table, id, facts)
  else if (what === 'own period') await periodAgain(store, id, facts)
  else if (what === 'erased' && table) await eraseRow(store, table, id, facts)
  else if (what === 'corrected' && table && entry.sealed)
    await correct(store, table, id, decryptFor(key, table.name, id, entry.sealed))
}

async function withdrawAgain(
  store: Store,
  kind: string,
  subject: string,
  { purpose = '', recipient = '', channel = '' }: Readonly<Record<string, string>>,
): Promise<void> {
  if (store.inForce.states(consents.name))
    await store.under(consents, person(subject), work =>
      withdrawConsent(work, { kind, subject, purpose, recipient, channel, how: 'ledger' }),
    )
}

const eraseRow = (
  store: Store,
  table: AnyTable,
  id: string,
  { from, to }: Readonly<Record<string, string>>,
): Promise<void> =>
  evenIfCrossed(
    () =>
      store.desk('rights', async client => {
        await client.query('set constraints all deferred')
        await sharedWithSweeps(client)
        const all = store.declarations
        if (from !== undefined && to !== undefined)
          await eraseStretchAgain(client, all, table, id, { from: new Date(from), to: new Date(to) })
        else await eraseRows(aWalk(client, all, await lawClockOf(client, store)), table, [id])
      }),
    40,
  )

/** Ends a tenant or a grant at the moment of then; without one the tenant runs on. */
const endAgain = async (
  store: Store,
  { name }: AnyTable,
  id: string,
  { at }: Readonly<Record<string, string>>,
): Promise<void> => {
  const ends = { [tenant.name]: 'ends_at', [tenantGrant.name]: 'ended_at' }[name]
  if (ends !== undefined)
    await store.desk('rights', client =>
      client.query(`update ${name} set ${ends} = $2 where id = $1`, [id, at === undefined ? null : new Date(at)]),
    )
}

/** Tenants that end no later than something above them that the backup lacks. */
type EndsWithOthers = ReadonlyMap<string, Date>

/**
 * Hangs tenants where they hung at last: first none of them hangs anywhere, so that however often it is done no circle
 * comes about on the way. What hung under tenants that the backup lacks hangs under the next one above that it knows, or
 * at the top, and ends with the first of those between that ended.
 */
const moveAgain = (
  store: Store,
  key: KeyObject,
  moves: readonly Fitting[],
  entries: readonly Shipped[],
): Promise<EndsWithOthers> =>
  store.desk('rights', async client => {
    const last = new Map(moves.map(({ id, entry }) => [id, entry.facts['under']]))
    const { rows } = await client.query<{ id: string }>('select id from obhut.tenant')
    const byMark = new Map(rows.map(({ id }) => [markOfRow(key, tenant.name, id).toString('hex'), id]))
    const said = lastSaidOfTenants(entries)
    const ends = new Map<string, Date>()
    await client.query('update obhut.tenant set parent = null where id = any($1)', [[...last.keys()]])
    for (const [id, under] of last) {
      let above = under
      for (; above !== undefined && !byMark.has(above); above = said.get(above)?.under) {
        const [end, before] = [said.get(above)?.end, ends.get(id)]
        if (end && !(before && before < end)) ends.set(id, end)
      }
      const parent = above === undefined ? undefined : byMark.get(above)
      if (parent !== undefined) await client.query('update obhut.tenant set parent = $2 where id = $1', [id, parent])
    }
    return ends
  })

interface SaidOfTenant {
  readonly under?: string | undefined
  readonly end?: Date | undefined
}
/** Under what each tenant of these entries hangs, and when it ends, by what is said of it last; by its mark. */
function lastSaidOfTenants(entries: readonly Shipped[]): ReadonlyMap<string, SaidOfTenant> {
  const said = new Map<string, SaidOfTenant>()
  for (const { what, mark, facts } of entries) {
    const its = mark.toString('hex')
    if (what === 'moved') said.set(its, { ...said.get(its), under: facts['under'] })
    if (what === 'ended' || what === 'revived')
      said.set(its, { ...said.get(its), end: facts['at'] === undefined ? undefined : new Date(facts['at']) })
  }
  return said
}

const endWithOthers = async (store: Store, ends: EndsWithOthers): Promise<void> => {
  if (ends.size)
    await store.desk('rights', async client => {
      for (const [id, end] of ends)
        await client.query('update obhut.tenant set ends_at = least(ends_at, $2) where id = $1', [id, end])
    })
}

async function periodAgain(
  store: Store,
  id: string,
  { setting = '', period }: Readonly<Record<string, string>>,
): Promise<void> {
  if (!store.inForce.states(tenants.name)) return
  await store.under(tenants, platform, async work => {
    const db = work.over(tenantPeriod)
    await db.deleteFrom('obhut.tenant_period').where('tenantId', '=', id).where('setting', '=', setting).execute()
    if (period !== undefined)
      await db.insertInto('obhut.tenant_period').values({ tenantId: id, setting, period, since: work.now }).execute()
  })
}

/** An activity that there is no longer finds nobody anyway. */
async function objectAgain(store: Store, kind: string, id: string, purpose: string | undefined): Promise<void> {
  const activity = store.declarations.activities.get(purpose ?? '')
  if (activity) await object(store, { kind, id }, { activity, by: platform, again: true })
}

/**
 * Columns that the table no longer has are passed over: what they held is not there to be corrected. What is encrypted
 * is encrypted again, under the key that the row has here.
 */
async function correct(store: Store, table: AnyTable, id: string, columns: unknown): Promise<void> {
  const values = Object.entries(columns as Readonly<Record<string, unknown>>).filter(([name]) =>
    Object.hasOwn(table.columns, name),
  )
  if (values.length === 0) return
  await store.desk('rights', async client => {
    // Of a row that an erasure took meanwhile no key is made either.
    const { rowCount } = await client.query(`select from ${qualified(table)} where id = $1 for update`, [id])
    if (!rowCount) return
    const kept = await asKept(client, store.vault, table, id, Object.fromEntries(values))
    const assignments = [...kept.keys()].map((name, index) => `${column(name)} = $${index + 2}`).join(', ')
    await client.query(`update ${qualified(table)} set ${assignments} where id = $1`, [id, ...kept.values()])
  })
}
