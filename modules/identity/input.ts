import { z } from 'zod'
import type { Stating } from '../../platform/services.ts'
import type { Words } from '../../kernel/declare/terms.ts'
import type { FieldAtRegistration } from './contract.ts'
import { answerTo, askedFields, tidyAnswer } from './fields.ts'
import type { FieldName } from './field-names.ts'
import { mailAddress } from '../../platform/mail-address.ts'
import { identifier, oneLine, opaqueText } from '../../platform/text.ts'
import { faultOfPassword, longestPassword, wordsOf } from './passwords.ts'

const noMail: Words = {
  de: 'Das ist keine E-Mail-Adresse, an die wir schreiben können. Sie sieht aus wie name@beispiel.de.',
  en: 'This is no e-mail address that we can write to. It looks like name@example.org.',
}
const missing: Words = { de: 'Diese Angabe fehlt.', en: 'This is missing.' }

export const languages = z.enum(['de', 'en'])
/**
 * An address in the form in which it is stored. Taken letter by letter as it came: normalising could make another
 * address of it.
 */
export const mailInput = opaqueText(320)
  .superRefine((answer, context) => {
    if (mailAddress(answer) === undefined) context.addIssue({ code: 'custom', params: { words: noMail } })
  })
  .transform(answer => mailAddress(answer) ?? answer)
/** An existing password: anything that could be one. */
export const passwordInput = opaqueText(longestPassword, 1)
/** What came in a link. Wrong ones are refused as links are, so nothing is said about their form. */
export const tokenInput = opaqueText(200)

/** Words about one field, where more than that field is needed to judge it. */
export const says = (context: z.RefinementCtx, field: string, words: Words | undefined): void => {
  if (words) context.addIssue({ code: 'custom', path: [field], params: { words } })
}

/** A password to be, as far as it can be judged alone; with address and name at hand it is judged again. */
export const newPasswordInput = opaqueText(longestPassword).superRefine((password, context) => {
  const words = faultOfPassword(password, { mail: '' })
  if (words) context.addIssue({ code: 'custom', params: { words } })
})

/** A shape that follows the statement in force: it is made anew when that has changed, not at each request. */
export function byManifest<T extends z.ZodType>(stating: Stating, make: () => T): () => T {
  let made: { readonly for: unknown; readonly shape: T } | undefined
  return () => {
    if (made?.for !== stating.manifest) made = { for: stating.manifest, shape: make() }
    return made.shape
  }
}

/**
 * Answers about a customer, each by its name: what is required has to be there, what is voluntary may be left out or
 * empty.
 */
export function profileShape(stating: Stating): Record<FieldName, z.ZodType<string | undefined>> {
  return Object.fromEntries(
    askedFields(stating).map(field => {
      const answer = answerTo(field).describe(field.required ? 'Required.' : 'Voluntary: may be left out or empty.')
      return [field.name, field.required ? answer : answer.optional()]
    }),
  ) as Record<FieldName, z.ZodType<string | undefined>>
}

/**
 * What is wrong with answers about a customer, by the name of the field; `whole` where nothing required may be missing.
 */
export function faultsOf(
  stating: Stating,
  answers: Readonly<Record<string, unknown>>,
  how: 'whole' | 'in part',
): Record<string, Words> {
  const shape = profileShape(stating)
  const unexpected = Object.keys(answers)
    .filter(name => !Object.hasOwn(shape, name))
    .map(name => [name, notExpected] as const)
  const wrong = Object.entries(shape).flatMap(([name, answer]) => {
    if (how === 'in part' && answers[name] === undefined) return []
    const { error } = answer.safeParse(answers[name])
    return error ? [[name, wordsIn(error) ?? missing] as const] : []
  })
  return Object.fromEntries([...unexpected, ...wrong])
}
/** The same for the name of a member of staff. */
export const faultsOfNames = (answers: Readonly<Record<string, unknown>>): Record<string, Words> =>
  Object.fromEntries(
    Object.entries(answers).flatMap(([name, answer]) => {
      if (name !== 'firstName' && name !== 'lastName') return [[name, notExpected]]
      const { error } = answerTo({ name, required: true }).safeParse(answer)
      return error ? [[name, wordsIn(error) ?? missing]] : []
    }),
  )
const notExpected: Words = { de: 'Diese Angabe wird hier nicht erwartet.', en: 'This is not expected here.' }
const wordsIn = (error: z.ZodError): Words | undefined => {
  const [issue] = error.issues
  return issue?.code === 'custom'
    ? (issue.params?.['words'] as Words | undefined)
    : issue?.code === 'too_big'
      ? { de: `Höchstens ${issue.maximum} Zeichen.`, en: `At most ${issue.maximum} characters.` }
      : undefined
}

/** Answers as they are kept. */
export const tidied = (given: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(given).map(([name, answer]) => [name, tidyAnswer(name, answer)]))

/** Answers by name, judged each under its own name. */
export const answers = z.record(identifier(50), opaqueText(2000))

/** The registration form as the API takes it: flat, by name. */
export function registrationShape(stating: Stating, further: readonly FieldAtRegistration[]) {
  const others = further.map(({ name, required, label, why }) => {
    const answer = oneLine(200, 0, { fault: given => (required && given === '' ? missing : undefined) }).describe(
      `${label.en}. ${why.en} ${required ? 'Required.' : 'Voluntary: may be left out or empty.'}`,
    )
    return [name, required ? answer : answer.optional()] as const
  })
  return z
    .strictObject({
      language: languages.optional(),
      mail: mailInput,
      password: opaqueText(longestPassword),
      ...profileShape(stating),
      ...Object.fromEntries(others),
    })
    .superRefine((answers: Record<string, unknown>, context) => {
      const { password, mail, firstName, lastName } = answers as {
        password: string
        mail: string
        firstName?: string
        lastName?: string
      }
      says(
        context,
        'password',
        faultOfPassword(password, { mail, names: [firstName, lastName], site: wordsOf(stating.manifest) }),
      )
    }) as unknown as z.ZodType<RegistrationInput>
}
export type RegistrationInput = {
  readonly language?: 'de' | 'en'
  readonly mail: string
  readonly password: string
} & { readonly [K in FieldName]?: string | undefined } & { readonly [field: string]: string | undefined }
