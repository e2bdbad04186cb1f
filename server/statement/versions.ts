import type { StatementVersion } from '../../platform/services.ts'
import { accountability } from '../../kernel/declare/activities.ts'
import type { Declarations } from '../../kernel/declare/declarations.ts'
import type { Store } from '../../kernel/store/store.ts'
import { platform } from '../../kernel/store/work.ts'
import type { Periods } from '../../kernel/retention/sweep.ts'
import { settingOf, states } from '../../kernel/statement/manifest.ts'
import { outlineOf, type Outline } from '../../kernel/statement/outline.ts'
import type { Period } from '../../kernel/declare/settings.ts'
import { dayOf } from '../../kernel/declare/periods.ts'
import { statement } from '../../kernel/versions/tables.ts'
import type { ReadManifest } from './manifest.ts'
import type { ManifestReader } from './reading/reading.ts'

/**
 * Every version of the statement, oldest first. A version that this code can no longer read keeps the periods of the
 * one in force.
 */
export async function versionsOf(
  store: Store,
  declared: Declarations,
  current: ReadManifest,
  reading: Pick<ManifestReader, 'asWritten'>,
): Promise<StatementVersion[]> {
  const rows = await store.under(accountability, platform, work =>
    work.over(statement).selectFrom('obhut.statement').selectAll().orderBy('version').execute(),
  )
  const activities = [...declared.activities.values()]
  const tables = [...declared.tables.values()]
  const inForce = store.inForce.version
  const all: StatementVersion[] = []
  // One after the other: what reads them takes so many at a time and no more.
  for (const row of rows) {
    const manifest =
      row.hash === current.hash
        ? current.manifest
        : ((await reading.asWritten(row.manifest, row.hash)) ?? current.manifest)
    const { version, effective, publishedAt, inForceSince, material, toldAt } = row
    all.push({
      version,
      effective,
      appliesFrom: appliesFrom(row, manifest.timeZone),
      publishedAt,
      inForceSince,
      material,
      toldAt,
      manifest,
      source: row.manifest,
      outline: (row.outline as Outline | null) ?? outlineOf(manifest, activities, tables),
      standing: version === inForce ? 'in force' : row.withdrawnAt ? 'withdrawn' : inForceSince ? 'earlier' : 'waiting',
    })
  }
  return all
}

/** The first version may have applied before this platform ran; every other one came into force here. */
function appliesFrom(
  { version, effective, inForceSince }: Pick<StatementVersion, 'version' | 'effective' | 'inForceSince'>,
  timeZone: string,
): string {
  const since = version > 1 && inForceSince ? dayOf(inForceSince, timeZone) : effective
  return since > effective ? since : effective
}

export async function periodsOf(
  store: Store,
  declared: Declarations,
  current: ReadManifest,
  reading: Pick<ManifestReader, 'asWritten'>,
): Promise<Periods> {
  const held = (await versionsOf(store, declared, current, reading)).flatMap(({ inForceSince, ...one }) =>
    inForceSince ? [{ ...one, inForceSince }] : [],
  )
  return {
    timeZone: current.manifest.timeZone,
    of: setting =>
      held
        .filter(one => states(one.manifest, setting.activity))
        .map(one => ({
          version: one.version,
          since: one.inForceSince,
          period: settingOf(one.manifest, setting) as Period,
        })),
  }
}
