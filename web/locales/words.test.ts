import { describe, expect, it } from 'vitest'
import { counted } from './counted.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { preferred } from './language.ts'

/** Every word with its path: `form.missing`. */
const spread = (words: unknown, path = ''): [string, unknown][] =>
  typeof words === 'object' && words !== null && !Array.isArray(words)
    ? Object.entries(words).flatMap(([name, word]) => spread(word, `${path}.${name}`))
    : [[path.slice(1), words]]

const [german, english] = [spread(de), new Map(spread(en))]

describe('The dictionaries', () => {
  it('say the same things in both languages', () => {
    expect([...english.keys()].sort()).toEqual(german.map(([path]) => path).sort())
  })
  it('leave nothing empty', () => {
    for (const [path, word] of [...german, ...english])
      if (typeof word === 'string') expect(word.trim(), path).not.toBe('')
  })
  it('are translated, but for what is the same in both', () => {
    const same = german
      .filter(([path, word]) => typeof word === 'string' && word.length > 12 && english.get(path) === word)
      .map(([path]) => path)
    expect(same).toEqual([])
  })
  it('address German readers as Sie', () => {
    const familiar = german.filter(([, word]) => typeof word === 'string' && /\b(du|dein|deine|dich|dir)\b/i.test(word))
    expect(familiar).toEqual([])
  })
  it('tell one from many', () => {
    expect([0, 1, 2].map(count => counted(count, 'Eintrag', 'Einträge'))).toEqual(['Einträge', 'Eintrag', 'Einträge'])
  })
})

describe('The language', () => {
  it('is what the person chose before', () => {
    expect(preferred('en', ['de-DE'])).toBe('en')
  })
  it('is the first that the browser asks for and we speak', () => {
    expect(preferred(null, ['fr-CH', 'en-US', 'de'])).toBe('en')
  })
  it('is German otherwise', () => {
    expect([preferred(null, ['fr']), preferred('xx', [])]).toEqual(['de', 'de'])
  })
})
