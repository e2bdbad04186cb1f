import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import type { DataSubject } from '../declare/subject.ts'
import type { AnyTable } from '../declare/table.ts'
import { goesOnWhileErasureWaits } from '../enforce/privileges.ts'
import type { Standing } from '../enforce/held-persons.ts'
import { isOwnedBy, type RowCount } from '../rows/copy.ts'
import type { KeptByLaw } from '../rows/kept-by-law.ts'

/** Whether rows of these tables go out of reach while the erasure of a person of this kind waits. */
export const isPutAside = (table: AnyTable, kind: string): boolean =>
  isOwnedBy(table, kind) && !goesOnWhileErasureWaits(table.under)

/**
 * Puts a person's rows out of everyday reach, for an erasure that a hold stands against: nobody works with them any
 * more.
 */
export async function putAside(
  client: ClientBase,
  tables: Iterable<AnyTable>,
  { kind, id }: DataSubject,
  now: Date,
): Promise<void> {
  // Also of a hold that ends at this moment: the erasure must not be forgotten with it.
  await client.query(
    `update obhut.legal_hold set erasure_asked_at = $2, erasure_kind = $3 where subject = $1 and decision = 'approved' and erasure_asked_at is null`,
    [id, now, kind],
  )
  for (const table of tables)
    if (isPutAside(table, kind))
      await client.query(
        `update ${qualified(table)} set restricted = 'held' where subject = $1 and restricted is distinct from 'by law' and restricted is distinct from 'held'`,
        [id],
      )
}

/**
 * What an erasure leaves for a hold, as the person is told: by which ground, where a law lets us say so, and until when
 * at most.
 */
export function keptForHold(
  counts: readonly RowCount[],
  standing: readonly Standing[],
  timeZone: string,
): readonly KeptByLaw[] {
  const [longest] = standing
  if (!longest) return []
  const until = Temporal.Instant.fromEpochMilliseconds(longest.until.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString()
  const law = standing.every(({ told }) => told) ? longest.ground : 'unnamed'
  return counts
    .filter(({ rows }) => rows > 0)
    .map(({ table, rows }) => ({ table: table.name, rows, law, until, assessment: false }))
}
