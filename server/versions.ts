import type { StatementVersion } from '../house/given.ts'
import { accountability } from '../kernel/activities.ts'
import type { Store } from '../kernel/data/store.ts'
import { platform } from '../kernel/data/work.ts'
import type { Periods } from '../kernel/retention/sweep.ts'
import type { AnyActivity } from '../kernel/statement/activity.ts'
import { readManifest, settingOf, states } from '../kernel/statement/manifest.ts'
import type { Period } from '../kernel/statement/settings.ts'
import { statement } from '../kernel/tables.ts'
import type { ReadManifest } from './manifest.ts'

/** Every version of the statement so far, oldest first. A version that this code can no longer read keeps the periods of the one in force. */
export async function versionsOf(store: Store, activities: readonly AnyActivity[], current: ReadManifest): Promise<StatementVersion[]> {
  const rows = await store.under(accountability, platform, work => work.over(statement).selectFrom('obhut.statement').selectAll().orderBy('version').execute())
  return rows.map(row => ({
    version: row.version, effective: row.effective, publishedAt: row.publishedAt, source: row.manifest,
    manifest: row.hash === current.hash ? current.manifest : readManifest(row.manifest, `version ${row.version}`, activities).manifest ?? current.manifest,
  }))
}

export async function periodsOf(store: Store, activities: readonly AnyActivity[], current: ReadManifest): Promise<Periods> {
  const versions = await versionsOf(store, activities, current)
  return {
    timeZone: current.manifest.timeZone,
    of: setting => versions.filter(one => states(one.manifest, setting.activity)).map(one => ({ version: one.version, period: settingOf(one.manifest, setting) as Period })),
  }
}
