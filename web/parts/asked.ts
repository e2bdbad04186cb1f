import type { components } from '../api.d.ts'
import type { Words } from '../locales/de.ts'
import { shortest, strength } from './strength.ts'

/** One question of a form; those that the server asks have the same shape. */
export type FieldRules = Partial<Omit<components['schemas']['Field'], 'kind'>> &
  Pick<components['schemas']['Field'], 'name' | 'label' | 'required'> & {
    /** `long`: several lines, for what somebody writes. */
    readonly kind: components['schemas']['Field']['kind'] | 'long'
    /** How much of a line it takes where there is room. */
    readonly share?: 'half' | 'third' | 'rest'
    /** A password that is being chosen, not one that is known already. */
    readonly fresh?: boolean
    /** Asked only where the other answers ask for it. */
    readonly only?: (answers: Answers) => boolean
  }
export type Answers = Record<string, string>

/** Spaces around an answer are slips, but in a password they are meant. */
export const trimmed = (answers: Answers, asked: readonly FieldRules[]): Answers =>
  Object.fromEntries(
    asked.map(({ name, kind }) => [name, kind === 'password' ? (answers[name] ?? '') : (answers[name] ?? '').trim()]),
  )

/** What can be said before asking the server, by field. The server has the last word. */
export function complaints(asked: readonly FieldRules[], answers: Answers, t: Words): Record<string, string> {
  const about = (field: FieldRules): string | undefined => {
    const given = answers[field.name] ?? ''
    if (!given) return field.required ? t.form.missing(field.label) : undefined
    if (field.kind === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(given)) return t.form.notAMail
    if (field.fresh && strength(given) === 'short') return t.form.tooShort(shortest)
    return undefined
  }
  return Object.fromEntries(
    asked.flatMap(field => {
      const complaint = about(field)
      return complaint ? [[field.name, complaint]] : []
    }),
  )
}
