import { z } from 'zod'
import { retry } from '../../kernel/jobs/looking.ts'
import { WrongUse } from '../problems/command-errors.ts'
import { command } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger } from './options.ts'

export default command({
  name: 'jobs retry',
  says: 'Has jobs run again that were set aside after their last try: one, or all of a name.',
  takes: ['JOB'],
  options: { data, ledger },
  notes: 'A running platform begins them within a second.',
  example: 'obhut jobs retry mail.send',
  does: async ({ data: dir }, io, [said = '']) => {
    const isOne = z.uuid().safeParse(said).success
    if (!isOne && !/^[a-z][a-z-]*\.[a-z][a-z-]*$/.test(said))
      throw new WrongUse('A job is named by its id or by its name: obhut jobs show lists both.')
    return withFoundation(dir, io, async ({ store }) => {
      const jobs = await retry(store, isOne ? { id: said } : { name: said })
      io.give({ jobs }, [
        jobs === 0 ? 'No such job was set aside.' : `${jobs} job${jobs === 1 ? '' : 's'} will run again.`,
      ])
      return jobs === 0 ? 1 : 0
    })
  },
})
