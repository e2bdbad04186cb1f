import type { z } from 'zod'
import { countries, countryName } from '../../kernel/statement/countries.ts'
import type { Language, Words } from '../../kernel/declare/terms.ts'
import type { Stating } from '../../platform/services.ts'
import { oneLine, tidyLine, tidyNumber } from '../../platform/text.ts'
import { accounts } from './activities.ts'
import type { FieldAtRegistration, FieldKind } from './contract.ts'
import { fieldLabels, fieldNames, genders, type FieldName } from './field-names.ts'

/** A field as the form shows it, in one language. */
export interface ShownField {
  readonly name: string
  readonly label: string
  readonly required: boolean
  readonly kind: FieldKind
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
  readonly why: string
  readonly without: string
  readonly autocomplete?: string
}

interface Facts {
  readonly kind: FieldKind
  readonly why: Words
  readonly autocomplete?: string
  readonly choices?: (language: Language) => { value: string; label: string }[]
  /** What is wrong with an answer. */
  readonly fault?: (answer: string) => Words | undefined
}

const address: Words = {
  de: 'Für Vertrag, Rechnung und alles, was wir Ihnen schicken müssen.',
  en: 'For the contract, invoices and whatever we have to send you.',
}
const naming: Words = {
  de: 'Damit wir wissen, mit wem wir den Vertrag haben und wie wir Sie ansprechen.',
  en: 'So that we know with whom we have the contract and how to address you.',
}

const fault = (wrong: boolean, de: string, en: string): Words | undefined => (wrong ? { de, en } : undefined)

const facts: Record<FieldName, Facts> = {
  gender: {
    kind: 'choice',
    autocomplete: 'sex',
    why: {
      de: 'Damit Angebote passen. „Keine Angabe“ ist eine vollständige Antwort.',
      en: 'So that what we offer fits. “No answer” is a complete answer.',
    },
    choices: language => Object.entries(genders).map(([value, label]) => ({ value, label: label[language] })),
    fault: answer =>
      fault(
        !Object.hasOwn(genders, answer),
        `Zur Wahl stehen: ${Object.keys(genders).join(', ')}.`,
        `The choices are: ${Object.keys(genders).join(', ')}.`,
      ),
  },
  firstName: { kind: 'text', autocomplete: 'given-name', why: naming },
  lastName: { kind: 'text', autocomplete: 'family-name', why: naming },
  company: {
    kind: 'text',
    autocomplete: 'organization',
    why: { de: 'Wenn Sie das Konto für eine Firma führen.', en: 'If you keep the account for a company.' },
  },
  street: { kind: 'text', autocomplete: 'street-address', why: address },
  postcode: {
    kind: 'text',
    autocomplete: 'postal-code',
    why: address,
    fault: answer =>
      fault(
        !/^[\p{L}\d][\p{L}\d -]{1,11}$/u.test(answer),
        'Eine Postleitzahl besteht aus Ziffern und Buchstaben, zum Beispiel 14467.',
        'A postcode consists of digits and letters, 14467 for example.',
      ),
  },
  city: { kind: 'text', autocomplete: 'address-level2', why: address },
  country: {
    kind: 'choice',
    autocomplete: 'country',
    why: address,
    choices: language =>
      countries
        .map(value => ({ value, label: countryName(value, language) }))
        .sort((a, b) => a.label.localeCompare(b.label, language)),
    fault: answer =>
      fault(
        !(countries as readonly string[]).includes(answer),
        'Ein Land wird mit zwei Buchstaben nach ISO 3166 angegeben, zum Beispiel DE.',
        'A country is given by two letters of ISO 3166, DE for example.',
      ),
  },
  phone: {
    kind: 'tel',
    autocomplete: 'tel',
    why: {
      de: 'Damit wir Sie bei Rückfragen schneller erreichen.',
      en: 'So that we can reach you faster with a question.',
    },
    fault: answer =>
      fault(
        !/^(?:\+|\(\+?)? ?\(?\d[\d ()/.-]{3,29}$/.test(answer),
        'Eine Telefonnummer besteht aus Ziffern, zum Beispiel +49 331 5550100.',
        'A telephone number consists of digits, +49 331 5550100 for example.',
      ),
  },
  birthDate: {
    kind: 'date',
    autocomplete: 'bday',
    why: {
      de: 'Um zu prüfen, ob Sie alt genug für einen Vertrag sind.',
      en: 'To check that you are old enough for a contract.',
    },
    fault: answer =>
      fault(
        !isDay(answer) || answer < '1900-01-01',
        'Ein Tag wird als JJJJ-MM-TT geschrieben, zum Beispiel 1990-04-30.',
        'A day is written as YYYY-MM-DD, 1990-04-30 for example.',
      ),
  },
}

const withoutRequired: Words = {
  de: 'Ohne diese Angabe können wir kein Konto eröffnen.',
  en: 'Without this we cannot open an account.',
}
const withoutVoluntary: Words = {
  de: 'Freiwillig: Es geht alles auch ohne.',
  en: 'Voluntary: everything works without it, too.',
}
const mailField: FieldAtRegistration = {
  name: 'mail',
  kind: 'email',
  required: true,
  label: { de: 'E-Mail-Adresse', en: 'E-mail address' },
  autocomplete: 'email',
  without: withoutRequired,
  why: {
    de: 'Damit melden Sie sich an, und dorthin schicken wir, was zum Konto gehört.',
    en: 'You sign in with it, and we send there what belongs to the account.',
  },
}
const passwordField: FieldAtRegistration = {
  name: 'password',
  kind: 'password',
  required: true,
  label: { de: 'Passwort', en: 'Password' },
  autocomplete: 'new-password',
  without: withoutRequired,
  why: {
    de: 'Es schützt Ihr Konto; wir speichern nur einen Prüfwert.',
    en: 'It protects your account; we store a check value only.',
  },
}

export interface AskedField {
  readonly name: FieldName
  readonly required: boolean
}

/** What the statement in force asks of a customer, in the order of a letterhead. */
export function askedFields(stating: Stating): AskedField[] {
  const required = stating.value(accounts.required)
  const voluntary = stating.value(accounts.voluntary)
  return (Object.keys(fieldNames) as FieldName[])
    .filter(name => required.includes(name) || voluntary.includes(name))
    .map(name => ({ name, required: required.includes(name) }))
}

/** The form, with what other modules ask for. */
export function shownFields(
  stating: Stating,
  further: readonly FieldAtRegistration[],
  language: Language,
): ShownField[] {
  const own = askedFields(stating).map(
    ({ name, required }): FieldAtRegistration => ({
      name,
      required,
      label: fieldLabels[name],
      ...facts[name],
      without: required ? withoutRequired : withoutVoluntary,
    }),
  )
  return [...own, mailField, passwordField, ...further].map(
    ({ name, label, required, kind, why, without, autocomplete }) => ({
      name,
      label: label[language],
      required,
      kind,
      why: why[language],
      without: without[language],
      ...(autocomplete !== undefined && { autocomplete }),
      ...(Object.hasOwn(facts, name) &&
        facts[name as FieldName].choices && { choices: facts[name as FieldName].choices!(language) }), // asked one word before
    }),
  )
}

const longestLine = 100
const missing: Words = { de: 'Diese Angabe fehlt.', en: 'This is missing.' }

/** One answer. An empty one is no answer, which a voluntary field allows and a required one does not. */
export function answerTo({ name, required }: AskedField): z.ZodType<string, string> {
  return oneLine(longestLine, 0, {
    tidy: tidied.get(name),
    fault: answer => (answer === '' ? (required ? missing : undefined) : facts[name].fault?.(answer)),
  })
}

/** An answer as it is kept. */
export const tidyAnswer = (name: string, answer: string): string => (tidied.get(name) ?? tidyLine)(answer)
const tidied = new Map<string, (text: string) => string>([
  ['phone', tidyNumber],
  ['postcode', tidyNumber],
])

function isDay(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text
  } catch {
    return false
  }
}
