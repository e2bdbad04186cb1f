// npm run dev: the demo from the sources while you change them.
import { failureOf } from '../server/serving/failure.ts'
import { runCommand } from '../server/commands/main.ts'
import dev from './dev/command.ts'

process.on('SIGUSR1', () => {})
const streams = { out: process.stdout, err: process.stderr, in: process.stdin }
const code = await runCommand(dev, process.argv.slice(2), streams, process.env).catch((problem: unknown) => {
  const failed = failureOf(problem, process.env['OBHUT_TRACE'] === '1')
  process.stderr.write(`${failed.words}\n`)
  return failed.code
})
process.exit(code)
