import type { Store } from '../store/store.ts'
import { endAlarms, endAlarmsAt, keepAlarms, type Counted } from './alarms.ts'
import type { Raised } from '../problems/raised.ts'

/** Gathers faults and writes them down beside the work in which they came about, which may have been undone. */
export interface AlarmKeeper {
  hear(raised: Raised): void
  /** The cause of alarms of this kind is gone. */
  over(kind: string): void
  /** What failed at this place works again. */
  well(place: string): void
  /** How often each kind was heard of in this process. */
  counts(): ReadonlyMap<string, number>
  /** Writes down what was heard; comes back when that is tried. */
  flush(): Promise<void>
  stop(): Promise<void>
}

/** Faults wait at most this long, in milliseconds of the machine; and longer where the database did not take them. */
const patience = 300
const again = 5000
/** Kinds that may wait, and that are counted: names of routes, jobs and classes, so that these are bounded, too. */
const most = 500

export function alarmKeeper(store: Store): AlarmKeeper {
  const waiting = new Map<string, Counted>()
  const gone = new Set<string>()
  const mended = new Set<string>()
  // Places that nothing was heard of since they were last known to work. An earlier process may have raised an alarm,
  // so none is at first.
  const working = new Set<string>()
  const counted = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let stopped = false

  const soon = (pause: number): void => {
    if (!stopped)
      timer ??= setTimeout(() => {
        void flush()
      }, pause).unref()
  }
  const take = (kind: string, one: Counted): void => {
    const same = waiting.get(kind)
    if (same)
      waiting.set(kind, {
        ...one,
        times: same.times + one.times,
        first: same.first < one.first ? same.first : one.first,
        last: same.last > one.last ? same.last : one.last,
      })
    else if (waiting.size < most) waiting.set(kind, one)
  }
  const write = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const [some, over, places] = [[...waiting.values()], [...gone], [...mended]]
    waiting.clear()
    gone.clear()
    mended.clear()
    const [unkept, unended, unmended] = [new Set(some), new Set(over), new Set(places)]
    await endAlarms(store, over, ended => {
      for (const kind of ended) unended.delete(kind)
    })
    await endAlarmsAt(store, places, ended => {
      for (const place of ended) unmended.delete(place)
    })
    await keepAlarms(store, some, kept => {
      for (const one of kept) unkept.delete(one)
    })
    if (unkept.size === 0 && unended.size === 0 && unmended.size === 0) return
    // The fault itself stands in the log of the process; that the database does not take it down is mostly the same
    // fault.
    for (const one of unkept) take(one.kind, one)
    for (const kind of unended) if (!waiting.has(kind)) gone.add(kind)
    for (const place of unmended) if (working.has(place)) mended.add(place)
    soon(again)
  }
  const flush = async (): Promise<void> => {
    await writing
    if (waiting.size || gone.size || mended.size)
      writing ??= write().finally(() => {
        writing = undefined
      })
    await writing
  }
  return {
    hear(raised) {
      const now = store.clock.now()
      if (counted.has(raised.kind) || counted.size < most) counted.set(raised.kind, (counted.get(raised.kind) ?? 0) + 1)
      working.delete(raised.where)
      take(raised.kind, { ...raised, times: 1, first: now, last: now })
      soon(patience)
    },
    over(kind) {
      // What is heard of after this is a new alarm; what waited is the old one.
      waiting.delete(kind)
      gone.add(kind)
      soon(patience)
    },
    well(place) {
      if (working.has(place)) return
      if (working.size < most) working.add(place)
      for (const [kind, { where }] of waiting)
        if (where === place && kind.startsWith(`${place}: `)) waiting.delete(kind)
      mended.add(place)
      soon(patience)
    },
    counts: () => counted,
    flush,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await flush()
    },
  }
}
