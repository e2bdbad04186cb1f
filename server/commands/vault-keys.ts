import type { ClientBase } from 'pg'
import { z } from 'zod'
import { restoreKeys, writeKeys } from '../../kernel/vault/key-file.ts'
import { asOwner, declarationsOf } from '../startup/foundation.ts'
import { openInstance } from '../startup/instance.ts'
import { everyModule } from '../modules.ts'
import { WrongUse } from './cli-errors.ts'
import { command, flag, valued } from './command.ts'
import { data, ledger } from './options.ts'

const file = z.string().min(1, 'a path is not empty')

export default command({
  name: 'vault keys',
  says: 'Writes the wrapped keys of all rows into a file, or puts those of a file in the place of what a restored database has.',
  options: { data, ledger, to: valued('FILE', 'Where to write them: a file that is not there yet.', file), replace: flag('With --to: in the place of an earlier file of wrapped keys of this store, and of nothing else.'), from: valued('FILE', 'From where to put them back, before the first start.', file) },
  notes: 'For backups made by other means than obhut backup: leave out the table obhut.row_key there, keep this file elsewhere, and only its newest. A restored database then opens what has a key now, and nothing that was erased since.',
  example: 'obhut vault keys --to /keys/obhut.keys --replace',
  does: async ({ data: dir, to, replace, from }, io) => {
    const work = workFor(to, from, replace)
    const instance = await openInstance({ data: dir, environment: io.environment, report: io.say, as: 'command', mayMake: false })
    try {
      const keys = await asOwner(instance.database, work)
      io.give({ keys }, [from === undefined ? `${keys} keys written to ${to}.` : `${keys} keys put back; keys of rows that are not there were left out.`])
      return 0
    } finally {
      await instance.close()
    }
  },
})

function workFor(to: string | undefined, from: string | undefined, replace: boolean): (owner: ClientBase) => Promise<number> {
  if (replace && to === undefined) throw new WrongUse('--replace is said with --to FILE.')
  if (to !== undefined && from === undefined) return owner => writeKeys(owner, to, { replace })
  if (from !== undefined && to === undefined) return owner => restoreKeys(owner, declarationsOf(everyModule), from)
  throw new WrongUse('Say either --to FILE or --from FILE.')
}
