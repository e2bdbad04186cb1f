import type { Module } from '../house/module.ts'
import type { Stating, StatementVersion } from '../house/given.ts'
import { systemClock, type MovableClock } from '../kernel/clock/clock.ts'
import { declarations, type Declarations } from '../kernel/data/declarations.ts'
import { migrationsIn } from '../kernel/data/migrate.ts'
import { prepare } from '../kernel/data/prepare.ts'
import { storeOver, type Store, type StoreKind } from '../kernel/data/store.ts'
import { settingOf } from '../kernel/statement/manifest.ts'
import type { Periods } from '../kernel/retention/sweep.ts'
import { withClient, type Database } from './database.ts'
import { manifestFrom } from './manifest.ts'
import { periodsOf, versionsOf } from './versions.ts'

/** What stands before any module starts: the store, ready for its declarations and its manifest. */
export interface Foundation {
  readonly store: Store
  readonly stating: Stating
  readonly periods: () => Promise<Periods>
  readonly versions: () => Promise<readonly StatementVersion[]>
  readonly declarations: Declarations
  readonly migrated: readonly string[]
}

export interface FoundationOptions {
  readonly database: Database
  readonly secret: Buffer
  readonly modules: readonly Module[]
  readonly manifest: { readonly source: string | Uint8Array, readonly file: string }
  /** The kind for a store that does not exist yet. */
  readonly kind: StoreKind
  readonly clock?: MovableClock
}

export const declarationsOf = (modules: readonly Module[]): Declarations =>
  declarations(modules.map(({ name, activities, keeps, reveals }) => ({ name, activities, keeps, offers: reveals })))

/** Reads the manifest, brings the database to what modules and manifest declare, and opens it. Stops with all that does not fit. */
export async function lay(options: FoundationOptions): Promise<Foundation> {
  const declared = declarationsOf(options.modules)
  const activities = [...declared.activities.values()]
  const read = manifestFrom(options.manifest.source, options.manifest.file, activities, [...declared.tables.values()])
  const clock = options.clock ?? systemClock()
  const migrations = await migrationsIn(options.modules.flatMap(module => module.migrations ?? []))
  const prepared = await withClient({ ...options.database.place, ...options.database.owner }, owner => prepare({
    owner, declarations: declared, migrations, manifest: read, secret: options.secret, kind: options.kind, machineNow: new Date(clock.now().getTime() - clock.offset),
  }))
  clock.moveTo(prepared.offset)
  const inForce = { version: prepared.version, states: read.states, value: read.value }
  const store = storeOver({
    place: options.database.place, owner: options.database.owner, secret: options.secret, id: prepared.id, kind: prepared.kind, clock, declarations: declared, roles: prepared.roles, inForce: () => inForce,
  })
  return {
    store, declarations: declared, migrated: prepared.migrated,
    stating: { manifest: read.manifest, states: read.states, value: setting => settingOf(read.manifest, setting) },
    periods: () => periodsOf(store, activities, read),
    versions: () => versionsOf(store, activities, read),
  }
}
