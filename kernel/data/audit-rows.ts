import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { Audited, Who } from './work.ts'

const personOf = (who: Who): string | undefined => who.is === 'staff' ? who.id : who.is === 'person' ? who.subject : undefined

/** The digest that stands in the entry for the personal facts beside it. Without its salt it tells nothing. */
export const digestOf = (salt: Buffer, facts: unknown): Buffer => createHash('sha256').update(salt).update(JSON.stringify(facts)).digest()

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
    entries.push({ id, activity, what, about: about ?? null, rows, actor: who.is, personal: concerned.length ? digestOf(salt, personal).toString('hex') : null })
    for (const one of concerned) persons.push({ entry: id, salt: salt.toString('hex'), facts: personal, subject: one })
  }
  await client.query({
    name: 'obhut-audit',
    text: `
      with entries as (
        insert into obhut.audit_entry (id, at, activity, what, about, rows, actor, personal)
        select id, $1, activity, what, about, rows, actor, decode(personal, 'hex')
        from jsonb_to_recordset($2::jsonb) as e (id uuid, activity text, what text, about text, rows integer, actor text, personal text)
      )
      insert into obhut.audit_person (entry_id, salt, facts, at, subject)
      select entry, decode(salt, 'hex'), facts, $1, subject
      from jsonb_to_recordset($3::jsonb) as p (entry uuid, salt text, facts jsonb, subject uuid)`,
    values: [now, JSON.stringify(entries), JSON.stringify(persons)],
  })
}
