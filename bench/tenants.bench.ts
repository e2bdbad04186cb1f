import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { moment, text, uuid } from '../kernel/declare/columns.ts'
import { nobody } from '../kernel/declare/subject.ts'
import { table } from '../kernel/declare/table.ts'
import { platform, platformFor } from '../kernel/store/work.ts'
import { device, dweller, estates, estatesSql, fleet } from '../kernel/tenants/example-for-test.ts'
import { moveTenant } from '../kernel/tenants/tree.ts'
import { median, type Bench } from './parts/bench.ts'
import { platformFor as aPlatformFor } from './parts/platform.ts'

const rows = 1_000_000
/** A top, ten under it, a hundred under each of these; 1,000 rows in each of the thousand. */
const [under, leaves] = [10, 100]

/** The same rows without a tenant. */
const part = table('estate.part', {
  about: nobody,
  under: fleet,
  columns: { serial: text({ from: 'the maker' }), scrappedAt: moment().orNot(), batch: uuid({ from: 'the maker' }) },
})

const tenants: Bench = {
  name: 'tenants',
  says: 'rows of tenants among 1,000,000 of 1,111: a list, a unit of work with a tenant and without, a move; and a path in each row in place of it',
  async runs({ postgres, dir, whole, say }) {
    const modules = await estates({
      sql: `${estatesSql}
        create index device_list on estate.device (tenant, serial desc);
        create table estate.part (id uuid primary key default gen_random_uuid(), serial text collate "C" not null, scrapped_at timestamptz(3), batch uuid not null);
        create unique index part_serial on estate.part (batch, serial);
        create index part_list on estate.part (batch, serial desc);`,
      keeps: [device, dweller, part],
    })
    const here = await aPlatformFor({ postgres, dir }, { name: 'tenants', modules })
    const { store } = here
    await here.jobs.stop()
    const db = new pg.Client({ ...postgres.admin, database: 'tenants' })
    await db.connect()
    try {
      say('filling')
      const tree = await fill(db)
      const rounds = whole ? 2000 : 400
      const list = (tenant: string, named?: true) =>
        timed(() =>
          store.under(fleet, platformFor(tenant), work => {
            const query = work.read(device, 'serial').orderBy('serial', 'desc').limit(50)
            return (named ? query.where('tenant', '=', tenant) : query).execute()
          }),
        )
      const listOf = async (tenant: string, times: number, named?: true) => {
        const took: number[] = []
        for (let round = -10; round < times; round++) {
          const one = await list(tenant, named)
          if (round >= 0) took.push(one)
        }
        return median(took)
      }
      say('lists of 50')
      const lists = {
        leaf: await listOf(tree.leaf, rounds),
        named: await listOf(tree.big, rounds, true),
        middle: await listOf(tree.middle, 20),
        top: await listOf(tree.top, 10),
      }
      say('units of work')
      const reads = await compared(db, rounds, [
        () =>
          store.under(fleet, platformFor(tree.leaf), work =>
            work.read(device, 'serial').where('id', '=', tree.device).execute(),
          ),
        () => store.under(fleet, platform, work => work.read(part, 'serial').where('id', '=', tree.part).execute()),
      ])
      const writes = await compared(db, rounds, [
        () =>
          store.under(fleet, platformFor(tree.leaf), work =>
            work.over(device).insertInto('estate.device').values({ serial: randomUUID() }).execute(),
          ),
        () =>
          store.under(fleet, platform, work =>
            work.over(part).insertInto('estate.part').values({ serial: randomUUID(), batch: tree.leaf }).execute(),
          ),
      ])
      say('a path in each row')
      const paths = await asPaths(db, tree)
      say('a move of 10,000 rows')
      const moved = await timed(() => store.under(fleet, platform, work => moveTenant(work, tree.ten, null)))
      const time = ({ with: its, without }: Compared) => `medians ${its.toFixed(3)} and ${without.toFixed(3)} ms`
      return [
        { what: 'a list of 50 of a tenant with 1,000 rows', value: lists.leaf, unit: 'ms', target: { atMost: 5 } },
        {
          what: 'a list of 50 of a tenant with 200,000 rows, which the query names',
          value: lists.named,
          unit: 'ms',
          target: { atMost: 5 },
        },
        { what: 'a list of 50 of 100 tenants with 100,000 rows', value: lists.middle, unit: 'ms' },
        { what: 'a list of 50 of all 1,111 tenants', value: lists.top, unit: 'ms' },
        ...Object.entries(paths).map(([what, value]) => ({ what, value, unit: 'ms' })),
        {
          what: 'a unit that reads a row, with a tenant against without',
          value: reads.with / reads.without,
          unit: 'times',
          target: { atMost: 1.1 },
          note: time(reads),
        },
        {
          what: 'its processor time, ours and the database’s',
          value: reads.cpu,
          unit: 'times',
          target: { atMost: 1.1 },
        },
        {
          what: 'a unit that writes a row, with a tenant against without',
          value: writes.with / writes.without,
          unit: 'times',
          target: { atMost: 1.1 },
          note: time(writes),
        },
        { what: 'its processor time', value: writes.cpu, unit: 'times', target: { atMost: 1.1 } },
        { what: 'moving ten tenants with 10,000 rows', value: moved, unit: 'ms', target: { atMost: 10_000 } },
      ]
    } finally {
      await db.end()
      await here.stop()
    }
  },
}
export default tenants

interface Tree {
  readonly top: string
  readonly middle: string
  readonly leaf: string
  readonly big: string
  /** One with nine under it and 1,000 rows in each. */
  readonly ten: string
  readonly device: string
  readonly part: string
}

async function fill(db: pg.Client): Promise<Tree> {
  const add = async (parent: string | null, count: number): Promise<string[]> =>
    (
      await db.query<{ id: string }>(
        `insert into obhut.tenant (parent, kind, begins_at) select $1, 'landlord', '2020-01-01' from generate_series(1, $2) returning id`,
        [parent, count],
      )
    ).rows.map(({ id }) => id)
  const first = async (made: Promise<string[]>): Promise<string> => (await made)[0]! // so many were wanted
  const top = await first(add(null, 1))
  const middles = await add(top, under)
  const lowest: string[] = []
  for (const one of middles) lowest.push(...(await add(one, leaves)))
  const [middle, leaf] = [middles[3]!, lowest[500]!] // there are more
  const big = await first(add(top, 1))
  const ten = await first(add(middle, 1))
  const tens = [ten, ...(await add(ten, 9))]
  await db.query(
    `insert into estate.device (serial, tenant) select md5(random()::text), ($1::uuid[])[1 + n % cardinality($1)] from generate_series(1, $2) n`,
    [[...lowest, ...tens], rows],
  )
  await db.query(
    `insert into estate.device (serial, tenant) select md5(random()::text), $1 from generate_series(1, 200000)`,
    [big],
  )
  await db.query(`insert into estate.part (serial, batch) select serial, tenant from estate.device`)
  await db.query('vacuum analyze')
  const one = async (sql: string, values: unknown[] = []): Promise<string> =>
    (await db.query<{ id: string }>(sql, values)).rows[0]!.id // there are some
  return {
    top,
    middle,
    leaf,
    big,
    ten,
    device: await one('select id from estate.device where tenant = $1 limit 1', [leaf]),
    part: await one('select id from estate.part limit 1'),
  }
}

/** The way that was not taken: each row bears the path of its tenant, and a policy compares it with a range. */
async function asPaths(db: pg.Client, tree: Tree): Promise<Record<string, number>> {
  await db.query(`
    create schema bench; grant usage on schema bench to public;
    create table bench.path_of as with recursive t as (select id, id::text as path from obhut.tenant where parent is null
      union all select c.id, t.path || '/' || c.id from t join obhut.tenant c on c.parent = t.id) select * from t;
    create table bench.device_by_path as select d.id, d.serial, p.path collate "C" as path from estate.device d join bench.path_of p on p.id = d.tenant;
    create index on bench.device_by_path (path, serial desc);
    alter table bench.device_by_path enable row level security;
    create policy below on bench.device_by_path using (path >= (select current_setting('bench.path')) and path < (select current_setting('bench.path') || '~'));
    grant select on bench.device_by_path to public`)
  const figures: Record<string, number> = {}
  await db.query('vacuum analyze bench.device_by_path')
  const pathOf = async (id: string): Promise<string> =>
    (await db.query<{ path: string }>('select path from bench.path_of where id = $1', [id])).rows[0]!.path // it has one
  for (const [name, id, times] of [
    ['a tenant with 1,000 rows', tree.leaf, 200],
    ['100 tenants with 100,000 rows', tree.middle, 20],
    ['all 1,111 tenants', tree.top, 10],
  ] as const) {
    const path = await pathOf(id)
    const took: number[] = []
    for (let round = 0; round < times; round++) {
      took.push(
        await timed(async () => {
          await db.query('begin')
          await db.query({
            name: 'bench-role',
            text: `select set_config('role', 'pg_monitor', true), set_config('bench.path', $1, true)`,
            values: [path],
          })
          await db.query({
            name: 'bench-list',
            text: 'select serial from bench.device_by_path order by serial desc limit 50',
          })
          await db.query('commit')
        }),
      )
    }
    figures[`with a path in each row, a list of 50 of ${name}`] = median(took)
  }
  const from = await pathOf(tree.ten)
  figures['with a path in each row, moving ten tenants with 10,000 rows'] = await timed(() =>
    db.query(
      `update bench.device_by_path set path = 'moved' || substr(path, length($1) + 1) where path >= $1 and path < $1 || '~'`,
      [from],
    ),
  )
  return figures
}

interface Compared {
  readonly with: number
  readonly without: number
  /** Processor time of this process and of the database's, one against the other. */
  readonly cpu: number
}

/** Both in turn: their times one by one, then their processor time in larger pieces. */
async function compared(
  db: pg.Client,
  rounds: number,
  [ours, other]: readonly [() => Promise<unknown>, () => Promise<unknown>],
): Promise<Compared> {
  const took = { ours: [] as number[], other: [] as number[] }
  for (let round = -20; round < rounds; round++) {
    const [a, b] = [await timed(ours), await timed(other)]
    if (round < 0) continue
    took.ours.push(a)
    took.other.push(b)
  }
  const { rows: backends } = await db.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
  )
  const spent = async (what: () => Promise<unknown>): Promise<number> => {
    const before = process.cpuUsage()
    const database = processorTime(backends)
    for (let round = 0; round < rounds; round++) await what()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000 + processorTime(backends) - database
  }
  const cpu = { ours: 0, other: 0 }
  for (let turn = 0; turn < 4; turn++) {
    cpu.ours += await spent(ours)
    cpu.other += await spent(other)
  }
  return { with: median(took.ours), without: median(took.other), cpu: cpu.ours / cpu.other }
}

/** What processes have spent so far, in milliseconds, to a hundredth of a second each (proc(5), utime and stime). */
const processorTime = (processes: readonly { readonly pid: number }[]): number =>
  processes.reduce((sum, { pid }) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return sum + (Number(fields[11]) + Number(fields[12])) * 10
  }, 0)

async function timed(what: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await what()
  return performance.now() - began
}
