import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkout } from './checks/command.ts'

/** The words of docs/writing.md that nothing is called by. */
const unwanted = readFileSync(`${checkout}/docs/writing.md`, 'utf8')
  .split('\n')
  .filter(line => line.startsWith('| '))
  .slice(1)
  .flatMap(line => (line.split('|')[4] ?? '').split(','))
  .map(word => word.trim())
  .filter(word => /^[a-z]+$/.test(word))

it('no file and no folder is called by a word that docs/writing.md puts aside', () => {
  const files = execFileSync('git', ['ls-files'], { cwd: checkout, encoding: 'utf8' })
    .split('\n')
    .filter(file => /\.(ts|tsx|mjs|css)$/.test(file))
  const names = [...new Set(files.flatMap(file => [basename(file).replace(/\..*$/, ''), ...dirname(file).split('/')]))]
  expect(unwanted.length).toBeGreaterThan(5)
  expect(names.filter(name => unwanted.includes(name.toLowerCase()))).toEqual([])
})

/** These are words of every language, too: a policy of PostgreSQL, "no such". */
const alsoPlain = new Set(['no', 'policy'])

it('nothing that is exported is called by such a word', () => {
  const exported = execFileSync(
    'git',
    [
      'grep',
      '-hoE',
      String.raw`^export (async |abstract )?(function\*?|const|class|interface|type|let) \w+`,
      '--',
      '*.ts',
      '*.tsx',
    ],
    { cwd: checkout, encoding: 'utf8' },
  )
  const names = exported.split('\n').map(line => line.split(' ').at(-1) ?? '')
  expect(names.length).toBeGreaterThan(2000)
  const wordsIn = (name: string): string[] => name.split(/(?=[A-Z])|_/).map(word => word.toLowerCase())
  expect(names.filter(name => wordsIn(name).some(word => unwanted.includes(word) && !alsoPlain.has(word)))).toEqual([])
})

describe('a decision', () => {
  const folder = `${checkout}/decisions`
  const pages = readdirSync(folder).filter(name => name !== 'README.md')
  const read = (name: string): string => readFileSync(`${folder}/${name}`, 'utf8')

  it('has a number of its own, without a gap', () => {
    expect(pages.toSorted().map(name => name.slice(0, 5))).toEqual(
      pages.map((_, index) => `${String(index + 1).padStart(4, '0')}-`),
    )
  })

  it.each(pages)('has number, title and day on top, and says at its end when to look at it again: %s', name => {
    const paragraphs = read(name).trimEnd().split('\n\n')
    expect(paragraphs[0]).toMatch(new RegExp(`^# ${name.slice(0, 4)} · \\S.*$`))
    expect(paragraphs[1]).toMatch(/^20\d\d-\d\d-\d\d$/)
    expect(paragraphs.at(-1)).toMatch(/^\*\*Revisit when\*\* \S/)
  })

  it('stands in the list of all, with its title and day', () => {
    const listed = read('README.md')
      .split('\n')
      .filter(line => /^\| \d/.test(line))
    expect(listed).toEqual(
      pages.toSorted().map(name => {
        const [, title, day] = /^# \d+ · (.*)\n\n(.*)\n/.exec(read(name)) ?? []
        return `| ${name.slice(0, 4)} | [${title}](${name}) | ${day} |`
      }),
    )
  })

  it('is linked by a name that is there', () => {
    const linked = execFileSync('git', ['grep', '-hoE', 'decisions/[A-Za-z0-9-]+\\.md'], {
      cwd: checkout,
      encoding: 'utf8',
    })
      .trim()
      .split('\n')
      .map(link => link.replace('decisions/', ''))
    expect([...new Set(linked)].filter(name => name !== 'README.md' && !pages.includes(name))).toEqual([])
  })
})
