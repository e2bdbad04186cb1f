import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { edited, type Edit } from './edits.ts'

type NoticedBy = 'types' | 'lint' | 'tests' | undefined
export interface Judged {
  readonly edit: Edit
  readonly by: NoticedBy
  readonly says: string
}

interface Said {
  readonly code: number
  readonly out: string
}
const run = (folder: string, file: string, args: readonly string[], timeout: number): Promise<Said> =>
  new Promise(resolve => {
    execFile(
      process.execPath,
      [join(folder, 'node_modules', file), ...args],
      { cwd: folder, timeout, maxBuffer: 1 << 26, env: { ...process.env, OBHUT_WHOLE: '0' } },
      (error, out, err) => {
        resolve({ code: error ? 1 : 0, out: `${out}\n${err}` })
      },
    )
  })

/**
 * Who notices edits, in a copy of the checkout: lint and types of all that are in different files at once, then for each
 * that is left the tests beside it. An edit that lies in a file of another's is judged in a later round.
 */
export async function judge(
  folder: string,
  edits: readonly Edit[],
  { withTests, told = () => {} }: { readonly withTests: boolean; readonly told?: (one: Judged) => void },
): Promise<Judged[]> {
  const all: Judged[] = []
  const note = (one: Judged): void => {
    all.push(one)
    told(one)
  }
  for (const round of rounds(edits)) {
    const statics = await changed(folder, round, async () => {
      const lint = await run(
        folder,
        'oxlint/bin/oxlint',
        ['--deny-warnings', '--format=unix', ...round.map(({ file }) => file)],
        300_000,
      )
      const types = await compiled(
        folder,
        round.map(({ file }) => file),
      )
      return { lint: lint.out, types: types.out }
    })
    for (const edit of round) {
      const said = (lines: string): string | undefined =>
        lines.split('\n').find(line => line.includes(edit.file) && /rror/.test(line))
      const [byTypes, byLint] = [said(statics.types), said(statics.lint)]
      if (byTypes !== undefined || byLint !== undefined)
        note({ edit, by: byTypes === undefined ? 'lint' : 'types', says: byTypes ?? byLint ?? '' })
      else note(withTests ? await tested(folder, edit) : { edit, by: undefined, says: '' })
    }
  }
  return all
}

/** So that no file has two edits at once. */
function rounds(edits: readonly Edit[]): Edit[][] {
  const left = [...Map.groupBy(edits, ({ file }) => file).values()]
  const longest = Math.max(0, ...left.map(its => its.length))
  return Array.from({ length: longest }, (_, number) => left.flatMap(its => its[number] ?? []))
}

async function changed<R>(folder: string, edits: readonly Edit[], look: () => Promise<R>): Promise<R> {
  const before = edits.map(({ file }) => readFileSync(join(folder, file), 'utf8'))
  for (const [number, edit] of edits.entries())
    writeFileSync(join(folder, edit.file), edited(before[number] ?? '', edit))
  try {
    return await look()
  } finally {
    for (const [number, { file }] of edits.entries()) writeFileSync(join(folder, file), before[number] ?? '')
  }
}

async function compiled(folder: string, files: readonly string[]): Promise<Said> {
  const config = join(folder, 'tsconfig.code-mutants.json')
  writeFileSync(config, JSON.stringify({ extends: './tsconfig.json', include: [], files }))
  return run(folder, 'typescript/bin/tsc', ['-p', config, '--pretty', 'false'], 600_000)
}

/** The test of the same name, else those of its folder. */
function nearest(folder: string, file: string): string[] {
  const own = file.replace(/\.ts$/, '.test.ts')
  if (existsSync(join(folder, own))) return [own]
  const place = dirname(file)
  return readdirSync(join(folder, place), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.test.ts') && basename(name) !== 'killed.test.ts')
    .map(name => join(place, name))
}

async function tested(folder: string, edit: Edit): Promise<Judged> {
  const files = nearest(folder, edit.file)
  if (files.length === 0) return { edit, by: undefined, says: 'no tests beside it' }
  const { code, out } = await changed(folder, [edit], () =>
    run(
      folder,
      'vitest/vitest.mjs',
      ['run', '--configLoader=native', '--project', 'unit', '--bail=1', '--maxWorkers=1', ...files],
      900_000,
    ),
  )
  const says = /(?:FAIL|Error:).*$/m.exec(out)?.[0] ?? ''
  return code === 0 ? { edit, by: undefined, says: '' } : { edit, by: 'tests', says }
}
