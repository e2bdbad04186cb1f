/** A calendar day as `2026-03-01`. */
export type Day = string
export type By = 'hour' | 'day' | 'month' | 'year'
export const resolutions: readonly By[] = ['hour', 'day', 'month', 'year']

const asDate = (day: Day) => new Date(`${day}T00:00:00Z`)
const asDay = (date: Date): Day => date.toISOString().slice(0, 10)

/** Which day it is in the house, which may differ from the one where the browser is. */
export function dayIn(timeZone: string, at: Date): Day {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  return `${parts['year']}-${parts['month']}-${parts['day']}`
}

/**
 * The day that names the period: by hour the day itself, by day the first of its month, by month and year the first of
 * January.
 */
export function periodOf(by: By, day: Day): Day {
  if (by === 'hour') return day
  return by === 'day' ? `${day.slice(0, 7)}-01` : `${day.slice(0, 4)}-01-01`
}

/** The period so many further; by year one step is ten years, as many as one chart shows. */
export function stepped(by: By, from: Day, steps: number): Day {
  const date = asDate(from)
  if (by === 'hour') date.setUTCDate(date.getUTCDate() + steps)
  else if (by === 'day') date.setUTCMonth(date.getUTCMonth() + steps)
  else date.setUTCFullYear(date.getUTCFullYear() + steps * (by === 'month' ? 1 : 10))
  return asDay(date)
}

/** Before this nothing was ever measured: the server takes no earlier day, and each kind of period begins after it. */
export const earliest: Day = '2001-01-01'
/** Whether the period lies before everything that could have been measured. */
export const isBefore = (by: By, from: Day) => from < periodOf(by, earliest)

/** Whether nothing of the period has come about yet. */
export const isAhead = (by: By, from: Day, today: Day) => from > periodOf(by, today)

/**
 * Going to a finer or coarser view keeps what one was looking at: from a month of last year to that month's first day,
 * not to today.
 */
export function seenBy(by: By, from: Day, next: By, today: Day): Day {
  const inside = periodOf(by, today) === periodOf(by, from) ? today : from
  return periodOf(next, inside)
}
