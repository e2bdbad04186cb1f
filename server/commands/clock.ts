import { ClockInDoubt } from '../../kernel/store/clock-watch.ts'
import { lastUpkeep } from '../../kernel/store/upkeep.ts'
import { command } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger } from './options.ts'

export default command({
  name: 'clock',
  says: 'Says whether the clock of a live store is believed. While it is not, nothing is deleted and nothing takes effect by date.',
  options: { data, ledger },
  notes:
    "The clock is held against the database server's, against the last moment that the store saw, and against the time that has passed since. Exit code 1: it is not believed.",
  does: async ({ data: dir }, io) =>
    withFoundation(dir, io, async ({ store, clockWatch }) => {
      const { seen } = await lastUpkeep(store)
      const doubt = await clockWatch.look()
      const now = store.clock.now()
      io.give({ now, seen: seen ?? null, believed: doubt === undefined, ...(doubt && { doubt }) }, [
        `It is ${now.toISOString()}; the store last saw ${seen?.toISOString() ?? 'nothing yet'}.`,
        doubt
          ? new ClockInDoubt(doubt).message
          : store.kind === 'live'
            ? 'The clock is believed.'
            : `This is a ${store.kind} store: its clock is moved on purpose, and always believed.`,
      ])
      return doubt ? 1 : 0
    }),
})
