import pg, { type ClientBase } from 'pg'
import type { Declarations } from '../declare/declarations.ts'
import { qualified } from '../declare/qualified.ts'
import type { AnyTable } from '../declare/table.ts'
import { encryptedIn, tablesWithKeys } from '../declare/encrypted-tables.ts'

const { escapeIdentifier: id } = pg

/** One trigger that lets keys go, as the catalogue should show it. */
export interface KeyTrigger {
  readonly table: AnyTable
  readonly name: string
  readonly makes: string
}

/**
 * Whoever takes a row away, by whatever way, takes its key away in the same statement; and who blanks all that a key
 * opens, the key.
 */
export function keyTriggersOf({ tables }: Declarations): KeyTrigger[] {
  return tablesWithKeys(tables.values()).flatMap(table => {
    const at = qualified(table)
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
        makes: `create trigger ${id('keys go with rows')} after delete on ${at} referencing old table as gone for each statement execute function obhut.destroy_keys()`,
      },
      ...(own.length === 0 || othersToo
        ? []
        : [
            {
              table,
              name: 'keys go with values',
              makes: `create trigger ${id('keys go with values')} after update of ${own.map(id).join(', ')} on ${at} for each row when (${allGone} and (${someThere})) execute function obhut.destroy_key()`,
            },
          ]),
    ]
  })
}

/** SQL that puts the triggers of these declarations in place of whichever are there. */
export async function keyTriggers(owner: ClientBase, declared: Declarations): Promise<string[]> {
  const { rows } = await owner.query<{ drop: string }>(`
    select format('drop trigger %I on %I.%I', t.tgname, n.nspname, c.relname) as drop
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace join pg_proc p on p.oid = t.tgfoid join pg_namespace pn on pn.oid = p.pronamespace
    where pn.nspname = 'obhut' and p.proname in ('destroy_keys', 'destroy_key') and not t.tgisinternal`)
  return [...rows.map(row => row.drop), ...keyTriggersOf(declared).map(({ makes }) => makes)]
}
