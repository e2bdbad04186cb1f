import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a home used in one hour; `end` is on the clock of the wall there. */
export interface Hour {
  readonly end: Temporal.PlainDateTime
  readonly kWh: number
}
/** What a home drew in one minute: as the mean of that minute, and Wh behind each of three sub-meters. */
export interface Minute {
  readonly watts: number
  readonly volts: number
  readonly amperes: number
  readonly behind: Readonly<Record<SubMeter, number>>
}

export const subMeters = ['kitchen', 'laundry', 'water-heater'] as const
export type SubMeter = (typeof subMeters)[number]

export interface Recordings {
  readonly hours: readonly Hour[]
  /** Whole days from midnight to midnight, a minute each. */
  readonly minutes: readonly Minute[]
}

export const minutesOfDay = 1440

export async function recordingsIn(dir: string): Promise<Recordings> {
  const [hours, minutes] = (await Promise.all(
    ['household-electricity-hourly.csv', 'household-power-minutes.csv'].map(async name => {
      const lines = (await readFile(join(dir, name), 'utf8')).split(/\r?\n/).filter(Boolean)
      return lines.slice(1).map(line => line.split(','))
    }),
  )) as [string[][], string[][]]
  return { hours: hours.map(hourOf), minutes: minutes.map(minuteOf) }
}

/**
 * `11/25/2011 01:00:00,0.39,…` is the hour that ends at one. The last hour of a day stands as 00:00 of the same day,
 * not of the next.
 */
function hourOf([when = '', kWh]: string[]): Hour {
  const [, month, day, year, hour] = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d):/.exec(when) ?? []
  const date = Temporal.PlainDate.from(`${year}-${month}-${day}`)
  return {
    end: (hour === '00' ? date.add({ days: 1 }) : date).toPlainDateTime({ hour: Number(hour) }),
    kWh: Number(kWh),
  }
}

function minuteOf([, kW, volts, amperes, kitchen, laundry, heater]: string[]): Minute {
  return {
    watts: Math.round(Number(kW) * 1000),
    volts: Number(volts),
    amperes: Number(amperes),
    behind: { kitchen: Number(kitchen), laundry: Number(laundry), 'water-heater': Number(heater) },
  }
}
