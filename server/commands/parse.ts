import { parseArgs } from 'node:util'
import { z } from 'zod'
import { nearest } from '../../kernel/text/nearest.ts'
import { WrongUse } from '../problems/command-errors.ts'
import type { AnyCommand, Option, Options } from './command.ts'

export const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

/** Options that every command has. */
export const everywhere = {
  json: { says: 'One JSON document on the standard output, everything else on the other.' },
  help: { says: 'This help.', short: 'h' },
} satisfies Options

/** What was said to a command, each value as its option wants it; everything that is wrong is said at once. */
export function parse(
  command: AnyCommand,
  args: readonly string[],
): { given: Record<string, unknown>; positionals: readonly string[]; json: boolean; help: boolean } {
  const options: Record<string, Option> = { ...command.options, ...everywhere }
  const byName = new Map(Object.entries(options).map(([key, option]) => [kebab(key), { key, option }]))
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      [...byName].map(([name, { option }]) => [
        name,
        {
          type: option.value === undefined ? ('boolean' as const) : ('string' as const),
          ...(option.short !== undefined && { short: option.short }),
        },
      ]),
    ),
  })
  const wrong: string[] = []
  const given: Record<string, unknown> = Object.fromEntries(
    Object.entries(options)
      .filter(([, option]) => option.value === undefined)
      .map(([key]) => [key, false]),
  )
  const positionals: string[] = []
  const seen = new Set<string>()
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const known = byName.get(token.name)
    if (!known) {
      wrong.push(unknown(token.rawName, token.name, [...byName.keys()]))
      continue
    }
    if (seen.has(known.key)) wrong.push(`${token.rawName} is given twice; once is enough`)
    seen.add(known.key)
    const { value, problem } = valueOf(known.option, token)
    if (problem) wrong.push(problem)
    else given[known.key] = value
  }
  if (given['help'] !== true) wrong.push(...wrongArguments(command, positionals))
  if (wrong.length && given['help'] !== true)
    throw new WrongUse([...wrong, `See: obhut ${command.name} --help`].join('\n'))
  return { given, positionals, json: given['json'] === true, help: given['help'] === true }
}

function unknown(raw: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known)
  return `there is no option ${raw}${meant === undefined ? '' : `; did you mean --${meant}?`}`
}

type Token = Extract<NonNullable<ReturnType<typeof parseArgs>['tokens']>[number], { kind: 'option' }>

function valueOf(
  { value: placeholder, of }: Option,
  { rawName, value, inlineValue }: Token,
): { value?: unknown; problem?: string } {
  if (placeholder === undefined) return value === undefined ? { value: true } : { problem: `${rawName} takes no value` }
  // `--data --json` is a forgotten value, not a folder called --json.
  if (value === undefined || (!inlineValue && value.startsWith('-') && value !== '-'))
    return { problem: `${rawName} wants a value: ${rawName} ${placeholder}` }
  const parsed = (of ?? z.string()).safeParse(value)
  return parsed.success
    ? { value: parsed.data }
    : { problem: `${rawName} ${placeholder}: ${parsed.error.issues[0]?.message ?? 'this cannot be'}` }
}

function wrongArguments({ takes = [] }: AnyCommand, given: readonly string[]): string[] {
  if (given.length > takes.length) return [`'${given.slice(takes.length).join(' ')}' is more than this command takes`]
  return given.length < takes.length ? [`it wants ${takes.slice(given.length).join(' ')}`] : []
}
