import type { ClientBase } from 'pg'
import type { GroundOfHold } from '../statement/grounds-of-holds.ts'

/**
 * A condition on a row of `obhut.legal_hold`: it stands. One that has run out stands until the job that ends holds comes
 * by, which waits while the clock is in doubt.
 */
const stands = `decision = 'approved' and ended_at is null`

/** A query for everybody whom a hold stands for. */
export const personsHeld = `select held.subject from obhut.legal_hold held where ${stands}`

export async function anybodyHeld(client: ClientBase): Promise<boolean> {
  const {
    rows: [row],
  } = await client.query<{ held: boolean }>(`select exists (${personsHeld}) as held`)
  return row?.held ?? false
}

/** A hold that stands for a person, as far as they may be told of it. */
export interface Standing {
  readonly until: Date
  readonly ground: GroundOfHold
  readonly told: boolean
}

/** The holds that stand for any of these people, those that last longest first. */
export async function holdsStandingFor(client: ClientBase, ...subjects: string[]): Promise<readonly Standing[]> {
  const { rows } = await client.query<Standing>(
    `select until, ground, coalesce(silent_until <= obhut.reached(), true) as told from obhut.legal_hold where subject = any($1::uuid[]) and ${stands} order by until desc`,
    [subjects],
  )
  return rows
}
