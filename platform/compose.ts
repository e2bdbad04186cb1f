import { softwareAtFault, WordedError } from '../kernel/problems/worded.ts'
import type { Contract, Contracts, Needs, Offered } from './contract.ts'
import type { Module, Started } from './module.ts'

/** Modules that need what nobody offers, or each other in a circle. */
export class CannotCompose extends WordedError {
  readonly told = softwareAtFault
  constructor(why: string) {
    super(why)
    this.name = 'CannotCompose'
  }
}

/** Starts modules in the order in which their needs are met, whatever the order of the list. */
export function startAll(
  modules: readonly Module[],
  given: readonly Offered[],
): { readonly name: string; readonly started: Started }[] {
  const offers: Offered[] = [...given]
  const result: { name: string; started: Started }[] = []
  let waiting = [...modules]
  while (waiting.length) {
    const ready = waiting.filter(module => unmet(module, offers, waiting).length === 0)
    if (ready.length === 0)
      throw new CannotCompose(
        waiting.map(module => `'${module.name}' needs ${unmet(module, offers, waiting).join(', ')}`).join('; '),
      )
    for (const module of ready) {
      const started = module.starts(met(module.needs, offers) as never)
      offers.push(...(started.offers ?? []))
      result.push({ name: module.name, started })
    }
    waiting = waiting.filter(module => !ready.includes(module))
  }
  return result
}

/** What stands in the order of its needs: a module, a part of the demo. */
export type Needing = Pick<Module, 'needs' | 'offers'>

/** A contract that many may offer is met once all who offer it have started. */
export function unmet(module: Needing, offers: readonly Offered[], waiting: readonly Needing[]): string[] {
  return Object.values(module.needs as Needs)
    .filter(need =>
      need.many
        ? waiting.some(other => other !== module && other.offers.some(offered => offered.name === need.name))
        : !offers.some(offered => offered.contract.name === need.name),
    )
    .map(need => need.name)
}

export function met(needs: Needs, offers: readonly Offered[]): Record<string, unknown> {
  const values = (need: Contract<unknown> | Contracts<unknown>) =>
    offers.filter(offered => offered.contract.name === need.name).map(offered => offered.value)
  return Object.fromEntries(
    Object.entries(needs).map(([name, need]) => [name, need.many ? values(need) : values(need)[0]]),
  )
}
