import { sql } from 'kysely'
import type { Units } from '../../kernel/store/units.ts'
import { platform } from '../../kernel/store/work.ts'
import { readings } from './activities.ts'
import { patiently } from './retry.ts'
import { channel } from './tables.ts'
import { boundsOf, type Bounds } from './units.ts'

/** Which channels there are that still take readings in, remembered for a short while. */
export interface KnownChannels {
  has(number: number): boolean
  /** What its values lie between; undefined where the channel is not remembered. */
  boundsOf(number: number): Bounds | undefined
  /** Forgets what was learnt too long ago; `now` in milliseconds. */
  age(now: number): void
  /** Looks up those that are not remembered. */
  learn(numbers: Iterable<number>): Promise<void>
  forget(numbers: Iterable<number>): void
}

/** Another process may have retired a channel; after this long, in milliseconds, it is asked again. */
const remembered = 30_000

export function knownChannels(store: Units): KnownChannels {
  let fresh = new Map<number, Bounds>()
  let older = new Map<number, Bounds>()
  // One object for all channels of a unit.
  const shared = new Map<string, Bounds>()
  const boundsIn = (unit: string): Bounds => shared.get(unit) ?? shared.set(unit, boundsOf(unit)).get(unit)! // just put there
  let turned = 0
  let wanted = new Set<number>()
  let asking: Promise<void> | undefined

  async function ask(): Promise<void> {
    // What is no whole number of 32 bits is no channel, and nothing to ask the database.
    const asked = [...wanted].filter(number => Number.isInteger(number) && number > 0 && number < 2 ** 31)
    wanted = new Set()
    asking = undefined
    if (asked.length === 0) return
    const found = await patiently(() =>
      store.under(readings, platform, work =>
        work
          .over(channel)
          .selectFrom('telemetry.channel')
          .select(['number', 'unit'])
          .where(sql<boolean>`number = any(${asked}::integer[])`)
          .where('retiredAt', 'is', null)
          .execute(),
      ),
    )
    for (const { number, unit } of found) fresh.set(number, boundsIn(unit))
  }
  return {
    has: number => fresh.has(number) || older.has(number),
    boundsOf: number => fresh.get(number) ?? older.get(number),
    age(now) {
      // Either way: a clock that was ahead and was set right is no reason to remember for as long as it was.
      const passed = Math.abs(now - turned)
      if (passed <= remembered) return
      older = passed > 2 * remembered ? new Map() : fresh
      fresh = new Map()
      turned = now
    },
    learn(numbers) {
      for (const number of numbers) wanted.add(number)
      // Asked for together: at a start thousands of messages come before the first answer.
      asking ??= Promise.resolve().then(ask)
      return asking
    },
    forget(numbers) {
      for (const number of numbers) {
        fresh.delete(number)
        older.delete(number)
      }
    },
  }
}
