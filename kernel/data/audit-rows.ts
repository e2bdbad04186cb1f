import { randomBytes, randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import { digestOfFacts, digestOfList, originFields, type Origin, type PersonFacts, type Place } from '../audit/facts.ts'
import { bytesOf } from '../audit/tree.ts'
import type { Audited, Who } from './work.ts'

const actorOf = (who: Who): string | undefined => who.is === 'staff' ? who.id : who.is === 'person' ? who.subject : undefined

/** An erasure vouches for the facts that go with the person: the log then accepts that they are missing. */
export interface Covering { readonly covers?: readonly Place[] }

/** Writes the entries of a transaction in one statement, under whatever role it runs: the log is insert-only for every activity. */
export async function writeAudit(client: ClientBase, now: Date, audited: readonly (Audited & Covering)[]): Promise<void> {
  if (audited.length === 0) return
  const entries = []
  const persons = []
  const gone = []
  for (const one of audited) {
    const { activity, what, about, rows, who, covers = [], upTo } = one
    const id = randomUUID()
    const at = one.at ?? now
    const concerned = personsIn(one)
    const personal = concerned.length ? Buffer.concat(concerned.map(person => bytesOf(digestOfFacts(person)))) : null
    entries.push([id, at, activity, what, about ?? null, rows, who.is, personal, covers.length ? bytesOf(digestOfList(inOrder(covers))) : null, upTo ?? null])
    persons.push(...concerned.map(({ part, salt, facts, origin, subject }, place) => [id, place, part, salt, JSON.stringify(facts), at, ...originFields.map(name => origin[name] ?? null), subject]))
    gone.push(...covers.map(({ entry, place }) => ({ entry, place, erasure: id })))
  }
  const { text, values } = statement(entries, persons)
  // Planned once a connection for the usual case of one entry with one person.
  await client.query(entries.length === 1 && persons.length < 2 ? { name: `obhut-audit-${persons.length}${persons[0]?.slice(6, -1).some(value => value !== null) ? '-origin' : ''}`, text, values } : { text, values })
  if (gone.length) {
    await client.query('insert into obhut.audit_gone (entry_id, place, erasure, at) select *, $4 from unnest($1::uuid[], $2::int[], $3::uuid[])',
      [gone.map(one => one.entry), gone.map(one => one.place), gone.map(one => one.erasure), now])
  }
}

/** Whoever acts and whoever is concerned, once each; facts of a note belong to the one concerned. */
function personsIn({ who, subject = 'subject' in who ? who.subject : undefined, facts = {}, by }: Audited): PersonFacts[] {
  const actor = actorOf(who)
  const person = (of: string, part: PersonFacts['part'], its: unknown, origin: Origin): PersonFacts => ({ salt: randomBytes(16), subject: of, part, facts: its, origin })
  return [
    ...(subject !== undefined && subject !== actor ? [person(subject, 'concerned', facts, actor === undefined ? by ?? {} : {})] : []),
    ...(actor !== undefined ? [person(actor, 'acted', subject === undefined || subject === actor ? facts : {}, by ?? {})] : []),
  ]
}

const inOrder = (places: readonly Place[]): { entry: Buffer, place: number }[] =>
  places.map(({ entry, place }) => ({ entry: Buffer.from(entry.replaceAll('-', ''), 'hex'), place })).toSorted((a, b) => Buffer.compare(a.entry, b.entry) || a.place - b.place)

/** One statement for both tables. Columns that no manifest asks for are named only where something stands in them: nobody may fill them elsewhere. */
function statement(entries: readonly unknown[][], persons: readonly unknown[][]): { text: string, values: unknown[] } {
  const values: unknown[] = []
  const row = (cells: readonly unknown[]): string => `(${cells.map(cell => `$${values.push(cell)}`).join(', ')})`
  const intoEntries = `insert into obhut.audit_entry (id, at, activity, what, about, rows, actor, personal, covers, up_to) values ${entries.map(row).join(', ')}`
  if (persons.length === 0) return { text: intoEntries, values }
  const columns = ['entry_id', 'place', 'part', 'salt', 'facts', 'at', 'user_name', 'address', 'browser', 'browser_version', 'os', 'subject']
  const filled = columns.map((_, at) => at < 6 || at === columns.length - 1 || persons.some(person => person[at] !== null))
  const rows = persons.map(person => row(person.filter((_, at) => filled[at])))
  return { text: `with entries as (${intoEntries}) insert into obhut.audit_person (${columns.filter((_, at) => filled[at]).join(', ')}) values ${rows.join(', ')}`, values }
}
