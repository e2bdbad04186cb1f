import type { Sandbox, SandboxedJob } from '../../house/sandbox.ts'
import { atTheEnd } from '../../tools/testing/at-the-end.ts'
import { sandboxedJobs } from '../sandbox/jobs.ts'
import { runningHere, sandboxOver } from '../sandbox/sandbox.ts'

/** The sandbox as the supervisor has it, with processes of its own. */
export function aSandbox(jobs: readonly SandboxedJob[] = sandboxedJobs): Sandbox {
  const running = runningHere(jobs)
  atTheEnd(() => { running.stop() })
  return sandboxOver(running)
}
