import { seconds } from '../../kernel/clock/clock.ts'
import { countedAs } from '../../platform/network.ts'

/**
 * How many connections one network may have at a time, and all together; of these no wider network gets more than half.
 */
export const mostConnections = { each: 4, all: 50 } as const

/**
 * How long a connection may do nothing, or take for one mail, before it makes room for another one where there is none
 * left.
 */
const patience = { idle: seconds(3), mail: seconds(60) }

/** Connections at a time. Nobody keeps others out by holding connections and saying nothing. */
export interface Slots {
  /** `gone` ends the connection. False if there is no room. */
  enter(id: string, address: string, gone: () => void): boolean
  /** The connection said something that had to be done; `mail` while it sends one. */
  alive(id: string, doing?: 'mail'): void
  leave(id: string): void
  readonly taken: number
}

interface Taken {
  readonly networks: readonly string[]
  readonly gone: () => void
  since: number
  patience: number
}

/** Time is the machine's, as with every socket; `now` is for tests. */
export function slots({
  isOurs,
  now = () => performance.now(),
}: {
  readonly isOurs: (address: string) => boolean
  readonly now?: () => number
}): Slots {
  const held = new Map<string, Taken>()
  const inNetwork = (network: string): number =>
    [...held.values()].filter(({ networks }) => networks.includes(network)).length
  /** Ends the one that has tried patience the longest, if one has. */
  function makesRoom(): boolean {
    const [stale] = [...held]
      .filter(([, one]) => now() - one.since > one.patience)
      .toSorted(([, one], [, other]) => one.since - other.since)
    if (!stale) return false
    held.delete(stale[0])
    stale[1].gone()
    return true
  }
  return {
    enter(id, address, gone) {
      const counted = isOurs(address) ? [] : countedAs(address)
      if (
        counted.some(
          ({ network, times }) => inNetwork(network) >= Math.min(mostConnections.each * times, mostConnections.all / 2),
        )
      )
        return false
      if (held.size >= mostConnections.all && !makesRoom()) return false
      held.set(id, { networks: counted.map(({ network }) => network), gone, since: now(), patience: patience.idle })
      return true
    },
    alive(id, doing) {
      const one = held.get(id)
      if (one) Object.assign(one, { since: now(), patience: doing === 'mail' ? patience.mail : patience.idle })
    },
    leave(id) {
      held.delete(id)
    },
    get taken() {
      return held.size
    },
  }
}
