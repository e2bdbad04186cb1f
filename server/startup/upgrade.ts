import type { ClientBase } from 'pg'
import {
  AnotherWaits,
  CodeSaysOtherwise,
  MaterialChange,
  statementToRun,
  type ToRun,
} from '../../kernel/versions/in-force.ts'
import { plannedChanges, type Change as Derived } from '../../kernel/versions/derived.ts'
import { roleNames } from '../../kernel/enforce/roles.ts'
import { trustedMoment } from '../../kernel/store/clock-watch.ts'
import { isMaterial, type Change } from '../../kernel/statement/change.ts'
import { changesBetween } from '../../kernel/statement/difference.ts'
import { factsChanged, type FactChanged } from '../../kernel/statement/facts.ts'
import type { YamlProblem } from '../../kernel/statement/manifest.ts'
import type { Outline } from '../../kernel/statement/outline.ts'
import { firstDay, publishAhead, readHere, type Published } from '../../kernel/versions/publishing.ts'
import { notices } from '../../modules/statements/activities.ts'
import { refuseRowsWithoutPurpose } from '../../kernel/enforce/rows-without-purpose.ts'
import { asOwner, declarationsOf, migrationsOf, readerFor, storedIn, type Stored } from './foundation.ts'
import type { Module, Surroundings } from '../../platform/module.ts'
import type { Database } from './database.ts'
import { orUnfit, UnfitManifest, type ReadManifest } from '../statement/manifest.ts'
import { CannotRun } from '../problems/command-errors.ts'

/**
 * What this software would find and do on a store that other software may be running at this moment; nothing of it is
 * done.
 */
export interface UpgradeCheck {
  readonly version: number
  readonly effective: string
  /** Migrations that a start would apply, and those of the store that this software does not know. */
  readonly missing: readonly string[]
  readonly unknown: readonly string[]
  readonly verdict: Verdict
  /** Which policies, triggers, functions and grants a start would change, beside those of missing migrations. */
  readonly derived: readonly Derived[]
  /** In which promises the software differs from what the version in force notes, told or not. */
  readonly facts: readonly FactChanged[]
}

export type Verdict =
  | { readonly is: 'can start'; readonly changes: readonly Change[]; readonly due: number | undefined }
  | { readonly is: 'publish first'; readonly changes: readonly Change[]; readonly why: string }
  | { readonly is: 'another waits'; readonly why: string }
  | { readonly is: 'manifest does not fit'; readonly problems: readonly YamlProblem[]; readonly why: string }

interface ManifestText {
  readonly source: string | Uint8Array
  readonly file: string
}

/** The store, and the software that is to run on it. */
export interface Upgrading {
  readonly database: Database
  readonly modules: readonly Module[]
  /** How the process that serves is set, where that is known. */
  readonly settings?: Surroundings['settings']
}

export function checkUpgrade(
  { database, modules, settings }: Upgrading,
  given: ManifestText | undefined,
  machineNow: Date,
): Promise<UpgradeCheck> {
  return asOwner(database, async owner => {
    const { stored, now, outline, effective } = await inForceIn(owner, machineNow)
    const here = await migrationsOf(modules)
    const { rows: done } = await owner.query<{ name: string }>('select name from obhut.migration')
    const verdict = await verdictOf(
      owner,
      { database, modules, settings },
      given ?? { source: stored.manifest, file: `version ${stored.version}` },
      stored,
      now,
    )
    return {
      version: stored.version,
      effective,
      verdict: verdict.of,
      missing: here.map(({ name }) => name).filter(name => !done.some(row => row.name === name)),
      unknown: done.map(({ name }) => name).filter(name => !here.some(one => one.name === name)),
      derived: verdict.manifest
        ? await plannedChanges(owner, {
            declarations: declarationsOf(modules),
            roles: roleNames(stored.id),
            stated: verdict.manifest,
          })
        : [],
      facts: outline && verdict.manifest ? factsChanged(outline.facts, verdict.manifest.outline.facts) : [],
    }
  })
}

const surroundingsOf = (
  {
    database: {
      place: { host, port },
    },
    settings,
  }: Upgrading,
  { kind }: Stored,
): Surroundings => ({ kind, settings, database: { host, port } })

async function verdictOf(
  owner: ClientBase,
  upgrading: Upgrading,
  { source, file }: ManifestText,
  stored: Stored,
  now: Date,
): Promise<{ readonly of: Verdict; readonly manifest?: ReadManifest }> {
  const { modules } = upgrading
  try {
    const declared = declarationsOf(modules)
    const manifest = readerFor(modules, surroundingsOf(upgrading, stored), declared)(source, file)
    const { of, runs } = await judged(
      owner,
      { manifest, read: readerFor(modules, { kind: stored.kind }, declared), now },
      stored.kind,
    )
    if (runs) await orUnfit(file, () => refuseRowsWithoutPurpose(owner, declared, runs))
    return { of, manifest }
  } catch (problem) {
    if (problem instanceof UnfitManifest)
      return { of: { is: 'manifest does not fit', problems: problem.problems, why: problem.message } }
    throw problem
  }
}

async function judged(
  owner: ClientBase,
  asked: Parameters<typeof statementToRun<ReadManifest>>[1],
  kind: Stored['kind'],
): Promise<{ readonly of: Verdict; readonly runs?: ReadManifest }> {
  try {
    const { manifest, otherwise, due }: ToRun<ReadManifest> = await statementToRun(owner, asked, kind)
    return { of: { is: 'can start', changes: otherwise, due }, runs: manifest }
  } catch (problem) {
    if (problem instanceof CodeSaysOtherwise || problem instanceof MaterialChange)
      return { of: { is: 'publish first', changes: problem.changes, why: problem.message } }
    if (problem instanceof AnotherWaits) return { of: { is: 'another waits', why: problem.message } }
    throw problem
  }
}

/**
 * Publishes what this software does otherwise, ahead of it, on the earliest day that leaves letters a day to go out;
 * undefined where nobody has to be told of anything.
 */
export function publishBeforeUpgrade(
  { database, modules, settings }: Upgrading,
  { given, effective }: { readonly given: ManifestText | undefined; readonly effective: string | undefined },
  machineNow: Date,
): Promise<Published | undefined> {
  return asOwner(database, async owner => {
    const { stored, now, outline, hash } = await inForceIn(owner, machineNow)
    if (stored.kind !== 'live')
      throw new CannotRun(
        `This is a ${stored.kind} store: nobody is told of anything, and this software can be started on it.`,
      )
    if (!outline)
      throw new CannotRun(
        'The version in force was published before versions were compared. Start the software once that published it, and then this one.',
      )
    const declared = declarationsOf(modules)
    const read = readerFor(modules, surroundingsOf({ database, modules, settings }, stored), declared)
    const file = given?.file ?? `version ${stored.version}`
    const source = given ? Buffer.from(given.source).toString('utf8') : stored.manifest
    const next = read(source, file)
    if (!isMaterial(changesBetween(outline, next.outline))) return undefined
    await orUnfit(file, () => refuseRowsWithoutPurpose(owner, declared, next))
    const { lead, timeZone } = outline
    const day =
      effective ??
      (given ? undefined : Temporal.PlainDate.from(firstDay(now, { lead, timeZone })).add({ days: 1 }).toString())
    return publishAhead(
      owner,
      now,
      { outline, hash, lead, timeZone },
      { source, file, effective: day, read: readHere(read), canTell: Object.hasOwn(outline.activities, notices.name) },
    )
  })
}

interface InForceIn {
  readonly stored: Stored & { readonly version: number; readonly manifest: string }
  readonly now: Date
  readonly outline: Outline | null
  readonly hash: string
  readonly effective: string
}

async function inForceIn(owner: ClientBase, machineNow: Date): Promise<InForceIn> {
  const stored = await storedIn(owner)
  if (!stored || stored.version === null || stored.manifest === null)
    throw new CannotRun('There is no store here yet; it is made by its first start: obhut start --manifest FILE')
  const { version, manifest } = stored
  const {
    rows: [row],
  } = await owner.query<{ outline: Outline | null; hash: string; effective: string }>(
    'select outline, hash, effective from obhut.statement where version = $1',
    [version],
  )
  if (!row) throw new Error('the version in force has no text')
  return { stored: { ...stored, version, manifest }, now: await trustedMoment(owner, machineNow, stored), ...row }
}
