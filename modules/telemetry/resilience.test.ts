import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AppendResult } from './contract.ts'
import { aMeasuringWorld, type MeasuringWorld } from './world-for-test.ts'

const start = Date.parse('2025-03-01T00:00:00Z')
let platform: MeasuringWorld
beforeAll(async () => {
  platform = await aMeasuringWorld()
})

describe('when the database goes away under the writers', () => {
  it('writes everything once, after it is back', async () => {
    const { number } = await platform.aChannel({})
    const taken: Promise<AppendResult>[] = []
    const broken = (): number =>
      platform.faults.filter(({ what }) => what === 'the connection that writes readings broke').length
    // A connection that is ended at rest is replaced without a word, so it goes on until two broke at their work.
    for (let part = 0; part < 40 || broken() < 2; part++) {
      taken.push(
        ...Array.from({ length: 100 }, (_, index) =>
          platform.telemetry.append([{ channel: number, at: start + (part * 100 + index) * 1000, value: index }]),
        ),
      )
      if (part % 10 === 5)
        await platform.rows(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename like '%@app' and query ~* 'telemetry|begin|commit|copy'`,
        )
      await pause(5)
    }
    const counts = await Promise.all(taken)
    // What was written when its connection broke counts as known when it is written again.
    expect(counts.reduce((sum, one) => sum + one.kept + one.repeated, 0)).toBe(taken.length)
    expect(
      await platform.rows('select count(*)::integer as n from telemetry.reading where channel = $1', [number]),
    ).toEqual([{ n: taken.length }])
  })
})

describe('what no database of ours would refuse, refused all the same', () => {
  it('loses nothing that was right beside it', async () => {
    const { number } = await platform.aChannel({})
    await platform.rows('alter table telemetry.reading add constraint test_only check (value <> 666)')
    const values = Array.from({ length: 300 }, (_, index) => (index === 150 ? 666 : index))
    const settled = await Promise.allSettled(
      values.map((value, index) => platform.telemetry.append([{ channel: number, at: start + index * 1000, value }])),
    )
    await platform.rows('alter table telemetry.reading drop constraint test_only')
    expect(settled.map((one, index) => (one.status === 'rejected' ? index : -1)).filter(index => index >= 0)).toEqual([
      150,
    ])
    expect(
      await platform.rows('select count(*)::integer as n from telemetry.reading where channel = $1', [number]),
    ).toEqual([{ n: 299 }])
  })
})

describe('a leaf that the sweep dropped', () => {
  it('is made again when a reading comes for it', async () => {
    const { number } = await platform.aChannel({})
    await platform.telemetry.append([{ channel: number, at: Date.parse('2011-07-01T00:00:00Z'), value: 1 }])
    await platform.rows('drop table telemetry.reading_2011_07')
    expect(
      await platform.telemetry.append([{ channel: number, at: Date.parse('2011-07-02T00:00:00Z'), value: 1 }]),
    ).toMatchObject({ kept: 1 })
  })
})
