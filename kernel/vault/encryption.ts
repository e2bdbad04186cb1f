import {
  AliasNode,
  PostgresQueryCompiler,
  ReferenceNode,
  TableNode,
  type CompiledQuery,
  type InsertQueryNode,
  type MergeQueryNode,
  type OperationNode,
  type RootOperationNode,
  type SelectionNode,
  type UpdateQueryNode,
} from 'kysely'
import type { QueryResult } from 'pg'
import { askedForPresence, openingsOf, type Decrypting } from './reading.ts'
import { meantBy, nodesIn, scopeOf, tableNameOf, type Scope, type EncryptedTables } from './nodes.ts'
import { dataKeyFor, StaysEncrypted, type Asking } from './keys.ts'
import type { Vault } from './vault.ts'
import { insertEncrypted, updateEncrypted, type Writing } from './writing.ts'

const comparing =
  'it cannot be compared, searched, sorted, counted or read in a query within a query. To find rows by its whole value, encrypt it findable and say work.finds(table, column, value)'

export type Plan =
  | { readonly is: 'plain' }
  | { readonly is: 'read'; readonly sql: string; readonly openings: readonly Decrypting[] }
  | { readonly is: 'write'; readonly scope: Scope }

const compiler = new PostgresQueryCompiler()

/**
 * Runs queries, encrypting what they write into encrypted columns and opening what they read from them. Anything else
 * passes through untouched.
 */
export const encryption =
  (vault: Vault) =>
  async (query: CompiledQuery, plan: Plan, asking: Asking): Promise<QueryResult> => {
    if (plan.is === 'plain') return asking.ask(query)
    if (plan.is === 'read')
      return opened(vault, asking, plan.openings, await asking.ask({ sql: plan.sql, parameters: query.parameters }))
    return write(query, plan.scope, vault, asking)
  }

/**
 * What a query needs of the vault. It holds for all queries of the same nodes, whatever their values; not for all of
 * the same text, since what is written by hand is not looked into.
 */
export function planFor(node: RootOperationNode, encrypted: EncryptedTables): Plan {
  const scope = scopeOf(nodesIn(node), encrypted)
  if (node.kind === 'RawNode' || scope.tables.size === 0) return { is: 'plain' }
  if (node.kind === 'InsertQueryNode' || node.kind === 'UpdateQueryNode') return { is: 'write', scope }
  if (node.kind === 'MergeQueryNode') refuseMerge(node, scope)
  const { rewritten, openings } = besides(node, scope)
  return openings.length === 0 ? { is: 'plain' } : { is: 'read', openings, sql: compiled(rewritten).sql }
}

/** A merge says only in the database which rows come and which change. */
function refuseMerge({ into }: MergeQueryNode, scope: Scope): void {
  const table = AliasNode.is(into) ? into.node : into
  const [column] =
    (TableNode.is(table) ? scope.tables.get(tableNameOf(table))?.encrypted.columns.values() : undefined) ?? []
  if (column) throw new StaysEncrypted(column, 'nothing is merged into its table; insert or update')
}

/** The query with what has to be read beside its encrypted fields. Refuses what a ciphertext cannot answer. */
function besides<N extends RootOperationNode>(node: N, scope: Scope): { rewritten: N; openings: Decrypting[] } {
  const seen = new Set<OperationNode>()
  const top = node as { selections?: readonly SelectionNode[]; returning?: { selections: readonly SelectionNode[] } }
  const read = openingsOf(top.selections ?? top.returning?.selections ?? [], scope, seen)
  for (const inner of nodesIn(node)) {
    const present = askedForPresence(inner)
    if (present) seen.add(present)
    const meant = ReferenceNode.is(inner) && !seen.has(inner) ? meantBy(inner, scope) : undefined
    if (meant) throw new StaysEncrypted(meant.column, comparing)
  }
  if (read.openings.length === 0) return { rewritten: node, openings: [] }
  const rewritten = top.selections
    ? { ...node, selections: [...top.selections, ...read.beside] }
    : { ...node, returning: { ...top.returning, selections: [...(top.returning?.selections ?? []), ...read.beside] } }
  return { rewritten, openings: read.openings }
}

const compiled = (node: RootOperationNode): CompiledQuery => compiler.compileQuery(node, { queryId: 'obhut vault' })

async function write(query: CompiledQuery, scope: Scope, vault: Vault, asking: Asking): Promise<QueryResult> {
  const { rewritten, openings } = besides(query.query as InsertQueryNode | UpdateQueryNode, scope)
  const writing: Writing = { vault, asking, compiled }
  const result =
    rewritten.kind === 'InsertQueryNode'
      ? await insertEncrypted(rewritten, scope, writing)
      : await updateEncrypted(rewritten, scope, writing)
  return opened(vault, asking, openings, result)
}

/** The same rows with their encrypted fields opened, and without the fields that opened them. */
function opened(
  vault: Vault,
  { atHand, noted }: Asking,
  openings: readonly Decrypting[],
  result: QueryResult,
): QueryResult {
  if (openings.length === 0) return result
  const rows = result.rows as Record<string, unknown>[]
  for (const { field, row, keyRow, wrapped, column } of openings) {
    let count = 0
    for (const found of rows) {
      const value = found[field] as Buffer | null
      if (value === null) continue
      count += 1
      found[field] = vault.decrypt(
        column,
        found[row] as string,
        dataKeyFor(vault, atHand, column, found[keyRow] as string, found[wrapped] as Buffer | null),
        value,
      )
    }
    if (column.noted && count) noted(column, count)
  }
  for (const found of rows)
    for (const { row, keyRow, wrapped } of openings) {
      delete found[row]
      delete found[keyRow]
      delete found[wrapped]
    }
  return result
}
