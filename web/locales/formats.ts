import type { components } from '../api.d.ts'
import type { Language } from './language.ts'

export type Unit = components['schemas']['Channel']['unit']
/** How exact a unit is read aloud; more digits would claim more than a household meter knows. */
const digits: Record<Unit, number> = { kWh: 2, W: 0, 'm³': 2, V: 1, A: 2, '°C': 1 }

const locales: Record<Language, string> = { de: 'de-DE', en: 'en-GB' }
const steps: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]
const noBreak = '\u00a0'

/** Numbers, units and times as the language writes them, in the time zone of the platform. */
export function formats(language: Language, timeZone: string) {
  const locale = locales[language]
  const dated = (options: Intl.DateTimeFormatOptions, zone = timeZone) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })
    return (at: string | Date) => format.format(typeof at === 'string' ? new Date(at) : at)
  }
  const number = (value: number, most = 2, least = 0) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: most, minimumFractionDigits: least }).format(value)
  const countries = new Intl.DisplayNames(locale, { type: 'region' })
  const isoDay = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  // Below ten percent a whole number would be too coarse to compare by.
  const percentage = (share: number) =>
    new Intl.NumberFormat(locale, {
      style: 'percent',
      maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0,
      signDisplay: 'exceptZero',
    }).format(share)
  const signed = (value: number, places: number) =>
    new Intl.NumberFormat(locale, {
      maximumFractionDigits: places,
      minimumFractionDigits: places,
      signDisplay: 'exceptZero',
    }).format(value)

  return {
    locale,
    timeZone,
    number,
    /** `3,42 kWh`, never broken before the unit. */
    amount: (value: number, unit: Unit) => `${number(value, digits[unit], digits[unit])}${noBreak}${unit}`,
    /** The number alone, where the unit stands apart. */
    figure: (value: number, unit: Unit) => number(value, digits[unit], digits[unit]),
    difference: (value: number, unit: Unit) => `${signed(value, digits[unit] ?? 2)}${noBreak}${unit}`,
    percent: percentage,
    moment: dated({ dateStyle: 'medium', timeStyle: 'short' }),
    /** `27.11.26, 19:42`: in tables. */
    shortMoment: dated({ dateStyle: 'short', timeStyle: 'short' }),
    day: dated({ dateStyle: 'long' }),
    weekday: dated({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    time: dated({ timeStyle: 'short' }),
    timeWithSeconds: dated({ timeStyle: 'medium' }),
    hour: dated({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    /** `MESZ`: which of its two times a zone is in. */
    zone: (at: string) =>
      new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' })
        .formatToParts(new Date(at))
        .find(({ type }) => type === 'timeZoneName')?.value ?? '',
    dayOfMonth: dated({ day: 'numeric' }),
    shortDay: dated({ weekday: 'short', day: 'numeric', month: 'numeric' }),
    shortMonth: dated({ month: 'short' }),
    month: dated({ month: 'long', year: 'numeric' }),
    year: dated({ year: 'numeric' }),
    /** A calendar day such as `2026-03-01`, which lies in no time zone. */
    calendarDay: dated({ dateStyle: 'long' }, 'UTC'),
    calendarWeekday: dated({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, 'UTC'),
    calendarMonth: dated({ month: 'long', year: 'numeric' }, 'UTC'),
    calendarYear: dated({ year: 'numeric' }, 'UTC'),
    /** How many days are left to a calendar day, by the calendar here: 0 on the day itself, however late it is. */
    daysTo: (day: string, now: number) => Math.round((Date.parse(day) - Date.parse(isoDay.format(now))) / 86_400_000),
    /** `vor 3 Minuten`. */
    ago(at: string, now: number) {
      const seconds = Math.min(0, Math.round((Date.parse(at) - now) / 1000))
      const [unit, size] = steps.find(([, size]) => -seconds >= size) ?? ['second', 1]
      return relative.format(Math.ceil(seconds / size), unit)
    },
    /** `Deutschland` for `DE`. */
    country: (code: string) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code),
    /** `21 GB`, `30 MB`. */
    memory: (bytes: number) =>
      bytes >= 2e9 ? `${number(bytes / 1e9, 0)}${noBreak}GB` : `${number(bytes / 1e6, 0)}${noBreak}MB`,
    /** `12 Tage`, `3 Stunden`: how long something has been running, in its largest unit. */
    lasting(seconds: number) {
      const [unit, size] = steps.find(([unit, size]) => seconds >= size && unit !== 'month' && unit !== 'year') ?? [
        'second',
        1,
      ]
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: 'long',
        maximumFractionDigits: 0,
      }).format(Math.floor(seconds / size))
    },
  }
}
export type Formats = ReturnType<typeof formats>
