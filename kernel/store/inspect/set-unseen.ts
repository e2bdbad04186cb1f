import type { InsertQueryNode, MergeQueryNode, OperationNode, UpdateQueryNode } from 'kysely'
import { columnSet } from '../../search/column-set.ts'
import { isMark, isOneOf, type Token } from './lexer.ts'

/** Columns that a merge sets, `*` where it may be any. */
export const setByMerge = ({ whens = [] }: MergeQueryNode): Set<string> =>
  new Set(whens.flatMap(({ result }) => (result ? setByResult(result) : [])))

function setByResult(result: OperationNode): string[] {
  if (result.kind === 'UpdateQueryNode')
    return ((result as UpdateQueryNode).updates ?? []).map(update => columnSet(update) ?? '*')
  if (result.kind === 'InsertQueryNode')
    return (result as InsertQueryNode).columns?.map(({ column }) => column.name) ?? ['*']
  return []
}

/** Columns that a statement in SQL sets, `*` where it may be any: those that it lists for an insert, and those after "set". */
export const setByHand = (tokens: readonly Token[]): Set<string> =>
  new Set(
    tokens.flatMap((token, at) => {
      if (isOneOf(token, 'insert')) return listed(tokens, at + 1)
      return isOneOf(token, 'set') ? assigned(tokens.slice(at + 1)) : []
    }),
  )

const beginsRows = (token: Token | undefined): boolean =>
  isOneOf(token, 'values', 'select', 'default', 'overriding', 'with', 'table')

/** The columns in brackets behind the name of the table; of an insert without these, any. */
function listed(tokens: readonly Token[], from: number): string[] {
  const end = tokens.findIndex((token, at) => at >= from && (isMark(token, '(') || beginsRows(token)))
  return isMark(tokens[end], '(') && !beginsRows(tokens[end + 1]) ? wordsWithin(tokens.slice(end + 1)) : ['*']
}

const wordOf = (token: Token): string => (token.is === 'word' ? token.text : '*')

/** The words up to the bracket that closes. */
function wordsWithin(tokens: readonly Token[]): string[] {
  const end = tokens.findIndex(token => isMark(token, ')'))
  return tokens
    .slice(0, end)
    .filter(token => !isMark(token, ','))
    .map(wordOf)
}

/** What stands where a column is set: behind "set" and behind each comma that is in no bracket. */
function assigned(tokens: readonly Token[]): string[] {
  const found: string[] = []
  let depth = 0
  let awaited = true
  for (const [at, token] of tokens.entries()) {
    if (depth === 0 && isOneOf(token, 'where', 'returning')) break
    if (awaited) {
      found.push(...(isMark(token, '(') ? wordsWithin(tokens.slice(at + 1)) : [wordOf(token)]))
      awaited = false
    }
    if (isMark(token, '(')) depth += 1
    if (isMark(token, ')')) depth -= 1
    if (depth < 0) break
    if (depth === 0 && isMark(token, ',')) awaited = true
  }
  return found
}
