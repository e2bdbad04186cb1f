import { setTimeout as pause } from 'node:timers/promises'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { readWhole, writeWhole } from '../files.ts'
import type { Reading } from '../protocol.ts'
import type { Outlet, Source } from '../source.ts'
import { recordedHome } from './home.ts'
import { subMeters, type Minute, type Recordings, type SubMeter } from './recordings.ts'
import { hoursBefore, minuteAt } from './timetable.ts'

/** Where the playing stands. Counters in Wh, so that sums of minutes stay exact. */
interface Standing {
  /** The local day on which the recorded minutes begin. */
  readonly firstDay: string
  /** Everything before this moment was played. */
  readonly until: string
  readonly counters: Readonly<Record<'meter' | SubMeter, number>>
  readonly off: readonly string[]
}

export interface PlayerOptions {
  readonly recordings: Recordings
  readonly dir: string
  readonly timeZone: string
  /** How often the power of the running minute is told, in seconds. */
  readonly every: number
}

const minute = 60_000
const hour = 3_600_000
/** What lies further back than this is played by the hour. */
const closely = 2 * 24 * hour
const atOnce = 400

/**
 * Plays recordings of real homes as if they were measured now: months by the hour up to yesterday, each minute since,
 * and the running minute live. Values are as recorded; a sub-meter that was switched off draws nothing, and the meter
 * that much less.
 */
export function player({ recordings, dir, timeZone, every }: PlayerOptions): Source {
  const file = join(dir, 'playing.json')
  let standing: Standing | undefined
  const off = new Set<string>()

  async function stand(next: Standing): Promise<void> {
    standing = next
    await writeWhole(file, next)
  }
  async function begin(out: Outlet, since: Date, now: Date): Promise<Standing> {
    const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone)
    const firstDay = here.toPlainDate().subtract({ days: 1 })
    const midnight = firstDay.toZonedDateTime(timeZone)
    const hours = hoursBefore(midnight, recordings.hours).filter(one => one.end.epochMilliseconds >= since.getTime())
    let kWh = 0
    const readings = hours.map(one => reading('meter', 'energy', one.end.epochMilliseconds, (kWh += one.kWh) * 1000))
    for (let at = 0; at < readings.length; at += atOnce) await out.readings(readings.slice(at, at + atOnce))
    const from = Math.max(midnight.epochMilliseconds, Math.ceil(since.getTime() / minute) * minute)
    return {
      firstDay: firstDay.toString(),
      until: new Date(from).toISOString(),
      counters: { meter: Math.round(kWh * 1000), kitchen: 0, laundry: 0, 'water-heater': 0 },
      off: [...off],
    }
  }

  return {
    devices: () => recordedHome(off),
    async measure(out, since, clock, until) {
      const before = await readWhole<Standing>(file)
      for (const device of before?.off ?? []) off.add(device)
      await stand(before ?? (await begin(out, since, clock.now())))
      while (!until.aborted && standing) {
        await catchUp(out, clock, until)
        await out.readings(live(clock.now(), standing))
        await pause(every * 1000, undefined, { signal: until }).catch(() => {})
      }
    },
    async switch(device, on) {
      if (!(subMeters as readonly string[]).includes(device)) throw new Error(`'${device}' does not switch.`)
      if (on) off.delete(device)
      else off.add(device)
      if (standing) await stand({ ...standing, off: [...off] })
    },
    async forget() {
      off.clear()
      standing = undefined
      await writeWhole(file, null)
    },
  }

  /**
   * Plays all whole minutes that have passed; it keeps its place every so often, so that a restart goes on from there.
   */
  async function catchUp(out: Outlet, clock: Clock, until: AbortSignal): Promise<void> {
    while (standing && !until.aborted) {
      const from = Date.parse(standing.until)
      const now = Math.floor(clock.now().getTime() / minute) * minute
      if (from >= now) return
      const step = now - from > closely ? playHour : playMinutes
      const { readings, ...next } = step(standing, from, now)
      await out.readings(readings)
      await stand({ ...standing, ...next, off: [...off] })
    }
  }

  interface Played extends Pick<Standing, 'until' | 'counters'> {
    readonly readings: Reading[]
  }

  function playMinutes(at: Standing, from: number, now: number): Played {
    let { counters } = at
    const readings: Reading[] = []
    let moment = from
    for (; moment < now && readings.length < atOnce; moment += minute) {
      const recorded = recordedAt(moment, at)
      counters = countedOn(counters, recorded)
      readings.push(...gauges(recorded, moment), ...counterReadings(counters, moment + minute))
    }
    return { readings, counters, until: new Date(moment).toISOString() }
  }
  /** After a long silence: the counters at each full hour. */
  function playHour(at: Standing, from: number): Played {
    let { counters } = at
    const end = (Math.floor(from / hour) + 1) * hour
    for (let moment = from; moment < end; moment += minute) counters = countedOn(counters, recordedAt(moment, at))
    return { readings: counterReadings(counters, end), counters, until: new Date(end).toISOString() }
  }
  /** The power of the running minute, which was recorded as that minute's mean. */
  function live(now: Date, at: Standing): Reading[] {
    const moment = Math.floor(now.getTime() / 1000) * 1000
    return gauges(recordedAt(moment, at), moment).filter(one => one.channel === 'power')
  }

  /** The recorded minute, without what is switched off. */
  function recordedAt(moment: number, { firstDay }: Standing): Minute {
    const whole = minuteAt(new Date(moment), Temporal.PlainDate.from(firstDay), timeZone, recordings)
    if (off.size === 0) return whole
    const behind = Object.fromEntries(subMeters.map(key => [key, off.has(key) ? 0 : whole.behind[key]])) as Record<
      SubMeter,
      number
    >
    const missing = subMeters.reduce((sum, key) => sum + whole.behind[key] - behind[key], 0)
    return { ...whole, behind, watts: Math.max(0, whole.watts - missing * 60) }
  }
}

/** 1 W for a minute is a sixtieth of a Wh. */
function countedOn(before: Standing['counters'], { watts, behind }: Minute): Standing['counters'] {
  return {
    meter: before.meter + watts / 60,
    kitchen: before.kitchen + behind.kitchen,
    laundry: before.laundry + behind.laundry,
    'water-heater': before['water-heater'] + behind['water-heater'],
  }
}
function gauges({ watts, volts, amperes, behind }: Minute, at: number): Reading[] {
  return [
    plain('meter', 'power', at, watts),
    plain('meter', 'voltage', at, volts),
    plain('meter', 'current', at, amperes),
    ...subMeters.map(key => plain(key, 'power', at, behind[key] * 60)),
  ]
}
function counterReadings(counters: Standing['counters'], at: number): Reading[] {
  return Object.entries(counters).map(([device, wattHours]) => reading(device, 'energy', at, wattHours))
}
const plain = (device: string, channel: string, at: number, value: number): Reading => ({
  device,
  channel,
  at: new Date(at).toISOString(),
  value,
})
/** Meters count in thousandths of a kWh. */
const reading = (device: string, channel: string, at: number, wattHours: number): Reading =>
  plain(device, channel, at, Math.round(wattHours) / 1000)
