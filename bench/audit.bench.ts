import { randomUUID } from 'node:crypto'
import { accountability } from '../kernel/declare/activities.ts'
import { sealAudit } from '../kernel/sealing/seal.ts'
import { verifyAudit } from '../kernel/checkpoints/verify.ts'
import { person } from '../kernel/store/work.ts'
import { kernel } from '../server/kernel-module.ts'
import { lay } from '../server/startup/foundation.ts'
import { aManifest } from '../server/testing/manifest.ts'
import type { Bench } from './parts/bench.ts'
import { databaseFor, secret } from './parts/platform.ts'

const atOnce = 8
const inAUnit = 50

const audit: Bench = {
  name: 'audit',
  says: `appending by ${atOnce} at once, ${inAUnit} entries about a person in a transaction, and sealing all of it; then the verification of the whole log with the facts beside it`,
  async runs({ postgres, whole, say }) {
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
    ]
  },
}
export default audit
