import type { Reading, RefusedReading } from '../../telemetry/contract.ts'
import type { Connection, GatewayHolder } from './connection.ts'
import { limits, type Refused } from './protocol.ts'
import { isObject, timeIn, named, quoted, type Json } from './parse.ts'

const day = 86_400_000

/** Readings that can be, and what is wrong with the others; `places` says where each stood in the message. */
export interface Measured {
  readonly readings: Reading[]
  readonly places: number[]
  readonly refused: Refused[]
}

/**
 * While the clock is in doubt, the present is all that it may be, and nothing is refused by its time that may be right.
 * This is the way of every value that comes in, so it is written for speed: no schema, no copies.
 */
export function measuredIn(
  items: readonly unknown[],
  { devices }: Pick<Connection, 'devices'>,
  { since }: Pick<GatewayHolder, 'since'>,
  present: { readonly earliest: Date; readonly latest: Date },
): Measured {
  const measured: Measured = { readings: [], places: [], refused: [] }
  const span: Span = {
    from: since.getTime(),
    oldest: present.earliest.getTime() - limits.oldestDays * day,
    latest: present.latest.getTime() + limits.aheadSeconds * 1000,
    now: present.latest.getTime(),
  }
  for (let place = 0; place < items.length; place++) {
    const item = items[place]
    const found = isObject(item)
      ? readingIn(item, devices, span)
      : no('wrong-shape', `A reading is an object with device, channel, at and value; this is ${named(item)}.`)
    if ('why' in found) measured.refused.push({ at: place, ...found })
    else {
      measured.readings.push(found)
      measured.places.push(place)
    }
  }
  return measured
}

interface Span {
  readonly from: number
  readonly oldest: number
  readonly latest: number
  readonly now: number
}
const no = (why: Refused['why'], says: string): Refused => ({ why, says })
const some = (names: Iterable<string>): string => [...names].slice(0, 8).join(', ') || 'none'
const iso = (time: number): string => new Date(time).toISOString()

function readingIn(item: Json, devices: Connection['devices'], { from, oldest, latest, now }: Span): Reading | Refused {
  const device = devices.get(item.device as string)
  if (!device)
    return no(
      'unknown-device',
      `No device ${quoted(item.device)} was announced; announced are: ${some(devices.keys())}.`,
    )
  const channel = device.channels.get(item.channel as string)
  if (!channel)
    return no(
      'unknown-channel',
      `The device ${quoted(item.device)} has no channel ${quoted(item.channel)}; it has: ${some(device.channels.keys())}.`,
    )
  const { value } = item
  if (typeof value !== 'number' || !Number.isFinite(value))
    return no(
      'wrong-value',
      `'value' of a reading is a number, such as 230.5; this was ${typeof value === 'number' ? 'beyond all numbers' : named(value)}.`,
    )
  if (value < 0 && channel.kind === 'counter') return no('wrong-value', 'A counter is never below zero.')
  const at = timeIn(item.at)
  if (at === undefined) return no('wrong-time', `'at' of a reading is a time in UTC, such as 2026-11-22T10:15:00Z.`)
  if (at > latest)
    return no('ahead', `This time is in the future: here it is ${iso(now)}. Set the clock of the gateway.`)
  if (at < oldest)
    return no('too-old', `Readings are taken from the last ${limits.oldestDays} days; here it is ${iso(now)}.`)
  if (at < from)
    return no(
      'before-claim',
      `Whoever has this gateway has had it since ${iso(from)}; what was measured before is not theirs.`,
    )
  return { channel: channel.number, at, value }
}

const words: Readonly<Record<RefusedReading['why'], Omit<Refused, 'at'>>> = {
  'beyond its unit': { why: 'wrong-value', says: 'No device measures such a value.' },
  'no number': { why: 'wrong-value', says: `'value' of a reading is a number, such as 230.5.` },
  time: { why: 'wrong-time', says: `'at' of a reading is a time in UTC, such as 2026-11-22T10:15:00Z.` },
  'too old': { why: 'too-old', says: 'This reading is older than readings are kept.' },
  'in the future': { why: 'ahead', says: 'This time is in the future. Set the clock of the gateway.' },
  'unknown channel': { why: 'unknown-channel', says: 'This channel is not there any more; say hello again.' },
}
/** What the store of readings did not take, in the words of the agreement. */
export const refusedByStore = (refused: readonly RefusedReading[], places: readonly number[]): Refused[] =>
  refused.map(({ index, why, bounds }) => ({
    at: places[index] ?? index,
    ...words[why],
    ...(bounds && { says: `A value in ${bounds.unit} lies between ${bounds.least} and ${bounds.most}.` }),
  }))
