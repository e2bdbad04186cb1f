import { z } from 'zod'
import type { AnyActivity } from '../declare/activity.ts'
import { shapeOf } from './shape.ts'

/** The JSON schema (2020-12) of a manifest, with which an editor completes and checks one. */
export function manifestSchema(activities: readonly AnyActivity[]): object {
  const ordered = activities.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const schema = z.toJSONSchema(shapeOf(ordered), {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ jsonSchema }) => {
      shortened(jsonSchema)
    },
  })
  return { ...schema, $id: 'manifest.schema.json', title: 'A manifest of Obhut' }
}

/** The text of the file `statements/manifest.schema.json`. */
export const manifestSchemaFile = (activities: readonly AnyActivity[]): string =>
  `${JSON.stringify(manifestSchema(activities), null, 2)}\n`

/** An editor shows the law and the example with the description; patterns that only repeat a format go. */
function shortened(schema: Record<string, unknown>): void {
  const { law, eg, description } = schema
  if (typeof description === 'string')
    schema.description = [
      description,
      typeof law === 'string' ? `Wanted by ${law}.` : undefined,
      typeof eg === 'string' ? `For example: ${eg}` : undefined,
    ]
      .filter(Boolean)
      .join(' ')
  if (schema.otherwise !== undefined) schema.default = schema.otherwise // under its own name it would be taken away from schemas that transform
  delete schema.otherwise
  delete schema.law
  delete schema.eg
  if (schema.format === 'email' || schema.format === 'date') delete schema.pattern
}
