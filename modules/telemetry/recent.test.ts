import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { person } from '../../kernel/store/work.ts'
import { charts } from './activities.ts'
import { aMeasuringWorld, type MeasuringWorld } from './world-for-test.ts'
import { recentReadings } from './recent.ts'

let platform: MeasuringWorld
beforeAll(async () => {
  platform = await aMeasuringWorld()
})

describe('the last minutes of a channel', () => {
  const ago = (minutes: number): Date =>
    new Date(Math.floor(platform.clock.now().getTime() / 1000) * 1000 - minutes * 60_000)
  const seen = async (holder: string, channel: number, minutes = 15) =>
    (await platform.store.under(charts, person(holder), work => recentReadings(work, channel, minutes))).map(
      one => one.value,
    )

  it('are those asked for, the oldest first', async () => {
    const holder = randomUUID()
    const { number } = await platform.aChannel({ holder, kind: 'gauge' })
    await platform.telemetry.append(
      [20, 14, 10, 1].map(minutes => ({ channel: number, at: ago(minutes).getTime(), value: minutes })),
    )
    expect(await seen(holder, number)).toEqual([14, 10, 1])
    expect(await seen(holder, number, 60)).toEqual([20, 14, 10, 1])
  })
  it('begin with the time since which the person holds it, and are nobody else’s', async () => {
    const [before, after] = [randomUUID(), randomUUID()]
    const { number, device } = await platform.aChannel({ holder: before, kind: 'gauge' })
    await platform.telemetry.append(
      [10, 5, 1].map(minutes => ({ channel: number, at: ago(minutes).getTime(), value: minutes })),
    )
    await platform.releases(before, device, ago(7))
    await platform.holds(after, device, ago(7))
    expect(await seen(after, number)).toEqual([5, 1])
    expect(await seen(before, number)).toEqual([])
    expect(await seen(randomUUID(), number)).toEqual([])
  })
  it('are a thousand readings at most, the newest', async () => {
    const holder = randomUUID()
    const { number } = await platform.aChannel({ holder, kind: 'gauge' })
    const start = ago(14).getTime()
    await platform.telemetry.append(
      Array.from({ length: 1200 }, (_, index) => ({ channel: number, at: start + index * 500, value: index })),
    )
    const values = await seen(holder, number)
    expect([values.length, values[0], values.at(-1)]).toEqual([1000, 200, 1199])
  })
})
