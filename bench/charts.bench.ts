import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { person } from '../kernel/store/work.ts'
import { charts } from '../modules/telemetry/activities.ts'
import { seriesOf } from '../modules/telemetry/series.ts'
import { telemetry } from '../modules/telemetry/index.ts'
import { sumUp } from '../modules/telemetry/summing.ts'
import { reading } from '../modules/telemetry/tables.ts'
import { leavesOf } from '../kernel/enforce/partitions.ts'
import { kernel } from '../server/kernel-module.ts'
import { aManifest } from '../server/testing/manifest.ts'
import { median, quantile, type Bench, type Figure } from './parts/bench.ts'
import { platformFor } from './parts/platform.ts'

const quarters = 365 * 96
const modules = [kernel, telemetry]
const manifest = aManifest(modules, { 'telemetry.readings': { keep: 'P10Y' } })
const year = 2025

const chart: Bench = {
  name: 'charts',
  says: 'a year of 15-minute readings of one meter as a monthly chart beside the year before, among the readings of many meters, each chart of another person',
  async runs({ postgres, dir, whole, say }) {
    const values = whole ? 100_000_000 : 10_000_000
    const meters = Math.ceil(values / quarters)
    const platform = await platformFor({ postgres, dir }, { name: 'charts', modules, manifest })
    const admin = new pg.Client({ ...postgres.admin, database: 'charts' })
    await admin.connect()
    try {
      say(`filling with ${(meters * quarters).toLocaleString('en')} values of ${meters} meters, half of them gauges`)
      const holders = await fill(admin, platform.store, meters)
      say('summing up')
      const summed = await timed(() => sumUp(platform.store))
      await admin.query('vacuum analyze')
      const {
        rows: [days],
      } = await admin.query<{ n: number }>('select count(*)::integer as n from telemetry.day')

      say('drawing')
      const took: Record<string, number[]> = { counter: [], gauge: [] }
      for (let round = 0; round < 60; round++) {
        const number = 1 + ((round * 37) % meters)
        const kind = number % 2 === 0 ? ('gauge' as const) : ('counter' as const)
        const asked = {
          channel: number,
          kind,
          by: 'month',
          day: Temporal.PlainDate.from(`${year}-06-01`),
          zone: 'Europe/Berlin',
        } as const
        took[kind]!.push(
          await timed(() =>
            platform.store.under(charts, person(holders[number - 1]!), async work => {
              // both kinds are there, and one holder for each meter
              const { buckets } = await seriesOf(work, asked)
              if (buckets.length !== 12 || buckets.some(bucket => bucket.value === null))
                throw new Error('the chart has holes')
            }),
          ),
        )
      }
      const figures: Figure[] = Object.entries(took).flatMap(([kind, all]) => [
        {
          what: `a ${kind}’s year by month, median`,
          value: median(all),
          unit: 'ms',
          target: { atMost: 50 },
          note: `95 %: ${quantile(all, 0.95).toFixed(1)} ms`,
        },
      ])
      return [
        ...figures,
        { what: 'days of a gauge summed up a second', value: ((days?.n ?? 0) / summed) * 1000, unit: '' },
      ]
    } finally {
      await admin.end()
      await platform.stop()
    }
  },
}
export default chart

async function fill(admin: pg.Client, store: Parameters<typeof leavesOf>[0], meters: number): Promise<string[]> {
  const holders = Array.from({ length: meters }, () => randomUUID())
  await admin.query(
    `
    insert into telemetry.channel (number, device, key, label, unit, kind, medium, standing)
    select n, gen_random_uuid(), 'x', 'of the bench', 'kWh', case n % 2 when 0 then 'gauge' else 'counter' end, 'electricity', true from generate_series(1, $1::integer) as n`,
    [meters],
  )
  await admin.query(
    'insert into telemetry.holding (channel, since, subject) select n, $2, subject from unnest($1::uuid[]) with ordinality as h (subject, n)',
    [holders, `${year - 1}-01-01T00:00:00Z`],
  )
  const leaves = leavesOf(store, reading)
  for (let month = 0; month < 12; month++) {
    // In the order in which life writes them: moment after moment, all meters at each.
    await leaves.ensure(Date.UTC(year, month, 15))
    await admin.query(
      `
      insert into telemetry.reading (channel, at, value)
      select n, at, case n % 2 when 0 then 500 + 400 * sin(extract(epoch from at) / 7000 + n) else extract(epoch from at - $2) / 900 * (1 + n % 5) end
      from generate_series($3::timestamptz, $4::timestamptz - interval '1 second', interval '15 minutes') as at, generate_series(1, $1::integer) as n`,
      [
        meters,
        new Date(Date.UTC(year, 0, 1)),
        new Date(Date.UTC(year, month, 1)),
        new Date(Date.UTC(year, month + 1, 1)),
      ],
    )
  }
  await admin.query(
    `insert into telemetry.late (channel, at) select n, at from generate_series(1, $1::integer) as n, generate_series($2::timestamptz, $3::timestamptz, interval '1 day') as at`,
    [meters, new Date(Date.UTC(year, 0, 1)), new Date(Date.UTC(year, 11, 31))],
  )
  return holders
}

async function timed(what: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await what()
  return performance.now() - began
}
