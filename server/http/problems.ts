import type { z } from 'zod'
import { WrongInput } from '../../platform/refusal.ts'
import type { Words } from '../../kernel/declare/terms.ts'

type Issue = z.core.$ZodIssue

/** What is wrong with an input, field by field, in both languages. The value itself is never repeated. */
export function wrongInput(issues: readonly Issue[]): WrongInput {
  // A map: `constructor` and the like are names that somebody can send, and every object has them already.
  const fields = new Map<string, Words>()
  for (const issue of issues) {
    for (const name of namesOf(issue)) if (!fields.has(name)) fields.set(name, sentenceFor(issue))
  }
  return new WrongInput(Object.fromEntries(fields))
}

const namesOf = (issue: Issue): string[] =>
  issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.map(String).join('.') || 'body']

function sentenceFor(issue: Issue): Words {
  switch (issue.code) {
    case 'unrecognized_keys':
      return { de: 'Diese Angabe wird hier nicht erwartet.', en: 'This is not expected here.' }
    case 'invalid_type':
      return issue.input === undefined
        ? { de: 'Diese Angabe fehlt.', en: 'This is missing.' }
        : expected(issue.expected)
    case 'too_small':
      return Number(issue.minimum) <= 1
        ? { de: 'Diese Angabe fehlt.', en: 'This is missing.' }
        : {
            de: `Mindestens ${issue.minimum}${unitOf(issue.origin, 'de')}.`,
            en: `At least ${issue.minimum}${unitOf(issue.origin, 'en')}.`,
          }
    case 'too_big':
      return {
        de: `Höchstens ${issue.maximum}${unitOf(issue.origin, 'de')}.`,
        en: `At most ${issue.maximum}${unitOf(issue.origin, 'en')}.`,
      }
    case 'invalid_format':
      return (
        formats[issue.format] ?? {
          de: 'Diese Angabe hat nicht die richtige Form.',
          en: 'This does not have the right form.',
        }
      )
    case 'invalid_value':
      return { de: `Erlaubt sind: ${issue.values.join(', ')}.`, en: `Allowed are: ${issue.values.join(', ')}.` }
    case 'custom':
      return (
        (issue.params?.['words'] as Words | undefined) ?? { de: 'Diese Angabe stimmt nicht.', en: 'This is not right.' }
      )
    default:
      return { de: 'Diese Angabe stimmt nicht.', en: 'This is not right.' }
  }
}

const unitOf = (origin: string, language: 'de' | 'en'): string =>
  origin === 'string' ? { de: ' Zeichen', en: ' characters' }[language] : ''

function expected(type: string): Words {
  const german: Record<string, string> = {
    string: 'ein Text',
    number: 'eine Zahl',
    int: 'eine ganze Zahl',
    boolean: '„true“ oder „false“',
    object: 'ein Objekt',
    array: 'eine Liste',
    date: 'ein Datum',
  }
  const english: Record<string, string> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    object: 'an object',
    array: 'a list',
    date: 'a date',
  }
  return { de: `Erwartet wird ${german[type] ?? type}.`, en: `Expected is ${english[type] ?? type}.` }
}

const formats: Record<string, Words> = {
  email: { de: 'Das ist keine gültige E-Mail-Adresse.', en: 'This is not a valid e-mail address.' },
  uuid: { de: 'Das ist keine gültige Kennung.', en: 'This is not a valid identifier.' },
  date: { de: 'Ein Tag wird als JJJJ-MM-TT geschrieben.', en: 'A day is written as YYYY-MM-DD.' },
  datetime: { de: 'Ein Zeitpunkt wird nach ISO 8601 geschrieben.', en: 'A moment is written as ISO 8601 does.' },
}
