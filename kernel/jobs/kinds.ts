import { isId } from '../text/ids.ts'
import type { Lane } from './lanes.ts'

/**
 * What a field of a payload takes: the id of a row, a whole number, or one of these words. Nothing else comes into the
 * queue: what is personal stays in the tables that the ids point to.
 */
export type Takes = 'id' | 'number' | readonly string[]

/** A kind of job, by its name, the fields of its payload and the lane that it waits in. */
export interface JobKind<T extends Readonly<Record<string, Takes>> = Readonly<Record<string, Takes>>> {
  readonly name: string
  readonly takes: T
  readonly lane: Lane
}

/** Identifiers and words alone, as a kind of job takes them. */
export type PayloadOf<T extends Readonly<Record<string, Takes>>> = {
  readonly [F in keyof T]: T[F] extends readonly (infer W extends string)[] ? W : string
}

/**
 * Names a kind of job and what its payload takes. It waits in the lane `normal` where nothing else is said.
 *
 *     const answering = jobKind('identity.answer', { registration: 'id' }, 'interactive')
 */
export const jobKind = <const T extends Readonly<Record<string, Takes>>>(
  name: string,
  takes: T,
  lane: Lane = 'normal',
): JobKind<T> => ({ name, takes, lane })

/** A payload that holds something else than its kind of job takes. It names the field, and never what was in it. */
export class UnfitPayload extends Error {
  constructor(job: string, field: string) {
    super(`'${field}' of a job '${job}' is not what it takes: ids, whole numbers and its own words`)
    this.name = 'UnfitPayload'
  }
}

const isNumber = /^\d{1,10}$/
const fits = (takes: Takes | undefined, value: unknown): boolean =>
  typeof value === 'string' &&
  (takes === 'id'
    ? isId(value)
    : takes === 'number'
      ? isNumber.test(value)
      : takes !== undefined && takes.includes(value))

export function refuseUnfit({ name, takes }: JobKind, payload: Readonly<Record<string, unknown>>): void {
  for (const field of new Set([...Object.keys(takes), ...Object.keys(payload)]))
    if (!fits(Object.hasOwn(takes, field) ? takes[field] : undefined, payload[field]))
      throw new UnfitPayload(name, field)
}
