import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Reading } from './contract.ts'
import { liveReadings } from './live.ts'

const now = (): number => Date.now()

describe('live readings', () => {
  it('tells who listens the last value of each of its channels, once for many', async () => {
    const live = liveReadings({ now, every: 20 })
    const told: Reading[][] = []
    live.listen(new Set([1, 2]), readings => {
      told.push([...readings])
    })
    for (let at = 1; at <= 1000; at++)
      live.tell([
        { channel: 1, at, value: at },
        { channel: 3, at, value: at },
      ])
    live.tell([
      { channel: 2, at: 5, value: 7 },
      { channel: 1, at: 3, value: 3 },
    ])
    await pause(60)
    expect(told).toEqual([
      [
        { channel: 1, at: 1000, value: 1000 },
        { channel: 2, at: 5, value: 7 },
      ],
    ])
  })
  it('tells nothing to who has stopped listening', async () => {
    const live = liveReadings({ now, every: 10 })
    const told: unknown[] = []
    const stop = live.listen(new Set([1]), readings => {
      told.push(readings)
    })
    live.tell([{ channel: 1, at: 1, value: 1 }])
    stop()
    live.tell([{ channel: 1, at: 2, value: 1 }])
    await pause(30)
    expect(told).toEqual([])
  })
  it('tells a reading of a clock that is ahead when its time has come, and nothing newer is held up by it', async () => {
    const live = liveReadings({ now, every: 5 })
    const told: number[] = []
    live.listen(new Set([1]), readings => {
      told.push(...readings.map(one => one.value))
    })
    const begin = now()
    live.tell([{ channel: 1, at: begin + 150, value: 2 }])
    live.tell([{ channel: 1, at: begin, value: 1 }])
    await expect.poll(() => told).toEqual([1])
    await expect.poll(() => told).toEqual([1, 2])
    expect(now()).toBeGreaterThanOrEqual(begin + 149) // timers may be a millisecond early
  })
})
