import { expect } from 'vitest'
import { deliver, mailOf } from '../modules/intake/sender-for-test.ts'
import { freePort } from '../server/http/port.ts'
import type { World } from '../server/testing/world.ts'
import { platformOf } from './clause.ts'
import type { System } from './catalogue.ts'

/** A platform of this system that takes mail, and somebody who writes to it. */
export async function writingTo(system: System): Promise<{ readonly world: World, readonly writes: (to: string, subject: string, says: string) => Promise<string> }> {
  const intakePort = await freePort('127.0.0.1', 0)
  const world = await platformOf(system, { intakePort })
  return { world, writes: async (to, subject, says) => (await deliver(intakePort, { from: 'ida@example.org', to, raw: mailOf({ From: 'Ida <ida@example.org>', To: to, Subject: subject }, says) })).answer }
}

/** That what was written lies on a list, with a deadline of a month at most, in the state of one that nobody has answered, and with a history that says how it came. */
export async function expectRequest(world: World, says: string, list: 'desk' | 'officer'): Promise<void> {
  const found = await world.rows<{ id: string, received_at: Date, due_at: Date }>(`select id, list, by, state, received_at, due_at from rights.request where strpos(says, $1) > 0`, [says])
  expect(found).toMatchObject([{ list, by: 'mail', state: 'open' }])
  const [{ id, received_at: received, due_at: due }] = found as [(typeof found)[number]] // one, as said above
  const days = (due.getTime() - received.getTime()) / 86_400_000
  expect(days).toBeGreaterThan(27)
  expect(days).toBeLessThan(32.1)
  expect(await world.rows('select what from rights.event where request_id = $1', [id])).toMatchObject([{ what: 'received' }])
}
