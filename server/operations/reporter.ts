import { dirname } from 'node:path'
import type { Reporter } from '../../platform/services.ts'
import { problemKind, OperatorProblem } from '../../kernel/problems/problem.ts'
import { DoneNotShipped } from '../../kernel/ledger/problems.ts'
import { raised, type Raised } from '../../kernel/problems/raised.ts'
import { traced } from '../../kernel/problems/traced.ts'
import { WordedError } from '../../kernel/problems/worded.ts'
import { DatabaseAway, DatabaseRefusal } from '../../kernel/problems/errors.ts'
import { WrongEnvironment } from '../startup/environment.ts'
import { CommandFailed } from '../problems/command-errors.ts'
import type { AlarmKeeper } from '../../kernel/alarms/keeper.ts'

/** Beside problems, what these say names things of ours and never a value of anybody's. */
const tellable = [WordedError, DatabaseRefusal, CommandFailed, WrongEnvironment]

export interface ReporterOptions {
  readonly write: (line: string) => void
  /** Whether faults show where in the code they came about, and in their own words. */
  readonly trace: boolean
}
/** Whoever keeps alarms. */
export type Listener = Pick<AlarmKeeper, 'hear' | 'over' | 'well'>
/** A reporter whose faults somebody hears of, too. */
export interface TellingReporter extends Required<Reporter> {
  /** Faults that came before somebody listened are told at once. */
  tell(listener: Listener): void
}

/** Faults that wait for whoever keeps alarms; more than these would be the same few again and again. */
const mostEarly = 200

/**
 * Faults as lines of a log: what failed, what to do about it, and of errors that are not ours no more than cannot be
 * personal.
 */
export const reporterTo = ({ write, trace }: ReporterOptions): TellingReporter =>
  tellingReporter(
    (where, error) => {
      write(`fault in ${where}: ${trace ? traced(error) : faultInWords(where, error)}`)
    },
    () => {
      write('The database answers again.')
    },
  )

/**
 * Notes each fault, and passes it on to whoever keeps alarms. That the database is away every job and every request
 * would say: it is told once, until it answers again.
 */
export function tellingReporter(
  note: (where: string, error: unknown) => void,
  back: () => void = () => {},
): TellingReporter {
  let listener: Listener | undefined
  let away = false
  const early: Raised[] = []
  return {
    fault(where, reported) {
      // What was done is done; what the operator has to mend is why its entry has not reached the ledger.
      const error = reported instanceof DoneNotShipped ? (reported.cause ?? reported) : reported
      if (error instanceof DatabaseAway) {
        if (away) return
        away = true
      }
      note(where, error)
      const told = raised(where, error)
      if (listener) listener.hear(told)
      else if (early.length < mostEarly) early.push(told)
    },
    well: what => {
      listener?.well(what)
    },
    over(problem, of) {
      if (problem === DatabaseAway && away) {
        away = false
        back()
      }
      listener?.over(problemKind(problem, of))
    },
    tell(to) {
      listener = to
      for (const one of early.splice(0)) to.hear(one)
    },
  }
}

function faultInWords(where: string, error: unknown): string {
  if (error instanceof OperatorProblem) return `${error.name}: ${error.message}`
  const { says, mend } = raised(where, error)
  const words = error instanceof Error && tellable.some(kind => error instanceof kind) ? error.message : says.en
  return [words, placeOf(error), mend.en].filter(Boolean).join(' ')
}

/** The line of our own code that an error came from. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const place = error.stack
    ?.split('\n')
    .map(line => line.trim())
    .find(line => line.startsWith('at ') && !line.includes('node_modules') && !line.includes('node:'))
  return place ? `(${place.replace(`file://${checkout}/`, '')})` : ''
}
const checkout = dirname(dirname(import.meta.dirname))
