import type { Units } from '../../../kernel/store/units.ts'
import { person, platform, type Work } from '../../../kernel/store/work.ts'
import type { Channel, Telemetry } from '../../telemetry/contract.ts'
import { finding, reporting } from '../activities.ts'
import { labelOf } from '../labels.ts'
import { claim, device, status } from '../tables.ts'
import { announcedIn, type Announced, type AnnouncedChannel, type AnnouncedDevice } from './announced.ts'
import { refuse, type Connection, type GatewayHolder, type KnownDevice, type Line } from './connection.ts'
import { everKnown, protocol, limits, statusSeconds, Unreadable, type Refused } from './protocol.ts'
import { quoted, type Json } from './parse.ts'

export interface HelloNeeds {
  readonly store: Units
  readonly telemetry: Telemetry
}

/** Whose gateway it is now. */
export async function holderOf(store: Units, gatewayId: string): Promise<GatewayHolder | undefined> {
  const row = await store.under(finding, platform, work =>
    work.read(claim, 'id', 'subject', 'since').where('gatewayId', '=', gatewayId).executeTakeFirst(),
  )
  return row && { claim: row.id, subject: row.subject, since: row.since }
}

/**
 * Takes in who a gateway is and what is behind it, and tells it how things stand. An unclaimed one is about nobody we
 * know, so nothing of it is kept.
 */
export async function greet(
  { store, telemetry }: HelloNeeds,
  connection: Connection,
  message: Json,
  line: Line,
): Promise<void> {
  if (message.protocol !== protocol)
    throw new Unreadable('wrong-protocol', `This platform speaks protocol ${protocol}.`)
  const announced = announcedIn(message)
  if ('says' in announced) throw new Unreadable('wrong-shape', announced.says)
  const holder = await holderOf(store, connection.gateway)
  const { devices, refused } = holder
    ? await store.under(reporting, person(holder.subject), work => keep(work, telemetry, holder, announced))
    : { devices: new Map(), refused: [] }
  Object.assign(connection, {
    greeted: true,
    holder,
    devices,
    lastSeen: store.clock.now(),
    lastNoted: holder && store.clock.now(),
  } satisfies Partial<Connection>)
  refuse(
    line,
    'hello',
    [...announced.refused, ...refused].sort((a, b) => (a.at ?? 0) - (b.at ?? 0)),
    devices.size,
  )
  line.say('welcome', {
    protocol,
    time: store.clock.now().toISOString(),
    claimed: holder !== undefined,
    since: holder?.since.toISOString() ?? null,
    statusSeconds,
    limits,
  })
}

async function keep(
  work: Work<typeof reporting>,
  telemetry: Telemetry,
  holder: GatewayHolder,
  announced: Announced,
): Promise<{ devices: Map<string, KnownDevice>; refused: Refused[] }> {
  const { model, firmware } = announced
  await work
    .over(status)
    .insertInto('homes.status')
    .values({ claimId: holder.claim, model, firmware, online: true, lastSeenAt: work.now })
    .onConflict(known => known.column('claimId').doUpdateSet({ model, firmware, online: true, lastSeenAt: work.now }))
    .execute()
  const before = await work
    .read(device, 'id', 'key', 'state', 'switchable')
    .where('claimId', '=', holder.claim)
    .execute()
  const channels = Map.groupBy(
    await telemetry.channelsOf(
      work,
      before.map(one => one.id),
    ),
    channel => channel.device,
  )

  const devices = new Map<string, KnownDevice>()
  const refused: Refused[] = []
  const known = new Set(before.map(one => one.key))
  for (const one of announced.devices) {
    if (!known.has(one.key) && known.size >= everKnown.devices) {
      refused.push({
        at: one.at,
        why: 'too-many',
        says: `This gateway has announced ${everKnown.devices} devices by now; a device keeps its key for ever.`,
      })
      continue
    }
    known.add(one.key)
    const id = await keepDevice(work, holder, one)
    const { fitting, changed } = fittingChannels(one, channels.get(id) ?? [])
    refused.push(...changed)
    const registered = await telemetry.register(
      work,
      id,
      fitting.map(channel => ({ ...channel, obis: channel.obis ?? null, label: labelOf(channel, 'de') })),
    )
    await telemetry.holds(work, { subject: holder.subject, device: id, since: holder.since })
    devices.set(one.key, {
      id,
      switchable: one.switchable,
      channels: new Map(registered.map(({ key, number, kind }) => [key, { number, kind }])),
    })
  }
  // What is behind the gateway no longer stays in sight, with what it measured.
  for (const one of before)
    if (!devices.has(one.key) && one.state !== 'silent')
      await work.over(device).updateTable('homes.device').set({ state: 'silent' }).where('id', '=', one.id).execute()
  return { devices, refused }
}

async function keepDevice(
  work: Work<typeof reporting>,
  { claim: claimId }: GatewayHolder,
  { key, kind, name, state, switchable, on }: AnnouncedDevice,
): Promise<string> {
  const now = { kind, name, state, switchable, isOn: switchable ? (on ?? null) : null, isOnSince: work.now }
  const row = await work
    .over(device)
    .insertInto('homes.device')
    .values({ claimId, key, ...now })
    .onConflict(known => known.columns(['claimId', 'key']).doUpdateSet(now))
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** A channel that measures something else than before would make one curve of two things. */
function fittingChannels(
  { at, key, channels }: AnnouncedDevice,
  known: readonly Channel[],
): { fitting: AnnouncedChannel[]; changed: Refused[] } {
  const fitting: AnnouncedChannel[] = []
  const changed: Refused[] = []
  let fresh = 0
  for (const channel of channels) {
    const before = known.find(one => one.key === channel.key)
    if (before && (before.unit !== channel.unit || before.kind !== channel.kind || before.medium !== channel.medium)) {
      changed.push({
        at,
        why: 'changed-channel',
        says: `The channel ${quoted(channel.key)} of ${quoted(key)} was announced with another unit, kind or medium before; give what it measures now another key.`,
      })
    } else if (!before && known.length + ++fresh > everKnown.channels) {
      changed.push({
        at,
        why: 'too-many',
        says: `The device ${quoted(key)} has announced ${everKnown.channels} channels by now; a channel keeps its key for ever.`,
      })
    } else fitting.push(channel)
  }
  return { fitting, changed }
}
