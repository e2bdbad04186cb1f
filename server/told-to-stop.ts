/** Ends when somebody asks this process to stop. A second asking does not wait for anything: PostgreSQL notices and stops by itself. */
export function toldToStop(say: (line: string) => void): AbortSignal {
  const told = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (told.signal.aborted) process.exit(130)
      say('Stopping …')
      told.abort()
    })
  }
  // Whoever started this process is gone, perhaps killed: nobody could stop it any more.
  if (process.connected) {
    process.once('disconnect', () => { told.abort() })
    process.channel?.unref()
  }
  return told.signal
}

export const aborted = (signal: AbortSignal): Promise<void> => new Promise(resolve => {
  if (signal.aborted) resolve()
  else {
    // A bare listener does not keep a process alive.
    const awake = setInterval(() => {}, 60_000)
    signal.addEventListener('abort', () => {
      clearInterval(awake)
      resolve()
    }, { once: true })
  }
})
