// The API as a platform describes it (OpenAPI 3.1), as far as tests read it.

/** JSON Schema, as zod writes it. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly pattern?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly minItems?: number
  readonly minLength?: number
  readonly minimum?: number
}

export interface Operation {
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: Schema
  }[]
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } }
}

export interface Api {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** A schema itself, where another only names it. */
export const resolved = (schema: Schema, api: Pick<Api, 'components'>): Schema =>
  schema.$ref ? resolved(api.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, api) : schema

/** Every operation, with its route: `GET /api/devices/:id`. */
export const operationsOf = ({ paths }: Api) =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([name, operation]) => {
      const [method, template] = [name.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1')]
      return { at: `${method} ${template}`, method, template, operation }
    }),
  )

/** What a text of a format looks like, where nobody says more. */
export const ofFormat: Readonly<Record<string, string>> = {
  uuid: '00000000-0000-4000-8000-000000000000',
  email: 'somebody@example.org',
  date: '2026-11-01',
  'date-time': '2026-11-01T00:00:00Z',
}
