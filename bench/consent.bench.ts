import { randomUUID } from 'node:crypto'
import pg from 'pg'
import {
  manifestOf,
  readers,
  readerTable,
  taste,
  tastes,
  editors,
  thePaper,
} from '../kernel/consent/example-for-test.ts'
import { races } from '../kernel/consent/races-for-test.ts'
import { person, platform } from '../kernel/store/work.ts'
import { median, type Bench } from './parts/bench.ts'
import { platformFor } from './parts/platform.ts'

const consent: Bench = {
  name: 'consent',
  says: 'withdrawals against what rests on the consent, and what asking costs among 100,000 people who consent',
  async runs({ postgres, dir, whole, say }) {
    const modules = await thePaper()
    const platformHere = await platformFor(
      { postgres, dir },
      { name: 'consent', modules, manifest: manifestOf(modules) },
    )
    const outside = new pg.Pool({ ...postgres.admin, database: 'consent', max: 4 })
    outside.on('error', () => {})
    const { store } = platformHere
    await platformHere.jobs.stop()

    say(`${whole ? '10,000' : '500'} people take back what is being done for them`)
    const began = performance.now()
    const raced = await races({
      store,
      manifest: platformHere.stating.manifest,
      outside: async (sql, values) => (await outside.query(sql, values)).rows,
      people: whole ? 10_000 : 500,
      atOnce: 4,
    })
    const took = (performance.now() - began) / 1000

    say('100,000 people who consent')
    const ids = Array.from({ length: 100_000 }, () => randomUUID())
    await outside.query(
      `insert into obhut.consent (purpose, recipient, channel, state, statement, since, subject, version) select p, '', '', 'given', 1, $2, s, 1 from unnest($1::uuid[]) s, unnest(array['paper.tastes', 'paper.editors']) p`,
      [ids, store.clock.now()],
    )
    await outside.query(
      `insert into paper.taste (likes, at, subject, version) select 'books', $2, s, 1 from unnest($1::uuid[]) s`,
      [ids, store.clock.now()],
    )
    await outside.query(
      `insert into paper.reader (mail, subject, version) select s::text, s, 1 from unnest($1::uuid[]) s`,
      [ids],
    )
    await outside.query('create index on paper.reader (subject)')
    await outside.query('vacuum analyze paper.taste, paper.reader, obhut.consent')
    const each = { consent: [] as number[], contract: [] as number[] }
    for (let round = -100; round < (whole ? 3000 : 800); round++) {
      const who = person(ids[Math.floor(Math.random() * ids.length)]!) // there are as many
      const a = await timed(() => store.under(readers, who, work => work.read(readerTable, 'mail').execute()))
      const b = await timed(() => store.under(tastes, who, work => work.read(taste, 'likes').execute()))
      if (round >= 0) {
        each.contract.push(a)
        each.consent.push(b)
      }
    }
    const all = []
    for (let round = 0; round < 15; round++)
      all.push(
        await timed(() =>
          store.under(editors, platform, work =>
            work
              .over(taste)
              .selectFrom('paper.taste')
              .select(eb => eb.fn.countAll().as('n'))
              .execute(),
          ),
        ),
      )
    await platformHere.stop()
    await outside.end()
    return [
      {
        what: 'began after a withdrawal had committed',
        value: raced.late,
        unit: '',
        target: { atMost: 0 },
        note: `of ${raced.begun} that began and ${raced.refused} that were refused, in ${took.toFixed(0)} s`,
      },
      { what: 'withdrawals lost', value: raced.lost, unit: '', target: { atMost: 0 } },
      {
        what: 'a read of one’s own row under consent, against one under contract',
        value: median(each.consent) / median(each.contract),
        unit: 'times',
        target: { atMost: 2 },
        note: `medians ${median(each.consent).toFixed(2)} and ${median(each.contract).toFixed(2)} ms; the lock and the look-up are in it`,
      },
      { what: 'a count over the 100,000 people who consent', value: median(all), unit: 'ms', target: { atMost: 500 } },
    ]
  },
}
export default consent

async function timed(what: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await what()
  return performance.now() - began
}
