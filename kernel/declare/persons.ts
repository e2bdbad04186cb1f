import type { LegalRetention } from '../statement/keeping-laws.ts'
import { owner, type SubjectKind } from './subject.ts'
import { markColumn, snake, wordsColumn, type AnyTable } from './table.ts'
import type { Words } from './terms.ts'

/*
 * Further persons in a row: beside the one whom the row is about stands an agent who answered, the recipient of a
 * parcel, somebody's contact. What erasure does to the row for such a person says how much of the row is that person's:
 * all of it, or some columns. A restriction and an objection stop the same part.
 */

/** The whole row is this person's, too: it goes with whoever goes first, and waits for all of them. */
export interface Deletes {
  readonly does: 'deletes'
}
/**
 * Of the row these columns are the person's, and go, with the one that names the person; the row stays. Where a law
 * keeps them, they lie apart until its period is over.
 */
export interface Blanks<B extends string = string, C extends string = string> {
  readonly does: 'blanks'
  readonly columns: readonly B[]
  readonly keptByLaw?: LegalRetention<C>
}

interface Standing<C extends string> {
  readonly kind: SubjectKind
  /** What the row is to this person, in the copy: "Ihre Antworten", "your answers". The table's title where left out. */
  readonly title?: Words
  /** Columns that the copy shows this person. */
  readonly sees: readonly C[]
  /** The row names the person and says nothing else: it is shown nowhere, and nothing but an erasure touches the name. */
  readonly onlyNamed?: true
}
/**
 * A further person in the rows of a table, by the column that holds this person's id. `C` are its columns, `B` those that
 * can be blanked.
 */
export type FurtherPerson<C extends string = string, B extends string = string> = Standing<C> &
  (
    | { readonly column: C; readonly erasure: Deletes }
    // Erasure blanks the name, so its column has to allow that.
    | { readonly column: B; readonly erasure: Blanks<B, C> }
  )

/** Erasing the person deletes the row. */
export const deletesRow = { does: 'deletes' } as const
/** Erasing the person blanks who it was, and these columns. */
export const blanks = <const B extends string>(...columns: B[]) => ({ does: 'blanks', columns }) as const
/**
 * The same, but a law keeps what is blanked, from a moment of the row on: until its period is over it lies apart, out of
 * everyday reach. `keepsByLaw(keptBy(law.letters, 'sentAt'), 'contactName')`
 */
export const keepsByLaw = <const C extends string, const B extends string>(
  keptByLaw: LegalRetention<C>,
  ...columns: B[]
) => ({ does: 'blanks', columns, keptByLaw }) as const

/**
 * The rows are also about this person: `alsoAbout(agent, 'agentId', { sees: ['answer', 'sentAt'], erasure:
 * blanks('answer') })`. Where the column is null, there is none.
 */
export const alsoAbout = <const C extends string, const S extends string, const E extends Deletes | Blanks>(
  kind: SubjectKind,
  column: C,
  standing: { readonly title?: Words; readonly sees: readonly S[]; readonly erasure: E },
) => ({ kind, column, ...standing }) as const

/** A person whom somebody else's row names: erasing that person blanks the column and leaves the row. */
export const mentions = <const C extends string>(kind: SubjectKind, column: C) =>
  ({ kind, column, sees: [], erasure: { does: 'blanks', columns: [] }, onlyNamed: true }) as const

/** Whether the whole row is the person's, too. */
export const isWholeRow = ({ erasure }: FurtherPerson): boolean => erasure.does === 'deletes'

/** Those whom the rows are also about, and not only name. */
export const alsoIn = ({ persons }: AnyTable): FurtherPerson[] => persons.filter(one => !one.onlyNamed)
/** Those of them to whom the whole row belongs, and those to whom columns do. */
export const wholeRowOf = (table: AnyTable): FurtherPerson[] => alsoIn(table).filter(isWholeRow)
export const partOfRow = (table: AnyTable): FurtherPerson[] => alsoIn(table).filter(one => !isWholeRow(one))

/**
 * The columns that are a person's, and go with the person, each with its keyed hash; of a whole row the one that names
 * the person.
 */
export const columnsOf = ({ columns }: AnyTable, { column, erasure }: FurtherPerson): string[] => [
  ...new Set([
    column,
    ...(erasure.does === 'blanks' ? erasure.columns : []).flatMap(name => [
      name,
      ...(columns[name]?.encrypted?.findable ? [markColumn(name)] : []),
      ...(columns[name]?.searchable ? [wordsColumn(name)] : []),
    ]),
  ]),
]

/** A table as a further person finds it in the copy: those of its columns that this person sees. */
export interface Part {
  readonly whole: AnyTable
  readonly person: FurtherPerson
}
export type PartOfTable = AnyTable & { readonly part: Part }
export const isPart = (table: AnyTable): table is PartOfTable => 'part' in table
export const wholeTable = (table: AnyTable): AnyTable => (isPart(table) ? table.part.whole : table)

/** `messenger.message.agentId`: its rows as those in that column have them. */
export function partFor(whole: AnyTable, person: FurtherPerson): PartOfTable {
  const { tells: _, leaves: __, latestFirst, ...table } = whole
  const title = person.title ?? whole.title
  return {
    ...table,
    name: `${whole.name}.${person.column}`,
    ...(title && { title }),
    about: owner(person.kind),
    columns: Object.fromEntries(Object.entries(whole.columns).filter(([name]) => person.sees.includes(name))),
    persons: [],
    ...(latestFirst !== undefined && { latestFirst }),
    part: { whole, person },
  }
}

/** What a kind of person finds of a table, as which further person. */
export const partsOf = (table: AnyTable, kind: string): PartOfTable[] =>
  alsoIn(table)
    .filter(one => one.kind.kind === kind)
    .map(one => partFor(table, one))

/** A table by its name, or what a further person finds of one. */
export function tableNamed(tables: ReadonlyMap<string, AnyTable>, name: string): AnyTable | undefined {
  const whole = tables.get(name)
  if (whole) return whole
  const at = name.lastIndexOf('.')
  const table = tables.get(name.slice(0, at))
  const person = table && alsoIn(table).find(({ column }) => column === name.slice(at + 1))
  return table && person && partFor(table, person)
}

/** What of a row is kept apart for a further person: what is the person's, what the copy shows, and what opens it. */
export function keptApart(table: AnyTable, person: FurtherPerson): string[] {
  const keys = new Set(Object.values(table.columns).flatMap(({ encrypted }) => encrypted?.key?.().name ?? []))
  return [
    ...new Set([
      ...table.key,
      ...columnsOf(table, person),
      ...person.sees,
      ...Object.entries(table.columns).flatMap(([name, { ref }]) => (ref && keys.has(ref.table().name) ? [name] : [])),
      ...(person.erasure.does === 'blanks' && person.erasure.keptByLaw ? [person.erasure.keptByLaw.column] : []),
      ...[table.latestFirst, table.toldFrom].filter(name => name !== undefined),
    ]),
  ].map(snake)
}

/** Where it lies. Its rows are parts of others, and are looked at, copied and erased as these. */
export const isSetAside = ({ name }: AnyTable): boolean => name === 'obhut.set_aside'
