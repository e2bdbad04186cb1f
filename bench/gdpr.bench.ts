import pg from 'pg'
import { kernel } from '../server/kernel-module.ts'
import { median, type Bench, type Figure } from './parts/bench.ts'
import { operationsOf, workloads, type Operation, type Workload } from './parts/gdpr/load.ts'
import { gdpr } from './parts/gdpr/module.ts'
import { byHand, later, rowOf, subjectOf, underTheKernel, type Side } from './parts/gdpr/sides.ts'
import { platformFor } from './parts/platform.ts'

const most = 8
const sideNames = ['hand', 'autocommit', 'kernel'] as const
type SideName = (typeof sideNames)[number]
/**
 * Seconds: each side runs so long before it counts, so that what is compiled on the way is no part of it; then all in
 * turn, a round each until all together took so long, or nine times.
 */
const [warmUp, counting] = [4, { [most]: 20, 1: 10 }]
const modules = [kernel, gdpr]

const bench: Bench = {
  name: 'gdpr',
  says: `the workloads of controller, customer, processor and regulator on records with their metadata, ${most} at a time and one by one: purpose check, policies and audit on, against hand-written SQL on the same tables and indexes, in a transaction each and as it is (autocommit)`,
  async runs({ postgres, dir, whole, say }) {
    const [records, operations] = whole ? [100_000, 10_000] : [10_000, 1000]
    const platform = await platformFor({ postgres, dir }, { name: 'gdpr', modules })
    const pool = new pg.Pool({ ...postgres.admin, database: 'gdpr', max: most })
    try {
      const figures: Figure[] = []
      for (const workload of workloads) {
        say(workload.name)
        const asked = operationsOf(workload, records, operations)
        const sides: Record<SideName, Side> = {
          kernel: underTheKernel(platform.store, records, workload.name),
          hand: byHand(pool, records, 'transactions'),
          autocommit: byHand(pool, records, 'autocommit'),
        }
        for (const side of sideNames)
          for (const until = performance.now() + warmUp * 1000; performance.now() < until; ) {
            await fill(pool, records)
            await does(sides[side], asked, { clients: most, until })
          }
        for (const [clients, seconds] of Object.entries(counting).toReversed()) {
          const took: Record<SideName, Done[]> = { kernel: [], hand: [], autocommit: [] }
          for (let round = 0, spent = 0; round < 9 && spent < seconds; round++)
            for (const side of sideNames) {
              await fill(pool, records)
              const done = await does(sides[side], asked, { clients: Number(clients) })
              took[side].push(done)
              spent += asked.length / done.rate
            }
          figures.push(...figuresOf(workload, Number(clients), took))
        }
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
  /** Milliseconds of this process's processor time for each operation. */
  readonly cpu: number
  readonly matched: number
}

async function does(
  side: Side,
  asked: readonly Operation[],
  { clients, until = Infinity }: { readonly clients: number; readonly until?: number },
): Promise<Done> {
  for (const one of asked.filter(({ does: what }) => what.startsWith('read')).slice(0, 100)) await side(one)
  let at = 0
  let matched = 0
  const before = process.cpuUsage()
  const began = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let one = asked[at++]; one && performance.now() < until; one = asked[at++]) {
        const rows = await evenIfCrossed(side, one)
        matched += rows
      }
    }),
  )
  const rate = (asked.length / (performance.now() - began)) * 1000
  const { user, system } = process.cpuUsage(before)
  return { rate, cpu: (user + system) / 1000 / asked.length, matched }
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

function figuresOf(
  { name }: Workload,
  clients: number,
  did: Readonly<Record<SideName, readonly Done[]>>,
): readonly Figure[] {
  const of = (side: SideName, what: keyof Done): number => median(did[side].map(one => one[what]))
  const rows = (side: SideName): string => Math.round(of(side, 'matched')).toLocaleString('en')
  const kept = (side: SideName): Figure => ({
    what: `${name}, ${clients} at a time: throughput of hand-written SQL ${side === 'hand' ? 'in transactions' : 'as it is'} that is kept`,
    value: of('kernel', 'rate') / of(side, 'rate'),
    unit: 'times',
    ...(clients === most && side === 'hand' && { target: { atLeast: 0.6 } }),
    note: `${Math.round(of('kernel', 'rate'))} and ${Math.round(of(side, 'rate'))} operations/s; processor time of the process ${(of('kernel', 'cpu') / of(side, 'cpu')).toFixed(2)} times; rows matched ${rows('kernel')} and ${rows(side)}`,
  })
  return [kept('hand'), kept('autocommit')]
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
