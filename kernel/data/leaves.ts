import pg, { type ClientBase } from 'pg'
import type { Declarations } from './declarations.ts'
import { leafGrants, qualified, type Stated } from './derive.ts'
import type { Roles } from './roles.ts'
import type { Store } from './store.ts'
import { placeOf, type AnyTable } from './table.ts'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

/** The leaves of a table that is partitioned by month (UTC), made as moments come that have none. */
export interface Leaves {
  /** The leaf for a moment (milliseconds since 1970), as SQL names it; undefined where this process does not know it yet. */
  known(at: number): string | undefined
  /** The same, made where it is missing. */
  ensure(at: number): Promise<string>
  /** Forgets what this process knows: a leaf was dropped. */
  forget(): void
}

/** Months since 1970. */
export const monthOf = (at: number): number => {
  const date = new Date(at)
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
}

export function leavesOf(store: Store, table: AnyTable): Leaves {
  const made = new Map<number, string>()
  const making = new Map<number, Promise<string>>()
  return {
    known: at => made.get(monthOf(at)),
    async ensure(at) {
      const month = monthOf(at)
      const name = made.get(month)
      if (name !== undefined) return name
      const started = making.get(month) ?? store.asOwner(owner => make(owner, table, month, store.roles))
      making.set(month, started)
      try {
        made.set(month, await started)
        return await started
      } finally {
        making.delete(month)
      }
    },
    forget() { made.clear() },
  }
}

async function make(owner: ClientBase, table: AnyTable, month: number, roles: Roles): Promise<string> {
  const { schema, name } = placeOf(table)
  const day = (months: number): string => new Date(Date.UTC(1970, months, 1)).toISOString().slice(0, 10)
  const leaf = `${id(schema)}.${id(`${name}_${day(month).slice(0, 7).replace('-', '_')}`)}`
  await owner.query('begin')
  try {
    await owner.query('select pg_advisory_xact_lock(hashtext($1))', [leaf])
    const { rows: [there] } = await owner.query<{ there: boolean }>('select to_regclass($1) is not null as there', [leaf])
    if (!there?.there) {
      // ATTACH passes beside readers and writers; CREATE … PARTITION OF would wait for them all, and everybody for it.
      await owner.query(`create table ${leaf} (like ${qualified(table)} including defaults including constraints including indexes)`)
      await owner.query(`alter table ${qualified(table)} attach partition ${leaf} for values from (${literal(`${day(month)} 00:00:00+00`)}) to (${literal(`${day(month + 1)} 00:00:00+00`)})`)
      await owner.query(leafGrants(leaf, table, roles).join(';\n'))
    }
    await owner.query('commit')
    return leaf
  } catch (error) {
    await owner.query('rollback')
    throw error
  }
}

/** Grants on a whole schema take those on leaves away; this puts them back, for what is stated. */
export async function grantsOnLeaves(owner: ClientBase, all: Declarations, roles: Roles, stated: Stated): Promise<void> {
  for (const table of all.tables.values()) {
    if (!table.partitionedBy || !stated.states(table.under.name)) continue
    const { rows } = await owner.query<{ leaf: string }>(`
      select format('%I.%I', n.nspname, c.relname) as leaf from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
      where i.inhparent = $1::regclass`, [qualified(table)])
    const grants = rows.flatMap(({ leaf }) => leafGrants(leaf, table, roles))
    if (grants.length) await owner.query(grants.join(';\n'))
  }
}
