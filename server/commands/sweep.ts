import { z } from 'zod'
import { sweep } from '../../kernel/retention/sweep.ts'
import { WrongUse } from '../problems/command-errors.ts'
import { command, flag, valued } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger, momentOption } from './options.ts'

const written = 'a day is written as 2027-03-01, a moment as 2027-03-01T08:00:00Z'
const dayOrMoment = z
  .string()
  .refine(text => z.iso.date().safeParse(text).success || momentOption.safeParse(text).success, written)

export default command({
  name: 'sweep',
  says: 'Removes what has been kept as long as the statement says. A running platform does so automatically every few minutes.',
  options: {
    data,
    ledger,
    asOf: valued('DATE', 'Looks from this day (its beginning) or moment; with --dry-run only.', dayOrMoment),
    dryRun: flag('Only says what would go.'),
  },
  example: 'obhut sweep --as-of 2027-03-01 --dry-run',
  does: async ({ data: dir, asOf, dryRun }, io) => {
    if (asOf !== undefined && !dryRun)
      throw new WrongUse('--as-of looks ahead and removes nothing: say --dry-run with it.')
    return withFoundation(dir, io, async ({ store, periods }) => {
      const all = await periods()
      const from =
        asOf === undefined ? store.clock.now() : asOf.includes('T') ? new Date(asOf) : startOfDay(asOf, all.timeZone)
      const swept = await sweep(store, all, { dryRun, ...(dryRun && { asOf: from }) })
      io.give({ asOf: from, dryRun, removed: swept }, [
        ...swept.map(
          ({ table, rows, oldest }) =>
            `${table}: ${rows} row${rows === 1 ? '' : 's'}${oldest ? `, with a period counted from ${oldest.toISOString()} at the earliest` : ''}`,
        ),
        swept.length === 0 ? 'Nothing is due.' : dryRun ? 'Nothing was removed: this was a dry run.' : 'Removed.',
      ])
      return 0
    })
  },
})

const startOfDay = (day: string, timeZone: string): Date =>
  new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds)
