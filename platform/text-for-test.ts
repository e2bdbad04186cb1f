import type { z } from 'zod'
import { isLookAtLength } from './list.ts'

type Check = { readonly _zod: { readonly def: { readonly check: string; readonly abort?: boolean } } }
type Def = {
  readonly type: string
  readonly checks?: readonly Check[]
  readonly format?: string
  readonly check?: string
  readonly [part: string]: unknown
}
const defOf = (schema: unknown): Def => (schema as z.core.$ZodType)._zod.def as unknown as Def
const isSchema = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && '_zod' in value && 'def' in value

/**
 * Texts within a schema whose length is not the first thing that is looked at, each by its path. Schemas that take no
 * text from anybody (enums, numbers) have nothing to say.
 */
export function unboundedTexts(schema: z.ZodType, path = ''): string[] {
  const def = defOf(schema)
  if (def.type === 'string') return isBounded(def) ? [] : [path || '(itself)']
  // What a transformation gives is no text from outside any more; what it takes stands on its left.
  if (def.type === 'pipe') return unboundedTexts(outermost(def), path)
  if (def.type === 'transform' || def.type === 'any' || def.type === 'unknown') return [`${path} (${def.type})`]
  return partsOf(def).flatMap(([name, inner]) => unboundedTexts(inner, [path, name].filter(Boolean).join('.')))
}

/** Of a pipe, what comes in: behind the look at its length where it is a list. */
const outermost = (def: Def): z.ZodType => (isLookAtLength(def['in'] as object) ? def['out'] : def['in']) as z.ZodType

/** Lists within a schema whose elements are judged before their number, each by its path. */
export function unboundedLists(schema: z.ZodType, path = ''): string[] {
  const def = defOf(schema)
  const within = partsOf(def).flatMap(([name, inner]) => unboundedLists(inner, [path, name].filter(Boolean).join('.')))
  if (def.type === 'array') return [path || '(itself)', ...within]
  if (def.type !== 'pipe') return within
  if (!isLookAtLength(def['in'] as object)) return unboundedLists(outermost(def), path)
  return partsOf(defOf(outermost(def))).flatMap(([name, inner]) =>
    unboundedLists(inner, [path, name].filter(Boolean).join('.')),
  )
}

const isBounded = ({ checks = [], format }: Def): boolean => {
  const [first] = checks
  return format === undefined && first?._zod.def.check === 'max_length' && first._zod.def.abort === true
}

function partsOf(def: Def): [string, z.ZodType][] {
  if (def.type === 'object')
    return [
      ...Object.entries(def['shape'] as Record<string, z.ZodType>),
      ...(isSchema(def['catchall']) && defOf(def['catchall']).type !== 'never'
        ? [['*', def['catchall'] as z.ZodType] as [string, z.ZodType]]
        : []),
    ]
  if (def.type === 'record')
    return [
      ['(name)', def['keyType'] as z.ZodType],
      ['*', def['valueType'] as z.ZodType],
    ]
  if (def.type === 'array') return [['*', def['element'] as z.ZodType]]
  if (def.type === 'union') return (def['options'] as z.ZodType[]).map(one => ['', one])
  if (def.type === 'intersection')
    return [
      ['', def['left'] as z.ZodType],
      ['', def['right'] as z.ZodType],
    ]
  if (isSchema(def['innerType'])) return [['', def['innerType'] as z.ZodType]]
  return []
}
