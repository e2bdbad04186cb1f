import { expect, it } from 'vitest'
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
