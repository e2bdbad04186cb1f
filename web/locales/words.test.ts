import { globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { counted } from './counted.ts'
import { preferred } from './language.ts'

const web = join(import.meta.dirname, '..')
const dictionaries = ['locales', ...globSync(['*/words', '*/words/ways', '*/console/words'], { cwd: web })]
/** Every word of a language with its path: `locales.form.missing`. */
async function all(language: string): Promise<Map<string, unknown>> {
  const words = await Promise.all(
    dictionaries.map(async of => spread((await import(join(web, of, `${language}.ts`)))[language], of)),
  )
  return new Map(words.flat())
}
const spread = (words: unknown, path: string): [string, unknown][] =>
  typeof words === 'object' && words !== null && !Array.isArray(words)
    ? Object.entries(words).flatMap(([name, word]) => spread(word, `${path}.${name}`))
    : [[path, words]]

const [german, english] = (await Promise.all(['de', 'en'].map(all))) as [Map<string, unknown>, Map<string, unknown>] // as: one for each

describe('The dictionaries', () => {
  it('are those of every screen, and of each module', () => {
    expect(dictionaries).toEqual(expect.arrayContaining(['locales', 'homes/words', 'rights/console/words']))
  })
  it('say the same things in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...german.keys()].sort())
  })
  it('leave nothing empty', () => {
    for (const [path, word] of [...german, ...english])
      if (typeof word === 'string') expect(word.trim(), path).not.toBe('')
  })
  it('are translated, but for what is the same in both', () => {
    const same = [...german]
      .filter(([path, word]) => typeof word === 'string' && word.length > 12 && english.get(path) === word)
      .map(([path]) => path)
    expect(same).toEqual(['identity/console/words.roles.administration'])
  })
  it('address German readers as Sie', () => {
    const familiar = [...german].filter(
      ([, word]) => typeof word === 'string' && /\b(du|dein|deine|dich|dir)\b/i.test(word),
    )
    expect(familiar).toEqual([])
  })
  it('hide no word of every screen behind one of a module', () => {
    const sections = (of: string) =>
      new Set(
        [...german.keys()]
          .filter(path => path.startsWith(`${of}.`))
          .map(path => path.slice(of.length + 1).split('.')[0]),
      )
    const every = sections('locales')
    for (const of of dictionaries.slice(1))
      expect(
        [...sections(of)].filter(name => every.has(name)),
        of,
      ).toEqual([])
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
