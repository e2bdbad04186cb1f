import { span } from '../../../kernel/clock/clock.ts'
import { uuid } from '../../../platform/text.ts'
import type { Units } from '../../../kernel/store/units.ts'
import { person, type Work } from '../../../kernel/store/work.ts'
import { reporting, switching } from '../activities.ts'
import { device, switched } from '../tables.ts'
import type { Connection, GatewayHolder, KnownDevice } from './connection.ts'
import { aResult, anEvent } from './messages.ts'
import { limits, Unreadable, type Refused } from './protocol.ts'
import { listIn, timeIn, quoted, shaped, type Json } from './parse.ts'

interface Happened {
  readonly id: string
  readonly at: Date
  readonly on: boolean
  readonly by: 'device' | 'gateway'
  readonly rule: string | null
  readonly device: KnownDevice
}

/** Devices were switched by a button or by a rule. */
export async function takeEvents(
  store: Units,
  connection: Connection,
  holder: GatewayHolder,
  message: Json,
): Promise<{ readonly refused: Refused[]; readonly taken: number }> {
  const { items, refused: tooMany } = listIn(message, 'events', limits.events)
  const refused = [...tooMany]
  const happened: Happened[] = []
  for (const [at, item] of items.entries()) {
    const found = eventIn(item, connection, holder, store.clock)
    if ('why' in found) refused.push({ at, ...found })
    else happened.push(found)
  }
  if (happened.length)
    await store.under(switching, person(holder.subject), async work => {
      for (const one of happened) await keepEvent(work, holder, one)
    })
  return { refused, taken: happened.length }
}

function eventIn(
  item: unknown,
  { devices }: Connection,
  { since }: GatewayHolder,
  clock: Units['clock'],
): Happened | Refused {
  const found = shaped(anEvent, item)
  if ('says' in found) return { why: 'wrong-shape', says: found.says }
  const { id, on, by, rule = null } = found.is
  const device = devices.get(found.is.device)
  if (!device) return { why: 'unknown-device', says: `No device ${quoted(found.is.device)} was announced.` }
  if (!device.switchable)
    return {
      why: 'not-switchable',
      says: `The device ${quoted(found.is.device)} was announced as one that does not switch.`,
    }
  const time = timeIn(found.is.at)
  if (time === undefined)
    return { why: 'wrong-time', says: `'at' of an event is a time in UTC, such as 2026-11-22T10:15:00Z.` }
  const { latest } = span(clock)
  if (time > latest.getTime() + limits.aheadSeconds * 1000)
    return {
      why: 'ahead',
      says: `This time is in the future: here it is ${latest.toISOString()}. Set the clock of the gateway.`,
    }
  if (time < since.getTime())
    return { why: 'before-claim', says: `Whoever has this gateway has had it since ${since.toISOString()}.` }
  // A clock that is a little ahead: it happened by now, and nothing that comes after it may seem to have come before.
  return { id, on, by, rule, device, at: new Date(Math.min(time, latest.getTime())) }
}

async function keepEvent(
  work: Work<typeof switching>,
  { claim: claimId, subject }: GatewayHolder,
  { id, at, on, by, rule, device: { id: deviceId } }: Happened,
): Promise<void> {
  const { numInsertedOrUpdatedRows: fresh } = await work
    .over(switched)
    .insertInto('homes.switching')
    .values({ claimId, device: deviceId, at, on, by, rule, state: 'done', answeredAt: at, event: id })
    .onConflict(known => known.doNothing())
    .executeTakeFirstOrThrow()
  if (fresh) await work.under(reporting, person(subject), own => nowOn(own, deviceId, on, at))
}

/**
 * A device is on or off; what happened earlier and is told later changes nothing. A moment that has yet to come is
 * never the last word.
 */
async function nowOn(work: Work<typeof reporting>, id: string, isOn: boolean, at: Date): Promise<void> {
  await work
    .over(device)
    .updateTable('homes.device')
    .set({ isOn, isOnSince: at })
    .where('id', '=', id)
    .where(row => row.or([row('isOnSince', 'is', null), row('isOnSince', '<=', at), row('isOnSince', '>', work.now)]))
    .execute()
}

/** What became of a command. The first answer counts; one that comes late is still the truth. */
export async function takeResult(store: Units, holder: GatewayHolder, message: Json): Promise<Refused[]> {
  const found = shaped(aResult, message)
  if ('says' in found) throw new Unreadable('wrong-shape', found.says)
  const { command, result, reason = null } = found.is
  const unknown: Refused = { why: 'unknown-command', says: `There was no command ${quoted(command)} for this gateway.` }
  if (!uuid().safeParse(command).success) return [unknown]
  return store.under(switching, person(holder.subject), async work => {
    const given = await work
      .read(switched, 'device', 'on', 'state')
      .where('id', '=', command)
      .where('claimId', '=', holder.claim)
      .where('by', '=', 'you')
      .forUpdate()
      .executeTakeFirst()
    if (!given) return [unknown]
    if (given.state === 'done' || given.state === 'failed') return []
    await work
      .over(switched)
      .updateTable('homes.switching')
      .set({ state: result, reason, answeredAt: work.now })
      .where('id', '=', command)
      .execute()
    if (result === 'done')
      await work.under(reporting, person(holder.subject), own => nowOn(own, given.device, given.on, own.now))
    return []
  })
}
