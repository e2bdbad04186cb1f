import type { Period } from './settings.ts'
import type { Language } from './terms.ts'

/**
 * From when a period runs: from the moment itself, or from the end of the calendar year in which it lies (HGB § 257
 * (5), AO § 147 (4)).
 */
export type RunsFrom = 'the moment' | 'the end of its year'

const timeUnits = ['hours', 'minutes', 'seconds'] as const
const units = ['years', 'months', 'weeks', 'days', ...timeUnits] as const
type Unit = (typeof units)[number]

const parts = (period: Period): [Unit, number][] => {
  const duration = Temporal.Duration.from(period)
  return units.map(unit => [unit, duration[unit]] as [Unit, number]).filter(([, count]) => count > 0)
}
const inHours = (period: Period): boolean =>
  parts(period).every(([unit]) => (timeUnits as readonly string[]).includes(unit))
const zoned = (moment: Date, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(zone)
const startOf = (day: Temporal.PlainDate, zone: string): Date => new Date(day.toZonedDateTime(zone).epochMilliseconds)
const endOfYear = (day: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.from({ year: day.year, month: 12, day: 31 })

/**
 * The first moment at which a period is over.
 *
 * Years, months, weeks and days are counted as a reader of the statement counts them (BGB §§ 187 (1), 188 (2), (3)):
 * the day of the moment does not count, the last day counts in full, and where a month lacks the day its last one takes
 * its place. So 31 August and `P6M` are over when the last of February is. Counting whole days also keeps the order:
 * what is younger is never due before what is older, which adding months to a time of day does not give. Hours are
 * counted exactly.
 */
export function dueAfter(moment: Date, period: Period, zone: string, runs: RunsFrom = 'the moment'): Date {
  const day = zoned(moment, zone).toPlainDate()
  if (inHours(period))
    return runs === 'the moment'
      ? exactlyAfter(moment, period, zone)
      : exactlyAfter(startOf(endOfYear(day).add({ days: 1 }), zone), period, zone)
  const first = runs === 'the moment' ? day : endOfYear(day)
  return startOf(first.add(period).add({ days: 1 }), zone)
}

/** Whether a period counts days or longer, and no hours. */
export const inWholeDays = (period: Period): boolean => !inHours(period)
/** The moment at which the day of a moment begins. */
export const startOfDay = (moment: Date, zone: string): Date => startOf(zoned(moment, zone).toPlainDate(), zone)

/** The calendar day of a moment in a zone: `2026-12-01`. */
export const dayOf = (moment: Date, zone: string): string => zoned(moment, zone).toPlainDate().toString()
/** The moment at which a calendar day begins. */
export const beginOf = (day: string, zone: string): Date => startOf(Temporal.PlainDate.from(day), zone)

/** The same time of day, a period later: for what has to end to the minute (a session, a link). */
export function exactlyAfter(moment: Date, period: Period, zone: string): Date {
  return new Date(zoned(moment, zone).add(period).epochMilliseconds)
}

/**
 * The sweep's cut-off: the latest moment whose period is over now. What is as old or older is due, what is younger is
 * not.
 */
export function latestDue(now: Date, period: Period, zone: string, runs: RunsFrom = 'the moment'): Date {
  if (runs === 'the end of its year') return latestDueYear(now, period, zone)
  if (inHours(period)) return new Date(now.getTime() - Temporal.Duration.from(period).total('milliseconds'))
  const latest = latestStart(zoned(now, zone).toPlainDate().subtract({ days: 1 }), period)
  return justBefore(startOf(latest.add({ days: 1 }), zone))
}

/**
 * The latest day from which the period is over by the end of `last`. Taking the period off is a guess: months differ in
 * length.
 */
function latestStart(last: Temporal.PlainDate, period: Period): Temporal.PlainDate {
  const over = (day: Temporal.PlainDate): boolean => Temporal.PlainDate.compare(day.add(period), last) <= 0
  let day = last.subtract(period)
  while (!over(day)) day = day.subtract({ days: 1 })
  while (over(day.add({ days: 1 }))) day = day.add({ days: 1 })
  return day
}

function latestDueYear(now: Date, period: Period, zone: string): Date {
  const isOver = (year: number): boolean =>
    dueAfter(
      startOf(Temporal.PlainDate.from({ year, month: 6, day: 30 }), zone),
      period,
      zone,
      'the end of its year',
    ) <= now
  let year =
    zoned(now, zone)
      .toPlainDate()
      .subtract(parts(period).length ? Temporal.Duration.from(period) : {}).year + 1
  while (!isOver(year)) year -= 1
  return justBefore(startOf(Temporal.PlainDate.from({ year: year + 1, month: 1, day: 1 }), zone))
}

/**
 * Whether the one can last longer than the other: a month may be 28 days or 31, so each month of four years is tried as
 * a beginning.
 */
export function mayLastLonger(one: Period, other: Period): boolean {
  const starts = Array.from({ length: 48 }, (_, month) =>
    startOf(Temporal.PlainDate.from({ year: 2023, month: 1, day: 31 }).add({ months: month }), 'UTC'),
  )
  return starts.some(start => dueAfter(start, one, 'UTC') > dueAfter(start, other, 'UTC'))
}

/** Moments are kept to the millisecond. */
const justBefore = (moment: Date): Date => new Date(moment.getTime() - 1)

const numbers = {
  de: ['null', 'ein', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun', 'zehn', 'elf', 'zwölf'],
  en: ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
}
const unitsInEnglish: Record<Unit, string> = {
  years: 'year',
  months: 'month',
  weeks: 'week',
  days: 'day',
  hours: 'hour',
  minutes: 'minute',
  seconds: 'second',
}

export type Case = 'nominative' | 'accusative' | 'dative'
/** One, several, several in the dative; and the article of one. */
const unitsInGerman: Record<Unit, readonly [string, string, string, Record<Case, string>]> = {
  years: ['Jahr', 'Jahre', 'Jahren', { nominative: 'ein', accusative: 'ein', dative: 'einem' }],
  months: ['Monat', 'Monate', 'Monaten', { nominative: 'ein', accusative: 'einen', dative: 'einem' }],
  weeks: ['Woche', 'Wochen', 'Wochen', { nominative: 'eine', accusative: 'eine', dative: 'einer' }],
  days: ['Tag', 'Tage', 'Tagen', { nominative: 'ein', accusative: 'einen', dative: 'einem' }],
  hours: ['Stunde', 'Stunden', 'Stunden', { nominative: 'eine', accusative: 'eine', dative: 'einer' }],
  minutes: ['Minute', 'Minuten', 'Minuten', { nominative: 'eine', accusative: 'eine', dative: 'einer' }],
  seconds: ['Sekunde', 'Sekunden', 'Sekunden', { nominative: 'eine', accusative: 'eine', dative: 'einer' }],
}

/** A period as a sentence has it: `P6M` is "sechs Monate" or "six months". Above twelve, figures. */
export function periodInWords(period: Period, language: Language, grammar: Case = 'nominative'): string {
  const words = parts(period).map(([unit, count]) =>
    language === 'de' ? inGerman(unit, count, grammar) : inEnglish(unit, count),
  )
  return listed(words, language)
}

function inGerman(unit: Unit, count: number, grammar: Case): string {
  const [one, several, dative, article] = unitsInGerman[unit]
  if (count === 1) return `${article[grammar]} ${one}`
  return `${numbers.de[count] ?? count} ${grammar === 'dative' ? dative : several}`
}
const inEnglish = (unit: Unit, count: number): string =>
  `${numbers.en[count] ?? count} ${unitsInEnglish[unit]}${count === 1 ? '' : 's'}`

/** "a, b und c" */
export function listed(words: readonly string[], language: Language): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${language === 'de' ? 'und' : 'and'} ${words.at(-1)}`
}

const monthNames = {
  de: [
    'Januar',
    'Februar',
    'März',
    'April',
    'Mai',
    'Juni',
    'Juli',
    'August',
    'September',
    'Oktober',
    'November',
    'Dezember',
  ],
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
}

/** A calendar day as a statement bears it: "1. März 2027", "1 March 2027". */
export function dayInWords(day: string, language: Language): string {
  const { day: number, month, year } = Temporal.PlainDate.from(day)
  return `${number}${language === 'de' ? '.' : ''} ${monthNames[language][month - 1]} ${year}`
}
