import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import type { Store } from '../store/store.ts'
import { snake } from '../declare/table.ts'
import type { PersonalData } from '../declare/terms.ts'
import { besideEncrypted } from '../vault/beside.ts'
import { isKeptAsText, placesOf } from './find.ts'
import { column } from './walk.ts'

/**
 * Something that a person can prove to control: an address, a number; by the name of its column, and which personal
 * data it is.
 */
export interface Provable {
  readonly name: string
  readonly value: string
  readonly is?: PersonalData | undefined
  /** It lies encrypted in the store, and is not to lie about elsewhere so that somebody could find it by trying. */
  readonly encrypted: boolean
}

/**
 * What a person can prove to control, from the tables of the kinds that name it. What nobody can open any more, because
 * its key is destroyed, is nobody's.
 */
export async function provable(
  client: ClientBase,
  { declarations, vault }: Store,
  subject: string,
): Promise<Provable[]> {
  const places = [...declarations.tables.values()].flatMap(table =>
    Object.keys(table.columns)
      .filter(name => isKeptAsText(table, name))
      .flatMap(name =>
        placesOf(table, name)
          .filter(({ kind }) => kind.provenBy.includes(name))
          .map(({ whose }) => ({
            table,
            name,
            whose,
            is: table.columns[name]?.is as PersonalData | undefined, // as: declared with a term
            encrypted: table.columns[name]?.encrypted !== undefined,
          })),
      ),
  )
  const found = new Map<string, Provable>()
  for (const { table, name, whose, is, encrypted } of places) {
    const { fields, open } = besideEncrypted(vault, table, [name])
    const at = snake(name)
    const { rows } = await client.query<Record<string, unknown>>(
      `select ${encrypted ? '' : 'distinct '}${[`t.${at}`, ...fields].join(', ')} from ${qualified(table)} t where t.${column(whose)} = $1`,
      [subject],
    )
    for (const row of rows) {
      if (encrypted && row['obhut key 0'] === null) continue
      const value = open(row)[at] as string | null // as: text, see above
      if (value !== null) found.set(`${name} ${is} ${value}`, { name, value, is, encrypted })
    }
  }
  return [...found.values()]
}
