import { randomUUID, type KeyObject } from 'node:crypto'
import {
  ColumnNode,
  ColumnUpdateNode,
  FromNode,
  IdentifierNode,
  OperatorNode,
  RawNode,
  ReferenceNode,
  SelectionNode,
  TableNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  WhereNode,
  BinaryOperationNode,
  AliasNode,
  type CompiledQuery,
  type InsertQueryNode,
  type OperationNode,
  type RootOperationNode,
  type SelectQueryNode,
  type UpdateQueryNode,
} from 'kysely'
import type { QueryResult } from 'pg'
import { bothSettled } from './both-settled.ts'
import { WrongKeys } from './generations.ts'
import { dataKeyFor, StaysEncrypted, type Asking } from './keys.ts'
import { tableNameOf, type Scope } from './nodes.ts'
import type { EncryptedColumn, EncryptedTable } from '../declare/encrypted-tables.ts'
import { newRowKey, type RowKey, type Vault } from './vault.ts'

export interface Writing {
  readonly vault: Vault
  readonly asking: Asking
  readonly compiled: (node: RootOperationNode) => CompiledQuery
}

const plainValues = 'it takes plain values, one row after the other'
const writes = ({ compiled, asking }: Writing, node: RootOperationNode): Promise<QueryResult> =>
  asking.ask(compiled(node))

/** Inserts rows with their encrypted columns encrypted, and the keys that are new with them. */
export async function insertEncrypted(node: InsertQueryNode, scope: Scope, writing: Writing): Promise<QueryResult> {
  const table = node.into && scope.tables.get(tableNameOf(node.into))?.encrypted
  const names = (node.columns ?? []).map(({ column }) => column.name)
  const encrypted = table ? names.flatMap(name => table.columns.get(name) ?? []) : []
  const [first] = encrypted
  if (!table || !first) return writes(writing, node)
  if (node.onConflict)
    throw new StaysEncrypted(first, 'a row that may be there already cannot be put in beside its key')
  const rows = rowsOf(node, names, first)
  await keysAhead(
    encrypted,
    rows,
    (column, row) => {
      const value = valueOf(row.get(column.name), column)
      return value === null || value === undefined ? undefined : valueOf(row.get(column.keyColumn), column)
    },
    writing,
  )
  const fresh: RowKey[] = []
  for (const row of rows) {
    for (const column of encrypted) {
      const value = valueOf(row.get(column.name), column)
      if (column.mark !== undefined)
        row.set(column.mark, ValueNode.create(value === null ? null : writing.vault.mark(column.at, value as string)))
      if (value === null || value === undefined) continue
      const id = valueOf(row.get('id'), column) as string
      const key = await keyToWrite(column, id, valueOf(row.get(column.keyColumn), column), fresh, writing)
      row.set(column.name, ValueNode.create(writing.vault.encrypt(column, id, key, value)))
    }
  }
  const [columns = []] = rows.map(row => [...row.keys()])
  const whole: InsertQueryNode = {
    ...node,
    columns: columns.map(ColumnNode.create),
    values: ValuesNode.create(rows.map(row => ValueListNode.create([...row.values()]))),
  }
  return withKeys(table.name, fresh, writing, () => writes(writing, whole))
}

/** The rows of an insert, column by column; each with an id, to which its values are bound. */
function rowsOf(
  { values }: InsertQueryNode,
  names: readonly string[],
  column: EncryptedColumn,
): Map<string, OperationNode>[] {
  if (!values || !ValuesNode.is(values)) throw new StaysEncrypted(column, plainValues)
  return values.values.map(list => {
    const cells =
      list.kind === 'PrimitiveValueListNode' ? list.values.map(value => ValueNode.create(value)) : list.values
    const row = new Map(names.map((name, index) => [name, cells[index] ?? ValueNode.create(null)]))
    if (row.get('id')?.kind !== 'ValueNode') row.set('id', ValueNode.create(randomUUID()))
    return row
  })
}

function valueOf(node: OperationNode | undefined, column: EncryptedColumn): unknown {
  if (node === undefined || node.kind === 'DefaultInsertValueNode') return null
  if (!ValueNode.is(node)) throw new StaysEncrypted(column, plainValues)
  return node.value
}

/** The key for a new value: of a new row a new one, else that of the row that it refers to. */
async function keyToWrite(
  column: EncryptedColumn,
  id: string,
  keyRow: unknown,
  fresh: RowKey[],
  writing: Writing,
): Promise<KeyObject> {
  const {
    asking: { atHand },
    vault,
  } = writing
  const at = (of: string): string => `${column.keptIn} ${of}`
  if (column.keyColumn === 'id') {
    const key = atHand.get(at(id)) ?? newRowKey()
    if (!atHand.has(at(id))) fresh.push({ key, id })
    atHand.set(at(id), key)
    return key
  }
  if (typeof keyRow !== 'string')
    throw new StaysEncrypted(column, `'${column.keyColumn}' has to name the row whose key it is`)
  const known = atHand.get(at(keyRow))
  if (known) return known
  const wrapped = await wrappedOf(keyRow, writing)
  if (wrapped) return dataKeyFor(vault, atHand, column, keyRow, wrapped)
  // Of two who write the first value at once, one makes the key, and both use it.
  await putKeys(column.keptIn, [{ key: newRowKey(), id: keyRow }], writing)
  return dataKeyFor(vault, atHand, column, keyRow, await wrappedOf(keyRow, writing))
}

/** Opens in one go the keys that many rows need of other rows; what has none yet gets one as it is written. */
async function keysAhead<R>(
  columns: readonly EncryptedColumn[],
  rows: readonly R[],
  keyRowOf: (column: EncryptedColumn, row: R) => unknown,
  { vault, asking: { ask, atHand } }: Writing,
): Promise<void> {
  if (rows.length < 2) return
  for (const column of columns.filter(({ keyColumn }) => keyColumn !== 'id')) {
    const wanted = new Set(
      rows.flatMap(row => {
        const id = keyRowOf(column, row)
        return typeof id === 'string' && !atHand.has(`${column.keptIn} ${id}`) ? [id] : []
      }),
    )
    if (wanted.size === 0) continue
    const found = await ask({
      sql: 'select id, wrapped from obhut.row_key where id = any(cast($1 as uuid[]))',
      parameters: [[...wanted]],
    })
    for (const { id, wrapped } of found.rows as { id: string; wrapped: Buffer }[])
      dataKeyFor(vault, atHand, column, id, wrapped)
  }
}

async function wrappedOf(id: string, { asking }: Writing): Promise<Buffer | null> {
  const {
    rows: [row],
  } = await asking.ask({ sql: 'select wrapped from obhut.row_key where id = $1', parameters: [id] })
  return (row as { wrapped: Buffer } | undefined)?.wrapped ?? null
}

/** Keys and rows go out in one go. */
async function withKeys(
  keptIn: string,
  fresh: readonly RowKey[],
  writing: Writing,
  rows: () => Promise<QueryResult>,
): Promise<QueryResult> {
  if (fresh.length === 0) return rows()
  const [, result] = await bothSettled(putKeys(keptIn, fresh, writing), rows())
  return result
}

/**
 * Puts wrapped keys into the store, under the generation that is in use there. A key that is there already stays as it
 * is.
 */
export async function putKeys(
  keptIn: string,
  keys: readonly RowKey[],
  writing: Pick<Writing, 'vault' | 'asking'>,
): Promise<void> {
  const { vault, asking } = writing
  for (let tries = 3; tries > 0; tries--) {
    if (await tryToPut(keptIn, keys, writing)) return
    // The master key was rotated meanwhile, or is about to be.
    const {
      rows: [current],
    } = await asking.ask({
      sql: 'select max(number) as number from obhut.key_generation where retired_at is null',
      parameters: [],
    })
    vault.use((current as { number: number } | undefined)?.number ?? vault.inUse)
  }
  throw new WrongKeys(`no generation of keys in ${vault.source.name} is in use in this store`)
}

async function tryToPut(
  keptIn: string,
  keys: readonly RowKey[],
  { vault, asking }: Pick<Writing, 'vault' | 'asking'>,
): Promise<boolean> {
  const wrapped = keys.map(({ key, id }) => vault.wrap(key, keptIn, id))
  const {
    rows: [found],
  } = await asking.ask({
    sql: `with usable as (select number from obhut.key_generation where number = $1 and retired_at is null), put as (
      insert into obhut.row_key (id, kept_in, generation, wrapped)
      select k.id, $2, $1, k.wrapped from unnest($3::uuid[], $4::bytea[]) as k (id, wrapped), usable on conflict do nothing)
      select exists (select from usable) as usable`,
    parameters: [vault.inUse, keptIn, keys.map(({ id }) => id), wrapped.map(one => one.wrapped)],
  })
  return (found as { usable: boolean } | undefined)?.usable === true
}

/** Updates rows; a value for an encrypted column is encrypted for each of them by itself. */
export async function updateEncrypted(node: UpdateQueryNode, scope: Scope, writing: Writing): Promise<QueryResult> {
  const table =
    node.table && TableNode.is(node.table) ? scope.tables.get(tableNameOf(node.table))?.encrypted : undefined
  const set = (node.updates ?? []).flatMap(update => {
    const column = ColumnNode.is(update.column) ? table?.columns.get(update.column.column.name) : undefined
    return column ? [{ column, value: valueOf(update.value, column) }] : []
  })
  const marks = set.flatMap(({ column: { at, mark }, value }) =>
    mark === undefined
      ? []
      : [
          ColumnUpdateNode.create(
            ColumnNode.create(mark),
            ValueNode.create(value === null ? null : writing.vault.mark(at, value as string)),
          ),
        ],
  )
  const marked = { ...node, updates: [...(node.updates ?? []), ...marks] }
  const [first] = set.filter(({ value }) => value !== null)
  if (!table || !first) return writes(writing, marks.length ? marked : node)
  if (node.from || node.joins)
    throw new StaysEncrypted(first.column, 'it is set in one table alone, by a condition on that table')
  return eachRow(marked, table, set, writing)
}

interface Setting {
  readonly column: EncryptedColumn
  readonly value: unknown
}

/** Rows that one statement updates, each with values of its own. */
const mostAtOnce = 500

async function eachRow(
  node: UpdateQueryNode,
  table: EncryptedTable,
  set: readonly Setting[],
  writing: Writing,
): Promise<QueryResult> {
  const { rows } = await writes(writing, lockedRows(node, set))
  const done: QueryResult = { rows: [], rowCount: 0, command: 'UPDATE', oid: 0, fields: [] }
  const written = set.filter(({ value }) => value !== null)
  await keysAhead(
    written.map(({ column }) => column),
    rows as Found[],
    (column, row) => (row[`${column.name} key`] ? undefined : row[`${column.name} key row`]),
    writing,
  )
  for (let from = 0; from < rows.length; from += mostAtOnce) {
    const some = rows.slice(from, from + mostAtOnce) as Found[]
    const fresh: RowKey[] = []
    const values = new Map<string, Buffer[]>()
    for (const { column, value } of written) {
      const its: Buffer[] = []
      for (const row of some)
        its.push(writing.vault.encrypt(column, row.id, await keyOf(column, row, fresh, writing), value))
      values.set(column.name, its)
    }
    const whole = ofTheirOwn(
      node,
      some.map(({ id }) => id),
      values,
    )
    const result = await withKeys(table.name, fresh, writing, () => writes(writing, whole))
    done.rows.push(...result.rows)
    done.rowCount = (done.rowCount ?? 0) + (result.rowCount ?? 0)
  }
  return done
}

/** A row that is to be updated, with the keys of its columns and the rows that these are kept in. */
type Found = { readonly id: string } & Readonly<Record<string, unknown>>

async function keyOf(column: EncryptedColumn, row: Found, fresh: RowKey[], writing: Writing): Promise<KeyObject> {
  const [wrapped, keyRow] = [row[`${column.name} key`] as Buffer | null, row[`${column.name} key row`]]
  return wrapped
    ? dataKeyFor(writing.vault, writing.asking.atHand, column, keyRow as string, wrapped)
    : keyToWrite(column, row.id, keyRow, fresh, writing)
}

/** The update for these rows alone, in which each gets the values that lie at its place beside its id. */
function ofTheirOwn(
  { where: _, ...node }: UpdateQueryNode,
  ids: readonly string[],
  values: ReadonlyMap<string, readonly Buffer[]>,
): UpdateQueryNode {
  const id = ReferenceNode.create(ColumnNode.create('id'), node.table as TableNode)
  const all = ValueNode.create(ids)
  return {
    ...node,
    updates: (node.updates ?? []).map(update => {
      const its = ColumnNode.is(update.column) ? values.get(update.column.column.name) : undefined
      if (!its) return update
      const at = RawNode.create(
        ['(cast(', ' as bytea[]))[array_position(cast(', ' as uuid[]), ', ')]'],
        [ValueNode.create(its), all, id],
      )
      return ColumnUpdateNode.create(update.column, at)
    }),
    where: WhereNode.create(
      BinaryOperationNode.create(id, OperatorNode.create('='), RawNode.create(['any(cast(', ' as uuid[]))'], [all])),
    ),
  }
}

/** The rows that an update concerns, held still, with what their keys are. */
function lockedRows({ table, where }: UpdateQueryNode, set: readonly Setting[]): SelectQueryNode {
  const called = (node: OperationNode, name: string): SelectionNode =>
    SelectionNode.create(AliasNode.create(node as never, IdentifierNode.create(name)))
  const of = (name: string): ReferenceNode => ReferenceNode.create(ColumnNode.create(name), table as TableNode)
  return {
    kind: 'SelectQueryNode',
    from: FromNode.create([table as TableNode]),
    ...(where && { where }),
    endModifiers: [RawNode.createWithSql('for update') as never],
    selections: [
      SelectionNode.create(of('id')),
      ...set.flatMap(({ column }) => [
        called(of(column.keyColumn), `${column.name} key row`),
        called(
          RawNode.create(['(select k.wrapped from obhut.row_key k where k.id = ', ')'], [of(column.keyColumn)]),
          `${column.name} key`,
        ),
      ]),
    ],
  }
}
