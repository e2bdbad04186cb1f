import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { paceOfRefusals } from './refusal-pace.ts'

describe('refusing a crowd', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const answered = async (): Promise<void> => {
    await vi.advanceTimersByTimeAsync(0)
  }

  it('answers a few at once, holds the others back for a second, and no more of them than may wait', async () => {
    const wait = paceOfRefusals({ atOnce: 2, pause: 1000, most: 3 })
    const done: number[] = []
    for (let one = 0; one < 6; one++) void wait().then(() => done.push(one))
    await answered()
    expect(done, 'the sixth finds no place to wait').toEqual([0, 1, 5])
    await vi.advanceTimersByTimeAsync(999)
    expect(done).toHaveLength(3)
    await vi.advanceTimersByTimeAsync(1)
    expect(done).toEqual([0, 1, 5, 2, 3, 4])
  })
  it('holds nobody back who is refused now and then', async () => {
    const wait = paceOfRefusals({ atOnce: 1, pause: 1000, most: 3 })
    for (let one = 0; one < 5; one++) {
      let done = false
      void wait().then(() => {
        done = true
      })
      await answered()
      expect(done).toBe(true)
      await vi.advanceTimersByTimeAsync(1000)
    }
  })
})
