import pg from 'pg'
import { DatabaseRefusal } from './errors.ts'

/**
 * An error with its causes and where each came about, for those who ask for that. What the database says of a row would
 * repeat somebody's values, and stays out.
 */
export function traced(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? `\ncaused by ${traced(error.cause)}` : ''
  if (!(error instanceof pg.DatabaseError)) return `${error.stack ?? error.message}${cause}`
  const { name, message } = new DatabaseRefusal(error)
  const frames = error.stack?.split('\n').filter(line => /^ +at /.test(line)) ?? []
  return `${[`${name}: ${message}`, ...frames].join('\n')}${cause}`
}
