import type { Through } from './subject.ts'
import type { AnyTable } from './table.ts'

/** What a table cannot be besides a tenant's, and references that would lead into a tenant from outside. */
export function* faultsOfTenants(table: AnyTable, tables: ReadonlyMap<string, AnyTable>): Generator<string> {
  const at = `table '${table.name}'`
  if (table.about.who === 'through') yield* faultsOfThings(table, table.about.through, tables)
  if (!table.tenanted) {
    for (const [name, { ref }] of Object.entries(table.columns))
      if (ref && tables.get(ref.table().name)?.tenanted && !namesItsThing(table, name, ref.table()))
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

/** Whether a column of what is recorded of things names the thing, by which the row is of a tenant. */
const namesItsThing = ({ about }: AnyTable, column: string, to: { readonly name: string }): boolean =>
  about.who === 'through' && about.through.on[0] === column && about.through.things?.in().name === to.name

/** Rows that are somebody's through things of tenants: the possession says of which tenant it is, and the thing as well. */
function* faultsOfThings(
  table: AnyTable,
  { possession, on, things, stays }: Through,
  tables: ReadonlyMap<string, AnyTable>,
): Generator<string> {
  const at = `table '${table.name}'`
  const held = tables.get(possession().name)
  if (held?.tenanted && !things)
    yield `${at} is somebody's through '${held.name}', whose rows are a tenant's, and does not say of which tenant a thing is: things: { in: () => …, by: '…' }`
  if (!things) return
  const its = tables.get(things.in().name)
  if (held && !held.tenanted)
    yield `${at} is somebody's through '${held.name}', and the things are tenants': declare '${held.name}' tenanted: true, or who holds what could be seen past its tenant`
  if (stays) yield `${at} is things of tenants itself: declare it tenanted: true and about nobody`
  if (!its?.tenanted || its.about.who !== 'nobody') {
    yield `${at} is about things in '${things.in().name}', which is no tenanted table about nobody`
    return
  }
  const type = things.by === 'id' && its.key.includes('id') ? 'uuid' : its.columns[things.by]?.sql
  if (type === undefined || type !== (on[1] === 'id' ? 'uuid' : held?.columns[on[1]]?.sql))
    yield `${at} is about things in '${its.name}' by '${things.by}', which does not name what '${possession().name}' names by '${on[1]}'`
  for (const other of tables.values()) {
    if (other.about.who !== 'through' || other.about.through.possession().name !== possession().name) continue
    const others = other.about.through.things
    if (others?.in().name !== things.in().name || others.by !== things.by)
      yield `${at} and '${other.name}' are about things that '${possession().name}' names, and not both about those in '${its.name}'`
  }
}
