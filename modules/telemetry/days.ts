import { calendarDay } from '../../platform/text.ts'

const firstDay = '2000-01-01'
const beforeReadings = {
  de: 'Messwerte gibt es ab dem Jahr 2000.',
  en: 'Readings are available from the year 2000 onwards.',
}

/** A day for which somebody asks readings, as it comes from outside. */
export const dayOfReadings = calendarDay('a day is written as 2026-03-01')
  .refine(value => value >= firstDay, { params: { words: beforeReadings }, message: `lies before ${firstDay}` })
  .transform(value => Temporal.PlainDate.from(value))
