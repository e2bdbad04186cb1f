import type { ClientBase } from 'pg'
import { consents } from '../declare/activities.ts'
import { minutes } from '../clock/clock.ts'
import { qualified } from '../declare/qualified.ts'
import type { Store } from '../store/store.ts'
import { person } from '../store/work.ts'
import { each, SetAside } from '../problems/batches.ts'
import type { Job } from '../jobs/queue.ts'
import { holdsStandingFor } from '../enforce/held-persons.ts'
import { sharedWith, sharedWithSweeps } from '../enforce/lock-on-person.ts'
import { lawClockOf } from '../rows/kept-by-law.ts'
import { leaveOthersOf } from '../rows/further-persons.ts'
import { aWalk, takeRows } from '../rows/walk.ts'
import { consentEnded, endWithout } from './change.ts'
import { leaveProofs } from './proofs.ts'

/**
 * What has to be done about consents by itself: what an ended one leaves behind, and those that run out or have to be
 * asked anew.
 */
export const consentJobs = (store: Store, aside = new SetAside(store.clock)): Job[] => [
  {
    name: consentEnded.name,
    does: ({ consent }: { consent?: string }) =>
      consent === undefined ? Promise.resolve() : settleEnded(store, consent),
  },
  { name: 'kernel.consents', every: minutes(1), does: () => endOver(store, aside) },
]

/**
 * What rested on a consent alone goes with it (Art. 17(1)(b) GDPR); what was declared to outlive it stays as a keyed
 * hash. Of somebody whom a legal hold stands for it stays out of everyday reach, until this is done again.
 */
export async function settleEnded(store: Store, id: string): Promise<void> {
  await store.desk('rights', async (client, now) => {
    const {
      rows: [ended],
    } = await client.query<{ subject: string; purpose: string }>(
      'select subject, purpose from obhut.consent where id = $1',
      [id],
    )
    if (!ended) return
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${ended.subject} ${ended.purpose}`])
    await leaveProofs(client, store, now, ended.subject, 'of those that ended')
    const {
      rows: [other],
    } = await client.query(`select from obhut.consent where subject = $1 and purpose = $2 and state = 'given'`, [
      ended.subject,
      ended.purpose,
    ])
    if (!other) await forget(client, store, ended)
  })
}

async function forget(
  client: ClientBase,
  store: Store,
  { subject, purpose }: { readonly subject: string; readonly purpose: string },
): Promise<void> {
  await client.query('set constraints all deferred')
  // A hold that is just being approved comes before it or after. Its locks are taken in the same order.
  await sharedWith(client, subject)
  await sharedWithSweeps(client)
  const { declarations } = store
  const walk = aWalk(client, declarations, await lawClockOf(client, store))
  const isHeld = (await holdsStandingFor(client, subject)).length > 0
  for (const table of declarations.leavesFirst.filter(
    ({ under, about }) => under.name === purpose && about.who === 'owner',
  )) {
    // A held person's part of others' rows is left, and found by nothing that rests on this consent.
    if (!isHeld) await leaveOthersOf(walk, table, subject)
    if (!table.key.includes('id')) {
      if (isHeld) {
        await client.query(
          `update ${qualified(table)} set restricted = 'held' where subject = $1 and (restricted is null or restricted = 'put away')`,
          [subject],
        )
        continue
      }
      await client.query(`delete from ${qualified(table)} where subject = $1`, [subject])
      continue
    }
    const { rows } = await client.query<{ id: string }>(`select id from ${qualified(table)} where subject = $1`, [
      subject,
    ])
    await takeRows(
      walk,
      table,
      rows.map(row => row.id),
    )
  }
}

/**
 * Ends consents that have run out, and those to less than what the statement in force does. They did not count any
 * more; now their history says so.
 */
async function endOver(store: Store, aside: SetAside): Promise<void> {
  if (!store.inForce.states(consents.name)) return
  const over = await store.desk('sweep', async (client, now) => {
    const { rows } = await client.query<{ id: string; subject: string; what: 'expired' | 'invalidated' }>(
      `
      select id, subject, 'expired' as what from obhut.consent where state = 'given' and valid_until <= $1 and id <> all($2)
      union all
      select c.id, c.subject, 'invalidated' from obhut.consent c where c.state = 'given' and coalesce(c.valid_until > $1, true) and c.id <> all($2)
        and exists (select from obhut.stated s join obhut.in_force f using (version) where s.activity = c.purpose)
        and not exists (select from obhut.consent_standing s where s.activity = c.purpose and s.version = c.statement)
      limit 5000`,
      [now, aside.waiting],
    )
    return rows
  })
  await each(over, { aside, keyOf: one => one.id }, ({ id, subject, what }) =>
    store.under(consents, person(subject), work => endWithout(work, subject, id, what)),
  )
}
