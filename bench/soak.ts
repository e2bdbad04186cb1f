// npm run soak [-- name …]: every bench in its whole length and size, and what assurance/ tells in full; or those
// named.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { tests } from '../tools/checks/vitest.ts'
import { inOneLine } from '../tools/checks/outcome.ts'
import { benchNames, runAll } from './parts/all.ts'

const named = process.argv.slice(2)
const assurances = readdirSync(join(import.meta.dirname, '../assurance'))
  .filter(file => file.endsWith('.test.ts'))
  .map(file => file.replace('.test.ts', ''))
const unknown = named.filter(name => !assurances.includes(name) && !benchNames().includes(name))
if (unknown.length)
  throw new Error(`Nothing is named ${unknown.join(', ')}. There are: ${[...benchNames(), ...assurances].join(', ')}`)

const benches = named.filter(name => benchNames().includes(name))
if (named.length === 0 || benches.length) await runAll({ whole: true, named: benches })

const chosen = named.length ? named.filter(name => assurances.includes(name)) : assurances
if (chosen.length) {
  process.env['OBHUT_WHOLE'] = '1'
  // One after the other: they share the machine, and none of them is short.
  const outcome = await tests(
    ['unit'],
    ['--maxWorkers=1', ...chosen.map(name => `assurance/${name}.test.ts`)],
    line => {
      console.log(line)
    },
  )
  console.log(`\n${inOneLine(outcome)}`)
  if (outcome.failed > 0) process.exitCode = 1
}
