import type { Surroundings } from '../../../platform/module.ts'
import type { Change } from '../../../kernel/statement/change.ts'
import type { Finding } from '../../../kernel/statement/finding.ts'
import type { Manifest, YamlProblem } from '../../../kernel/statement/manifest.ts'
import type { Outline } from '../../../kernel/statement/outline.ts'

interface Text {
  readonly source: string
  readonly file: string
}

/** A manifest that is to be run in these surroundings. */
export interface ToRun extends Text {
  readonly is: 'to run'
  readonly surroundings: Surroundings
  /** A day that is put into it first. */
  readonly effective?: string | undefined
  /** What it is to be compared with. */
  readonly against?: Outline | undefined
}
/** An earlier version, to be understood by what it says. */
interface AsWritten extends Text {
  readonly is: 'as written'
}
/** Where in a manifest findings stand. */
interface Placed extends Text {
  readonly is: 'placed'
  readonly findings: readonly Finding[]
}

export type ReadingRequest = ToRun | AsWritten | Placed

/** A manifest as plain values. */
export interface Understood {
  readonly manifest: Manifest
  /** With the day in it that was asked for. */
  readonly source: string
  readonly hash: string
  readonly outline: Outline
  readonly changes: readonly Change[]
}
/** `of other modules`: whoever asks is put together from modules that are not those of this process. */
export type Answer = { readonly is: 'of other modules' } | ReadingResult
export type ReadingResult = { readonly problems: readonly YamlProblem[] } | Understood | { readonly manifest: Manifest }
