import type { Units } from '../../kernel/store/units.ts'
import { restrictionOf } from '../../kernel/restriction/on-request.ts'
import { person, type Work } from '../../kernel/store/work.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { NotFound } from '../../platform/refusal.ts'
import type { Stating } from '../../platform/services.ts'
import type { Channel, Reading, Telemetry } from '../telemetry/contract.ts'
import { reporting, switching } from './activities.ts'
import { silentBefore } from './gateway-protocol/presence.ts'
import { labelOf } from './labels.ts'
import { lastWishes, type WishView } from './switch-history.ts'
import { claim, device, gateway, missed, status, type deviceKinds } from './tables.ts'

export interface ChannelView {
  id: string
  key: string
  label: string
  obis: string | null
  unit: string
  kind: 'counter' | 'gauge'
  medium: string
  last: { at: string; value: number } | null
}
export interface DeviceView {
  id: string
  name: string
  kind: (typeof deviceKinds)[number]
  state: 'ok' | 'silent' | 'fault'
  on: boolean | null
  switchable: boolean
  wish: WishView | null
  channels: ChannelView[]
}
export interface GatewayView {
  id: string
  serial: string
  model: string
  firmware: string | null
  online: boolean
  lastSeenAt: string | null
  claimedAt: string
  /** Out of use since then: it no longer reports, and what it reported stays. */
  retiredAt: string | null
  health: { uptimeSeconds: number | null; memoryFree: number | null; signal: number | null }
  devices: DeviceView[]
}
/** How a device is, as the live line tells it. */
export interface DeviceState {
  id: string
  state: string
  on: boolean | null
  wish: WishView | null
}
/** A gateway that the customer named at registration and somebody else had. */
export interface MissedView {
  serial: string
  at: string
}

type Own = Work<typeof reporting>
/** The claims whose gateway is connected, and those whose gateway was retired. */
interface Gateways {
  readonly online: ReadonlySet<string>
  readonly retired: ReadonlySet<string>
}

/** What a customer sees of the own home. */
export function homes({
  store,
  stating,
  telemetry,
}: {
  readonly store: Units
  readonly stating: Stating
  readonly telemetry: Telemetry
}) {
  async function gatewaysOf(work: Own) {
    const rows = await work
      .over(claim, gateway, status)
      .selectFrom('homes.claim')
      .innerJoin('homes.gateway', 'homes.gateway.id', 'homes.claim.gatewayId')
      .leftJoin('homes.status', 'homes.status.claimId', 'homes.claim.id')
      .select([
        'homes.claim.id as claimId',
        'homes.gateway.id',
        'homes.gateway.serial',
        'homes.gateway.model as made',
        'homes.gateway.retiredAt',
        'homes.claim.since',
        'homes.status.model',
        'homes.status.firmware',
        'homes.status.online',
        'homes.status.lastSeenAt',
        'homes.status.uptimeSeconds',
        'homes.status.memoryFree',
        'homes.status.signal',
      ])
      .orderBy('homes.claim.since')
      .orderBy('homes.gateway.serial')
      .execute()
    const silent = silentBefore(work.now, stating)
    return rows.map(row => ({
      ...row,
      online: row.online === true && row.retiredAt === null && row.lastSeenAt !== null && row.lastSeenAt >= silent,
    }))
  }
  async function devicesOf(
    work: Own,
    language: Language,
    { online, retired }: Gateways,
    only?: string,
  ): Promise<(DeviceView & { claimId: string })[]> {
    let query = work
      .read(device, 'id', 'claimId', 'key', 'kind', 'name', 'givenName', 'state', 'switchable', 'isOn')
      .orderBy('key')
    if (only !== undefined) query = query.where('id', '=', only)
    const rows = await query.execute()
    const channels = await telemetry.channelsOf(
      work,
      rows.map(row => row.id),
    )
    const last = await telemetry.latest(work, channels)
    const byDevice = Map.groupBy(channels, channel => channel.device)
    const wishes = await wishesFor(work, rows)
    const switches = stating.states(switching.name)
    return rows.map(row => ({
      id: row.id,
      claimId: row.claimId,
      name: row.givenName ?? row.name,
      kind: row.kind,
      state: online.has(row.claimId) ? row.state : 'silent',
      on: row.isOn,
      switchable: switches && row.switchable && !retired.has(row.claimId),
      wish: wishes.get(row.id) ?? null,
      channels: (byDevice.get(row.id) ?? []).map(channel => channelView(channel, last.get(channel.number), language)),
    }))
  }
  /** What was wanted of them is kept under switching, and read there; where that is not stated, nothing was. */
  const wishesFor = async (work: Own, rows: readonly { id: string }[]): Promise<Map<string, WishView>> =>
    stating.states(switching.name)
      ? work.under(switching, work.who, own =>
          lastWishes(
            own,
            rows.map(row => row.id),
          ),
        )
      : new Map()
  const told = (gateways: readonly { claimId: string; online: boolean; retiredAt: Date | null }[]): Gateways => ({
    online: new Set(gateways.filter(one => one.online).map(one => one.claimId)),
    retired: new Set(gateways.filter(one => one.retiredAt !== null).map(one => one.claimId)),
  })
  const asOwner = <R>(account: string, what: (work: Own) => Promise<R>): Promise<R> =>
    store.under(reporting, person(account), what)

  const insideOf = (account: string, language: Language): Promise<{ gateways: GatewayView[]; missed: MissedView[] }> =>
    asOwner(account, async work => {
      const gateways = await gatewaysOf(work)
      const devices = Map.groupBy(await devicesOf(work, language, told(gateways)), one => one.claimId)
      const lost = gateways.length ? [] : await work.read(missed, 'serial', 'at').orderBy('at').execute()
      return {
        gateways: gateways.map(row => ({
          id: row.id,
          serial: row.serial,
          model: row.model ?? row.made,
          firmware: row.firmware,
          online: row.online,
          lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
          claimedAt: row.since.toISOString(),
          retiredAt: row.retiredAt?.toISOString() ?? null,
          health: { uptimeSeconds: row.uptimeSeconds, memoryFree: row.memoryFree, signal: row.signal },
          devices: (devices.get(row.claimId) ?? []).map(({ claimId: _, ...view }) => view),
        })),
        missed: lost.map(({ serial, at }) => ({ serial, at: at.toISOString() })),
      }
    })

  return {
    /** Of somebody who had the own data restricted nothing is found here, so the home says that, and since when. */
    homeOf: async (
      account: string,
      language: Language,
    ): Promise<{ restrictedSince: string | null; gateways: GatewayView[]; missed: MissedView[] }> => {
      const inside = await insideOf(account, language)
      const restriction = inside.gateways.length ? undefined : await restrictionOf(store, account)
      return { restrictedSince: restriction?.since.toISOString() ?? null, ...inside }
    },

    deviceOf: (account: string, id: string, language: Language): Promise<DeviceView> =>
      asOwner(account, async work => {
        const [found] = await devicesOf(work, language, told(await gatewaysOf(work)), id)
        if (!found) throw new NotFound()
        const { claimId: _, ...view } = found
        return view
      }),

    async rename(account: string, id: string, name: string): Promise<void> {
      const { numUpdatedRows } = await asOwner(account, work =>
        work.over(device).updateTable('homes.device').set({ givenName: name }).where('id', '=', id).executeTakeFirst(),
      )
      if (numUpdatedRows === 0n) throw new NotFound()
    },

    /** The state of one device or gateway, for whoever looks on; undefined where it is not this person's (any more). */
    stateOfDevice: (account: string, id: string): Promise<DeviceState | undefined> =>
      asOwner(account, async work => {
        const row = await work.read(device, 'id', 'claimId', 'state', 'isOn').where('id', '=', id).executeTakeFirst()
        if (!row) return undefined
        const online = told(await gatewaysOf(work)).online.has(row.claimId)
        return {
          id: row.id,
          state: online ? row.state : 'silent',
          on: row.isOn,
          wish: (await wishesFor(work, [row])).get(row.id) ?? null,
        }
      }),
    stateOfGateway: (
      account: string,
      claimId: string,
    ): Promise<{ id: string; online: boolean; lastSeenAt: string | null; devices: DeviceState[] } | undefined> =>
      asOwner(account, async work => {
        const row = (await gatewaysOf(work)).find(one => one.claimId === claimId)
        if (!row) return undefined
        const devices = await work.read(device, 'id', 'state', 'isOn').where('claimId', '=', claimId).execute()
        const wishes = await wishesFor(work, devices)
        return {
          id: row.id,
          online: row.online,
          lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
          devices: devices.map(one => ({
            id: one.id,
            state: row.online ? one.state : 'silent',
            on: one.isOn,
            wish: wishes.get(one.id) ?? null,
          })),
        }
      }),
    /**
     * A channel that this person holds or held, as the reader's language calls it, with the name of its device while
     * that is there.
     */
    channelOf: (
      account: string,
      id: string,
      language: Language,
    ): Promise<{ number: number; unit: string; label: string; device: string | undefined }> =>
      asOwner(account, async work => {
        const found = await telemetry.channelById(work, id)
        if (!found) throw new NotFound()
        const on = await work.read(device, 'name', 'givenName').where('id', '=', found.device).executeTakeFirst()
        return {
          number: found.number,
          unit: found.unit,
          label: labelOf(found, language),
          device: on?.givenName ?? on?.name,
        }
      }),
    /** Numbers of the channels that this person holds, each with the id by which the portal knows it. */
    channelsOf: (account: string): Promise<Map<number, string>> =>
      asOwner(account, async work => {
        const devices = await work.read(device, 'id').execute()
        return new Map(
          (
            await telemetry.channelsOf(
              work,
              devices.map(one => one.id),
            )
          ).map(channel => [channel.number, channel.id]),
        )
      }),
  }
}
export type Homes = ReturnType<typeof homes>

function channelView(
  { id, key, label, obis, unit, kind, medium }: Channel,
  last: Reading | undefined,
  language: Language,
): ChannelView {
  return {
    id,
    key,
    label: labelOf({ label, unit, kind, medium }, language),
    obis,
    unit,
    kind,
    medium,
    last: last ? { at: new Date(last.at).toISOString(), value: last.value } : null,
  }
}
