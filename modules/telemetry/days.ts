import { calendarDay } from '../../platform/text.ts'

/** A day for which somebody asks readings, as it comes from outside. */
export const dayOfReadings = calendarDay('a day is written as 2026-03-01')
  .refine(value => value >= '2000-01-02' && value < '2200', 'readings begin in the year 2000')
  .transform(value => Temporal.PlainDate.from(value))
