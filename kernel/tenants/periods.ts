import type { ClientBase } from 'pg'
import { tenants } from '../declare/activities.ts'
import type { SettingOf } from '../declare/activity.ts'
import { mayLastLonger } from '../declare/periods.ts'
import type { Period } from '../declare/settings.ts'
import type { Periods } from '../retention/due.ts'
import type { Work } from '../store/work.ts'
import { tenant as tenantTable, tenantPeriod } from './tables.ts'
import { withinReach } from './tree.ts'

/*
 * A tenant may have its rows kept for less long than the manifest states, and so may each that hangs under it: of all
 * these the period that is over first ends a row.
 */

/** The tenants in which a setting has this period of their own, or of one above. */
export interface TenantPeriod {
  readonly setting: string
  readonly period: Period
  readonly tenants: readonly string[]
}

export const nameOfSetting = ({ activity, setting }: SettingOf): string => `${activity}/${setting}`

/** All periods of tenants' own. */
export async function tenantPeriodsIn(client: ClientBase): Promise<TenantPeriod[]> {
  const { rows } = await client.query<TenantPeriod>(`
    with recursive beneath as (
      select p.setting, p.period, p.tenant_id as id from obhut.tenant_period p
      union
      select b.setting, b.period, t.id from beneath b join obhut.tenant t on t.parent = b.id)
    select setting, period, array_agg(id) as tenants from beneath group by 1, 2 order by 1, 2`)
  return rows
}

/** The period that holds for a tenant: the shortest of what the manifest states and of its own and of those above it. */
export function periodFor(
  all: readonly TenantPeriod[],
  periods: Periods,
  setting: SettingOf,
  tenant: string,
): Period | undefined {
  const stated = periods.of(setting).at(-1)?.period
  return all
    .filter(one => one.setting === nameOfSetting(setting) && one.tenants.includes(tenant))
    .reduce((shortest, { period }) => (shortest && mayLastLonger(shortest, period) ? period : shortest), stated)
}

/** A tenant asked for its rows to be kept for longer than the manifest says. */
export class LongerThanStated extends Error {
  constructor(setting: SettingOf) {
    super(`A tenant's own period for '${nameOfSetting(setting)}' is shorter than the one that the manifest states.`)
    this.name = 'LongerThanStated'
  }
}

/** Gives a tenant, and what hangs under it, a period of its own; null takes it back. */
export async function setTenantPeriod(
  work: Work,
  periods: Periods,
  { tenant, setting, period }: { readonly tenant: string; readonly setting: SettingOf; readonly period: Period | null },
): Promise<void> {
  const stated = periods.of(setting).at(-1)?.period
  if (period !== null && (stated === undefined || mayLastLonger(period, stated))) throw new LongerThanStated(setting)
  const name = nameOfSetting(setting)
  await work.under(tenants, work.who, async inner => {
    await withinReach(inner, tenant)
    const db = inner.over(tenantPeriod)
    await db.deleteFrom('obhut.tenant_period').where('tenantId', '=', tenant).where('setting', '=', name).execute()
    if (period !== null)
      await db
        .insertInto('obhut.tenant_period')
        .values({ tenantId: tenant, setting: name, period, since: inner.now })
        .execute()
    await inner.remember({
      what: 'own period',
      table: tenantTable.name,
      row: tenant,
      setting: name,
      ...(period !== null && { period }),
    })
    inner.note({ what: period === null ? 'took back a period of a tenant' : 'set a period of a tenant', about: tenant })
  })
}
