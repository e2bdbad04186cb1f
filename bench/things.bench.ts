import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { sql } from 'kysely'
import {
  charts,
  intake,
  lease,
  meter,
  reading,
  support,
  utilities,
  utilitiesSql,
} from '../kernel/tenants/metered-for-test.ts'
import { everyTenant, person, platformFor, type Who } from '../kernel/store/work.ts'
import { median, type Bench } from './parts/bench.ts'
import { platformFor as aPlatformFor } from './parts/platform.ts'

/** Meters of the tenant that is looked at, and of all others together. */
const [its, others] = [10_000, 90_000]
/** A year of one meter in quarters of an hour. */
const year = 35_040

const things: Bench = {
  name: 'things',
  says: 'readings of 100,000 meters that are tenants’, 10,000 of them one tenant’s: a year of one meter, a day of many, a resident’s own; beside SQL by hand',
  async runs({ postgres, dir, whole, say }) {
    const modules = await utilities({
      sql: `${utilitiesSql} create index on utility.lease (meter_id) where restricted is not null; create index on utility.lease (version);`,
      keeps: [meter, lease, reading],
    })
    const here = await aPlatformFor({ postgres, dir }, { name: 'things', modules })
    const { store } = here
    await here.jobs.stop()
    const db = new pg.Client({ ...postgres.admin, database: 'things' })
    await db.connect()
    try {
      say('filling')
      const made = await fill(db)
      const rounds = whole ? 200 : 40
      const compare = async (
        who: Who,
        activity: typeof charts | typeof support | typeof intake,
        ids: readonly string[],
      ) => {
        const mine: number[] = []
        const byHand: number[] = []
        const unit = (): Promise<unknown> =>
          store.under(
            activity as typeof charts,
            who,
            work => // as: all read the same
              work
                .read(reading)
                .select(sql<number>`sum(value)`.as('sum'))
                .where('meter', 'in', [...ids])
                .execute(),
          )
        const hand = (): Promise<unknown> =>
          db.query({
            name: `by hand ${ids.length}`,
            text: `select sum(value) from utility.reading where meter in (${ids.map((_, at) => `$${at + 1}`).join()})`,
            values: [...ids],
          })
        for (let round = -5; round < rounds; round++) {
          const [a, b] = [await timed(unit), await timed(hand)]
          if (round < 0) continue
          mine.push(a)
          byHand.push(b)
        }
        return { unit: median(mine), hand: median(byHand) }
      }
      const user: Who = { is: 'user', id: randomUUID(), tenant: made.tenant }
      say('a year of one meter')
      const oneYear = await compare(user, intake, [made.meter])
      const butSome = await compare(user, support, [made.meter])
      const every = await compare(platformFor(everyTenant), intake, [made.meter])
      say('many meters')
      const many = await compare(user, intake, made.some)
      say('a resident')
      const own = await compare(person(made.resident, everyTenant), charts, [made.meter])
      const told = ({ unit, hand }: { unit: number; hand: number }) => ({
        value: unit / hand,
        unit: 'times',
        note: `medians ${unit.toFixed(2)} and ${hand.toFixed(2)} ms`,
      })
      return [
        { what: 'a year of one meter, for its tenant with 10,000', ...told(oneYear) },
        { what: 'the same, without those who must be left alone', ...told(butSome) },
        { what: 'the same, for every tenant', ...told(every) },
        { what: 'a day of 500 of the tenant’s meters', ...told(many) },
        { what: 'a resident’s own year', ...told(own) },
      ]
    } finally {
      await db.end()
      await here.stop()
    }
  },
}
export default things

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

async function fill(db: pg.Client) {
  const tenants = (
    await db.query<{ id: string }>(
      `insert into obhut.tenant (kind, begins_at) select 'utility', '2020-01-01' from generate_series(1, 100) returning id`,
    )
  ).rows.map(({ id }) => id)
  const [tenant, ...rest] = tenants as [string, ...string[]] // as: a hundred were made
  await db.query(
    `insert into utility.meter (number, serial, tenant) select n, n::text, case when n <= $3 then $1::uuid else ($2::uuid[])[1 + n % 99] end from generate_series(1, $3::integer + $4::integer) n`,
    [tenant, rest, its, others],
  )
  const some = (
    await db.query<{ id: string }>('select id from utility.meter where tenant = $1 limit 500', [tenant])
  ).rows.map(({ id }) => id)
  await db.query(
    `insert into utility.reading select $1, '2025-01-01'::timestamptz + n * interval '15 minutes', n from generate_series(1, $2::integer) n`,
    [some[0], year],
  )
  await db.query(
    `insert into utility.reading select m.id, '2024-01-01'::timestamptz + n * interval '1 hour', n from utility.meter m, generate_series(1, 24) n where m.number <= 20000`,
  )
  const resident = randomUUID()
  await db.query(
    `insert into utility.lease (meter_id, since, until, subject, version, tenant) select id, '2024-01-01', null, case when id = $1 then $2::uuid else gen_random_uuid() end, 1, tenant from utility.meter`,
    [some[0], resident],
  )
  await db.query('vacuum analyze')
  return { tenant, meter: some[0]!, some, resident } // there are 500
}
