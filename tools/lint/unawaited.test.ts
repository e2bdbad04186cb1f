import { spawnSync } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** The lines of a function that lint refuses, by their place among those given. */
async function refused(lines: readonly string[], rule = 'unawaited', says = 'add await'): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lint-'))
  const [file, config] = [join(folder, 'some.ts'), join(folder, 'config.json')]
  const plugin = join(import.meta.dirname, 'unawaited.ts')
  await writeFile(config, JSON.stringify({ jsPlugins: [plugin], rules: { [`obhut/${rule}`]: 'error' } }))
  await writeFile(file, `export async function some(work, store, a, b) {\n${lines.join('\n')}\n}\n`)
  const { stdout } = spawnSync(process.execPath, ['node_modules/oxlint/bin/oxlint', '-c', config, '-f', 'unix', file], {
    encoding: 'utf8',
  })
  return [...stdout.matchAll(new RegExp(`:(\\d+):\\d+: .*${says}`, 'g'))].map(([, line]) => Number(line) - 2)
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

it('refuses what a module writes past tables, hand-overs and faults', async () => {
  const wrong = [
    `process.stderr.write(String(a))`,
    `process.stdout.write(b)`,
    `void import('node:fs').then(({ writeFileSync }) => writeFileSync('copy.json', a))`,
    `const { writeFile } = await import('node:fs/promises')`,
  ]
  const right = [`const { hrtime } = process`, `const here = await import('./demo.ts')`]
  expect(await refused([...wrong, ...right], 'writes-elsewhere', 'keep it in a table')).toEqual(
    wrong.map((_, line) => line),
  )
})
