import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { defineModule } from '../../platform/module.ts'
import { person } from '../../kernel/store/work.ts'
import { activity } from '../../kernel/declare/activity.ts'
import { contract, Purpose } from '../../kernel/declare/terms.ts'
import { theLatest, theSeries } from './contract.ts'
import { aMeasuringWorld } from './world-for-test.ts'

const about = {
  purposes: [Purpose.CustomerCare],
  basis: contract,
  title: { de: 'x', en: 'x' },
  words: { de: 'x', en: 'x' },
} as const
const advising = activity('other.advising', { ...about, reads: theSeries })
const glancing = activity('other.glancing', { ...about, reads: theLatest })
const strange = activity('other.strange', about)

describe('another module', () => {
  it('reads series and latest values under an activity of its own that says so, and no other', async () => {
    const started = await aMeasuringWorld({
      more: [defineModule('other', { activities: [advising, glancing, strange] })],
    })
    const holder = randomUUID()
    const channel = await started.aChannel({ holder, since: '2025-01-01T00:00:00Z' })
    await started.telemetry.append(
      [0, 1, 2].map(hour => ({
        channel: channel.number,
        at: Date.parse('2025-03-01T00:00:00Z') + hour * 3_600_000,
        value: hour * 2,
      })),
    )
    const asked = {
      channel: channel.number,
      kind: 'counter',
      by: 'hour',
      day: Temporal.PlainDate.from('2025-03-01'),
      zone: 'UTC',
    } as const

    expect(
      (await started.store.under(advising, person(holder), work => started.telemetry.series(work, asked))).total,
    ).toBe(4)
    const { channels, latest } = await started.store.under(glancing, person(holder), async work => {
      const channels = await started.telemetry.channelsOf(work, [channel.device])
      return { channels, latest: await started.telemetry.latest(work, channels) }
    })
    expect(channels).toEqual([channel])
    expect(latest.get(channel.number)).toEqual({
      channel: channel.number,
      at: Date.parse('2025-03-01T02:00:00Z'),
      value: 4,
    })
    await expect(
      started.store.under(glancing, person(holder), work => started.telemetry.series(work, asked)),
    ).rejects.toThrow(/permission denied/)
    await expect(
      started.store.under(strange, person(holder), work => started.telemetry.latest(work, [channel])),
    ).rejects.toThrow(/permission denied/)
  })
})
