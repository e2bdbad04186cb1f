import { z } from 'zod'
import type { Stating } from '../../platform/services.ts'
import { everybody, route, whoever, type AnyRoute } from '../../platform/route.ts'

type Schema = { type?: string; properties?: Record<string, Schema>; required?: string[]; [key: string]: unknown }

/** OpenAPI 3.1 of the routes that are listed, generated from what each takes and gives. */
export function openApi(routes: readonly AnyRoute[], title: string): object {
  const paths: Record<string, Record<string, object>> = {}
  const named: Record<string, unknown> = {}
  for (const one of routes.filter(each => !each.unlisted && each.at.includes(' /api/'))) {
    const [method = '', template = ''] = one.at.split(' ')
    const path = template.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(one, method, template, named) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title,
      version: '1',
      description:
        'Errors are problem details (RFC 9457). Moments are ISO 8601 in UTC, days YYYY-MM-DD. Lists come in pages: pass `next` as `after`. Answers under a session name the account in `Obhut-Account`; a browser sends that name back with each change (428 `account-not-named` without it, 409 `other-account` where somebody else is signed in by now).',
    },
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'obhut_<store id>' } },
      schemas: { Problem: problem, ...Object.fromEntries(Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1))) },
    },
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

function operation(one: AnyRoute, method: string, template: string, named: Record<string, unknown>): object {
  const takes = one.takes ? schemaOf(one.takes, 'input', named) : {}
  const gives = one.gives ? schemaOf(one.gives, 'output', named) : undefined
  const inPath = [...template.matchAll(/:(\w+)/g)].map(match => match[1]!) // the group is not optional
  const properties = Object.entries(takes.properties ?? {})
  const inQuery = method === 'GET' || method === 'DELETE' ? properties.filter(([name]) => !inPath.includes(name)) : []
  const inBody = method === 'GET' || method === 'DELETE' ? [] : properties.filter(([name]) => !inPath.includes(name))
  const open = takes.additionalProperties !== undefined && takes.additionalProperties !== false
  return {
    summary: one.says,
    operationId: method.toLowerCase() + inCamelCase(template),
    ...(one.who !== everybody && { security: [...(one.who === whoever ? [{}] : []), { session: [] }] }),
    parameters: [
      ...inPath.map(name => ({
        name,
        in: 'path',
        required: true,
        schema: takes.properties?.[name] ?? { type: 'string' },
      })),
      ...inQuery.map(([name, schema]) => ({
        name,
        in: 'query',
        required: takes.required?.includes(name) ?? false,
        schema,
      })),
      ...(one.once
        ? [
            {
              name: 'Idempotency-Key',
              in: 'header',
              required: false,
              schema: { type: 'string', minLength: 8, maxLength: 200 },
            },
          ]
        : []),
    ],
    ...(one.takesFile && {
      requestBody: {
        required: true,
        description: 'The file itself; its name stands in Content-Disposition (RFC 6266).',
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
    }),
    ...((inBody.length > 0 || open) && {
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: Object.fromEntries(inBody),
              required: (takes.required ?? []).filter(name => !inPath.includes(name)),
              ...(open && { additionalProperties: takes.additionalProperties }),
            },
          },
        },
      },
    }),
    responses: {
      ...(gives
        ? {
            [statusOf(method, one)]: {
              description: 'What was asked for.',
              content: { 'application/json': { schema: gives } },
            },
          }
        : { default: { description: 'Done.' } }),
      '4XX': {
        description: 'Refused, with a reason and a way out.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

/**
 * The JSON Schema of a shape; shapes that bear a name (`.meta({ id: 'Channel' })`) stand once, among the components.
 */
function schemaOf(shape: z.ZodType, io: 'input' | 'output', named: Record<string, unknown>): Schema {
  const {
    $schema: _,
    $defs,
    ...schema
  } = pointed(z.toJSONSchema(shape, { io, unrepresentable: 'any', override: dateAsText })) as Schema & {
    $defs?: Record<string, unknown>
  }
  Object.assign(named, $defs)
  if (typeof schema['id'] === 'string') {
    const { id, ...rest } = schema
    named[id as string] = rest
    return { $ref: `#/components/schemas/${id as string}` }
  }
  return schema
}

/** References of JSON Schema, as OpenAPI writes them. */
function pointed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key === '$ref' && typeof inner === 'string'
        ? [[key, inner.replace('#/$defs/', '#/components/schemas/')]]
        : [[key, key === '$defs' ? withoutIds(pointed(inner)) : pointed(inner)]],
    ),
  )
}
const withoutIds = (defs: unknown): unknown =>
  Object.fromEntries(
    Object.entries(defs as Record<string, Record<string, unknown>>).map(([name, { id: _, ...rest }]) => [name, rest]),
  )

const statusOf = (_method: string, one: AnyRoute): string => String(one.status ?? 200)
const dateAsText = ({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodType
  jsonSchema: Record<string, unknown>
}): void => {
  if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
}

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'id'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    id: { type: 'string', description: 'A name that programs may rely on.' },
    helps: { type: 'string', description: 'What helps.' },
    fields: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'Fields that are wrong, each with a sentence.',
    },
  },
}

export function openApiRoute(routes: readonly AnyRoute[], stating: Stating): AnyRoute {
  let made: Uint8Array | undefined
  return route({
    at: 'GET /api/openapi.json',
    who: everybody,
    unlisted: true,
    says: 'This description.',
    does: async () => ({
      status: 200,
      bytes: (made ??= new TextEncoder().encode(JSON.stringify(openApi(routes, stating.manifest.site.name)))),
      headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'public, max-age=300' },
    }),
  })
}

const inCamelCase = (path: string): string =>
  path.replaceAll(/[^A-Za-z]+(\w)/g, (_, letter: string) => letter.toUpperCase()).replaceAll(/[^A-Za-z0-9]/g, '')
