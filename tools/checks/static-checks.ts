// What is checked without running anything.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { borders, type Borders } from '../borders.ts'
import { changedFiles, everyTest, testsOf } from './changed.ts'
import { checkout, passes } from './command.ts'
import { unwelcomeLicences } from './licences.ts'
import { type Outcome, type Step, failed, passed } from './outcome.ts'

export const types: Step = {
  name: 'types',
  run: () =>
    passes('tsc', [
      '--pretty',
      'false',
      '--checkers',
      '2',
      '--incremental',
      '--tsBuildInfoFile',
      'node_modules/.cache/types.tsbuildinfo',
    ]),
}
export const lint: Step = { name: 'lint', run: () => passes('oxlint', ['--deny-warnings', '--format=unix']) }
export const formatting: Step = {
  name: 'format',
  run: () => passes('biome', ['format', '--colors=off', '--max-diagnostics=20', '.']),
}
export const deadCode: Step = { name: 'dead code', run: () => passes('knip', ['--no-progress']) }

export const bordersOfThePlatform: Step = {
  name: 'borders',
  run: async () => {
    const { read, crossed } = await looked()
    if (read === 0) return failed('No TypeScript file was read: the check itself is broken.')
    return listed(
      crossed.map(({ rule, from, to, because }) => `${from} → ${to}\n    ${rule}${because ? `: ${because}` : ''}`),
    )
  },
}

const looked = (): Promise<Borders> => (seen ??= borders(checkout))
let seen: Promise<Borders> | undefined

/** The tests of what this branch changed. */
export const testsOfTheChange = async (): Promise<string[]> =>
  testsOf(changedFiles(), (await looked()).imports, everyTest())

export const licences: Step = {
  name: 'licences',
  run: () => Promise.resolve(listed(unwelcomeLicences(checkout))),
}

export const webBuild: Step | undefined = existsSync(join(checkout, 'web/vite.config.ts'))
  ? { name: 'web build', run: () => passes('vite', ['build', '--config', 'web/vite.config.ts', '--logLevel', 'warn']) }
  : undefined

function listed(problems: string[]): Outcome {
  return problems.length === 0 ? passed : failed(problems.join('\n'))
}
