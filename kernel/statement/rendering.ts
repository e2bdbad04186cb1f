import type { AnyTable } from '../declare/table.ts'
import type { AnyActivity } from '../declare/activity.ts'
import type { Sentence } from './document.ts'
import { states, type Manifest } from './manifest.ts'
import { periodInWords, listed } from '../declare/periods.ts'
import type { Period, ProofOfConsent, Setting, Settings } from '../declare/settings.ts'
import type { Audience, Language, Words } from '../declare/terms.ts'

/** What the parts of a statement are written from. Only activities that the manifest states are in it, in its order. */
export interface Rendering {
  readonly manifest: Manifest
  readonly activities: readonly AnyActivity[]
  readonly tables: readonly AnyTable[]
  readonly language: Language
  /** Whose notice is written; left out where it is none (record of processing, exports). */
  readonly audience?: Audience
}

export const say = (id: string, text: string, also?: readonly string[]): Sentence => ({
  id,
  text,
  ...(also?.length && { also }),
})
/** A sentence in the language of the rendering. */
export const sayer =
  (language: Language) =>
  (id: string, words: Words, also?: readonly string[]): Sentence =>
    say(id, words[language], also)

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
export const quoted = (text: string, language: Language): string => (language === 'de' ? `„${text}“` : `“${text}”`)
/** Ends with a full stop, once. */
export const stopped = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`)
export const anchorOf = (id: string): string => id.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase()

export const tablesUnder = ({ tables }: Rendering, { name }: AnyActivity): AnyTable[] =>
  tables.filter(table => table.under.name === name && !table.holdsFiles)
/** What an activity reads of tables that other activities keep; what nobody states nobody keeps. */
export const readElsewhere = (
  { manifest, tables }: Pick<Rendering, 'manifest' | 'tables'>,
  { name, spec }: AnyActivity,
): { table: AnyTable; columns: readonly string[] }[] =>
  Object.entries((spec.reads ?? {}) as Readonly<Record<string, readonly string[]>>).flatMap(([read, columns]) =>
    tables
      .filter(table => table.name === read && table.under.name !== name && states(manifest, table.under.name))
      .map(table => ({ table, columns })),
  )
export const settingsOf = ({ spec }: AnyActivity): [string, Setting][] =>
  Object.entries((spec.settings ?? {}) as Settings)
export const valueOf = ({ manifest }: Rendering, { name }: AnyActivity, setting: string): unknown =>
  manifest.activities[name]?.settings[setting]

/** What the statement says about a setting; where the declaration has no sentence for it, its label with the value. */
export const settingSentence = (
  setting: Setting,
  value: unknown,
  language: Language,
  others: Readonly<Record<string, unknown>> = {},
): string =>
  setting.says?.(value, others)[language] ??
  stopped(`${capital(setting.means[language])}: ${valueInWords(setting, value, language)}`)

/** A setting's value in words: "sechs Monate", "Zeitpunkt und Seite". */
export function valueInWords(setting: Pick<Setting, 'kind' | 'names'>, value: unknown, language: Language): string {
  const name = (key: unknown): string => setting.names?.[String(key)]?.[language] ?? String(key)
  switch (setting.kind) {
    case 'duration':
      return periodInWords(value as Period, language)
    case 'fields':
      return (value as readonly string[]).length
        ? listed((value as readonly string[]).map(name), language)
        : { de: 'keine', en: 'none' }[language]
    case 'choice':
      return name(value)
    case 'proof':
      return proofInWords(value as ProofOfConsent, language)
  }
}

function proofInWords(proof: ProofOfConsent, language: Language): string {
  if (proof === 'none') return { de: 'keiner', en: 'none' }[language]
  return {
    de: `${periodInWords(proof.keep, 'de')} ab dem Ende, nur als Prüfwert mit geheimem Schlüssel und mit der Fassung des Textes`,
    en: `${periodInWords(proof.keep, 'en')} from its end, only as a keyed check value with the version of the text`,
  }[language]
}
