import { setImmediate as turn } from 'node:timers/promises'
import type { Searchable } from '../declare/columns.ts'
import { foldedWords } from '../text/folded.ts'
import type { Vault } from '../vault/vault.ts'

/** Beginnings of words from so many letters on, and up to so many. */
const [shortest, longest] = [3, 8]
/** Shorter words are like too many others with one letter changed. */
const shortestWithTypos = 4

/** So many characters of a text are searched, and so many of what somebody looks for, in so many words. */
const [mostOfText, mostOfQuery, mostWords] = [50_000, 500, 16]

/** What of a text is hashed: whole words (`w`), their beginnings (`b`), and what is left of them without one letter (`t`). */
function termsOf(text: string, { beginnings, typos }: Searchable): Set<string> {
  const terms = new Set<string>()
  for (const word of foldedWords(text.slice(0, mostOfText)).flat()) {
    terms.add(`w${word}`)
    if (beginnings)
      for (let end = shortest; end <= Math.min(longest, word.length); end++) terms.add(`b${word.slice(0, end)}`)
    if (typos) for (const one of neighbours(word)) terms.add(one)
  }
  return terms
}

/**
 * Two words that differ by a letter have one of these in common (symmetric deletion): a letter that is wrong goes from
 * both, one that is missing from the other. Of long words the beginning counts.
 */
function neighbours(word: string): string[] {
  if (word.length < shortestWithTypos) return []
  const start = word.slice(0, longest)
  return [`t${start}`, ...Array.from(start, (_, at) => `t${start.slice(0, at)}${start.slice(at + 1)}`)]
}

/**
 * A keyed hash of 64 bits, as PostgreSQL has numbers: another one for each column, so that words of two columns cannot be
 * compared.
 */
const tokenOf = (vault: Vault, at: string, term: string): string =>
  vault.mark(`${at} words`, term).readBigInt64BE().toString()

/** The tokens of a text, in an order that says nothing of it. */
export const tokensOf = (vault: Vault, at: string, text: string, how: Searchable): string[] =>
  [...new Set([...termsOf(text, how)].map(term => tokenOf(vault, at, term)))].toSorted()

/** Tokens that are worked out between other work: what is hashed at a stretch takes some milliseconds. */
const atAStretch = 500
export async function tokensInTurn(vault: Vault, at: string, text: string, how: Searchable): Promise<string[]> {
  const tokens = new Set<string>()
  const terms = [...termsOf(text, how)]
  for (let from = 0; from < terms.length; from += atAStretch) {
    for (const term of terms.slice(from, from + atAStretch)) tokens.add(tokenOf(vault, at, term))
    await turn()
  }
  return [...tokens].toSorted()
}

export interface HowSearched {
  /** Words may have a typing error; the column has to be searchable so. */
  readonly typos?: true
  /** Whole words alone. */
  readonly whole?: true
  /**
   * Looks at no more rows than these, whichever the index gives first: for a list that shows a few while somebody types. Of
   * a word that more rows have, the others are not found.
   */
  readonly most?: number
}

/** What to look for, word by word; any one of a word's tokens will do. */
export const tokensSought = (
  vault: Vault,
  at: string,
  query: string,
  { beginnings, typos }: Searchable,
  how: HowSearched,
): string[][] =>
  foldedWords(query.slice(0, mostOfQuery))
    .slice(0, mostWords)
    .map(forms => {
      const terms = forms.flatMap(word => [
        beginnings && !how.whole && word.length >= shortest ? `b${word.slice(0, longest)}` : `w${word}`,
        ...(typos && how.typos ? neighbours(word) : []),
      ])
      return [...new Set(terms)].map(term => tokenOf(vault, at, term))
    })
