// Real processes to start, watch and kill.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface Program {
  pid: number
  /** The next line it prints. */
  says(): Promise<string>
  /** Everything it printed so far. */
  heard(): string
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Everything it printed, once it has ended. */
  ended(): Promise<{ code: number | null; said: string }>
}

/** Starts a program under this Node; what it prints can be waited for line by line. */
export function program(
  file: string,
  args: string[] = [],
  options: { uid?: number; gid?: number; cwd?: string; env?: NodeJS.ProcessEnv; node?: string } = {},
): Program {
  const { node = process.execPath, ...rest } = options
  const child: ChildProcess = spawn(node, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'], ...rest })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]() // piped above, so it is there
  const closed = once(child, 'close')
  return {
    pid: child.pid ?? 0,
    says: async () => {
      const { value, done } = await lines.next()
      if (done) {
        await closed // what it wrote beside may arrive later than the end of its lines
        throw new Error(
          `It ended (${child.signalCode ?? `exit code ${child.exitCode}`}) where it was to say more. Last: ${lastLine(said)}\nAll that it said:\n${said}`,
        )
      }
      return String(value)
    },
    heard: () => said,
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal)
      await closed
    },
    ended: async () => {
      await closed
      return { code: child.exitCode, said }
    },
  }
}

/** The excerpt of a run shows the first line of what failed, so the last one of a process has to stand there. */
const lastLine = (said: string): string => said.trim().split('\n').at(-1) || 'nothing at all'
