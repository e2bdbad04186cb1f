import type { KeyObject } from 'node:crypto'
import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import type { Store } from '../store/store.ts'
import type { AnyTable } from '../declare/table.ts'
import { column } from '../rows/walk.ts'
import { markOfPerson, markOfRow } from '../ledger/ledger.ts'
import type { Shipped } from '../ledger/line.ts'

/** Entries whose person or row the store holds, with the id that fits. */
export interface Fitting {
  readonly entry: Shipped
  readonly id: string
}

/** Finds whom and what entries concern, by hashing each id of the store that may be meant, once, in pages. */
export async function fitting(store: Store, key: KeyObject, entries: readonly Shipped[]): Promise<Fitting[]> {
  const byMark = new Map<string, string>()
  const wanted = new Set(entries.map(({ mark }) => mark.toString('hex')))
  const compare = (mark: Buffer, id: string): void => {
    if (wanted.has(mark.toString('hex'))) byMark.set(mark.toString('hex'), id)
  }
  await store.desk('rights', async client => {
    for (const kind of new Set(personal(entries).map(one => one.kind)))
      for await (const id of idsOf(client, personsOf(store, kind))) compare(markOfPerson(key, kind, id), id)
    for (const name of new Set(entries.flatMap(({ facts }) => facts['table'] ?? []))) {
      const table = store.declarations.tables.get(name)
      if (table)
        for await (const id of idsOf(client, `select id from ${qualified(table)}`))
          compare(markOfRow(key, name, id), id)
    }
  })
  return entries.flatMap(entry => {
    const id = byMark.get(entry.mark.toString('hex'))
    return id === undefined ? [] : [{ entry, id }]
  })
}

const personal = (entries: readonly Shipped[]): { readonly kind: string }[] =>
  entries.flatMap(({ kind, facts }) => (kind !== null && facts['table'] === undefined ? [{ kind }] : []))

/** Everybody of a kind whom any row is about, or whom any row mentions. */
function personsOf(store: Store, kind: string): string {
  const tables = [...store.declarations.tables.values()]
  return [
    ...tables.filter(table => isOfKind(table, kind)).map(table => `select subject as id from ${qualified(table)}`),
    ...tables.flatMap(table =>
      table.persons
        .filter(one => one.kind.kind === kind)
        .map(one => `select ${column(one.column)} as id from ${qualified(table)}`),
    ),
  ].join(' union ')
}
const isOfKind = ({ about }: AnyTable, kind: string): boolean =>
  about.who === 'owner' && (about.kinds.length === 0 || about.kinds.some(one => one.kind === kind))

async function* idsOf(client: ClientBase, query: string): AsyncGenerator<string> {
  if (query === '') return
  await client.query(`declare ledger_ids no scroll cursor for select id from (${query}) ids where id is not null`)
  for (;;) {
    const { rows } = await client.query<{ id: string }>('fetch 10000 from ledger_ids')
    for (const { id } of rows) yield String(id)
    if (rows.length === 0) break
  }
  await client.query('close ledger_ids')
}
