import type { MovableClock } from '../kernel/clock/clock.ts'
import type { Who } from '../kernel/store/work.ts'
import type { Change } from '../kernel/statement/change.ts'
import type { Published } from '../kernel/versions/publishing.ts'
import type { Units } from '../kernel/store/units.ts'
import type { LatestProof } from '../kernel/proof/kept.ts'
import type { StepOfProof } from '../kernel/proof/checks.ts'
import type { Verification } from '../kernel/checkpoints/verify.ts'
import type { Manifest } from '../kernel/statement/manifest.ts'
import type { Outline } from '../kernel/statement/outline.ts'
import type { SettingOf } from '../kernel/declare/activity.ts'
import { contract } from './contract.ts'
import type { KindOfProblem } from '../kernel/problems/problem.ts'

/** What the composition root gives to every module that asks for it. */
export const TheStore = contract<Units>('the store')
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
export interface StatementVersion {
  readonly version: number
  readonly standing: 'in force' | 'earlier' | 'waiting' | 'withdrawn'
  /** The day that its manifest is dated with. */
  readonly effective: string
  /**
   * The day from which it applied or will: never before it was in force here. A manifest that was changed and kept its
   * date, as a demo takes it at once, says an earlier one.
   */
  readonly appliesFrom: string
  readonly publishedAt: Date
  /** When it came into force; null while it waits, and for good where it was withdrawn. */
  readonly inForceSince: Date | null
  /** Whether people have to be told before it holds, and when the last of them was. */
  readonly material: boolean
  readonly toldAt: Date | null
  readonly manifest: Manifest
  readonly source: string
  readonly outline: Outline
}
/**
 * Every version of the statement, oldest first, also the one that waits for its day and those that were withdrawn; each
 * stays readable.
 */
export const TheVersions = contract<{ all(): Promise<readonly StatementVersion[]> }>('the versions of the statement')

/** Publishes versions of the statement, and knows how the one that waits is coming along. */
export interface Publisher {
  /**
   * In what a manifest differs from the one in force; a manifest that could not be run here is refused with all that is
   * wrong, by the lines of `file`.
   */
  differs(source: string, file?: string): Promise<readonly Change[]>
  publish(source: string, effective: string | undefined, by: Who, file?: string): Promise<Published>
  withdraw(by: Who): Promise<number>
  /** Everybody concerned has been told of this version, the last one at this moment: from then its lead counts. */
  everybodyTold(version: number, at: Date): Promise<void>
}
export const ThePublisher = contract<Publisher>('the publisher of the statement')

/** What the environment decides: nothing that the statement is about. */
export interface Settings {
  /** Where people reach this platform, without a slash at the end. */
  readonly baseUrl: string
  /** A demo or a test, where letters go into the letterbox and time can be moved. */
  readonly movable: boolean
  /** A relay for mail: `smtp://user:password@host:587` (STARTTLS) or `smtps://…`; none in a demo. */
  readonly smtpUrl: string | undefined
  readonly mailFrom: string | undefined
  /** A restored copy is tried: nothing leaves, and nobody but a browser comes in. */
  readonly rehearsal?: boolean
  /**
   * Where alarms are mailed: to an address of the operator's, or to the company's own that the manifest states. Where
   * nothing is said, they are in the log and the console alone.
   */
  readonly alarmsTo?: { readonly address: string } | 'company' | undefined
  /** Where files of this instance lie. */
  readonly dataDir: string
  /** The master secret; keys for single uses are derived from it by HMAC with their name. */
  readonly secret: Buffer
  readonly mqttPort: number | undefined
}
export const TheSettings = contract<Settings>('the settings')

/**
 * Where faults go: into the log of the process, and into the alarms that the operator is mailed and that stand in the
 * console.
 */
export interface Reporter {
  /**
   * `what` names what failed, in few and fixed words: a job, a route, a part. It never holds a value of anybody's, a
   * number or an id. An `OperatorProblem` is told in its own words; of every other error only class and code are.
   */
  fault(what: string, error: unknown): void
  /** What this kind of problem was about is in order again: its alarm ends by itself. */
  over?(problem: KindOfProblem, of?: string): void
  /**
   * What failed under this name works again: alarms of errors there that nobody expected end by themselves. Said after
   * each run; it costs nothing where nothing failed.
   */
  well?(what: string): void
}
export const TheReporter = contract<Reporter>('the reporter')

/** A proof that this process is making. */
export interface ProofUnderWay {
  readonly since: Date
  readonly deep: boolean
  readonly step: StepOfProof
}
/** The proof of the running system: the latest one, and a new one now. */
export interface Proving {
  latest(): Promise<LatestProof | undefined>
  /** Makes one; whoever asks while one is being made gets that one. */
  prove(how?: { readonly deep?: boolean }): Promise<LatestProof>
  /** The one that is being made, and when the last attempt broke off where no proof has come since. */
  underWay(): ProofUnderWay | undefined
  brokeOff(): Date | undefined
}
export const TheProof = contract<Proving>('the proof')

/**
 * Holds the audit log against its seals and witnesses: the newest seals, as many as are said, with not many more
 * entries than are said.
 */
export interface Verifying {
  verify(newest: {
    readonly seals: number
    readonly entries: number
  }): Promise<Omit<Verification, 'looked'> & { readonly witnesses: number; readonly sealedAt: Date | null }>
}
export const TheAuditLog = contract<Verifying>('the audit log')
