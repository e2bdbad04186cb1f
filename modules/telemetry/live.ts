import type { LiveReadings, Reading } from './contract.ts'

export interface Live extends LiveReadings {
  tell(readings: readonly Reading[]): void
}

interface Listener { readonly told: (readings: readonly Reading[]) => void, readonly waiting: Map<number, Reading>, timer: NodeJS.Timeout | undefined }

/** Tells who listens what was just taken in; what comes in faster than every `every` milliseconds is told as its last value. */
export function liveReadings(every = 250): Live {
  const listeners = new Map<number, Set<Listener>>()

  const tellNow = (listener: Listener): void => {
    listener.timer = undefined
    const readings = [...listener.waiting.values()]
    listener.waiting.clear()
    listener.told(readings)
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
      for (const reading of readings) {
        for (const listener of listeners.get(reading.channel) ?? []) {
          const before = listener.waiting.get(reading.channel)
          if (before && before.at > reading.at) continue
          listener.waiting.set(reading.channel, reading)
          listener.timer ??= setTimeout(tellNow, every, listener).unref()
        }
      }
    },
  }
}
