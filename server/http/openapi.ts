import { z } from 'zod'
import type { Stating } from '../../house/given.ts'
import { everybody, ok, route, type AnyRoute } from '../../house/route.ts'

type Schema = { type?: string, properties?: Record<string, Schema>, required?: string[], [key: string]: unknown }

/** OpenAPI 3.1 of the routes that are listed, generated from what each takes and gives. */
export function openApi(routes: readonly AnyRoute[], title: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const one of routes.filter(each => !each.unlisted && each.at.includes(' /api/'))) {
    const [method = '', template = ''] = one.at.split(' ')
    const path = template.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(one, method, template) }
  }
  return {
    openapi: '3.1.0',
    info: { title, version: '1', description: 'Errors are problem details (RFC 9457). Moments are ISO 8601 in UTC, days YYYY-MM-DD. Lists come in pages: pass `next` as `after`.' },
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'obhut_session' } },
      schemas: { Problem: problem },
    },
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => a < b ? -1 : 1)),
  }
}

function operation(one: AnyRoute, method: string, template: string): object {
  const takes = (one.takes ? z.toJSONSchema(one.takes, { io: 'input', unrepresentable: 'any' }) : {}) as Schema
  const gives = one.gives ? z.toJSONSchema(one.gives, { io: 'output', unrepresentable: 'any', override: dateAsText }) : undefined
  const inPath = [...template.matchAll(/:(\w+)/g)].map(match => match[1]!) // the group is not optional
  const properties = Object.entries(takes.properties ?? {})
  const inQuery = method === 'GET' || method === 'DELETE' ? properties.filter(([name]) => !inPath.includes(name)) : []
  const inBody = method === 'GET' || method === 'DELETE' ? [] : properties.filter(([name]) => !inPath.includes(name))
  const open = takes.additionalProperties !== undefined && takes.additionalProperties !== false
  return {
    summary: one.says,
    operationId: `${method.toLowerCase()}${template.replaceAll(/[^A-Za-z]+(\w)/g, (_, letter: string) => letter.toUpperCase()).replaceAll(/[^A-Za-z0-9]/g, '')}`,
    ...(one.who !== everybody && { security: [{ session: [] }] }),
    parameters: [
      ...inPath.map(name => ({ name, in: 'path', required: true, schema: takes.properties?.[name] ?? { type: 'string' } })),
      ...inQuery.map(([name, schema]) => ({ name, in: 'query', required: takes.required?.includes(name) ?? false, schema })),
      ...(one.once ? [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 200 } }] : []),
    ],
    ...((inBody.length > 0 || open) && { requestBody: { required: true, content: { 'application/json': { schema: { type: 'object', properties: Object.fromEntries(inBody), required: (takes.required ?? []).filter(name => !inPath.includes(name)), ...(open && { additionalProperties: takes.additionalProperties }) } } } } }),
    responses: {
      ...(gives ? { [statusOf(method, one)]: { description: 'What was asked for.', content: { 'application/json': { schema: gives } } } } : { default: { description: 'Done.' } }),
      '4XX': { description: 'Refused, with a reason and a way out.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  }
}

const statusOf = (_method: string, one: AnyRoute): string => String(one.status ?? 200)
const dateAsText = ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType, jsonSchema: Record<string, unknown> }): void => {
  if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
}

const problem = {
  type: 'object', required: ['type', 'title', 'status', 'id'],
  properties: {
    type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, id: { type: 'string', description: 'A name that programs may rely on.' },
    helps: { type: 'string', description: 'What helps.' }, fields: { type: 'object', additionalProperties: { type: 'string' }, description: 'Fields that are wrong, each with a sentence.' },
  },
}

export function openApiRoute(routes: readonly AnyRoute[], stating: Stating): AnyRoute {
  let made: object | undefined
  return route({
    at: 'GET /api/openapi.json', who: everybody, unlisted: true, says: 'This description.',
    does: async () => ok(made ??= openApi(routes, stating.manifest.site.name), { headers: { 'cache-control': 'public, max-age=300' } }),
  })
}
