import { later, days, span } from '../../kernel/clock/clock.ts'
import type { Units } from '../../kernel/store/units.ts'
import { latestDue } from '../../kernel/declare/periods.ts'
import type { Stating } from '../../platform/services.ts'
import { readings as activity } from './activities.ts'
import type { Reading, RefusedReading, AppendResult } from './contract.ts'
import { beginning, readingFault, type TimeLimits } from './validate.ts'
import type { KnownChannels } from './channel-cache.ts'
import type { Live } from './live.ts'
import { newlyWaiting, tookIn, type PendingAppend } from './waiting.ts'
import { writers } from './writers.ts'

export interface Intake {
  append(readings: readonly Reading[]): Promise<AppendResult>
  readonly pressure: number
  listen(): Promise<void>
  stop(): Promise<void>
}

export interface IntakeNeeds {
  readonly store: Units
  readonly stating: Stating
  readonly known: KnownChannels
  readonly live: Live
  readonly fault: (what: string, error: unknown) => void
}

/** Values that may wait before the pressure is 1; at full speed a quarter of a second's worth. */
const comfortable = 30_000

/**
 * The intake: validates each reading, and lets it wait with all others until a writer is free. What is
 * newer than anything this process has seen of its channel is surely new and can be copied; the rest is written with
 * care.
 */
export function intake({ store, stating, known, live, fault }: IntakeNeeds): Intake {
  const newest = new Map<number, number>()
  const writing = writers({ store, live, fault })
  let limits: TimeLimits = { earliest: beginning, latest: 0 }
  let limitsAsOf = Number.NEGATIVE_INFINITY

  const limitsNow = (): TimeLimits => {
    const now = store.clock.now().getTime()
    known.age(now)
    // Also those of a moment that is yet to come are none: the clock was ahead and was set right.
    if (Math.abs(now - limitsAsOf) > 1000) {
      const { earliest, latest } = span(store.clock)
      const oldest = latestDue(earliest, stating.value(activity.keep), stating.manifest.timeZone)
      limits = { earliest: Math.max(beginning, oldest.getTime() + 1), latest: later(latest, days(1)).getTime() }
      limitsAsOf = now
    }
    return limits
  }

  function lookedOver(
    readings: readonly Reading[],
    limits: TimeLimits,
  ): { good: readonly Reading[]; refused: RefusedReading[] } {
    const refused: RefusedReading[] = []
    for (let index = 0; index < readings.length; index++) {
      const reading = readings[index]! // within its length
      const bounds = known.boundsOf(reading.channel)
      const why = readingFault(reading, limits, bounds)
      if (why) refused.push({ index, why, ...(why === 'beyond its unit' && { bounds }) })
    }
    if (refused.length === 0) return { good: readings, refused }
    const wrong = new Set(refused.map(one => one.index))
    return { good: readings.filter((_, index) => !wrong.has(index)), refused }
  }

  function surelyNew(readings: readonly Reading[]): boolean {
    let all = true
    for (const { channel, at } of readings) {
      if (at > (newest.get(channel) ?? 0)) newest.set(channel, at)
      else all = false
    }
    return all
  }

  function taken(readings: readonly Reading[], limits: TimeLimits): Promise<AppendResult> {
    const { good, refused } = lookedOver(readings, limits)
    if (good.length === 0) return Promise.resolve({ ...tookIn(0), refused })
    return newlyWaiting(good, refused, (one: PendingAppend) => {
      writing.add(one, surelyNew(good))
    })
  }

  return {
    // Not async throughout: at full speed one promise a message less is felt.
    append(readings) {
      const limits = limitsNow()
      const strangers = readings.every(one => known.has(one.channel))
        ? []
        : readings.filter(one => !known.has(one.channel))
      return strangers.length === 0
        ? taken(readings, limits)
        : known.learn(strangers.map(one => one.channel)).then(() => taken(readings, limits))
    },
    get pressure() {
      return writing.values / comfortable
    },
    listen: writing.listen,
    stop: writing.stop,
  }
}
