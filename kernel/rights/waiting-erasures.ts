import { minutes } from '../clock/clock.ts'
import type { DataSubject } from '../declare/subject.ts'
import type { Job } from '../jobs/queue.ts'
import { each, SetAside } from '../problems/batches.ts'
import { personsHeld } from '../enforce/held-persons.ts'
import { endHoldsOver } from '../restriction/legal-holds.ts'
import type { Store } from '../store/store.ts'
import { eraseSubject } from './erase.ts'

/** Ends holds that have run out, and erases whom nothing holds any more and who had asked for it. */
export const legalHoldJobs = (store: Store, aside = new SetAside(store.clock)): Job[] => [
  {
    name: 'kernel.legal-holds',
    every: minutes(1),
    does: async () => {
      await endHoldsOver(store)
      await each(
        () => waiting(store, aside),
        { aside, keyOf: one => one.id },
        one => eraseSubject(store, one),
      )
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
