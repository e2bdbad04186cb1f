/** Work that waits for one of few places, each waiting one under the share that it belongs to. */
export interface FairQueue {
  /** Whether something of this share would be taken now. */
  hasRoom(share: string): boolean
  /** Does the work when it is its turn. Rejects with what `full` makes where too much waits already. */
  run<T>(share: string, work: () => Promise<T>): Promise<T>
}

interface Settings {
  /** How much is done at the same time. */
  readonly places: number
  /** How much may wait, of one share and of all. */
  readonly mostOfOne: number
  readonly mostOfAll: number
  readonly full: () => Error
}
interface Waiting { readonly go: () => void, readonly leave: (because: Error) => void }

/**
 * Serves the shares in turn, so that whoever asks for much waits behind the own work and not before everybody else's. Where the room is full, it
 * is the longest share that loses its newest.
 */
export function fairQueue({ places, mostOfOne, mostOfAll, full }: Settings): FairQueue {
  /** In the order in which the shares come next. */
  const shares = new Map<string, Waiting[]>()
  let working = 0
  let waiting = 0

  const longest = (): Waiting[] => [...shares.values()].reduce((most, one) => one.length > most.length ? one : most, [])
  const hasRoom = (share: string): boolean => {
    const own = shares.get(share)?.length ?? 0
    return working < places || (own < mostOfOne && (waiting < mostOfAll || longest().length > own + 1))
  }
  function wait(share: string): Promise<void> {
    if (!hasRoom(share)) throw full()
    if (waiting >= mostOfAll) {
      longest().pop()?.leave(full())
      waiting--
    }
    waiting++
    return new Promise((go, leave) => { shares.set(share, [...shares.get(share) ?? [], { go, leave }]) })
  }
  function next(): void {
    const [share, own] = shares.entries().next().value ?? []
    if (share === undefined || own === undefined) { working--; return }
    const [first, ...rest] = own
    shares.delete(share)
    if (rest.length) shares.set(share, rest)
    waiting--
    first?.go()
  }
  return {
    hasRoom,
    async run(share, work) {
      if (working < places) working++
      else await wait(share)
      try {
        return await work()
      } finally {
        next()
      }
    },
  }
}
