import type { ClientBase } from 'pg'
import { openToEverybody } from '../enforce/outside-tables.ts'
import type { Roles } from '../enforce/roles.ts'
import type { ProofContext } from './context.ts'
import type { Findings } from './findings.ts'

/** Data lies in tables and nowhere else; what lies in temporary tables and in prepared transactions is counted. */
export async function proveNothingOutside(owner: ClientBase, context: ProofContext, found: Findings): Promise<void> {
  const {
    rows: [counted],
  } = await owner.query<{ temporary: number; prepared: number; large: number; extensions: number }>(`
    select (select count(*) from pg_class where relpersistence = 't' and relkind in ('r', 'p')) as temporary,
      (select count(*) from pg_prepared_xacts where database = current_database()) as prepared,
      (select count(*) from pg_largeobject_metadata) as large, (select count(*) from pg_extension where extname <> 'plpgsql') as extensions`)
  const { temporary, prepared, large, extensions } = counted! // a select without a table has one row
  if (temporary) found.fault(`the database holds temporary tables (${temporary})`, 'statement/activities')
  if (prepared)
    found.fault(
      `the database holds prepared transactions (${prepared}), in which data is neither committed nor gone`,
      'statement/activities',
    )
  for (const says of await elsewhere(owner)) found.fault(says, 'statement/activities')
  for (const who of await makersOfTemporaryTables(owner, context.roles))
    found.fault(`${who} may make temporary tables`, 'statement/activities')
  const open = await openToEverybody(owner)
  found.shows('statement/activities', {
    from: 'catalogue',
    says: `${large} large objects, ${temporary} temporary tables, ${prepared} prepared transactions, ${extensions} extensions that nobody declared; ${open.length} functions that store outside of tables are open to everybody`,
  })
}

/** What sends rows to other places. */
async function elsewhere(owner: ClientBase): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>('select pubname as name from pg_publication order by 1')
  return rows.map(
    ({ name }) => `publication ${name} offers rows to other databases, where no erasure of this one reaches them`,
  )
}

async function makersOfTemporaryTables(owner: ClientBase, { app, deskLogin }: Roles): Promise<string[]> {
  const { rows } = await owner.query<{ who: string }>(
    `select who from unnest($1::text[]) who where case when who = 'public' or exists (select from pg_roles where rolname = who) then has_database_privilege(who, current_database(), 'temp') end`,
    [['public', app, deskLogin]],
  )
  return rows.map(({ who }) => who)
}
