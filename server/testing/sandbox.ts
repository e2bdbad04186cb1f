import type { Sandbox, SandboxedJob } from '../../platform/sandbox.ts'
import { atTheEnd } from '../../tools/testing/at-the-end.ts'
import { sandboxedJobs } from '../sandbox/jobs.ts'
import { runningHere, sandboxOver } from '../sandbox/sandbox.ts'

/**
 * The sandbox as the supervisor has it; all worlds of a test file share its processes, as starting one takes a second.
 */
export const theSandbox = (): Sandbox => (shared ??= aSandbox(sandboxedJobs))
let shared: Sandbox | undefined

/** The same with processes of its own for these jobs. */
export function aSandbox(jobs: readonly SandboxedJob[]): Sandbox {
  const running = runningHere(jobs)
  atTheEnd(() => {
    running.stop()
  })
  return sandboxOver(running)
}
