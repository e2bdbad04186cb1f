import {
  AliasNode,
  BinaryOperationNode,
  ColumnNode,
  IdentifierNode,
  OperatorNode,
  RawNode,
  ReferenceNode,
  SelectionNode,
  type OperationNode,
  type TableNode,
} from 'kysely'
import { meantBy, tableNameOf, type Scope } from './nodes.ts'
import type { EncryptedColumn, EncryptedTable } from '../declare/encrypted-tables.ts'

/** A field of a result that is ciphertext, and the fields beside it that open it. */
export interface Decrypting {
  readonly field: string
  readonly row: string
  readonly keyRow: string
  readonly wrapped: string
  readonly column: EncryptedColumn
}

/**
 * What of a selection is encrypted, with the fields that have to be read beside it. `seen` are the references that are
 * accounted for.
 */
export function openingsOf(
  selections: readonly SelectionNode[],
  scope: Scope,
  seen: Set<OperationNode>,
): { openings: Decrypting[]; beside: SelectionNode[] } {
  const openings: Decrypting[] = []
  const beside: SelectionNode[] = []
  const open = (field: string, column: EncryptedColumn, as: TableNode): void => {
    const mark = `obhut ${openings.length}`
    const opening = {
      field,
      column,
      row: `${mark} row`,
      keyRow: column.keyColumn === 'id' ? `${mark} row` : `${mark} key row`,
      wrapped: `${mark} key`,
    }
    openings.push(opening)
    beside.push(...fieldsFor(opening, as))
  }
  for (const { selection } of selections) {
    const named =
      AliasNode.is(selection) && IdentifierNode.is(selection.alias)
        ? { node: selection.node, as: selection.alias.name }
        : { node: selection as OperationNode, as: undefined }
    for (const { encrypted, as } of allOf(named.node, scope))
      for (const column of encrypted.columns.values()) open(column.name, column, as)
    const meant = ReferenceNode.is(named.node) ? meantBy(named.node, scope) : undefined
    if (!meant) continue
    seen.add(named.node)
    open(named.as ?? meant.column.name, meant.column, meant.as)
  }
  return { openings, beside }
}

/** The tables of which a selection takes every column. */
function allOf(node: OperationNode, { tables }: Scope): { encrypted: EncryptedTable; as: TableNode }[] {
  if (node.kind === 'SelectAllNode') return [...new Map([...tables.values()].map(one => [one.as, one])).values()]
  if (!ReferenceNode.is(node) || node.column.kind !== 'SelectAllNode') return []
  const found = node.table && tables.get(tableNameOf(node.table))
  return found ? [found] : []
}

/** The key comes with the row, so that nothing has to be asked twice. */
function fieldsFor({ row, keyRow, wrapped, column }: Decrypting, as: TableNode): SelectionNode[] {
  const of = (name: string): ReferenceNode => ReferenceNode.create(ColumnNode.create(name), as)
  const called = (node: OperationNode, name: string): SelectionNode =>
    SelectionNode.create(AliasNode.create(node as never, IdentifierNode.create(name)))
  return [
    called(of('id'), row),
    ...(keyRow === row ? [] : [called(of(column.keyColumn), keyRow)]),
    called(
      RawNode.create(['(select k.wrapped from obhut.row_key k where k.id = ', ')'], [of(column.keyColumn)]),
      wrapped,
    ),
  ]
}

/** Whether a value is there may be asked of an encrypted column; nothing else. */
export function askedForPresence(node: OperationNode): OperationNode | undefined {
  if (
    !BinaryOperationNode.is(node) ||
    !OperatorNode.is(node.operator) ||
    !['is', 'is not'].includes(node.operator.operator)
  )
    return undefined
  const { rightOperand: right } = node
  return right.kind === 'ValueNode' && (right as unknown as { value: unknown }).value === null
    ? node.leftOperand
    : undefined
}
