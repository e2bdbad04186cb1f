import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { expect, it } from 'vitest'
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
