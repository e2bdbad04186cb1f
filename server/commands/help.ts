import { settingNames } from '../startup/environment.ts'
import type { AnyCommand, Option } from './command.ts'
import { everywhere, kebab } from './parse.ts'

const exits =
  'Exit codes: 0 good; 1 the answer is no (a promise does not hold, a manifest does not fit); 2 used wrongly; 3 cannot run as things stand.'

export function overview(commands: readonly { readonly name: string; readonly says: string }[]): string {
  return lines([
    'Obhut: a customer platform whose configuration is its privacy statement.',
    '',
    'obhut COMMAND …',
    '',
    ...columns(commands.map(({ name, says }) => [name, says])),
    '',
    'obhut COMMAND --help tells what a command takes.',
    '',
    'obhut --version tells which Obhut this is.',
    '',
    'A command acts on the instance in --data DIR, or on that of DATABASE_URL (with OBHUT_SECRET), or on that in OBHUT_DATA, or on that in data/; also while it runs.',
    `The environment: ${settingNames.filter(name => name !== 'OBHUT_TRACE').join(', ')}; OBHUT_TRACE=1 shows where faults came about.`,
    '',
    exits,
  ])
}

export function helpFor({ name, says, takes = [], options, notes, example }: AnyCommand): string {
  return lines([
    says,
    '',
    ['obhut', name, ...takes, '[options]'].join(' '),
    '',
    ...columns(
      Object.entries<Option>({ ...options, ...everywhere }).map(([key, option]) => [spelled(key, option), option.says]),
    ),
    ...(notes === undefined ? [] : ['', notes]),
    ...(example === undefined ? [] : ['', `For example: ${example}`]),
    '',
    exits,
  ])
}

const spelled = (key: string, { value, short }: Option): string =>
  `${short === undefined ? '' : `-${short}, `}--${kebab(key)}${value === undefined ? '' : ` ${value}`}`

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 3
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`)
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`
