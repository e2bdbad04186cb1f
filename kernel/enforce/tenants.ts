import pg from 'pg'
import type { Declarations } from '../declare/declarations.ts'
import type { DerivedTrigger } from '../declare/derived-trigger.ts'
import type { AnyTable } from '../declare/table.ts'
import type { Roles } from './roles.ts'

const { escapeIdentifier: id } = pg

/**
 * The tenants whose rows a unit of work sees, resolved once as it begins. Read from text once a query: a cast outside of
 * the subselect would be one for each row.
 */
const seenTenants = `(select nullif(pg_catalog.current_setting('obhut.tenants', true), '')::uuid[])::uuid[]`

/** The condition under which a row is there for a unit of work; where that is bound to no tenant, none is. */
export function* withinTenants(table: AnyTable): Generator<string> {
  if (table.tenanted) yield `tenant = any (${seenTenants})`
}

/**
 * Which tenants a unit of work sees: one and all that hang under it, as far as they run at that moment; for staff, while
 * a grant is on record; or `every` one. It looks at the tree as the owner does, and each activity may ask it.
 */
export interface TenantsFunction {
  readonly name: 'tenants_of'
  readonly body: string
  /** The roles that may call it. */
  readonly callers: readonly string[]
  readonly makes: readonly string[]
}
export function tenantsFunction({ tables, activities }: Declarations, roles: Roles): TenantsFunction | undefined {
  if (!tables.has('obhut.tenant')) return undefined
  const called = 'obhut.tenants_of(text, text, timestamptz)'
  const callers = [...activities.values()].map(({ name }) => roles.of(name)).sort()
  return {
    name: 'tenants_of',
    body: tenantsOf,
    callers,
    makes: [
      `create or replace function obhut.tenants_of(top text, staff text, at timestamptz) returns uuid[] language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $function$${tenantsOf}$function$`,
      `revoke all on function ${called} from public`,
      `grant execute on function ${called} to ${callers.map(role => id(role)).join(', ')}`,
    ],
  }
}
const tenantsOf = `
declare
  it uuid;
  here obhut.tenant;
begin
  if coalesce(top, '') = '' then return null; end if;
  if top = 'every' then
    return (select array_agg(t.id order by t.id) from obhut.tenant t where t.opens <= at and (t.closes is null or t.closes > at));
  end if;
  it := top::uuid;
  select * into here from obhut.tenant t where t.id = it;
  if not found or here.opens > at or here.closes <= at then return null; end if;
  if coalesce(staff, '') <> '' and not exists (
    with recursive above as (
      select here.id, here.parent
      union all
      select t.id, t.parent from above a join obhut.tenant t on t.id = a.parent
    )
    select from obhut.tenant_grant g join above a on a.id = g.tenant_id
    where g.subject = staff::uuid and g.given_at <= at and g.until > at and g.ended_at is null and g.restricted is null) then
    return null;
  end if;
  if here.below is not null then return here.below; end if;
  return (
    with recursive beneath as (
      select it as id
      union all
      select t.id from beneath b join obhut.tenant t on t.parent = b.id where t.opens <= at and (t.closes is null or t.closes > at)
    )
    select array_agg(b.id order by b.id) from beneath b);
end `

/** What the database does by itself when the tree of tenants changes. */
export function treeTriggers({ tables }: Declarations): DerivedTrigger[] {
  const table = tables.get('obhut.tenant')
  return table
    ? onTree.map(({ name, runs, at, without }) => ({
        table,
        name,
        runs,
        makes: `create trigger "${name}" ${at} execute function obhut.${runs}()`,
        without,
      }))
    : []
}
const onTree = [
  {
    name: 'alone',
    runs: 'tenants_change',
    at: 'before insert or update or delete on obhut.tenant for each statement',
    without: 'two who change the tree of tenants at once may make a circle',
  },
  {
    name: 'written',
    runs: 'tenant_written',
    at: 'before insert or update on obhut.tenant for each row',
    without: 'whoever changes the tree of tenants may say when a tenant runs, and what hangs under it',
  },
  {
    name: 'come',
    runs: 'tenants_come',
    at: 'after insert on obhut.tenant referencing new table as changed for each statement',
    without: 'nobody works out when a new tenant runs',
  },
  {
    name: 'moved',
    runs: 'tenants_moved',
    at: 'after update on obhut.tenant referencing old table as before new table as changed for each statement',
    without: 'nobody works out when tenants run that were moved or ended',
  },
] as const
