import type { Chapter } from './chapters.ts'
import { proofOfConsent, type ProofOfConsent, type Settings, type ValueOf } from './settings.ts'
import type { Audience, LegalBasis, Purpose, Words } from './terms.ts'

/** Where a setting of an activity stands, so that a table can say "as long as the manifest says for this activity". */
export interface SettingOf<A extends string = string, K extends string = string, T = unknown> {
  readonly activity: A
  readonly setting: K
  /** Carries the type only. */
  readonly value?: T
}

/** Columns of another activity's table that this one may read. The owner has to offer them. */
export type Reads = Readonly<Record<string, readonly string[]>>

/** The operations of Art. 4(2) GDPR. */
export const operations = [
  'collection',
  'recording',
  'organisation',
  'structuring',
  'storage',
  'adaptation',
  'alteration',
  'retrieval',
  'consultation',
  'use',
  'disclosure by transmission',
  'dissemination',
  'making available',
  'alignment',
  'combination',
  'restriction',
  'erasure',
  'destruction',
] as const
export type Operation = (typeof operations)[number]

/** Recommends something to a person, scores one, or decides about one, by machine. */
export type Evaluation = 'recommends' | 'scores' | 'decides'

/**
 * The question of an activity that rests on consent. What it says is shown word for word, kept with its hash, and named
 * in the receipt; `{recipient}` and `{channel}` stand in it for the names of these.
 */
export interface Asks {
  readonly says: Words
  /** A consent of its own for each recipient that the manifest states for the activity, by name. */
  readonly each?: 'recipient'
  /**
   * A consent of its own for each of these ways to reach the person: `{ mail: { de: 'per E-Mail', en: 'by e-mail' } }`.
   */
  readonly channels?: Readonly<Record<string, Words>>
  /** The setting (a duration) that says how long a consent lasts; without one, until it is withdrawn. */
  readonly lasts?: string
}

export interface ActivitySpec<S extends Settings, R extends Reads> {
  /** What it is for. */
  readonly purposes: readonly [Purpose, ...Purpose[]]
  readonly basis: LegalBasis
  /** What the manifest decides about it. */
  readonly settings?: S
  /** Columns of tables that are kept under another activity. */
  readonly reads?: R
  /**
   * Whose rows a unit of work sees: only those of the person it works for (`own`, the rule), for persons of these kinds
   * also those that they stand in as further persons (`{ own: ['agent'] }`), or everybody's, with the reason (finding an account by its address, taking in readings). `of` leaves only persons
   * of these kinds, also in tables that are about others, too; they are known by a table that is about them alone, and
   * that it keeps or reads.
   */
  readonly reach?:
    | 'own'
    | { readonly own: readonly string[] }
    | { readonly all: string; readonly of?: readonly string[] }
  /** What a person is asked; exactly where the legal basis is consent. */
  readonly asks?: Asks
  /**
   * Goes on with what a person had restricted (Art. 18 GDPR), and why: what the person needs to exercise the own
   * rights. What rests on consent goes on by itself; all else finds nothing of that person until the restriction is
   * lifted.
   */
  readonly despiteRestriction?: string
  /** Kinds of recipients in the manifest that data goes to under this activity. */
  readonly recipients?: readonly string[]
  readonly operations?: readonly Operation[]
  /** Where on the site a form takes requests about data, in each language; the statement names the place. */
  readonly form?: Words
  /**
   * What it makes of a person by machine: recommendations or scores (profiling, Art. 4(4) GDPR), or decisions (Art.
   * 22). Left out where it does none of these.
   */
  readonly evaluates?: Evaluation
  /** In whose notice it stands (Art. 13 GDPR); left out, in the public statement alone. */
  readonly audience?: readonly [Audience, ...Audience[]]
  /** The part of the statement that it stands in. */
  readonly chapter?: Chapter
  /** The title and the paragraph of the statement. */
  readonly title: Words
  readonly words: Words
  /** What follows when somebody does not give the data (Art. 13(2)(e) GDPR). */
  readonly without?: Words
  /**
   * What the notice for employees says in place of these words, where the same processing is another thing to them:
   * what customers may do and employees must.
   */
  readonly employees?: { readonly words: Words; readonly without?: Words }
}

declare const mayBeUsed: unique symbol
/** What a unit of work runs under. `activity()` alone makes it: a description of an activity is not enough. */
interface Usable {
  readonly [mayBeUsed]: true
}
const usable = new WeakSet<object>()
/** Whether this is the activity itself, as `activity()` made it, and no description of one. */
export const isUsable = (activity: AnyActivity): boolean => usable.has(activity)

/** The same to read, under which nothing can be done; one description for each activity. */
export function described<A extends AnyActivity>(activity: A): AnyActivity & { readonly name: A['name'] } {
  if (!isUsable(activity)) return activity
  const made = descriptions.get(activity) ?? { ...activity }
  descriptions.set(activity, made)
  return made as AnyActivity & { readonly name: A['name'] } // as: it was made of this one
}
const descriptions = new WeakMap<object, AnyActivity>()

export type Activity<N extends string = string, S extends Settings = Settings, R extends Reads = Reads> = {
  readonly name: N
  readonly spec: ActivitySpec<S, R>
} & Usable & { readonly [K in keyof S & string]: SettingOf<N, K, ValueOf<S[K]>> }

/**
 * A processing activity in the sense of Art. 30 GDPR, as a value that tables, units of work and the manifest refer to.
 */
export function activity<
  const N extends string,
  S extends Settings = Record<never, never>,
  const R extends Reads = Record<never, never>,
>(name: N, spec: ActivitySpec<S, R>): Activity<N, S, R> {
  // A module that the types did not check may have no basis; declarations() says so with everything else that is wrong.
  const own =
    (spec as Partial<typeof spec>).basis?.letter === 'a'
      ? { ...spec, settings: { ...spec.settings, proof: proofOfConsent } as unknown as S }
      : spec // as: one setting more than the activity names
  const settings = Object.keys(own.settings ?? {}).map(setting => [setting, { activity: name, setting }])
  const made = { name, spec: own, ...Object.fromEntries(settings) } as Activity<N, S, R>
  usable.add(made)
  return made
}

/** Whether an activity is told of in the notice for these people. */
export const isToldTo = ({ spec }: AnyActivity, audience: Audience): boolean =>
  ((spec.audience ?? ['public']) as readonly Audience[]).includes(audience)

/** The paragraph of an activity, and what follows without the data, as these people are told. */
export const toldTo = (
  { spec }: AnyActivity,
  audience: Audience,
): { readonly words: Words; readonly without?: Words } =>
  audience === 'employees' && spec.employees ? spec.employees : spec

export const isByConsent = ({ spec }: AnyActivity): boolean => spec.basis.letter === 'a'
/** Where a manifest says what outlives a consent to this activity. */
export const proofSetting = (activity: string): SettingOf<string, 'proof', ProofOfConsent> => ({
  activity,
  setting: 'proof',
})

// oxlint-disable typescript/no-explicit-any -- an activity is invariant in its settings
export type AnyActivity = { readonly name: string; readonly spec: ActivitySpec<any, any> } // any: an activity is invariant in its settings
/** An activity that units of work run under; whoever has none but its description cannot act under it. */
export type UsableActivity = AnyActivity & Usable
export type NameOf<A> = A extends { readonly name: infer N extends string } ? N : never
export type ReadsOf<A> = A extends { readonly spec: ActivitySpec<any, infer R> } ? R : never // any: whatever its settings
