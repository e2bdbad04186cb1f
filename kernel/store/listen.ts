import pg, { type PoolClient } from 'pg'
import type { UsableActivity } from '../declare/activity.ts'
import { refuseDescribed } from './work.ts'
import type { Units } from './units.ts'
import { wholeOf } from './whole.ts'

export interface Listener {
  hear(payload: string): void
  /** From now on nothing is missed. */
  ready(): void
  readonly stops: AbortSignal
}

/**
 * Hears what the database tells at a commit on the channel of an activity's module (`pg_notify('homes', …)` for
 * `homes.…`), until it is to stop; throws where the line breaks.
 */
export function listenFor(units: Units, activity: UsableActivity, listener: Listener): Promise<void> {
  refuseDescribed(activity)
  return wholeOf(units).bulk(activity, client => listening(client, channelOf(activity), listener))
}

const channelOf = ({ name }: UsableActivity): string => pg.escapeIdentifier(name.split('.')[0] ?? name)

async function listening(client: PoolClient, channel: string, { hear, ready, stops }: Listener): Promise<void> {
  const over = Promise.withResolvers<void>()
  const heard = ({ payload = '' }: { payload?: string | undefined }): void => {
    hear(payload)
  }
  const stop = (): void => {
    over.resolve()
  }
  client.on('error', over.reject).on('notification', heard)
  stops.addEventListener('abort', stop, { once: true })
  try {
    await client.query(`listen ${channel}`)
    ready()
    if (!stops.aborted) await over.promise
    await client.query(`unlisten ${channel}`)
  } finally {
    client.off('error', over.reject).off('notification', heard)
    stops.removeEventListener('abort', stop)
  }
}
