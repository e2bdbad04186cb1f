import { randomUUID } from 'node:crypto'
import { sql, type Insertable, type Kysely } from 'kysely'
import { recordImported } from '../consent/change.ts'
import { consentScope, type Consented } from '../consent/consented.ts'
import { accountability, rightsKept } from '../declare/activities.ts'
import { isByConsent, type AnyActivity } from '../declare/activity.ts'
import { alsoIn, wholeRowOf } from '../declare/persons.ts'
import type { Language } from '../declare/terms.ts'
import type { AnyTable, RowOf, Table } from '../declare/table.ts'
import { platform, tenantAtHand, type Work } from '../store/work.ts'
import { idsOf, saidBefore, type SaidBefore } from './coming-back.ts'
import { allConsent, lockConsentsOf } from './consenting.ts'
import { ImportRefused, TooManyRows, VersionNotSet } from './problems.ts'
import { statement } from '../versions/tables.ts'
import { standingOf, type Coming, type Standing } from './staying-out.ts'
import { imported, importRun } from './tables.ts'
import { versionTold, type Told } from './version.ts'

/** A consent that comes along with a row. */
export interface ImportedConsent {
  /** The activity that was consented to; it rests on consent. */
  readonly to: AnyActivity
  readonly recipient?: string
  readonly channel?: string
  /** Must be said where what is asked for lasts a stated time. */
  readonly validUntil?: Date
  /** What shows that it was given (Art. 7(1) GDPR): the words, in which language, when, and where that is kept. */
  readonly proof?: {
    readonly wording: string
    readonly language: Language
    readonly givenAt: Date
    readonly where: string
  }
}

export interface ImportedRow<T extends AnyTable> {
  /** What the source calls it: the same row comes once. A source must not give the key of one person to another. */
  readonly key: string
  /** Whose row it is, where the person is here already; somebody new where nothing is said. */
  readonly subject?: string
  readonly values: Omit<Insertable<RowOf<T>>, 'id' | 'subject'>
  readonly consents?: readonly ImportedConsent[]
}

export type Import<T extends AnyTable> = Told & {
  readonly into: T
  /** From where, in a word of the program: `metering.device-list`. */
  readonly source: string
  readonly rows: readonly ImportedRow<T>[]
  /** A consent without proof has its row refused, or comes back as unconfirmed, for the person to be asked. */
  readonly withoutProof?: 'refused' | 'unconfirmed'
}

/**
 * Why a row stayed out: its person was erased, or somebody else whose row it is as a whole; one of these objected or had
 * processing restricted, or does not consent to what it is kept for; its consent has no proof, or one that cannot be; it names a consent to what does not rest on one, or for a recipient or channel that nobody is asked
 * for, or one that is over or does not say when it ends though such consents end; its key came twice, or is none.
 */
export type WhyRefused =
  | 'erased'
  | 'stopped'
  | 'no proof'
  | 'no consent'
  | 'no question'
  | 'no end'
  | 'twice'
  | 'no key'

export interface ImportOutcome {
  readonly run: string
  readonly taken: readonly { readonly key: string; readonly subject: string; readonly id: string }[]
  /** Keys of rows that were here already: nothing was changed. */
  readonly known: readonly string[]
  readonly refused: readonly { readonly key: string; readonly why: WhyRefused }[]
  /** Consents that nobody proved: nothing was recorded of them. */
  readonly unconfirmed: readonly (ImportedConsent & { readonly key: string; readonly subject: string })[]
}

/** Rows that one call takes over: how long others wait for its locks is bounded by it. */
const mostRows = 500

/**
 * Takes over rows about persons from elsewhere, in a unit of the activity that keeps them. They bear the version of the
 * statement that their persons were told of, so that what only a later one states does not find them. A row of the source
 * that is here already stays as it is: an import that was cut off, or is sent again, is simply done again. Each run is on
 * record, with how many rows were taken and refused and why; where it rolls back, nothing of it stays.
 *
 *     await importRows(work, { into: device, source: 'metering.device-list', noticeSentAt, rows })
 *
 * One call takes 500 rows (`TooManyRows`); a longer list comes batch by batch, each in a unit of its own. A whole import
 * that does not say what people were told, or is of an activity that they were not told of, is refused
 * (`ImportRefused`). Whoever was erased, objected or had processing restricted stays out. A consent is recorded with its
 * proof; what the person said here before, a withdrawal say, stays as it is.
 */
// any: of whatever rows
export async function importRows<A extends AnyActivity, T extends Table<string, any, A>>(
  work: Work<A>,
  wanted: Import<T>,
): Promise<ImportOutcome> {
  refuseWhole(work, wanted)
  const version = await versionTold(work, wanted)
  const run = randomUUID()
  const questions = wanted.rows.some(({ consents }) => consents?.length) ? await questionsAsked(work) : undefined
  const { good: mine, refused } = lookedThrough(work, wanted, questions)
  const whose = await withIds(work, wanted, mine)
  const before = await saidBefore(
    work,
    whose.flatMap(({ subject, others }) => [subject, ...others]),
  )
  const good = whose.map(one => ({ ...one, row: withoutWithdrawn(one.row, before.get(one.subject)) }))
  const { all, stopped } = await standingOf(work, wanted, good)
  const isOut = all.map(one => ({ ...one, id: randomUUID(), why: whyOut(one, work.now, stopped, before) }))
  const fit = isOut.filter(({ known, why }) => !known && !why)
  await lockConsentsOf(work, fit)
  const consent = await allConsent(work, version, fit)
  const looked = isOut.map(one => (fit.includes(one) && !consent(one) ? { ...one, why: 'stopped' as const } : one))
  const coming = looked.filter(({ known, why }) => !known && !why)
  const claimed = await claim(work, wanted, { run, version }, coming)
  const unconfirmed = await recordConsents(work, version, claimed)
  await keep(work, wanted.into, version, claimed)
  const taken = claimed.map(({ key, subject, id }) => ({ key, subject, id }))
  const ours = new Set(taken.map(({ id }) => id))
  const known = looked.filter(({ id, why }) => !why && !ours.has(id)).map(({ key }) => key)
  const out = [...refused, ...looked.flatMap(({ key, why }) => (why ? [{ key, why }] : []))]
  await onRecord(work, wanted, { run, version, taken, known, unconfirmed, refused: out })
  return {
    run,
    taken,
    known,
    refused: out,
    unconfirmed,
  }
}

function refuseWhole({ activity }: Work, { into, source, rows }: Import<AnyTable>): void {
  if (into.under.name !== activity.name || into.about.who !== 'owner' || !into.key.includes('id'))
    throw new ImportRefused(`'${activity.name}' takes over rows about one person each, into tables of its own`)
  if (!/^[a-z][a-z-]*\.[a-z][a-z-]*$/.test(source)) throw new ImportRefused(`'${source}' names no source: module.list`)
  if (rows.length > mostRows) throw new TooManyRows(rows.length, mostRows)
}

interface Good<T extends AnyTable> extends Coming {
  readonly row: ImportedRow<T>
}

/** One for which nobody has said yet whose it is. */
type Looked<T extends AnyTable> = Omit<Good<T>, 'subject'> & { readonly subject: string | undefined }

async function withIds<T extends AnyTable>(
  work: Work,
  place: Import<T>,
  rows: readonly Looked<T>[],
): Promise<Good<T>[]> {
  const without = rows.filter(({ subject }) => subject === undefined)
  const ids = new Map((await idsOf(work, place, without)).map((id, at) => [without[at], id]))
  return rows.map(one => {
    const subject = one.subject ?? ids.get(one)! // one for each
    return { ...one, subject, consenting: isByConsent(work.activity) ? [subject, ...one.consenting] : [] }
  })
}

/** What the person took back, and a restored backup knows nothing of, no list brings in again. */
const withoutWithdrawn = <T extends AnyTable>(row: ImportedRow<T>, said: SaidBefore | undefined): ImportedRow<T> =>
  said?.withdrawn.size && row.consents
    ? { ...row, consents: row.consents.filter(({ to }) => !said.withdrawn.has(to.name)) }
    : row

/** What can be told of each row by itself. */
function lookedThrough<T extends AnyTable>(
  work: Work,
  { into, rows, withoutProof = 'refused' }: Import<T>,
  questions: ReadonlySet<string> | undefined,
): { readonly good: readonly Looked<T>[]; readonly refused: ImportOutcome['refused'] } {
  const seen = new Set<string>()
  const refused: { key: string; why: WhyRefused }[] = []
  const good: Looked<T>[] = []
  for (const row of rows) {
    const values = row.values as Readonly<Record<string, string | null | undefined>> // as: ids are text
    const tenant = (values.tenant ?? tenantAtHand(work))?.toLowerCase()
    const its = JSON.stringify([tenant ?? null, row.key])
    const why = seen.has(its) ? 'twice' : whyNot(row, work.now, withoutProof, questions)
    seen.add(its)
    if (why) refused.push({ key: row.key, why })
    else {
      const others = wholeRowOf(into).flatMap(({ column }) => values[column] ?? [])
      const consenting = isByConsent(work.activity) ? alsoIn(into).flatMap(({ column }) => values[column] ?? []) : []
      good.push({ key: row.key, subject: row.subject, tenant, others, consenting, row })
    }
  }
  return { good, refused }
}

function whyNot(
  { key, consents = [] }: ImportedRow<AnyTable>,
  now: Date,
  withoutProof: 'refused' | 'unconfirmed',
  questions: ReadonlySet<string> | undefined,
): WhyRefused | undefined {
  // As the database hands it back: what it would change or refuse were another key.
  if (key.trim() === '' || key.includes('\0') || !key.isWellFormed()) return 'no key'
  if (consents.some(({ to }) => !isByConsent(to))) return 'no consent'
  if (!consents.every(one => isAsked(one, questions))) return 'no question'
  const isProven = ({ proof }: ImportedConsent): boolean =>
    proof === undefined
      ? withoutProof === 'unconfirmed'
      : proof.wording.trim() !== '' && proof.where.trim() !== '' && proof.givenAt.getTime() <= now.getTime()
  return consents.every(isProven) ? undefined : 'no proof'
}

/** Whether people are asked exactly this: for this recipient and by this channel, where that is asked, and else for none. */
function isAsked({ to, recipient, channel }: ImportedConsent, questions: ReadonlySet<string> | undefined): boolean {
  const { asks } = to.spec
  if (asks?.channels && (channel === undefined || !Object.hasOwn(asks.channels, channel))) return false
  const scope = consentScope(to, { recipient, channel })
  if (scope.recipient !== recipient || scope.channel !== channel || (asks?.each && recipient === undefined))
    return false
  return questions === undefined || questions.has(questionOf(scope))
}

/** A question as the outline of a statement names it. */
const questionOf = ({ purpose, recipient, channel }: Omit<Consented, 'subject'>): string =>
  [purpose, recipient, channel].filter(part => part !== undefined).join('/')

/** The questions of the version in force; `undefined` where it comes from before these were kept. */
const questionsAsked = (work: Work): Promise<ReadonlySet<string> | undefined> =>
  work.under(accountability, platform, async own => {
    const { asked } = await own
      .over(statement)
      .selectFrom('obhut.statement')
      .select(
        sql<
          string[] | null
        >`case when outline -> 'told' ? 'questions' then array(select jsonb_object_keys(outline -> 'told' -> 'questions')) end`.as(
          'asked',
        ),
      )
      .where('version', '=', sql<number>`obhut.version()`)
      .executeTakeFirstOrThrow()
    return asked === null ? undefined : new Set(asked)
  })

interface Run {
  readonly run: string
  readonly version: number
}

/** What keeps a row out that depends on what is here: one that is here already is known, whatever its consents say. */
function whyOut(
  { erased, known, subject, others, row: { consents = [] } }: Standing & Good<AnyTable>,
  now: Date,
  stopped: ReadonlySet<string>,
  before: ReadonlyMap<string, SaidBefore>,
): WhyRefused | undefined {
  if (erased) return 'erased'
  if (known) return undefined
  if ([subject, ...others].some(one => stopped.has(one) || before.get(one)?.stopped)) return 'stopped'
  const isOver = ({ to, proof, validUntil }: ImportedConsent): boolean =>
    proof !== undefined && (validUntil ? validUntil.getTime() <= now.getTime() : to.spec.asks?.lasts !== undefined)
  return consents.some(isOver) ? 'no end' : undefined
}

interface New<T extends AnyTable> extends Good<T>, Standing {
  /** Under which id the row is kept. */
  readonly id: string
}

/**
 * Puts down that these rows are here; of two imports at once one has each. They go in by the order of their marks, so that
 * of two imports neither waits for the other.
 */
async function claim<T extends AnyTable>(
  work: Work,
  told: Pick<Import<AnyTable>, 'into' | 'source' | 'noticeSentAt'>,
  { run, version }: Run,
  rows: readonly New<T>[],
): Promise<New<T>[]> {
  if (rows.length === 0) return []
  const inOrderOfMarks = rows.toSorted((a, b) => Buffer.compare(a.mark, b.mark))
  const done = await work.under(rightsKept, platform, own =>
    own
      .over(imported)
      .insertInto('obhut.imported')
      .values(
        inOrderOfMarks.map(({ mark, subject, id }) => ({
          mark,
          subject,
          ofTable: told.into.name,
          rowId: id,
          runId: run,
          source: told.source,
          collectedUnder: version,
          noticeSentAt: told.noticeSentAt ?? null,
          at: own.now,
        })),
      )
      .onConflict(conflict => conflict.column('mark').doNothing())
      .returning('rowId')
      .execute(),
  )
  const ours = new Set(done.map(({ rowId }) => rowId))
  return rows.filter(({ id }) => ours.has(id))
}

async function keep<T extends AnyTable>(work: Work, into: T, version: number, rows: readonly New<T>[]): Promise<void> {
  if (rows.length === 0) return
  // as never: the caller's types say that the activity keeps this table
  const db = work.over(into as never) as Kysely<any> // any: of whatever rows
  await db
    .insertInto(into.name)
    .values(rows.map(({ id, subject, row }) => ({ ...row.values, id, subject })))
    .execute()
  // Rows come with the version in force; these are of the one that their persons were told of.
  const { isNow } = await db
    .selectNoFrom(sql<boolean>`obhut.version() = ${version}`.as('isNow'))
    .executeTakeFirstOrThrow()
  if (isNow) return
  const { numUpdatedRows } = await db
    .updateTable(into.name)
    .set({ version })
    .where('id', '=', sql<string>`any(${rows.map(({ id }) => id)}::uuid[])`)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows !== BigInt(rows.length)) throw new VersionNotSet(into.name)
}

/** Records what is proven; answers what is not, for whoever asks the person. */
async function recordConsents(
  work: Work,
  statement: number,
  rows: readonly Good<AnyTable>[],
): Promise<ImportOutcome['unconfirmed']> {
  const all = rows.flatMap(({ subject, row }) => (row.consents ?? []).map(one => ({ ...one, key: row.key, subject })))
  const proven = all.flatMap(({ to, subject, recipient, channel, validUntil, proof }) =>
    proof ? [{ subject, ...consentScope(to, { recipient, channel }), validUntil, statement, proof }] : [],
  )
  // Their locks are ours already.
  for (const one of proven) await recordImported(work, one)
  return all.filter(({ proof }) => proof === undefined)
}

async function onRecord(
  work: Work,
  { source, noticeSentAt }: Import<AnyTable>,
  {
    run,
    version,
    taken,
    known,
    unconfirmed,
    refused,
  }: Run & {
    readonly [what in 'taken' | 'known' | 'unconfirmed']: readonly unknown[]
  } & Pick<ImportOutcome, 'refused'>,
): Promise<void> {
  await work.under(accountability, work.who, own =>
    own
      .over(importRun)
      .insertInto('obhut.import_run')
      .values({
        id: run,
        activity: work.activity.name,
        source,
        collectedUnder: version,
        noticeSentAt: noticeSentAt ?? null,
        taken: taken.length,
        known: known.length,
        unconfirmed: unconfirmed.length,
        refused: JSON.stringify(
          Object.fromEntries([...Map.groupBy(refused, ({ why }) => why)].map(([why, all]) => [why, all.length])),
        ),
        at: own.now,
      })
      .execute(),
  )
  work.note({ what: 'took over rows', about: source })
}
