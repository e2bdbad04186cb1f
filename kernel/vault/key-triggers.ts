import pg from 'pg'
import type { Declarations } from '../declare/declarations.ts'
import { qualified } from '../declare/qualified.ts'
import type { DerivedTrigger } from '../declare/derived-trigger.ts'
import { encryptedIn, tablesWithKeys } from '../declare/encrypted-tables.ts'

const { escapeIdentifier: id } = pg

/**
 * Whoever takes a row away, by whatever way, takes its key away in the same statement; and who blanks all that a key
 * opens, the key.
 */
export function keyTriggersOf({ tables }: Declarations): DerivedTrigger[] {
  return tablesWithKeys(tables.values()).flatMap(table => {
    const at = qualified(table)
    const without = `keys of ${table.name} do not go with what they open`
    const own = encryptedIn(table)
      .filter(({ keyOf }) => keyOf.name === table.name)
      .map(({ name }) => name)
    const allGone = own.map(name => `new.${id(name)} is null`).join(' and ')
    const someThere = own.map(name => `old.${id(name)} is not null`).join(' or ')
    const othersToo = [...tables.values()].some(
      other => other.name !== table.name && encryptedIn(other).some(({ keyOf }) => keyOf.name === table.name),
    )
    return [
      {
        table,
        name: 'keys go with rows',
        runs: 'destroy_keys',
        without,
        makes: `create trigger ${id('keys go with rows')} after delete on ${at} referencing old table as gone for each statement execute function obhut.destroy_keys()`,
      },
      ...(own.length === 0 || othersToo
        ? []
        : [
            {
              table,
              name: 'keys go with values',
              runs: 'destroy_key' as const,
              without,
              makes: `create trigger ${id('keys go with values')} after update of ${own.map(id).join(', ')} on ${at} for each row when (${allGone} and (${someThere})) execute function obhut.destroy_key()`,
            },
          ]),
    ]
  })
}
