import { chance } from '../../tools/testing/chance.ts'
import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld } from '../../server/testing/world.ts'
import { dueAfter, latestDue, type RunsFrom } from '../declare/periods.ts'
import type { Period } from '../declare/settings.ts'
import { keptAmong } from '../rows/kept-by-law.ts'
import { invoice, vouchers, vouchersSql } from './vouchers-for-test.ts'

/*
 * An oracle of its own: it counts on paper calendars (days since 1 March of the year 0) and asks Intl what a clock on
 * the wall shows, where the kernel uses Temporal. The two share no line.
 */
type Ymd = readonly [year: number, month: number, day: number]
const dayNumber = ([year, month, day]: Ymd): number => {
  const y = month <= 2 ? year - 1 : year
  return (
    365 * y +
    Math.floor(y / 4) -
    Math.floor(y / 100) +
    Math.floor(y / 400) +
    Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) +
    day
  )
}
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
const lengthOf = (year: number, month: number): number =>
  [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0

const clocks = new Map<string, Intl.DateTimeFormat>()
function wall(moment: number, zone: string): Ymd {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  clocks.set(zone, clock)
  const [year = 0, month = 0, day = 0] = clock.format(moment).split('-').map(Number)
  return [year, month, day]
}
/**
 * The day that so many years and months after this one bears its number; the last of the month where it has no such
 * day.
 */
function onwards([year, month, day]: Ymd, years: number, months: number): Ymd {
  const count = year * 12 + (month - 1) + years * 12 + months
  const [y, m] = [Math.floor(count / 12), (count % 12) + 1]
  return [y, m, Math.min(day, lengthOf(y, m))]
}
interface Rule {
  readonly years: number
  readonly months: number
  readonly days: number
  readonly from: RunsFrom
}
/** A row is over once the clock on the wall shows a day later than its last one. */
function isOver(started: number, now: number, zone: string, { years, months, days, from }: Rule): boolean {
  const day = wall(started, zone)
  const last = dayNumber(onwards(from === 'the moment' ? day : [day[0], 12, 31], years, months)) + days
  return dayNumber(wall(now, zone)) > last
}

const zones = [
  'Europe/Berlin',
  'UTC',
  'America/New_York',
  'Pacific/Auckland',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/St_Johns',
]
const rules: Rule[] = [
  { years: 8, months: 0, days: 0, from: 'the end of its year' },
  { years: 6, months: 0, days: 0, from: 'the end of its year' },
  { years: 10, months: 0, days: 0, from: 'the end of its year' },
  { years: 0, months: 6, days: 0, from: 'the moment' },
  { years: 2, months: 0, days: 0, from: 'the moment' },
  { years: 0, months: 0, days: 7, from: 'the moment' },
  { years: 0, months: 1, days: 0, from: 'the moment' },
]
const periodOf = ({ years, months, days }: Rule): Period =>
  `P${years ? `${years}Y` : ''}${months ? `${months}M` : ''}${days ? `${days}D` : ''}` as Period
const day = 86_400_000

/** Moments of which some lie where calendars are hard: leap days, ends of months and years, changes of summer time. */
function aMoment(below: (n: number) => number): number {
  const year = 1996 + below(60)
  const hard: readonly Ymd[] = [
    [year, 2, 28],
    [year, 3, 1],
    [year, 12, 31],
    [year, 1, 1],
    [year, 3, 31],
    [year, 10, 31],
    [year, 8, 31],
  ]
  const [y, m, d] = hard[below(hard.length * 3)] ?? [year, 1 + below(12), 1 + below(28)]
  return Date.UTC(y, m - 1, d) + (below(3) === 0 ? (below(3) * day) / 2 : 0) + below(day / 1000) * 1000
}

describe('10,000 random moments against an oracle that counts otherwise', () => {
  it('none is due too early or too late, from the moment and from the end of its year, in seven zones', () => {
    const below = chance(20261126)
    const wrong: unknown[] = []
    for (let round = 0; round < 10_000; round++) {
      const zone = zones[below(zones.length)] ?? 'UTC'
      const rule = rules[below(rules.length)] ?? rules[0]!
      const started = aMoment(below)
      const due = dueAfter(new Date(started), periodOf(rule), zone, rule.from).getTime()
      // A second around the moment that the kernel names, and any other moment.
      for (const now of [due - 1000, due, due + below(400 * day), started + below(4000 * day)]) {
        const over = isOver(started, now, zone, rule)
        if (
          over !== now >= due ||
          over !== started <= latestDue(new Date(now), periodOf(rule), zone, rule.from).getTime()
        )
          wrong.push({ zone, rule, started, now, due })
      }
    }
    expect(wrong).toEqual([])
  })

  it('a law keeps exactly the rows that it should, in the store', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'vouchers-'))
    await writeFile(join(directory, '20261126_vouchers.sql'), vouchersSql)
    const world = await aWorld({ modules: [kernel, vouchers(directory)] })
    const below = chance(147)
    const rows = Array.from({ length: 10_000 }, () => ({ id: randomUUID(), issued: aMoment(below) }))
    await world.rows(
      `insert into vouchers.invoice (id, number, recipient, issued_at, subject) select id, id::text, 'Ida', issued, $3 from unnest($1::uuid[], $2::timestamptz[]) as given (id, issued)`,
      [rows.map(one => one.id), rows.map(one => new Date(one.issued)), randomUUID()],
    )
    for (const zone of ['Europe/Berlin', 'Pacific/Auckland']) {
      for (const now of Array.from({ length: 5 }, () => aMoment(below))) {
        const open = 2000 + below(30)
        const law = { now: new Date(now), timeZone: zone, openYears: [open] }
        const kept = new Set(
          await world.store.desk('rights', client =>
            keptAmong(
              client,
              invoice,
              rows.map(one => one.id),
              law,
            ),
          ),
        )
        const wrong = rows.filter(
          ({ id, issued }) => kept.has(id) === (isOver(issued, now, zone, rules[0]!) && wall(issued, zone)[0] !== open),
        )
        expect(wrong).toEqual([])
      }
    }
  })
})
