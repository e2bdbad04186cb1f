import { describe, expect, it } from 'vitest'
import { days, later, minutes } from '../clock/clock.ts'
import { allBut, each, SetAside, SomeFailed, inBatches } from './batches.ts'

const start = new Date('2026-11-29T08:00:00Z')
const aClock = () => {
  let now = start
  return {
    now: () => now,
    turnBy: (span: number) => {
      now = later(now, span)
    },
  }
}
const keyOf = (row: number): string => String(row)
const poisoned =
  (bad: readonly number[], done: number[]) =>
  async (rows: readonly number[]): Promise<void> => {
    if (rows.some(row => bad.includes(row))) throw new Error('poisoned')
    done.push(...rows)
  }

describe('a batch with a bad row', () => {
  it.each([[[0]], [[49]], [[17, 18]], [[3, 31, 47]]])('does all but %j, and says how many were left out', async bad => {
    const rows = Array.from({ length: 50 }, (_, n) => n)
    const good = rows.filter(row => !bad.includes(row))
    for (const way of ['each', 'together'] as const) {
      const done: number[] = []
      const known = { aside: new SetAside(aClock()), keyOf }
      const does = poisoned(bad, done)
      const run = way === 'each' ? each(rows, known, row => does([row])) : inBatches(rows, known, does)
      const told = await run.catch(error => error)
      expect(told).toBeInstanceOf(SomeFailed)
      expect(told.says.en).toContain(bad.length === 1 ? '1 row could' : `${bad.length} rows could`)
      expect(done).toEqual(good)
      expect(known.aside.waiting).toEqual(bad.map(String))
    }
  })
  it('takes few transactions to find it', async () => {
    let asked = 0
    const rows = Array.from({ length: 1024 }, (_, n) => n)
    await inBatches(rows, { aside: new SetAside(aClock()), keyOf }, async some => {
      asked += 1
      if (some.includes(700)) throw new Error('poisoned')
    }).catch(() => {})
    expect(asked).toBe(2 * 10 + 1)
  })
  it('tries it again after one minute, two, four, and at most a day; once it is well, no more is said', async () => {
    const clock = aClock()
    const known = { aside: new SetAside(clock), keyOf }
    let tried: number[] = []
    let bad = true
    const run = () =>
      each([1, 2], known, async row => {
        tried.push(row)
        if (row === 2 && bad) throw new Error('poisoned')
      })
    const waits: number[] = []
    for (let n = 0; n < 14; n++) {
      await expect(run()).rejects.toBeInstanceOf(SomeFailed)
      tried = []
      await run()
      expect(tried, 'its time has not come').toEqual([1])
      let waited = 0
      for (; known.aside.isWaiting('2'); waited += minutes(1)) clock.turnBy(minutes(1))
      waits.push(waited)
    }
    expect(waits.map(wait => wait / minutes(1))).toEqual([
      ...Array.from({ length: 11 }, (_, n) => 2 ** n),
      1440,
      1440,
      1440,
    ])
    bad = false
    await run()
    tried = []
    await run()
    expect(tried).toEqual([1, 2])
    expect(Math.max(...waits)).toBe(days(1))
  })
  it('is tried once more after a restart, and holds nobody up then either, however many bad rows come first', async () => {
    const clock = aClock()
    const bad = 1500
    const done = new Set<number>()
    const aProcess = () => {
      const aside = new SetAside(clock)
      let tried = 0
      const page = async (): Promise<number[]> =>
        Array.from({ length: 1600 }, (_, n) => n)
          .filter(row => !done.has(row) && !aside.isWaiting(keyOf(row)))
          .slice(0, 500)
      const run = (): Promise<void> =>
        each(page, { aside, keyOf }, async row => {
          tried += 1
          if (row < bad) throw new Error('poisoned')
          done.add(row)
        })
      return { run, tried: () => tried }
    }
    const first = aProcess()
    for (let n = 0; n < 3; n++) await first.run().catch(() => {})
    expect([done.size, first.tried()]).toEqual([100, 1600])
    const second = aProcess()
    done.delete(1599)
    for (let n = 0; n < 3; n++) await second.run().catch(() => {})
    expect([done.size, second.tried()], 'each bad one once, and the good one behind them').toEqual([100, 1501])
  })
  it('that comes once is counted as missing with the first cause, and beyond twenty the rest is not tried', async () => {
    const rows = Array.from({ length: 64 }, (_, n) => n)
    const done: number[] = []
    expect(await allBut(rows, poisoned([5, 40], done))).toMatchObject({ missing: 2, error: { message: 'poisoned' } })
    expect(done).toHaveLength(62)
    let asked = 0
    expect(
      await allBut(rows, async () => {
        asked += 1
        throw new Error('nothing goes')
      }),
    ).toMatchObject({ missing: 64 })
    expect(asked).toBeLessThan(64)
    expect(
      await allBut(rows, async () => {
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
      }),
    ).toMatchObject({ missing: 64 })
    expect(await allBut(rows, async () => {})).toBeUndefined()
  })
  it('ends at once when the database is gone, and puts nobody aside', async () => {
    const known = { aside: new SetAside(aClock()), keyOf }
    let asked = 0
    await expect(
      each([1, 2, 3], known, async () => {
        asked += 1
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
      }),
    ).rejects.toThrow('ECONNREFUSED')
    expect([asked, known.aside.waiting]).toEqual([1, []])
  })
})
