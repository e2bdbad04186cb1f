import {
  AliasNode,
  ColumnNode,
  IdentifierNode,
  RawNode,
  ReferenceNode,
  SchemableIdentifierNode,
  SelectModifierNode,
  TableNode,
  type OperationNode,
  type RootOperationNode,
} from 'kysely'
import { catalogueName, snake, type AnyTable } from '../../declare/table.ts'
import { columnSet } from '../../search/column-set.ts'
import { nodesIn, tableNameOf } from '../../vault/nodes.ts'
import { isForbidden, onlyReads } from './functions.ts'
import { setByHand, setByMerge } from './set-unseen.ts'
import { hole, isMark, isOneOf, namesInSql, tokensIn, type Token } from './lexer.ts'

/**
 * Tables as `schema.table` and columns of them as the database has them, `*` where it may be any. A column that is named
 * without its table counts for each table of the query that has one of this name: never fewer than there are.
 */
type Columns = ReadonlyMap<string, ReadonlySet<string>>

/** What a query does, told from the query itself. */
export interface Inspection {
  readonly reads: Columns
  /** At most one table: of more the database would not say how many rows it wrote. */
  readonly writes: Columns
  /** Columns that a merge or a statement by hand sets, in which nobody sees beforehand to what. */
  readonly setUnseen: ReadonlySet<string>
  /** Those that are named in pieces of SQL within a query of the builder. */
  readonly inPieces: Columns
  /** Whether it surely changes nothing; of a function that is not known that is not sure. */
  readonly onlyReads: boolean
  /** Whether it may hold rows until its transaction ends (`for update`, `for share`). */
  readonly holds: boolean
}

/** Tables that a statement written by hand says that it reads, and the one that it writes. */
export interface Effect {
  readonly reads?: readonly AnyTable[]
  readonly writes?: AnyTable
}

/** What a query would do cannot be told, so that it does not run. */
export class UnknownEffect extends Error {
  constructor(why: string) {
    super(`it cannot be told what a query does: ${why}`)
    this.name = 'UnknownEffect'
  }
}

/** What is declared, by the names that the database has for it. */
export interface Declared {
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>
}
export const declaredIn = (tables: Iterable<AnyTable>): Declared => ({
  columns: new Map(
    [...tables].map(table => [
      catalogueName(table),
      new Set(['id', 'subject', 'version', 'restricted', ...Object.keys(table.columns).map(snake)]),
    ]),
  ),
})

const writing = new Set(['InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode', 'MergeQueryNode'])

/**
 * Reads a query, node by node. `effect` is what whoever wrote a whole statement in SQL says that it does; it is held
 * against the text.
 */
export function inspect(root: RootOperationNode, declared: Declared, effect?: Effect): Inspection {
  if (RawNode.is(root)) return inspectByHand(root, declared, effect)
  if (root.kind !== 'SelectQueryNode' && !writing.has(root.kind))
    throw new UnknownEffect('it is none that reads or writes rows')
  const nodes = [...nodesIn(root)]
  refuseHidden(root, nodes)
  const target = targetOf(root, declared)
  const tables = tablesIn(nodes, target, declared)
  const reads = new Map<string, Set<string>>()
  for (const name of tables.read) reads.set(name, new Set())
  const fragments = outermost(nodes).map(raw => fragment(textOf(raw), declared))
  for (const { named } of fragments) for (const name of named) add(reads, name, '*')
  const all = new Set([...tables.named.values(), ...reads.keys()])
  for (const node of nodes)
    for (const [name, column] of columnsOf(node, tables.named, all, declared)) add(reads, name, column)
  const inPieces = new Map<string, Set<string>>()
  for (const { words } of fragments)
    for (const name of all)
      for (const word of words)
        if (declared.columns.get(name)?.has(word)) {
          add(reads, name, word)
          add(inPieces, name, word)
        }
  return {
    reads,
    writes: target ? new Map([[target.name, setIn(root)]]) : new Map(),
    setUnseen: root.kind === 'MergeQueryNode' ? setByMerge(root) : new Set(),
    inPieces,
    onlyReads: !target && functionsIn(nodes).every(onlyReads) && fragments.every(one => one.onlyReads),
    holds: nodes.some(isHolding) || fragments.some(({ words }) => words.has('for')),
  }
}

const isHolding = (node: OperationNode): boolean =>
  SelectModifierNode.is(node) && node.modifier?.startsWith('For') === true

/** A write that stands within another query: its rows are not counted, so that it would leave no entry. */
function refuseHidden(root: RootOperationNode, nodes: readonly OperationNode[]): void {
  const merged = new Set(
    root.kind === 'MergeQueryNode' ? root.whens?.flatMap(one => (one.result ? [one.result as OperationNode] : [])) : [],
  )
  for (const node of nodes) {
    if (node !== root && writing.has(node.kind) && !merged.has(node))
      throw new UnknownEffect('a write stands within another query; make it a query of its own')
    if (
      node.kind === 'CommonTableExpressionNode' &&
      RawNode.is((node as unknown as { expression: OperationNode }).expression)
    )
      throw new UnknownEffect('a part after "with" is written by hand; use byHand(), which says what it reads')
  }
}

interface Target {
  readonly node: TableNode
  readonly name: string
}
function targetOf(root: RootOperationNode, { columns }: Declared): Target | undefined {
  if (root.kind === 'SelectQueryNode') return undefined
  const at =
    root.kind === 'InsertQueryNode' || root.kind === 'MergeQueryNode'
      ? root.into
      : root.kind === 'UpdateQueryNode'
        ? root.table
        : root.kind === 'DeleteQueryNode' && root.from.froms.length === 1
          ? root.from.froms[0]
          : undefined
  const node = at && AliasNode.is(at) ? at.node : at
  if (!node || !TableNode.is(node)) throw new UnknownEffect('it writes into something that is not one table')
  const name = tableNameOf(node)
  // A view may do anything: what is written into pg_settings holds for whoever comes next on the connection.
  if (!columns.has(name)) throw new UnknownEffect(`it writes into '${name}', which is no declared table`)
  return { node, name }
}

/** The columns that an update sets; all where a row comes or goes. */
function setIn(root: RootOperationNode): Set<string> {
  if (root.kind !== 'UpdateQueryNode') return new Set(['*'])
  return new Set((root.updates ?? []).map(update => columnSet(update) ?? '*'))
}

/** Every name that the query calls a declared table by, and the tables that it reads from. */
function tablesIn(
  nodes: readonly OperationNode[],
  target: Target | undefined,
  { columns }: Declared,
): { named: Map<string, string>; read: Set<string> } {
  const named = new Map<string, string>()
  const read = new Set<string>()
  for (const node of nodes) {
    if (AliasNode.is(node) && TableNode.is(node.node) && IdentifierNode.is(node.alias)) {
      if (columns.has(tableNameOf(node.node))) named.set(node.alias.name, tableNameOf(node.node))
    } else if (TableNode.is(node)) {
      const name = tableNameOf(node)
      if (!columns.has(name)) continue
      named.set(name, name)
      if (!named.has(node.table.identifier.name)) named.set(node.table.identifier.name, name)
      if (node !== target?.node) read.add(name)
    }
  }
  return { named, read }
}

function* columnsOf(
  node: OperationNode,
  named: ReadonlyMap<string, string>,
  all: ReadonlySet<string>,
  { columns }: Declared,
): Generator<[string, string]> {
  if (
    node.kind === 'SelectionNode' &&
    (node as unknown as { selection: OperationNode }).selection.kind === 'SelectAllNode'
  )
    for (const name of all) yield [name, '*']
  if (!ReferenceNode.is(node)) return
  const column = node.column.kind === 'ColumnNode' ? node.column.column.name : '*'
  if (node.table) {
    const name = named.get(tableNameOf(node.table))
    if (name !== undefined) yield [name, column]
    return
  }
  const having = [...all].filter(name => columns.get(name)?.has(column))
  for (const name of having.length || column === '*' ? having : all) yield [name, column]
}

function functionsIn(nodes: readonly OperationNode[]): string[] {
  const called: string[] = []
  for (const node of nodes) {
    if (node.kind !== 'FunctionNode' && node.kind !== 'AggregateFunctionNode') continue
    const { func } = node as unknown as { func: string }
    if (!/^\w+(\.\w+)?$/.test(func)) throw new UnknownEffect('the name of a function is none')
    refuseForbidden(func.toLowerCase())
    called.push(func.toLowerCase())
  }
  return called
}

function refuseForbidden(called: string): void {
  if (isForbidden(called)) throw new UnknownEffect(`${called}() may not be called in a unit of work`)
}

/** Pieces of SQL that stand in no other piece. */
function outermost(nodes: readonly OperationNode[]): RawNode[] {
  const raws = nodes.filter(RawNode.is)
  const within = new Set(raws.flatMap(raw => [...nodesIn(raw)].slice(1)))
  return raws.filter(raw => !within.has(raw))
}

/**
 * The text of a piece of SQL with the pieces and the names in it; a hole where something else stands, which is looked at
 * by itself.
 */
function textOf(raw: RawNode): string {
  return raw.sqlFragments
    .map((text, index) => {
      const next = raw.parameters[index]
      if (!next) return text
      if (RawNode.is(next)) return text + textOf(next)
      const names = namesIn(next)
      return text + (names ? namesInSql(names, ReferenceNode.is(next)) : hole)
    })
    .join('')
}

/** The parts of a name, where a node is nothing else. */
function namesIn(node: OperationNode): string[] | undefined {
  if (IdentifierNode.is(node)) return [node.name]
  if (TableNode.is(node)) return namesIn(node.table)
  if (ColumnNode.is(node)) return namesIn(node.column)
  if (SchemableIdentifierNode.is(node)) return [...(node.schema ? [node.schema.name] : []), node.identifier.name]
  if (!ReferenceNode.is(node)) return undefined
  const column = namesIn(node.column)
  return column && [...(node.table ? (namesIn(node.table) ?? []) : []), ...column]
}

interface Fragment {
  readonly words: ReadonlySet<string>
  /** Declared tables that it names. */
  readonly named: ReadonlySet<string>
  readonly onlyReads: boolean
}

const never = new Set([
  'truncate',
  'copy',
  'create',
  'alter',
  'drop',
  'grant',
  'revoke',
  'commit',
  'rollback',
  'savepoint',
  'prepare',
  'deallocate',
  'listen',
  'vacuum',
  'call',
])
const writes = new Set(['insert', 'update', 'delete', 'merge'])
const isWrite = (token: Token, before: Token | undefined): boolean =>
  token.is === 'word' && !token.quoted && writes.has(token.text) && !isOneOf(before, 'for', 'key', 'do')

function fragment(sql: string, declared: Declared): Fragment {
  const tokens = tokensIn(sql)
  if (tokens.some((token, at) => isWrite(token, tokens[at - 1])))
    throw new UnknownEffect('a write is written by hand; use byHand(), which says what it writes')
  return read(tokens, declared)
}

/** What stands in SQL but the one write of a whole statement. */
function read(tokens: readonly Token[], { columns }: Declared): Fragment {
  const words = new Set<string>()
  const named = new Set<string>()
  let surely = true
  for (const [at, token] of tokens.entries()) {
    const [before, next] = [tokens[at - 1], tokens[at + 1]]
    if (token.is === 'mark') {
      if (`;'"$`.includes(token.text) || token.text === '\\') throw new UnknownEffect(`a ${token.text} stands in it`)
      continue
    }
    if (!token.quoted && (never.has(token.text) || (token.text === 'into' && !isOneOf(before, 'insert', 'merge'))))
      throw new UnknownEffect(`"${token.text}" stands in it`)
    // The columns that the builder writes are told from its nodes.
    if (!token.built) words.add(token.text)
    const schema = isMark(before, '.') ? tokens[at - 2] : undefined
    const name = schema?.is === 'word' ? `${schema.text}.${token.text}` : token.text
    if (columns.has(name)) named.add(name)
    // Behind "as" stands what something is called, with its columns; behind a table's name those of an insert.
    else if (isMark(next, '(') && !isOneOf(before, 'as')) {
      refuseForbidden(name)
      surely &&= onlyReads(name)
    }
  }
  return { words, named, onlyReads: surely }
}

function inspectByHand(root: RawNode, declared: Declared, effect: Effect | undefined): Inspection {
  if (!effect) throw new UnknownEffect('it is written by hand; use byHand(), which says what it reads and writes')
  const tokens = tokensIn(textOf(root))
  if (!isOneOf(tokens[0], 'select', 'with', 'values', 'insert', 'update', 'delete', 'merge'))
    throw new UnknownEffect('it does not begin as one that reads or writes rows')
  const nodes = [...nodesIn(root)]
  const found = read(tokens, declared)
  const written = writtenIn(tokens)
  const target = effect.writes && catalogueName(effect.writes)
  if (written.length > 1 || written[0] !== target)
    throw new UnknownEffect(`it writes ${written.join(' and ') || 'nothing'} and says ${target ?? 'nothing'}`)
  const said = new Set([...(effect.reads ?? []).map(catalogueName), ...(target === undefined ? [] : [target])])
  const tables = new Set([...found.named, ...tablesIn(nodes, undefined, declared).read])
  for (const name of tables) if (!said.has(name)) throw new UnknownEffect(`it names ${name} and does not say so`)
  return {
    reads: new Map((effect.reads ?? []).map(table => [catalogueName(table), new Set(['*'])])),
    writes: target === undefined ? new Map() : new Map([[target, new Set(['*'])]]),
    setUnseen: setByHand(tokens),
    inPieces: new Map(),
    onlyReads: target === undefined && found.onlyReads && functionsIn(nodes).every(onlyReads),
    holds: found.words.has('for') || nodes.some(isHolding),
  }
}

/** What a statement writes into; `?` for what stands within another query, where its rows are not counted. */
function writtenIn(tokens: readonly Token[]): string[] {
  let depth = 0
  return tokens.flatMap((token, at) => {
    if (isMark(token, '(')) depth += 1
    if (isMark(token, ')')) depth -= 1
    if (!isWrite(token, tokens[at - 1])) return []
    if (depth > 0) return ['a table within another query']
    const from = at + (isOneOf(token, 'update') ? 1 : 2)
    const [schema, dot, name] = tokens.slice(isOneOf(tokens[from], 'only') ? from + 1 : from)
    return [
      schema?.is === 'word' && isMark(dot, '.') && name?.is === 'word' ? `${schema.text}.${name.text}` : 'something',
    ]
  })
}

function add(to: Map<string, Set<string>>, name: string, column: string): void {
  const columns = to.get(name) ?? new Set()
  to.set(name, columns.add(column))
}
