import { chance } from '../../tools/testing/chance.ts'
import { randomUUID } from 'node:crypto'
import type { World } from '../../server/testing/world.ts'
import type { AnyActivity } from '../declare/activity.ts'
import { copyOf } from '../rows/copy.ts'
import { eraseSubject } from '../rights/erase.ts'
import { person, platform } from '../store/work.ts'
import { averages, charts, day, homes, mark, reading, study, support } from './meters-for-test.ts'

/*
 * Who sees, gets and takes along which reading, worked out on paper: sets of people and whole numbers for moments. It
 * shares no line with the kernel, which asks the same of a database by policies.
 */
interface Tenant {
  readonly id: string
  readonly firm: boolean
  readonly restricted: boolean
  readonly objects: boolean
  readonly consents: boolean
}
interface Lease {
  readonly tenant: Tenant
  readonly meter: number
  readonly since: number
  readonly until: number | null
}
/** A row, from a moment on for so long: a reading is of its moment, a sum or a mark of a day. */
interface Row {
  readonly table: 'reading' | 'day' | 'mark'
  readonly meter: number
  readonly at: number
}
export interface Case {
  readonly tenants: readonly Tenant[]
  readonly leases: readonly Lease[]
  readonly rows: readonly Row[]
}

/** Time goes in halves of a day: in none of them does anything begin or end. */
const halves = ({ table, at }: Row): number[] => (table === 'reading' ? [at] : [at, at + 0.5])
const holders = ({ leases }: Case, meter: number, half: number): Tenant[] =>
  leases
    .filter(one => one.meter === meter && one.since <= half && (one.until === null || half < one.until))
    .map(one => one.tenant)

/** Whether a row counts as held, given the halves of its time in which it is. */
function counts(row: Row, held: (half: number) => boolean): boolean {
  return row.table === 'mark' ? halves(row).some(held) : halves(row).every(held)
}
const isOf = (of: Case, row: Row, tenant: Tenant): boolean =>
  counts(row, half => holders(of, row.meter, half).includes(tenant))
const concerns = (of: Case, row: Row): Set<Tenant> => new Set(halves(row).flatMap(half => holders(of, row.meter, half)))

/** Whether an activity for all sees a row. */
const seesAll: Record<string, (of: Case, row: Row) => boolean> = {
  'flats.support': (of, row) => ![...concerns(of, row)].some(one => one.restricted),
  'flats.averages': (of, row) => ![...concerns(of, row)].some(one => one.restricted || one.objects),
  'flats.study': (of, row) =>
    counts(row, half => {
      const held = holders(of, row.meter, half)
      return held.length > 0 && held.every(one => one.consents)
    }),
  'flats.homes': (of, row) =>
    counts(row, half => {
      const held = holders(of, row.meter, half)
      return held.some(one => !one.firm) && !held.some(one => one.restricted)
    }),
}

/** A few people, flats, leases that touch, overlap, come back or are empty, and readings at and around their edges. */
export function aCase(seed: number, meters: number): Case {
  const below = chance(seed * 7919 + 13)
  const tenants = Array.from({ length: 2 + below(3) }, () => ({
    id: randomUUID(),
    firm: below(4) === 0,
    restricted: below(4) === 0,
    objects: below(4) === 0,
    consents: below(2) === 0,
  }))
  const ofCase = Array.from({ length: 1 + below(3) }, (_, index) => meters + index)
  const leases = Array.from({ length: 1 + below(6) }, () => {
    const since = below(24) / 2
    return {
      tenant: tenants[below(tenants.length)]!, // there are some
      meter: ofCase[below(ofCase.length)]!, // there is one
      since,
      until: below(3) === 0 ? null : since + below(12) / 2,
    }
  })
  const rows = ofCase.flatMap(meter =>
    Array.from({ length: 28 }, (_, half) => half / 2).flatMap(at => [
      { table: 'reading' as const, meter, at },
      ...(Number.isInteger(at) ? (['day', 'mark'] as const).map(table => ({ table, meter, at })) : []),
    ]),
  )
  return { tenants, leases, rows: rows.filter(() => below(3) > 0) }
}

const moment = (at: number): Date => new Date(Date.UTC(2026, 0, 1) + at * 86_400_000)
const named = ({ table, meter, at }: Row): string => `${table} ${meter}@${at}`
interface Found {
  readonly meter: number
  readonly at: Date
}
const fromRow =
  (table: Row['table']) =>
  ({ meter, at }: Found): Row => ({ table, meter, at: (at.getTime() - Date.UTC(2026, 0, 1)) / 86_400_000 })
const tables = ['reading', 'day', 'mark'] as const

/** Puts cases into a store, as the administrator of its server. */
export async function store(world: World, cases: readonly Case[]): Promise<void> {
  const tenants = cases.flatMap(one => one.tenants)
  const leases = cases.flatMap(one => one.leases)
  for (const [name, some] of [
    ['person', tenants.filter(one => !one.firm)],
    ['office', tenants.filter(one => one.firm)],
  ] as const)
    await world.rows(
      `insert into flats.${name} (mail, subject, version, restricted) select id || '@flats.example', id, 1, case when restricted then 'on request' end from unnest($1::uuid[], $2::boolean[]) as t (id, restricted)`,
      [some.map(one => one.id), some.map(one => one.restricted)],
    )
  await world.rows(
    `insert into flats.tenancy (meter, since, until, subject, version, restricted) select meter, since, until, subject, 1, case when restricted then 'on request' end
     from unnest($1::integer[], $2::timestamptz[], $3::timestamptz[], $4::uuid[], $5::boolean[]) as t (meter, since, until, subject, restricted)`,
    [
      leases.map(one => one.meter),
      leases.map(one => moment(one.since)),
      leases.map(one => (one.until === null ? null : moment(one.until))),
      leases.map(one => one.tenant.id),
      leases.map(one => one.tenant.restricted),
    ],
  )
  for (const table of tables) {
    const rows = cases.flatMap(one => one.rows).filter(one => one.table === table)
    await world.rows(
      `insert into flats.${table} select meter, at${table === 'mark' ? '' : ', 1'} from unnest($1::integer[], $2::timestamptz[]) as t (meter, at)`,
      [rows.map(one => one.meter), rows.map(one => moment(one.at))],
    )
  }
  await world.rows(
    `insert into obhut.objection (subject, activity, at, state, stops, version) select subject, 'flats.averages', '2026-01-01', 'stopped', true, 1 from unnest($1::uuid[]) subject`,
    [tenants.filter(one => one.objects).map(one => one.id)],
  )
  await world.rows(
    `insert into obhut.consent (purpose, recipient, channel, state, statement, since, subject, version) select 'flats.study', '', '', 'given', 1, '2026-01-01', subject, 1 from unnest($1::uuid[]) subject`,
    [tenants.filter(one => one.consents).map(one => one.id)],
  )
}

/** Where database and oracle differ about cases in a store; empty where they agree. Erases people of these cases. */
export async function disagreements(world: World, cases: readonly Case[]): Promise<string[]> {
  const wrong: string[] = []
  const compare = (what: string, of: Case, wanted: readonly Row[], found: readonly Row[]): void => {
    const [should, does] = [new Set(wanted.map(named)), new Set(found.map(named))]
    const [more, less] = [does.difference(should), should.difference(does)]
    if (more.size || less.size || does.size !== found.length)
      wrong.push(`${what}: more ${[...more].join()}, less ${[...less].join()}, of ${JSON.stringify(of.leases)}`)
  }
  for (const activity of [support, averages, study, homes]) {
    const found = Map.groupBy(await seen(world, activity), one => one.meter)
    const sees = seesAll[activity.name]! // each has one
    for (const of of cases)
      compare(
        activity.name,
        of,
        of.rows.filter(row => sees(of, row)),
        metersOf(of).flatMap(meter => found.get(meter) ?? []),
      )
  }
  for (const of of cases) {
    for (const tenant of of.tenants) {
      const own = of.rows.filter(row => isOf(of, row, tenant))
      compare(`charts of ${tenant.id}`, of, tenant.restricted ? [] : own, await seen(world, charts, tenant.id))
      compare(`copy of ${tenant.id}`, of, own, await copied(world, tenant))
    }
    const left = await erased(world, of, compare)
    compare('what is left', of, left.rows, await lying(world, metersOf(of)))
  }
  return wrong
}
const metersOf = ({ rows }: Case): number[] => [...new Set(rows.map(one => one.meter))]
const kindOf = ({ firm }: Tenant): string => (firm ? 'firm' : 'resident')

const seen = (world: World, activity: AnyActivity, subject?: string): Promise<Row[]> =>
  world.store.under(activity as typeof charts, subject === undefined ? platform : person(subject), async work => [
    // as: all read the same
    ...(await work.read(reading, 'meter', 'at').execute()).map(fromRow('reading')),
    ...(await work.read(day, 'meter', 'at').execute()).map(fromRow('day')),
    ...(await work.read(mark, 'meter', 'at').execute()).map(fromRow('mark')),
  ])

async function copied(world: World, tenant: Tenant): Promise<Row[]> {
  const all: Row[] = []
  const names = tables.map(table => `flats.${table}`)
  for await (const { table, rows } of copyOf(world.store, { kind: kindOf(tenant), id: tenant.id }, names)) {
    const own = tables.find(one => table.name === `flats.${one}`)! // no others were asked for
    all.push(...(rows as unknown as Found[]).map(fromRow(own))) // as: these tables have both
  }
  return all
}

async function lying(world: World, meters: readonly number[]): Promise<Row[]> {
  const all: Row[] = []
  for (const table of tables)
    all.push(
      ...(await world.rows<Found>(`select meter, at from flats.${table} where meter = any($1)`, [meters])).map(
        fromRow(table),
      ),
    )
  return all
}

/** Erases the people of a case but the first, one after the other, and says what is left of it. */
async function erased(
  world: World,
  of: Case,
  compare: (what: string, of: Case, wanted: readonly Row[], found: readonly Row[]) => void,
): Promise<Case> {
  let left = of
  for (const tenant of of.tenants.slice(1)) {
    const before = left
    const own = before.rows.filter(row => concerns(before, row).has(tenant))
    const alone = own.filter(row => concerns(before, row).size === 1)
    const report = await eraseSubject(world.store, { kind: kindOf(tenant), id: tenant.id })
    const count = (rows: readonly { readonly table: string; readonly rows: number }[]): number =>
      rows.filter(one => tables.some(table => one.table === `flats.${table}`)).reduce((sum, one) => sum + one.rows, 0)
    if (count(report.gone) !== alone.length || count(report.shared) !== own.length - alone.length)
      compare(
        `the report says ${count(report.gone)} and ${count(report.shared)}, not ${alone.length} and ${own.length - alone.length}`,
        before,
        own,
        [],
      )
    left = {
      tenants: before.tenants.filter(one => one !== tenant),
      leases: before.leases.filter(one => one.tenant !== tenant),
      rows: before.rows.filter(row => !alone.includes(row)),
    }
  }
  return left
}
