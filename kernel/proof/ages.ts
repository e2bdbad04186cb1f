import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import { whenEnded } from '../enforce/ended-rows.ts'
import { catalogueName, type AnyTable } from '../declare/table.ts'
import { mostCounted, overdueOf } from '../retention/overdue.ts'
import type { Periods } from '../retention/due.ts'
import { column } from '../rows/walk.ts'
import { periodInWords } from '../declare/periods.ts'
import { settingOf } from '../statement/manifest.ts'
import type { Period } from '../declare/settings.ts'
import type { Evidence, Findings } from './findings.ts'
import { declaredTables, type ProofContext } from './context.ts'
import { looking } from './looking.ts'

/** No row is older than the statement says, by more than the day that a sweep may take. */
export async function proveAges(
  client: ClientBase,
  context: ProofContext,
  periods: Periods,
  found: Findings,
): Promise<void> {
  const sizes = await sizesIn(client)
  for (const table of declaredTables(context)) {
    if ((table.about.who === 'nobody' && !table.until) || table.holdsFiles) continue
    await looking(client, table, found, promisesOn(table), async () => {
      const late = await overdueOf(client, context.declared, table, periods, context.now)
      if (late)
        found.fault(
          `${late.table} holds ${late.rows >= mostCounted ? `at least ${mostCounted} rows` : many(late.rows)} whose storage period has been over for more than a day; the oldest is of ${late.oldest.toISOString()}`,
          ...promisesOn(table),
        )
      await neverEnding(client, table, found)
      if (!context.stated.states(table.under.name)) return
      const evidence = await ageOf(client, context, table, sizes.get(catalogueName(table)) ?? 0)
      for (const promise of promisesOn(table)) found.shows(promise, evidence)
    })
  }
}

/** Rows that have come to their end and bear no moment from which their period would run: they would stay for ever. */
async function neverEnding(client: ClientBase, table: AnyTable, found: Findings): Promise<void> {
  const ends = whenEnded(table)
  if (!ends) return
  const {
    rows: [row],
  } = await client.query<{ rows: number }>(
    `select count(*) as rows from (select from ${qualified(table)} where (${ends.ended}) and not (${ends.hasMoment}) limit ${mostCounted}) open`,
  )
  if (row?.rows)
    found.fault(
      `${table.name} holds ${row.rows >= mostCounted ? `at least ${mostCounted} rows` : many(row.rows)}: ended, without the moment from which the storage period runs`,
      ...promisesOn(table),
    )
}

const many = (rows: number): string => `${rows} row${rows === 1 ? '' : 's'}`

/** The promises that speak of when rows of a table end. */
export const promisesOn = ({ under, name, until }: AnyTable): string[] => [
  `${under.name}/end/${name}`,
  ...(until?.rule === 'since' && until.keep !== 'immediately' ? [`${until.keep.activity}/${until.keep.setting}`] : []),
]

async function ageOf(client: ClientBase, context: ProofContext, table: AnyTable, about: number): Promise<Evidence> {
  const { rows, words } = await countOf(client, table, about)
  const until = table.until
  if (until?.rule === 'with')
    return {
      from: 'rows',
      rows,
      says: `${table.name}: ${words}, each gone with the row that '${until.column}' refers to`,
    }
  if (until?.rule !== 'since') return { from: 'rows', rows, says: `${table.name}: ${words}, kept until erasure` }
  const oldest = await oldestOf(client, table, until.column, about)
  const period =
    until.keep === 'immediately' ? 'at once' : periodInWords(settingOf(context.manifest, until.keep) as Period, 'en')
  const since = oldest ? `; the oldest '${until.column}' is ${oldest.toISOString()}` : ''
  return {
    from: 'rows',
    rows,
    ...(oldest && { oldest }),
    says: `${table.name}: ${words}${since}; none is overdue (${period} from '${until.column}'${until.from === 'the moment' ? '' : ', from the end of its year'})`,
  }
}

const countedExactly = 10_000

async function countOf(client: ClientBase, table: AnyTable, about: number): Promise<{ rows: number; words: string }> {
  if (about > countedExactly) return { rows: about, words: `about ${about} rows` }
  const {
    rows: [row],
  } = await client.query<{ n: number }>(
    `select count(*) as n from (select from ${qualified(table)} limit ${countedExactly + 1}) few`,
  )
  const rows = row?.n ?? 0
  return { rows, words: rows > countedExactly ? `more than ${countedExactly} rows` : many(rows) }
}

/** How many rows the planner believes in; a partitioned table has those of its leaves. */
async function sizesIn(client: ClientBase): Promise<Map<string, number>> {
  const { rows } = await client.query<{ at: string; about: number }>(`
    select n.nspname || '.' || c.relname as at,
      case c.relkind when 'p' then (select coalesce(sum(greatest(l.reltuples, 0)), 0) from pg_partition_tree(c.oid) t join pg_class l on l.oid = t.relid where t.isleaf) else greatest(c.reltuples, 0) end::float8 as about
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and not exists (select from pg_inherits i where i.inhrelid = c.oid) and n.nspname !~ '^(pg_|information_schema)'`)
  return new Map(rows.map(row => [row.at, Math.round(row.about)]))
}

/** From an index where there is one; of a table that is partitioned by this moment, from its oldest leaf with rows. */
async function oldestOf(client: ClientBase, table: AnyTable, moment: string, about: number): Promise<Date | undefined> {
  if (table.partitionedBy === moment) {
    for (const { from, to } of await leavesOf(client, table)) {
      const {
        rows: [row],
      } = await client.query<{ oldest: Date | null }>(
        about > 1_000_000
          ? `select case when exists (select from ${qualified(table)} t where t.${column(moment)} >= $1 and t.${column(moment)} < $2) then $1::timestamptz end as oldest`
          : `select min(t.${column(moment)}) as oldest from ${qualified(table)} t where t.${column(moment)} >= $1 and t.${column(moment)} < $2`,
        [from, to],
      )
      if (row?.oldest) return row.oldest
    }
    return undefined
  }
  const {
    rows: [row],
  } = await client.query<{ oldest: Date | null }>(
    `select min(t.${column(moment)}) as oldest from ${qualified(table)} t`,
  )
  return row?.oldest ?? undefined
}

async function leavesOf(client: ClientBase, table: AnyTable): Promise<{ from: string; to: string }[]> {
  const { rows } = await client.query<{ from: string; to: string }>(
    `
    select b[1] as from, b[2] as to from pg_inherits i join pg_class c on c.oid = i.inhrelid
    cross join lateral regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \\(''([^'']+)''\\) TO \\(''([^'']+)''\\)') b
    where i.inhparent = $1::regclass and b is not null order by b[1]::timestamptz`,
    [qualified(table)],
  )
  return rows
}
