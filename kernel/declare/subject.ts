import type { Words } from './terms.ts'

/**
 * A kind of data subject, as the module that knows these people names it: `subject('customer', { provenBy: ['mail']
 * })`.
 */
export interface SubjectKind<N extends string = string> {
  readonly kind: N
  /** What a person of this kind can prove to control, by which a request finds the rows. */
  readonly provenBy: readonly string[]
  /**
   * What they are called together, in the record of processing (Art. 30(1)(c) GDPR): "Kundinnen und Kunden",
   * "customers".
   */
  readonly called?: Words
}
export const subject = <const N extends string>(
  kind: N,
  spec: { readonly provenBy: readonly string[]; readonly called?: Words },
): SubjectKind<N> => ({ kind, ...spec })

/** How a row without a subject of its own belongs to a person: through rows that hold a thing for a time. */
export interface Through {
  /** The table of who held what, and when; a table about the same kind of person, with its own `subject`. */
  readonly possession: () => { readonly name: string }
  /** The column here and there that names the thing held. */
  readonly on: readonly [here: string, there: string]
  /** The moment here, and from when (inclusive) and until when (exclusive, null: still) there. */
  readonly at?: readonly [here: string, since: string, until: string]
  /**
   * What the row is about goes on from that moment: so many hours, or to another moment of the row (inclusive). It is
   * then of whoever held the thing throughout, or at any time of it.
   */
  readonly lasts?: { readonly held: 'throughout' | 'at any time' } & (
    | { readonly hours: number }
    | { readonly to: string }
  )
  /** The column with the moment of the later row that this one rests on: it is erased with what came about then, too. */
  readonly restsOn?: string
  /**
   * The row is a thing and no trace of anybody: whoever holds it sees it and has it in the copy; it stays when they go.
   */
  readonly stays?: true
  /**
   * Things are tenants': the tenanted table that they stand in, one row for each, and its column that names them there.
   * A row is then there for whom its thing's tenant is, and the possession is of that tenant, too. What is recorded of a
   * thing that stands in no row there is no tenant's, and not there for units that are bound to one.
   */
  readonly things?: { readonly in: () => { readonly name: string }; readonly by: string }
}

export type About =
  | { readonly who: 'owner'; readonly kinds: readonly SubjectKind[] }
  | { readonly who: 'through'; readonly kinds: readonly SubjectKind[]; readonly through: Through }
  | { readonly who: 'pseudonym'; readonly kinds: readonly SubjectKind[]; readonly column: string }
  | { readonly who: 'unattributed' }
  | { readonly who: 'nobody' }

/** The row is about this person, or about one of these kinds of persons. Erasure deletes it, the copy shows it. */
export const owner = (...kinds: SubjectKind[]) => ({ who: 'owner', kinds }) as const
/**
 * The row is about whoever held a thing when it came about: a meter's reading is the resident's of that day. Without
 * kinds: of whatever kind.
 */
export const through = (path: Through, ...kinds: SubjectKind[]) => ({ who: 'through', kinds, through: path }) as const
/**
 * The row is about a person whom only a pseudonym tells, in the column named (`pseudonym()`). While its key is there the
 * row is personal data (Art. 4(5) GDPR) and found for copy, erasure, objection and restriction; afterwards it is
 * nobody's.
 */
export const pseudonymous = <const C extends string>(column: C, ...kinds: SubjectKind[]) =>
  ({ who: 'pseudonym', kinds, column }) as const
/** The row cannot be tied to a person, by construction (Art. 11 GDPR): no id, no foreign key, a schema of its own. */
export const unattributed = { who: 'unattributed' } as const
/** The row is about no person at all. */
export const nobody = { who: 'nobody' } as const

/** A person of one kind, by the id that rows about this person bear. */
export interface DataSubject {
  readonly kind: string
  readonly id: string
}
