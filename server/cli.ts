#!/usr/bin/env node
// The command line: `npx obhut <command>`. Each command is a file of its own, read when it is called.
import { speaker } from './commands/speaker.ts'
import type { AnyCommand } from './commands/command.ts'
import { helpFor, overview } from './commands/help.ts'
import { parse } from './commands/parse.ts'
import { readEnvironment } from './environment.ts'
import { failureOf } from './commands/failure.ts'
import { nearest } from '../kernel/statement/nearest.ts'
import { WrongUse } from './no.ts'

const commands: readonly { readonly name: string, readonly says: string, readonly load: () => Promise<{ readonly default: AnyCommand }> }[] = [
  { name: 'start', says: 'Runs the platform that a manifest describes.', load: () => import('./commands/start.ts') },
  { name: 'demo', says: 'Runs a platform with a few people and real measurements, to look at.', load: () => import('./commands/demo.ts') },
  { name: 'dev', says: 'Runs one module with what it needs and nothing else.', load: () => import('./commands/dev.ts') },
  { name: 'migrate', says: 'Brings the database to what this version of Obhut wants.', load: () => import('./commands/migrate.ts') },
  { name: 'statement check', says: 'Says everything that is wrong with a manifest, each with its line and what mends it.', load: () => import('./commands/statement-check.ts') },
  { name: 'statement show', says: 'Prints the privacy statement in force, or that of a manifest.', load: () => import('./commands/statement-show.ts') },
  { name: 'sweep', says: 'Removes what has been kept as long as the statement says.', load: () => import('./commands/sweep.ts') },
  { name: 'rights copy', says: 'Writes everything that is held about a person into a file.', load: () => import('./commands/rights-copy.ts') },
  { name: 'rights erase', says: 'Erases a person from every module, and says what is gone.', load: () => import('./commands/rights-erase.ts') },
  { name: 'prove', says: 'Proves each promise of the statement on the running system.', load: () => import('./commands/prove.ts') },
]

async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json')
  try {
    const [first] = args
    if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
      process.stdout.write(overview(commands))
      return first === undefined ? 2 : 0
    }
    const { found, rest } = commandIn(args)
    const { default: command } = await found.load()
    const said = parse(command, rest)
    if (said.help) {
      process.stdout.write(helpFor(command))
      return 0
    }
    return await command.does(said.given, speaker(said.json, readEnvironment(process.env)), said.positionals)
  } catch (problem) {
    const { code, words } = failureOf(problem, process.env['OBHUT_TRACE'] === '1')
    if (json) process.stdout.write(`${JSON.stringify({ error: words, ...(problem instanceof Error && 'problems' in problem && { problems: problem.problems }) })}\n`)
    process.stderr.write(`${words}\n`)
    return code
  }
}

function commandIn(args: readonly string[]): { found: (typeof commands)[number], rest: readonly string[] } {
  const words = args.slice(0, 2).filter(word => !word.startsWith('-'))
  const found = commands.find(({ name }) => name === words.join(' ')) ?? commands.find(({ name }) => name === words[0])
  if (found) return { found, rest: args.slice(found.name.split(' ').length) }
  const group = commands.filter(({ name }) => name.startsWith(`${words[0]} `)).map(({ name }) => name)
  const names = commands.map(({ name }) => name)
  const meant = nearest(words.join(' '), names) ?? nearest(words[0] ?? '', names)
  throw new WrongUse([
    group.length ? `'${words[0]}' is ${group.join(' or ')}` : `there is no command '${words[0] ?? args[0]}'${meant === undefined ? '' : `; did you mean '${meant}'?`}`,
    'See: obhut --help',
  ].join('\n'))
}

const code = await main(process.argv.slice(2))
// What was written has to arrive before the process goes, also through a pipe.
await Promise.all([process.stdout, process.stderr].map(stream => new Promise(resolve => { stream.write('', resolve) })))
process.exit(code)
