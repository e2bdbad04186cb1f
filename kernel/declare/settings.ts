import { z } from 'zod'
import { listed, periodInWords } from './periods.ts'
import type { Schema } from './schema.ts'
import type { Audience, Words } from './terms.ts'

/**
 * One thing about an activity that a manifest decides: how long, which fields, which way.
 * `means` and `names` label it where two values are compared ("Aufbewahrung: sechs Monate statt einem Jahr");
 * `says` is the statement's own sentence about the value that the manifest chose.
 */
export interface Setting<T = unknown> {
  readonly kind: 'duration' | 'fields' | 'choice' | 'proof'
  readonly schema: Schema<T>
  readonly means: Words
  readonly otherwise?: T
  readonly names?: Readonly<Record<string, Words>>
  /**
   * May look at the activity's other settings. Written as a method, so that settings of all types stand side by side.
   */
  says?(value: T, others: Readonly<Record<string, unknown>>): Words
  /** From when a period runs, in the words of the statement: "ab dem Aufruf", "from the request". */
  readonly runs?: Words
  /** In whose notice alone it is told; left out, wherever its activity is. */
  readonly audience?: Audience
}
export type Settings = Readonly<Record<string, Setting>>
export type ValueOf<S> = S extends Setting<infer T> ? T : never

/** A period as ISO 8601 writes it, in calendar units or in hours, minutes and seconds: `P6M`, `P7D`, `PT24H`. */
export type Period = string & { readonly period: unique symbol }

// Not both at once: a calendar day is not always 24 hours, so `P1DT12H` would not say when it ends.
/** Whether a text is a period: `P6M`. */
export const isPeriod = (text: string): boolean => wholePeriod.test(text)
const wholePeriod =
  /^P(?=.*[1-9])(?:(?=\d)(?:\d{1,5}Y)?(?:\d{1,5}M)?(?:\d{1,5}W)?(?:\d{1,5}D)?|T(?=\d)(?:\d{1,5}H)?(?:\d{1,5}M)?(?:\d{1,5}S)?)$/

export const period = z
  .string()
  .regex(wholePeriod, 'a period is written as ISO 8601 does: P6M is six months, P7D seven days, PT24H a day')
  .transform(value => value as Period)

type Described = { readonly means: Words }

/**
 * A period as German sentences need it, by grammatical case, and as English ones do: "zwölf Stunden", "twelve hours".
 */
export interface PeriodInWords {
  readonly nominative: string
  readonly accusative: string
  readonly dative: string
  readonly english: string
}

const inWords = (value: Period): PeriodInWords => ({
  nominative: periodInWords(value, 'de'),
  accusative: periodInWords(value, 'de', 'accusative'),
  dative: periodInWords(value, 'de', 'dative'),
  english: periodInWords(value, 'en'),
})

interface DurationSpec extends Described {
  readonly otherwise?: string
  /** From when it runs. A storage period that a table ends by needs no sentence beside that. */
  readonly runs?: Words
  readonly audience?: Audience
  readonly says?: (period: PeriodInWords) => Words
}
/** A storage period or another span of time. */
export function duration({ otherwise, says, ...rest }: DurationSpec): Setting<Period> {
  return {
    kind: 'duration',
    schema: period,
    ...rest,
    ...(otherwise !== undefined && { otherwise: period.parse(otherwise) }),
    ...(says && { says: (value: Period) => says(inWords(value)) }),
  }
}

interface FieldsSpec<F extends Names> extends Described {
  readonly otherwise?: (keyof F & string)[]
  /** The sentence for the fields that were chosen: their names, and these in a row ("Telefonnummer und Firma"). */
  readonly says?: (chosen: readonly (keyof F & string)[], inARow: Words) => Words
}
type Names = Readonly<Record<string, Words>>
/** Any number of named fields. */
export function fields<const F extends Names>(
  names: F,
  { says, ...about }: FieldsSpec<F>,
): Setting<(keyof F & string)[]> {
  const known = Object.keys(names) as [keyof F & string, ...(keyof F & string)[]]
  const inARow = (chosen: readonly string[]): Words => ({
    de: listed(
      chosen.map(name => names[name]?.de ?? name),
      'de',
    ),
    en: listed(
      chosen.map(name => names[name]?.en ?? name),
      'en',
    ),
  })
  return {
    kind: 'fields',
    schema: z
      .array(z.enum(known))
      .refine(chosen => new Set(chosen).size === chosen.length, 'each field is named once')
      .meta({ uniqueItems: true }),
    names,
    ...about,
    ...(says && { says: (chosen: (keyof F & string)[]) => says(chosen, inARow(chosen)) }),
  } as Setting<(keyof F & string)[]>
}

interface ChoiceSpec<F extends Names> extends Described {
  readonly otherwise?: keyof F & string
  readonly says?: (chosen: keyof F & string, others: Readonly<Record<string, unknown>>) => Words
}
/** Exactly one out of named values. */
export function choice<const F extends Names>(names: F, { says, ...about }: ChoiceSpec<F>): Setting<keyof F & string> {
  const known = Object.keys(names) as [keyof F & string, ...(keyof F & string)[]]
  return { kind: 'choice', schema: z.enum(known), names, ...about, ...(says && { says }) } as Setting<keyof F & string>
}

/**
 * What outlives a consent as its proof: nothing, or a keyed hash for so long after its end. In a manifest `none` or
 * `keep P3Y`.
 */
export type ProofOfConsent = 'none' | { readonly keep: Period }

const proofWritten = z
  .string()
  .regex(/^(none|keep .+)$/, 'the proof of a consent is written as none, or as keep P3Y')
  .transform((written, context): ProofOfConsent => {
    if (written === 'none') return 'none'
    const keep = period.safeParse(written.slice('keep '.length))
    if (keep.success) return { keep: keep.data }
    context.addIssue({
      code: 'custom',
      message: keep.error.issues[0]?.message ?? 'a period is written as ISO 8601 does',
    })
    return z.NEVER
  })

/** The setting that every activity on consent has. */
export const proofOfConsent: Setting<ProofOfConsent> = {
  kind: 'proof',
  schema: proofWritten,
  otherwise: 'none',
  means: {
    de: 'Nachweis, der eine beendete Einwilligung überdauert',
    en: 'Proof that outlives a consent which has ended',
  },
  says: proof =>
    proof === 'none'
      ? {
          de: 'Endet eine Einwilligung, bleibt kein Nachweis darüber zurück.',
          en: 'When a consent ends, no proof of it is left.',
        }
      : {
          de: `Endet eine Einwilligung, bewahren wir ${inWords(proof.keep).accusative} lang einen Nachweis auf, nur als Prüfwert mit geheimem Schlüssel und mit der Fassung des Textes.`,
          en: `When a consent ends, we keep a proof of it for ${inWords(proof.keep).english}, only as a keyed check value with the version of the text.`,
        },
}
