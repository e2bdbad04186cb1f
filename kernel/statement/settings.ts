import { z } from 'zod'
import type { Words } from './terms.ts'

/**
 * One thing about an activity that a manifest decides: how long, which fields, which way.
 * `means` and `names` put it into the statement: "Protokollierte Angaben: Zeitpunkt, Seite und Browser".
 */
export interface Setting<T = unknown> {
  readonly kind: 'duration' | 'fields' | 'choice' | 'proof'
  readonly schema: z.ZodType<T>
  readonly means: Words
  readonly otherwise?: T
  readonly names?: Readonly<Record<string, Words>>
  /** From when a period runs, in the words of the statement: "ab dem Aufruf", "from the request". */
  readonly runs?: Words
}
export type Settings = Readonly<Record<string, Setting>>
export type ValueOf<S> = S extends Setting<infer T> ? T : never

/** A period as ISO 8601 writes it, in calendar units or in hours, minutes and seconds: `P6M`, `P7D`, `PT24H`. */
export type Period = string & { readonly period: unique symbol }

// Not both at once: a calendar day is not always 24 hours, so `P1DT12H` would not say when it ends.
const wholePeriod = /^P(?=.*[1-9])(?:(?=\d)(?:\d{1,5}Y)?(?:\d{1,5}M)?(?:\d{1,5}W)?(?:\d{1,5}D)?|T(?=\d)(?:\d{1,5}H)?(?:\d{1,5}M)?(?:\d{1,5}S)?)$/

export const period = z.string().regex(wholePeriod, 'a period is written as ISO 8601 does: P6M is six months, P7D seven days, PT24H a day')
  .transform(value => value as Period)

type Described = { readonly means: Words }

/** A storage period or another span of time. */
export function duration(about: Described & { readonly otherwise?: string, readonly runs?: Words }): Setting<Period> {
  const { otherwise, ...rest } = about
  return { kind: 'duration', schema: period, ...rest, ...(otherwise !== undefined && { otherwise: period.parse(otherwise) }) }
}

/** A choice of some out of named fields, in the order given. */
export function fields<const F extends Readonly<Record<string, Words>>>(names: F, about: Described & { readonly otherwise?: (keyof F & string)[] }): Setting<(keyof F & string)[]> {
  const known = Object.keys(names) as [keyof F & string, ...(keyof F & string)[]]
  return { kind: 'fields', schema: z.array(z.enum(known)).refine(chosen => new Set(chosen).size === chosen.length, 'each field is named once').meta({ uniqueItems: true }), names, ...about } as Setting<(keyof F & string)[]>
}

/** Exactly one out of named values. */
export function choice<const F extends Readonly<Record<string, Words>>>(names: F, about: Described & { readonly otherwise?: keyof F & string }): Setting<keyof F & string> {
  const known = Object.keys(names) as [keyof F & string, ...(keyof F & string)[]]
  return { kind: 'choice', schema: z.enum(known), names, ...about } as Setting<keyof F & string>
}

/** What outlives a consent as its proof: nothing, or a keyed hash for so long after its end. In a manifest `none` or `keep P3Y`. */
export type ProofOfConsent = 'none' | { readonly keep: Period }

const proofWritten = z.string().regex(/^(none|keep .+)$/, 'the proof of a consent is written as none, or as keep P3Y')
  .transform((written, context): ProofOfConsent => {
    if (written === 'none') return 'none'
    const keep = period.safeParse(written.slice('keep '.length))
    if (keep.success) return { keep: keep.data }
    context.addIssue({ code: 'custom', message: keep.error.issues[0]?.message ?? 'a period is written as ISO 8601 does' })
    return z.NEVER
  })

/** The setting that every activity on consent has. */
export const proofOfConsent: Setting<ProofOfConsent> = {
  kind: 'proof', schema: proofWritten, otherwise: 'none',
  means: { de: 'Nachweis, der eine beendete Einwilligung überdauert', en: 'Proof that outlives a consent which has ended' },
}
