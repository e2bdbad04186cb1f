/** What everybody reads who gets such a message, and what is therefore said about nobody. */
export interface SaidToAll {
  /** The lines around what is written to this person. Each takes out one line that reads the same. */
  readonly lines: readonly string[]
  /** Names of the sender and of its recipients, which may stand anywhere. */
  readonly phrases: readonly string[]
  /** Where the links to our own pages begin. */
  readonly site: string
}

/** What remains of these lines without what everybody reads, in one line. */
export function saidToOne(lines: readonly string[], { lines: frame, phrases }: SaidToAll): string {
  const left = new Map<string, number>()
  for (const line of plainLines(frame)) left.set(line, (left.get(line) ?? 0) + 1)
  const own = plainLines(lines).map(line => {
    const times = left.get(line) ?? 0
    left.set(line, times - 1)
    return times > 0 ? gap : line
  })
  return phrases
    .map(plain)
    .filter(Boolean)
    .toSorted((one, other) => other.length - one.length)
    .reduce((text, phrase) => text.replace(new RegExp(wholeWords(phrase), 'giu'), gap), own.join(' '))
}
const gap = ' | '

/** Whether a text names somebody: in whole words, also in the genitive (`Ada Lovelaces`). */
export const names = (text: string, name: string): boolean =>
  new RegExp(wholeWords(plain(name), `(?:['’]?s)?`), 'iu').test(text)

const wholeWords = (phrase: string, ending = ''): string =>
  String.raw`(?<![\p{L}\p{M}\p{N}])${RegExp.escape(phrase)}${ending}(?![\p{L}\p{M}\p{N}])`

/** Whether a number stands in a text by itself, and not as part of a longer one or of an amount. */
export const numbers = (text: string, number: string): boolean =>
  new RegExp(String.raw`(?<!\d[.,]?)${RegExp.escape(plain(number))}(?![.,]?\d)`, 'iu').test(text)

/** Without the keys in links to our own pages: among their characters any number may stand. */
export const withoutKeys = (text: string, { site }: Pick<SaidToAll, 'site'>): string =>
  site === ''
    ? text
    : text.replace(new RegExp(String.raw`${RegExp.escape(site)}\S*`, 'giu'), link => link.replace(/[\w-]{20,}/g, gap))

/** Composed letters, without signs that nobody sees, and one space where any white space is. */
const plain = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
const plainLines = (lines: readonly string[]): string[] =>
  lines
    .flatMap(line => line.split('\n'))
    .map(plain)
    .filter(Boolean)
