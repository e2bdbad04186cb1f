/**
 * The OpenAPI document as TypeScript types, in the `paths` form that openapi-fetch reads. `web/api.d.ts` is this, and a
 * test holds it to that.
 */
export function typesOf(document: Document): string {
  const { paths, components } = document
  return [
    '// Generated from the OpenAPI document by `npm run generate`; do not edit.',
    'export interface paths {',
    ...Object.entries(paths).flatMap(([path, operations]) => [
      `  ${JSON.stringify(path)}: {`,
      ...methods.map(method => `    ${method}${orNever(operations[method] && operation(operations[method]))}`),
      '  }',
    ]),
    '}',
    'export interface components {',
    '  schemas: {',
    ...Object.entries(components.schemas).map(([name, schema]) => `    ${name}: ${typeOf(schema)}`),
    '  }',
    '}',
    '',
  ].join('\n')
}

interface Schema {
  $ref?: string
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  additionalProperties?: Schema | boolean
  propertyNames?: Schema
  prefixItems?: Schema[]
}
interface Operation {
  summary?: string
  parameters: { name: string; in: string; required: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}
interface Document {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

const orNever = (type: string | undefined): string => (type === undefined ? '?: never' : `: ${type}`)
const methods = ['get', 'post', 'patch', 'put', 'delete'] as const

function operation({ parameters, requestBody, responses }: Operation): string {
  const takes = ['query', 'path', 'header', 'cookie'].map(place => parametersIn(place, parameters))
  const body = requestBody?.content['application/json']?.schema
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2'))
  return [
    '{',
    `      parameters: { ${takes.join(', ')} }`,
    `      requestBody${orNever(body && `{ content: ${json(body)} }`)}`,
    '      responses: {',
    ...good.map(([status, { content }]) => {
      const gives = content && json(content['application/json']?.schema ?? {})
      return `        ${status}: { headers: Record<string, unknown>, content${orNever(gives)} }`
    }),
    "        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }",
    '      }',
    '    }',
  ].join('\n')
}

const json = (schema: Schema): string => `{ 'application/json': ${typeOf(schema)} }`

function parametersIn(place: string, all: Operation['parameters']): string {
  const here = all.filter(one => one.in === place)
  if (here.length === 0) return `${place}?: never`
  const typed = here.map(({ name, required, schema }) => `${key(name)}${required ? '' : '?'}: ${typeOf(schema)}`)
  return `${place}${here.some(one => one.required) ? '' : '?'}: { ${typed.join(', ')} }`
}

const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name))

function typeOf(schema: Schema): string {
  if (schema.$ref) return `components['schemas'][${JSON.stringify(schema.$ref.split('/').at(-1))}]`
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map(one => JSON.stringify(one)).join(' | ')
  const several = schema.anyOf ?? schema.oneOf
  if (several) return several.map(typeOf).map(bracketed).join(' | ')
  if (schema.allOf) return schema.allOf.map(typeOf).map(bracketed).join(' & ')
  if (Array.isArray(schema.type)) return schema.type.map(type => typeOf({ ...schema, type })).join(' | ')
  switch (schema.type) {
    case 'string':
      return 'string'
    case 'number':
    case 'integer':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'null':
      return 'null'
    case 'array':
      return `${bracketed(typeOf(schema.items ?? {}))}[]`
    case 'object':
      return objectOf(schema)
    default:
      return 'unknown'
  }
}
const bracketed = (type: string): string => (/[|&]/.test(type) && !type.startsWith('{') ? `(${type})` : type)

function objectOf({ properties = {}, required = [], additionalProperties }: Schema): string {
  const own = Object.entries(properties).map(
    ([name, schema]) => `${key(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`,
  )
  const rest =
    typeof additionalProperties === 'object' && Object.keys(additionalProperties).length
      ? typeOf(additionalProperties)
      : additionalProperties
        ? 'unknown'
        : undefined
  if (!rest) return own.length ? `{ ${own.join(', ')} }` : 'Record<string, never>'
  return own.length ? `{ ${own.join(', ')} } & { [name: string]: ${rest} }` : `{ [name: string]: ${rest} }`
}
