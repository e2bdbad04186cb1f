import type { ColumnType, Generated } from 'kysely'
import { described, type AnyActivity, type NameOf, type SettingOf } from './activity.ts'
import type { LegalRetention } from '../statement/keeping-laws.ts'
import type { Period } from './settings.ts'
import type { Words } from './terms.ts'
import { hash, uuid, type Column, type Meant, type Says, type Sourced, type ValueIn } from './columns.ts'
import type { FurtherPerson } from './persons.ts'
import type { About } from './subject.ts'

type Columns = Readonly<Record<string, Column<any, Says>>> // any: a column of whatever type
/** What each column has to say, given about whom the rows are. */
type ColumnsAbout<W extends About['who']> = W extends 'owner' | 'through' | 'pseudonym'
  ? Readonly<Record<string, Column<any, Meant>>> // any: of whatever type
  : W extends 'unattributed'
    ? Readonly<Record<string, Column<any, Meant | Sourced>>> // any: of whatever type
    : Columns

/** When a row has to be gone. */
export type Until<C extends string = string> =
  | {
      readonly rule: 'since'
      readonly column: C
      readonly keep: SettingOf | 'immediately'
      readonly from: 'the moment' | 'the end of its year'
      readonly says?: Words
      /** Words of a column that end a row: where one stands, the moment must stand, too, or the row would never go. */
      readonly final?: Final
      /** In no case shorter than the longest of these: settings, in every version that was in force, and fixed periods. */
      readonly atLeast?: readonly (SettingOf | Period)[]
    }
  | { readonly rule: 'with'; readonly column: C }
  | { readonly rule: 'erasure' }

/** By column, the words with which a row has come to its end. */
export type Final = Readonly<Record<string, readonly string[]>>

/**
 * So long after a moment in the row; while that moment is null the row stays. Where a row has a state, `final` says
 * which of its words end it: `since('closedAt', desk.keep, { state: ['answered', 'refused'] })`. The database then takes
 * no such row without its moment.
 */
export const since = <const C extends string>(column: C, keep: SettingOf | 'immediately', final?: Final) =>
  ({ rule: 'since', column, keep, from: 'the moment', ...(final && { final }) }) as const
/**
 * Until that moment and no longer; `says` completes "Kept: …" in the statement: "bis zum Ende der Sitzung", "until the
 * session ends". `final` as for `since`.
 */
export const until = <const C extends string>(column: C, says: Words, final?: Final) =>
  ({ rule: 'since', column, keep: 'immediately', from: 'the moment', says, ...(final && { final }) }) as const
/** So long after a moment in the row, and at least as long as the longest of these. */
export const sinceAtLeast = <const C extends string>(
  column: C,
  keep: SettingOf,
  atLeast: readonly (SettingOf | Period)[],
) => ({ rule: 'since', column, keep, from: 'the moment', atLeast }) as const
/** So long after the end of the calendar year in which the moment lies (HGB section 257(5), AO section 147(4)). */
export const sinceEndOfYear = <const C extends string>(column: C, keep: SettingOf) =>
  ({ rule: 'since', column, keep, from: 'the end of its year' }) as const
/** As long as the row that this column refers to, and gone with it. */
export const asLongAs = <const C extends string>(column: C) => ({ rule: 'with', column }) as const
/** Until the person's erasure: the row is what the relationship itself consists of (the account). */
export const untilErasure = { rule: 'erasure' } as const

/** The name of the database schema that a table lies in, and its name there. */
export const placeOf = (table: { readonly name: string }): { schema: string; name: string } => {
  const [schema, name] = table.name.split('.') as [string, string]
  return { schema: snake(schema), name: snake(name) }
}
export const snake = (name: string): string =>
  name.replaceAll('-', '_').replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

/** Where the id of the key lies by which a pseudonym was made. */
export const pseudonymKeyColumn = <const C extends string>(column: C): `${C}Key` => `${column}Key`

export interface Tells<C extends string = string> {
  readonly of: () => AnyTable
  readonly by: C
  readonly columns: Readonly<Record<string, Words>>
}

/** Columns that an erasure can blank. */
type Nullable<C> = { [K in keyof C & string]: null extends ValueIn<C[K]> ? K : never }[keyof C & string]

interface Spec<A extends About, U extends AnyActivity, C> {
  /** What its rows are, in the words of the person they are about: "Anmeldungen", "sign-ins". */
  readonly title?: Words
  readonly about: A
  /** The activity that the rows are kept under. */
  readonly under: U
  readonly until?: Until<keyof C & string>
  /**
   * A law keeps its rows in place of their erasure: `keptByLaw: keptBy(law.vouchers, 'issuedAt')`. Until its period is over
   * they are restricted.
   */
  readonly keptByLaw?: LegalRetention<keyof C & string>
  readonly columns: C & ColumnsAbout<A['who']>
  /** Persons in the rows beside the one whom they are about. */
  readonly persons?: readonly FurtherPerson<keyof C & string, Nullable<C>>[]
  /** Columns of the primary key, where that is not `id`. */
  readonly key?: readonly ((keyof C & string) | 'subject' | 'tenant')[]
  /**
   * Each row belongs to a tenant (`kernel/tenants`): there for units of work within that tenant, or within one above
   * it. The kernel fills `tenant` from the unit.
   */
  readonly tenanted?: true
  /** Partitioned by ranges of this moment; leaves are made by the platform. */
  readonly partitionedBy?: keyof C & string
  /** Filled by COPY straight into its leaves: no kernel columns, no policy on a leaf. */
  readonly bulk?: true
  /** Rows are added and never changed; only sweep and rights take them away. */
  readonly appendOnly?: true
  /** Every activity may add rows, and none but its own reads them: log, queue, outbox. */
  readonly addedByAll?: true
  /**
   * Rows come in through a leaf without index and trigger, `…_arriving`, and the desk for rights puts them in their
   * place. Some columns are not everybody's to fill as a row arrives: a desk's, or nobody's.
   */
  readonly arrives?: Arrives<keyof C & string>
  /** Its rows are the keys of other rows: an activity sees those that open what it may read. */
  readonly holdsKeys?: true
  /** Its rows are files of other rows, or the chunks that these consist of: an activity sees those of rows that it sees. */
  readonly holdsFiles?: 'files' | 'chunks'
  /** Never in a backup of the data: it lies in a file of its own, of which only the newest is kept. */
  readonly apart?: true
  /** The desk that fulfils rights adds rows, besides the activity that they are kept under. */
  readonly addedByDesk?: true
  /**
   * What stays of a row when its person is erased: these columns, in a table that names nobody, so that one can still
   * answer for what was done (Art. 5(2) GDPR).
   */
  readonly leaves?: { readonly in: () => AnyTable; readonly columns: readonly (keyof C & string)[] }
  /**
   * What its person is told beside it: columns of the row that `by` refers to, without which it would say nothing. They
   * are about nobody.
   */
  readonly tells?: Tells<keyof C & string>
  /** Its person reads the latest first, by this moment. */
  readonly latestFirst?: keyof C & string
  /**
   * A moment in the row before which its person is not told of it, because a law forbids that; null where none does.
   */
  readonly toldFrom?: keyof C & string
  /**
   * Writes to it leave no entry in the audit log, and why: where the log of the writes would say more about a person
   * than the rows do.
   */
  readonly unaudited?: string
  /**
   * Its rows can be held past their period, with a reason and an end, where somebody has to examine them: a log in
   * which nobody can be found.
   */
  readonly holdable?: true
  /**
   * What an activity deletes of it counts as an erasure: it is what its person gives back. While a legal hold stands for
   * the person it stays, out of everyday reach, and goes once nothing holds the person any more. The activity cannot tell
   * it from a row that went, but for the count.
   */
  readonly deletedAsErasure?: true
  /** Columns whose change alone is no news: when a session was last seen. The audit log passes over it. */
  readonly routine?: readonly (keyof C & string)[]
}

/** Columns by who alone fills them as a row arrives. All others are everybody's. */
export type Arrives<C extends string = string> = {
  readonly [filledBy in 'rights' | 'sweep' | 'nobody']?: readonly C[]
}

type Own<C extends Columns> = {
  [K in keyof C]: null extends ValueIn<C[K]>
    ? ColumnType<ValueIn<C[K]>, ValueIn<C[K]> | undefined, ValueIn<C[K]>>
    : ValueIn<C[K]>
}
type Kept<A extends About> = A['who'] extends 'owner'
  ? {
      subject: ColumnType<string, string | undefined, never>
      version: ColumnType<number, undefined, never>
      restricted: ColumnType<string | null, undefined, never>
    }
  : A extends { readonly who: 'pseudonym'; readonly column: infer N extends string }
    ? {
        version: ColumnType<number, undefined, never>
        restricted: ColumnType<string | null, undefined, never>
      } & { [K in `${N}Key`]: ColumnType<string, string, never> }
    : unknown
type Tenanted<T> = T extends true ? { tenant: ColumnType<string, string | undefined, never> } : unknown
type Id<K> = K extends undefined ? { id: Generated<string> } : unknown

export interface Table<
  N extends string = string,
  Row = any, // any: of whatever rows
  U extends AnyActivity = AnyActivity,
  About_ extends About = About,
> {
  readonly name: N
  readonly title?: Words
  readonly about: About_
  readonly under: U
  readonly until?: Until
  readonly keptByLaw?: LegalRetention
  readonly columns: Readonly<Record<string, Column<any>>> // any: of whatever type
  readonly persons: readonly FurtherPerson[]
  readonly key: readonly string[]
  readonly tenanted: boolean
  readonly partitionedBy?: string
  readonly bulk: boolean
  readonly appendOnly: boolean
  readonly addedByAll: boolean
  readonly arrives?: Arrives
  readonly holdsKeys: boolean
  readonly holdsFiles?: 'files' | 'chunks'
  readonly apart: boolean
  readonly addedByDesk: boolean
  readonly leaves?: { readonly in: () => AnyTable; readonly columns: readonly string[] }
  readonly tells?: Tells
  readonly latestFirst?: string
  readonly toldFrom?: string
  readonly unaudited?: string
  readonly holdable?: true
  readonly deletedAsErasure?: true
  readonly routine: readonly string[]
  /** Carries the type only. */
  readonly row?: Row
}
export type AnyTable = Table<string, any, AnyActivity> // any: with whatever rows
export type RowOf<T> = T extends { readonly row?: infer R } ? Exclude<R, undefined> : never
export type UnderOf<T> = T extends { readonly under: infer U } ? NameOf<U> : never
export type TableName<T> = T extends { readonly name: infer N extends string } ? N : never

/**
 * A table and what it means: about whom its rows are, under which activity they are kept, until when, and for
 * each column which personal data it is and where it came from. Copy, erasure, sweep, grants, policies, the
 * statement and the record of processing are read from here; none of them is written twice.
 */
export function table<
  const N extends `${string}.${string}`,
  const A extends About,
  U extends AnyActivity,
  C extends Columns,
  const K extends readonly ((keyof C & string) | 'subject' | 'tenant')[] | undefined = undefined,
  const T extends true | undefined = undefined,
>(
  name: N,
  spec: Spec<A, U, C> & { readonly key?: K; readonly tenanted?: T },
): Table<N, Id<K> & Own<C> & Kept<A> & Tenanted<T>, U, A> {
  return {
    persons: [],
    tenanted: false,
    bulk: false,
    appendOnly: false,
    addedByAll: false,
    addedByDesk: false,
    holdsKeys: false,
    apart: false,
    routine: [],
    ...spec,
    columns: withMarks(spec.columns),
    name,
    key: spec.key ?? ['id'],
  } as never
}

/** How the catalogue calls a table. */
export const catalogueName = (table: { readonly name: string }): string => {
  const { schema, name } = placeOf(table)
  return `${schema}.${name}`
}

/** Where the keyed hash of a findable column lies. */
export const markColumn = (column: string): string => `${column}Mark`

/** Where the keyed hashes of a searchable column's words lie. */
export const wordsColumn = (column: string): string => `${column}Words`

/** Beside each encrypted column that rows are found by lies its keyed hash, and of a searchable one its words'. */
function withMarks(columns: Columns): Columns {
  return Object.fromEntries(
    Object.entries(columns).flatMap(([name, facts]) => {
      const { is = 'pd:UID', label, asked } = facts
      const beside = { is, from: 'a keyed hash', ...(label && { label }) }
      const more = asked && { asked }
      const mark = facts.encrypted?.findable && { ...hash(beside), nullable: facts.nullable, ...more }
      const words = facts.searchable && { ...hash(beside), sql: 'bigint[]', nullable: true, ...more }
      return [
        [name, facts] as const,
        ...(facts.pseudonym
          ? [[pseudonymKeyColumn(name), uuid({ is: 'dpv:GeneratedPersonalData', from: 'the platform' })] as const]
          : []),
        ...(mark ? [[markColumn(name), mark] as const] : []),
        ...(words ? [[wordsColumn(name), words] as const] : []),
      ]
    }),
  )
}

/** What the owner of a table lets other modules' activities read, by name; stands in the module's `contract.ts`. */
export function offered<T extends AnyTable, const C extends keyof RowOf<T> & string>(
  table: T,
  columns: readonly C[],
): Offer<T, C> {
  return { ...table, under: described(table.under), offers: columns } as never
}
export type Offer<T extends AnyTable, C extends string> = Table<
  TableName<T>,
  Pick<RowOf<T>, C & keyof RowOf<T>>,
  AnyActivity & { readonly name: UnderOf<T> },
  T['about']
> & { readonly offers: readonly C[] }
