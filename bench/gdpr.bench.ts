import pg from 'pg'
import { kernel } from '../server/kernel-module.ts'
import { median, type Bench, type Figure } from './parts/bench.ts'
import { operationsOf, workloads, type Operation, type Workload } from './parts/gdpr/load.ts'
import { gdpr } from './parts/gdpr/module.ts'
import { byHand, later, rowOf, subjectOf, underTheKernel, type Side } from './parts/gdpr/sides.ts'
import { platformFor } from './parts/platform.ts'

const connections = 8
/**
 * Seconds: each side runs so long before it counts, so that what is compiled on the way is no part of it; then both in
 * turn, a round each until both together took so long, or nine times.
 */
const [warmUp, counting] = [4, 20]
const modules = [kernel, gdpr]

const bench: Bench = {
  name: 'gdpr',
  says: `the workloads of controller, customer, processor and regulator on records with their metadata, ${connections} at a time: purpose check, policies and audit on, against hand-written SQL on the same tables and indexes`,
  async runs({ postgres, dir, whole, say }) {
    const [records, operations] = whole ? [100_000, 10_000] : [10_000, 1000]
    const platform = await platformFor({ postgres, dir }, { name: 'gdpr', modules })
    const pool = new pg.Pool({ ...postgres.admin, database: 'gdpr', max: connections })
    try {
      const figures: Figure[] = []
      for (const workload of workloads) {
        say(workload.name)
        const todo = operationsOf(workload, records, operations)
        const sides = { kernel: underTheKernel(platform.store, records, workload.name), hand: byHand(pool, records) }
        const took: Record<keyof typeof sides, Done[]> = { kernel: [], hand: [] }
        for (const side of ['hand', 'kernel'] as const) {
          for (const until = performance.now() + warmUp * 1000; performance.now() < until; ) {
            await fill(pool, records)
            await does(sides[side], todo, until)
          }
        }
        for (let round = 0, spent = 0; round < 9 && spent < counting; round++)
          for (const side of ['hand', 'kernel'] as const) {
            await fill(pool, records)
            took[side].push(await does(sides[side], todo))
            spent += todo.length / took[side][round]!.rate // just pushed
          }
        figures.push(figureOf(workload, took.kernel, took.hand))
      }
      return figures
    } finally {
      await pool.end()
      await platform.stop()
    }
  },
}
export default bench

interface Done {
  readonly rate: number
  readonly matched: number
}

async function does(side: Side, todo: readonly Operation[], until = Infinity): Promise<Done> {
  for (const one of todo.filter(({ does: what }) => what.startsWith('read')).slice(0, 100)) await side(one)
  let at = 0
  let matched = 0
  const began = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let one = todo[at++]; one && performance.now() < until; one = todo[at++]) {
        const rows = await evenIfCrossed(side, one)
        matched += rows
      }
    }),
  )
  return { rate: (todo.length / (performance.now() - began)) * 1000, matched }
}

/** Two that change the same rows in another order: whoever was turned back does it again, on either side. */
async function evenIfCrossed(side: Side, operation: Operation): Promise<number> {
  for (let tries = 5; ; tries--) {
    try {
      return await side(operation)
    } catch (error) {
      if ((error as { code?: string }).code !== '40P01' || tries === 0) throw error
    }
  }
}

function figureOf({ name }: Workload, kernelDid: readonly Done[], handDid: readonly Done[]): Figure {
  const rate = (all: readonly Done[]): number => median(all.map(one => one.rate))
  const rows = (all: readonly Done[]): number => Math.round(median(all.map(one => one.matched)))
  return {
    what: `${name}, throughput of hand-written SQL that is kept`,
    value: rate(kernelDid) / rate(handDid),
    unit: 'times',
    target: { atLeast: 0.6 },
    note: `${Math.round(rate(kernelDid))} and ${Math.round(rate(handDid))} operations/s; rows matched ${rows(kernelDid).toLocaleString('en')} and ${rows(handDid).toLocaleString('en')}`,
  }
}

async function fill(pool: pg.Pool, records: number): Promise<void> {
  await pool.query('truncate gdpr.record')
  for (let first = 0; first < records; first += 10_000) {
    const keys = Array.from({ length: Math.min(10_000, records - first) }, (_, place) => first + place)
    const rows = keys.map(rowOf)
    const of = (name: keyof ReturnType<typeof rowOf>): string[] => rows.map(row => row[name])
    await pool.query(
      `insert into gdpr.record (number, purpose, object, decision, sharing, source, category, data, subject, expires_at, version) select *, $10, 1 from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::uuid[])`,
      [
        of('number'),
        of('purpose'),
        of('object'),
        of('decision'),
        of('sharing'),
        of('source'),
        of('category'),
        of('data'),
        keys.map(key => subjectOf(key, records)),
        later,
      ],
    )
  }
  // So that none falls into one side's time.
  await pool.query('vacuum analyze gdpr.record')
  await pool.query('checkpoint')
}
