import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { averages, charts, flats, reading, study, support } from '../kernel/enforce/meters-for-test.ts'
import { person, platform } from '../kernel/store/work.ts'
import { median, type Bench } from './parts/bench.ts'
import { platformFor } from './parts/platform.ts'

const tenants = 100_000
const meters = 10_000
/** A meter with a year of readings every 15 minutes. */
const busy = 20_000

const possessions: Bench = {
  name: 'possessions',
  says: 'readings that are somebody’s through what they held, among 600,000 of 10,000 meters with 100,000 tenancies: under policies and in SQL written by hand',
  async runs({ postgres, dir, whole, say }) {
    const here = await platformFor({ postgres, dir }, { name: 'possessions', modules: await flats() })
    const { store } = here
    await here.jobs.stop()
    const db = new pg.Client({ ...postgres.admin, database: 'possessions' })
    await db.connect()
    try {
      say('filling')
      const people = Array.from({ length: tenants }, () => randomUUID())
      await fill(db, people)
      const rounds = whole ? 400 : 100
      const compare = async (ours: () => Promise<unknown>, byHand: () => Promise<unknown>) => {
        const took = { ours: [] as number[], byHand: [] as number[] }
        for (let round = -10; round < rounds; round++) {
          const [a, b] = [await timed(ours), await timed(byHand)]
          if (round < 0) continue
          took.ours.push(a)
          took.byHand.push(b)
        }
        return { ours: median(took.ours), byHand: median(took.byHand) }
      }
      const one = people[70_000]! // there are more
      say('one’s own, without naming the meter')
      const own = await compare(
        () => store.under(charts, person(one), work => work.read(reading, 'at', 'value').execute()),
        () =>
          inTransaction(db, {
            name: 'own',
            text: 'select r.at, r.value from flats.tenancy t join flats.reading r on r.meter = t.meter and r.at >= t.since and (t.until is null or r.at < t.until) where t.subject = $1',
            values: [one],
          }),
      )
      say('a year of one meter, added up')
      const year = await compare(
        () =>
          store.under(
            charts,
            person(people[0]!),
            work => // there are more
              work
                .over(reading)
                .selectFrom('flats.reading')
                .select(eb => [eb.fn.countAll().as('n'), eb.fn.avg('value').as('mean')])
                .where('meter', '=', busy)
                .execute(),
          ),
        () =>
          inTransaction(db, {
            name: 'year',
            text: 'select count(*) as n, avg(value) as mean from flats.reading where meter = $1 and at >= $2',
            values: [busy, new Date('2024-12-31T00:00:00Z')],
          }),
      )
      say('a meter’s, for all')
      const byMeter = { name: 'meter', text: 'select at, value from flats.reading where meter = $1', values: [77] }
      const each: Record<string, Awaited<ReturnType<typeof compare>>> = {}
      for (const activity of [support, averages, study])
        each[activity.name] = await compare(
          () =>
            store.under(activity as typeof support, platform, work =>
              work.read(reading, 'at', 'value').where('meter', '=', 77).execute(),
            ),
          () => inTransaction(db, byMeter),
        )
      const note = ({ ours, byHand }: { readonly ours: number; readonly byHand: number }) =>
        `medians ${ours.toFixed(2)} and ${byHand.toFixed(2)} ms`
      return [
        {
          what: 'one’s own readings, against SQL written by hand',
          value: own.ours / own.byHand,
          unit: 'times',
          target: { atMost: 1.5 },
          note: note(own),
        },
        {
          what: 'a year of 15-minute readings of one’s own meter, added up',
          value: year.ours / year.byHand,
          unit: 'times',
          target: { atMost: 2.5 },
          note: note(year),
        },
        ...Object.entries(each).map(([name, took]) => ({
          what: `readings of a meter under ${name}`,
          value: took.ours,
          unit: 'ms',
          note: note(took),
        })),
      ]
    } finally {
      await db.end()
      await here.stop()
    }
  },
}
export default possessions

/** Each meter had ten tenants, half a year each; one in a hundred objects, one in a hundred is restricted. */
async function fill(db: pg.Client, people: readonly string[]): Promise<void> {
  await db.query(
    `insert into flats.tenancy (meter, since, until, subject, version, restricted)
     select n % $2, '2020-01-01'::timestamptz + (n / $2) * interval '6 months', '2020-07-01'::timestamptz + (n / $2) * interval '6 months', subject, 1, case when n % 100 = 1 then 'on request' end
     from unnest($1::uuid[]) with ordinality as t (subject, n)`,
    [people, meters],
  )
  await db.query(
    `insert into obhut.objection (subject, activity, at, state, stops, version) select subject, 'flats.averages', '2026-01-01', 'stopped', true, 1 from unnest($1::uuid[]) subject`,
    [people.filter((_, index) => index % 100 === 2)],
  )
  await db.query(
    `insert into obhut.consent (purpose, recipient, channel, state, statement, since, subject, version) select 'flats.study', '', '', 'given', 1, '2026-01-01', subject, 1 from unnest($1::uuid[]) subject`,
    [people.filter((_, index) => index % 10 === 3)],
  )
  await db.query(
    `insert into flats.reading (meter, at, value) select d, '2020-01-01'::timestamptz + m * interval '30 days', m from generate_series(0, $1 - 1) d, generate_series(0, 59) m`,
    [meters],
  )
  await db.query(
    `insert into flats.tenancy (meter, since, until, subject, version) values ($1, '2024-12-31', null, $2, 1)`,
    [busy, people[0]],
  )
  await db.query(
    `insert into flats.reading (meter, at, value) select $1, '2025-01-01'::timestamptz + n * interval '15 minutes', n from generate_series(0, 35039) n`,
    [busy],
  )
  await db.query('vacuum analyze')
}

async function inTransaction(db: pg.Client, query: pg.QueryConfig): Promise<void> {
  await db.query('begin')
  await db.query(query)
  await db.query('commit')
}

async function timed(what: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await what()
  return performance.now() - began
}
