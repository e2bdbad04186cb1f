import { PostgresQueryCompiler, type CompiledQuery, type RawNode, type RootOperationNode } from 'kysely'

/** A query as text, with the places in it where SQL was written by hand: two of one text may differ in them. */
export interface Shaped extends CompiledQuery {
  readonly byHandAt?: string
}
export const shapeOf = ({ sql, byHandAt }: Shaped): string => (byHandAt === undefined ? sql : `${byHandAt}\n${sql}`)

export class ShapingCompiler extends PostgresQueryCompiler {
  #byHandAt = ''
  override compileQuery(node: RootOperationNode, id: CompiledQuery['queryId']): Shaped {
    this.#byHandAt = ''
    const query = super.compileQuery(node, id)
    return this.#byHandAt === '' ? query : { ...query, byHandAt: this.#byHandAt }
  }
  /** Each piece with its beginning and the lengths of its parts; what lies between them are nodes of their own. */
  protected override visitRaw(node: RawNode): void {
    this.#byHandAt += `${this.getSql().length}:${node.sqlFragments.map(part => part.length).join(',')} `
    super.visitRaw(node)
  }
}
