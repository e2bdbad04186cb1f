import type { Reporter } from '../../platform/services.ts'
import { ClockInDoubt } from '../../kernel/store/clock-watch.ts'
import type { Foundation } from '../startup/foundation.ts'

/**
 * How often the clock is held against the database's, in milliseconds of the machine: by the clock itself that could be
 * never.
 */
const every = 20_000

/** Looks at the clock of a live store again and again; a doubt is an alarm until it is gone. */
export function tellOfClock(
  { clockWatch, store }: Pick<Foundation, 'clockWatch' | 'store'>,
  reporter: Reporter,
): { now(): Promise<void>; stop(): Promise<void> } {
  let looking: Promise<void> | undefined
  // Another process may have raised the alarm and be gone by now.
  let doubted = true
  const look = async (): Promise<void> => {
    const doubt = await clockWatch.look()
    if (doubt) reporter.fault('clock', new ClockInDoubt(doubt))
    else if (doubted) reporter.over?.(ClockInDoubt)
    doubted = doubt !== undefined
    reporter.well?.('clock')
  }
  const now = (): Promise<void> =>
    (looking ??= look()
      .catch(error => {
        reporter.fault('clock', error)
      })
      .finally(() => {
        looking = undefined
      }))
  const timer =
    store.kind === 'live'
      ? setInterval(() => {
          void now()
        }, every).unref()
      : undefined
  if (store.kind === 'live') void now()
  return {
    now,
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}
