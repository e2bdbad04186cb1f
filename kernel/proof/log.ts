import { witnessIn } from '../checkpoints/witness.ts'
import { verifyAudit } from '../checkpoints/verify.ts'
import type { Store } from '../store/store.ts'
import type { Periods } from '../retention/due.ts'
import type { Findings } from './findings.ts'

/** What is looked at where not all is: as much whether there were a thousand entries or a hundred million. */
const newest = { seals: 200, entries: 50_000 }

/** The audit log is what was sealed: nothing in it was changed, and what is missing is vouched for. */
export async function proveLog(
  store: Store,
  periods: Periods,
  { deep, witnesses }: { readonly deep: boolean; readonly witnesses: readonly string[] },
  found: Findings,
): Promise<void> {
  const promises = ['statement/measures', 'kernel.accountability/operations']
  const { seals, looked, entries, persons, erased, witnessed, faults } = await verifyAudit(store, periods, {
    witnesses: await Promise.all(witnesses.map(witnessIn)),
    ...(!deep && { newest }),
  })
  for (const fault of faults.slice(0, 20)) found.fault(`the audit log does not hold: ${fault}`, ...promises)
  const which = looked >= seals ? `all ${seals} seals` : `the newest ${looked} of ${seals} seals (--deep looks at all)`
  for (const promise of promises)
    found.shows(promise, {
      from: 'rows',
      rows: entries,
      says: `audit log: ${which}, ${entries} entries and the facts beside them (${persons}) are as they were sealed${erased ? `; ${erased} facts went with persons who were erased` : ''}${witnesses.length ? `; ${witnessed} seals are as the witness saw them` : ''}`,
    })
}
