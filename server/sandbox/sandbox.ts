import { deserialize } from 'node:v8'
import { SandboxError, type Sandbox, type SandboxedJob } from '../../platform/sandbox.ts'
import { worker, type Ran, type Worker } from './worker.ts'

/** Runs jobs by their name. Where children cannot be started, somebody else runs them and passes on what came of it. */
export interface Running {
  run(name: string, input: Uint8Array): Promise<Ran>
  stop(): void
}

/** More than wait is never let in: whoever sends faster than we can read is told to come again. */
const mostWaiting = 50

/** Runs each kind of job in a process of its own, started when the first one comes, and one input after the other. */
export function runningHere(jobs: readonly SandboxedJob[]): Running {
  const lanes = new Map<string, Lane>(jobs.map(job => [job.name, lane(worker(job))]))
  return {
    run: async (name, input) => lanes.get(name)?.run(input) ?? { why: 'unavailable' },
    stop: () => {
      for (const one of lanes.values()) one.stop()
    },
  }
}

type Lane = Worker

/** One after the other. */
function lane(of: Worker): Lane {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return {
    async run(input) {
      if (waiting >= mostWaiting) return { why: 'busy' }
      waiting++
      const ran = last
        .then(() => of.run(input))
        .finally(() => {
          waiting--
        })
      last = ran.catch(() => {})
      return ran
    },
    stop: () => {
      of.stop()
    },
  }
}

/** The contract of the platform over whoever runs the jobs. */
export const sandboxOver = ({ run }: Pick<Running, 'run'>): Sandbox => ({
  async run<T>(job: SandboxedJob<T>, input: Uint8Array) {
    const ran = await run(job.name, input)
    if ('why' in ran) throw new SandboxError(job.name, ran.why)
    const checked = job.gives.safeParse(deserialize(ran.value))
    if (!checked.success) throw new SandboxError(job.name, 'failed')
    return checked.data
  },
})
