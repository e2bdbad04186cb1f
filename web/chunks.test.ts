import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chunks, goesInto } from './chunks.ts'

const checkout = join(import.meta.dirname, '..')
const files = globSync('**/*.{ts,tsx,css}', { cwd: import.meta.dirname })
const placeOf = (path: string): string[] =>
  chunks.filter(chunk => goesInto(chunk, join(checkout, path))).map(({ name }) => name)

describe('the files that the built portal is divided into', () => {
  it('name packages and files that are there', () => {
    const packages = chunks.flatMap(({ packages }) => packages)
    expect(packages.filter(name => !existsSync(join(checkout, 'node_modules', name)))).toEqual([])
    const globs = chunks.flatMap(({ files }) => files)
    const matches = (glob: string): boolean =>
      files.some(file => goesInto({ name: '', packages: [], files: [glob] }, join(checkout, 'web', file)))
    expect(globs.length).toBeGreaterThan(5)
    expect(globs.filter(glob => !matches(glob))).toEqual([])
  })
  it('leave out parts of packages that are there', () => {
    const all = globSync(['@mantine/core/esm/components/*', '*'], { cwd: join(checkout, 'node_modules') })
    const parts = chunks.flatMap(({ without = [] }) => without)
    expect(parts.filter(part => !all.some(path => path.includes(part)))).toEqual([])
  })
  it.each([
    ['node_modules/react-dom/client.js', ['react']],
    ['node_modules/react-remove-scroll/dist/es2015/index.js', []],
    ['node_modules/@mantine/core/esm/components/Button/Button.mjs', ['library']],
    ['node_modules/@mantine/core/esm/components/Modal/Modal.mjs', []],
    ['web/parts/Form.tsx', ['shell']],
    ['web/parts/Rows.tsx', []],
    ['web/homes/words/index.ts', ['shell']],
    ['web/homes/words/de.ts', []],
    ['web/homes/words/ways/de.ts', ['ways-de']],
    ['web/homes/HomeScreen.tsx', []],
  ])('%s goes into %j', (path, into) => {
    expect(placeOf(path)).toEqual(into)
  })
  it('share nothing', () => {
    expect(files.filter(file => placeOf(join('web', file)).length > 1)).toEqual([])
  })
})
