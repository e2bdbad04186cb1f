import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'

/** An edit of ordinary code, as a slip of the hand would make it. */
export interface Edit {
  readonly kind: EditKind
  /** Of the checkout. */
  readonly file: string
  readonly start: number
  readonly end: number
  readonly becomes: string
}
export const editKinds = [
  'a where removed',
  'a call removed',
  'a guard removed',
  'half a condition removed',
  'a select widened',
  'a log added',
  'a line on standard error added',
  'a file written',
  'a header added',
  'a cookie added',
] as const
type EditKind = (typeof editKinds)[number]

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

/** Every edit that a file of code lets us make. */
export function editsOf(checkout: string, file: string): Edit[] {
  const code = readFileSync(join(checkout, file), 'utf8')
  const { program } = parseSync(file, code, { lang: 'ts' })
  const found: Edit[] = []
  const at = (kind: EditKind, { start, end }: Pick<Node, 'start' | 'end'>, becomes: string): void => {
    if (code.slice(start, end) !== becomes) found.push({ kind, file, start, end, becomes })
  }
  const text = ({ start, end }: Node): string => code.slice(start, end)
  const visit = (node: Node, within: Node | undefined): void => {
    inCall(node, text, at)
    inStatement(node, text, at)
    if (within) inFunction(node, within, at)
    const inner = isFunction(node) ? node : within
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, inner)
  }
  visit(program as unknown as Node, undefined) // as: plain nodes, whatever their kind
  return found
}

type At = (kind: EditKind, node: Pick<Node, 'start' | 'end'>, becomes: string) => void
type Text = (node: Node) => string

const isFunction = ({ type }: Node): boolean => /^(Function|ArrowFunction)/.test(type)
const nameOf = (node: unknown): string | undefined => (isNode(node) ? (node['name'] as string | undefined) : undefined)

function inCall(node: Node, text: Text, at: At): void {
  if (node.type !== 'CallExpression') return
  const callee = node['callee'] as Node
  const given = node['arguments'] as readonly Node[]
  if (callee.type === 'MemberExpression') {
    const object = callee['object'] as Node
    const method = nameOf(callee['property'])
    if (method === 'where') at('a where removed', node, text(object))
    if (method === 'select') at('a select widened', node, `${text(object)}.selectAll()`)
  }
  if (['ok', 'created'].includes(nameOf(callee) ?? '') && given.length === 1) {
    const body = text(given[0]!) // there is one
    at(
      'a header added',
      node,
      `({ ...${text(callee)}(${body}), headers: { 'set-cookie': 'seen=1; Max-Age=31536000' } })`,
    )
    at(
      'a cookie added',
      node,
      `({ ...${text(callee)}(${body}), cookies: [{ name: 'seen', value: '1', maxAge: 31_536_000 }] })`,
    )
  }
}

function inStatement(node: Node, text: Text, at: At): void {
  if (node.type === 'ExpressionStatement') {
    const expression = node['expression'] as Node
    const called = expression.type === 'AwaitExpression' ? (expression['argument'] as Node) : expression
    const isSuper = (called['callee'] as Node | undefined)?.type === 'Super'
    if (called.type === 'CallExpression' && !isSuper) at('a call removed', node, ';')
  }
  if (node.type === 'IfStatement' && !isNode(node['alternate'])) at('a guard removed', node, ';')
  if (node.type === 'LogicalExpression' && ['&&', '||'].includes(node['operator'] as string))
    at('half a condition removed', node, text(node['left'] as Node))
}

/** At the beginning of a function with a body, of what it was given. */
function inFunction(node: Node, within: Node, at: At): void {
  if (node.type !== 'BlockStatement' || within['body'] !== node) return
  const [first] = within['params'] as readonly Node[]
  const given = first && first.type === 'Identifier' ? nameOf(first) : undefined
  if (given === undefined) return
  const here = { start: node.start + 1, end: node.start + 1 }
  at('a log added', here, ` console.log(${given});`)
  at('a line on standard error added', here, ` process.stderr.write(String(${given}) + '\\n');`)
  at(
    'a file written',
    here,
    ` void import('node:fs').then(({ writeFileSync }) => writeFileSync('copy.json', JSON.stringify(${given})));`,
  )
}

export const edited = (code: string, { start, end, becomes }: Edit): string =>
  code.slice(0, start) + becomes + code.slice(end)

/** As somebody would look for it: file, line, and what it says now. */
export function inWords(checkout: string, { kind, file, start, end, becomes }: Edit): string {
  const code = readFileSync(join(checkout, file), 'utf8')
  const line = code.slice(0, start).split('\n').length
  const short = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 90)
  return `${kind}: ${file}:${line}: ${short(code.slice(start, end)) || '(nothing)'} → ${short(becomes) || '(nothing)'}`
}
