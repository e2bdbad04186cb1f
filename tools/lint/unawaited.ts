// A rule for oxlint: a query or a unit of work that nobody waits for. It looks at the shape of a statement alone, so that
// it also sees what a rule that knows types does not: a query that was built and never asked (a builder is no promise).
// At run time the unit itself fails (kernel/store/unit-state.ts).

interface Node {
  readonly type: string
  readonly expression?: Node
  readonly argument?: Node
  readonly operator?: string
  readonly callee?: Node
  readonly object?: Node
  readonly property?: { readonly name?: string }
  readonly arguments?: readonly Node[]
  readonly name?: string
  readonly source?: { readonly value?: string }
  readonly specifiers?: readonly { readonly imported?: { readonly name?: string } }[]
}
interface Context {
  report(of: { readonly node: Node; readonly message: string }): void
}

const asks = new Set(['executeTakeFirst', 'executeTakeFirstOrThrow'])
const builds = new Set(['selectFrom', 'insertInto', 'updateTable', 'deleteFrom', 'mergeInto'])
const handled = new Set(['then', 'catch', 'finally'])

interface Call {
  readonly name: string
  readonly given: readonly Node[]
}

/** The methods that a statement calls one on the other, the last one first, without what handles a promise. */
function methodsOf(expression: Node): Call[] {
  const found: Call[] = []
  for (let node: Node | undefined = expression; node; ) {
    if (node.type === 'CallExpression' && node.callee?.type === 'MemberExpression') {
      const name = node.callee.property?.name ?? ''
      if (found.length > 0 || !handled.has(name)) found.push({ name, given: node.arguments ?? [] })
      node = node.callee.object
    } else if (node.type === 'MemberExpression') node = node.object
    else return found
  }
  return found
}

/** What a statement leaves behind, in words; nothing where it is in order. */
function leftBehind(expression: Node): string | undefined {
  const methods = methodsOf(expression)
  const [last] = methods
  if (!last) return undefined
  const { name, given } = last
  if (asks.has(name) || (name === 'execute' && given.length === 0)) return 'a query that nobody awaits'
  if (methods.some(one => builds.has(one.name))) return 'a query that is built and never asked'
  if (name === 'under' && given.length === 3) return 'a unit of work that nobody awaits'
  if (name === 'remember' || (name === 'add' && given[1]?.type === 'ObjectExpression'))
    return 'a write that nobody awaits'
  return undefined
}

const unawaited = {
  create: (context: Context) => ({
    ExpressionStatement(node: Node): void {
      const { expression } = node
      const asked =
        expression?.type === 'UnaryExpression' && expression.operator === 'void' ? expression.argument : expression
      const left = asked && leftBehind(asked)
      if (left) context.report({ node, message: `${left}: add await, or return it` })
    },
  }),
}

const files = /^(node:)?fs(\/promises)?$/
const writes = /^(write|append|createWrite|open|cp|copyFile|rename|link|symlink)/

/** Modules write to tables, hand over to recipients and report faults; nothing of theirs goes past these. */
const writesElsewhere = {
  create: (context: Context) => {
    const refuse = (node: Node, what: string): void => {
      context.report({ node, message: `${what}: keep it in a table, hand it over, or report a fault` })
    }
    return {
      MemberExpression(node: Node): void {
        if (node.object?.name === 'process' && /^std(out|err)$/.test(node.property?.name ?? ''))
          refuse(node, `writes to ${node.property?.name}`)
      },
      ImportExpression(node: Node): void {
        if (files.test(node.source?.value ?? '')) refuse(node, 'opens files')
      },
      ImportDeclaration(node: Node): void {
        if (!files.test(node.source?.value ?? '')) return
        const named = (node.specifiers ?? []).map(one => one.imported?.name)
        if (named.some(name => name === undefined || writes.test(name))) refuse(node, 'writes files')
      },
    }
  },
}

export default { meta: { name: 'obhut' }, rules: { unawaited, 'writes-elsewhere': writesElsewhere } }
