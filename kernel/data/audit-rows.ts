import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { Audited, Who } from './work.ts'

const personOf = (who: Who): string | undefined => who.is === 'staff' ? who.id : who.is === 'person' ? who.subject : undefined

/** The digest that stands in the entry for the personal facts beside it. Without its salt it tells nothing. */
export const digestOf = (salt: Buffer, facts: unknown): Buffer => createHash('sha256').update(salt).update(canonical(facts)).digest()

/** JSON with its keys in order: the database keeps facts, not the order in which they were said. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !(inner instanceof Date)
    ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => a < b ? -1 : 1)) : inner)
}

/** Writes the entries of a transaction in one statement, under whatever role it runs: the log is insert-only for every activity. */
export async function writeAudit(client: ClientBase, now: Date, audited: readonly Audited[]): Promise<void> {
  if (audited.length === 0) return
  const entries = []
  const persons = []
  for (const { activity, what, about, rows, who, facts, subject } of audited) {
    const id = randomUUID()
    const concerned = [...new Set([subject ?? ('subject' in who ? who.subject : undefined), personOf(who)])].filter(one => one !== undefined)
    const salt = randomBytes(16)
    const personal = { actor: personOf(who) ?? null, ...facts }
    entries.push({ id, activity, what, about: about ?? null, rows, actor: who.is, personal: concerned.length ? digestOf(salt, personal) : null })
    for (const one of concerned) persons.push({ entry: id, salt, facts: JSON.stringify(personal), subject: one })
  }
  // One statement for both tables; planned once a connection for the usual case of one entry with one person.
  const values: unknown[] = []
  const row = (...cells: unknown[]): string => `(${cells.map(cell => `$${values.push(cell)}`).join(', ')})`
  const entryRows = entries.map(one => row(one.id, now, one.activity, one.what, one.about, one.rows, one.actor, one.personal))
  const personRows = persons.map(one => row(one.entry, one.salt, one.facts, now, one.subject))
  const insertEntries = `insert into obhut.audit_entry (id, at, activity, what, about, rows, actor, personal) values ${entryRows.join(', ')}`
  const text = persons.length
    ? `with entries as (${insertEntries}) insert into obhut.audit_person (entry_id, salt, facts, at, subject) values ${personRows.join(', ')}`
    : insertEntries
  await client.query(entries.length === 1 && persons.length < 2 ? { name: `obhut-audit-${persons.length}`, text, values } : { text, values })
}
