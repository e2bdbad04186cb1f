import pg, { type ClientBase } from 'pg'
import type { Store } from '../store/store.ts'
import { catalogueName, type AnyTable } from '../declare/table.ts'
import { rowsOut } from './copying.ts'
import { framed, tally } from './frames.ts'

const { escapeIdentifier: id } = pg

/** What a backup says of itself, in front of all rows. */
export interface BackupFacts {
  readonly part: 'data' | 'keys'
  readonly store: string
  readonly kind: string
  readonly at: string
  /** The letters that made the structure which the rows fit. */
  readonly migrations: readonly { readonly name: string; readonly hash: string }[]
  /** The last entry of the ledger that these rows know of. */
  readonly ledger: number
}
/** A table whose rows follow. */
export interface Begins {
  readonly table: string
  readonly columns: readonly string[]
  readonly leaves: readonly Leaf[]
}
export interface Leaf {
  readonly name: string
  readonly bounds: string
}

/** How values are written, whatever server and login say: a row has to look the same on the other side. */
export const plainly = `set local datestyle = 'ISO, YMD'; set local timezone = 'UTC'; set local extra_float_digits = 1; set local bytea_output = 'hex'; set local search_path = pg_catalog; set local synchronize_seqscans = off`

/**
 * Tables that say what a store states. They refer to no others and come first, so that nobody waits for all rows to
 * hear that it cannot run here.
 */
export const saysWhatIsStated = ['obhut.store', 'obhut.statement', 'obhut.in_force']

/** Tables by where their rows go: wrapped keys lie apart from what they open. */
export function tablesInPart(store: Store, part: BackupFacts['part']): AnyTable[] {
  const all = store.declarations.leavesFirst.toReversed().filter(table => (table.apart ? 'keys' : 'data') === part)
  const first = (table: AnyTable): boolean => saysWhatIsStated.includes(catalogueName(table))
  return [...all.filter(first), ...all.filter(table => !first(table))]
}

export async function aboutStore(
  client: ClientBase,
  store: Store,
  part: BackupFacts['part'],
  now: Date,
): Promise<BackupFacts> {
  const { rows: migrations } = await client.query<{ name: string; hash: string }>(
    'select name, hash from obhut.migration order by name',
  )
  const {
    rows: [end],
  } = await client.query<{ number: number }>('select number from obhut.ledger_end')
  return { part, store: store.id, kind: store.kind, at: now.toISOString(), migrations, ledger: end?.number ?? 0 }
}

/** The rows of one part of a store, table by table, as the transaction of this client sees them. */
export async function* contentsOf(
  client: ClientBase,
  store: Store,
  about: BackupFacts,
  told: (table: string, rows: number) => void,
): AsyncGenerator<Buffer> {
  await client.query(plainly)
  yield framed({ is: 'facts', facts: { ...about } })
  for (const table of tablesInPart(store, about.part)) {
    const begins = await shapeOf(client, table)
    yield framed({ is: 'facts', facts: { ...begins } })
    const counted = tally()
    for await (const rows of bundles(
      rowsOut(client, `select ${begins.columns.map(id).join(', ')} from ${placed(begins.table)}`),
    )) {
      for (const row of rows) counted.add(row)
      yield framed({ is: 'rows', rows })
    }
    yield framed({ is: 'facts', facts: { ends: begins.table, ...counted.sum() } })
    told(begins.table, counted.sum().rows)
  }
  yield framed({ is: 'facts', facts: { whole: true } })
}

/** A table by the name that the catalogue has for it, as SQL wants it. */
export const placed = (name: string): string => name.split('.').map(id).join('.')

async function shapeOf(client: ClientBase, table: AnyTable): Promise<Begins> {
  const name = catalogueName(table)
  const { rows: columns } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [placed(name)],
  )
  const { rows: leaves } = await client.query<Leaf>(
    `
    select n.nspname || '.' || c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bounds
    from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace where i.inhparent = $1::regclass and c.relispartition order by 1`,
    [placed(name)],
  )
  return { table: name, columns: columns.map(one => one.name), leaves }
}

async function* bundles(rows: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let bundle: Buffer[] = []
  let size = 0
  for await (const row of rows) {
    bundle.push(row)
    size += row.length
    if (size < 1 << 16) continue
    yield bundle
    bundle = []
    size = 0
  }
  if (bundle.length) yield bundle
}
