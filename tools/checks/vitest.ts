// Runs tests and counts them.
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bringChromium } from './chromium.ts'
import { checkout, command } from './command.ts'
import { recorded, recordIn, undeclared, unstated, type Recorded } from '../testing/recorded.ts'
import { unusedIn } from '../testing/unused.ts'
import { type Outcome, failed, passed, sum, unable } from './outcome.ts'

export const everyProject = ['unit', 'web', 'clauses', 'browser']

/** Tests of the browser need one, and so do clauses about what a page shows. */
const needsBrowser = (project: string): boolean => {
  const room = { browser: 'e2e', clauses: 'clauses' }[project]
  return room !== undefined && globSync(`${room}/**/*.test.ts`, { cwd: checkout }).length > 0
}

export async function tests(projects: string[], args: string[], report: (line: string) => void): Promise<Outcome> {
  const { missing } = projects.some(needsBrowser) ? await bringChromium(report) : {}
  if (missing) report(`\n  ${missing}\n  The tests in a browser cannot run.\n`)
  const able = missing ? projects.filter(project => project !== 'browser') : projects
  return sum([await vitest(able, args), ...(missing && projects.includes('browser') ? [unable(missing)] : [])])
}

async function vitest(projects: string[], args: string[]): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'obhut-results-'))
  const results = join(folder, 'results.json')
  try {
    const contacts = join(folder, 'contacts')
    const { code } = await command(
      'vitest',
      [
        'run',
        '--configLoader=native',
        ...projects.flatMap(project => ['--project', project]),
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${results}`,
        ...args,
      ],
      // Vitest leaves a token in the data folder of the user's home otherwise; homes may be closed.
      { shown: true, env: { XDG_DATA_HOME: folder, [recordIn]: contacts } },
    )
    if (!existsSync(results)) return code === 0 ? sum([]) : failed('The tests could not be run; see above.')
    return sum([
      counted(JSON.parse(readFileSync(results, 'utf8')) as Results, code),
      ...judged(recorded(contacts)),
      ...(whole(projects, args, code) ? judgedWhole(recorded(contacts)) : []),
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * That over the whole run nobody was contacted, nothing done and nothing written that no statement names. A run in
 * which nothing was seen shows nothing.
 */
export function judged({ contacts, worked }: Recorded): Outcome[] {
  const outcome = (seen: readonly unknown[], says: string, strangers: readonly string[]): Outcome[] =>
    seen.length === 0
      ? []
      : [strangers.length ? failed(`${says}:\n${strangers.map(one => `  ${one}`).join('\n')}`) : passed]
  return [
    ...outcome(contacts, 'Hosts were contacted that no statement names', undeclared(contacts)),
    ...outcome(worked, 'Something was done that no statement in force stated', unstated(worked)),
  ]
}

/** Only a run of everything, in which everything went well, can tell what is never used. */
const whole = (projects: readonly string[], args: readonly string[], code: number): boolean =>
  code === 0 && args.length === 0 && ['clauses', 'browser'].every(project => projects.includes(project))

/**
 * That all of what our statements state was used, or a word says why not; and that no such word stands there in vain.
 */
function judgedWhole(seen: Recorded): Outcome[] {
  const wrong = unusedIn(seen)
  return [
    wrong.length
      ? failed(
          `What the statements state and what was used are not the same:\n${wrong.map(one => `  ${one}`).join('\n')}`,
        )
      : passed,
  ]
}

interface Results {
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[]
  }[]
}

/**
 * A file that could not be loaded has no tests to fail, and an error outside of any test none to blame: each counts as
 * one.
 */
export function counted({ testResults }: Results, code: number): Outcome {
  const all = testResults.flatMap(file =>
    file.assertionResults.map(test => ({ ...test, file: file.name.replace(`${checkout}/`, '') })),
  )
  const count = (...states: string[]): number => all.filter(({ status }) => states.includes(status)).length
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every(test => test.status !== 'failed'),
  )
  const excerpts = [
    ...all
      .filter(({ status }) => status === 'failed')
      .map(
        ({ file, fullName, failureMessages }) =>
          `✗ ${file}: ${fullName.trim()}\n    ${firstLine(failureMessages?.[0])}`,
      ),
    ...broken.map(
      ({ name, message }) => `✗ ${name.replace(`${checkout}/`, '')} could not be loaded\n    ${firstLine(message)}`,
    ),
    ...(code !== 0 && count('failed') + broken.length === 0 ? ['✗ An error outside of any test; see above.'] : []),
  ]
  const bad = excerpts.length
  return {
    passed: count('passed'),
    failed: bad,
    skipped: count('pending', 'skipped', 'todo', 'disabled'),
    ...(bad > 0 ? { excerpt: excerpts.join('\n') } : {}),
  }
}

const firstLine = (text = ''): string =>
  text
    .split('\n')
    .find(line => line.trim() !== '')
    ?.slice(0, 240) ?? ''
