import type { ClientBase } from 'pg'
import { differencesIn, type Difference } from '../enforce/difference.ts'
import { catalogueName, snake } from '../declare/table.ts'
import type { Findings } from './findings.ts'
import { statedTables, tableNamed, declaredTables, type ProofContext } from './context.ts'
import { proveNothingOutside } from './outside-tables.ts'
import { proveTriggers } from './triggers.ts'

/** The database holds the tables, columns and references that are declared, and no others. */
export async function proveStructure(owner: ClientBase, context: ProofContext, found: Findings): Promise<void> {
  for (const difference of await differencesIn(owner, context.declared))
    found.fault(difference.says, ...brokenBy(context, difference))
  found.shows('statement/activities', {
    from: 'catalogue',
    says: `${declaredTables(context).length} tables are in the database, each of them declared under an activity`,
  })
  for (const table of statedTables(context)) {
    const { name, under } = table
    const columns = Object.entries(table.columns)
    found.shows(`${under.name}/data`, {
      from: 'catalogue',
      says: `${name} holds the ${columns.length} columns that are declared and no other`,
    })
    for (const [column, { sql }] of columns)
      found.shows(`${under.name}/data/${name}.${column}`, {
        from: 'catalogue',
        says: `${catalogueName(table)}.${snake(column)} is ${sql}`,
      })
  }
  await proveTriggers(owner, context, found)
  await proveNothingOutside(owner, context, found)
  found.shows('statement/rights', {
    from: 'catalogue',
    says: 'no foreign key deletes automatically, and each one is known to erasure',
  })
}

function brokenBy(context: ProofContext, { is, table: name, column }: Difference): string[] {
  const table = tableNamed(context, name)
  if (!table || is === 'undeclared table' || is === 'kept copy' || is === 'outside tables')
    return ['statement/activities']
  if (is === 'missing table' || is === 'undeclared column') return [`${table.under.name}/data`]
  if (is === 'foreign key' || is === 'uniqueness') return [`${table.under.name}/end/${table.name}`]
  const declared = Object.keys(table.columns).find(one => snake(one) === column)
  return [declared === undefined ? `${table.under.name}/data` : `${table.under.name}/data/${table.name}.${declared}`]
}
