import pg, { type ClientBase } from 'pg'
import type { Declarations } from '../declare/declarations.ts'
import { leafGrants, type Stated } from './derive.ts'
import { qualified } from '../declare/qualified.ts'
import type { Roles } from './roles.ts'
import type { Store } from '../store/store.ts'
import { placeOf, type AnyTable } from '../declare/table.ts'
import { transaction } from '../problems/transaction.ts'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

/** The leaves of a table that is partitioned by month (UTC), made as moments come that have none. */
export interface Leaves {
  /**
   * The leaf for a moment (milliseconds since 1970), as SQL names it; undefined where this process does not know it
   * yet.
   */
  known(at: number): string | undefined
  /** The same, made where it is missing. */
  ensure(at: number): Promise<string>
  /** Forgets what this process knows: a leaf was dropped. */
  forget(): void
}

/** A month by UTC, from (inclusive) until (exclusive), in milliseconds since 1970. */
export interface Month {
  readonly begins: number
  readonly ends: number
}
export function monthOf(at: number): Month {
  const date = new Date(at)
  const first = (more: number): number => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + more, 1)
  return { begins: first(0), ends: first(1) }
}

export function leavesOf(store: Store, table: AnyTable): Leaves {
  const made = new Map<number, string>()
  const making = new Map<number, Promise<string>>()
  return {
    known: at => made.get(monthOf(at).begins),
    async ensure(at) {
      const month = monthOf(at)
      const name = made.get(month.begins)
      if (name !== undefined) return name
      const started = making.get(month.begins) ?? store.asOwner(owner => make(owner, table, month, store))
      making.set(month.begins, started)
      try {
        made.set(month.begins, await started)
        return await started
      } finally {
        making.delete(month.begins)
      }
    },
    forget() {
      made.clear()
    },
  }
}

async function make(
  owner: ClientBase,
  table: AnyTable,
  { begins, ends }: Month,
  { declarations, roles, inForce }: Pick<Store, 'declarations' | 'roles' | 'inForce'>,
): Promise<string> {
  const { schema, name } = placeOf(table)
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
  const leaf = `${id(schema)}.${id(`${name}_${day(begins).slice(0, 7).replace('-', '_')}`)}`
  return transaction(owner, async () => {
    await owner.query('select pg_advisory_xact_lock(hashtext($1))', [leaf])
    const {
      rows: [there],
    } = await owner.query<{ there: boolean }>('select to_regclass($1) is not null as there', [leaf])
    if (!there?.there) {
      // ATTACH passes beside readers and writers; CREATE … PARTITION OF would wait for them all, and everybody for it.
      await owner.query(
        `create table ${leaf} (like ${qualified(table)} including defaults including constraints including indexes)`,
      )
      await owner.query(
        `alter table ${qualified(table)} attach partition ${leaf} for values from (${literal(`${day(begins)} 00:00:00+00`)}) to (${literal(`${day(ends)} 00:00:00+00`)})`,
      )
      await owner.query(leafGrants(leaf, table, declarations, roles, inForce).join(';\n'))
    }
    return leaf
  })
}

/** Leaves have grants of their own, for what is stated. */
export async function grantsOnLeaves(
  owner: ClientBase,
  all: Declarations,
  roles: Roles,
  stated: Stated,
): Promise<void> {
  for (const table of all.tables.values()) {
    if (!table.partitionedBy && !table.arrives) continue
    const { rows } = await owner.query<{ leaf: string }>(
      `
      select format('%I.%I', n.nspname, c.relname) as leaf from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
      where i.inhparent = $1::regclass`,
      [qualified(table)],
    )
    const grants = rows.flatMap(({ leaf }) => leafGrants(leaf, table, all, roles, stated))
    if (grants.length) await owner.query(grants.join(';\n'))
  }
}
