import { z } from 'zod'
import type { Words } from '../kernel/declare/terms.ts'

/**
 * Every text that comes in from outside has one of these schemas (`server/http/input-texts.test.ts` holds all routes
 * and messages to it). The length is looked at before anything else: zod goes on to the next check after a text that is
 * too long, unless told to abort.
 *
 * | schema | for | what it does |
 * | --- | --- | --- |
 * | `oneLine` | names, titles, search terms | takes out what nobody can see, refuses control characters and half
 * characters with a sentence |
 * | `typedNumber` | numbers that people copy | the same, and one form for dashes, blanks and digits |
 * | `freeText` | words over several lines | cleans: what people wrote has to arrive, whatever a PDF or a chat program
 * left in it |
 * | `identifier` | names of our own things | printable ASCII, or the pattern that is given |
 * | `opaqueText` | passwords, tokens, what a reader of its own judges | looks at the length alone: never store or look
 * up such a text as it came |
 */
export const opaqueText = (most: number, least = 0): z.ZodString => z.string().max(most, { abort: true }).min(least)

/** `tidy` and `fault` say more about one kind of line: how it is kept, and what else is wrong with one. */
export const oneLine = (most: number, least = 0, { tidy = tidyLine, fault }: LineOptions = {}): z.ZodString =>
  z
    .string()
    .max(most, { abort: true })
    .overwrite(tidy)
    .superRefine((text, context) => {
      const words = faultOfLine(text) ?? fault?.(text)
      if (words)
        context.addIssue({
          code: 'custom',
          params: { words },
          message: 'is a text of one line without control characters',
          continue: false,
        })
    })
    .max(most)
    .min(least)
interface LineOptions {
  readonly tidy?: ((text: string) => string) | undefined
  readonly fault?: ((text: string) => Words | undefined) | undefined
}

/** Telephone, customer and serial numbers, postcodes. */
export const typedNumber = (most: number, least = 0): z.ZodString => oneLine(most, least, { tidy: tidyNumber })

export const freeText = (most: number, least = 0): z.ZodString =>
  z.string().max(most, { abort: true }).overwrite(tidyWords).min(least)

const printable = /^[\x20-\x7e]*$/
export const identifier = (
  most: number,
  pattern = printable,
  message = 'is written in plain letters and signs',
): z.ZodString => z.string().max(most, { abort: true }).regex(pattern, message)

/** Formats of zod with a maximum in front. */
export const uuid = (): z.ZodString => z.string().max(36, { abort: true }).check(z.uuid())
export const calendarDay = (message?: string): z.ZodString =>
  z.string().max(10, { abort: true }).check(z.iso.date(message)).superRefine(inReach)
/** A moment of ISO 8601, in UTC or with an offset. */
export const instant = ({ offset = false } = {}): z.ZodString =>
  z.string().max(40, { abort: true }).check(z.iso.datetime({ offset })).superRefine(inReach)

/**
 * Days and moments that anybody means; beyond them arithmetic, sorting and other programs go wrong. What a route can
 * mean is narrower still.
 */
const [firstYear, lastYear] = [1900, 2199]
const outOfReach: Words = {
  de: `Bitte ein Datum zwischen ${firstYear} und ${lastYear}.`,
  en: `A date between ${firstYear} and ${lastYear}, please.`,
}
function inReach(text: string, context: z.RefinementCtx<string>): void {
  const year = new Date(text).getUTCFullYear()
  if (year < firstYear || year > lastYear)
    context.addIssue({
      code: 'custom',
      params: { words: outOfReach },
      message: `lies between ${firstYear} and ${lastYear}`,
      continue: false,
    })
}

/** What a fast look finds in hardly any text: characters that are taken out, replaced or refused. */
const unusual = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{DI}]|(?! )\p{Zs}/u
const invisible = /\p{DI}+/gu
const overrides = /[\u202D\u202E]/

/**
 * A line as it is kept: every blank is a plain one, none stand around it, composed as in NFC, without what nobody can
 * see. Joiners stay between two visible characters, where Persian and Sinhala names and emoji need them. Overrides of
 * direction stay too, for the check to refuse: they make people read something else than what is written.
 */
export function tidyLine(text: string): string {
  if (!unusual.test(text)) return text.trim().normalize('NFC')
  if (!text.isWellFormed()) return text
  return text
    .replace(invisible, withoutUseless)
    .replace(/\p{Zs}/gu, ' ')
    .trim()
    .normalize('NFC')
}

const flag = '\u{1F3F4}'
function withoutUseless(run: string, at: number, whole: string): string {
  const before = at > 0 && /\S/.test(whole[at - 1] ?? '')
  const after = /^\S/.test(whole.slice(at + run.length, at + run.length + 1))
  const tags = whole.endsWith(flag, at) ? (/^[\u{E0020}-\u{E007E}]{1,30}\u{E007F}/u.exec(run)?.[0] ?? '') : ''
  // Variation selectors say how the character before them looks: an emoji, a form of a Chinese character.
  const variation = before ? (/[\uFE00-\uFE0F\u180B-\u180D\u180F\u{E0100}-\u{E01EF}]/u.exec(run)?.[0] ?? '') : ''
  const joiner = before && after ? (/\u200C|\u200D|\u034F|\u180E/.exec(run)?.[0] ?? '') : ''
  return tags + variation + joiner + (overrides.exec(run)?.[0] ?? '')
}

/** What keeps a tidy line from being kept. */
export function faultOfLine(text: string): Words | undefined {
  if (!text.isWellFormed())
    return {
      de: 'Ein Zeichen ist unvollständig angekommen. Bitte tippen Sie den Text neu.',
      en: 'One character arrived incomplete. Please type the text again.',
    }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text))
    return {
      de: 'Bitte auf einer Zeile und ohne Steuerzeichen.',
      en: 'On one line, please, and without control characters.',
    }
  if (overrides.test(text))
    return {
      de: 'Der Text enthält ein unsichtbares Zeichen, das die Leserichtung umkehrt. Bitte tippen Sie ihn neu.',
      en: 'The text holds an invisible character that reverses the reading direction. Please type it again.',
    }
  return undefined
}

/**
 * Words as they are kept: what PostgreSQL cannot hold (NUL) and what nobody typed (other control characters, what turns
 * the direction) is taken out, half a character becomes U+FFFD, so that one sees that something is missing there.
 */
export const tidyWords = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/(?![\n\t])\p{Cc}|[\u202A-\u202E\u2066-\u2069\uFEFF]/gu, '')
    .trim()

/**
 * A number as people copy it from contacts and letters: without what nobody can see, every dash a hyphen, every blank a
 * plain one, digits of other widths and of Arabic keyboards in ASCII.
 */
export const tidyNumber = (text: string): string =>
  text
    .replace(invisible, '')
    .normalize('NFKC')
    .replace(/\p{Pd}|\u2212/gu, '-')
    .replace(/\p{Zs}/gu, ' ')
    .replace(/[\u0660-\u0669\u06F0-\u06F9]/g, digit => String(digit.charCodeAt(0) & 0xf))
    .trim()
/** The same without what stands between the digits. */
export const bareNumber = (text: string): string => tidyNumber(text).replace(/[\s.-]/g, '')

/**
 * Blanks and invisible characters around a text, which come along when it is copied. Walked from both ends: a pattern
 * that ends in `$` would try each place anew.
 */
export function withoutInvisibleEnds(text: string): string {
  const around = /[\s\p{DI}]/u
  let from = 0
  let to = text.length
  while (from < to && around.test(text[from] ?? '')) from++
  while (to > from && around.test(text[to - 1] ?? '')) to--
  return text.slice(from, to)
}
