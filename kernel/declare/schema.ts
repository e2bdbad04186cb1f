import type { z } from 'zod'

/**
 * A schema of zod, by what it gives and nothing else. A declaration that asks for this is cheap to check: against
 * `z.ZodType<T>` the type checker compares all methods of zod's classes, for each schema anew (a third of all types of
 * the server).
 */
export interface Schema<T> {
  readonly _zod: { readonly output: T }
}

/** The same with zod's methods, for whoever reads values with it or builds on it. */
export const zodOf = <T>(schema: Schema<T>): z.ZodType<T> => schema as unknown as z.ZodType<T>
