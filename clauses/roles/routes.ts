import { ofFormat, operationsOf, resolved, type Api, type Schema } from '../../server/testing/api-description.ts'
import type { World } from '../../server/testing/world.ts'

/** A route as the API describes it, and how to call it with input that would be taken. */
export interface DescribedRoute {
  readonly at: string
  readonly method: string
  readonly template: string
  readonly parameters: readonly string[]
  call(parameters: Readonly<Record<string, string>>): { readonly path: string; readonly body: object | undefined }
}

/** Every route that a platform describes in its OpenAPI. */
export async function routesOf(world: World): Promise<DescribedRoute[]> {
  const api = (await world.visitor().get('/api/openapi.json')).body as Api
  return operationsOf(api).map(({ at, method, template, operation }) => ({
    at,
    method,
    template,
    parameters: operation.parameters.filter(one => one.in === 'path').map(one => one.name),
    call: given => {
      const query = operation.parameters
        .filter(one => one.in === 'query' && one.required)
        .map(({ name, schema }) => [name, String(sample(schema, api))])
      const filled = template.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(given[name] ?? ''))
      const schema = operation.requestBody?.content['application/json'].schema
      return {
        path: `${filled}${query.length ? `?${new URLSearchParams(query)}` : ''}`,
        body: schema && (sample(schema, api) as object),
      }
    },
  }))
}

/** Something of this shape: every required part, the first of every choice. */
function sample(of: Schema, api: Api): unknown {
  const schema = resolved(of, api)
  if ('const' in schema) return schema.const
  if (schema.enum) return schema.enum[0]
  const [choice] = schema.anyOf ?? schema.oneOf ?? []
  if (choice) return sample(choice, api)
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0]
  if (type === 'object' || schema.properties)
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([name]) => schema.required?.includes(name))
        .map(([name, inner]) => [name, sample(inner, api)]),
    )
  if (type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items ?? {}, api))
  if (type === 'boolean') return true
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1
  return ofFormat[schema.format ?? ''] ?? 'a'.repeat(Math.max(schema.minLength ?? 0, 8))
}
