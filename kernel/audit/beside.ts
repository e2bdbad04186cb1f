import type { Work } from '../store/work.ts'
import type { accountability } from '../declare/activities.ts'
import { auditPerson } from './tables.ts'

/** What lies beside an entry about one person. */
export interface Beside {
  readonly entryId: string
  readonly part: 'acted' | 'concerned'
  readonly subject: string
  readonly facts: unknown
}

/**
 * Who acted and who was concerned in each of these entries, as far as they are still there. Asked for by the ids of the
 * entries and not joined with them: the table where these rows arrive has no index, so that a join walks through it once
 * for each entry, or through all of the log.
 */
export async function besideEntries(
  work: Work<typeof accountability>,
  entries: readonly { readonly id: string }[],
): Promise<ReadonlyMap<string, readonly Beside[]>> {
  if (entries.length === 0) return new Map()
  const rows: Beside[] = await work
    .over(auditPerson)
    .selectFrom('obhut.audit_person')
    .select(['entryId', 'part', 'subject', 'facts'])
    .where(
      'entryId',
      'in',
      entries.map(({ id }) => id),
    )
    .execute()
  return Map.groupBy(rows, ({ entryId }) => entryId)
}

/** Who acted, of what lies beside one entry. */
export const actedIn = (beside: readonly Beside[] | undefined): Beside | undefined =>
  beside?.find(({ part }) => part === 'acted')
