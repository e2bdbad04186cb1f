// The table of clauses: what the conformance suite shows of the catalogue, and what not.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asJson, asTable, verdicts, type ReportedTest, type Verdict } from '../../clauses/table.ts'
import { bringChromium } from './chromium.ts'
import { command } from './command.ts'

interface Results {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly ReportedTest[]
  }[]
}

/**
 * Runs the suite and prints the table; the exit code is 1 where a clause fails, or a file of tests could not be run.
 */
export async function clauses(args: readonly string[]): Promise<number> {
  const json = args.includes('--json')
  const { missing } = await bringChromium(line => {
    console.error(line)
  })
  if (missing) console.error(missing)
  const { results, said } = await ran(args.filter(arg => arg !== '--json'))
  if (!results) {
    console.error(said)
    return 1
  }
  const all = verdicts(results.testResults.flatMap(({ assertionResults }) => assertionResults))
  console.log(json ? asJson(all) : asTable(all))
  const broken = results.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every(test => test.status !== 'failed'),
  )
  for (const { name, message } of broken) console.error(`\n${name} could not be run:\n${message}`)
  return broken.length > 0 || all.some(isFailing) || results.testResults.some(({ status }) => status === 'failed')
    ? 1
    : 0
}

const isFailing = ({ state }: Verdict): boolean => state === 'failing'

async function ran(args: readonly string[]): Promise<{ results?: Results; said: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'obhut-results-'))
  const file = join(folder, 'results.json')
  try {
    const { said } = await command(
      'vitest',
      ['run', '--configLoader=native', '--project', 'clauses', '--reporter=json', `--outputFile.json=${file}`, ...args],
      { env: { XDG_DATA_HOME: folder } },
    )
    return existsSync(file) ? { results: JSON.parse(readFileSync(file, 'utf8')) as Results, said } : { said }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
