import { minutesOfDay, type Hour, type Minute, type Recordings } from './recordings.ts'

const week = 7

/**
 * The recorded hours moved to just before a day, by whole weeks, so that Sundays stay Sundays: from the clock of the
 * wall there to the clock of the wall here.
 */
export function hoursBefore(
  end: Temporal.ZonedDateTime,
  hours: readonly Hour[],
): { readonly end: Temporal.Instant; readonly kWh: number }[] {
  const last = hours.at(-1)
  if (!last) return []
  const days = last.end.until(end.toPlainDateTime(), { largestUnit: 'days' }).days
  const shift = { days: Math.ceil((days + 1) / week) * week }
  // An hour that the wall's clock leaves out in spring falls on the one after it, and counts there.
  const moved = Map.groupBy(hours, hour => hour.end.add(shift).toZonedDateTime(end.timeZoneId).epochMilliseconds)
  return [...moved]
    .filter(([at]) => at <= end.epochMilliseconds)
    .map(([at, one]) => ({
      end: Temporal.Instant.fromEpochMilliseconds(at),
      kWh: one.reduce((sum, { kWh }) => sum + kWh, 0),
    }))
}

/** The recorded days one after the other, again and again, each minute at its time on the clock of the wall. */
export function minuteAt(at: Date, firstDay: Temporal.PlainDate, timeZone: string, { minutes }: Recordings): Minute {
  const here = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  const recorded = minutes.length / minutesOfDay
  const past = firstDay.until(here.toPlainDate(), { largestUnit: 'days' }).days
  const day = ((past % recorded) + recorded) % recorded
  return minutes[day * minutesOfDay + here.hour * 60 + here.minute]! // whole days: each minute of each is there
}
