#!/usr/bin/env node
// The command line: `npx obhut <command>`.
import { failureOf } from './commands/failure.ts'
import { main } from './commands/main.ts'

// What nobody caught ends the process, in words too.
process.on('uncaughtException', problem => {
  process.stderr.write(`${failureOf(problem, process.env['OBHUT_TRACE'] === '1').words}\n`)
  process.exit(3)
})

const code = await main(process.argv.slice(2), { out: process.stdout, err: process.stderr, in: process.stdin }, process.env)
// What was written has to arrive before the process goes, also through a pipe.
await Promise.all([process.stdout, process.stderr].map(stream => new Promise(resolve => { stream.write('', resolve) })))
process.exit(code)
