import { contract, contracts } from '../../platform/contract.ts'
import type { Dialect } from '../../kernel/text/csv.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import type { Who, Work } from '../../kernel/store/work.ts'
import { offered } from '../../kernel/declare/table.ts'
import { channel, day, fall, possession, late, outlier, progress, reading } from './tables.ts'
import type { Bounds } from './units.ts'

export const Telemetry = contract<Telemetry>('telemetry')
export const LiveReadings = contract<LiveReadings>('telemetry.live')

/** A part of the demo brings devices of its own: the demo then has no meters beside them. */
export const DemoDevices = contracts<{ readonly of: string }>('telemetry.demo-devices')

/** What is measured, and by whose devices. */
export const theChannel = offered(channel, [
  'number',
  'device',
  'key',
  'label',
  'obis',
  'unit',
  'kind',
  'medium',
  'standing',
  'retiredAt',
])
export const thePossession = offered(possession, ['subject', 'channel', 'since', 'until'])
/** Columns that other modules' activities may read. */
export const offers = [
  theChannel,
  thePossession,
  offered(reading, ['channel', 'at', 'value']),
  offered(day, ['channel', 'at', 'means', 'lows', 'highs', 'total', 'quarters', 'low', 'high']),
  offered(fall, ['channel', 'at', 'amount']),
  offered(outlier, ['channel', 'at', 'last', 'ends']),
  offered(late, ['channel', 'at']),
  offered(progress, ['closed', 'summed']),
] as const
/** `reads: { ...theLatest }` is what `latest` and `channelsOf` ask of an activity, `theSeries` what `series` does. */
export { theLatest, theSeries } from './reads.ts'
export { dayOfReadings } from './days.ts'

/**
 * What devices measure. `append` is the fast way in and knows no person; all else happens in the caller's unit of work.
 *
 *     const [power] = await telemetry.register(work, device, [{ key: 'power', label: 'Power', obis: '1-0:16.7.0', unit: 'W', kind: 'gauge', medium: 'electricity' }])
 *     await telemetry.holds(work, { subject: customer, device, since: work.now })
 *     await telemetry.append([{ channel: power.number, at: Date.parse('2026-03-01T06:00:00Z'), value: 230 }])
 */
export interface Telemetry {
  /**
   * Makes channels of a device known, or brings label, OBIS code and unit up to date; gives them back in the order
   * asked. `kind` and `medium` of a known key do not change: a device that measures something else has another key.
   */
  register(work: Work<any>, device: string, channels: readonly ChannelFacts[]): Promise<readonly Channel[]> // any: of whatever activity
  /**
   * From `since` on, this person holds all channels of the device that are not retired. Said twice, it holds once; say
   * it again after `register`.
   */
  holds(
    work: Work<any>, // any: as above
    what: { readonly subject: string; readonly device: string; readonly since: Date },
  ): Promise<void>
  /**
   * This person holds the device's channels no longer. With `erase`, what was measured in that time goes too, by a job
   * of this transaction.
   */
  releases(
    work: Work<any>, // any: as above
    what: { readonly subject: string; readonly device: string; readonly until: Date; readonly erase: boolean },
  ): Promise<void>
  /** The device is gone: its channels take in nothing more. What was measured stays as long as it is kept. */
  retire(work: Work<any>, device: string): Promise<void> // any: as above
  /** Channels of these devices that are not retired. Runs under the caller's activity, which reads `theLatest`. */
  channelsOf(work: Work<any>, devices: readonly string[]): Promise<readonly Channel[]> // any: as above
  /**
   * A channel that the person of this unit of work holds or held; for anybody else it does not exist. Runs under the
   * caller's activity, which reads `theLatest`.
   */
  channelById(work: Work<any>, id: string): Promise<Channel | undefined> // any: as above
  /**
   * The last reading of each channel, of those that the person of this unit of work holds now. Runs under the caller's
   * activity, which reads `theLatest`.
   */
  latest(work: Work<any>, channels: readonly Channel[]): Promise<ReadonlyMap<number, Reading>> // any: as above

  /**
   * A channel's values by the calendar of a place, of the time in which the person of this unit of work held it, beside
   * the stretch of time before. Runs under the caller's activity, which reads what the activity `telemetry.charts`
   * reads.
   */
  series(work: Work<any>, asked: SeriesQuery): Promise<Series & { readonly before: Series }> // any: as above

  /**
   * Readings as a file for a spreadsheet, piece by piece, the oldest first, of the time in which this person held the
   * channel: local time with offset, UTC, and the value under `label` with its unit. Opens units of work of its own.
   */
  csv(who: Who, asked: ReadingsFileQuery): AsyncGenerator<string>

  /**
   * Takes readings in, in one piece with others; resolves once they are committed. A reading that cannot be (a value
   * that is no number or beyond what its unit can be, a time far off, an unknown channel) is refused by itself, and
   * those beside it are kept. Of two values for one channel and moment the first holds.
   */
  append(readings: readonly Reading[]): Promise<AppendResult>
  /** How much waits to be written, from 0 (nothing) to 1 and above (send no more for now). */
  readonly pressure: number

  /** Removes readings of a channel from `from` (inclusive) until `to` (exclusive), and what was derived from them. */
  erase(channel: number, from: Date, to: Date): Promise<number>
}

export interface ChannelFacts {
  /** Names the channel within its device: 'power'. */
  readonly key: string
  readonly label: string
  /** OBIS code, as `1-0:1.8.0*255`. */
  readonly obis?: string | null
  readonly unit: string
  /** A counter only rises (a meter's reading); a gauge goes up and down (power, temperature). */
  readonly kind: 'counter' | 'gauge'
  readonly medium: 'electricity' | 'gas' | 'water' | 'heat' | 'other'
  /** Stays without a holder: a building's meter. Else the channel goes when its last holder has gone. */
  readonly standing?: boolean
}
export interface Channel {
  readonly id: string
  /** Its short name in readings. */
  readonly number: number
  readonly device: string
  readonly key: string
  readonly label: string
  readonly obis: string | null
  readonly unit: string
  readonly kind: 'counter' | 'gauge'
  readonly medium: 'electricity' | 'gas' | 'water' | 'heat' | 'other'
}

export interface Reading {
  /** `number` of the channel. */
  readonly channel: number
  /** Milliseconds since 1970, UTC. */
  readonly at: number
  readonly value: number
}

/** What became of the readings of one `append`. */
export interface AppendResult {
  readonly kept: number
  /** Known already, with the same value. */
  readonly repeated: number
  /** Known already with another value, which holds. */
  readonly differing: number
  readonly refused: readonly RefusedReading[]
}
export interface RefusedReading {
  /** Its place in what was handed in. */
  readonly index: number
  readonly why: 'no number' | 'beyond its unit' | 'time' | 'too old' | 'in the future' | 'unknown channel'
  /** What a value of the channel lies between, where this one did not. */
  readonly bounds?: Bounds | undefined
}

export type By = 'hour' | 'day' | 'month' | 'year'
export interface SeriesQuery {
  /** `number` of the channel. */
  readonly channel: number
  readonly kind: 'counter' | 'gauge'
  /** The hours of the day `day`, the days of its month, the months of its year, or ten years up to its year. */
  readonly by: By
  readonly day: Temporal.PlainDate
  /** An IANA time zone. */
  readonly zone: string
}
/**
 * Which readings, from a day to a day (both inclusive, in the zone; all where nothing is said), and how the file is
 * written.
 */
export interface ReadingsFileQuery {
  /** `number` of the channel. */
  readonly channel: number
  readonly from?: Temporal.PlainDate | undefined
  readonly to?: Temporal.PlainDate | undefined
  readonly zone: string
  /** What the reader calls the channel. */
  readonly label: string
  readonly unit: string
  readonly language: Language
  readonly dialect: Dialect
}
export interface Series {
  /** Milliseconds since 1970, as all times here. */
  readonly from: number
  readonly to: number
  readonly buckets: readonly Bucket[]
  /** Of a counter: what it counted in all buckets; null for a gauge, and where nothing is known. */
  readonly total: number | null
}
/** One piece of time and what is known of it: consumption of a counter, or mean, lowest and highest of a gauge. */
export interface Bucket {
  readonly from: number
  readonly to: number
  readonly value: number | null
  readonly min?: number
  readonly max?: number
  /** Rests on a gap in the readings, on a counter that fell or leapt, or on readings that others disproved. */
  readonly estimated?: true
}

/**
 * What was just taken in, in this process, after its commit. Several values of one channel in quick succession become
 * the last one.
 */
export interface LiveReadings {
  /**
   * Tells of new readings of these channels until the function that it gives back is called. Never waits for the
   * listener.
   */
  listen(channels: ReadonlySet<number>, told: (readings: readonly Reading[]) => void): () => void
}
