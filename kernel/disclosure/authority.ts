import type { Kysely } from 'kysely'
import { accountability } from '../declare/activities.ts'
import type { Slice } from '../store/slice.ts'
import type { Units } from '../store/units.ts'
import type { Who, Work } from '../store/work.ts'
import { copyOf, tablesAbout } from '../rows/copy.ts'
import { tableNamed } from '../declare/persons.ts'
import type { PersonalData } from '../declare/terms.ts'
import { authorityRequest, disclosure, type GroundForAuthority } from './tables.ts'

/** What an authority asks for, as a member of staff records it. */
export interface AuthorityRequest {
  readonly kind: string
  readonly subject: string
  readonly authority: string
  readonly fileNumber: string
  readonly ground: GroundForAuthority
  readonly because: string
  /** Columns by table: `identity.account.mail`. */
  readonly fields: readonly string[]
  /** The law forbids telling the person until then, and why. */
  readonly silent?: { readonly until: Date; readonly because: string } | undefined
}

/** Why something cannot be done with a request; whoever speaks to people puts it into words. */
export type Hindrance =
  | 'no such request'
  | 'own request'
  | 'decided already'
  | 'not approved'
  | 'fetched already'
  | 'somebody else’s'
  | 'another person'

// The person is not named to the audit log here: an entry in the own log would tell where a law forbids telling.
const by = (staff: string): Who => ({ is: 'staff', id: staff })

export function recordRequest(store: Units, staff: string, { silent, ...asked }: AuthorityRequest): Promise<string> {
  return store.under(accountability, by(staff), async work => {
    const { id } = await work
      .over(authorityRequest)
      .insertInto('obhut.authority_request')
      .values({
        ...asked,
        fields: [...asked.fields],
        recordedBy: staff,
        recordedAt: work.now,
        ...(silent && { silentUntil: silent.until, silentBecause: silent.because }),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    work.note({ what: 'recorded a request of an authority', about: id })
    return id
  })
}

export interface Decided {
  readonly decision: 'approved' | 'refused'
  readonly reason: string
  /** About whom the one who decides takes the request to be, where that was looked up anew. */
  readonly about?: string | undefined
}

/** A second person decides. The database holds us to that too. */
export function decideRequest(
  store: Units,
  staff: string,
  id: string,
  { decision, reason, about }: Decided,
): Promise<Hindrance | undefined> {
  return store.under(accountability, by(staff), async work => {
    const found = await forUpdate(work, id)
    if (!found) return 'no such request'
    if (found.recordedBy === staff) return 'own request'
    if (found.decision !== null) return 'decided already'
    if (about !== undefined && found.subject !== about) {
      work.note({ what: 'named another person for a request of an authority', about: id })
      return 'another person'
    }
    await work
      .over(authorityRequest)
      .updateTable('obhut.authority_request')
      .where('id', '=', id)
      .set({
        decision,
        decidedBy: staff,
        decidedAt: work.now,
        reason,
        ...(decision === 'refused' && { endedAt: work.now }),
      })
      .execute()
    work.note({ what: `${decision} a request of an authority`, about: id })
    return undefined
  })
}

const forUpdate = (work: Work<typeof accountability>, id: string) =>
  // any: the row is Kept
  (work.over(authorityRequest) as Kysely<any>)
    .selectFrom('obhut.authority_request')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst() as Promise<KeptRequest | undefined>

export interface KeptRequest {
  readonly id: string
  readonly subject: string
  readonly kind: string
  readonly authority: string
  readonly fileNumber: string
  readonly ground: GroundForAuthority
  readonly because: string
  readonly fields: readonly string[]
  readonly recordedBy: string
  readonly recordedAt: Date
  readonly decision: 'approved' | 'refused' | null
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly reason: string | null
  readonly fetchedAt: Date | null
  readonly silentUntil: Date | null
  readonly silentBecause: string | null
}

/** What deciding a request depends on; undefined where there is no such request. */
export const recordedRequest = (
  store: Units,
  staff: string,
  id: string,
): Promise<Pick<KeptRequest, 'kind' | 'recordedBy'> | undefined> =>
  store.under(accountability, by(staff), work =>
    work
      .over(authorityRequest)
      .selectFrom('obhut.authority_request')
      .select(['kind', 'recordedBy'])
      .where('id', '=', id)
      .executeTakeFirst(),
  )

/** Requests of authorities, the latest first; after a place in that list where one is given. */
export function requestsOfAuthorities(store: Units, staff: string, { after, limit }: Slice): Promise<KeptRequest[]> {
  return store.under(accountability, by(staff), async work => {
    const all = (work.over(authorityRequest) as Kysely<any>).selectFrom('obhut.authority_request').selectAll() // any: the rows are Kept
    const from = after
      ? all.where(eb =>
          eb.or([eb('recordedAt', '<', after.at), eb.and([eb('recordedAt', '=', after.at), eb('id', '<', after.id)])]),
        )
      : all
    return (await from.orderBy('recordedAt', 'desc').orderBy('id', 'desc').limit(limit).execute()) as KeptRequest[]
  })
}

/**
 * Who recorded those that somebody else may decide on, one a request; and how many are approved and wait for this
 * member of staff to fetch them.
 */
export function waitingOfAuthorities(
  store: Units,
  staff: string,
): Promise<{ readonly undecided: readonly string[]; readonly toFetch: number }> {
  return store.under(accountability, by(staff), async work => {
    const all = work.over(authorityRequest) as Kysely<any> // any: as above
    const undecided = (await all
      .selectFrom('obhut.authority_request')
      .select('recordedBy')
      .where('decision', 'is', null)
      .where('recordedBy', '<>', staff)
      .execute()) as { recordedBy: string }[]
    const toFetch = await all
      .selectFrom('obhut.authority_request')
      .select('id')
      .where('decision', '=', 'approved')
      .where('fetchedAt', 'is', null)
      .where('recordedBy', '=', staff)
      .execute()
    return { undecided: undecided.map(({ recordedBy }) => recordedBy), toFetch: toFetch.length }
  })
}

/**
 * Hands the package out, once, to whoever recorded the request; written down as a disclosure before a byte of it goes.
 */
export async function fetchPackage(store: Units, staff: string, id: string): Promise<Hindrance | KeptRequest> {
  return store.under(accountability, by(staff), async work => {
    const found = await forUpdate(work, id)
    if (!found) return 'no such request'
    if (found.recordedBy !== staff) return 'somebody else’s'
    if (found.decision !== 'approved') return 'not approved'
    if (found.fetchedAt) return 'fetched already'
    await work
      .over(authorityRequest)
      .updateTable('obhut.authority_request')
      .where('id', '=', id)
      .set({ fetchedAt: work.now, endedAt: work.now })
      .execute()
    await work.add(disclosure, {
      at: work.now,
      recipient: found.authority,
      activity: accountability.name,
      fields: categoriesOf(store, found.fields),
      ground: `${found.ground}, ${found.fileNumber}`,
      subject: found.subject,
      request: id,
      toldFrom: found.silentUntil,
    })
    work.note({ what: 'handed out to an authority', about: id })
    return found
  })
}

/** Fields that do not exist, or that no copy about such a person shows. */
export function unknownFields(store: Units, kind: string, fields: readonly string[]): string[] {
  return fields.filter(field => {
    const { table, column } = placeIn(field)
    const declared = tablesAbout(store, kind).find(one => one.name === table)
    return !declared?.columns[column] || declared.columns[column].secret === true
  })
}

const placeIn = (field: string): { table: string; column: string } => ({
  table: field.slice(0, field.lastIndexOf('.')),
  column: field.slice(field.lastIndexOf('.') + 1),
})

const categoriesOf = (store: Units, fields: readonly string[]): PersonalData[] => [
  ...new Set(
    fields.flatMap(field => {
      const { table, column } = placeIn(field)
      return tableNamed(store.declarations.tables, table)?.columns[column]?.is ?? []
    }),
  ),
]

/** The person's copy, cut to the fields that were approved. */
export async function* packageFor(
  store: Units,
  { subject, kind, fields, authority, fileNumber }: KeptRequest,
): AsyncGenerator<string> {
  const wanted = Map.groupBy(fields.map(placeIn), one => one.table)
  yield `{\n"disclosure": ${JSON.stringify({ authority, fileNumber })},\n"data": [`
  let first = true
  for await (const { table, rows } of copyOf(store, { kind, id: subject }, [...wanted.keys()])) {
    const columns = wanted.get(table.name)?.map(one => one.column) ?? []
    for (const row of rows) {
      yield `${first ? '' : ','}\n${JSON.stringify({ table: table.name, ...Object.fromEntries(columns.map(column => [column, row[column]])) })}`
      first = false
    }
  }
  yield '\n]}\n'
}
