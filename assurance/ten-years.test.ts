import { beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { aHousehold } from '../clauses/home/household.ts'
import { aboutCustomers, nameOf, plant } from '../clauses/planting.ts'
import { days, later, minutes } from '../kernel/clock/clock.ts'
import { platform } from '../kernel/store/work.ts'
import { snake, type AnyTable } from '../kernel/declare/table.ts'
import { eraseSubject } from '../kernel/rights/erase.ts'
import { ThePublisher } from '../platform/services.ts'
import { aWorld, type World } from '../server/testing/world.ts'
import { platformWithShop } from './platform-with-shop.ts'
import { chances } from './mutants/mutant.ts'
import { dayIn, overdueBy, type Row, type Version } from './years/oracle.ts'
import { whole } from './whole.ts'

const length = 3653
const seed = Number(process.env['OBHUT_SEED'] ?? 20261126)
const zone = 'Europe/Berlin'

/** On which days the clock stops: on every one, or on a drawn few. */
function stops(chance: () => number): number[] {
  return whole
    ? Array.from({ length }, () => 1)
    : Array.from({ length: 12 }, () => 1 + Math.floor((chance() * 2 * length) / 12))
}

/** What changes on the way, year by year: some periods become shorter, some longer. */
const changes: readonly {
  readonly year: number
  readonly to: Readonly<Record<string, Readonly<Record<string, string>>>>
}[] = [
  { year: 2, to: { 'website.access-log': { keep: 'P1M' }, 'mail.delivery': { keep: 'P10D' } } },
  {
    year: 4,
    to: {
      'kernel.accountability': { keep: 'P6M' },
      'telemetry.readings': { keep: 'P3Y' },
      'vouchers.invoices': { keep: 'P1Y' },
    },
  },
  { year: 6, to: { 'website.access-log': { keep: 'PT36H' }, 'statements.notices': { keep: 'P4Y' } } },
  {
    year: 8,
    to: { 'kernel.accountability': { keep: 'P2Y' }, 'mail.delivery': { keep: 'P2W' }, 'rights.desk': { keep: 'P13M' } },
  },
]

describe(`ten years, looked at on ${whole ? 'every day' : 'a few days'} (seed ${seed})`, () => {
  let world: World
  const chance = chances(seed)
  const left: string[] = []
  const here: string[] = []
  const seen = { rows: 0, gone: 0, most: -Infinity }

  beforeAll(async () => {
    const { modules, manifest } = await platformWithShop()
    world = await aWorld({ manifest, modules })
  })

  it('no row is overdue by more than a day on any of them, and none went before its time', async () => {
    let year = 0
    let today = 0
    const began = world.clock.now()
    for (const gap of stops(chance)) {
      today += gap
      await world.turnTo(later(began, days(today)))
      await live(world, { here, left, chance })
      const due = changes.find(one => one.year > year && one.year * 365 <= today)
      if (due) {
        year = due.year
        await publishes(world, due.to)
      }
      if (whole && today % 100 === 0) console.log(`day ${today}: ${seen.rows} rows looked at`)
      expect(await overdueNow(world, seen), `day ${today}`).toEqual([])
      expect(
        world.faults.filter(({ what }) => what === 'retention'),
        `day ${today}`,
      ).toEqual([])
    }
    expect([seen.rows > (whole ? 20_000 : 1000), seen.gone > 200, left.length > 3, today > length - 1000]).toEqual([
      true,
      true,
      true,
      true,
    ])
    const [{ versions } = { versions: 0 }] = await world.rows<{ versions: number }>(
      'select count(*)::int as versions from obhut.statement where in_force_since is not null',
    )
    expect(versions).toBe(changes.length + 1)
    console.log(
      `${seen.rows} rows looked at, ${seen.gone} went when they were due; the latest was ${seen.most.toFixed(2)} days over when looked at`,
    )
  }, 14_400_000)

  it('nothing of those who left is there any more, but for what a law keeps', async () => {
    const held = new Set<string>()
    for (const id of left) for (const place of await world.traces(id)) held.add(place)
    expect([...held].filter(place => !place.startsWith('vouchers.'))).toEqual([])
  }, 600_000)
})

/** Somebody comes, somebody uses the platform, somebody leaves. */
async function live(
  world: World,
  { here, left, chance }: { readonly here: string[]; readonly left: string[]; readonly chance: () => number },
): Promise<void> {
  const mark = `y${here.length + left.length}x${Math.floor(chance() * 1e6)}`
  await world.visitor({ referer: 'https://search.example/' }).get('/impressum')
  if (chance() < (whole ? 0.05 : 0.8)) {
    const mail = `${mark}@example.org`
    const { id, browser } = await aHousehold(world, mail)
    await browser.get('/api/my-data')
    // A restriction is more than its row, and the log's rows come about by what was done.
    await plant(world, id, mark, { into: ({ name }) => !/^obhut\.(restriction|audit_)/.test(name) })
    await endsOf(world, id, chance)
    here.push(id)
  }
  if (here.length > 2 && chance() < (whole && here.length < 8 ? 0.04 : 0.8)) {
    const [id = ''] = here.splice(Math.floor(chance() * here.length), 1)
    await eraseSubject(world.store, { kind: 'customer', id })
    left.push(id)
  }
}

/**
 * What runs from a moment that is not there yet (a request that is closed, a channel that is retired) gets one, for
 * every second table.
 */
async function endsOf(world: World, id: string, chance: () => number): Promise<void> {
  for (const table of aboutCustomers(world).filter(
    ({ about, until }) => about.who === 'owner' && until?.rule === 'since',
  )) {
    const column = moment(table)
    // Where the database holds columns to each other it refuses, and the row stays open.
    if (chance() < 0.6)
      await world
        .rows(`update ${nameOf(table)} set ${column} = $2 where subject = $1 and ${column} is null`, [
          id,
          world.clock.now(),
        ])
        .catch(() => undefined)
  }
}

/** The next version, which comes into force when everybody has been told and its day has come. */
async function publishes(world: World, to: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<void> {
  const manifest = parse(world.written.source) as { activities: Record<string, object | null>; effective: string }
  for (const [activity, settings] of Object.entries(to))
    manifest.activities[activity] = { ...manifest.activities[activity], ...settings }
  const effective = new Date((dayIn(zone, world.clock.now()) + 60) * 86_400_000).toISOString().slice(0, 10)
  await world.offered(ThePublisher).publish(stringify(manifest, { aliasDuplicateObjects: false }), effective, platform)
  // Who has to be told of it is told within minutes.
  for (let round = 0; round < 3; round++) await world.turnBy(minutes(2))
}

const moment = (table: AnyTable): string => `"${snake(table.until?.rule === 'since' ? table.until.column : '')}"`

/**
 * Rows that the oracle says should have been gone for more than a day; and, of what only a sweep takes, rows that went
 * although they were not due.
 */
async function overdueNow(world: World, seen: { rows: number; gone: number; most: number }): Promise<string[]> {
  const versions = await world.rows<Version>(
    'select version, in_force_since as since, manifest as source from obhut.statement where in_force_since is not null order by version',
  )
  const now = world.clock.now()
  const wrong: string[] = []
  for (const table of [...world.declarations.tables.values()].filter(({ until }) => until?.rule === 'since')) {
    const owned = table.about.who === 'owner'
    const rows = await world.rows<Row & { key: string }>(`
      select ${moment(table)} as moment, ${owned ? 'version, restricted' : 'null::int as version, null as restricted'}, ${table.keptByLaw ? `"${snake(table.keptByLaw.column)}"` : 'null::timestamptz'} as held, ${table.key.map(one => `"${snake(one)}"::text`).join(` || ' ' || `)} as key
      from ${nameOf(table)} where ${moment(table)} is not null`)
    const before = known.get(table.name) ?? new Map<string, Row>()
    const present = new Set(rows.map(({ key }) => key))
    for (const { key, ...row } of rows) {
      const by = overdueBy(
        now,
        table,
        { ...row, version: row.version ?? undefined },
        versions,
        zone,
        world.declarations.activities,
      )
      seen.rows += 1
      if (by !== undefined && by > seen.most) seen.most = by
      if (by !== undefined && by > 1)
        wrong.push(
          `${table.name}: ${row.moment.toISOString()} of version ${row.version} is over by ${by.toFixed(2)} days`,
        )
      before.set(key, row)
    }
    if (onlySwept.has(table.name))
      for (const [key, row] of before) {
        if (present.has(key)) continue
        before.delete(key)
        seen.gone += 1
        const by =
          overdueBy(
            now,
            table,
            { ...row, version: row.version ?? undefined },
            versions,
            zone,
            world.declarations.activities,
          ) ?? -Infinity
        if (by < 0)
          wrong.push(
            `${table.name}: ${row.moment.toISOString()} of version ${row.version} went ${-by} days before its time`,
          )
      }
    known.set(table.name, before)
  }
  return wrong
}
/** Logs about nobody that could be found: nothing but the sweep takes their rows. */
const onlySwept = new Set(['website.request', 'obhut.audit_entry', 'obhut.hold'])
const known = new Map<string, Map<string, Row>>()
