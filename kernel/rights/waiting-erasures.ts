import { clocksDiffer, minutes } from '../clock/clock.ts'
import { isByConsent } from '../declare/activity.ts'
import type { DataSubject } from '../declare/subject.ts'
import type { Job } from '../jobs/queue.ts'
import { each, SetAside } from '../problems/batches.ts'
import { holdsStandingFor, personsHeld } from '../enforce/held-persons.ts'
import { aloneWith, sharedWithSweeps } from '../enforce/lock-on-person.ts'
import { writeAudit } from '../audit/rows.ts'
import { settleEnded } from '../consent/settle.ts'
import { legalHold } from '../restriction/tables.ts'
import { settleParts } from '../restriction/set-aside.ts'
import { lawClockOf } from '../rows/kept-by-law.ts'
import { aWalk } from '../rows/walk.ts'
import { evenIfCrossed } from '../store/retry.ts'
import { platform } from '../store/work.ts'
import { endHoldOver, holdsOver } from '../restriction/legal-holds.ts'
import type { Store } from '../store/store.ts'
import { eraseSubject } from './erase.ts'
import { takeWhatHoldKept } from './release.ts'

/**
 * Ends holds that have run out, erases whom nothing holds any more and who had asked for it, and takes what holds that
 * are over kept of what was to go meanwhile.
 */
export const legalHoldJobs = (
  store: Store,
  aside = new SetAside(store.clock),
  resting = new SetAside(store.clock, minutes(10)),
): Job[] => [
  {
    name: 'kernel.legal-holds',
    every: minutes(1),
    does: async () => {
      const problems: unknown[] = []
      const noted = (error: unknown): void => {
        problems.push(error)
      }
      await each(
        () => holdsOver(store, aside),
        { aside, keyOf: one => one.id },
        one => endHoldOver(store, one.id),
      ).catch(noted)
      await each(
        () => waiting(store, aside),
        { aside, keyOf: one => one.id },
        one => eraseSubject(store, one),
      ).catch(noted)
      // Of whom something stays (it is restricted) comes again later, and more seldom, but never in the same run.
      const looked = new Set<string>()
      await each(
        () => released(store, [...aside.waiting, ...resting.waiting, ...looked]),
        { aside, keyOf: one => one },
        async one => {
          looked.add(one)
          if (await settleReleased(store, one)) resting.done(one)
          else resting.failed(one)
        },
      ).catch(noted)
      if (problems.length) throw problems[0]
    },
  },
]

/** Some of those whose erasure waits and whom no hold stands for. */
const waiting = (store: Store, aside: SetAside): Promise<DataSubject[]> =>
  store.desk('rights', async client => {
    const { rows } = await client.query<DataSubject>(
      `select distinct coalesce(erasure_kind, kind) as kind, subject as id from obhut.legal_hold where erasure_asked_at is not null and subject <> all($1::uuid[]) and subject not in (${personsHeld}) limit 100`,
      [aside.waiting],
    )
    return rows
  })

/**
 * Some of those whom no hold stands for any more, with what a hold kept, but for these. Whose erasure waits goes as a
 * whole.
 */
const released = (store: Store, except: readonly string[]): Promise<string[]> =>
  store.desk('rights', async client => {
    const { rows } = await client.query<{ subject: string }>(
      `select distinct subject from obhut.legal_hold where decision = 'approved' and ended_at is not null and settled_at is null and erasure_asked_at is null and subject <> all($1::uuid[]) and subject not in (${personsHeld}) limit 100`,
      [except],
    )
    return rows.map(({ subject }) => subject)
  })

/**
 * Consents that ended while the holds stood that are over now, of what still rests on consent: what ended before them was
 * settled then, and what is there under another legal basis since is not the consent's.
 */
const endedUnderHold = (store: Store, subject: string): Promise<string[]> =>
  store.desk('rights', async client => {
    const { rows } = await client.query<{ id: string }>(
      `select id from obhut.consent where subject = $1 and state <> 'given' and purpose = any($2) and ended_at >=
        (select min(decided_at) - $3::interval from obhut.legal_hold where subject = $1 and decision = 'approved' and settled_at is null)`,
      // By clocks that differ, a consent that ended under the hold may seem to have ended before it.
      [
        subject,
        [...store.declarations.activities.values()].filter(one => isByConsent(one)).map(({ name }) => name),
        `${clocksDiffer} milliseconds`,
      ],
    )
    return rows.map(({ id }) => id)
  })

/** Says whether nothing is left that a hold kept. */
async function settleReleased(store: Store, subject: string): Promise<boolean> {
  for (const id of await endedUnderHold(store, subject)) await settleEnded(store, id)
  return evenIfCrossed(
    () =>
      store.desk('rights', async (client, now) => {
        await client.query(`set constraints all deferred; set local lock_timeout = '400ms'`)
        await aloneWith(client, subject)
        await sharedWithSweeps(client)
        const law = await lawClockOf(client, store)
        const walk = aWalk(client, store.declarations, law)
        if ((await holdsStandingFor(client, subject)).length) return false
        const all = await takeWhatHoldKept(walk, subject)
        await settleParts(client, store.declarations, subject)
        if (all)
          await client.query(
            'update obhut.legal_hold set settled_at = $2 where subject = $1 and ended_at is not null and settled_at is null',
            [subject, now],
          )
        const rows = [...walk.gone.values()].reduce((sum, one) => sum + one, 0)
        if (rows)
          await writeAudit(client, now, [
            { activity: 'rights', what: 'erased', about: legalHold.name, rows, who: platform },
          ])
        return all
      }),
    40,
  )
}
