import { confirmClock } from '../../kernel/store/clock-watch.ts'
import { dayOf } from '../../kernel/declare/periods.ts'
import { CannotRun, WrongUse } from '../problems/command-errors.ts'
import { command } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger } from './options.ts'

export default command({
  name: 'clock confirm',
  says: 'Vouches for the clock of a live store after the machine was off for long, or an older backup was restored. What waited for that goes on within a minute.',
  takes: ['DATE'],
  options: { data, ledger },
  notes:
    'DATE is today as you know it, not as the machine shows it: the command refuses where the two differ, because everything whose storage period is over by that date is deleted afterwards.',
  example: 'obhut clock confirm 2026-11-29',
  does: async ({ data: dir }, io, [date = '']) =>
    withFoundation(dir, io, async ({ store, stating, clockWatch }) => {
      if (!/^\d{4}-\d\d-\d\d$/.test(date)) throw new WrongUse("Spell out today's date, as 2026-11-29.")
      const doubt = await clockWatch.look()
      const today = dayOf(store.clock.now(), stating.manifest.timeZone)
      if (date !== today)
        throw new CannotRun(
          `By the clock it is ${today} in ${stating.manifest.timeZone}, and not ${date}. Set the clock of the machine right first; nothing was confirmed.`,
        )
      if (doubt?.is === 'not as the database')
        throw new CannotRun(
          `The clock of the database server shows ${doubt.expected.toISOString()}, and that of this machine ${doubt.shows.toISOString()}. Set the wrong one right first; nothing was confirmed.`,
        )
      if (doubt) await confirmClock(store)
      io.give({ confirmed: doubt !== undefined, date }, [
        doubt
          ? `The clock is confirmed: it is ${date}. Deleting and taking effect by date go on.`
          : 'The clock is believed already; there is nothing to confirm.',
      ])
      return 0
    }),
})
