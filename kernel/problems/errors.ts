import { OperatorProblem } from './problem.ts'
import { errorCodeOf } from './raised.ts'
import { notStated, softwareAtFault, WordedError } from './worded.ts'
import pg from 'pg'

/** Messages of these codes name things of ours (tables, roles, our own words) and never a value. */
const tellable = new Set(['42501', '42P01', '42703', '42883', 'P0001', '55P03', '40001', '40P01', '57014'])

/** An error of the database without the values that the database's own message and detail name. */
export class DatabaseRefusal extends Error {
  /** The SQLSTATE, as PostgreSQL's appendix A lists them. */
  readonly code: string
  readonly constraint: string | undefined
  readonly table: string | undefined
  readonly column: string | undefined

  constructor(error: pg.DatabaseError) {
    const code = error.code ?? 'XX000'
    super(
      tellable.has(code)
        ? `${error.message} (${code})`
        : `the database refused with ${code}${error.constraint ? ` on ${error.constraint}` : ''}`,
    )
    this.name = 'DatabaseRefusal'
    this.code = code
    this.constraint = error.constraint
    this.table = error.table === undefined ? undefined : [error.schema, error.table].filter(Boolean).join('.')
    this.column = error.column
  }
}

/**
 * The database cannot be reached, is starting or is going. Whoever needs it runs into the same, so it is told once,
 * until it answers again (server/operations/reporter.ts).
 */
export class DatabaseAway extends OperatorProblem {
  readonly code: string | undefined
  constructor(cause: unknown) {
    const code = errorCodeOf(cause) ?? errorCodeOf(cause instanceof AggregateError ? cause.errors[0] : undefined)
    const why = code === undefined ? '' : ` (${code})`
    super({
      cause,
      says: { de: `Die Datenbank ist nicht erreichbar${why}.`, en: `The database cannot be reached${why}.` },
      mend: {
        de: 'Prüfen Sie, ob PostgreSQL läuft und Verbindungen annimmt, und ob DATABASE_URL Rechner und Port richtig nennt; das mitgelieferte PostgreSQL wird automatisch neu gestartet. Antwortet sie, geht alles von selbst weiter.',
        en: 'See whether PostgreSQL runs and takes connections, and whether DATABASE_URL names the right host and port; the PostgreSQL that comes along is restarted automatically. Work continues automatically once it answers.',
      },
    })
    this.code = code
  }
}

/**
 * What a connection says when it cannot be made, or breaks: the system, the driver, and PostgreSQL as it goes and comes
 * (appendix A).
 */
function isAway(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(08...|57P0[123])$/.test(error.code ?? '')
  if (error instanceof AggregateError) return error.errors.some(isAway) // each address of a name was tried
  if (!(error instanceof Error)) return false
  const { syscall, code = '' } = error as NodeJS.ErrnoException
  return (
    syscall === 'connect' ||
    syscall === 'getaddrinfo' ||
    ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code) ||
    /^Connection terminated|not queryable|connection error/.test(error.message)
  )
}

/**
 * What may be thrown on and logged: errors of the database lose the values in them, those of its connection say that it
 * is away, others stay as they are.
 */
export function withoutValues(error: unknown): unknown {
  if (error instanceof DatabaseAway) return error
  if (isAway(error)) return new DatabaseAway(error)
  return error instanceof pg.DatabaseError ? new DatabaseRefusal(error) : error
}

/** The connection is gone, or the server is going or full: it has nothing to do with what was asked. */
export const isLost = (error: unknown): boolean =>
  error instanceof DatabaseAway ||
  (error instanceof DatabaseRefusal
    ? /^(08|57P|53)/.test(error.code)
    : error instanceof Error &&
      (/connection|not queryable/i.test(error.message) || /^E[A-Z]+$/.test((error as { code?: string }).code ?? '')))

export const isDuplicate = (error: unknown, constraint?: string): boolean =>
  error instanceof DatabaseRefusal &&
  error.code === '23505' &&
  (constraint === undefined || error.constraint === constraint)
/** A row that the policies do not let in: the person of it objected, or the unit is bound to somebody else. */
export const isRefusedByPolicy = (error: unknown): boolean => error instanceof DatabaseRefusal && error.code === '42501'
/**
 * The same again would be refused again: it lies in the values and not in the state of the server (connection, locks,
 * room, shutting down) or in what we have set up (tables, rights). Classes of PostgreSQL's appendix A.
 */
export const isRefusedForGood = (error: unknown): boolean =>
  error instanceof DatabaseRefusal && !/^(?:08|25|40|42|53|55|57|58|F0|XX)/.test(error.code)
/** Something was to be kept about somebody who was erased. */
export class PersonErased extends Error {
  constructor() {
    super('this person was erased')
    this.name = 'PersonErased'
  }
}
/** The person of a row was erased while it was being written. */
export const isOfSomebodyErased = (error: unknown): boolean =>
  error instanceof PersonErased || (error instanceof DatabaseRefusal && error.code === 'OB410')

/** Something was to be done under an activity of which whoever asked has the description alone. */
export class DescriptionOnly extends WordedError {
  readonly told = softwareAtFault
  constructor(activity: string) {
    super(`'${activity}' was to be acted under by whoever has its description alone; an activity is its own module's`)
    this.name = 'DescriptionOnly'
  }
}

/** The activity is not part of the statement in force, so nothing may be done under it. */
export class NotStated extends WordedError {
  readonly told = notStated
  readonly activity: string
  /** What was asked for is this activity itself: a unit of work was to begin under it. False within another unit. */
  readonly itself: boolean
  constructor(activity: string, { itself = true }: { readonly itself?: boolean } = {}) {
    super(`'${activity}' is not stated in the manifest in force; nothing runs under it`)
    this.name = 'NotStated'
    this.activity = activity
    this.itself = itself
  }
}

/**
 * While a request of somebody who is signed in is answered, a unit of work is on behalf of that account and of nobody
 * else: a route that took somebody's id from its query, its body or a row would end here. Whom else it concerns is
 * said by `another` (kernel/store/another.ts). It names nobody.
 */
export class NotTheCaller extends Error {
  constructor(activity: string) {
    super(`a unit of work under '${activity}' is on behalf of somebody else than who asked`)
    this.name = 'NotTheCaller'
  }
}
