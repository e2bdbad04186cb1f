import pg from 'pg'
import type { Declarations } from '../declare/declarations.ts'
import type { DerivedTrigger } from '../declare/derived-trigger.ts'
import { qualified } from '../declare/qualified.ts'
import { catalogueName, placeOf, snake, type AnyTable } from '../declare/table.ts'
import type { DerivedFunction } from './derived-function.ts'
import type { ReferenceWithin } from './own-references.ts'
import {
  inOrder,
  isThrough,
  possessionsIn,
  possessionsOf,
  snaked,
  type Possessions,
  type Resolving,
  type ThroughTable,
} from './possessions.ts'
import type { Roles } from './roles.ts'

/*
 * Rows that are somebody's through things of tenants: of which tenant a row is, its thing says. A unit of work resolves
 * which things are there for it: those of the tenants that it is bound to; bound to every one, all but those of tenants
 * that do not run; bound to none, all but those of tenants.
 */

const { escapeIdentifier: id, escapeLiteral: literal } = pg

type OfTenants = Possessions & { readonly things: NonNullable<Possessions['things']> }
const areOfTenants = (of: Possessions): of is OfTenants => of.things !== undefined

/** Tables whose rows say of which tenant a thing is, with the possessions that name those things. */
export const thingsOfTenants = (all: Pick<Declarations, 'tables'>): OfTenants[] =>
  possessionsIn(all).filter(areOfTenants)

/** The settings of a unit: whether its things are listed, or those that are not there for it; and the list, in order. */
const settingOf = (what: 'listed' | 'list', { things }: OfTenants): string => {
  const { schema, name } = placeOf(things.table)
  return `obhut.${what}.${schema}.${name}`
}
const setting = (name: string): string => `pg_catalog.current_setting(${literal(name)}, true)`

/**
 * The condition under which a row's thing is there for a unit that looks at everybody's; where nothing was resolved none
 * is. The list is in order, so that each row costs a search in it and no walk through it.
 */
export function* withinTenantsOfThings(table: AnyTable & ThroughTable): Generator<string> {
  const of = possessionsOf(table.about)
  if (!areOfTenants(of)) return
  const thing = inOrder(snaked(table.about.through.on[0]), of)
  const list = `(select nullif(${setting(settingOf('list', of))}, '')::${of.type}[])::${of.type}[]`
  const isListed = `coalesce((${list})[pg_catalog.width_bucket(${thing}, ${list})] = ${thing}, false)`
  yield `case (select ${setting(settingOf('listed', of))}) when 'in' then ${isListed} when 'out' then not ${isListed} else false end`
}

/** Resolves which things are there for whoever looks at everybody's. */
export function* resolvingThings(of: Possessions): Generator<Resolving> {
  if (!areOfTenants(of)) return
  const table = catalogueName(of.things.table)
  yield {
    what: `things ${table}`,
    from: [table],
    values: [],
    text: `select pg_catalog.set_config(${literal(settingOf('listed', of))}, found.listed, true), pg_catalog.set_config(${literal(settingOf('list', of))}, found.things::text, true) from obhut.${id(nameOf('things', of))}() found`,
  }
}

/** The settings to forget. */
export const settingsOfThings = (all: Pick<Declarations, 'tables'>): string[] =>
  thingsOfTenants(all).flatMap(of => [settingOf('listed', of), settingOf('list', of)])

/** Those of some things that are there for a unit: SQL for an array, from SQL for one. */
export const thereOf = (of: Possessions, things: string): string =>
  areOfTenants(of) ? `obhut.${id(nameOf('there', of))}(${things})` : things

const nameOf = (what: 'things' | 'there', { things }: OfTenants): string => `${what} ${catalogueName(things.table)}`

/** A unit is bound to one tenant by name; to these ids by what the database resolved; and to none or every one without a name. */
const bound = `nullif(${setting('obhut.tenant')}, '') is not null`
const notBound = `nullif(${setting('obhut.tenant')}, '') is null`
const bindsTo = `coalesce(nullif(${setting('obhut.tenants')}, '')::uuid[], '{}')`

/** What units ask which things are there for them by; they learn no more than that. */
export function thingsFunctions(all: Declarations, roles: Roles): DerivedFunction[] {
  const callers = [...all.activities.values()].map(({ name }) => roles.of(name)).sort()
  const made = new Map<string, DerivedFunction[]>()
  for (const of of thingsOfTenants(all)) {
    const [table, thing] = [qualified(of.things.table), `p.${snaked(of.things.by)}`]
    made.set(of.things.table.name, [
      {
        name: nameOf('things', of),
        takes: '',
        gives: `TABLE(listed text, things ${of.type}[])`,
        body: `
select case when ${bound} then 'in' else 'out' end, coalesce(pg_catalog.array_agg(q.thing order by ${inOrder('q.thing', of)}), '{}')
from (
  select ${thing} as thing from ${table} p where ${bound} and p.tenant = any(${bindsTo})
  union all
  select ${thing} from ${table} p where ${notBound} and p.tenant in (select t.id from obhut.tenant t where t.id <> all (${bindsTo}))) q
`,
        callers,
      },
      {
        name: nameOf('there', of),
        takes: `wanted ${of.type}[]`,
        gives: `${of.type}[]`,
        body: `
select coalesce(pg_catalog.array_agg(one.thing), '{}')
from pg_catalog.unnest(wanted) one (thing) left join ${table} p on ${thing} = one.thing
where case when ${bound} then p.tenant = any(${bindsTo}) else p.tenant is null or p.tenant = any(${bindsTo}) end
`,
        callers,
      },
    ])
  }
  return [...made.values()].flat()
}

/** Possessions and the things that they name, which are of one tenant. */
export const thingsWithinTenantOf = (table: AnyTable, all: Pick<Declarations, 'tables'>): ReferenceWithin[] =>
  thingsOfTenants(all)
    .filter(({ held }) => held.name === table.name)
    .map(({ thing, things }) => ({ name: thing, column: snake(thing), there: things.table, by: things.by }))

/** Where a thing is named: in what is recorded of it, and where somebody holds or held it. */
export interface NamesThings {
  readonly in: AnyTable
  readonly by: string
}
export const namesThingsOf = (table: AnyTable, { tables }: Pick<Declarations, 'tables'>): NamesThings[] =>
  [...tables.values()]
    .filter(isThrough)
    .filter(one => one.about.through.things?.in().name === table.name)
    .flatMap(one => {
      const { held, thing } = possessionsOf(one.about)
      return [
        { in: one, by: one.about.through.on[0] },
        { in: held, by: thing },
      ]
    })

/** A thing that is named somewhere neither goes nor is named otherwise. */
export const stayingThings = (all: Pick<Declarations, 'tables'>): DerivedTrigger[] =>
  [...new Map(thingsOfTenants(all).map(({ things }) => [things.table.name, things])).values()].map(({ table, by }) => {
    const places = namesThingsOf(table, all).flatMap(one => {
      const { schema, name } = placeOf(one.in)
      return [schema, name, snake(one.by)]
    })
    return {
      table,
      name: 'stays while it is named',
      runs: 'thing_stays',
      makes: `create constraint trigger ${id('stays while it is named')} after delete or update of ${snaked(by)} on ${qualified(table)} deferrable for each row
      execute function obhut.thing_stays(${[snake(by), ...places].map(literal).join(', ')})`,
      without: `what is recorded of things in ${table.name} may become another tenant's`,
    }
  })

/** Whoever holds a thing of a tenant's holds it within that tenant; checked at the end of the statement, as a reference is. */
export const thingTriggers = (all: Pick<Declarations, 'tables'>): DerivedTrigger[] =>
  [...all.tables.values()].flatMap(table =>
    thingsWithinTenantOf(table, all).map(({ name: thing, column, there, by = 'id' }) => {
      const place = placeOf(there)
      const name = `In its tenant: thing ${column}`
      return {
        table,
        name,
        runs: 'thing_within_tenant',
        makes: `create constraint trigger ${id(name)} after insert or update of ${id(column)}, tenant on ${qualified(table)} deferrable for each row
      execute function obhut.thing_within_tenant(${[column, place.schema, place.name, snake(by)].map(literal).join(', ')})`,
        without: `'${thing}' of ${table.name} may name a thing of another tenant's`,
      }
    }),
  )
