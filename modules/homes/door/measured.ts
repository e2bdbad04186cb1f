import type { Reading, RefusedReading } from '../../telemetry/contract.ts'
import type { Connection, Holder } from './connection.ts'
import { limits, type Refused } from './protocol.ts'
import { isObject, momentIn, named, quoted } from './parse.ts'

const day = 86_400_000

/** Readings that can be, and what is wrong with the others; `places` says where each stood in the message. */
export interface Measured { readonly readings: Reading[], readonly places: number[], readonly refused: Refused[] }

/** This is the way of every value that comes in, so it is written for speed: no schema, no copies. */
export function measuredIn(items: readonly unknown[], { devices }: Pick<Connection, 'devices'>, { since }: Pick<Holder, 'since'>, now: number): Measured {
  const measured: Measured = { readings: [], places: [], refused: [] }
  const from = since.getTime()
  for (let place = 0; place < items.length; place++) {
    const item = items[place]
    const refuse = (why: Refused['why'], says: string): void => { measured.refused.push({ at: place, why, says }) }
    if (!isObject(item)) { refuse('wrong-shape', `A reading is an object with device, channel, at and value; this is ${named(item)}.`); continue }
    const device = devices.get(item.device as string)
    if (!device) { refuse('unknown-device', `No device ${quoted(item.device)} was announced; announced are: ${[...devices.keys()].slice(0, 8).join(', ') || 'none'}.`); continue }
    const channel = device.channels.get(item.channel as string)
    if (!channel) { refuse('unknown-channel', `The device ${quoted(item.device)} has no channel ${quoted(item.channel)}; it has: ${[...device.channels.keys()].slice(0, 8).join(', ') || 'none'}.`); continue }
    const value = item.value
    if (typeof value !== 'number' || !Number.isFinite(value)) { refuse('wrong-value', `'value' of a reading is a number, such as 230.5; this was ${typeof value === 'number' ? 'beyond all numbers' : named(value)}.`); continue }
    if (value < 0 && channel.kind === 'counter') { refuse('wrong-value', 'A counter is never below zero.'); continue }
    const at = momentIn(item.at)
    if (at === undefined) { refuse('wrong-time', `'at' of a reading is a time in UTC, such as 2026-11-22T10:15:00Z.`); continue }
    if (at > now + limits.aheadSeconds * 1000) { refuse('ahead', `This time is in the future: here it is ${new Date(now).toISOString()}. Set the clock of the gateway.`); continue }
    if (at < now - limits.oldestDays * day) { refuse('too-old', `Readings are taken from the last ${limits.oldestDays} days; here it is ${new Date(now).toISOString()}.`); continue }
    if (at < from) { refuse('before-claim', `Whoever has this gateway has had it since ${since.toISOString()}; what was measured before is not theirs.`); continue }
    measured.readings.push({ channel: channel.number, at, value })
    measured.places.push(place)
  }
  return measured
}

const words: Readonly<Record<RefusedReading['why'], Omit<Refused, 'at'>>> = {
  'no number': { why: 'wrong-value', says: `'value' of a reading is a number, such as 230.5.` },
  'time': { why: 'wrong-time', says: `'at' of a reading is a time in UTC, such as 2026-11-22T10:15:00Z.` },
  'too old': { why: 'too-old', says: 'This reading is older than readings are kept.' },
  'in the future': { why: 'ahead', says: 'This time is in the future. Set the clock of the gateway.' },
  'unknown channel': { why: 'unknown-channel', says: 'This channel is not there any more; say hello again.' },
}
/** What the store of readings did not take, in the words of the agreement. */
export const refusedByStore = (refused: readonly RefusedReading[], places: readonly number[]): Refused[] => refused.map(({ index, why }) => ({ at: places[index] ?? index, ...words[why] }))
