import type { MovableClock } from '../kernel/clock/clock.ts'
import type { Store } from '../kernel/data/store.ts'
import type { LatestProof } from '../kernel/proof/kept.ts'
import type { Manifest } from '../kernel/statement/manifest.ts'
import type { SettingOf } from '../kernel/statement/activity.ts'
import { contract } from './contract.ts'

/** What the composition root gives to every module that asks for it. */
export const TheStore = contract<Store>('the store')
export const TheClock = contract<MovableClock>('the clock')

/** The statement in force, always the current one: ask again, do not keep what you got. */
export interface Stating {
  readonly manifest: Manifest
  states(activity: string): boolean
  /** What the manifest sets, or the setting's own default. */
  value<T>(setting: SettingOf<string, string, T>): T
}
export const TheManifest = contract<Stating>('the manifest')

/** One version of the statement: its manifest as it was published, read and as a file. */
export interface StatementVersion { readonly version: number, readonly effective: string, readonly publishedAt: Date, readonly manifest: Manifest, readonly source: string }
/** Every version of the statement so far, oldest first; each stays readable. */
export const TheVersions = contract<{ all(): Promise<readonly StatementVersion[]> }>('the versions of the statement')

/** What the environment decides: nothing that the statement is about. */
export interface Settings {
  /** Where people reach this house, without a slash at the end. */
  readonly baseUrl: string
  /** A demo or a test, where letters go into the letterbox and time can be moved. */
  readonly movable: boolean
  /** A relay for mail: `smtp://user:password@host:587` (STARTTLS) or `smtps://…`; none in a demo. */
  readonly smtpUrl: string | undefined
  readonly mailFrom: string | undefined
  /** Where files of this instance lie. */
  readonly dataDir: string
  /** The master secret; keys for single uses are derived from it by HMAC with their name. */
  readonly secret: Buffer
  readonly mqttPort: number | undefined
}
export const TheSettings = contract<Settings>('the settings')

/** Where faults go: a line with what failed. It never holds a value of anybody's. */
export interface Reporter { fault(what: string, error: unknown): void }
export const TheReporter = contract<Reporter>('the reporter')

/** The proof of the running system: the latest one, and a new one now. */
export interface Proving {
  latest(): Promise<LatestProof | undefined>
  prove(how?: { readonly deep?: boolean }): Promise<LatestProof>
}
export const TheProof = contract<Proving>('the proof')
