import type { AnyTable } from './table.ts'

/** What a table cannot be besides a tenant's, and references that would lead into a tenant from outside. */
export function* faultsOfTenants(table: AnyTable, tables: ReadonlyMap<string, AnyTable>): Generator<string> {
  const at = `table '${table.name}'`
  if (table.about.who === 'through' && tables.get(table.about.through.possession().name)?.tenanted)
    yield `${at} is somebody's through '${table.about.through.possession().name}', whose rows are a tenant's, and whoever works for all would see its rows for every tenant: keep what says who held the thing free of tenants`
  if (!table.tenanted) {
    for (const [name, { ref }] of Object.entries(table.columns))
      if (ref && tables.get(ref.table().name)?.tenanted)
        yield `column '${name}' of ${at} refers to '${ref.table().name}', whose rows are a tenant's, and so would lead into a tenant from outside: declare the table tenanted: true`
    return
  }
  if (table.about.who === 'unattributed')
    yield `${at} is unattributed (Art. 11 GDPR), and a tenant may be one person: its rows cannot be tenanted`
  if (table.bulk || table.about.who === 'through')
    yield `${at} is tenanted, and its rows come without a column for that: they are a tenant's through their things`
  if (table.addedByAll || table.arrives || table.holdsKeys || table.apart)
    yield `${at} is tenanted, and everybody adds to it or it lies apart, past the unit of work that would say for which tenant`
  if (!table.key.includes('id') && !table.key.includes('tenant'))
    yield `${at} is tenanted, and its key says nothing of the tenant: key: ['tenant', …], or a taken key would tell of another tenant's rows`
}
