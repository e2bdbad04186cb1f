import type { Proving, Reporter } from '../house/given.ts'
import { isDue, keepProof, latestProof, PromisesBroken } from '../kernel/proof/kept.ts'
import { prove } from '../kernel/proof/prove.ts'
import type { Foundation } from './foundation.ts'

/** Proofs of this platform, made and kept. */
export const provingOf = (foundation: Foundation): Proving => ({
  latest: () => latestProof(foundation.store),
  async prove({ deep = false } = {}) {
    const { store, stating, written, periods, versions } = foundation
    const proof = await prove({ store, manifest: stating.manifest, hash: written.hash, periods: await periods(), versions: await versions(), deep })
    await keepProof(store, proof, deep)
    return { ...proof, deep }
  },
})

/** Once a day, and after a new version came into force; what does not hold is told each time. */
export async function proveWhenDue(foundation: Foundation, reporter: Reporter): Promise<void> {
  const proving = provingOf(foundation)
  if (!isDue(await proving.latest(), foundation.store)) return
  const { promises } = await proving.prove()
  const broken = promises.filter(one => !one.holds)
  if (broken.length) reporter.fault('proof', new PromisesBroken(broken))
}
