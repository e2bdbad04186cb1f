import { randomFillSync, randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import {
  digestOfFacts,
  digestOfList,
  digestOfOrigin,
  originFields,
  type KeptOrigin,
  type PersonFacts,
  type FactPlace,
} from './facts.ts'
import { bytesOf } from './tree.ts'
import { few, into, many, part, type Cell, type Part } from './inserts.ts'
import type { Planned } from '../store/pipeline.ts'
import type { Audited, Who } from '../store/work.ts'

export const actorOf = (who: Who): string | undefined =>
  who.is === 'staff' || who.is === 'user' ? who.id : who.is === 'person' ? who.subject : undefined

/** An entry that is about to be written, with what else belongs to it. */
export interface WrittenEntry extends Audited {
  /** An erasure vouches for the facts that go with the person: the log then accepts that they are missing. */
  readonly covers?: readonly FactPlace[]
  /** From where whoever acts came, where the manifest has that recorded. */
  readonly by?: { readonly subject: string; readonly origin: KeptOrigin }
}

/**
 * Writes the entries of a transaction in one statement, under whatever role it runs: the log is insert-only for every
 * activity, and each adds entries of its own alone. Without a version it asks which one is in force.
 */
export async function writeAudit(
  client: ClientBase,
  now: Date,
  written: readonly WrittenEntry[],
  version?: number,
): Promise<void> {
  if (written.length === 0) return
  const rows = rowsFor(now, written, version)
  await client.query(written.length > mostPlanned ? many(partsOf(rows)) : few(partsOf(rows)))
  if (rows.gone.length) {
    await client.query(
      'insert into obhut.audit_gone (entry_id, place, erasure, at) select *, $4 from unnest($1::uuid[], $2::int[], $3::uuid[])',
      [rows.gone.map(one => one.entry), rows.gone.map(one => one.place), rows.gone.map(one => one.erasure), now],
    )
  }
}

/** Under which activity a unit of work runs, and what takes on the role of another that it went on under. */
export interface Writing {
  readonly activity: string
  readonly as: (activity: string) => Planned
}

/**
 * The entries of a unit of work, each under the role of its own activity, as statements that go out with the commit,
 * under the version in force that this process holds to; undefined where the entries are too many to plan for.
 */
export function auditAhead(
  now: Date,
  version: number,
  written: readonly WrittenEntry[],
  by: Writing,
): readonly Planned[] | undefined {
  if (written.length > mostPlanned) return undefined
  return byActivity(written, by).flatMap(({ as, its }) => [...as, few(partsOf(rowsFor(now, its, version)))])
}

/** The same, however many they are. */
export async function writeAuditOfUnit(
  client: ClientBase,
  now: Date,
  version: number,
  written: readonly WrittenEntry[],
  by: Writing,
): Promise<void> {
  for (const { as, its } of byActivity(written, by)) {
    for (const bound of as) await client.query(bound)
    await writeAudit(client, now, its, version)
  }
}

/** The unit's own first: it has their role already. */
const byActivity = (
  written: readonly WrittenEntry[],
  { activity, as }: Writing,
): { readonly as: readonly Planned[]; readonly its: readonly WrittenEntry[] }[] =>
  [...Map.groupBy(written, one => one.activity)]
    .toSorted(([a], [b]) => Number(b === activity) - Number(a === activity))
    .map(([other, its]) => ({ as: other === activity ? [] : [as(other)], its }))
const mostPlanned = 8

interface Rows {
  readonly entries: Cell[][]
  readonly persons: Cell[][]
  readonly origins: Cell[][]
  readonly gone: { entry: string; place: number; erasure: string }[]
}

function rowsFor(now: Date, written: readonly WrittenEntry[], version?: number): Rows {
  const rows: Rows = { entries: [], persons: [], origins: [], gone: [] }
  for (const one of written) {
    const { activity, what, about, rows: count, who, covers = [], upTo, by, at: when = now } = one
    const id = idAt(when)
    const at = when.toISOString()
    const persons = personsIn(one)
    const digests = persons.map(digestOfFacts)
    rows.persons.push(
      ...persons.map(({ part, salt, facts, subject }, place) => [
        id,
        String(place),
        part,
        salt,
        JSON.stringify(facts),
        at,
        subject,
        version?.toString() ?? null,
      ]),
    )
    if (by) {
      const salt = aSalt()
      rows.origins.push([
        by.origin.id,
        id,
        String(digests.length),
        salt,
        at,
        ...originFields.map(name => by.origin[name] ?? null),
        by.subject,
      ])
      digests.push(digestOfOrigin(salt, by.subject, by.origin))
    }
    rows.entries.push([
      id,
      at,
      activity,
      what,
      about ?? null,
      String(count),
      who.is,
      typeof who.tenant === 'string' ? who.tenant : null,
      digests.length ? Buffer.concat(digests.map(bytesOf)) : null,
      covers.length ? bytesOf(digestOfList(inOrder(covers))) : null,
      upTo?.toISOString() ?? null,
    ])
    rows.gone.push(...covers.map(({ entry, place }) => ({ entry, place, erasure: id })))
  }
  return rows
}

/**
 * An id in the order of the kernel's time (RFC 9562 section 5.7, version 7), so that indexes of the log grow at their
 * end.
 */
function idAt(moment: Date): string {
  const time = moment.getTime().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}

/**
 * Sixteen random bytes each, drawn from the system many at a time: drawing each by itself costs as much as all digests
 * of an entry.
 */
function aSalt(): Buffer {
  if (drawn === supply.length) {
    supply = randomFillSync(Buffer.allocUnsafeSlow(4096))
    drawn = 0
  }
  return supply.subarray(drawn, (drawn += 16))
}
let supply = Buffer.alloc(0)
let drawn = 0

/** Whoever acts and whoever is concerned, once each; facts of a note belong to the one concerned. */
function personsIn({ who, subject = 'subject' in who ? who.subject : undefined, facts = {} }: Audited): PersonFacts[] {
  const actor = actorOf(who)
  const person = (of: string, part: PersonFacts['part'], its: unknown): PersonFacts => ({
    salt: aSalt(),
    subject: of,
    part,
    facts: its,
  })
  return [
    ...(subject !== undefined && subject !== actor ? [person(subject, 'concerned', facts)] : []),
    ...(actor !== undefined ? [person(actor, 'acted', subject === undefined || subject === actor ? facts : {})] : []),
  ]
}

const inOrder = (places: readonly FactPlace[]): { entry: Buffer; place: number }[] =>
  places
    .map(({ entry, place }) => ({ entry: Buffer.from(entry.replaceAll('-', ''), 'hex'), place }))
    .toSorted((a, b) => Buffer.compare(a.entry, b.entry) || a.place - b.place)

/** The tables that an entry comes into, and the types of their columns. */
const ofEntries = into('obhut.audit_entry_arriving', {
  id: 'uuid',
  at: 'timestamptz',
  activity: 'text',
  what: 'text',
  about: 'text',
  rows: 'integer',
  actor: 'text',
  tenant: 'uuid',
  personal: 'bytea',
  covers: 'bytea',
  up_to: 'timestamptz',
})
const ofPersons = into('obhut.audit_person_arriving', {
  entry_id: 'uuid',
  place: 'integer',
  part: 'text',
  salt: 'bytea',
  facts: 'jsonb',
  at: 'timestamptz',
  subject: 'uuid',
  version: 'integer',
})
const ofOrigins = into('obhut.audit_origin', {
  id: 'uuid',
  entry_id: 'uuid',
  place: 'integer',
  salt: 'bytea',
  at: 'timestamptz',
  user_name: 'text',
  address: 'bytea',
  browser: 'text',
  browser_version: 'text',
  os: 'text',
  subject: 'uuid',
})

const partsOf = ({ entries, persons, origins }: Rows): Part[] => [
  ...part(ofEntries, entries),
  ...part(ofPersons, persons),
  ...part(ofOrigins, origins),
]
