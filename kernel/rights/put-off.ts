import type { ClientBase } from 'pg'
import { accountability } from '../declare/activities.ts'
import { qualified } from '../declare/qualified.ts'
import type { DataSubject } from '../declare/subject.ts'
import type { AnyTable } from '../declare/table.ts'
import type { Standing } from '../restriction/held-persons.ts'
import { isOwnedBy, type RowCount } from '../rows/copy.ts'
import type { KeptByLaw } from '../rows/kept-by-law.ts'

/**
 * Puts a person's rows out of everyday reach, for an erasure that a hold stands against: nobody works with them any
 * more. What the kernel answers for goes on.
 */
export async function putAside(
  client: ClientBase,
  tables: Iterable<AnyTable>,
  { kind, id }: DataSubject,
  now: Date,
): Promise<void> {
  await client.query(
    'update obhut.legal_hold set erasure_asked_at = $2 where subject = $1 and ended_at is null and erasure_asked_at is null',
    [id, now],
  )
  for (const table of tables)
    if (isOwnedBy(table, kind) && table.under.name !== accountability.name)
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
