#!/usr/bin/env node
// The command line: `npx obhut <command>`.
import { isClosed } from './problems/command-errors.ts'
import { failureOf } from './serving/failure.ts'
import { main } from './commands/main.ts'

// By this signal Node opens a debugger for everybody on this machine. tools/ready.mjs says so in the command line, too,
// which holds from the first moment.
process.on('SIGUSR1', () => {})
// Whoever reads along may have read enough (`| head`): what nobody hears is not said, and the work is done all the
// same.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', problem => {
    if (!isClosed(problem)) throw problem
  })

// What nobody caught ends the process, in words too.
process.on('uncaughtException', problem => {
  process.stderr.write(`${failureOf(problem, process.env['OBHUT_TRACE'] === '1').words}\n`)
  process.exit(3)
})

const code = await main(
  process.argv.slice(2),
  { out: process.stdout, err: process.stderr, in: process.stdin },
  process.env,
)
// What was written has to arrive before the process goes, also through a pipe.
await Promise.all(
  [process.stdout, process.stderr].map(
    stream =>
      new Promise(resolve => {
        stream.write('', resolve)
      }),
  ),
)
process.exit(code)
