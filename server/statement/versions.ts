import { sql } from 'kysely'
import { coalesced } from '../../platform/coalesced.ts'
import type { StatementVersion } from '../../platform/services.ts'
import { accountability } from '../../kernel/declare/activities.ts'
import type { Declarations } from '../../kernel/declare/declarations.ts'
import type { Store } from '../../kernel/store/store.ts'
import { platform, type Work } from '../../kernel/store/work.ts'
import type { Periods } from '../../kernel/retention/due.ts'
import { settingOf, states, type Manifest } from '../../kernel/statement/manifest.ts'
import { outlineOf, type Outline } from '../../kernel/statement/outline.ts'
import type { Period } from '../../kernel/declare/settings.ts'
import { dayOf } from '../../kernel/declare/periods.ts'
import { inForce, statement } from '../../kernel/versions/tables.ts'
import type { ReadManifest } from './manifest.ts'
import type { ManifestReader } from './reading/reading.ts'

export interface VersionsNeeds {
  readonly store: Store
  readonly declared: Declarations
  /** The manifest that this process runs under. */
  readonly current: () => ReadManifest
  readonly reading: Pick<ManifestReader, 'asWritten'>
}

/**
 * Every version of the statement, oldest first, as the store has them at this moment. A version that this code can no
 * longer read keeps the periods of the one in force.
 *
 * Each look asks how all of them stand, and reads and parses those alone that came or changed since the look before;
 * where none did, it is the very same list.
 */
export function versionsIn(needs: VersionsNeeds): () => Promise<readonly StatementVersion[]> {
  const read = new Map<number, Read>()
  let kept: { readonly for: string; readonly all: readonly StatementVersion[] } | undefined
  return coalesced(async () => {
    const rows = await needs.store.under(accountability, platform, async work => {
      const standing = await standingIn(work)
      const changed = standing.filter(({ version, revision }) => read.get(version)?.revision !== revision)
      if (changed.length)
        for (const one of await writtenIn(
          work,
          changed.map(({ version }) => version),
        ))
          read.set(one.version, one)
      return standing
    })
    const current = needs.current()
    const mark = JSON.stringify([rows, current.hash])
    if (kept?.for !== mark) kept = { for: mark, all: await versionsOf(rows, read, current, needs) }
    return kept.all
  })
}

/** How a version stands, without what it says. `revision` is another one after each change of its row. */
interface Standing {
  readonly version: number
  readonly revision: string
  readonly hash: string
  readonly effective: string
  readonly publishedAt: Date
  readonly material: boolean
  readonly toldAt: Date | null
  readonly inForceSince: Date | null
  readonly withdrawnAt: Date | null
  /** The one that is in force; null of every other. */
  readonly inForce: number | null
}
/** What a version says. */
interface Read {
  readonly version: number
  readonly revision: string
  readonly source: string
  readonly outline: Outline | null
}

// xmin is the transaction that wrote the row as it is; texts of this size are stored apart and not touched by this.
const revision = sql<string>`s.xmin::text`.as('revision')

const standingIn = (work: Work<typeof accountability>): Promise<Standing[]> =>
  work
    .over(statement, inForce)
    .selectFrom('obhut.statement as s')
    .leftJoin('obhut.in_force as f', 'f.version', 's.version')
    .select([
      's.version',
      's.hash',
      's.effective',
      's.publishedAt',
      's.material',
      's.toldAt',
      's.inForceSince',
      's.withdrawnAt',
      'f.version as inForce',
      revision,
    ])
    .orderBy('s.version')
    .execute()

const writtenIn = async (work: Work<typeof accountability>, versions: readonly number[]): Promise<Read[]> =>
  (
    await work
      .over(statement)
      .selectFrom('obhut.statement as s')
      .select(['s.version', 's.manifest as source', 's.outline', revision])
      .where('s.version', 'in', versions)
      .execute()
  ).map(row => ({ ...row, outline: row.outline as Outline | null }))

async function versionsOf(
  rows: readonly Standing[],
  read: ReadonlyMap<number, Read>,
  current: ReadManifest,
  { declared, reading }: VersionsNeeds,
): Promise<StatementVersion[]> {
  const activities = [...declared.activities.values()]
  const tables = [...declared.tables.values()]
  const manifestOf = async ({ hash }: Standing, source: string): Promise<Manifest> =>
    hash === current.hash ? current.manifest : ((await reading.asWritten(source, hash)) ?? current.manifest)
  const all: StatementVersion[] = []
  // One after the other: what reads them takes so many at a time and no more.
  for (const row of rows) {
    const { source, outline } = read.get(row.version)! // read in the same transaction
    const manifest = await manifestOf(row, source)
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
      source,
      outline: outline ?? outlineOf(manifest, activities, tables),
      standing: standingOf(row),
    })
  }
  return all
}

const standingOf = ({ inForce, withdrawnAt, inForceSince }: Standing): StatementVersion['standing'] =>
  inForce !== null ? 'in force' : withdrawnAt ? 'withdrawn' : inForceSince ? 'earlier' : 'waiting'

/** The first version may have applied before this platform ran; every other one came into force here. */
function appliesFrom(
  { version, effective, inForceSince }: Pick<StatementVersion, 'version' | 'effective' | 'inForceSince'>,
  timeZone: string,
): string {
  const since = version > 1 && inForceSince ? dayOf(inForceSince, timeZone) : effective
  return since > effective ? since : effective
}

/** The storage periods of all versions that were in force, for whoever sweeps and proves. */
export function periodsOf(versions: readonly StatementVersion[], { manifest: { timeZone } }: ReadManifest): Periods {
  const held = versions.flatMap(({ inForceSince, ...one }) => (inForceSince ? [{ ...one, inForceSince }] : []))
  return {
    timeZone,
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
