import { knownByCode } from './codes.ts'
import { OperatorProblem, type ToldToOperator } from './problem.ts'
import { WordedError } from './worded.ts'

/** A fault as it is told, counted and kept: nothing of it is a value of anybody's. */
export interface Raised extends ToldToOperator {
  /** What failed: `job kernel.sweep`, `GET /api/home`. */
  readonly where: string
  /**
   * Faults of one kind are one alarm: `PromisesBroken`, `ContractIsDue post`, or for what nobody expected, where it
   * came about and its class.
   */
  readonly kind: string
  readonly urgent: boolean
}

/** A code of PostgreSQL, Node or a library; anything longer or freer could be a text from outside. */
export const errorCodeOf = (error: unknown): string | undefined => {
  const { code } = Object(error) as { code?: unknown }
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : undefined
}
/** The name of an error's class, as far as it is one. */
export const classOf = (error: unknown): string =>
  error instanceof Error ? (/^[A-Za-z][A-Za-z0-9]{0,60}$/.exec(error.name)?.[0] ?? 'Error') : typeof error

/** What is told of a fault; of an error that we did not write ourselves, no more than class and code. */
export function raised(where: string, error: unknown): Raised {
  if (error instanceof OperatorProblem)
    return {
      where,
      kind: error.byPlace ? `${error.kind} ${where}` : error.kind,
      says: error.says,
      mend: error.mend,
      urgent: error.urgent,
    }
  const code = errorCodeOf(error)
  const what = [classOf(error), code].filter(Boolean).join(' ')
  const known = knownByCode(code) ?? (error instanceof WordedError ? error.told : undefined)
  const [de, en] = known
    ? [known.says.de, known.says.en]
    : ['Ein unerwarteter Fehler trat auf', 'An unexpected error occurred']
  return {
    where,
    kind: `${where}: ${what}`,
    urgent: false,
    says: { de: `${de} („${where}“, ${what}).`, en: `${en} ('${where}', ${what}).` },
    mend: known?.mend ?? unexpected,
  }
}

const unexpected = {
  de: 'Das Protokoll des Prozesses nennt die Stelle; mit OBHUT_TRACE=1 nennt es auch den Weg dorthin. Kommt es wieder, melden Sie es mit dieser Zeile dem Hersteller.',
  en: 'The log of the process names the place; with OBHUT_TRACE=1 also the way there. If it comes again, report it with that line.',
}
