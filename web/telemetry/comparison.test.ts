import { describe, expect, it } from 'vitest'
import { formats } from '../locales/formats.ts'
import { bucketNames } from './labels.ts'
import { type Bucket, comparison, type Series, slots, wasMeasured } from './comparison.ts'

const hours = (from: string, count: number, value: (at: number) => number | null = () => 1): Bucket[] =>
  Array.from({ length: count }, (_, at) => ({
    from: new Date(Date.parse(from) + at * 3_600_000).toISOString(),
    to: new Date(Date.parse(from) + (at + 1) * 3_600_000).toISOString(),
    value: value(at),
  }))
const sum = (buckets: readonly Bucket[]) => buckets.reduce((all, { value }) => all + (value ?? 0), 0)
const aSeries = (buckets: Bucket[], before: Bucket[], other: Partial<Series> = {}): Series => ({
  unit: 'kWh',
  kind: 'counter',
  timeZone: 'Europe/Berlin',
  by: 'hour',
  from: buckets[0]?.from ?? '',
  to: buckets.at(-1)?.to ?? '',
  buckets,
  total: sum(buckets),
  before: { from: '', to: '', buckets: before, total: sum(before) },
  ...other,
})
const later = Date.parse('2030-01-01T00:00:00Z')
const german = formats('de', 'Europe/Berlin')

// Berlin: 2026-10-25 begins at 22:00 UTC and has 25 hours, 2026-03-29 begins at 23:00 UTC and has 23.
const autumn = aSeries(
  hours('2026-10-24T22:00:00Z', 25),
  hours('2026-10-23T22:00:00Z', 24, at => at),
)
const spring = aSeries(
  hours('2026-03-28T23:00:00Z', 23),
  hours('2026-03-27T23:00:00Z', 24, at => at),
)

describe('The day the clocks go back', () => {
  it('sets each hour beside the same hour of the day before, and the second two o’clock beside none', () => {
    expect(slots(autumn).map(({ before }) => before?.value)).toEqual([
      0,
      1,
      2,
      undefined,
      ...Array.from({ length: 21 }, (_, at) => at + 3),
    ])
  })
  it('says which two o’clock is meant', () => {
    expect(
      bucketNames(autumn, german)
        .slice(1, 5)
        .map(({ long }) => long),
    ).toEqual(['01:00–02:00', '02:00–03:00 (MESZ)', '02:00–03:00 (MEZ)', '03:00–04:00'])
  })
  it('compares the totals of the whole days', () => {
    expect(comparison(autumn, later)).toMatchObject({ total: 25, before: 276, difference: -251, running: false })
  })
})

describe('The day the clocks go forward', () => {
  it('leaves out the hour that there was not', () => {
    expect(slots(spring).map(({ before }) => before?.value)).toEqual([
      0,
      1,
      ...Array.from({ length: 21 }, (_, at) => at + 3),
    ])
    expect(bucketNames(spring, german)[1]?.long).toBe('01:00–03:00')
  })
})

describe('A day that is half over', () => {
  const noon = Date.parse('2026-01-15T11:30:00Z')
  const today = aSeries(
    hours('2026-01-14T23:00:00Z', 24, at => (at < 12 ? 1 : at === 12 ? 0.5 : null)),
    hours('2026-01-13T23:00:00Z', 24, () => 2),
  )
  it('is held against as much of yesterday', () => {
    expect(comparison(today, noon)).toEqual({ total: 12.5, before: 25, difference: -12.5, share: -0.5, running: true })
  })
  it('is held against all of yesterday once it is over', () => {
    expect(comparison(today, later)?.before).toBe(48)
  })
})

describe('A comparison that cannot be made', () => {
  it('says nothing of a difference where nothing was measured before', () => {
    const first = aSeries(
      hours('2026-01-14T23:00:00Z', 24),
      hours('2026-01-13T23:00:00Z', 24, () => null),
    )
    expect(comparison({ ...first, before: { ...first.before, total: null } }, later)).toMatchObject({
      before: undefined,
      difference: undefined,
      share: undefined,
    })
  })
  it('leaves a period out of the legend only where nothing was measured in it', () => {
    expect(wasMeasured(hours('2026-01-13T23:00:00Z', 24, () => null))).toBe(false)
    expect(wasMeasured(hours('2026-01-13T23:00:00Z', 24, at => (at === 5 ? 0 : null)))).toBe(true)
  })
  it('says no percentage of nothing', () => {
    expect(
      comparison(
        aSeries(
          hours('2026-01-14T23:00:00Z', 24),
          hours('2026-01-13T23:00:00Z', 24, () => 0),
        ),
        later,
      ),
    ).toMatchObject({ difference: 24, share: undefined })
  })
  it('adds up no temperatures', () => {
    expect(comparison({ ...autumn, kind: 'gauge', total: null }, later)).toBeUndefined()
  })
})

describe('Months of different lengths', () => {
  it('are set side by side by the day of the month', () => {
    const days = (from: string, count: number): Bucket[] =>
      hours(from, count).map((bucket, at) => ({
        ...bucket,
        from: new Date(Date.parse(from) + at * 86_400_000).toISOString(),
        to: new Date(Date.parse(from) + (at + 1) * 86_400_000).toISOString(),
        value: at + 1,
      }))
    const february = aSeries(days('2026-01-31T23:00:00Z', 28), days('2025-12-31T23:00:00Z', 31), { by: 'day' })
    expect(slots(february).every(({ now, before }) => now.value === before?.value)).toBe(true)
  })
})
