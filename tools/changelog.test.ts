import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { changelogOf, changesIn } from './changelog.ts'
import { checkout } from './checks/command.ts'

const folder = mkdtempSync(join(tmpdir(), 'obhut-changes-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

it('the changelog is as the files of changes/ say; after a new one: npm run generate', () => {
  const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string }
  const text = changelogOf(version, changesIn(join(checkout, 'changes')))
  const file = join(checkout, 'CHANGELOG.md')
  if (process.env['WRITE_REPORTS']) writeFileSync(file, text)
  expect(readFileSync(file, 'utf8')).toBe(text)
})

it('a change without its day in the name is none, nor one that says nothing', () => {
  const tried = (name: string, text: string): unknown => {
    writeFileSync(join(folder, name), text)
    try {
      return changesIn(folder)
    } catch (error) {
      return (error as Error).message
    } finally {
      rmSync(join(folder, name))
    }
  }
  expect(tried('portal.md', 'New.')).toContain('is named otherwise')
  expect(tried('2026-13-45-portal.md', 'New.')).toContain('is named otherwise')
  expect(tried('2026-11-29-portal.md', '')).toContain('is not one paragraph')
  expect(tried('2026-11-29-portal.md', 'New\nand more.')).toEqual([
    { date: '2026-11-29', file: '2026-11-29-portal.md', says: 'New and more.' },
  ])
})
