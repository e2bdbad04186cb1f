import {
  ColumnNode,
  ColumnUpdateNode,
  ReferenceNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  type InsertQueryNode,
  type OperationNode,
  type RootOperationNode,
  type UpdateQueryNode,
} from 'kysely'
import { columnSet } from './column-set.ts'
import type { Vault } from '../vault/vault.ts'
import type { SearchableColumn } from './columns.ts'
import { tokensInTurn, tokensOf } from './tokens.ts'

/** Text was written whose words only the database would know. */
export class WordsUnknown extends Error {
  constructor({ at }: SearchableColumn) {
    super(
      `'${at}' is searchable: it is written as a plain value, by an insert or update of the query builder, so that its words are known`,
    )
    this.name = 'WordsUnknown'
  }
}

type Columns = ReadonlyMap<string, SearchableColumn>
/** The tokens of texts that were worked out already. */
type Known = ReadonlyMap<string, readonly string[]>
const keyOf = ({ at }: SearchableColumn, text: string): string => `${at} ${text}`

/** So many characters are worked out at once; more of them in turn with other work. */
const mostAtOnce = 10_000
/**
 * Works out ahead what a query writes much text for: a batch of rows, or one long text, would hold the process for
 * seconds. Nothing where there is little.
 */
export function tokensAhead(node: RootOperationNode, columns: Columns, vault: Vault): Promise<Known> | undefined {
  const texts = new Map<string, readonly [SearchableColumn, string]>()
  let length = 0
  const add = (column: SearchableColumn | undefined, value: unknown): void => {
    if (!column || typeof value !== 'string') return
    texts.set(keyOf(column, value), [column, value])
    length += value.length
  }
  if (node.kind === 'InsertQueryNode') {
    const { columns: names = [], values } = node as InsertQueryNode
    const written = names.map(({ column }) => columns.get(column.name))
    if (values && ValuesNode.is(values) && written.some(Boolean))
      for (const list of values.values) for (const [at, column] of written.entries()) add(column, valueAt(list, at))
  }
  if (node.kind === 'UpdateQueryNode')
    for (const update of (node as UpdateQueryNode).updates ?? []) {
      const name = columnSet(update)
      if (name !== undefined && ValueNode.is(update.value)) add(columns.get(name), update.value.value)
    }
  return length <= mostAtOnce ? undefined : workedOut(texts, vault)
}

const valueAt = (list: ValuesNode['values'][number], at: number): unknown => {
  if (list.kind === 'PrimitiveValueListNode') return list.values[at]
  const cell = list.values[at]
  return cell && ValueNode.is(cell) ? cell.value : undefined
}

async function workedOut(
  texts: ReadonlyMap<string, readonly [SearchableColumn, string]>,
  vault: Vault,
): Promise<Known> {
  const known = new Map<string, readonly string[]>()
  for (const [key, [column, text]] of texts) known.set(key, await tokensInTurn(vault, column.at, text, column.how))
  return known
}

/** Of columns that are set in a way in which nobody sees to what, the words would stay those of another text. */
export function refuseUnknownWords(columns: Columns, set: ReadonlySet<string>): void {
  for (const [name, column] of columns) if (set.has('*') || set.has(name)) throw new WordsUnknown(column)
}

/** A query that writes to a table, with the words of what it writes to searchable columns beside them. */
export function withWords<N extends RootOperationNode>(node: N, columns: Columns, vault: Vault, known?: Known): N {
  if (node.kind === 'InsertQueryNode') return inserting(node as InsertQueryNode, columns, vault, known) as N
  if (node.kind === 'UpdateQueryNode') {
    const { updates = [] } = node as UpdateQueryNode
    const withTheirs = updating(updates, columns, vault, known)
    return withTheirs.length === updates.length ? node : { ...node, updates: withTheirs }
  }
  return node
}

function inserting(node: InsertQueryNode, columns: Columns, vault: Vault, known?: Known): InsertQueryNode {
  const names = (node.columns ?? []).map(({ column }) => column.name)
  const written = names.flatMap((name, at) => {
    const column = columns.get(name)
    return column ? [{ at, column }] : []
  })
  const [first] = written
  // Without a list of columns it sets them all.
  if (node.values && !node.columns) refuseUnknownWords(columns, new Set(['*']))
  if (!first && !node.onConflict?.updates) return node
  const conflict = node.onConflict && {
    onConflict: {
      ...node.onConflict,
      ...(node.onConflict.updates && { updates: updating(node.onConflict.updates, columns, vault, known) }),
    },
  }
  if (!first) return { ...node, ...conflict }
  if (!node.values || !ValuesNode.is(node.values)) throw new WordsUnknown(first.column)
  return {
    ...node,
    ...conflict,
    columns: [...(node.columns ?? []), ...written.map(({ column }) => ColumnNode.create(column.words))],
    values: ValuesNode.create(
      node.values.values.map(list => {
        const cells: readonly OperationNode[] =
          list.kind === 'PrimitiveValueListNode' ? list.values.map(value => ValueNode.create(value)) : list.values
        return ValueListNode.create([
          ...cells,
          ...written.map(({ at, column }) => wordsOf(cells[at] ?? ValueNode.create(null), column, vault, known)),
        ])
      }),
    ),
  }
}

const updating = (
  updates: readonly ColumnUpdateNode[],
  columns: Columns,
  vault: Vault,
  known?: Known,
): ColumnUpdateNode[] =>
  updates.flatMap(update => {
    const name = columnSet(update)
    if (name === undefined) refuseUnknownWords(columns, new Set(['*']))
    const column = name === undefined ? undefined : columns.get(name)
    if (!column) return [update]
    return [
      update,
      ColumnUpdateNode.create(ColumnNode.create(column.words), wordsOf(update.value, column, vault, known)),
    ]
  })

const isExcluded = (value: OperationNode, { name }: SearchableColumn): value is ReferenceNode =>
  ReferenceNode.is(value) &&
  value.table?.table.identifier.name === 'excluded' &&
  ColumnNode.is(value.column) &&
  value.column.column.name === name

function wordsOf(value: OperationNode, column: SearchableColumn, vault: Vault, known?: Known): OperationNode {
  if (value.kind === 'DefaultInsertValueNode') return ValueNode.create(null)
  // `excluded.name`: the words that go with it are there, too.
  if (isExcluded(value, column)) return ReferenceNode.create(ColumnNode.create(column.words), value.table)
  if (!ValueNode.is(value)) throw new WordsUnknown(column)
  if (value.value === null || value.value === undefined) return ValueNode.create(null)
  if (typeof value.value !== 'string') throw new WordsUnknown(column)
  return ValueNode.create(known?.get(keyOf(column, value.value)) ?? tokensOf(vault, column.at, value.value, column.how))
}
