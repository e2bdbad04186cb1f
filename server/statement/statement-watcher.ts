interface Following {
  /** Looks once; one look at a time. */
  readonly now: () => Promise<void>
  readonly stop: () => Promise<void>
}

/**
 * Looks every second whether another statement is in force, and tells the platform. What fails is told once and tried
 * again.
 */
export function watchStatement({
  follow,
  changed,
  failed,
  worked,
}: {
  follow(): Promise<boolean>
  changed(): Promise<void>
  failed(error: unknown): void
  worked(): void
}): Following {
  let looking: Promise<void> | undefined
  let behind = false
  let stopped = false
  let told = ''
  const look = async (): Promise<void> => {
    try {
      if (await follow()) behind = true
      if (behind) await changed()
      behind = false
      told = ''
      worked()
    } catch (error) {
      const says = error instanceof Error ? `${error.name} ${error.message}` : String(error)
      if (says !== told) failed(error)
      told = says
    }
  }
  const now = async (): Promise<void> => {
    if (stopped) return
    looking ??= look().finally(() => {
      looking = undefined
    })
    await looking
  }
  const timer = setInterval(() => {
    void now()
  }, 1000)
  timer.unref()
  return {
    now,
    async stop() {
      stopped = true
      clearInterval(timer)
      await looking
    },
  }
}
