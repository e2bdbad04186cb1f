import { randomFillSync, randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import { digestOfFacts, digestOfList, digestOfOrigin, originFields, type KeptOrigin, type PersonFacts, type Place } from '../audit/facts.ts'
import { bytesOf } from '../audit/tree.ts'
import type { Planned } from './one-go.ts'
import type { Audited, Who } from './work.ts'

export const actorOf = (who: Who): string | undefined => who.is === 'staff' ? who.id : who.is === 'person' ? who.subject : undefined

/** An entry that is about to be written, with what else belongs to it. */
export interface Written extends Audited {
  /** An erasure vouches for the facts that go with the person: the log then accepts that they are missing. */
  readonly covers?: readonly Place[]
  /** From where whoever acts came, where the manifest has that recorded. */
  readonly by?: { readonly subject: string, readonly origin: KeptOrigin }
}

/** Writes the entries of a transaction in one statement, under whatever role it runs: the log is insert-only for every activity. */
export async function writeAudit(client: ClientBase, now: Date, written: readonly Written[]): Promise<void> {
  if (written.length === 0) return
  const rows = rowsFor(now, written)
  const { text, values } = statement(rows)
  await client.query(text, values)
  if (rows.gone.length) {
    await client.query('insert into obhut.audit_gone (entry_id, place, erasure, at) select *, $4 from unnest($1::uuid[], $2::int[], $3::uuid[])',
      [rows.gone.map(one => one.entry), rows.gone.map(one => one.place), rows.gone.map(one => one.erasure), now])
  }
}

/** The same as a statement that goes out with the commit; undefined where the entries are too many or too rare to plan for. */
export function auditAhead(now: Date, written: readonly Written[]): readonly Planned[] | undefined {
  if (written.length > mostPlanned || written.some(one => one.covers)) return undefined
  if (written.length === 0) return []
  return [statement(rowsFor(now, written))]
}
const mostPlanned = 8

type Cell = Planned['values'][number]
interface Rows { readonly entries: Cell[][], readonly persons: Cell[][], readonly origins: Cell[][], readonly gone: { entry: string, place: number, erasure: string }[] }

function rowsFor(now: Date, written: readonly Written[]): Rows {
  const rows: Rows = { entries: [], persons: [], origins: [], gone: [] }
  for (const one of written) {
    const { activity, what, about, rows: count, who, covers = [], upTo, by, at: when = now } = one
    const id = randomUUID()
    const at = when.toISOString()
    const persons = personsIn(one)
    const digests = persons.map(digestOfFacts)
    rows.persons.push(...persons.map(({ part, salt, facts, subject }, place) => [id, String(place), part, salt, JSON.stringify(facts), at, subject]))
    if (by) {
      const salt = aSalt()
      rows.origins.push([by.origin.id, id, String(digests.length), salt, at, ...originFields.map(name => by.origin[name] ?? null), by.subject])
      digests.push(digestOfOrigin(salt, by.subject, by.origin))
    }
    rows.entries.push([id, at, activity, what, about ?? null, String(count), who.is, digests.length ? Buffer.concat(digests.map(bytesOf)) : null, covers.length ? bytesOf(digestOfList(inOrder(covers))) : null, upTo?.toISOString() ?? null])
    rows.gone.push(...covers.map(({ entry, place }) => ({ entry, place, erasure: id })))
  }
  return rows
}

/** Sixteen random bytes each, drawn from the system many at a time: drawing each by itself costs as much as all digests of an entry. */
function aSalt(): Buffer {
  if (drawn === supply.length) {
    supply = randomFillSync(Buffer.allocUnsafeSlow(4096))
    drawn = 0
  }
  return supply.subarray(drawn, drawn += 16)
}
let supply = Buffer.alloc(0)
let drawn = 0

/** Whoever acts and whoever is concerned, once each; facts of a note belong to the one concerned. */
function personsIn({ who, subject = 'subject' in who ? who.subject : undefined, facts = {} }: Audited): PersonFacts[] {
  const actor = actorOf(who)
  const person = (of: string, part: PersonFacts['part'], its: unknown): PersonFacts => ({ salt: aSalt(), subject: of, part, facts: its })
  return [
    ...(subject !== undefined && subject !== actor ? [person(subject, 'concerned', facts)] : []),
    ...(actor !== undefined ? [person(actor, 'acted', subject === undefined || subject === actor ? facts : {})] : []),
  ]
}

const inOrder = (places: readonly Place[]): { entry: Buffer, place: number }[] =>
  places.map(({ entry, place }) => ({ entry: Buffer.from(entry.replaceAll('-', ''), 'hex'), place })).toSorted((a, b) => Buffer.compare(a.entry, b.entry) || a.place - b.place)

const entryColumns = 'id, at, activity, what, about, rows, actor, personal, covers, up_to'
const personColumns = 'entry_id, place, part, salt, facts, at, subject'
const originColumns = ['id', 'entry_id', 'place', 'salt', 'at', 'user_name', 'address', 'browser', 'browser_version', 'os', 'subject']

/** One statement for all tables, named by its shape. Columns that the manifest does not ask for are not even named: nobody may fill them. */
function statement({ entries, persons, origins }: Rows): { name: string, text: string, values: Cell[] } {
  const filled = originColumns.map((_, at) => origins.some(origin => origin[at] !== null))
  const ofOrigins = origins.map(origin => origin.filter((_, at) => filled[at]))
  const name = `obhut-audit ${entries.length} ${persons.length} ${origins.length} ${filled.map(Number).join('')}`
  return { name, text: texts.get(name) ?? textOf(name, entries, persons, ofOrigins, originColumns.filter((_, at) => filled[at]).join(', ')), values: [...entries, ...persons, ...ofOrigins].flat() }
}

const texts = new Map<string, string>()
function textOf(name: string, entries: readonly Cell[][], persons: readonly Cell[][], origins: readonly Cell[][], columnsOfOrigins: string): string {
  let values = 0
  const list = (rows: readonly Cell[][]): string => rows.map(row => `(${row.map(() => `$${++values}`).join(', ')})`).join(', ')
  const parts = [`insert into obhut.audit_entry (${entryColumns}) values ${list(entries)}`]
  if (persons.length) parts.push(`insert into obhut.audit_person (${personColumns}) values ${list(persons)}`)
  if (origins.length) parts.push(`insert into obhut.audit_origin (${columnsOfOrigins}) values ${list(origins)}`)
  const last = parts.pop() ?? ''
  const text = parts.length ? `with ${parts.map((part, at) => `part${at} as (${part})`).join(', ')} ${last}` : last
  if (entries.length <= mostPlanned) texts.set(name, text)
  return text
}
