import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SandboxedJob, SandboxFailure } from '../../platform/sandbox.ts'
import { permissionsFor } from '../process/permissions.ts'
import { withoutCapabilities } from '../process/capabilities.ts'
import { frameKind, readFrames, writeFrame } from './frames.ts'
import { usageOf, type Usage } from './usage.ts'

/** What came of a run: the serialized value, which whoever asked for it reads and checks. */
export type Ran = { readonly value: Uint8Array } | { readonly why: SandboxFailure }

/** One process that does one kind of job, one input after the other. */
export interface Worker {
  run(input: Uint8Array): Promise<Ran>
  /** Ends it; what it was doing is lost. */
  stop(): void
}

/**
 * How long a process may take to start, and a run at most by the clock: a job that waits for something it will never
 * get uses no processor time.
 */
const longest = { start: 60_000, run: 60_000 }
const lookEvery = 25
/** A process that nobody needs gives its memory back. */
const idleFor = 30_000
/** After so much processor time a process is replaced, so that the system's own limit never meets an innocent run. */
const retiresAfter = 20
/** Held by the system itself: ends a process that computes on although its supervisor was killed. */
const systemCpuSeconds = 60
/**
 * Room for what Node reserves before it does anything, in KB; `memory` of the limits is looked at in addition, and is
 * much tighter.
 */
const nodeReserves = 1024 * 1024

export function worker(job: SandboxedJob): Worker {
  let child: Started | undefined
  let idle: NodeJS.Timeout | undefined
  const end = (): void => {
    clearTimeout(idle)
    child?.kill()
    child = undefined
  }
  /** Nothing where somebody else killed the process meanwhile. */
  async function once(input: Uint8Array): Promise<Ran | undefined> {
    if (!child?.fit()) end()
    const mine = (child ??= start(job))
    const ran = await mine.run(input)
    return 'why' in ran && ran.why === 'ended' && mine.wasKilled() ? undefined : ran
  }
  return {
    async run(input) {
      clearTimeout(idle)
      if (input.byteLength > job.limits.input) return { why: 'size of the input' }
      // What was killed from outside, by the system for want of memory say, tells nothing about the input: it is tried
      // once more.
      const ran = (await once(input)) ?? (await once(input)) ?? { why: 'unavailable' as const }
      if (!child?.fit()) end()
      else idle = setTimeout(end, idleFor).unref()
      return ran
    },
    stop: end,
  }
}

interface Started {
  run(input: Uint8Array): Promise<Ran>
  /** Whether it may do another run. */
  fit(): boolean
  /** Whether it ended by a signal that was not ours. */
  wasKilled(): boolean
  kill(): void
}

function start(job: SandboxedJob): Started {
  const { limits } = job
  const child = spawned(job)
  const inbox = answersOf(child, limits.output)
  let hurt = false
  let killed = false
  let closed: Promise<boolean> | undefined
  const kill = (): void => {
    hurt = true
    child.kill('SIGKILL')
  }
  const ready = Promise.race([inbox.next(), after(longest.start)])
  return {
    kill,
    fit: () =>
      !hurt && child.exitCode === null && child.signalCode === null && (usage(child)?.cpuSeconds ?? 0) < retiresAfter,
    wasKilled: () => killed,
    async run(input) {
      if ((await ready) !== 'ready' || !(await (closed ??= closedToTheWorld(child, job)))) {
        kill()
        return { why: 'unavailable' }
      }
      const answer = inbox.next()
      const watched = watching(child, job)
      if (child.stdin) writeFrame(child.stdin, input)
      const ran = await Promise.race([answer, watched.over])
      watched.stop()
      if (typeof ran === 'object') return ran
      killed = !hurt && child.signalCode === 'SIGKILL'
      if (ran !== 'failed') kill()
      return { why: ran === 'ready' ? 'ended' : ran }
    },
  }
}

function spawned({ code, limits, native }: SandboxedJob): ChildProcess {
  const node = [
    process.execPath,
    `--max-old-space-size=${limits.memory}`,
    ...permissionsFor({ network: false, ...(native && { native }) }),
    join(import.meta.dirname, 'child.ts'),
    fileURLToPath(code),
    String(limits.input),
    String(limits.output),
  ]
  // The shell sets limits of the system that Node has no words for, and is replaced by Node.
  const held = `ulimit -c 0; ulimit -t ${systemCpuSeconds}; ulimit -d ${nodeReserves + limits.memory * 1024}; exec "$@"`
  const child = spawn('/bin/sh', ['-c', held, 'sh', ...withoutCapabilities(node)], {
    env: {},
    cwd: '/',
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.stdin.on('error', () => {}) // it ended while it was being told something; the end is heard below
  return child
}

/**
 * From here on the process gets no descriptor for anything: no socket, no file, whatever its machine code tries. Where
 * the system has no words for that, nothing in machine code is run.
 */
async function closedToTheWorld({ pid }: ChildProcess, { native }: SandboxedJob): Promise<boolean> {
  if (!native) return true
  const prlimit = ['/usr/bin/prlimit', '/bin/prlimit'].find(file => existsSync(file))
  if (prlimit === undefined || pid === undefined) return false
  const closing = spawn(prlimit, ['--pid', String(pid), '--nofile=0:0'], { env: {}, cwd: '/', stdio: 'ignore' })
  return new Promise(done => {
    closing.once('error', () => {
      done(false)
    })
    closing.once('close', code => {
      done(code === 0)
    })
  })
}

type Answer = 'ready' | 'failed' | 'ended' | 'size of the result' | { readonly value: Uint8Array }

/** What the process says, one thing after the other; its end is the last. */
function answersOf(child: ChildProcess, most: number): { next(): Promise<Answer> } {
  const said: Answer[] = []
  let waiting: ((answer: Answer) => void) | undefined
  const says = (answer: Answer): void => {
    if (!waiting) {
      said.push(answer)
      return
    }
    waiting(answer)
    waiting = undefined
  }
  if (child.stdout)
    readFrames(
      child.stdout,
      most + 1024,
      bytes => {
        says(answerIn(bytes))
      },
      () => {
        says('size of the result')
      },
    )
  child.once('error', () => {
    says('ended')
  })
  child.once('close', () => {
    says('ended')
  })
  return {
    next: () =>
      new Promise(heard => {
        const [first] = said.splice(0, 1)
        if (first === undefined) waiting = heard
        else heard(first)
      }),
  }
}

/** Only the kind is looked at here; the value is passed on as it came. */
function answerIn(bytes: Buffer): Answer {
  const kind = frameKind(bytes)
  return kind === 'result' ? { value: new Uint8Array(bytes.subarray(1)) } : kind
}

const usage = (child: ChildProcess): Usage | undefined => (child.pid === undefined ? undefined : usageOf(child.pid))
const after = (time: number): Promise<'late'> =>
  new Promise(resolve => {
    setTimeout(() => {
      resolve('late')
    }, time).unref()
  })

/** Looks again and again at what a run has used. */
function watching(
  child: ChildProcess,
  { limits }: SandboxedJob,
): { readonly over: Promise<'processor time' | 'memory'>; stop(): void } {
  const before = usage(child)?.cpuSeconds ?? 0
  const began = performance.now()
  const { promise: over, resolve } = Promise.withResolvers<'processor time' | 'memory'>()
  const timer = setInterval(() => {
    const now = usage(child)
    if ((now?.cpuSeconds ?? 0) - before > limits.cpuSeconds || performance.now() - began > longest.run)
      resolve('processor time')
    else if ((now?.memory ?? 0) > limits.memory) resolve('memory')
  }, lookEvery)
  return {
    over,
    stop: () => {
      clearInterval(timer)
    },
  }
}
