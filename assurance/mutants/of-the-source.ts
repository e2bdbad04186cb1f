import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isUnder, columnsReadBy } from '../../kernel/declare/whose.ts'
import type { AnyTable } from '../../kernel/declare/table.ts'
import type { AnyActivity } from '../../kernel/declare/activity.ts'
import type { Mutant } from './mutant.ts'

const root = join(import.meta.dirname, '../..')

/** Where a declared value is exported, so that code can be written that uses it. */
interface Exported<T> {
  readonly value: T
  readonly file: string
  readonly name: string
}

/**
 * Code as somebody in a hurry would write it: reads for the wrong purpose, columns that say nothing about themselves.
 */
export async function mutantsOfTheSource(): Promise<Mutant[]> {
  const activities = await exported('activities.ts', isActivity)
  const tables = await exported('tables.ts', isTable)
  return [
    ...activities.flatMap(activity =>
      tables
        .filter(({ value }) => !isUnder(activity.value, value) && columnsReadBy(activity.value, value).length === 0)
        .map(table => reads(activity, table)),
    ),
    ...tables.filter(({ value: { about } }) => about.who === 'owner').flatMap(unsaid),
  ]
}

const isActivity = (value: unknown): value is AnyActivity =>
  typeof value === 'object' && value !== null && 'spec' in value && 'name' in value
const isTable = (value: unknown): value is AnyTable =>
  typeof value === 'object' && value !== null && 'columns' in value && 'under' in value && !('offers' in value)

async function exported<T>(file: string, is: (value: unknown) => value is T): Promise<Exported<T>[]> {
  const modules = await readdir(join(root, 'modules'))
  const all = await Promise.all(
    [`kernel/${file}`, ...modules.map(module => `modules/${module}/${file}`)].map(async path => {
      const found = (await import(join(root, path)).catch((error: { code?: string }) => {
        if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
      })) as Record<string, unknown> | undefined
      return Object.entries(found ?? {}).flatMap(([name, value]) => (is(value) ? [{ value, file: path, name }] : []))
    }),
  )
  return all.flat()
}

const imports = (...all: readonly [string, string][]): string =>
  all.map(([what, from]) => `import ${what} from '${join(root, from)}'`).join('\n')

function reads(activity: Exported<AnyActivity>, table: Exported<AnyTable>): Mutant {
  const [column = 'id'] = Object.keys(table.value.columns)
  return {
    kind: 'a reader',
    says: `code reads ${column} of ${table.value.name} under ${activity.value.name}`,
    changes: {
      in: 'source',
      code: `${imports([`{ ${activity.name} as activity }`, activity.file], [`{ ${table.name} as rows }`, table.file], ['type { Work }', 'kernel/store/work.ts'])}
export const read = (work: Work<typeof activity>) => work.read(rows, '${column}').execute()
`,
    },
  }
}

function unsaid({ file, name, value }: Exported<AnyTable>): Mutant[] {
  const code = (
    column: string,
  ): string => `${imports([`{ ${name} as rows }`, file], ['{ table }', 'kernel/declare/table.ts'], ['{ text }', 'kernel/declare/columns.ts'], ['{ owner }', 'kernel/declare/subject.ts'])}
export const more = table('x.y', { about: owner(), under: rows.under, until: { rule: 'erasure' }, columns: { more: ${column} } })
`
  return [
    {
      kind: 'a column',
      says: `code keeps a column beside ${value.name} that says nothing about itself`,
      changes: { in: 'source', code: code('text()') },
    },
    {
      kind: 'a column',
      says: `code keeps a column beside ${value.name} that does not say what it is`,
      changes: { in: 'source', code: code(`text({ from: 'a form' })`) },
    },
  ]
}
