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

export default { meta: { name: 'obhut' }, rules: { unawaited } }
