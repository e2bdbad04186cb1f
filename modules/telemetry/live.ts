import type { LiveReadings, Reading } from './contract.ts'

export interface Live extends LiveReadings {
  tell(readings: readonly Reading[]): void
}

interface Listener {
  readonly told: (readings: readonly Reading[]) => void
  readonly waiting: Map<number, Reading>
  timer: NodeJS.Timeout | undefined
}

/** Readings of devices whose clock is ahead that wait for their time; what comes beyond is not told live. */
const mostAhead = 5000
/** In milliseconds. */
const farthestAhead = 600_000

/**
 * Tells who listens what was just taken in; what comes in faster than every `every` milliseconds is told as its last
 * value. A reading from a clock that is ahead is told when its time has come: told at once, it would stand over what
 * was measured after it.
 */
export function liveReadings({ now, every = 250 }: { readonly now: () => number; readonly every?: number }): Live {
  const listeners = new Map<number, Set<Listener>>()
  let ahead = 0

  const tellNow = (listener: Listener): void => {
    listener.timer = undefined
    const readings = [...listener.waiting.values()]
    listener.waiting.clear()
    listener.told(readings)
  }
  function tellOne(reading: Reading): void {
    for (const listener of listeners.get(reading.channel) ?? []) {
      const before = listener.waiting.get(reading.channel)
      if (before && before.at > reading.at) continue
      listener.waiting.set(reading.channel, reading)
      listener.timer ??= setTimeout(tellNow, every, listener).unref()
    }
  }
  function tellInTime(reading: Reading, wait: number): void {
    if (wait > farthestAhead || ahead >= mostAhead) return
    ahead += 1
    setTimeout(() => {
      ahead -= 1
      tellOne(reading)
    }, wait).unref()
  }
  return {
    listen(channels, told) {
      const listener: Listener = { told, waiting: new Map(), timer: undefined }
      for (const channel of channels) {
        const all = listeners.get(channel) ?? new Set()
        listeners.set(channel, all.add(listener))
      }
      return () => {
        clearTimeout(listener.timer)
        for (const channel of channels) {
          const all = listeners.get(channel)
          all?.delete(listener)
          if (all?.size === 0) listeners.delete(channel)
        }
      }
    },
    tell(readings) {
      if (listeners.size === 0) return
      const until = now()
      for (const reading of readings) {
        if (!listeners.has(reading.channel)) continue
        if (reading.at > until) tellInTime(reading, reading.at - until)
        else tellOne(reading)
      }
    },
  }
}
