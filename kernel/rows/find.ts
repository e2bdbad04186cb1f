import type { Store } from '../store/store.ts'
import { qualified } from '../declare/qualified.ts'
import { column } from './walk.ts'
import type { DataSubject } from '../declare/subject.ts'

/**
 * The persons of a kind who go by this in any table that is about them: an account by its address, and a registration
 * or a forgotten password beside it that bears the same one.
 */
export async function findSubjects(store: Store, kind: string, name: string, value: string): Promise<DataSubject[]> {
  const tables = [...store.declarations.tables.values()].filter(
    ({ about, columns }) =>
      about.who === 'owner' && about.kinds.some(one => one.kind === kind) && columns[name]?.kind === 'text',
  )
  return store.desk('rights', async client => {
    const found = new Set<string>()
    for (const table of tables) {
      const { rows } = await client.query<{ subject: string }>(
        `select distinct t.subject from ${qualified(table)} t where t.${column(name)} = $1`,
        [value],
      )
      for (const { subject } of rows) found.add(subject)
    }
    return [...found].map(id => ({ kind, id }))
  })
}

/** The kinds of persons that the tables of a store are about. */
export const kindsIn = (store: Store): string[] =>
  [
    ...new Set(
      [...store.declarations.tables.values()].flatMap(({ about }) =>
        about.who === 'owner' ? about.kinds.map(one => one.kind) : [],
      ),
    ),
  ].sort()
