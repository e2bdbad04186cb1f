import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkoutCopy } from './testing/checkout-copy.ts'
import { program } from './testing/processes.ts'

const { folder: copy, remove } = checkoutCopy()
afterAll(remove)
const node = process.execPath
const tool = (name: string, ...args: string[]): string =>
  execFileSync(node, [join('node_modules/.bin', name), ...args], {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, VITEST: '', WRITE_API_TYPES: '1' },
  })

describe('npm run new', () => {
  it('makes a module that compiles, keeps to the borders, and passes its test', { timeout: 300_000 }, async () => {
    expect(await program(join(copy, 'tools/new-module.ts'), ['Not A Name']).ended()).toMatchObject({ code: 2 })
    expect(await program(join(copy, 'tools/new-module.ts'), ['class']).ended()).toMatchObject({ code: 2 })
    const portal = readFileSync(join(copy, 'web/portal.ts'), 'utf8')
    writeFileSync(join(copy, 'web/portal.ts'), portal.replaceAll('everything', 'other'))
    expect(await program(join(copy, 'tools/new-module.ts'), ['surveys']).ended()).toMatchObject({
      code: 2,
      said: expect.stringContaining('web/portal.ts does not look as expected'),
    })
    expect(existsSync(join(copy, 'modules/surveys'))).toBe(false)
    writeFileSync(join(copy, 'web/portal.ts'), portal)
    expect(await program(join(copy, 'tools/new-module.ts'), ['surveys']).ended()).toMatchObject({ code: 0 })
    expect(await program(join(copy, 'tools/new-module.ts'), ['surveys']).ended()).toMatchObject({ code: 2 })
    expect(readFileSync(join(copy, 'statements/demo.yaml'), 'utf8')).toMatch(/^ {2}surveys\.keeping:/m)
    expect(existsSync(join(copy, 'modules/surveys/demo.ts'))).toBe(true)
    tool(
      'vitest',
      'run',
      '--configLoader=native',
      '--project',
      'unit',
      'modules/surveys',
      'server/http/typed-client',
      'tools/borders',
    )
    tool('tsc', '--pretty', 'false', '--checkers', '2')
  })
})
