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
import type { Vault } from '../vault/vault.ts'
import type { SearchableColumn } from './columns.ts'
import { tokensOf } from './tokens.ts'

/** Text was written whose words only the database would know. */
export class WordsUnknown extends Error {
  constructor({ at }: SearchableColumn) {
    super(`'${at}' is searchable: it is written as a plain value, so that its words are known`)
    this.name = 'WordsUnknown'
  }
}

type Columns = ReadonlyMap<string, SearchableColumn>

/** A query that writes to a table, with the words of what it writes to searchable columns beside them. */
export function withWords<N extends RootOperationNode>(node: N, columns: Columns, vault: Vault): N {
  if (node.kind === 'InsertQueryNode') return inserting(node as InsertQueryNode, columns, vault) as N
  if (node.kind === 'UpdateQueryNode') {
    const { updates } = node as UpdateQueryNode
    return { ...node, updates: updating(updates ?? [], columns, vault) }
  }
  return node
}

function inserting(node: InsertQueryNode, columns: Columns, vault: Vault): InsertQueryNode {
  const names = (node.columns ?? []).map(({ column }) => column.name)
  const written = names.flatMap((name, at) => {
    const column = columns.get(name)
    return column ? [{ at, column }] : []
  })
  const [first] = written
  const conflict = node.onConflict && {
    onConflict: {
      ...node.onConflict,
      ...(node.onConflict.updates && { updates: updating(node.onConflict.updates, columns, vault) }),
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
          ...written.map(({ at, column }) => wordsOf(cells[at] ?? ValueNode.create(null), column, vault)),
        ])
      }),
    ),
  }
}

const updating = (updates: readonly ColumnUpdateNode[], columns: Columns, vault: Vault): ColumnUpdateNode[] =>
  updates.flatMap(update => {
    const column = ColumnNode.is(update.column) ? columns.get(update.column.column.name) : undefined
    if (!column) return [update]
    return [update, ColumnUpdateNode.create(ColumnNode.create(column.words), wordsOf(update.value, column, vault))]
  })

function wordsOf(value: OperationNode, column: SearchableColumn, vault: Vault): OperationNode {
  if (value.kind === 'DefaultInsertValueNode') return ValueNode.create(null)
  // `excluded.name`: the words that go with it are there, too.
  if (ReferenceNode.is(value) && value.table?.table.identifier.name === 'excluded')
    return ReferenceNode.create(ColumnNode.create(column.words), value.table)
  if (!ValueNode.is(value)) throw new WordsUnknown(column)
  if (value.value === null || value.value === undefined) return ValueNode.create(null)
  if (typeof value.value !== 'string') throw new WordsUnknown(column)
  return ValueNode.create(tokensOf(vault, column.at, value.value, column.how))
}
