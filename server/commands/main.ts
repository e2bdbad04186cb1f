import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nearest } from '../../kernel/text/nearest.ts'
import { readEnvironment } from '../startup/environment.ts'
import { WrongUse } from '../problems/command-errors.ts'
import type { AnyCommand } from './command.ts'
import { failureOf } from '../serving/failure.ts'
import { helpFor, overview } from './help.ts'
import { parse } from './parse.ts'
import { speaker, type Streams } from './speaker.ts'

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  readonly version: string
}

/** Each command is a file of its own, read when it is called. */
export const commands: readonly {
  readonly name: string
  readonly says: string
  readonly load: () => Promise<{ readonly default: AnyCommand }>
}[] = [
  { name: 'start', says: 'Runs the platform that a manifest describes.', load: () => import('./start.ts') },
  {
    name: 'demo',
    says: 'Runs a platform with a few people and real measurements, to look at.',
    load: () => import('./demo.ts'),
  },
  {
    name: 'upgrade',
    says: 'Says what this software would do otherwise on a store, before it is started there.',
    load: () => import('./upgrade.ts'),
  },
  {
    name: 'migrate',
    says: 'Brings the database to what this version of Obhut wants.',
    load: () => import('./migrate.ts'),
  },
  {
    name: 'statement check',
    says: 'Says everything that is wrong with a manifest, each with its line and what mends it.',
    load: () => import('./statement-check.ts'),
  },
  {
    name: 'statement show',
    says: 'Prints the privacy statement in force, or that of a manifest.',
    load: () => import('./statement-show.ts'),
  },
  {
    name: 'statement diff',
    says: 'Says in what one version of the statement differs from another.',
    load: () => import('./statement-diff.ts'),
  },
  {
    name: 'statement publish',
    says: 'Publishes a new version of the statement, which comes into force automatically on its day.',
    load: () => import('./statement-publish.ts'),
  },
  {
    name: 'statement withdraw',
    says: 'Takes back the version that waits for its day.',
    load: () => import('./statement-withdraw.ts'),
  },
  {
    name: 'jobs show',
    says: 'Shows the queue by lane, and the jobs that were set aside.',
    load: () => import('./jobs-show.ts'),
  },
  {
    name: 'jobs retry',
    says: 'Has jobs run again that were set aside.',
    load: () => import('./jobs-retry.ts'),
  },
  {
    name: 'sweep',
    says: 'Removes what has been kept as long as the statement says.',
    load: () => import('./sweep.ts'),
  },
  {
    name: 'clock',
    says: 'Says whether the clock of a live store is believed, and what it is held against.',
    load: () => import('./clock.ts'),
  },
  {
    name: 'clock confirm',
    says: 'Vouches for the clock after it jumped: what waited for that goes on.',
    load: () => import('./clock-confirm.ts'),
  },
  {
    name: 'backup',
    says: 'Writes the store into one encrypted file, while it goes on being used.',
    load: () => import('./backup.ts'),
  },
  {
    name: 'restore',
    says: 'Fills an empty instance from a backup, and repeats what was erased since.',
    load: () => import('./restore.ts'),
  },
  {
    name: 'purge',
    says: 'Removes physically what was erased: from pages, statistics and log of the database.',
    load: () => import('./purge.ts'),
  },
  {
    name: 'ledger renew',
    says: 'Makes a new ledger from the store, where the old one is lost for good.',
    load: () => import('./ledger-renew.ts'),
  },
  {
    name: 'rights copy',
    says: 'Writes everything that is held about a person into a file.',
    load: () => import('./rights-copy.ts'),
  },
  {
    name: 'rights portable',
    says: 'Writes what a person provided into a file that others can read in, with its schema.',
    load: () => import('./rights-portable.ts'),
  },
  {
    name: 'rights restrict',
    says: 'Has a person’s data only stored, or lets processing go on.',
    load: () => import('./rights-restrict.ts'),
  },
  {
    name: 'rights erase',
    says: 'Erases a person from every module, and says what is gone.',
    load: () => import('./rights-erase.ts'),
  },
  {
    name: 'staff invite',
    says: 'Opens an account for a member of staff and prints the link; the first administrator comes in so.',
    load: () => import('./staff-invite.ts'),
  },
  {
    name: 'staff roles',
    says: 'Gives a member of staff other permissions, at once.',
    load: () => import('./staff-roles.ts'),
  },
  {
    name: 'mail test',
    says: 'Sends one letter by the mail relay of the settings, and says what the relay answered.',
    load: () => import('./mail-test.ts'),
  },
  {
    name: 'gateway add',
    says: 'Makes serial numbers and secrets for new gateways, with labels to print.',
    load: () => import('./gateway-add.ts'),
  },
  {
    name: 'gateway import',
    says: 'Takes a CSV file with gateways into the list, all of it or nothing.',
    load: () => import('./gateway-import.ts'),
  },
  {
    name: 'gateway list',
    says: 'Lists gateways: in stock, claimed, retired.',
    load: () => import('./gateway-list.ts'),
  },
  { name: 'gateway retire', says: 'Retires a gateway for good.', load: () => import('./gateway-retire.ts') },
  {
    name: 'vault rotate',
    says: 'Makes the next master key and wraps the key of every row under it, while the platform goes on.',
    load: () => import('./vault-rotate.ts'),
  },
  {
    name: 'vault keys',
    says: 'Writes the wrapped keys of all rows into a file of their own, or puts them back.',
    load: () => import('./vault-keys.ts'),
  },
  {
    name: 'audit verify',
    says: 'Holds the audit log against its seals and its witnesses.',
    load: () => import('./audit-verify.ts'),
  },
  {
    name: 'audit show',
    says: 'Shows one entry of the audit log, and proves that it stands there.',
    load: () => import('./audit-show.ts'),
  },
  {
    name: 'prove',
    says: 'Proves each promise of the statement on the running system.',
    load: () => import('./prove.ts'),
  },
]

/** Does what was said and answers the exit code; whatever goes wrong is said in words. */
export async function main(
  args: readonly string[],
  streams: Streams,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const json = args.includes('--json')
  try {
    const [first] = args
    if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
      streams.out.write(overview(commands))
      return first === undefined ? 2 : 0
    }
    if (first === '--version' || first === '-V' || first === 'version') {
      streams.out.write(`obhut ${version}\n`)
      return 0
    }
    const { found, rest } = commandIn(args)
    return await runCommand((await found.load()).default, rest, streams, env)
  } catch (problem) {
    const { code, words } = failureOf(problem, env['OBHUT_TRACE'] === '1')
    if (json)
      streams.out.write(
        `${JSON.stringify({ error: words, ...(problem instanceof Error && 'problems' in problem && { problems: problem.problems }) })}\n`,
      )
    streams.err.write(`${words}\n`)
    return code
  }
}

/** Runs one command by what was said to it; answers the exit code. Throws what `failureOf` has words for. */
export async function runCommand(
  command: AnyCommand,
  args: readonly string[],
  streams: Streams,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const said = parse(command, args)
  if (said.help) {
    streams.out.write(helpFor(command))
    return 0
  }
  const environment = readEnvironment(env)
  const { ledger = environment.ledger } = said.given as { ledger?: string }
  return command.does(said.given, speaker(said.json, { ...environment, ledger }, streams), said.positionals)
}

function commandIn(args: readonly string[]): { found: (typeof commands)[number]; rest: readonly string[] } {
  refuseOptionsFirst(args)
  const words = args.slice(0, 2).filter(word => !word.startsWith('-'))
  const found = named(words)
  if (found) return { found, rest: args.slice(found.name.split(' ').length) }
  const group = commands.filter(({ name }) => name.startsWith(`${words[0]} `)).map(({ name }) => name)
  const names = group.length ? group : commands.map(({ name }) => name)
  const meant = nearest(words.join(' '), names) ?? (group.length ? undefined : nearest(words[0] ?? '', names))
  const orMeant = meant === undefined ? '' : `; did you mean '${meant}'?`
  throw new WrongUse(
    [
      group.length
        ? words.length > 1
          ? `there is no command '${words.join(' ')}'${orMeant || `: '${words[0]}' is ${group.join(' or ')}`}`
          : `'${words[0]}' is ${group.join(' or ')}`
        : `there is no command '${words[0] ?? args[0]}'${orMeant}`,
      'See: obhut --help',
    ].join('\n'),
  )
}

const named = (words: readonly string[]): (typeof commands)[number] | undefined =>
  commands.find(({ name }) => name === words.join(' ')) ?? commands.find(({ name }) => name === words[0])

/** Which words are values of an option is known once the command is. */
function refuseOptionsFirst(args: readonly string[]): void {
  if (!args[0]?.startsWith('-')) return
  const at = args.findIndex((word, index) => !word.startsWith('-') && named(args.slice(index, index + 2)) !== undefined)
  const command = at < 0 ? undefined : named(args.slice(at, at + 2))?.name
  throw new WrongUse(
    [
      `options stand after the command${command === undefined || at < 0 ? ': obhut COMMAND --data DIR' : `: obhut ${[command, ...args.slice(at + command.split(' ').length), ...args.slice(0, at)].join(' ')}`}`,
      'See: obhut --help',
    ].join('\n'),
  )
}
