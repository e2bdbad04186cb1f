import type { AnyActivity } from '../declare/activity.ts'
import type { Adding } from '../store/work.ts'
import { isId } from '../text/ids.ts'
import { eventTable, personEvent } from './tables.ts'

/** Something that a module announces once it has happened, with the ids of what it happened to. */
export interface Event<I extends string = string, W extends About = About, A extends AnyActivity = AnyActivity> {
  /** `module.thing-happened`. */
  readonly name: string
  /** The activities that announce it. */
  readonly by: readonly A[]
  readonly about: W
  /** What its ids are called. */
  readonly ids: readonly I[]
  readonly [declared]: true
}
declare const declared: unique symbol
export type About = 'a person' | 'nobody'
// any: an activity is invariant in its settings
export type AnyEvent = Event<any, About, any>

/** What is announced: ids alone, and whom it is about. */
export type Announced<E> =
  E extends Event<infer I, infer W, infer _>
    ? { readonly [F in I]: string } & (W extends 'a person' ? { readonly subject: string } : unknown)
    : never

const shape = /^[a-z][a-z-]*\.[a-z][a-z-]*$/
/** As the database takes the names of ids, too. */
const idName = /^[a-zA-Z]{1,40}$/
const all = new WeakSet<AnyEvent>()

/**
 * Declares an event, in the past tense. It stands in the contract of the module that announces it.
 *
 *     export const contractEnded = event('contracts.contract-ended', {
 *       by: [contracts],
 *       about: 'a person',
 *       ids: ['contract'],
 *     })
 */
export function event<A extends AnyActivity, const W extends About, const I extends string>(
  name: `${string}.${string}`,
  spec: { readonly by: readonly A[]; readonly about: W; readonly ids: readonly I[] },
): Event<I, W, A> {
  if (!shape.test(name)) throw new Error(`'${name}' names no event: module.thing-happened`)
  if ((spec.ids as readonly string[]).includes('subject')) throw new Error(`whom '${name}' is about is said by 'about'`)
  const unfit = (spec.ids as readonly string[]).find(id => !idName.test(id))
  if (unfit !== undefined) throw new Error(`'${unfit}' of '${name}' names no id: up to 40 letters`)
  const made = Object.freeze({ name, ...spec }) as Event<I, W, A> // the symbol is for the types alone
  all.add(made)
  return made
}

/** What was to be announced is something else than the event's ids. It names the field, and never what was in it. */
export class UnfitEvent extends Error {
  constructor(event: string, field: string) {
    super(`'${field}' of an event '${event}' is none of its ids`)
    this.name = 'UnfitEvent'
  }
}

/**
 * Says that something happened, in this transaction: listeners hear of it exactly if it commits, and after it. Announce
 * it once the rows that it is about are written, so that of two units that waited for each other the second one's event
 * comes second.
 */
export async function announce<E extends AnyEvent>(
  work: Omit<Adding, 'activity'> & { readonly activity: E['by'][number] },
  what: E,
  told: Announced<NoInfer<E>>,
): Promise<void> {
  // Name and ids of anything else would be text that nobody declared.
  if (!all.has(what)) throw new Error('what is announced is a declared event: event(…)')
  if (!what.by.some(({ name }: AnyActivity) => name === (work.activity as AnyActivity).name))
    throw new Error(`'${what.name}' is not announced by '${(work.activity as AnyActivity).name}'`)
  const given: Readonly<Record<string, unknown>> = told
  const names = [...what.ids, ...(what.about === 'a person' ? ['subject'] : [])] as string[]
  for (const field of new Set([...names, ...Object.keys(given)]))
    if (!names.includes(field) || !Object.hasOwn(given, field) || !isId(String(given[field])))
      throw new UnfitEvent(what.name, field)
  const { subject, ...ids } = given as Record<string, string>
  const row = { name: what.name, ids: JSON.stringify(ids), at: work.now }
  await (subject === undefined ? work.add(eventTable, row) : work.add(personEvent, { ...row, subject }))
  work.afterwards(() => {
    for (const wake of wakeUps) wake()
  })
}

/** Those who handle events in this process; others look for themselves. */
export const wakeUps = new Set<() => void>()
