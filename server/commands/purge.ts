import { purge, type Purged } from '../../kernel/backup/purge.ts'
import { withClient } from '../startup/database.ts'
import { command } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger } from './options.ts'

export const purgedInWords = ({ rewritten, passedOver, leftToDo }: Purged): string[] => [
  `${rewritten.length === 1 ? '1 table was' : `${rewritten.length} tables were`} written anew.`,
  ...passedOver.map(table => `in use for too long, and passed over: ${table}`),
  ...leftToDo.map(line => `left to do: ${line}`),
]

export default command({
  name: 'purge',
  says: 'Removes physically what was erased: the values still lie in pages, statistics and log of the database until then. A running platform does so once a week, and every backup before it begins.',
  options: { data, ledger },
  notes:
    'Writes every table anew, one after the other; while one is written (about a second for 100 MB) nobody else reads or writes it. One that is in use for longer is passed over: exit code 1, run it again. It needs as much free disk as the largest table takes.',
  does: async ({ data: dir }, io) =>
    withFoundation(dir, io, async ({ store }, { administrator }) => {
      const done = await purge(store, {
        administrator: administrator && (work => withClient(administrator, work)),
        told: (table, n, of) => {
          io.say(`  ${n}/${of} ${table}`)
        },
      })
      io.give(done, purgedInWords(done))
      return done.passedOver.length ? 1 : 0
    }),
})
