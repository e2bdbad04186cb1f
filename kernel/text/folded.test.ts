import { expect, it } from 'vitest'
import { growth, mostGrowth } from '../../tools/testing/growth.ts'
import { foldedWords } from './folded.ts'

it.each([
  ['Müller', [['mueller', 'muller']]],
  ['MU\u0308LLER', [['mueller', 'muller']]],
  ['Groß-Gerau, Straße 7', [['gross'], ['gerau'], ['strasse'], ['7']]],
  ['GROẞ', [['gross']]],
  ['René D’Água', [['rene'], ['d'], ['agua']]],
  ['ida.brandt@example.org', [['ida'], ['brandt'], ['example'], ['org']]],
  ['Łukasz Søren Æon', [['lukasz'], ['soeren'], ['aeon']]],
  ['ﬁnden ２', [['finden'], ['2']]],
  ['Иван 山田', [['иван'], ['山田']]],
  ['Ida ida IDA', [['ida']]],
  ['Müller, geb. Mueller', [['mueller', 'muller'], ['geb']]],
  ['Mueller Müller', [['mueller', 'muller']]],
  ['  … — ', []],
])('%s', (text, words) => {
  expect(foldedWords(text)).toEqual(words)
})

it('cuts a word that is too long', () => {
  expect(foldedWords('a'.repeat(10_000))).toEqual([['a'.repeat(40)]])
})

it('takes no longer for each word where many words are one word in other forms', () => {
  // Each is the same where an umlaut is two letters, and another one where it is none.
  const text = (words: number): string =>
    Array.from({ length: words }, (_, word) =>
      Array.from({ length: 16 }, (_, at) => ((word >> at) & 1 ? 'ü' : 'ue')).join(''),
    ).join(' ')
  expect(foldedWords(text(100))).toHaveLength(1)
  expect(growth(foldedWords, text, 2500)).toBeLessThan(mostGrowth)
})
