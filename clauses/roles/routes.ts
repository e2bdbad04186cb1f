import type { World } from '../../server/testing/world.ts'

type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minItems?: number
  readonly minLength?: number
  readonly minimum?: number
}
interface Operation {
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: Schema
  }[]
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } }
}

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
  const { body } = await world.visitor().get('/api/openapi.json')
  const named = body.components.schemas as Record<string, Schema>
  return Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      const template = path.replaceAll(/\{(\w+)\}/g, ':$1')
      return {
        at: `${method.toUpperCase()} ${template}`,
        method: method.toUpperCase(),
        template,
        parameters: operation.parameters.filter(one => one.in === 'path').map(one => one.name),
        call: given => {
          const query = operation.parameters
            .filter(one => one.in === 'query' && one.required)
            .map(({ name, schema }) => [name, String(sample(schema, named))])
          const filled = template.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(given[name] ?? ''))
          const schema = operation.requestBody?.content['application/json'].schema
          return {
            path: `${filled}${query.length ? `?${new URLSearchParams(query)}` : ''}`,
            body: schema && (sample(schema, named) as object),
          }
        },
      }
    }),
  )
}

/** Something of this shape: every required part, the first of every choice. */
function sample(schema: Schema, named: Readonly<Record<string, Schema>>): unknown {
  if (schema.$ref) return sample(named[schema.$ref.split('/').at(-1) ?? ''] ?? {}, named)
  if ('const' in schema) return schema.const
  if (schema.enum) return schema.enum[0]
  const [choice] = schema.anyOf ?? schema.oneOf ?? []
  if (choice) return sample(choice, named)
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0]
  if (type === 'object' || schema.properties)
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([name]) => schema.required?.includes(name))
        .map(([name, inner]) => [name, sample(inner, named)]),
    )
  if (type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items ?? {}, named))
  if (type === 'boolean') return true
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1
  return ofFormat[schema.format ?? ''] ?? 'a'.repeat(Math.max(schema.minLength ?? 0, 8))
}
const ofFormat: Readonly<Record<string, string>> = {
  uuid: '00000000-0000-4000-8000-000000000000',
  email: 'somebody@example.org',
  date: '2026-11-01',
  'date-time': '2026-11-01T00:00:00Z',
}
