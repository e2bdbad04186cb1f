import type { z } from 'zod'
import type { Environment } from '../startup/environment.ts'

/** What may be said to a command beside its name: `--port PORT`, or a flag without a value. */
export interface Option<T = unknown> {
  readonly says: string
  /** How its value is called in the help; a flag has none. */
  readonly value?: string
  readonly of?: z.ZodType
  readonly short?: string
  /** Carries the type only. */
  readonly type?: T
}
export type Options = Readonly<Record<string, Option<any>>> // any: options of all types stand side by side
export type GivenOptions<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never }

export const flag = (says: string): Option<boolean> => ({ says })
/**
 * An option with a value, undefined where it is not given. The camelCase name in code is kebab-case on the command
 * line.
 */
export const valued = <T>(
  value: string,
  says: string,
  of: z.ZodType<T>,
  more: { readonly short?: string } = {},
): Option<T | undefined> => ({ value, says, of, ...more })

/** How a command speaks: lines for people, one JSON document for programs. */
export interface Io {
  readonly json: boolean
  readonly environment: Environment
  /** Says what is going on; beside a JSON document this goes to the other stream. */
  say(line: string): void
  /** The result: as JSON where that was asked for, else in these words. */
  give(result: unknown, words: readonly string[]): void
  /** Raw bytes of a result, as they come. */
  write(chunk: string | Uint8Array): Promise<void>
  /** What stands on the standard input. */
  read(): Promise<string>
}

export interface Command<O extends Options = Options> {
  readonly name: string
  readonly says: string
  /** Arguments without a name, in order; all are required. */
  readonly takes?: readonly string[]
  readonly options: O
  /** What else one has to know, below the options. */
  readonly notes?: string
  readonly example?: string
  /** Answers the exit code: 0 is good, 1 means that the answer is no. */
  readonly does: (given: GivenOptions<O>, io: Io, args: readonly string[]) => Promise<number>
}
export type AnyCommand = Command<any> // any: commands with all options stand in one list
export const command = <const O extends Options>(spec: Command<O>): AnyCommand => spec
