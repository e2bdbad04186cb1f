import { readFileSync } from 'node:fs'

/** Why a process is to stop, or what it does in place of that. */
interface Told {
  /**
   * On SIGHUP, as a service is told to look at its files anew. A terminal that is closed sends it too: then it means to
   * stop.
   */
  readonly hangUp?: () => void
}

/**
 * Ends when somebody asks this process to stop. A second asking does not wait for anything: PostgreSQL notices and
 * stops by itself.
 */
export function toldToStop(say: (line: string) => void, { hangUp }: Told = {}): AbortSignal {
  const told = new AbortController()
  const stop = (): void => {
    if (told.signal.aborted) process.exit(130)
    say('Stopping …')
    told.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  process.on('SIGHUP', hangUp && !process.stdin.isTTY ? hangUp : stop)
  // Whoever started this process is gone, perhaps killed: nobody could stop it any more.
  if (process.connected) {
    process.once('disconnect', () => {
      told.abort()
    })
    process.channel?.unref()
  }
  stopWithNpm(() => {
    if (!told.signal.aborted) stop()
  })
  return told.signal
}

/**
 * `npx obhut` and `npm start` hand no signal on when they are told to stop: they are gone, and what they started would
 * go on without anybody.
 */
function stopWithNpm(stop: () => void): void {
  if (process.env['npm_execpath'] === undefined) return
  const chain = untilNpm(process.ppid)
  if (!chain) return
  const looking = setInterval(() => {
    if (chain.every(({ pid, began }) => processOf(pid)?.began === began)) return
    clearInterval(looking)
    stop()
  }, 500)
  looking.unref()
}

interface Running {
  readonly pid: number
  readonly parent: number
  readonly began: string
  readonly command: string
}

/** The processes between this one and the npm that started it, with it; none where no npm is found above. */
function untilNpm(parent: number): Running[] | undefined {
  const above: Running[] = []
  for (let pid = parent; pid > 1; ) {
    const found = processOf(pid)
    if (!found) return undefined
    above.push(found)
    if (/^(npm|npx)\b|\/(npm|npx)(-cli\.js)?\b/.test(found.command)) return above
    pid = found.parent
  }
  return undefined
}

/**
 * What the system says of a process: its parent, and the tick that it began at, which tells it from a later one of the
 * same number.
 */
function processOf(pid: number): Running | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    if (fields[0] === 'Z') return undefined
    return {
      pid,
      parent: Number(fields[1]),
      began: fields[19] ?? '',
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
    }
  } catch {
    return undefined // it is gone, or this system has no /proc
  }
}

export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else {
      // A bare listener does not keep a process alive.
      const awake = setInterval(() => {}, 60_000)
      signal.addEventListener(
        'abort',
        () => {
          clearInterval(awake)
          resolve()
        },
        { once: true },
      )
    }
  })
