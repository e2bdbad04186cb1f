import type { Units } from '../../kernel/store/units.ts'
import { bySkew, days, later } from '../../kernel/clock/clock.ts'
import { person, type Work } from '../../kernel/store/work.ts'
import { pageOf, type Paging } from '../../platform/paging.ts'
import { NotFound } from '../../platform/refusal.ts'
import { switching } from './activities.ts'
import { device, switched } from './tables.ts'

export interface SwitchingView {
  id: string
  at: string
  on: boolean
  by: 'you' | 'gateway' | 'device'
  rule: string | null
  state: 'done' | 'waiting' | 'failed'
}

/**
 * What the customer wanted of a device in the portal last, and what became of it: `sent` and `waiting` are open, the
 * others an end.
 */
export interface WishView {
  id: string
  on: boolean
  state: 'waiting' | 'sent' | 'done' | 'failed'
}

const stands = { waiting: 'waiting', sent: 'sent', done: 'done', failed: 'failed', expired: 'failed' } as const

/** The last wish of each of these devices; what was wanted days ago concerns nobody any more. */
export async function lastWishes(
  work: Work<typeof switching>,
  devices: readonly string[],
): Promise<Map<string, WishView>> {
  if (devices.length === 0) return new Map()
  const rows = await work
    .read(switched, 'id', 'device', 'on', 'state')
    .distinctOn('device')
    .where('device', 'in', [...devices])
    .where('by', '=', 'you')
    .where('at', '>', later(work.now, -days(1)))
    // What is yet to come is never the last word: it was wanted by a clock that was ahead.
    .where('at', '<=', bySkew(work.now))
    .orderBy('device')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return new Map(rows.map(({ id, device, on, state }) => [device, { id, on, state: stands[state] }]))
}

const shown = { waiting: 'waiting', sent: 'waiting', done: 'done', failed: 'failed', expired: 'failed' } as const

/** Who or what switched a device, the latest first, page by page. */
export async function switchingsOf(
  store: Units,
  account: string,
  deviceId: string,
  { after, limit }: Paging,
): Promise<{ items: SwitchingView[]; next: string | null }> {
  return store.under(switching, person(account), async work => {
    if (!(await work.read(device, 'id').where('id', '=', deviceId).executeTakeFirst())) throw new NotFound()
    const all = work.read(switched, 'id', 'at', 'on', 'by', 'rule', 'state').where('device', '=', deviceId)
    const from = after
      ? all.where(row =>
          row.or([row('at', '<', after.at), row.and([row('at', '=', after.at), row('id', '<', after.id)])]),
        )
      : all
    const { items, next } = pageOf(
      await from
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute(),
      limit,
      row => row.at,
    )
    return { next, items: items.map(row => ({ ...row, at: row.at.toISOString(), state: shown[row.state] })) }
  })
}
