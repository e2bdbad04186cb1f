import type { Column } from '../data/columns.ts'
import type { AnyTable } from '../data/table.ts'
import type { Store } from '../data/store.ts'
import { tablesAbout } from './copy.ts'

/**
 * Sources that are the person, or a device of the person: what comes from there was provided in the sense of Art. 20(1) GDPR. What the platform
 * made, concluded or counted by itself was not.
 */
export const fromThePerson: ReadonlySet<string> = new Set([
  'the person', 'the customer', 'the user', 'the reader', 'you', 'the sign-up form', 'the registration', 'the registration form', 'the order', 'the account', 'the form',
  'the gateway', 'the device', 'your device', 'your devices', 'your gateway', 'you, in the portal', 'you, your gateway or your device',
])

/** Columns of a table that a person may take along to somebody else, because they provided them under consent or contract. */
export function portableColumns(table: AnyTable): string[] {
  if (!['a', 'b'].includes(table.under.spec.basis.letter)) return []
  const provided = Object.entries(table.columns).filter(([, { secret, from }]) => !secret && from !== undefined && fromThePerson.has(from)).map(([name]) => name)
  // A reading without the number of its series would say nothing: what orders the provided columns goes along.
  return provided.length ? Object.keys(table.columns).filter(name => provided.includes(name) || (table.key.includes(name) && name !== 'id')) : []
}
export const portableTables = (store: Store, kind: string): { readonly table: AnyTable, readonly columns: readonly string[] }[] =>
  tablesAbout(store, kind).map(table => ({ table, columns: portableColumns(table) })).filter(({ columns }) => columns.length > 0)

const types: Record<Exclude<Column<unknown>['kind'], 'sealed'>, object> = {
  text: { type: 'string' }, int: { type: 'integer' }, real: { type: 'number' }, reals: { type: 'array', items: { type: ['number', 'null'] } }, flag: { type: 'boolean' },
  day: { type: 'string', format: 'date' }, moment: { type: 'string', format: 'date-time' }, json: {}, bytes: { type: 'string', contentEncoding: 'base64' }, uuid: { type: 'string', format: 'uuid' },
}
const typeOf = ({ kind, sealed, nullable }: Column<unknown>): object => {
  const type = types[kind === 'sealed' ? sealed?.as ?? 'text' : kind]
  return nullable && 'type' in type && typeof type.type === 'string' ? { ...type, type: [type.type, 'null'] } : type
}

/** A JSON Schema (2020-12) of what `portableTables` gives, made of the declarations. */
export function portableSchema(store: Store, kind: string, title: string): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema', title, type: 'object', additionalProperties: false, required: ['controller', 'madeAt', 'data'],
    properties: {
      controller: { type: 'string' }, madeAt: { type: 'string', format: 'date-time' },
      data: {
        type: 'object', additionalProperties: false,
        properties: Object.fromEntries(portableTables(store, kind).map(({ table, columns }) => [table.name, {
          type: 'array', title: table.title?.en ?? table.under.spec.title.en,
          items: { type: 'object', additionalProperties: false, required: columns, properties: Object.fromEntries(columns.map(name => [name, { ...typeOf(table.columns[name]!), ...(table.columns[name]?.label && { title: table.columns[name].label.en }) }])) }, // a column of this table
        }])),
      },
    },
  }
}
