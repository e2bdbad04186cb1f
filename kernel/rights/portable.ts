import type { Column } from '../declare/columns.ts'
import { isPart } from '../declare/persons.ts'
import type { AnyTable } from '../declare/table.ts'
import type { Units } from '../store/units.ts'
import { tablesAbout } from '../rows/copy.ts'

/**
 * Sources that are the person, or a device of the person: what comes from there was provided in the sense of Art. 20(1)
 * GDPR. What the platform made, concluded or counted by itself was not.
 */
export const fromThePerson: ReadonlySet<string> = new Set([
  'the person',
  'the customer',
  'the user',
  'the reader',
  'you',
  'the sign-up form',
  'the registration',
  'the registration form',
  'the order',
  'the account',
  'the form',
  'the gateway',
  'the device',
  'your device',
  'your devices',
  'your gateway',
  'you, in the portal',
  'you, your gateway or your device',
])

/** A further person in a row provided what is from such a person; what is from the one whom the row is about is that one's. */
const isProvided = (table: AnyTable, from: string): boolean =>
  isPart(table) ? from === `the ${table.part.person.kind.kind}` : fromThePerson.has(from)

/**
 * Columns of a table that a person may take along to somebody else, because they provided them under consent or
 * contract.
 */
function providedColumns(table: AnyTable): string[] {
  if (!['a', 'b'].includes(table.under.spec.basis.letter)) return []
  return Object.entries(table.columns)
    .filter(([, { secret, from }]) => !secret && from !== undefined && isProvided(table, from))
    .map(([name]) => name)
}

/** What a column names, by table and column: another entry of the same file. */
export interface Reference {
  readonly column: string
  readonly to: { readonly table: string; readonly column: string }
}
export interface PortableTable {
  readonly table: AnyTable
  readonly columns: readonly string[]
  readonly references: readonly Reference[]
}

/**
 * The tables of which anything goes along. Beside what was provided each bears what the others name it by, and the
 * names of those that it belongs to: a reading without the number of its series would say nothing, nor would a series
 * whose device is not told.
 */
export function portableTables(store: Units, kind: string): readonly PortableTable[] {
  const tables = tablesAbout(store, kind).filter(table => providedColumns(table).length > 0)
  const references = new Map(tables.map(table => [table, referencesOf(table, tables)]))
  const named = (table: AnyTable): string[] =>
    [...references.values()]
      .flat()
      .filter(({ to }) => to.table === table.name)
      .map(({ to }) => to.column)
  return tables.map(table => {
    const own = references.get(table) ?? []
    const along = new Set([
      ...providedColumns(table),
      ...table.key.filter(name => name !== 'id'),
      ...own.map(({ column }) => column),
      ...named(table),
    ])
    return { table, references: own, columns: allColumns(table).filter(name => along.has(name)) }
  })
}
const allColumns = (table: AnyTable): string[] => [...new Set([...table.key, ...Object.keys(table.columns)])]

function referencesOf(table: AnyTable, tables: readonly AnyTable[]): Reference[] {
  return Object.entries(table.columns).flatMap(([column, { kind, ref }]): Reference[] => {
    const target = ref
      ? tables.find(one => one === ref.table())
      : kind === 'uuid'
        ? tables.find(one => one !== table && one.name.endsWith(`.${column}`))
        : undefined
    if (target) return [{ column, to: { table: target.name, column: 'id' } }]
    const series = seriesOf(table, column, tables)
    return series ? [{ column, to: series }] : []
  })
}

/**
 * Tables that are about a person through the same possession belong together by what is possessed: readings to their
 * series, by its number.
 */
function seriesOf(table: AnyTable, column: string, tables: readonly AnyTable[]): Reference['to'] | undefined {
  const { about } = table
  if (about.who !== 'through' || about.through.on[0] !== column || !about.through.at) return undefined
  const whole = tables.find(
    ({ about: other }) =>
      other.who === 'through' && !other.through.at && other.through.possession() === about.through.possession(),
  )
  return whole?.about.who === 'through' ? { table: whole.name, column: whole.about.through.on[0] } : undefined
}

const types: Record<Exclude<Column<unknown>['kind'], 'encrypted'>, object> = {
  text: { type: 'string' },
  int: { type: 'integer' },
  real: { type: 'number' },
  reals: { type: 'array', items: { type: ['number', 'null'] } },
  flag: { type: 'boolean' },
  day: { type: 'string', format: 'date' },
  moment: { type: 'string', format: 'date-time' },
  json: {},
  bytes: { type: 'string', contentEncoding: 'base64' },
  uuid: { type: 'string', format: 'uuid' },
  /** The path of the file in the same archive. */
  file: { type: 'string' },
}
/** A copy holds what was encrypted in the clear, so its type is that of what was encrypted. */
const typeOf = ({ kind, encrypted, nullable }: Column<unknown>): object => {
  const type = types[kind === 'encrypted' ? (encrypted?.as ?? 'text') : kind]
  return nullable && 'type' in type && typeof type.type === 'string' ? { ...type, type: [type.type, 'null'] } : type
}

/** A table's own id is no column that it declares. */
const described = (column: Column<unknown> | undefined, reference: Reference | undefined): object => ({
  ...(column ? typeOf(column) : types.uuid),
  ...(column?.label && { title: column.label.en }),
  ...(reference && { description: `Names an entry of ${reference.to.table}, by its ${reference.to.column}.` }),
})

/** A JSON Schema (2020-12) of what `portableTables` gives, made of the declarations. */
export function portableSchema(store: Units, kind: string, title: string): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    type: 'object',
    additionalProperties: false,
    required: ['controller', 'madeAt', 'data'],
    properties: {
      controller: { type: 'string' },
      madeAt: { type: 'string', format: 'date-time' },
      data: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(
          portableTables(store, kind).map(({ table, columns, references }) => [
            table.name,
            {
              type: 'array',
              title: table.title?.en ?? table.under.spec.title.en,
              items: {
                type: 'object',
                additionalProperties: false,
                required: columns,
                properties: Object.fromEntries(
                  columns.map(name => [
                    name,
                    described(
                      table.columns[name],
                      references.find(({ column }) => column === name),
                    ),
                  ]),
                ),
              },
            },
          ]),
        ),
      },
    },
  }
}
