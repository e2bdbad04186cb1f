import { parse } from 'yaml'
import type { AnyTable } from '../../kernel/declare/table.ts'
import type { AnyActivity } from '../../kernel/declare/activity.ts'

// When rows are due, worked out a second time and in another way than the platform does it: by day numbers, row by row,
// from the text of each version.

/** A version of the statement as it was published, and since when it holds. */
export interface Version {
  readonly version: number
  readonly since: Date
  readonly source: string
}
/** A row with what decides about its end. */
export interface Row {
  readonly moment: Date
  readonly version: number | undefined
  readonly restricted: string | null
  readonly held: Date | null
}

/** A calendar day, by its number since 1970. */
type Day = number
const dayLength = 86_400_000
const numberOf = (year: number, month: number, day: number): Day =>
  Math.round(Date.UTC(year, month - 1, day) / dayLength)

const calendars = new Map<string, Intl.DateTimeFormat>()
export function dayIn(zone: string, moment: Date): Day {
  const calendar =
    calendars.get(zone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  calendars.set(zone, calendar)
  const [year = 0, month = 0, day = 0] = calendar.format(moment).split('-').map(Number)
  return numberOf(year, month, day)
}

/** The same with how much of the day has passed by the clocks there. */
function timeIn(zone: string, moment: Date): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
    .format(moment)
    .split(':')
    .map(Number)
  const [hour = 0, minute = 0, second = 0] = parts
  return dayIn(zone, moment) + (hour * 3600 + minute * 60 + second) / 86_400
}

/** A day so many years, months, weeks and days later; where the month lacks it, the last one of the month. */
function laterBy(day: Day, period: string): Day {
  const count = (sign: string): number => Number(new RegExp(`^P[^T]*?(\\d+)${sign}`).exec(period)?.[1] ?? 0)
  const from = new Date(day * dayLength)
  const months = from.getUTCMonth() + count('M') + 12 * count('Y')
  const [year, month] = [from.getUTCFullYear() + Math.floor(months / 12), months % 12]
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return numberOf(year, month + 1, Math.min(from.getUTCDate(), lastOfMonth)) + 7 * count('W') + count('D')
}
const hoursIn = (period: string): number | undefined => {
  const [, hours = 0, minutes = 0, seconds = 0] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(period) ?? []
  return period.startsWith('PT') ? Number(hours) + Number(minutes) / 60 + Number(seconds) / 3600 : undefined
}

const lawful = { vouchers: 8, letters: 6, books: 10 } as const

/**
 * By how many days a row is overdue now; nothing where it is not due, or not to be judged. Less than one is what a
 * sweep may take.
 */
export function overdueBy(
  now: Date,
  table: AnyTable,
  row: Row,
  versions: readonly Version[],
  zone: string,
  activities: ReadonlyMap<string, AnyActivity>,
): number | undefined {
  const { until } = table
  if (until?.rule !== 'since' || row.restricted === 'on request') return undefined
  if (row.restricted === 'by law')
    return table.keptByLaw && row.held
      ? timeIn(zone, now) - (numberOf(yearIn(zone, row.held) + lawful[table.keptByLaw.law], 12, 31) + 1)
      : undefined
  if (until.keep === 'immediately') return (now.getTime() - row.moment.getTime()) / dayLength
  const own = row.version ?? versionAt(versions, row.moment)
  const { activity, setting } = until.keep
  const late = versions
    .filter(one => one.version >= own && one.since <= now)
    .flatMap(one => {
      const period = periodIn(one, activity, setting, activities)
      if (period === undefined) return []
      // A later version that is shorter counts from the day on which it came into force.
      return [
        Math.min(
          overdueByPeriod(now, row.moment, period, until.from, zone),
          (now.getTime() - one.since.getTime()) / dayLength,
        ),
      ]
    })
  return late.length ? Math.max(...late) : undefined
}

function overdueByPeriod(
  now: Date,
  moment: Date,
  period: string,
  from: 'the moment' | 'the end of its year',
  zone: string,
): number {
  const hours = hoursIn(period)
  if (hours !== undefined) return (now.getTime() - moment.getTime()) / dayLength - hours / 24
  const first = from === 'the moment' ? dayIn(zone, moment) : numberOf(yearIn(zone, moment), 12, 31)
  return timeIn(zone, now) - (laterBy(first, period) + 1) // due with the beginning of the day after the last one
}

const yearIn = (zone: string, moment: Date): number => new Date(dayIn(zone, moment) * dayLength).getUTCFullYear()
const versionAt = (versions: readonly Version[], moment: Date): number =>
  (versions.findLast(one => one.since <= moment) ?? versions[0])?.version ?? 1

const manifests = new Map<string, { activities: Record<string, Record<string, string> | null> }>()
function periodIn(
  { source }: Version,
  activity: string,
  setting: string,
  activities: ReadonlyMap<string, AnyActivity>,
): string | undefined {
  const manifest =
    manifests.get(source) ?? (parse(source) as { activities: Record<string, Record<string, string> | null> })
  manifests.set(source, manifest)
  if (!(activity in manifest.activities)) return undefined
  return (
    manifest.activities[activity]?.[setting] ??
    (activities.get(activity)?.spec.settings as Record<string, { otherwise?: string }> | undefined)?.[setting]
      ?.otherwise
  )
}
