import type { z } from 'zod'
import { contract } from './contract.ts'

/** What one run of a sandboxed job may use; whatever uses more is killed. */
export interface SandboxLimits {
  /** Seconds of processor time. A slow machine takes nothing from a job that computes little. */
  readonly cpuSeconds: number
  /** Memory of the process in MB, Node's own included (some 60 to 90). */
  readonly memory: number
  /** Bytes of the input and of the result. */
  readonly input: number
  readonly output: number
}

/**
 * Work that turns bytes from outside into a value and does nothing else: reading a mail, scaling an image, decoding a
 * payload. Its file exports a function `(input: Uint8Array) => result` as default, and may import what it likes: it is
 * loaded before files are closed to it.
 */
export interface SandboxedJob<T = unknown> {
  readonly name: string
  /** The file with the function: `new URL('./reading.ts', import.meta.url).href`. */
  readonly code: string
  /** What comes out is checked like anything else from outside. */
  readonly gives: z.ZodType<T>
  readonly limits: SandboxLimits
  /** It needs a library in machine code, which Node's own limits do not hold; those of the system do. */
  readonly native?: true
}

/**
 * Why a job gave no result. `unavailable` (its process cannot be started, or was killed by somebody else twice) and
 * `busy` are troubles of ours; everything else is the input's doing.
 */
export type SandboxFailure =
  | 'processor time'
  | 'memory'
  | 'size of the input'
  | 'size of the result'
  | 'ended'
  | 'failed'
  | 'unavailable'
  | 'busy'

/** The job was stopped or failed. Of the input nothing is told. */
export class SandboxError extends Error {
  readonly why: SandboxFailure
  constructor(job: string, why: SandboxFailure) {
    super(`the sandboxed job '${job}' gave no result: ${why}`)
    this.name = 'SandboxError'
    this.why = why
  }
  /** Whether the same input may well be read at another time. */
  get passes(): boolean {
    return this.why === 'unavailable' || this.why === 'busy'
  }
}

/**
 * Runs jobs in a process of their own without network, files, child processes and threads, killed and started again
 * when one goes over its limits. Machine code of a native job is kept from files and sockets alone; it could start
 * threads, and processes without a descriptor. The jobs that exist are listed in `server/sandbox/jobs.ts`.
 */
export interface Sandbox {
  /** Rejects with a SandboxError. */
  run<T>(job: SandboxedJob<T>, input: Uint8Array): Promise<T>
}
export const TheSandbox = contract<Sandbox>('the sandbox')
