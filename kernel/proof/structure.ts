import type { ClientBase } from 'pg'
import { differencesIn, type Difference } from '../data/difference.ts'
import { isReceived, receiving } from '../data/derive.ts'
import { catalogueName } from '../data/privileges.ts'
import { snake } from '../data/table.ts'
import type { Findings } from './findings.ts'
import { statedTables, tableNamed, tablesOf, type House } from './house.ts'

/** The database holds the tables, columns and references that are declared, and no others. */
export async function proveStructure(owner: ClientBase, house: House, found: Findings): Promise<void> {
  for (const difference of await differencesIn(owner, house.declared)) found.fault(difference.says, ...brokenBy(house, difference))
  found.shows('statement/activities', { from: 'catalogue', says: `${tablesOf(house).length} tables are in the database, each of them declared under an activity` })
  for (const table of statedTables(house)) {
    const { name, under } = table
    const columns = Object.entries(table.columns)
    found.shows(`${under.name}/data`, { from: 'catalogue', says: `${name} holds the ${columns.length} columns that are declared and no other` })
    for (const [column, { sql }] of columns) found.shows(`${under.name}/data/${name}.${column}`, { from: 'catalogue', says: `${catalogueName(table)}.${snake(column)} is ${sql}` })
  }
  await proveTriggers(owner, house, found)
  found.shows('statement/rights', { from: 'catalogue', says: 'no foreign key deletes by itself, and each one is known to erasure' })
}

/** Each row about a person is looked at as it comes in, so that nothing is added about somebody erased, and nothing unrestricted about somebody restricted. */
async function proveTriggers(owner: ClientBase, house: House, found: Findings): Promise<void> {
  const { rows } = await owner.query<{ at: string, name: string, ours: boolean, on: boolean }>(`
    select n.nspname || '.' || c.relname as at, t.tgname as name, t.tgfoid = 'obhut.received'::regproc as ours, t.tgenabled = 'O' and t.tgqual is null and t.tgtype = 7 as on
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace where not t.tgisinternal and t.tgparentid = 0`)
  const received = tablesOf(house).filter(isReceived)
  for (const table of received) {
    if (!rows.some(row => row.at === catalogueName(table) && row.ours && row.on && row.name === receiving)) found.fault(`rows that come into ${table.name} are not looked at: one about somebody erased would stay`, 'statement/rights')
  }
  for (const row of rows) if (!row.ours || !received.some(table => catalogueName(table) === row.at)) found.fault(`trigger ${row.name} of ${row.at} follows from no declaration`, 'statement/activities')
  found.shows('statement/rights', { from: 'catalogue', says: `rows that come into ${received.length} tables about persons are looked at first: none about somebody erased, none unrestricted about somebody restricted` })
}

function brokenBy(house: House, { is, table: name, column }: Difference): string[] {
  const table = tableNamed(house, name)
  if (!table || is === 'undeclared table' || is === 'kept copy') return ['statement/activities']
  if (is === 'missing table' || is === 'undeclared column') return [`${table.under.name}/data`]
  if (is === 'foreign key') return [`${table.under.name}/end/${table.name}`]
  const declared = Object.keys(table.columns).find(one => snake(one) === column)
  return [declared === undefined ? `${table.under.name}/data` : `${table.under.name}/data/${table.name}.${declared}`]
}
