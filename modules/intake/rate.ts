import { createHmac, randomBytes } from 'node:crypto'
import { hasPassed, hours } from '../../kernel/clock/clock.ts'
import { countedAs } from '../../platform/network.ts'

/**
 * How many mails one network may bring within an hour, and how many may be taken from all together; of these no wider
 * network gets more than half.
 */
export const most = { each: 20, all: 500 } as const

/** Counts mails, and no connections: whoever is refused uses up nothing that somebody else needs. */
export interface Rate {
  /** Whether another mail may come from there at all. */
  open(address: string): boolean
  /** Counts one; false if it is one too many. */
  counts(address: string): boolean
  /** One that was taken in; only these count for all together. */
  taken(): void
  /**
   * One that had to be stopped by force. From the second on nothing more comes from there within this hour: a large
   * provider's server brings everybody's mail, and one strange one shuts nobody else out.
   */
  exhausts(address: string): void
}

interface Options {
  readonly now: () => Date
  /** A mail server of our own, which brings everybody's mail: only what all bring together is counted there. */
  readonly isOurs: (address: string) => boolean
}

/** Counts under a hash whose key this process alone knows and forgets: of an address nothing is kept. */
export function rate({ now, isOurs }: Options): Rate {
  const key = randomBytes(32)
  let counts = new Map<string, number>()
  let stopped = new Set<string>()
  let [all, since] = [0, now()]
  const begin = (): void => {
    if (hasPassed(since, now(), hours(1))) [counts, stopped, all, since] = [new Map(), new Set(), 0, now()]
  }
  const of = (address: string) =>
    isOurs(address)
      ? []
      : countedAs(address).map(({ network, times }) => {
          const hash = createHmac('sha256', key).update(network).digest('base64')
          return { hash, so: counts.get(hash) ?? 0, atMost: Math.min(most.each * times, most.all / 2) }
        })
  const isOpen = (address: string): boolean => all < most.all && of(address).every(({ so, atMost }) => so < atMost)
  return {
    open(address) {
      begin()
      return isOpen(address)
    },
    counts(address) {
      begin()
      const may = isOpen(address)
      if (may) for (const { hash, so } of of(address)) counts.set(hash, so + 1)
      return may
    },
    taken() {
      all++
    },
    exhausts(address) {
      begin()
      for (const { hash } of of(address).slice(0, 1)) {
        if (stopped.has(hash)) counts.set(hash, most.each)
        stopped.add(hash)
      }
    },
  }
}
