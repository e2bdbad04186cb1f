import type { Units } from '../../../kernel/store/units.ts'
import { person } from '../../../kernel/store/work.ts'
import { reporting } from '../activities.ts'
import { device, status } from '../tables.ts'
import type { Connection, GatewayHolder } from './connection.ts'
import { aCondition, aState } from './messages.ts'
import { limits, Unreadable, type Refused } from './protocol.ts'
import { isObject, timeIn, named, quoted, shaped, type Json } from './parse.ts'

/** How a gateway says it is, and devices whose state has changed. */
export async function takeCondition(
  store: Units,
  connection: Connection,
  holder: GatewayHolder,
  message: Json,
): Promise<Refused[]> {
  const told = shaped(aCondition, message)
  if ('says' in told) throw new Unreadable('wrong-shape', told.says)
  const now = store.clock.now()
  const { changes, refused } = changesIn(message, connection)
  const { uptimeSeconds, memoryFree = null, signal = null } = told.is
  await store.under(reporting, person(holder.subject), async work => {
    await work
      .over(status)
      .updateTable('homes.status')
      .set({ uptimeSeconds, memoryFree, signal, online: true, lastSeenAt: now })
      .where('claimId', '=', holder.claim)
      .execute()
    for (const { id, state, on } of changes) {
      await work
        .over(device)
        .updateTable('homes.device')
        .set({ state, ...(on !== undefined && { isOn: on, isOnSince: now }) })
        .where('id', '=', id)
        .execute()
    }
  })
  connection.lastNoted = now
  return [...clockOff(message.at, now), ...refused]
}

function clockOff(at: unknown, now: Date): Refused[] {
  const time = timeIn(at)
  if (time === undefined)
    return [{ why: 'wrong-time', says: `'at' of a status is a time in UTC, such as 2026-11-22T10:15:00Z.` }]
  const apart = Math.abs(time - now.getTime())
  return apart > limits.aheadSeconds * 1000
    ? [
        {
          why: 'clock-off',
          says: `The clock of the gateway is ${Math.round(apart / 1000)} s off; here it is ${now.toISOString()}.`,
        },
      ]
    : []
}

interface Change {
  readonly id: string
  readonly state: 'ok' | 'silent' | 'fault'
  readonly on?: boolean | undefined
}

function changesIn({ devices }: Json, connection: Connection): { changes: Change[]; refused: Refused[] } {
  if (devices === undefined) return { changes: [], refused: [] }
  if (!isObject(devices))
    return {
      changes: [],
      refused: [
        {
          why: 'wrong-shape',
          says: `'devices' of a status is an object by key of the device; this is ${named(devices)}.`,
        },
      ],
    }
  const changes: Change[] = []
  const refused: Refused[] = []
  for (const [at, [key, value]] of Object.entries(devices).slice(0, limits.devices).entries()) {
    const known = connection.devices.get(key)
    const state = shaped(aState, value)
    if (!known) refused.push({ at, why: 'unknown-device', says: `No device ${quoted(key)} was announced.` })
    else if ('says' in state) refused.push({ at, why: 'wrong-shape', says: state.says })
    else if (state.is.on !== undefined && !known.switchable)
      refused.push({
        at,
        why: 'not-switchable',
        says: `The device ${quoted(key)} was announced as one that does not switch.`,
      })
    else changes.push({ id: known.id, ...state.is })
  }
  return { changes, refused }
}
