import type { SettingOf } from './activity.ts'
import type { Period } from './settings.ts'
import type { PersonalData, Words } from './terms.ts'
import type { AnyTable } from './table.ts'

/**
 * What a column says about itself. The sentences are what the compiler prints when a table asks for more than a column
 * says.
 */
export type Unsaid = 'this column says neither which personal data it holds nor where that came from'
export type Sourced = 'this column says where its data came from, not which personal data it is'
export type Meant = 'this column says which personal data it holds and where that came from'
export type Says = Unsaid | Sourced | Meant

/** What a column is called on screens and in the copy: `text({ is: …, from: …, ...label('Notiz', 'Note') })`. */
export const label = (de: string, en: string): { readonly label: Words } => ({ label: { de, en } })

type Kind =
  | 'text'
  | 'int'
  | 'real'
  | 'reals'
  | 'flag'
  | 'day'
  | 'moment'
  | 'json'
  | 'bytes'
  | 'uuid'
  | 'encrypted'
  | 'file'

export interface Column<T, S extends Says = Says> {
  readonly kind: Kind
  /** The type as PostgreSQL's catalogue prints it. */
  readonly sql: string
  readonly nullable: boolean
  readonly is?: PersonalData
  /** Where the data came from (Art. 14(2)(f), 15(1)(g) GDPR): 'the sign-up form'. */
  readonly from?: string
  readonly label?: Words
  /** Of `oneOf`: all there are. */
  readonly words?: readonly string[]
  readonly terms?: Terms
  readonly ref?: {
    readonly table: () => AnyTable
    readonly key: 'in the database' | 'on input'
    /** It may be another person's row; else it is of the same person, or the database refuses it. */
    readonly ofAnother?: true
  }
  /** A secret (or its hash), which a copy for the person names without showing it. */
  readonly secret?: true
  /**
   * Of an address: nobody has shown yet that it is this person's, so that nothing goes there by name; or not until the
   * column named has a value.
   */
  readonly unproven?: Unproven
  /** Lies in the store as ciphertext, under the key of a row. */
  readonly encrypted?: Encryption
  /** The row has a file there; the column holds its id. */
  readonly file?: FileFacts
  /** Filled only where the manifest's choice of fields names this one; elsewhere nobody may insert it. */
  readonly asked?: Asked
  /** Holds a keyed hash in place of the person. */
  readonly pseudonym?: Pseudonym
  /** Rows are found by words in it. */
  readonly searchable?: Searchable
  readonly says: S
  /** Carries the type only. */
  readonly value?: T
  orNot(): Column<T | null, S>
  askedBy(settings: SettingOf | readonly SettingOf[], field: string): Column<T | null, S>
}
/** `until` names a column of the same table, which is null until the person has shown that the address is theirs. */
export type Unproven = true | { readonly until: string }
/** By what of its words a column's rows are found. */
export interface Searchable {
  /** Also by the beginning of a word, from three letters on; left out where whole words are enough (long texts). */
  readonly beginnings: boolean
  /** Also by a word with one letter wrong, missing or too many, or two changed round. */
  readonly typos: boolean
}
/** How long a pseudonym leads back to its person, and what becomes of its rows then. */
export interface Pseudonym {
  /**
   * A new key in each of these periods; the one before is destroyed. Without it there is one key until the activity ends.
   */
  readonly rotates?: Period
  /** Rows whose key is destroyed stay as anonymous ones until their own period is over, or are deleted. */
  readonly afterwards: 'anonymous' | 'deleted'
  /** What is hashed: the person's id where nothing is said, or what the person can prove to control (`provenBy`). */
  readonly of?: string
}
/** How a column is encrypted. */
export interface Encryption {
  readonly as: 'text' | 'json'
  /**
   * The table whose row the key belongs to, where that is not the row itself: one column of this table refers to it.
   */
  readonly key?: () => AnyTable
  /** Beside it lies a keyed hash, so that rows can be found by the whole value. */
  readonly findable?: true
}
/** What a file in a column may be. Sizes in bytes. */
export interface FileFacts {
  /** The largest file that is taken. */
  readonly most: number
  /** Types that its content may have: `image/png`, or `image/*` for all that are known of a kind. */
  readonly types: readonly string[]
  /** What one person may have in this column, all files together. */
  readonly quota?: { readonly perPerson: number }
  /** Smaller pictures that are made of a picture, by name. */
  readonly variants: Readonly<Record<string, PictureVariant>>
}
/** A picture that fits into so many pixels, never enlarged; as JPEG, WebP or AVIF. */
export interface PictureVariant {
  readonly width: number
  readonly height: number
  readonly as: 'jpeg' | 'webp' | 'avif'
}
interface Asked {
  readonly settings: readonly SettingOf[]
  readonly field: string
}
export type ValueIn<C> = C extends Column<infer T, Says> ? T : never

/**
 * What a person reads in place of values that are words of the program: each by itself, or names of activities, or
 * categories of personal data.
 */
export type Terms = Readonly<Record<string, Words>> | 'activities' | 'personal data'

/** `label` is how a person would call it; without one the category's own name stands. */
export interface Source {
  readonly from: string
  readonly label?: Words
  readonly terms?: Terms
}
export interface Meaning extends Source {
  readonly is: PersonalData
  readonly unproven?: Unproven
}
/** The same for a few words, each with what it is called. */
type Of<S, W extends string> = Omit<S, 'terms'> & { readonly terms?: Readonly<Record<W, Words>> }

interface Make<T> {
  (): Column<T, Unsaid>
  (meaning: Meaning): Column<T, Meant>
  (source: Source): Column<T, Sourced>
}

interface Facts {
  kind: Kind
  sql: string
  is?: PersonalData
  from?: string
  label?: Words
  words?: readonly string[]
  terms?: Terms
  ref?: Column<unknown>['ref']
  secret?: true
  unproven?: Unproven
  encrypted?: Encryption
  file?: FileFacts
  asked?: Asked
  pseudonym?: Pseudonym
  searchable?: Searchable
}

export function column<T, S extends Says>(facts: Facts, nullable = false): Column<T, S> {
  return {
    ...facts,
    nullable,
    orNot: () => column<T | null, S>(facts, true),
    askedBy: (settings: SettingOf | readonly SettingOf[], field: string) =>
      column<T | null, S>({ ...facts, asked: { settings: [settings].flat(), field } }, true),
  } as Column<T, S>
}
const made = <T>(kind: Kind, sql: string) =>
  ((meaning?: Partial<Meaning>) => column({ kind, sql, ...meaning })) as Make<T>

export const text = made<string>('text', 'text')
/** A whole number of 32 bits. */
export const int = made<number>('int', 'integer')
/** A whole number of 64 bits, which the driver reads as a number up to 2^53. */
export const long = made<number>('int', 'bigint')
export const real = made<number>('real', 'double precision')
/** A list of numbers, some of which may be missing. */
export const reals = made<(number | null)[]>('reals', 'double precision[]')
export const flag = made<boolean>('flag', 'boolean')
/** A calendar day, as `2026-03-01`. */
export const day = made<string>('day', 'date')
export const json = made<unknown>('json', 'jsonb')

/**
 * One of a few words; the database holds it to them. `terms` says what a person reads in their place; rows about
 * persons need them.
 */
export function oneOf<const W extends string>(words: readonly W[], meaning: Of<Meaning, W>): Column<W, Meant>
export function oneOf<const W extends string>(words: readonly W[], source: Of<Source, W>): Column<W, Sourced>
export function oneOf<const W extends string>(words: readonly W[]): Column<W, Unsaid>
export function oneOf<const W extends string>(words: readonly W[], meaning?: Partial<Of<Meaning, W>>): Column<W> {
  return column({ kind: 'text', sql: 'text', words, ...meaning })
}

/**
 * A point in time, to the millisecond. It says by itself what it is: when something happened to the person of the row.
 */
export const moment = (source: Source = { from: 'the clock' }) =>
  column<Date, Meant>({
    kind: 'moment',
    sql: 'timestamp(3) with time zone',
    is: 'dpv:GeneratedPersonalData',
    ...source,
  })

/** The hash of a secret: good for comparing, never shown. */
export const hash = (meaning: Meaning = { is: 'pd:Password', from: 'the platform' }) =>
  column<Buffer, Meant>({ kind: 'bytes', sql: 'bytea', secret: true, ...meaning })

/** Bytes that are no text and no secret by themselves. */
export const bytes = made<Buffer>('bytes', 'bytea')

/** An identifier that is no reference into this database. */
export const uuid = made<string>('uuid', 'uuid')
/** Several of them. */
export const uuids = made<string[]>('uuid', 'uuid[]')

/**
 * A row of another table. It brings its meaning along: that the two belong together.
 * `checked: 'on input'` leaves out the foreign key (for bulk data, where COPY with one runs at 0.4); the proof then
 * looks for orphans. A row about a person refers to rows of the same person alone, unless it says `ofAnother`.
 */
export function ref(
  table: AnyTable | (() => AnyTable),
  how: { readonly checked?: 'on input'; readonly label?: Words; readonly ofAnother?: true } = {},
): Column<string, Meant> {
  return column({
    kind: 'uuid',
    sql: 'uuid',
    is: 'pd:UID',
    from: 'the platform',
    ...(how.label && { label: how.label }),
    ref: {
      table: typeof table === 'function' ? table : () => table,
      key: how.checked ?? 'in the database',
      ...(how.ofAnother && { ofAnother: how.ofAnother }),
    },
  })
}

interface HowEncrypted {
  /** The table whose row the key belongs to; the row itself where nothing is said. */
  readonly key?: AnyTable | (() => AnyTable)
  readonly findable?: true
  /** Not shown in a copy for the person: what signs somebody in. */
  readonly secret?: true
}

/**
 * A column whose values are ciphertext to the database: a unit of work encrypts what it writes and opens what it reads.
 * The key belongs to a row and goes with it. What is searched by part, compared or sorted cannot be encrypted.
 * `body: encrypted(text({ is: PersonalData.Communication, from: 'the consumer' }), { key: conversation })`
 */
export function encrypted<T, S extends Says>(
  plain: Column<T, S>,
  { key, findable, secret }: HowEncrypted = {},
): Column<T, S> {
  const { kind, nullable, is, from, label, asked } = plain
  if (kind !== 'text' && kind !== 'json') throw new Error(`a column of ${kind} cannot be encrypted: text and json can`)
  return column(
    {
      kind: 'encrypted',
      sql: 'bytea',
      encrypted: {
        as: kind,
        ...(key && { key: typeof key === 'function' ? key : () => key }),
        ...(findable && { findable }),
      },
      ...(is && { is }),
      ...(from !== undefined && { from }),
      ...(label && { label }),
      ...(asked && { asked }),
      ...(secret && { secret }),
    },
    nullable,
  )
}

/**
 * A keyed hash in place of the person whom a row is about, 16 bytes long: `about: pseudonymous('reader', customer)` and
 * `reader: pseudonym({ rotates: 'P1D', afterwards: 'anonymous' })`. The kernel has the key; `pseudonymOf` fills the column and
 * `<name>Key` beside it, which names the key. Rows of one activity whose pseudonyms rotate alike can be joined, those of
 * two activities never.
 */
export const pseudonym = ({ of, ...how }: Omit<Pseudonym, 'rotates'> & { readonly rotates?: `P${string}` }) =>
  column<Buffer, Meant>({
    kind: 'bytes',
    sql: 'bytea',
    is: 'pd:UID',
    from: 'a keyed hash',
    secret: true,
    // as: the declarations say where it is no period
    pseudonym: { ...how, ...(of !== undefined && { of }) } as Pseudonym,
    ...label('Pseudonym', 'Pseudonym'),
  })

/**
 * Rows are found by words of this text, encrypted or not: `name: searchable(encrypted(text({ … })), { typos: true })`, and
 * `.where(work.searches(table, ['name'], 'mull'))`. Beside it lies `<name>Words bigint[]` with keyed hashes of the words,
 * which the kernel fills.
 */
export function searchable<T, S extends Says>(
  plain: Column<T, S>,
  { beginnings = true, typos = false }: Partial<Searchable> = {},
): Column<T, S> {
  const { nullable, orNot: _, askedBy: __, says: ___, ...facts } = plain
  if ((facts.encrypted?.as ?? facts.kind) !== 'text' || facts.words)
    throw new Error(`a column of ${facts.encrypted?.as ?? facts.kind} has no words to search: text has`)
  return column({ ...facts, searchable: { beginnings, typos } }, nullable)
}
