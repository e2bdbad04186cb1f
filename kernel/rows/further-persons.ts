import type { ClientBase } from 'pg'
import { keeperOf } from '../declare/keeper.ts'
import {
  alsoIn,
  columnsOf,
  isWholeRow,
  keptApart,
  wholeRowOf,
  type Blanks,
  type FurtherPerson,
} from '../declare/persons.ts'
import { qualified } from '../declare/qualified.ts'
import type { DataSubject } from '../declare/subject.ts'
import { catalogueName, snake, type AnyTable } from '../declare/table.ts'
import { stillKept, stillKeptBy, upToKeeper, type KeptByLaw, type LawClock } from './kept-by-law.ts'
import { add, column, takeRows, type Walk } from './walk.ts'
import { lastDayFor, type KeepingLaw, type LegalRetention } from '../statement/keeping-laws.ts'

/*
 * Erasing somebody who stands as a further person in rows of others: such a row goes, or it loses what was this person's.
 * What a law keeps of that lies apart until the law's period is over.
 */

interface In {
  readonly table: AnyTable
  readonly person: FurtherPerson
}
/** Where persons of a kind stand in others' rows. */
export const standingIn = (tables: Iterable<AnyTable>, kind: string): In[] =>
  [...tables].flatMap(table => table.persons.filter(one => one.kind.kind === kind).map(person => ({ table, person })))

/** The rows of a table in which a person stands, and the person's part of rows that lies apart already. */
const rowsIn = (one: In): string => `${qualified(one.table)} t where ${standsIn(one)}`
/** Whoever the row is about anyway has it as that: it goes, or a law keeps it whole. */
const standsIn = ({ table, person }: In): string =>
  `t.${column(person.column)} = $1${table.about.who === 'owner' && !person.onlyNamed ? ' and t.subject <> $1' : ''}`
const apart = 'obhut.set_aside a where a.subject = $1 and a.kept_in = $2 and a.person = $3'
const placeOf = ({ table, person }: In): string[] => [catalogueName(table), snake(person.column)]

/**
 * Takes a person out of others' rows. Says by table how many rows lost what was the person's; rows that went are counted
 * in the walk.
 */
export const leaveOthers = (walk: Walk, { kind, id }: DataSubject): Promise<ReadonlyMap<string, number>> =>
  leave(walk, standingIn(walk.all.tables.values(), kind), id)

/** The same in rows of one table, of whatever kind the person is there. */
export const leaveOthersOf = (walk: Walk, table: AnyTable, subject: string): Promise<ReadonlyMap<string, number>> =>
  leave(
    walk,
    alsoIn(table).map(person => ({ table, person })),
    subject,
  )

async function leave(walk: Walk, standing: readonly In[], id: string): Promise<ReadonlyMap<string, number>> {
  const blanked = new Map<string, number>()
  // What goes whole first: nothing has to be blanked in it.
  for (const one of standing.filter(({ person }) => isWholeRow(person))) await takeWhole(walk, one, id)
  for (const one of standing)
    if (one.person.erasure.does === 'blanks') {
      const rows = await blank(walk, one, one.person.erasure, id)
      if (!one.person.onlyNamed) add(blanked, one.table.name, rows)
    }
  return blanked
}

async function takeWhole(walk: Walk, one: In, subject: string): Promise<void> {
  const { rows } = await walk.client.query<{ id: string }>(`select t.id from ${rowsIn(one)}`, [subject])
  await takeRows(
    walk,
    one.table,
    rows.map(row => row.id),
  )
}

async function blank(walk: Walk, one: In, { keptByLaw }: Blanks, subject: string): Promise<number> {
  const { client } = walk
  const lay = one.person.onlyNamed ? 0 : await settleApart(walk, one, keptByLaw, subject)
  if (keptByLaw) await layApart(walk, one, keptByLaw, subject)
  const sets = columnsOf(one.table, one.person).map(name => `${column(name)} = null`)
  const { rowCount } = await client.query(
    `update ${qualified(one.table)} t set ${sets.join(', ')} where ${standsIn(one)}`,
    [subject],
  )
  return lay + (rowCount ?? 0)
}

/** What lay apart on request goes, or is from now on kept by the law alone. */
async function settleApart(
  { client, law }: Walk,
  one: In,
  keptByLaw: LegalRetention | undefined,
  subject: string,
): Promise<number> {
  const values = [subject, ...placeOf(one)]
  let kept = 0
  if (keptByLaw) {
    const since = `(a.kept ->> $5::text)::timestamptz`
    const still = stillKeptBy(keptByLaw, law, since, 6)
    const { rowCount } = await client.query(
      `update obhut.set_aside a set restricted = 'by law', law = $4, law_since = ${since} where a.subject = $1 and a.kept_in = $2 and a.person = $3 and a.law is null and ${still.sql}`,
      [...values, keptByLaw.law, snake(keptByLaw.column), ...still.values],
    )
    kept = rowCount ?? 0
  }
  const { rowCount } = await client.query(`delete from ${apart} and a.law is null`, values)
  return kept + (rowCount ?? 0)
}

/** The person's part of a row, out of everyday reach until the law's period is over. */
async function layApart({ client, law }: Walk, one: In, keptByLaw: LegalRetention, subject: string): Promise<void> {
  const since = `t.${column(keptByLaw.column)}`
  const still = stillKeptBy(keptByLaw, law, since, 6)
  await client.query(
    `insert into obhut.set_aside (kept_in, row_id, person, kept, restricted, law, law_since, subject, version)
     select $2, t.id, $3, (select jsonb_object_agg(key, value) from jsonb_each(to_jsonb(t)) where key = any($5::text[])), 'by law', $4, ${since}, $1, t.version
     from ${rowsIn(one)} and ${still.sql}`,
    [subject, ...placeOf(one), keptByLaw.law, keptApart(one.table, one.person), ...still.values],
  )
}

/** How many rows of others lose something when a person goes, and how many go with the person. */
export interface Foreseen {
  readonly table: string
  readonly gone: number
  readonly blanked: number
}

interface Condition {
  readonly sql: string
  readonly values: readonly unknown[]
}
/** The row `t` goes with the person anyway: wholly the person's by one of these columns, and no law keeps it. */
function goesBy(table: AnyTable, columns: readonly FurtherPerson[], law: LawClock, first: number): Condition {
  if (columns.length === 0) return { sql: 'false', values: [] }
  const whole = `(${columns.map(one => `t.${column(one.column)} = $1`).join(' or ')})`
  if (!keeperOf(table)) return { sql: `${whole} is true`, values: [] }
  const { from, moment } = upToKeeper(table)
  const still = stillKept(table, law, moment, first)
  return {
    sql: `(${whole} and t.id not in (select kept.id from (select t.id from ${from} where ${still.sql}) kept)) is true`,
    values: still.values,
  }
}
/** In which other columns of the same row the person's would be the whole row, so that it is told once. */
const wholeBefore = ({ table, person }: In): FurtherPerson[] => {
  const whole = wholeRowOf(table).filter(({ kind }) => kind.kind === person.kind.kind)
  return isWholeRow(person) ? whole.slice(0, whole.indexOf(person)) : whole
}

/** What `leaveOthers` would do now; rows of the person's own are not among these, for these go anyway. */
export async function countStanding(
  client: ClientBase,
  tables: Iterable<AnyTable>,
  { kind, id }: DataSubject,
  law: LawClock,
): Promise<Foreseen[]> {
  const found: Foreseen[] = []
  for (const one of standingIn(tables, kind).filter(({ person }) => !person.onlyNamed)) {
    const whole = isWholeRow(one.person)
    // A row that a law keeps is counted by its first column all the same: what is kept is taken off the sum.
    const told = whole
      ? {
          sql:
            wholeBefore(one)
              .map(({ column: name }) => `t.${column(name)} = $1`)
              .join(' or ') || 'false',
          values: [],
        }
      : goesBy(one.table, wholeBefore(one), law, 4)
    const {
      rows: [row],
    } = await client.query<{ rows: number; apart: number }>(
      `select (select count(*) from ${rowsIn(one)} and (${told.sql}) is not true) as rows,
        (select count(*) from ${apart} and a.law is null and not exists (select from ${qualified(one.table)} t where t.id = a.row_id and (${told.sql}))) as apart`,
      [id, ...placeOf(one), ...told.values],
    )
    const { rows = 0, apart: lies = 0 } = row ?? {}
    found.push({ table: one.table.name, gone: whole ? rows : 0, blanked: whole ? 0 : rows + lies })
  }
  return found
}

/** What a law would keep of the person's parts of others' rows, were they blanked now. */
export async function partsToKeep(
  client: ClientBase,
  tables: Iterable<AnyTable>,
  { kind, id }: DataSubject,
  law: LawClock,
): Promise<KeptByLaw[]> {
  const all: KeptByLaw[] = []
  for (const one of standingIn(tables, kind)) {
    const { erasure } = one.person
    if (erasure.does !== 'blanks' || !erasure.keptByLaw) continue
    const since = `t.${column(erasure.keptByLaw.column)}`
    const still = stillKeptBy(erasure.keptByLaw, law, since, 3)
    const goes = goesBy(one.table, wholeBefore(one), law, 3 + still.values.length)
    const { rows } = await client.query<{ year: number; n: number }>(
      `select extract(year from ${since} at time zone $2)::integer as year, count(*) as n from ${rowsIn(one)} and ${still.sql} and not ${goes.sql} group by 1 order by 1`,
      [id, law.timeZone, ...still.values, ...goes.values],
    )
    all.push(...rows.map(row => inYear(one.table.name, erasure.keptByLaw!.law, row, law))) // held: see above
  }
  return all
}

/** What a law keeps of the person's parts, and lies apart. */
export async function partsKept(
  client: ClientBase,
  tables: Iterable<AnyTable>,
  subject: string,
  law: LawClock,
): Promise<KeptByLaw[]> {
  const { rows } = await client.query<{ at: string; law: KeepingLaw; year: number; n: number }>(
    `select a.kept_in as at, a.law, extract(year from a.law_since at time zone $2)::integer as year, count(*) as n from obhut.set_aside a
     where a.subject = $1 and a.law is not null group by 1, 2, 3 order by 1, 2, 3`,
    [subject, law.timeZone],
  )
  const names = new Map([...tables].map(table => [catalogueName(table), table.name]))
  return rows.map(row => inYear(names.get(row.at) ?? row.at, row.law, row, law))
}

const inYear = (
  table: string,
  by: KeepingLaw,
  { year, n }: { readonly year: number; readonly n: number },
  { openYears }: LawClock,
): KeptByLaw => ({ table, rows: n, law: by, until: lastDayFor(by, year), assessment: openYears.includes(year) })
