import type { Words } from '../declare/terms.ts'

/**
 * What the operator is told of a problem: what happened, and what to do about it. Neither holds a value of anybody's.
 */
export interface ToldToOperator {
  readonly says: Words
  readonly mend: Words
}
interface HowTold extends ToldToOperator {
  /** Mailed at once instead of with what else came up in the same minutes. */
  readonly urgent?: boolean
  /** Which of several things of this kind it is about (a recipient, a file), where each is an alarm of its own. */
  readonly of?: string
  /** The same in two places (two jobs) is two alarms. */
  readonly byPlace?: boolean
  readonly cause?: unknown
}

/**
 * Something that the operator has to know and can do something about. Its words are ours, so they go into the log, the
 * console and a mail as they stand; of all other errors only class and code are told. What it says must name things of
 * the installation (tables, jobs, files of settings, recipients) and never a value of anybody's.
 *
 *     class RelayIsDown extends OperatorProblem {
 *       constructor() { super({ says: { de: '…', en: 'The mail relay cannot be reached.' }, mend: { de: '…', en: 'See
 *       whether …' } }) }
 *     }
 *
 * Each kind is a class of its own, and `of` tells several of one class apart.
 */
export abstract class OperatorProblem extends Error implements ToldToOperator {
  readonly says: Words
  readonly mend: Words
  readonly urgent: boolean
  /** Alarms of one kind are counted, mailed and ended together. */
  readonly kind: string
  readonly byPlace: boolean

  constructor({ says, mend, urgent = false, of, byPlace = false, cause }: HowTold) {
    super(`${says.en} ${mend.en}`, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.kind = problemKind(new.target, of)
    this.says = says
    this.mend = mend
    this.urgent = urgent
    this.byPlace = byPlace
  }
}

/** A class of problems. */
export type KindOfProblem = abstract new (...args: never) => OperatorProblem
export const problemKind = ({ name }: KindOfProblem, of?: string): string => (of === undefined ? name : `${name} ${of}`)
