import type { ClientBase } from 'pg'
import type { Module, Surroundings } from '../../platform/module.ts'
import type { Sandbox } from '../../platform/sandbox.ts'
import type { Stating, StatementVersion } from '../../platform/services.ts'
import type { Origin } from '../../kernel/audit/facts.ts'
import { systemClock, type MovableClock } from '../../kernel/clock/clock.ts'
import { moveClock } from '../../kernel/store/move-clock.ts'
import { catchUp, renewLedger, refuseBehindLedger, type CaughtUp } from '../../kernel/recovery/catch-up.ts'
import type { Declarations } from '../../kernel/declare/declarations.ts'
import { derivedFingerprint } from '../../kernel/enforce/fingerprint.ts'
import { migrationsIn, type Migration } from '../../kernel/store/migrate.ts'
import { statementToRun } from '../../kernel/versions/in-force.ts'
import { letLoginsIn } from '../../kernel/versions/logins.ts'
import { prepare, type Prepared } from '../../kernel/versions/prepare.ts'
import { roleNames } from '../../kernel/enforce/roles.ts'
import { storeOver, type Store, type StoreOptions } from '../../kernel/store/store.ts'
import type { StoreKind } from '../../kernel/store/units.ts'
import { settingOf } from '../../kernel/statement/manifest.ts'
import type { Outline } from '../../kernel/statement/outline.ts'
import type { Periods } from '../../kernel/retention/due.ts'
import { derivedKeys, type KeySource } from '../../kernel/vault/generations.ts'
import { openVault } from '../../kernel/vault/opening.ts'
import { vaultOf } from '../../kernel/vault/vault.ts'
import { refusePooled, refuseWithoutRights } from './database-url.ts'
import { withClient, type Database } from './database.ts'
import { orUnfit, UnfitManifest, type ReadManifest } from '../statement/manifest.ts'
import { CannotRun } from '../problems/command-errors.ts'
import { asWritten, declarationsOf, readerFor } from '../statement/reading/reader.ts'
import { readingFor, type ManifestReader } from '../statement/reading/reading.ts'
import { periodsOf, versionsIn } from '../statement/versions.ts'
import { watchClock, type ClockWatch } from '../../kernel/store/clock-watch.ts'

export { asWritten, declarationsOf, readerFor }

/** What stands before any module starts: the store, ready for its declarations and its manifest. */
export interface Foundation {
  /** Holds the clock of a live store against what cannot be set with it. */
  readonly clockWatch: ClockWatch
  readonly store: Store
  readonly stating: Stating
  readonly periods: () => Promise<Periods>
  readonly versions: () => Promise<readonly StatementVersion[]>
  readonly declarations: Declarations
  readonly migrated: readonly string[]
  /** What nobody declared and was taken away, or is for the operator to close, line by line. */
  readonly mended: readonly string[]
  /** What the ledger held that the store lacked, and what was done again. */
  readonly caughtUp: CaughtUp
  /** The manifest in force, as it was written, its SHA-256, and what it says. */
  readonly written: { readonly source: string; readonly hash: string; readonly outline: Outline }
  /** Why the statement in force runs in place of the manifest that was given. */
  readonly instead: string | undefined
  /** Reads manifests as this platform would run them, here and as it is set. */
  readonly reading: ManifestReader
  /** Follows the store to the version that is in force by now; answers whether that is another one. */
  follow(): Promise<boolean>
}

/** Nothing was started here yet. */
export class NoStatementYet extends CannotRun {
  constructor() {
    super('There is no statement in force here yet. Start it first, with a manifest: obhut start --manifest FILE')
  }
}

export interface FoundationOptions {
  /** How the process that serves is set, where that is known. */
  readonly settings?: Surroundings['settings']
  /** Where manifests are read while it serves; in this process where there is none. */
  readonly sandbox?: Sandbox
  readonly database: Database
  readonly secret: Buffer
  /** The master keys of the vault; where none are given, the one that follows from the secret. */
  readonly keys?: KeySource
  readonly modules: readonly Module[]
  readonly manifest: { readonly source: string | Uint8Array; readonly file: string }
  /** The kind for a store that does not exist yet. */
  readonly kind: StoreKind
  readonly clock?: MovableClock
  /** Milliseconds that have passed, whatever the clock shows. */
  readonly passed?: () => number
  /** Where the ledger of a store of this kind lies; without one nothing outlives a restored backup. */
  readonly ledgerFor?: ((kind: StoreKind) => string) | undefined
  /** Makes a ledger that is lost anew from the store. */
  readonly renewLedger?: boolean
  /** A moment to move the store's time on to, before anything starts. */
  readonly moveTo?: Date | undefined
  /** From where whoever acts comes, while a request is answered. */
  readonly origin?: () => Origin | undefined
  /** The account whose request is answered. */
  readonly caller?: () => string | undefined
  /** Who tells whoever asked that something was committed and has not reached the ledger. */
  readonly behind?: StoreOptions['behind']
  /** Told of what the store could not write down. */
  readonly fault?: (what: string, error: unknown) => void
  /** Told when the database answers again after it was away. */
  readonly back?: () => void
}

export const keysOf = ({ keys, secret }: Pick<FoundationOptions, 'keys' | 'secret'>): KeySource =>
  keys ?? derivedKeys(secret)

/**
 * Reads the manifest, brings the database to what modules and manifest declare, and opens it. Stops with all that does
 * not fit.
 */
export async function lay(options: FoundationOptions): Promise<Foundation> {
  const declared = declarationsOf(options.modules)
  const { file } = options.manifest
  const manifest = readerFor(
    options.modules,
    surroundingsOf(options, options.kind),
    declared,
  )(options.manifest.source, file)
  const clock = options.clock ?? systemClock()
  const migrations = await migrationsOf(options.modules)
  const prepared = await asOwner(options.database, async owner => {
    await refuseWithoutRights(owner)
    await refusePooled(owner, work => asOwner(options.database, work))
    const ready = await orUnfit(file, () =>
      prepare({
        owner,
        declarations: declared,
        migrations,
        manifest,
        read: readerFor(options.modules, { kind: options.kind }, declared),
        secret: options.secret,
        keys: keysOf(options),
        kind: options.kind,
        machineNow: new Date(clock.now().getTime() - clock.offset),
      }),
    )
    const logins = await letLoginsIn(owner, options.database.place, { secret: options.secret, roles: ready.roles })
    return { ...ready, mended: [...ready.mended, ...logins] }
  })
  const foundation = standing(options, declared, clock, prepared)
  try {
    await foundation.clockWatch.look()
    if (options.renewLedger) await renewLedger(foundation.store)
    const caughtUp = await catchUp(foundation.store)
    if (options.moveTo) await moveOn(foundation.store, options.moveTo)
    return { ...foundation, caughtUp }
  } catch (problem) {
    await foundation.store.close()
    throw problem
  }
}

/** A store that others may be running: opened as it stands, under the statement in force, and changed in nothing. */
export async function openAsItStands(
  options: Pick<FoundationOptions, 'database' | 'secret' | 'keys' | 'modules' | 'ledgerFor' | 'settings'>,
): Promise<Foundation> {
  const declared = declarationsOf(options.modules)
  const migrations = await migrationsOf(options.modules)
  const found = await asOwner(options.database, async owner => {
    const stored = await storedIn(owner)
    if (!stored || stored.version === null || stored.manifest === null) throw new NoStatementYet()
    const { rows: done } = await owner.query<{ name: string }>('select name from obhut.migration')
    const missing = migrations.filter(one => !done.some(row => row.name === one.name))
    if (missing.length || stored.applied?.split(' ')[0] !== derivedFingerprint(declared))
      throw new CannotRun(
        'The database is not as this version of Obhut wants it. See what that changes with: obhut upgrade --check. A start brings it there, and so does: obhut migrate',
      )
    await openVault(owner, keysOf(options))
    const {
      rows: [told],
    } = await owner.query<{ outline: Outline | null }>('select outline from obhut.statement where version = $1', [
      stored.version,
    ])
    return { ...stored, version: stored.version, manifest: stored.manifest, outline: told?.outline }
  })
  // A statement that this software would not start under can still be looked at, and followed by one that it does.
  const asRead = asWritten(declared)(found.manifest, `version ${found.version}`)
  // What people were told is compared with, not what this software would make of the same file.
  const manifest = { ...asRead, outline: found.outline ?? asRead.outline }
  const foundation = standing(options, declared, systemClock(found.offset), {
    ...found,
    manifest,
    roles: roleNames(found.id),
    migrated: [],
    mended: [],
    instead: undefined,
  })
  await refuseBehindLedger(foundation.store)
    .then(() => foundation.clockWatch.look())
    .catch(async problem => {
      await foundation.store.close()
      throw problem
    })
  return foundation
}

export interface Stored {
  readonly id: string
  readonly kind: StoreKind
  readonly offset: number
  readonly applied: string | null
  /** The statement in force; none where the first start was cut off. */
  readonly version: number | null
  readonly manifest: string | null
}

/**
 * Refuses a store that was just restored, in its own transaction, where no start could run it: its statement, or the
 * one given in its place, does not fit this installation.
 */
export async function refuseUnlessItRuns(
  owner: ClientBase,
  {
    database,
    modules,
    given,
    now,
  }: Pick<FoundationOptions, 'database' | 'modules'> & {
    readonly given: FoundationOptions['manifest'] | undefined
    readonly now: Date
  },
): Promise<void> {
  const stored = await storedIn(owner)
  if (!stored || stored.manifest === null)
    throw new CannotRun(
      'The backup holds no statement: it was taken before the first start was through. Nothing was restored.',
    )
  const { source, file } = given ?? { source: stored.manifest, file: `version ${stored.version}` }
  const read = readerFor(modules, surroundingsOf({ database }, stored.kind))
  try {
    await statementToRun(
      owner,
      { manifest: read(source, file), read: readerFor(modules, { kind: stored.kind }), now },
      stored.kind,
    )
  } catch (problem) {
    if (!(problem instanceof UnfitManifest)) throw problem
    throw new CannotRun(
      `${problem.message}\nNothing was restored. ${given ? 'Mend the file' : "Take the manifest that this store ran under ('obhut statement show' of the old instance, or your own file), mend it"} and say it: --manifest FILE`,
      problem.problems,
    )
  }
}

/** What a store says of itself, whatever code wrote it; nothing where there is no store yet. */
export async function storedIn(owner: ClientBase): Promise<Stored | undefined> {
  const {
    rows: [there],
  } = await owner.query<{ store: boolean }>(`select to_regclass('obhut.in_force') is not null as store`)
  if (!there?.store) return undefined
  const {
    rows: [stored],
  } = await owner.query<Stored>(`
    select s.id, s.kind, s.clock_offset::float8 as offset, s.applied, t.version, t.manifest
    from obhut.store s left join obhut.in_force f on true left join obhut.statement t using (version)`)
  return stored
}

const surroundingsOf = (
  {
    settings,
    database: {
      place: { host, port },
    },
  }: Pick<FoundationOptions, 'settings' | 'database'>,
  kind: StoreKind,
): Surroundings => ({ kind, settings, database: { host, port } })

export const migrationsOf = (modules: readonly Module[]): Promise<Migration[]> =>
  migrationsIn(modules.flatMap(module => module.migrations ?? []))

export const asOwner = <R>({ place, owner }: Database, work: (client: ClientBase) => Promise<R>): Promise<R> =>
  withClient({ ...place, ...owner }, work)

function standing(
  options: Pick<
    FoundationOptions,
    | 'database'
    | 'secret'
    | 'keys'
    | 'modules'
    | 'settings'
    | 'sandbox'
    | 'ledgerFor'
    | 'origin'
    | 'caller'
    | 'behind'
    | 'fault'
    | 'back'
    | 'passed'
  >,
  declared: Declarations,
  clock: MovableClock,
  prepared: Prepared<ReadManifest>,
): Foundation {
  clock.moveTo(prepared.offset)
  const reading = readingFor(options.modules, surroundingsOf(options, prepared.kind), options.sandbox)
  let current = inForceAs(prepared.version, prepared.manifest)
  const store = storeOver({
    place: options.database.place,
    owner: options.database.owner,
    secret: options.secret,
    id: prepared.id,
    kind: prepared.kind,
    clock,
    declarations: declared,
    roles: prepared.roles,
    inForce: () => current.inForce,
    ledger: options.ledgerFor?.(prepared.kind),
    vault: vaultOf(keysOf(options), options.secret),
    ...(options.origin && { origin: options.origin }),
    ...(options.caller && { caller: options.caller }),
    ...(options.behind && { behind: options.behind }),
    ...(options.fault && { fault: options.fault }),
    back: options.back,
  })
  const versions = versionsIn({ store, declared, current: () => current.read, reading })
  return {
    clockWatch: watchClock(store, options.passed),
    store,
    declarations: declared,
    migrated: prepared.migrated,
    mended: prepared.mended,
    instead: prepared.instead,
    reading,
    caughtUp: { entries: 0, repeated: 0 },
    written: {
      get source() {
        return current.read.source
      },
      get hash() {
        return current.read.hash
      },
      get outline() {
        return current.read.outline
      },
    },
    stating: {
      get manifest() {
        return current.read.manifest
      },
      states: activity => current.read.states(activity),
      value: setting => settingOf(current.read.manifest, setting),
    },
    periods: async () => periodsOf(await versions(), current.read),
    versions,
    async follow() {
      const { version, manifest, offset } = await standingOf(store, current.inForce.version)
      clock.moveTo(offset)
      if (manifest === null) return false
      current = inForceAs(version, await reading.published(manifest, `version ${version}`))
      return true
    },
  }
}

const inForceAs = (version: number, read: ReadManifest) => ({
  read,
  inForce: { version, timeZone: read.manifest.timeZone, states: read.states, value: read.value },
})

/**
 * The version that is in force by now, and the store's time: another process may have changed either. The manifest comes
 * along where it is another version than the known one: it is long, and this is asked every second.
 */
const standingOf = (
  store: Store,
  known: number,
): Promise<{ version: number; manifest: string | null; offset: number }> =>
  store.asOwner(
    async owner =>
      (
        await owner.query<{ version: number; manifest: string | null; offset: number }>(
          'select version, case when version <> $1 then manifest end as manifest, clock_offset::float8 as offset from obhut.in_force join obhut.statement using (version), obhut.store',
          [known],
        )
      ).rows[0]!, // a store that was prepared has one of each
  )

async function moveOn(store: Store, to: Date): Promise<void> {
  if (store.kind === 'live')
    throw new CannotRun("The clock of a live store is the machine's; --clock is for demo and test stores.")
  if (!(await moveClock(store, to)))
    throw new CannotRun(
      `In this store it is ${store.clock.now().toISOString()} already, and time does not run backwards.`,
    )
}
