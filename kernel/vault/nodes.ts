import { AliasNode, IdentifierNode, TableNode, type OperationNode, type ReferenceNode } from 'kysely'
import type { EncryptedColumn, EncryptedTable } from '../declare/encrypted-tables.ts'

export type EncryptedTables = ReadonlyMap<string, EncryptedTable>

const isNode = (value: unknown): value is OperationNode =>
  typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string'

/** A node and all that stand in it, from the outside in. Values are no nodes, and nothing in them is looked at. */
export function* nodesIn(node: OperationNode): Generator<OperationNode> {
  yield node
  if (node.kind === 'ValueNode' || node.kind === 'PrimitiveValueListNode') return
  for (const inner of Object.values(node)) {
    if (isNode(inner)) yield* nodesIn(inner)
    else if (Array.isArray(inner)) for (const one of inner) if (isNode(one)) yield* nodesIn(one)
  }
}

export const tableNameOf = ({ table: { schema, identifier } }: TableNode): string =>
  schema ? `${schema.name}.${identifier.name}` : identifier.name

/** The tables of a query that are encrypted, by every name that it may call them. */
export interface Scope {
  readonly tables: ReadonlyMap<string, { readonly encrypted: EncryptedTable; readonly as: TableNode }>
}

export function scopeOf(nodes: Iterable<OperationNode>, encrypted: EncryptedTables): Scope {
  const tables = new Map<string, { encrypted: EncryptedTable; as: TableNode }>()
  for (const node of nodes) {
    if (AliasNode.is(node) && TableNode.is(node.node) && IdentifierNode.is(node.alias)) {
      const found = encrypted.get(tableNameOf(node.node))
      if (found) tables.set(node.alias.name, { encrypted: found, as: TableNode.create(node.alias.name) })
    } else if (TableNode.is(node)) {
      const found = encrypted.get(tableNameOf(node))
      if (!found) continue
      for (const name of [tableNameOf(node), node.table.identifier.name])
        if (!tables.has(name)) tables.set(name, { encrypted: found, as: node })
    }
  }
  return { tables }
}

/**
 * The encrypted column that a reference means, and how the query calls its table. Without a table named, whichever has
 * such a column.
 */
export function meantBy(
  reference: ReferenceNode,
  { tables }: Scope,
): { readonly column: EncryptedColumn; readonly as: TableNode } | undefined {
  if (reference.column.kind !== 'ColumnNode') return undefined
  const { name } = reference.column.column
  const among = reference.table ? [tables.get(tableNameOf(reference.table))] : [...tables.values()]
  for (const table of among) {
    const column = table?.encrypted.columns.get(name)
    if (table && column) return { column, as: table.as }
  }
  return undefined
}
