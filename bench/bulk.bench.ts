import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { manifestOf, offers, thePaper } from '../kernel/consent/example-for-test.ts'
import { PersonalData } from '../kernel/declare/terms.ts'
import { handOver } from '../kernel/recipients/hand-over.ts'
import { handedOverAtOnce, handOverInBatches } from '../kernel/recipients/hand-over-all.ts'
import { platform } from '../kernel/store/work.ts'
import { median, quantile, type Bench } from './parts/bench.ts'
import { platformFor } from './parts/platform.ts'

const letter = { to: 'partner', channel: 'mail', fields: [PersonalData.EmailAddress], ground: 'an offer' } as const

const bulk: Bench = {
  name: 'bulk',
  says: `hand-overs on consent, ${handedOverAtOnce} people in one unit, against one unit for each and against bare rows`,
  async runs({ postgres, dir, whole, say }) {
    const modules = await thePaper()
    const here = await platformFor({ postgres, dir }, { name: 'bulk', modules, manifest: manifestOf(modules) })
    const { store } = here
    const { manifest } = here.stating
    await here.jobs.stop()
    const outside = new pg.Pool({ ...postgres.admin, database: 'bulk', max: 2 })
    outside.on('error', () => {})

    say('20,000 people who consent to offers')
    const ids = Array.from({ length: 20_000 }, () => randomUUID())
    await outside.query(
      `insert into obhut.consent (purpose, recipient, channel, state, statement, since, subject, version) select 'paper.offers', 'fuchs', 'mail', 'given', 1, $2, s, 1 from unnest($1::uuid[]) s`,
      [ids, store.clock.now()],
    )
    await outside.query(
      'create table bare (id uuid primary key default gen_random_uuid(), at timestamptz, recipient text, activity text, fields text[], ground text, subject uuid)',
    )
    await outside.query('create index on bare (subject, at)')
    await outside.query('vacuum analyze obhut.consent')
    const rounds = whole ? 9 : 3
    const rates = { single: [] as number[], batch: [] as number[], bare: [] as number[] }
    for (let round = 0; round < rounds; round++) {
      const some = ids.slice(round * 2000, (round + 1) * 2000)
      rates.single.push(
        await perSecond(200, async () => {
          for (const subject of some.slice(0, 200))
            await store.under(offers, platform, work => handOver(work, manifest, { ...letter, subject }))
        }),
      )
      rates.batch.push(
        await perSecond(some.length, async () => {
          let went = 0
          for await (const { may } of handOverInBatches(
            store,
            { under: offers, manifest },
            { ...letter, subjects: some },
          ))
            went += may.length
          if (went !== some.length) throw new Error(`${went} of ${some.length} went`)
        }),
      )
      rates.bare.push(
        await perSecond(some.length, async () => {
          for (let from = 0; from < some.length; from += handedOverAtOnce)
            await outside.query(
              `insert into bare (at, recipient, activity, fields, ground, subject) select now(), 'fuchs', 'paper.offers', '{mail}', 'an offer', s from unnest($1::uuid[]) s`,
              [some.slice(from, from + handedOverAtOnce)],
            )
        }),
      )
    }

    say('a withdrawal beside batches that never stop')
    const waited: number[] = []
    let going = true
    const batches = (async () => {
      while (going)
        for await (const _ of handOverInBatches(
          store,
          { under: offers, manifest },
          { ...letter, subjects: ids.slice(0, 5000) },
        ))
          if (!going) break
    })()
    for (const subject of ids.slice(0, 5000).filter((_, n) => n % (whole ? 25 : 125) === 0)) {
      const began = performance.now()
      // As a withdrawal does, in a transaction of its own.
      await outside.query(`select pg_advisory_xact_lock(hashtextextended($1 || ' paper.offers', 0))`, [subject])
      waited.push(performance.now() - began)
    }
    going = false
    await batches
    await outside.end()
    await here.stop()
    const [single, batch, bare] = [median(rates.single), median(rates.batch), median(rates.bare)]
    return [
      { what: 'hand-overs on consent in batches', value: batch, unit: '/s', target: { atLeast: 2000 } },
      {
        what: 'hand-overs in batches, against one unit for each',
        value: batch / single,
        unit: 'times',
        target: { atLeast: 5 },
        note: `${Math.round(batch)} and ${Math.round(single)}/s`,
      },
      {
        what: 'hand-overs in batches, against bare rows',
        value: batch / bare,
        unit: 'times',
        note: `${Math.round(bare)}/s, without lock, look, trigger and policy`,
      },
      {
        what: 'until a withdrawal has the lock beside them',
        value: quantile(waited, 0.95),
        unit: 'ms',
        note: `95 %; one batch takes ${(500_000 / batch).toFixed(0)} ms`,
      },
    ]
  },
}
export default bulk

async function perSecond(count: number, does: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await does()
  return count / ((performance.now() - began) / 1000)
}
