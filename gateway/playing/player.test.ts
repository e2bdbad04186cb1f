import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Clock } from '../clock.ts'
import type { Reading } from '../protocol.ts'
import { player } from './player.ts'
import { recordingsIn, type Recordings } from './recordings.ts'
import { hoursBefore, minuteAt } from './timetable.ts'

const timeZone = 'Europe/Berlin'
let recordings: Recordings
beforeAll(async () => {
  recordings = await recordingsIn(join(import.meta.dirname, '../recordings'))
})

/** Plays until there is nothing left to play at that time, from a folder that may have been played from before. */
async function play(
  now: string,
  { dir, since = '2026-01-01T00:00:00Z', off = [] }: { dir: string; since?: string; off?: string[] },
): Promise<Reading[]> {
  const played: Reading[] = []
  const stop = new AbortController()
  const source = player({ recordings, dir, timeZone, every: 3600 })
  const clock: Clock = { now: () => new Date(now), hears: () => {} }
  const out = {
    readings: async (measured: readonly Reading[]) => {
      played.push(...measured)
      if (measured.some(one => one.channel === 'power' && one.at === new Date(now).toISOString())) stop.abort()
    },
    switched: async () => {},
    changed: () => {},
  }
  for (const device of off) await source.switch(device, false)
  await source.measure(out, new Date(since), clock, stop.signal)
  return played
}
const aDir = (): Promise<string> => mkdtemp(join(tmpdir(), 'player-'))
const of = (played: readonly Reading[], device: string, channel: string): Reading[] =>
  played.filter(one => one.device === device && one.channel === channel)
const growth = (readings: readonly Reading[]): number =>
  Math.round((readings.at(-1)!.value - readings[0]!.value) * 1000) / 1000

describe('the recordings', () => {
  it('are whole', () => {
    expect(recordings.hours).toHaveLength(2712)
    expect(recordings.minutes).toHaveLength(2880)
    expect(recordings.hours.reduce((sum, one) => sum + one.kWh, 0)).toBeCloseTo(1209.42, 2)
  })
  it('end each day with its midnight, although that is written as the midnight before', () => {
    const ends = recordings.hours.map(one => one.end.toString())
    expect(ends.slice(22, 25)).toEqual(['2011-11-25T23:00:00', '2011-11-26T00:00:00', '2011-11-26T01:00:00'])
    expect(ends.toSorted()).toEqual(ends)
  })
  it('are moved by whole weeks, so that Sundays stay Sundays, and reach up to the day asked for', () => {
    for (let day = 0; day < 14; day++) {
      const midnight = Temporal.PlainDate.from('2026-11-15').add({ days: day }).toZonedDateTime(timeZone)
      const moved = hoursBefore(midnight, recordings.hours)
      expect(moved.at(-1)?.end.equals(midnight.toInstant()), midnight.toString()).toBe(true)
      expect(moved[0]?.end.toZonedDateTimeISO(timeZone).dayOfWeek).toBe(recordings.hours[0]?.end.dayOfWeek)
    }
  })
  it("lose nothing where the wall's clock skips an hour", () => {
    const moved = hoursBefore(Temporal.PlainDate.from('2026-06-01').toZonedDateTime(timeZone), recordings.hours)
    const spring = Temporal.Instant.from('2026-03-29T01:00:00Z')
    expect(moved.filter(one => one.end.equals(spring))).toHaveLength(1)
    const all = hoursBefore(
      Temporal.PlainDate.from('2026-06-01').toZonedDateTime(timeZone),
      recordings.hours.filter(one => one.end.year === 2012),
    )
    expect(new Set(moved.map(one => one.end.epochMilliseconds)).size).toBe(moved.length)
    expect(all.length).toBeGreaterThan(1000)
  })
  it('repeat every two days, each minute at its time on the wall', () => {
    const first = Temporal.PlainDate.from('2026-11-20')
    expect(minuteAt(new Date('2026-11-19T23:00:00Z'), first, timeZone, recordings)).toBe(recordings.minutes[0])
    expect(minuteAt(new Date('2026-11-21T22:59:00Z'), first, timeZone, recordings)).toBe(recordings.minutes[2879])
    expect(minuteAt(new Date('2026-11-21T23:00:00Z'), first, timeZone, recordings)).toBe(recordings.minutes[0])
  })
})

describe('the player', () => {
  const now = '2026-11-22T12:00:30.000Z'
  it('fills months by the hour, and yesterday and today by the minute', async () => {
    const played = await play(now, { dir: await aDir() })
    const energy = of(played, 'meter', 'energy')
    expect(energy[0]?.at).toBe('2026-07-30T23:00:00.000Z') // a Friday, as it was in 2011
    expect(energy.length).toBeGreaterThan(2500)
    for (let place = 1; place < energy.length; place++) {
      expect(energy[place]!.value).toBeGreaterThanOrEqual(energy[place - 1]!.value)
      expect(Date.parse(energy[place]!.at)).toBeGreaterThan(Date.parse(energy[place - 1]!.at))
    }
    const power = of(played, 'meter', 'power')
    expect(power[0]?.at).toBe('2026-11-20T23:00:00.000Z')
    expect(power).toHaveLength(37 * 60 + 1) // every minute up to this one, and the running one live
    expect(power.at(-1)).toMatchObject({ at: now, value: recordings.minutes[1440 + 13 * 60]?.watts })
  })
  it('counts what the recording counts', async () => {
    const played = await play('2026-11-21T23:00:00.000Z', { dir: await aDir(), since: '2026-11-20T23:00:00Z' })
    const heater = of(played, 'water-heater', 'energy')
    expect(heater.at(-1)?.value).toBeCloseTo(
      recordings.minutes.slice(0, 1440).reduce((sum, one) => sum + one.behind['water-heater'], 0) / 1000,
      3,
    )
    expect(growth(of(played, 'meter', 'energy'))).toBeCloseTo(
      recordings.minutes.slice(0, 1440).reduce((sum, one) => sum + one.watts / 60_000, 0),
      2,
    )
  })
  it('goes on after a restart where it stood, as if it had measured on', async () => {
    const [whole, parts] = [await aDir(), await aDir()]
    const once = await play('2026-11-22T14:00:00.000Z', { dir: whole })
    const twice = [...(await play(now, { dir: parts })), ...(await play('2026-11-22T14:00:00.000Z', { dir: parts }))]
    const counted = (played: Reading[]): Map<string, number> =>
      new Map(played.filter(one => one.channel === 'energy').map(one => [`${one.device} ${one.at}`, one.value]))
    expect(counted(twice)).toEqual(counted(once))
  })
  it('does not play what lies before the claim', async () => {
    const played = await play(now, { dir: await aDir(), since: '2026-11-22T11:00:00Z' })
    expect(played.every(one => one.at >= '2026-11-22T11:00:00')).toBe(true)
    expect(of(played, 'meter', 'power')).toHaveLength(61)
  })
  it('plays by the hour what a moved clock leaped over, and the last two days by the minute', async () => {
    const dir = await aDir()
    const before = await play(now, { dir })
    const played = await play('2026-12-22T12:00:30.000Z', { dir })
    const energy = [...of(before, 'meter', 'energy').slice(-1), ...of(played, 'meter', 'energy')]
    expect(energy.length).toBeLessThan(30 * 24 + 2 * 1440)
    expect(growth(energy)).toBeCloseTo(15 * recordings.minutes.reduce((sum, one) => sum + one.watts / 60_000, 0), 0)
    expect(of(played, 'meter', 'power').length).toBeLessThan(2 * 1440 + 61)
  })
  it('takes what is switched off out of the home, and nothing else', async () => {
    const since = '2026-11-20T23:00:00Z'
    const on = await play('2026-11-21T23:00:00.000Z', { dir: await aDir(), since })
    const off = await play('2026-11-21T23:00:00.000Z', { dir: await aDir(), since, off: ['water-heater'] })
    expect(growth(of(off, 'water-heater', 'energy'))).toBe(0)
    expect(growth(of(off, 'kitchen', 'energy'))).toBe(growth(of(on, 'kitchen', 'energy')))
    expect(growth(of(on, 'meter', 'energy')) - growth(of(off, 'meter', 'energy'))).toBeCloseTo(
      growth(of(on, 'water-heater', 'energy')),
      1,
    )
  })
  it('switches its plugs and says what does not switch', async () => {
    const source = player({ recordings, dir: await aDir(), timeZone, every: 5 })
    await source.switch('kitchen', false)
    expect(source.devices().map(one => one.on)).toEqual([undefined, false, true, true])
    await expect(source.switch('meter', false)).rejects.toThrow('does not switch')
  })
})
