import type { ClientBase } from 'pg'
import type { Declarations } from '../declare/declarations.ts'
import { surelyReached } from '../clock/clock.ts'
import type { Store } from '../store/store.ts'
import { keeperOf, parentOf } from '../declare/keeper.ts'
import { qualified } from '../declare/qualified.ts'
import { snake, type AnyTable } from '../declare/table.ts'
import { latestDue } from '../declare/periods.ts'
import { keepingLaws, lastDayFor, type LegalRetention, type WhyKept } from '../statement/keeping-laws.ts'

/**
 * What decides whether a law still keeps a row: the time, the zone in which a year ends, and the years whose assessment
 * is open.
 */
export interface LawClock {
  readonly now: Date
  readonly timeZone: string
  readonly openYears: readonly number[]
}

export async function lawClock(client: ClientBase, now: Date, timeZone: string): Promise<LawClock> {
  const { rows } = await client.query<{ year: number }>('select year from obhut.assessment where closed_at is null')
  return { now, timeZone, openYears: rows.map(row => row.year) }
}

/** The same for what is done now: while the clock is in doubt no period is over that may still run. */
export const lawClockOf = (
  client: ClientBase,
  { clock, inForce }: Pick<Store, 'clock' | 'inForce'>,
): Promise<LawClock> => lawClock(client, surelyReached(clock), inForce.timeZone)

/** Tables in which a law can keep rows. */
export const keptTables = (all: Declarations): AnyTable[] =>
  [...all.tables.values()].filter(table => keeperOf(table) !== undefined)

/** The latest moment whose period by this law is over. */
export const latestFree = ({ law }: Pick<LegalRetention, 'law'>, { now, timeZone }: LawClock): Date =>
  latestDue(now, keepingLaws[law].keep, timeZone, 'the end of its year')

/** The rows of a kept table as `t`, joined up to the one whose law keeps them. */
export function upToKeeper(table: AnyTable): { readonly from: string; readonly moment: string } {
  let alias = 't'
  let from = `${qualified(table)} t`
  for (let one = table; !one.keptByLaw; ) {
    const parent = parentOf(one)
    if (!parent || one.until?.rule !== 'with') throw new Error(`no law keeps rows of '${table.name}'`)
    const next = `${alias}p`
    from += ` join ${qualified(parent)} ${next} on ${alias}.${quoted(one.until.column)} = ${next}.id`
    alias = next
    one = parent
  }
  return { from, moment: `${alias}.${quoted(keeperOf(table)!.keptByLaw!.column)}` } // a kept table has a keeper, which is held
}
const quoted = (name: string): string => `"${snake(name)}"`

/** A condition by which a law still keeps the moment, with its three parameters from `$first` on. */
export const stillKept = (table: AnyTable, clock: LawClock, moment: string, first: number): StillKept =>
  stillKeptBy(keeperOf(table)!.keptByLaw!, clock, moment, first) // asked only of tables that a law keeps

interface StillKept {
  readonly sql: string
  readonly values: unknown[]
}

/** The same by a law that is named. */
export function stillKeptBy(
  held: Pick<LegalRetention, 'law'>,
  clock: LawClock,
  moment: string,
  first: number,
): StillKept {
  const startOf = (year: number): Date =>
    new Date(Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime(clock.timeZone).epochMilliseconds)
  return {
    sql: `(${moment} > $${first} or exists (select from unnest($${first + 1}::timestamptz[], $${first + 2}::timestamptz[]) as open (begins, ends) where ${moment} >= open.begins and ${moment} < open.ends))`,
    values: [latestFree(held, clock), clock.openYears.map(startOf), clock.openYears.map(year => startOf(year + 1))],
  }
}

/** Which of these rows a law still keeps. */
export async function keptAmong(
  client: ClientBase,
  table: AnyTable,
  ids: readonly string[],
  clock: LawClock,
): Promise<string[]> {
  if (!keeperOf(table) || ids.length === 0) return []
  const { from, moment } = upToKeeper(table)
  const kept = stillKept(table, clock, moment, 2)
  const { rows } = await client.query<{ id: string }>(`select t.id from ${from} where t.id = any($1) and ${kept.sql}`, [
    ids,
    ...kept.values,
  ])
  return rows.map(row => row.id)
}

/** Rows of a person that a law or a hold keeps, as one tells the person: how many, by which, until which day. */
export interface KeptByLaw {
  readonly table: string
  readonly rows: number
  readonly law: WhyKept
  /** The last day, as long as no assessment of that year is open. */
  readonly until: string
  /** The assessment of that year is open: the rows stay until it is closed. */
  readonly assessment: boolean
}

export async function keptOf(
  client: ClientBase,
  table: AnyTable,
  subject: string,
  clock: LawClock,
  whose: readonly string[] = ['subject'],
): Promise<KeptByLaw[]> {
  const held = keeperOf(table)?.keptByLaw
  if (!held) return []
  const { from, moment } = upToKeeper(table)
  const kept = stillKept(table, clock, moment, 3)
  const { rows } = await client.query<{ year: number; n: number }>(
    `
    select extract(year from ${moment} at time zone $2)::integer as year, count(*) as n from ${from}
    where (${whose.map(name => `t.${quoted(name)} = $1`).join(' or ')}) and ${kept.sql} group by 1 order by 1`,
    [subject, clock.timeZone, ...kept.values],
  )
  return rows.map(({ year, n }) => ({
    table: table.name,
    rows: n,
    law: held.law,
    until: lastDayFor(held.law, year),
    assessment: clock.openYears.includes(year),
  }))
}
