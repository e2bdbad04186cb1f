/** Longer words are cut, so that nobody makes a row heavy with one. */
const longest = 40

const german: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' }
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'oe',
  đ: 'd',
  ł: 'l',
  þ: 'th',
  ð: 'd',
}

/**
 * The words of a text as they are compared: in small letters, without accents, ß as ss. An umlaut is told both ways, as
 * people type it: "Müller" is `mueller` and `muller`. In the order of the text, each word once,
 * in all forms in which it stands there.
 */
export function foldedWords(text: string): readonly (readonly string[])[] {
  const found = new Map<string, Set<string>>()
  for (const [word] of text
    .normalize('NFC')
    .toLowerCase()
    .matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    const forms = [folded(word, german), folded(word, {})].filter(form => form !== '')
    const [first] = forms
    if (first === undefined) continue
    const known = found.get(first) ?? new Set()
    for (const form of forms) known.add(form)
    found.set(first, known)
  }
  return Array.from(found.values(), forms => [...forms])
}

const folded = (word: string, umlauts: Readonly<Record<string, string>>): string =>
  [...word]
    .map(letter => umlauts[letter] ?? letters[letter] ?? letter)
    .join('')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .slice(0, longest)
