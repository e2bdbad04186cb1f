import { z } from 'zod'
import type { AnyRoute } from '../../platform/route.ts'

interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly additionalProperties?: boolean | Schema
  readonly anyOf?: readonly Schema[]
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
}

/**
 * Where an answer has a key that its schema does not have, or lacks one that it has: `items.0.version`. By the JSON
 * Schema, as programs see it.
 */
export function unlike(schema: Schema, value: unknown, at = '', defs = schema.$defs ?? {}): string[] {
  if (schema.$ref !== undefined) return unlike(defs[schema.$ref.slice('#/$defs/'.length)] ?? {}, value, at, defs)
  if (schema.anyOf) {
    const ways = schema.anyOf.filter(one => isOfType(one, value)).map(one => unlike(one, value, at, defs))
    return ways.find(one => one.length === 0) ?? ways[0] ?? []
  }
  if (Array.isArray(value))
    return value.flatMap((one, place) => (schema.items ? unlike(schema.items, one, `${at}${place}.`, defs) : []))
  if (typeof value !== 'object' || value === null) return []
  const { properties, additionalProperties, required = [] } = schema
  const missing = required.filter(name => !Object.hasOwn(value, name)).map(name => `${at}${name} is missing`)
  return [
    ...missing,
    ...Object.entries(value).flatMap(([name, one]) => {
      const its = properties?.[name]
      if (its) return unlike(its, one, `${at}${name}.`, defs)
      if (typeof additionalProperties === 'object') return unlike(additionalProperties, one, `${at}${name}.`, defs)
      return properties ? [`${at}${name}`] : []
    }),
  ]
}

const isOfType = ({ type }: Schema, value: unknown): boolean =>
  type === undefined ||
  type ===
    (value === null
      ? 'null'
      : Array.isArray(value)
        ? 'array'
        : typeof value === 'object' && !(value instanceof Date)
          ? 'object'
          : type === 'integer'
            ? 'integer'
            : value instanceof Date
              ? 'string'
              : typeof value)

/** Throws where an answer of one of these routes is not what its schema says. */
export function answersAsStated(
  routes: () => readonly AnyRoute[],
): (method: string, path: string, body: unknown) => void {
  const schemas = new Map<AnyRoute, Schema>()
  const schemaOf = (route: AnyRoute): Schema => {
    const known =
      schemas.get(route) ?? (z.toJSONSchema(route.gives!, { io: 'output', unrepresentable: 'any' }) as Schema) // asked for routes that give something
    schemas.set(route, known)
    return known
  }
  return (method, path, body) => {
    const [place = ''] = path.split('?')
    // The one that the server takes, too: it may be one that gives a file, beside another with a place in its path.
    const route = routes()
      .filter(({ at }) => isAt(at, method, place))
      .toSorted((a, b) => a.at.split(':').length - b.at.split(':').length)[0]
    const wrong = route?.gives ? unlike(schemaOf(route), body) : []
    if (wrong.length)
      throw new Error(`${route?.at} answers what its schema does not say: ${wrong.slice(0, 5).join(', ')}`)
  }
}

function isAt(at: string, method: string, place: string): boolean {
  const [its, template = ''] = at.split(' ')
  const [parts, wanted] = [place.split('/'), template.split('/')]
  return (
    its === method &&
    parts.length === wanted.length &&
    wanted.every((part, n) => part.startsWith(':') || part === parts[n])
  )
}
