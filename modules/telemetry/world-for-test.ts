import { randomUUID } from 'node:crypto'
import { Callers } from '../../platform/access.ts'
import { offer } from '../../platform/contract.ts'
import type { Module } from '../../platform/module.ts'
import { person, platform } from '../../kernel/store/work.ts'
import type { Database } from '../../server/startup/database.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { charts, readings } from './activities.ts'
import {
  LiveReadings,
  Telemetry,
  type SeriesQuery,
  type Channel,
  type ChannelFacts,
  type Reading,
  type Series,
} from './contract.ts'
import { telemetry } from './index.ts'
import { recentReadings } from './recent.ts'
import { seriesOf } from './series.ts'

/** A platform with nothing in it but measuring devices. */
export interface MeasuringWorld extends World {
  readonly telemetry: Telemetry
  readonly live: LiveReadings
  /** A device that this person holds, by its channel. */
  aChannel(of: { readonly holder?: string; readonly since?: string } & Partial<ChannelFacts>): Promise<Channel>
  series(holder: string, asked: SeriesQuery): Promise<Series & { readonly before: Series }>
  latest(holder: string, channel: Channel): Promise<Reading | undefined>
  recent(holder: string, channel: number): Promise<{ readonly value: number }[]>
  holds(holder: string, device: string, since: Date): Promise<void>
  /** From then on this person holds the device's channels no longer; what was measured stays. */
  releases(holder: string, device: string, until: Date, erase?: boolean): Promise<void>
  register(device: string, channels: readonly ChannelFacts[]): Promise<readonly Channel[]>
}

/** Whoever says in a cookie who they are is believed. */
const callers = offer(Callers, {
  callerOf: async cookies =>
    cookies['who']
      ? { is: 'customer' as const, account: cookies['who'], session: 'of a test' }
      : { is: 'visitor' as const },
})

export async function aMeasuringWorld({
  keep = 'P20Y',
  database,
  more = [],
}: {
  readonly keep?: string
  readonly database?: Database
  readonly more?: readonly Module[]
} = {}): Promise<MeasuringWorld> {
  const modules = [kernel, telemetry, ...more]
  const world = await aWorld({
    modules,
    manifest: aManifest(modules, { 'telemetry.readings': { keep } }),
    given: [callers],
    ...(database && { database }),
  })
  const offered = world.offered(Telemetry)
  const register = (device: string, channels: readonly ChannelFacts[]): Promise<readonly Channel[]> =>
    world.store.under(readings, platform, work => offered.register(work, device, channels))
  return {
    ...world,
    telemetry: offered,
    live: world.offered(LiveReadings),
    register,
    async aChannel({ holder, since = '2000-01-01T00:00:00Z', ...facts }) {
      const device = randomUUID()
      return world.store.under(readings, platform, async work => {
        const [channel] = await offered.register(work, device, [
          {
            key: 'energy',
            label: 'Energy',
            unit: 'kWh',
            kind: 'counter',
            medium: 'electricity',
            standing: true,
            ...facts,
          },
        ])
        if (holder) await offered.holds(work, { subject: holder, device, since: new Date(since) })
        return channel! // one was asked for
      })
    },
    holds: (subject, device, since) =>
      world.store.under(readings, platform, work => offered.holds(work, { subject, device, since })),
    releases: (subject, device, until, erase = false) =>
      world.store.under(readings, platform, work => offered.releases(work, { subject, device, until, erase })),
    latest: (holder, channel) =>
      world.store.under(charts, person(holder), async work =>
        (await offered.latest(work, [channel])).get(channel.number),
      ),
    recent: (holder, channel) => world.store.under(charts, person(holder), work => recentReadings(work, channel, 60)),
    series: (holder, asked) => world.store.under(charts, person(holder), work => seriesOf(work, asked)),
  }
}
