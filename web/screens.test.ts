import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, it } from 'vitest'

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
  file => /\.tsx?$/.test(file) && !/\.test\.|\.d\.ts$/.test(file),
)
const code = new Map(files.map(file => [file, readFileSync(join(import.meta.dirname, file), 'utf8')]))
const resolved = (from: string, to: string): string => normalize(join(dirname(from), to))

/** Words that a file says, and what it is made of; what comes later by itself brings its own. */
function wordsSaidBy(file: string, seen = new Set<string>()): string[] {
  const text = code.get(file)
  if (text === undefined || seen.has(file)) return []
  seen.add(file)
  const parts = [...text.matchAll(/^import (?!type)[^'"]*?from '(\.[^']+)'/gm)].map(([, to = '']) => resolved(file, to))
  const said = [...text.matchAll(/^(?!\s*\/?\*).*(?:useWords|actionsIn)\((\w+Words)\)/gm)].map(
    ([, words = '']) => words,
  )
  return [...said, ...parts.flatMap(part => wordsSaidBy(part, seen))]
}

/** The frames have these from the start: what is around every screen says them. */
const ofTheFrame = (file: string): string[] => [
  'identityWords',
  ...(/(^|\/)console\//.test(file) ? ['consoleWords'] : []),
]

const screens = [...code].flatMap(([file, text]) =>
  [...text.matchAll(/screen\(\s*(\[?[\w\s,]+\]?),\s*\(\) =>\s*import\('(\.[^']+)'\)/g)].map(
    ([, words = '', shown = '']) => ({ file, words: words.match(/\w+/g) ?? [], shown: resolved(file, shown) }),
  ),
)

it('a screen comes with all words that it says, so that it never blanks in the middle of a visit', () => {
  expect(screens.length).toBeGreaterThan(25)
  const lacking = screens.flatMap(({ file, words, shown }) =>
    [...new Set(wordsSaidBy(shown))]
      .filter(name => ![...words, ...ofTheFrame(file)].includes(name))
      .map(name => `${file}: ${shown} says ${name}`),
  )
  expect(lacking).toEqual([])
})
