import {
  ofFormat,
  operationsOf,
  resolved as resolvedIn,
  type Api,
  type Schema,
} from '../../server/testing/api-description.ts'

type Place = 'path' | 'query' | 'body'

/** One text that a route takes: where it stands, and by which names one comes to it. A name of a map is a text, too. */
export interface TextField {
  readonly place: Place
  readonly at: readonly string[]
  readonly isName?: true
}
export interface TextRoute {
  readonly at: string
  readonly method: string
  readonly template: string
  readonly fields: readonly TextField[]
  readonly choices: readonly Choice[]
  readonly sample: Sample
}
/** What is done, where one route does several things. */
interface Choice {
  readonly name: string
  readonly values: readonly string[]
}
/** Input that would be taken, as far as a schema tells. */
export interface Sample {
  readonly query: Readonly<Record<string, unknown>>
  readonly body: Readonly<Record<string, unknown>> | undefined
}

/**
 * Every route that takes a text, with all its texts. `typical` says what stands under a name where the schema does not
 * tell enough.
 */
export function textRoutes(api: Api, typical: Readonly<Record<string, unknown>>): TextRoute[] {
  const resolved = (schema: Schema): Schema => resolvedIn(schema, api)
  const texts = (schema: Schema, place: Place, at: readonly string[]): TextField[] => {
    const one = resolved(schema)
    const either = one.anyOf ?? one.oneOf
    if (either) return either.flatMap(inner => texts(inner, place, at))
    if (one.enum || 'const' in one) return []
    if (one.type === 'string') return [{ place, at }]
    if (one.type === 'array') return texts(one.items ?? {}, place, [...at, '0'])
    const inner = Object.entries(one.properties ?? {}).flatMap(([name, property]) =>
      texts(property, place, [...at, name]),
    )
    const open =
      typeof one.additionalProperties === 'object'
        ? [...texts(one.additionalProperties, place, [...at, 'firstName']), { place, at, isName: true as const }]
        : []
    return [...inner, ...open]
  }
  const sample = (schema: Schema, name: string): unknown => {
    const one = resolved(schema)
    if (one.type === 'array') return [sample(one.items ?? {}, `${name}.0`)]
    if (name in typical) return typical[name]
    if (one.enum) return one.enum[0]
    const either = one.anyOf ?? one.oneOf
    if (either?.[0]) return sample(either[0], name)
    if (one.type === 'object' || one.properties)
      return Object.fromEntries(
        Object.entries(one.properties ?? {})
          .filter(([key]) => one.required?.includes(key))
          .map(([key, inner]) => [key, sample(inner, key)]),
      )
    if (one.type === 'boolean') return true
    if (one.type === 'integer' || one.type === 'number') return one.minimum ?? 1
    return ofFormat[one.format ?? ''] ?? 'a'.repeat(Math.max(one.minLength ?? 0, 12))
  }
  return operationsOf(api)
    .map(({ at, method, template, operation: { parameters, requestBody } }) => {
      const body = requestBody && resolved(requestBody.content['application/json'].schema)
      const fields = [
        ...parameters
          .filter(one => one.in !== 'header')
          .flatMap(({ name, in: place, schema }) => texts(schema, place as Place, [name])),
        ...(body ? texts(body, 'body', []) : []),
      ]
      const choices = Object.entries(body?.properties ?? {})
        .filter(([name]) => name === 'what' || name === 'says')
        .map(([name, schema]) => ({
          name,
          values: (resolved(schema).enum ?? []).filter(one => typeof one === 'string'),
        }))
        .filter(({ values }) => values.length > 1)
      const query = Object.fromEntries(
        parameters
          .filter(one => one.in === 'query' && one.required)
          .map(({ name, schema }) => [name, sample(schema, name)]),
      )
      return {
        at,
        method,
        template,
        fields,
        choices,
        sample: { query, body: body && (sample(body, '') as Record<string, unknown>) },
      }
    })
    .filter(({ fields }) => fields.length > 0)
}

/** The same value with something else in one place. */
export function replaced(value: unknown, [first, ...rest]: readonly string[], by: unknown): unknown {
  if (first === undefined) return by
  if (Array.isArray(value) || first === '0') return [replaced(Array.isArray(value) ? value[0] : undefined, rest, by)]
  return { ...(value as object), [first]: replaced((value as Record<string, unknown> | undefined)?.[first], rest, by) }
}
