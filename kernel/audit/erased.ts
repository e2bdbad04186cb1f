import type { ClientBase } from 'pg'
import { afterOwnReads } from './own-reads.ts'
import type { FactPlace } from './facts.ts'

/**
 * The facts about a person that lie beside entries of the audit log: what an erasure takes from it, and vouches for in
 * its own entry.
 */
export async function loggedFactsAbout(client: ClientBase, subject: string): Promise<FactPlace[]> {
  await afterOwnReads(client, subject)
  return (
    await client.query<FactPlace>(
      'select entry_id as entry, place from obhut.audit_person where subject = $1 union all select entry_id, place from obhut.audit_origin where subject = $1',
      [subject],
    )
  ).rows
}
