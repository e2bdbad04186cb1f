import { z } from 'zod'
import type { AnyRoute } from '../../platform/route.ts'

/**
 * What a route of the API takes, and nothing beside: a filter whose name is mistyped would be no filter, and nobody
 * would notice. Pages leave alone what others add to their addresses.
 */
export function strictly({ at, takes }: Pick<AnyRoute, 'at' | 'takes'>): z.ZodType<unknown> | undefined {
  if (!/^\w+ \/api\//.test(at)) return takes
  if (!takes) return /^(GET|DELETE) /.test(at) ? z.strictObject({}) : undefined
  return takes instanceof z.ZodObject && takes.def.catchall === undefined ? takes.strict() : takes
}
