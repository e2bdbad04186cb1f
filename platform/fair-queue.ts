/**
 * Under whose share work waits: one of many that have turns of their own, or one of many within a group that takes its
 * turns together.
 */
export type Share = string | { readonly group: string; readonly of: string }

/** Work that waits for one of few places, each waiting one under the share that it belongs to. */
export interface FairQueue {
  /** Does the work when it is its turn. Rejects with what `full` makes where too much waits already. */
  run<T>(share: Share, work: () => Promise<T>): Promise<T>
}

interface QueueLimits {
  /** How much is done at the same time. */
  readonly places: number
  /** How much may wait, of one share and of all. */
  readonly mostOfOne: number
  readonly mostOfAll: number
  readonly full: () => Error
}
interface Waiting {
  readonly go: () => void
  readonly leave: (because: Error) => void
}
/** The shares of a group, in the order in which they come next. */
type Group = Map<string, Waiting[]>

/**
 * Serves the groups in turn, and in each its shares, so that whoever asks for much waits behind the own work and not
 * before everybody else's, under however many names. Where the room is full, it is the longest share of the group with
 * the most that loses its newest.
 */
export function fairQueue({ places, mostOfOne, mostOfAll, full }: QueueLimits): FairQueue {
  /** In the order in which the groups come next. */
  const groups = new Map<string, Group>()
  let working = 0
  let waiting = 0

  const lengthOf = (group: Group | undefined): number =>
    [...(group?.values() ?? [])].reduce((sum, { length }) => sum + length, 0)
  const fullest = (): Group =>
    [...groups.values()].reduce<Group>((most, one) => (lengthOf(one) > lengthOf(most) ? one : most), new Map())
  function takeNewest(group: Group): void {
    const [name, longest] = [...group].reduce<[string, Waiting[]]>(
      (most, one) => (one[1].length >= most[1].length ? one : most),
      ['', []],
    )
    longest.pop()?.leave(full())
    if (longest.length === 0) group.delete(name)
  }
  const placed = (share: Share): { readonly group: string; readonly name: string } =>
    typeof share === 'string' ? { group: share, name: share } : { group: share.group, name: share.of }

  function hasRoom(share: Share): boolean {
    const { group, name } = placed(share)
    const its = groups.get(group)
    return (
      working < places ||
      ((its?.get(name)?.length ?? 0) < mostOfOne && (waiting < mostOfAll || lengthOf(fullest()) > lengthOf(its) + 1))
    )
  }
  function wait(share: Share): Promise<void> {
    if (!hasRoom(share)) throw full()
    if (waiting >= mostOfAll) {
      takeNewest(fullest())
      waiting--
    }
    waiting++
    const { group, name } = placed(share)
    const its = groups.get(group) ?? new Map<string, Waiting[]>()
    groups.set(group, its)
    return new Promise((go, leave) => {
      its.set(name, [...(its.get(name) ?? []), { go, leave }])
    })
  }
  function next(): void {
    const [name, group] = groups.entries().next().value ?? []
    const [share, own] = group?.entries().next().value ?? []
    if (name === undefined || group === undefined || share === undefined || own === undefined) {
      working--
      return
    }
    const [first, ...rest] = own
    // Both go to the end of their rows, as far as anything of them waits.
    group.delete(share)
    if (rest.length) group.set(share, rest)
    groups.delete(name)
    if (group.size) groups.set(name, group)
    waiting--
    first?.go()
  }
  return {
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
