// `npm test`: everything that can be checked, one after the other, and one line that sums it up.
//
//     npm test                        all of it
//     npm test -- kernel/consent      the tests of one place
//     npm run check                   without clauses and browser, in under a minute
//     npm run check:changed           the checks, and the tests of the modules that the change touches: half a minute
//     npm run clauses                 the table of the catalogue: shown, failing, not built yet (--json)
import { clauses } from './checks/clauses.ts'
import {
  bordersOfThePlatform,
  deadCode,
  formatting,
  licences,
  lint,
  testsOfTheChange,
  types,
  webBuild,
} from './checks/static-checks.ts'
import { explained } from './checks/explained.ts'
import { type Outcome, type Step, failed, inOneLine, sum } from './checks/outcome.ts'
import { everyProject, tests } from './checks/vitest.ts'

const [first, ...others] = process.argv.slice(2)
const say = (line: string): void => {
  console.log(line)
}

const testing = (projects: string[], args: string[] = []): Step => ({
  name: 'tests',
  run: () => tests(projects, args, say),
})

async function testsOf(files: readonly string[]): Promise<Outcome> {
  say(
    files.length
      ? `  ${files.length} test files of the change: ${files.join(' ')}\n  What clauses, browsers and whole systems say of it, npm test tells.`
      : '  No test is about the change.',
  )
  return files.length ? tests(everyProject, [...files], say) : sum([])
}

function wanted(): Step[] {
  if (first === '--check')
    return [types, formatting, lint, explained, deadCode, bordersOfThePlatform, testing(['unit', 'web'], others)]
  if (first === '--changed')
    return [
      types,
      formatting,
      lint,
      explained,
      deadCode,
      bordersOfThePlatform,
      { name: 'tests', run: async () => testsOf(await testsOfTheChange()) },
    ]
  if (first !== undefined) return [testing(everyProject, [first, ...others])]
  return [
    types,
    formatting,
    lint,
    explained,
    bordersOfThePlatform,
    deadCode,
    licences,
    ...(webBuild ? [webBuild] : []),
    testing(everyProject),
  ]
}

interface Done extends Outcome {
  name: string
  seconds: number
}

async function done({ name, run }: Step): Promise<Done> {
  const began = performance.now()
  const outcome = await run().catch((problem: unknown) =>
    failed(problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)),
  )
  const seconds = (performance.now() - began) / 1000
  say(
    `${outcome.failed > 0 ? '✗' : '✓'} ${name.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s   ${outcome.unable ?? inOneLine(outcome)}`,
  )
  if (outcome.excerpt) say(`\n${outcome.excerpt.replaceAll(/^/gm, '    ')}\n`)
  return { name, seconds, ...outcome }
}

async function checked(steps: readonly Step[]): Promise<number> {
  const all: Done[] = []
  for (const step of steps) all.push(await done(step))

  const broken = all.filter(step => step.failed > 0)
  if (broken.length > 0) say(`\nNot in order: ${broken.map(({ name }) => name).join(', ')}.`)
  say(
    `\nIn ${all.reduce((total, { seconds }) => total + seconds, 0).toFixed(1)} s: ${all.map(({ name, seconds }) => `${name} ${seconds.toFixed(1)} s`).join(', ')}.`,
  )
  const total = sum(all)
  say(inOneLine(total))
  return total.failed > 0 ? 1 : 0
}

process.exitCode = first === '--clauses' ? await clauses(others) : await checked(wanted())
