import type { ClientBase } from 'pg'
import type { Described } from '../declare/declarations.ts'
import { alsoIn, isSetAside } from '../declare/persons.ts'
import { qualified } from '../declare/qualified.ts'
import { catalogueName, type AnyTable } from '../declare/table.ts'
import { personsHeld } from '../enforce/held-persons.ts'
import { column, type Walk } from '../rows/walk.ts'
import { edgesTo, fateOf } from '../rows/edges.ts'
import { hereOrBelow, isApartOf, isOneOf } from '../rows/whose-row.ts'
import { notUnderHold } from '../rows/hold-condition.ts'
import { comeBack, putAwayWith } from '../restriction/put-away.ts'
import { eraseRows } from './held.ts'

/*
 * What a legal hold on one person kept of rows that were to go (as another person of them was erased, a consent ended)
 * goes once nobody of the row is held any more. What it kept past its period is left to the sweep, which knows whether it
 * is due.
 */

/** Rows that may be kept for a hold, one by one. */
const mayBeKept = (table: AnyTable): boolean =>
  table.about.who === 'owner' && table.key.includes('id') && !table.bulk && !isSetAside(table) && !table.holdsFiles

/** Whose hold is over, and whether the person goes just now: then no restriction of the person counts any more. */
interface Released {
  readonly person: string
  readonly goes: boolean
}

/**
 * Takes the rows that stayed for a hold on this person. What somebody of the row, or of one that goes with it, had
 * restricted meanwhile stays until that is lifted, and what another hold or an erasure that waits covers until then: says
 * whether nothing is left, nor put away.
 */
export async function takeWhatHoldKept(walk: Walk, person: string, goes = false): Promise<boolean> {
  let nothingLeft = true
  for (const table of walk.all.tables.values()) {
    if (!mayBeKept(table)) {
      nothingLeft &&= !(await isPutAwayWhole(walk.client, table, person))
      continue
    }
    const rows = await keptWith(walk, table, { person, goes })
    nothingLeft &&= rows.every(({ free }) => free)
    const free = rows.filter(row => row.free).map(({ id }) => id)
    await takeKept(walk, table, free, { person, goes })
  }
  if (goes) await bringBackOthers(walk, person)
  return nothingLeft
}

/** Whether rows of a table whose rows have no id are put away: the sweep takes them, or brings them back, all at once. */
async function isPutAwayWhole(client: ClientBase, table: AnyTable, person: string): Promise<boolean> {
  if (table.about.who !== 'owner' || table.key.includes('id')) return false
  const { rows } = await client.query(
    `select from ${qualified(table)} t where t.subject = $1 and t.restricted = 'put away' limit 1`,
    [person],
  )
  return rows.length > 0
}

/** Others' rows that were put away for a person who goes: with the person goes what leads to them. */
async function bringBackOthers({ client, all }: Walk, person: string): Promise<void> {
  for (const [table, ids] of await putAwayWith(client, all, [person])) {
    await client.query('savepoint others')
    await comeBack(client, all, table, 't.id = any($1) and t.subject <> $2', [[...ids], person]).catch(async error => {
      // Somebody has another such row by now: this one goes with its period.
      if ((error as { code?: string }).code !== '23505') throw error
      await client.query('rollback to savepoint others')
    })
    await client.query('release savepoint others')
  }
}

/**
 * A row is free only with those that stayed for it: they are found through it alone, and would stay for ever without it.
 */
async function keptWith(
  { client, all }: Walk,
  table: AnyTable,
  { person, goes }: Released,
): Promise<{ id: string; free: boolean }[]> {
  const stands = ['t.subject', ...alsoIn(table).map(one => `t.${column(one.column)}`)].map(who => `${who} = $1`)
  const { rows } = await client.query<{ id: string; free: boolean }>(
    `select t.id, (${isFreeWithAbove(all, table, 't', goes)}) as free from ${qualified(table)} t
     where (${stands.join(' or ')} or t.id in (select a.row_id from obhut.set_aside a where a.subject = $1 and a.kept_in = $2)) and t.restricted in ('held', 'put away')`,
    [person, catalogueName(table)],
  )
  return rows
}

/** Kept for a hold, and nothing keeps the row any more, nor one that goes with it; `$1` is whoever was held. */
function isFree(all: Described, table: AnyTable, row: string, goes: boolean): string {
  const people = [
    personsHeld,
    'select w.subject from obhut.legal_hold w where w.erasure_asked_at is not null and w.subject <> $1',
    `select r.subject from obhut.restriction r${goes ? ' where r.subject <> $1' : ''}`,
  ].join(' union all ')
  const keeps = hereOrBelow(all, table, row, (one, at) => [isOneOf(one, people, at), ...isApartOf(one, people, at)])
  return [
    `${row}.restricted = 'held'`,
    `not (${keeps.join(' or ')})`,
    ...(table.until?.rule === 'since' ? [notUnderHold(table, `${row}.${column(table.until.column)}`)] : []),
  ].join(' and ')
}

/** The same, and so is whatever stayed for the row. A table that goes with itself is followed once. */
function isFreeWithAbove(
  all: Described,
  table: AnyTable,
  row: string,
  goes: boolean,
  seen: readonly string[] = [],
): string {
  const path = [...seen, table.name]
  const above = [...all.tables.values()]
    .filter(there => mayBeKept(there) && path.filter(name => name === there.name).length < 2)
    .flatMap(there => edgesTo(all, there).map(edge => ({ there, edge })))
    .filter(({ edge }) => edge.from.name === table.name && fateOf(edge) !== 'loses the reference')
    .map(({ there, edge }, place) => {
      const named = `${row}_${place}`
      return `not exists (select from ${qualified(there)} ${named} where ${named}.id = ${row}.${column(edge.column)} and ${named}.restricted = 'held' and not (${isFreeWithAbove(all, there, named, goes, path)}))`
    })
  return [isFree(all, table, row, goes), ...above].join(' and ')
}

/** With the rows that stayed for these alone, as they belong to them or name them. */
async function takeKept(walk: Walk, table: AnyTable, ids: readonly string[], whose: Released): Promise<void> {
  if (ids.length === 0) return
  const above = await namedBy(walk.client, table, ids)
  await eraseRows(walk, table, ids)
  for (const { there, names } of above) {
    const { rows } = await walk.client.query<{ id: string }>(
      `select t.id from ${qualified(there)} t where t.id = any($2) and ${isFree(walk.all, there, 't', whose.goes)}`,
      [whose.person, names],
    )
    await takeKept(
      walk,
      there,
      rows.map(({ id }) => id),
      whose,
    )
  }
}

async function namedBy(
  client: ClientBase,
  table: AnyTable,
  ids: readonly string[],
): Promise<{ readonly there: AnyTable; readonly names: readonly string[] }[]> {
  const above = []
  for (const [name, { ref }] of Object.entries(table.columns)) {
    const there = ref?.key === 'in the database' ? ref.table() : undefined
    if (!there || !mayBeKept(there)) continue
    const { rows } = await client.query<{ it: string }>(
      `select distinct ${column(name)} as it from ${qualified(table)} where id = any($1) and ${column(name)} is not null`,
      [ids],
    )
    above.push({ there, names: rows.map(({ it }) => it) })
  }
  return above
}
