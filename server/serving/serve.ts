import { fork, type ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { StoreKind } from '../../kernel/store/units.ts'
import { asOwner, storedIn } from '../startup/foundation.ts'
import { ledgerPlace } from '../startup/ledger-place.ts'
import { withoutSecrets } from '../startup/environment.ts'
import { aborted } from '../startup/shutdown.ts'
import { CannotRun, CommandFailed } from '../problems/command-errors.ts'
import type { FromServing, Served, ToServe, ToServing } from './messages.ts'
import { boundedHeap } from '../process/memory.ts'
import { sandboxedJobs } from '../sandbox/jobs.ts'
import { runningHere, type Running } from '../sandbox/sandbox.ts'
import { permissionsFor } from '../process/permissions.ts'

/** A platform that serves in a process of its own, where nothing but serving can be done. */
export interface Serving extends Served {
  /** Ends with a reason if it stops without having been told to. */
  readonly ended: Promise<never>
  /** Looks at the files of the certificate now. */
  reload(): void
  stop(): Promise<void>
}

/** It could not serve, and said why in its own process. */
class Failed extends CommandFailed {
  override readonly code: number
  readonly problems: readonly unknown[] | undefined
  constructor(code: number, words: string, problems?: readonly unknown[]) {
    super(words)
    this.code = code
    this.problems = problems
  }
}

/**
 * Starts the process that serves and waits until it does; nothing where this process is told to stop before. Everything
 * that needs a child process is done on this side.
 */
export async function serve(
  what: ToServe,
  say: (line: string) => void,
  until: AbortSignal,
): Promise<Serving | undefined> {
  if (until.aborted) return undefined
  const ledger = ledgerPlace(what.instance, await kindOf(what))
  const child = fork(join(import.meta.dirname, 'process.ts'), [], {
    execArgv: [
      ...boundedHeap,
      ...permissionsFor({ dataDir: what.instance.dataDir, reads: filesOf(what), keeps: keptOutside(what, ledger) }),
    ],
    serialization: 'advanced',
    env: withoutSecrets(),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const sandbox = runningHere(sandboxedJobs)
  const gone = endOf(child).finally(() => {
    sandbox.stop()
  })
  const served = await Promise.race([heardFrom(child, what, say, gone, sandbox), aborted(until)])
  if (!served) {
    tell(child, { is: 'stop' })
    await gone
    return undefined
  }
  let stopping = false
  return {
    ...served,
    ended: gone.then(how =>
      stopping
        ? new Promise<never>(() => {})
        : Promise.reject(
            new CannotRun(`The process that serves has ended (${how}). Everything else is being stopped, too.`),
          ),
    ),
    reload() {
      tell(child, { is: 'reload' })
    },
    async stop() {
      stopping = true
      tell(child, { is: 'stop' })
      await gone
    },
  }
}

/** How it ended, once everything that it said was heard. */
async function endOf(child: ChildProcess): Promise<string> {
  const silent = new Promise<void>(resolve => {
    child.once('disconnect', () => {
      resolve()
    })
  })
  const how = await new Promise<string>(resolve => {
    child.once('error', problem => {
      resolve(problem.message)
    })
    child.once('exit', (code, signal) => {
      resolve(signal ?? `exit code ${code}`)
    })
  })
  if (child.connected) await silent
  return how
}

function heardFrom(
  child: ChildProcess,
  what: ToServe,
  say: (line: string) => void,
  gone: Promise<string>,
  sandbox: Running,
): Promise<Served> {
  return new Promise((resolve, reject) => {
    let failure: Error | undefined
    void gone.then(how => {
      reject(failure ?? new CannotRun(`The process that serves did not start (${how}).`))
    })
    child.on('message', (message: FromServing) => {
      if (message.is === 'here') tell(child, { is: 'serve', what })
      else if (message.is === 'says') say(message.line)
      else if (message.is === 'run')
        void sandbox.run(message.job, message.input).then(ran => {
          tell(child, { is: 'ran', id: message.id, ran })
        })
      else if (message.is === 'serves') resolve(message.served)
      else failure = new Failed(message.code, message.words, message.problems)
    })
  })
}

/** A process that is gone hears nothing, and does not need to. */
const tell = (child: ChildProcess, message: ToServing): void => {
  if (child.connected) child.send(message, () => {})
}

/** Files that the environment names: certificates that a relay is trusted by, and the one that we show. */
function filesOf({ environment: { smtpUrl }, run: { tls } }: ToServe): string[] {
  const trusted = smtpUrl === undefined ? undefined : URL.parse(smtpUrl)?.searchParams.get('ca')
  return [...(trusted ? [resolve(trusted)] : []), ...(tls ? [tls.cert, tls.key] : [])]
}

/**
 * What it keeps outside of the folder of the instance: the ledger, whose folder it finds there, and the witnesses of
 * the audit log.
 */
function keptOutside({ environment: { witnesses } }: ToServe, ledger: string): string[] {
  mkdirSync(dirname(ledger), { recursive: true, mode: 0o700 })
  return [ledger, ...witnesses].map(file => `${file}*`)
}

/** A new store becomes what was said; another stays what it is. */
async function kindOf({ instance: { database }, run: { kind } }: ToServe): Promise<StoreKind> {
  return (await asOwner(database, storedIn))?.kind ?? kind ?? 'live'
}
