import type { Who, Work } from '../../kernel/store/work.ts'
import type { Met } from '../../platform/contract.ts'
import { administration } from './activities.ts'
import type { SecondPerson } from './contract.ts'
import type { Needs } from './needs.ts'
import { staff } from './tables.ts'

/** Who opened whose account: by the id of the account, none where it was opened from the command line. */
export type Openers = ReadonlyMap<string, string | null>

export async function openersIn(work: Work<typeof administration>): Promise<Openers> {
  const all = await work.over(staff).selectFrom('identity.staff').select(['id', 'openedBy']).execute()
  return new Map(all.map(({ id, openedBy }) => [id, openedBy]))
}

/** Everybody behind an account: who opened it, who opened that one's, and so on. */
function* behind(openers: Openers, id: string): Generator<string> {
  const seen = new Set([id])
  for (let by = openers.get(id); by !== undefined && by !== null && !seen.has(by); by = openers.get(by)) {
    seen.add(by)
    yield by
  }
}

/**
 * Whether two accounts can stand for two persons: neither was opened by the other, nor by somebody whom the other let
 * in. Who has no account (any more) answers for nothing.
 */
export function areIndependent(openers: Openers, one: string, other: string): boolean {
  if (one === other || !openers.has(one) || !openers.has(other)) return false
  return ![...behind(openers, one)].includes(other) && ![...behind(openers, other)].includes(one)
}

/** The same for whoever asks from another module, on behalf of the second of the two. */
export function secondPerson({ store }: Pick<Needs, 'store'>): Met<{ it: typeof SecondPerson }>['it'] {
  async function independentOf(second: string, firsts: readonly string[]): Promise<ReadonlySet<string>> {
    if (firsts.length === 0) return new Set()
    const who: Who = { is: 'staff', id: second }
    const openers = await store.under(administration, who, openersIn)
    return new Set(firsts.filter(first => areIndependent(openers, first, second)))
  }
  return { independentOf, independent: async (first, second) => (await independentOf(second, [first])).has(first) }
}
