import type { ProofUnderWay, Proving, Reporter } from '../../platform/services.ts'
import { coalesced } from '../../platform/coalesced.ts'
import { isDue, keepProof, latestProofIn, PromisesBroken, type LatestProof } from '../../kernel/proof/kept.ts'
import { prove, type Proven } from '../../kernel/proof/prove.ts'
import type { Store } from '../../kernel/store/store.ts'
import type { Foundation } from '../startup/foundation.ts'

/**
 * Proofs of this platform, made one at a time, and kept. A promise that does not hold is an alarm, whoever asked for
 * the proof.
 */
export function provingOf(foundation: Foundation, reporter: Reporter, witnesses: readonly string[] = []): Proving {
  let making: Promise<LatestProof> | undefined
  let underWay: ProofUnderWay | undefined
  let brokeOff: Date | undefined

  async function make(deep: boolean): Promise<LatestProof> {
    const { store, stating, written, periods, versions } = foundation
    const since = store.clock.now()
    underWay = { since, deep, step: 'structure' }
    try {
      const proof = await prove({
        store,
        manifest: stating.manifest,
        hash: written.hash,
        periods: await periods(),
        versions: await versions(),
        deep,
        witnesses,
        progress: step => {
          underWay = { since, deep, step }
        },
      })
      await keepProof(store, proof, deep)
      tell(
        proof.promises.filter(one => !one.holds),
        reporter,
      )
      brokeOff = undefined
      return { ...proof, deep }
    } catch (error) {
      brokeOff = since
      throw error
    } finally {
      underWay = undefined
      making = undefined
    }
  }

  return {
    latest: coalesced(latestProofIn(foundation.store)),
    prove: ({ deep = false } = {}) => (making ??= make(deep)),
    underWay: () => underWay,
    brokeOff: () => brokeOff,
  }
}

function tell(broken: readonly Proven[], reporter: Reporter): void {
  if (broken.length) reporter.fault('proof', new PromisesBroken(broken))
  else reporter.over?.(PromisesBroken)
}

/**
 * Once a day, and after a new version came into force. What fell due since the last sweep goes first: after a time off,
 * or when the clock of a test store was turned just before, it would be told as a promise that is broken.
 */
export async function proveWhenDue(
  { store }: { readonly store: Pick<Store, 'inForce' | 'clock'> },
  proving: Pick<Proving, 'latest' | 'prove'>,
  sweepFirst: () => Promise<void>,
): Promise<void> {
  if (!isDue(await proving.latest(), store)) return
  try {
    await sweepFirst()
  } finally {
    await proving.prove()
  }
}
