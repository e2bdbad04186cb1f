import type { z } from 'zod'

type Shape = z.ZodType | z.core.$ZodType
type Shaping = (value: unknown) => unknown

/**
 * Takes of an answer what its shape names, so that a row which a route hands on whole shows no column beyond it. Values
 * stay as they are: what no shape looks into (numbers, texts, free records) is passed on, and so is an answer without a
 * shape.
 *
 *     shapedBy(z.object({ items: z.array(z.object({ id: z.uuid() })) }))({ items: [{ id, subject }] })   // { items: [{ id }] }
 */
export const shapedBy = (shape: Shape | undefined): Shaping => (shape && shaping(shape)) ?? (value => value)

/** How values of this shape are cut to it; nothing where there is no object in it. */
function shaping(shape: Shape): Shaping | undefined {
  const { def } = (shape as z.ZodType)._zod as unknown as { def: Def }
  switch (def.type) {
    case 'object':
      return object(def.shape, def.catchall !== undefined && def.catchall._zod.def.type !== 'never')
    case 'array':
      return each(def.element)
    case 'record':
      return record(def.valueType)
    case 'nullable':
    case 'optional':
    case 'readonly':
    case 'default':
    case 'nonoptional':
      return shaping(def.innerType)
    case 'union':
    case 'intersection':
    case 'tuple':
    case 'lazy':
    case 'pipe':
      throw new Error(
        `An answer is not cut to a schema of the kind '${def.type}': say what it looks like with objects, lists and records.`,
      )
    default:
      return undefined
  }
}
type Def =
  | { readonly type: 'object'; readonly shape: Readonly<Record<string, Shape>>; readonly catchall?: z.core.$ZodType }
  | { readonly type: 'array'; readonly element: Shape }
  | { readonly type: 'record'; readonly valueType: Shape }
  | { readonly type: 'nullable' | 'optional' | 'readonly' | 'default' | 'nonoptional'; readonly innerType: Shape }
  | { readonly type: 'union' | 'intersection' | 'tuple' | 'lazy' | 'pipe' }
  | { readonly type: 'other' }

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function object(shape: Readonly<Record<string, Shape>>, open: boolean): Shaping {
  const fields = Object.entries(shape).map(([name, its]) => [name, shaping(its)] as const)
  return value => {
    if (!isObject(value)) return value
    const kept: Record<string, unknown> = open ? { ...value } : {}
    for (const [name, its] of fields) if (Object.hasOwn(value, name)) kept[name] = its ? its(value[name]) : value[name]
    return kept
  }
}

function each(element: Shape): Shaping | undefined {
  const its = shaping(element)
  return its && (value => (Array.isArray(value) ? value.map(its) : value))
}

function record(valueType: Shape): Shaping | undefined {
  const its = shaping(valueType)
  return (
    its &&
    (value =>
      isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, its(one)])) : value)
  )
}
