import { spawnSync } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** The lines of a function that lint refuses, by their place among those given. */
async function refused(lines: readonly string[]): Promise<number[]> {
  const file = join(await mkdtemp(join(tmpdir(), 'lint-')), 'some.ts')
  await writeFile(file, `export async function some(work, store, a, b) {\n${lines.join('\n')}\n}\n`)
  const { stdout } = spawnSync(
    process.execPath,
    [
      'node_modules/oxlint/bin/oxlint',
      '-c',
      '.oxlintrc.json',
      '-A',
      'all',
      '-D',
      'obhut/unawaited',
      '-f',
      'unix',
      file,
    ],
    { encoding: 'utf8' },
  )
  return [...stdout.matchAll(/:(\d+):\d+: .*add await/g)].map(([, line]) => Number(line) - 2)
}

it('refuses a query, a write or a unit of work that nobody awaits', async () => {
  const wrong = [
    `work.over(a).insertInto('x').values({}).execute()`,
    `work.over(a).insertInto('x').values({})`,
    `work.read(a, 'b').executeTakeFirst()`,
    `void work.read(a, 'b').executeTakeFirstOrThrow()`,
    `work.read(a, 'b').execute().catch(() => {})`,
    `work.under(a, b, async () => {})`,
    `store.under(a, b, async () => {}).then(() => {})`,
    `work.add(a, { b })`,
    `work.remember({ what: 'x' })`,
  ]
  expect(await refused(wrong)).toEqual(wrong.map((_, line) => line))
})

it('passes over what is awaited, returned or kept, and what only has such a name', async () => {
  const right = [
    `await work.over(a).insertInto('x').values({}).execute()`,
    `const asked = work.read(a, 'b').execute()`,
    `await Promise.all([asked, work.add(a, { b })])`,
    `const all = new Set(); all.add(a)`,
    `b.add(a, all)`,
    `b.execute({})`,
    `return work.under(a, b, async () => {})`,
  ]
  expect(await refused(right)).toEqual([])
})
