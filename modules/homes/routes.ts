import { z } from 'zod'
import type { Units } from '../../kernel/store/units.ts'
import { accepted, created, customers, nothing, ok, route, type AnyRoute } from '../../platform/route.ts'
import { next, paged } from '../../platform/paging.ts'
import { oneLine, opaqueText, uuid } from '../../platform/text.ts'
import type { EventStreams } from '../../platform/event-streams.ts'
import type { gatewayClaims } from './claims.ts'
import type { commands } from './commands.ts'
import type { comparisons } from './comparison.ts'
import type { Homes } from './home.ts'
import { switchingsOf } from './switch-history.ts'
import { deviceKinds, deviceStates } from './tables.ts'

export interface RouteNeeds {
  readonly store: Units
  readonly homes: Homes
  readonly claims: ReturnType<typeof gatewayClaims>
  readonly commands: ReturnType<typeof commands>
  readonly streams: EventStreams
  readonly comparison: ReturnType<typeof comparisons>
}

const when = z.iso.datetime()
const channelView = z
  .object({
    id: z.string(),
    key: z.string(),
    label: z.string(),
    obis: z.string().nullable(),
    unit: z.string(),
    kind: z.enum(['counter', 'gauge']),
    medium: z.enum(['electricity', 'gas', 'water', 'heat', 'other']),
    last: z.object({ at: when, value: z.number() }).nullable(),
  })
  .meta({ id: 'Channel' })
const wishView = z
  .object({ id: z.uuid(), on: z.boolean(), state: z.enum(['waiting', 'sent', 'done', 'failed']) })
  .meta({ id: 'Wish' })
  .describe('What was wanted of the device in the portal last, within a day, and what became of it.')
const deviceView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    kind: z.enum(deviceKinds),
    state: z.enum(deviceStates),
    on: z.boolean().nullable(),
    switchable: z.boolean(),
    wish: wishView.nullable(),
    channels: z.array(channelView),
  })
  .meta({ id: 'Device' })
const gatewayView = z
  .object({
    id: z.uuid(),
    serial: z.string(),
    model: z.string(),
    firmware: z.string().nullable(),
    online: z.boolean(),
    lastSeenAt: when.nullable(),
    claimedAt: when,
    retiredAt: when.nullable().describe('Out of use since then; what it reported stays.'),
    health: z.object({
      uptimeSeconds: z.number().nullable(),
      memoryFree: z.number().nullable(),
      signal: z.number().nullable(),
    }),
    devices: z.array(deviceView),
  })
  .meta({ id: 'Gateway' })
const homeView = z
  .object({
    restrictedSince: when
      .nullable()
      .describe(
        'Since when the data of this person is only stored (Art. 18 GDPR); none of it is found here until that is lifted.',
      ),
    gateways: z.array(gatewayView),
    missed: z
      .array(z.object({ serial: z.string(), at: when }))
      .describe('Gateways named at registration that somebody else had claimed by then.'),
  })
  .meta({ id: 'Home' })
const switchingView = z
  .object({
    id: z.uuid(),
    at: when,
    on: z.boolean(),
    by: z.enum(['you', 'gateway', 'device']),
    rule: z.string().nullable(),
    state: z.enum(['done', 'waiting', 'failed']),
  })
  .meta({ id: 'Switching' })

const byId = z.object({ id: uuid() })
const aName = oneLine(80, 1)

export const routes = ({ store, homes, claims, commands: given, streams, comparison }: RouteNeeds): AnyRoute[] => [
  route({
    at: 'GET /api/home',
    who: customers,
    says: 'Your gateways, the devices behind them, and the last value of each channel.',
    gives: homeView,
    does: async (_, { caller, language }) => ok(await homes.homeOf(caller.account, language)),
  }),
  route({
    at: 'POST /api/gateways/claims',
    who: customers,
    once: true,
    status: 201,
    says: 'Ties a gateway to your account by its serial number.',
    takes: z.object({ serial: opaqueText(60) }),
    gives: z.object({ id: z.uuid(), serial: z.string() }),
    does: async ({ serial }, { caller }) => created(await claims.claim(caller.account, serial)),
  }),
  route({
    at: 'DELETE /api/gateways/:id',
    who: customers,
    status: 204,
    says: 'Gives a gateway back. What it told about you is erased, and it is free for somebody else.',
    takes: byId,
    does: async ({ id }, { caller }) => {
      await claims.giveBack(caller.account, id)
      return nothing()
    },
  }),
  route({
    at: 'PATCH /api/devices/:id',
    who: customers,
    says: 'Gives a device another name.',
    takes: byId.extend({ name: aName }),
    gives: deviceView,
    does: async ({ id, name }, { caller, language }) => {
      await homes.rename(caller.account, id, name)
      return ok(await homes.deviceOf(caller.account, id, language))
    },
  }),
  route({
    at: 'POST /api/devices/:id/switch',
    who: customers,
    once: true,
    status: 202,
    says: 'Switches a device on or off. Where the gateway cannot be reached, the wish waits for it a while.',
    takes: byId.extend({ on: z.boolean() }),
    gives: z.object({ id: z.uuid(), state: z.enum(['sent', 'waiting']) }),
    does: async ({ id, on }, { caller }) => {
      const wish = await given.want(caller.account, id, on)
      return accepted({ id: wish.id, state: await given.soon(caller.account, wish.id) })
    },
  }),
  route({
    at: 'GET /api/devices/:id/switchings',
    who: customers,
    says: 'Who or what switched a device, the latest first.',
    takes: byId.extend(paged),
    gives: z.object({ items: z.array(switchingView), next }),
    does: async ({ id, ...page }, { caller }) => ok(await switchingsOf(store, caller.account, id, page)),
  }),
  route({
    at: 'GET /api/home/comparison',
    who: customers,
    says: 'How much electricity you used last month, beside the average of the homes that take part. It rests on your consent to `homes.comparison`.',
    gives: z
      .object({
        month: z.string().regex(/^\d{4}-\d{2}$/),
        used: z.number().nullable().describe('In kWh; null where the readings do not cover the month.'),
        average: z.number().nullable().describe('In kWh; null until enough homes take part.'),
        homes: z.int().describe('At least so many take part, in steps of five.'),
      })
      .meta({ id: 'Comparison' }),
    does: async (_, { caller }) => ok(await comparison.of(caller.account)),
  }),
  route({
    at: 'GET /api/live',
    who: customers,
    says: 'What happens in your home, as server-sent events: `reading`, `device` and `gateway`. It ends with your session. All pages of one browser should share one: a session has three, an account twelve, and with one more the oldest ends after an event `replaced`.',
    does: async (_, { caller, signal, callsStill }) => ({
      status: 200,
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      },
      stream: streams.watch({
        account: caller.account,
        session: caller.session,
        signal,
        stillThere: async () => {
          const now = await callsStill()
          return customers.admits(now) && now.account === caller.account
        },
      }),
    }),
  }),
]
