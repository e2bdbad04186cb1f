import type { Store } from './store.ts'

/**
 * Moves the time of a demo or test store on, for every process and across restarts. Answers false for a moment that is
 * past.
 */
export async function moveClock(store: Store, to: Date): Promise<boolean> {
  if (store.kind === 'live') throw new Error('the clock of a live store is the machine’s')
  const ahead = to.getTime() - (store.clock.now().getTime() - store.clock.offset)
  if (ahead < store.clock.offset) return false
  const offset = await store.asOwner(async owner => {
    const {
      rows: [row],
    } = await owner.query<{ offset: number }>(
      'update obhut.store set clock_offset = greatest(clock_offset, $1) returning clock_offset as offset',
      [Math.round(ahead)],
    )
    return row?.offset ?? 0
  })
  store.clock.moveTo(offset)
  return true
}
