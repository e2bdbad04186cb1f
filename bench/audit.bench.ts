import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { accountability } from '../kernel/declare/activities.ts'
import { sealAudit } from '../kernel/sealing/seal.ts'
import { verifyAudit } from '../kernel/checkpoints/verify.ts'
import { person } from '../kernel/store/work.ts'
import { kernel } from '../server/kernel-module.ts'
import { lay, type Foundation } from '../server/startup/foundation.ts'
import { aManifest } from '../server/testing/manifest.ts'
import { prove } from '../kernel/proof/prove.ts'
import { entriesFor, type LogQuery } from '../modules/audit/log.ts'
import type { Staff } from '../platform/route.ts'
import { everyModule } from '../server/modules.ts'
import type { Bench, BenchPlace, Figure } from './parts/bench.ts'
import { growLog, personOf, staffMember } from './parts/log.ts'
import { databaseFor, secret } from './parts/platform.ts'

const atOnce = 8
const inAUnit = 50

const audit: Bench = {
  name: 'audit',
  says: `appending by ${atOnce} at once, ${inAUnit} entries about a person in a transaction, and sealing all of it; then the verification of the whole log with the facts beside it; and what the console shows of a log of 100,000 entries, of 1,000,000, and in the soak of 10,000,000, all of the last days`,
  async runs(place) {
    const { postgres, whole, say } = place
    const database = await databaseFor(postgres.admin, 'audit')
    const modules = [kernel]
    const { store, periods } = await lay({
      database,
      secret,
      modules,
      kind: 'test',
      manifest: { source: aManifest(modules), file: 'bench.yaml' },
    })
    const entries = whole ? 2_000_000 : 200_000
    say(`${entries.toLocaleString('en')} entries`)
    const began = performance.now()
    let left = entries / inAUnit
    const append = async (): Promise<void> => {
      while (left-- > 0)
        await store.under(accountability, person(randomUUID()), async work => {
          for (let one = 0; one < inAUnit; one++) work.note({ what: 'looked at', about: 'identity.account' })
        })
    }
    let appended = false
    let sealed = 0
    const sealing = (async () => {
      while (!appended) sealed += await sealAudit(store)
    })()
    await Promise.all(Array.from({ length: atOnce }, append))
    const appending = (performance.now() - began) / 1000
    appended = true
    await sealing
    sealed += await sealAudit(store)
    const both = (performance.now() - began) / 1000
    await store.asOwner(owner => owner.query('vacuum analyze obhut.audit_entry, obhut.audit_person, obhut.audit_seal'))
    const looking = performance.now()
    const verified = await verifyAudit(store, await periods())
    const took = (performance.now() - looking) / 1000
    if (verified.faults.length || sealed < entries)
      throw new Error(`the log does not hold: ${verified.faults[0] ?? 'not all was sealed'}`)
    await store.close()
    return [
      { what: 'append, with facts about a person beside each', value: entries / appending, unit: 'entries/s' },
      { what: 'append and seal', value: entries / both, unit: 'entries/s', target: { atLeast: 20_000 } },
      {
        what: 'verify, with the facts beside each',
        value: verified.entries / took,
        unit: 'entries/s',
        target: { atLeast: 200_000 },
        note: `${verified.entries} entries and as many facts in ${took.toFixed(2)} s`,
      },
      ...(await asItGrows(place)),
    ]
  },
}
export default audit

const looks: readonly { readonly what: string; readonly question: LogQuery }[] = [
  { what: 'the newest 50 entries', question: {} },
  { what: 'the newest 50 of somebody', question: { person: personOf(5) } },
  { what: 'the newest 50 of somebody who did every tenth of all', question: { person: staffMember } },
]

/** How long the console and a proof take, the fewest of five, on a log that becomes ten times as long. */
async function asItGrows({ postgres, whole, say }: BenchPlace): Promise<Figure[]> {
  const database = await databaseFor(postgres.admin, 'audit_growth')
  const manifest = { source: aManifest(everyModule), file: 'bench.yaml' }
  const foundation = await lay({ database, secret, modules: everyModule, kind: 'test', manifest })
  const { store } = foundation
  const admin = new pg.Pool({ ...postgres.admin, database: 'audit_growth', max: 1 })
  const staff: Staff = { is: 'staff', account: randomUUID(), session: '', roles: [], secondFactor: 'given' }
  const took: Record<string, number[]> = {}
  const sizes = [100_000, 1_000_000, ...(whole ? [10_000_000] : [])]
  try {
    let already = 0
    for (const size of sizes) {
      say(`a log of ${size.toLocaleString('en')} entries`)
      await growLog(admin, store, size, already)
      already = size
      for (const { what, question } of looks)
        (took[what] ??= []).push(
          await fewest(5, () => entriesFor(store, staff, question, { after: undefined, limit: 51 })),
        )
      ;(took['a proof'] ??= []).push(await fewest(2, () => proven(foundation)))
    }
  } finally {
    await admin.end()
    await store.close()
  }
  return Object.entries(took).map(([what, all]) => ({
    what: `${what} of ${sizes.at(-1)?.toLocaleString('en')}`,
    value: all.at(-1) ?? Number.NaN,
    unit: 'ms',
    target: { atMost: what === 'a proof' ? 2000 : 50 },
    note: sizes.map((size, at) => `${size.toLocaleString('en')}: ${all[at]?.toFixed(1)} ms`).join(', '),
  }))
}

async function fewest(times: number, work: () => Promise<unknown>): Promise<number> {
  const all: number[] = []
  for (let one = 0; one < times; one++) {
    const began = performance.now()
    await work()
    all.push(performance.now() - began)
  }
  return Math.min(...all)
}

async function proven({ store, stating, written, periods, versions }: Foundation): Promise<void> {
  const { promises } = await prove({
    store,
    manifest: stating.manifest,
    hash: written.hash,
    periods: await periods(),
    versions: await versions(),
  })
  const against = promises.flatMap(one => one.against)
  if (against.length) throw new Error(`the proof does not hold: ${against[0]}`)
}
