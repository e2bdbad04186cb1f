import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import type { Store } from '../store/store.ts'
import { snake } from '../declare/table.ts'
import type { PersonalData } from '../declare/terms.ts'

/**
 * Something that a person can prove to control: an address, a number; by the name of its column, and which personal
 * data it is.
 */
export interface Known {
  readonly name: string
  readonly value: string
  readonly is?: PersonalData | undefined
}

/** What a person can prove to control, from the tables of the kinds that name it. */
export async function provable(client: ClientBase, { declarations }: Store, subject: string): Promise<Known[]> {
  const places = [...declarations.tables.values()].flatMap(table =>
    table.about.who === 'owner'
      ? table.about.kinds
          .flatMap(kind => kind.provenBy)
          .filter(name => table.columns[name]?.kind === 'text')
          .map(name => ({ table, name, is: table.columns[name]?.is as PersonalData | undefined }))
      : [],
  ) // as: declared with a term
  const found = new Map<string, Known>()
  for (const { table, name, is } of places) {
    const { rows } = await client.query<{ value: string | null }>(
      `select distinct t.${snake(name)} as value from ${qualified(table)} t where t.subject = $1`,
      [subject],
    )
    for (const { value } of rows) if (value !== null) found.set(`${name} ${is} ${value}`, { name, value, is })
  }
  return [...found.values()]
}
