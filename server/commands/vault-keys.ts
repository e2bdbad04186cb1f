import type { ClientBase } from 'pg'
import { z } from 'zod'
import { restoreKeys, writeKeys } from '../../kernel/vault/key-file.ts'
import { vaultOf } from '../../kernel/vault/vault.ts'
import { asOwner, declarationsOf, storedIn } from '../startup/foundation.ts'
import { openInstance, type Instance } from '../startup/instance.ts'
import { servingOn } from '../startup/one-platform.ts'
import { everyModule } from '../modules.ts'
import { CannotRun, WrongUse } from '../problems/command-errors.ts'
import { refuseNoFile } from '../files/readable-file.ts'
import { command, flag, valued } from './command.ts'
import { data, ledger } from './options.ts'

const file = z.string().min(1, 'a path is not empty')

export default command({
  name: 'vault keys',
  says: 'Writes the wrapped keys of all rows into a file, or puts those of a file in the place of what a restored database has.',
  options: {
    data,
    ledger,
    to: valued('FILE', 'Where to write them: a file that is not there yet.', file),
    replace: flag('With --to: in the place of an earlier file of wrapped keys of this store, and of nothing else.'),
    from: valued('FILE', 'From where to put them back, before the first start.', file),
  },
  notes:
    'For backups made by other means than obhut backup: leave out the table obhut.row_key there, keep this file elsewhere, and only its newest. A restored database then opens what has a key now, and nothing that was erased since. Keys are put back only where each of them opens, where no row loses one that opens, and while nothing serves the store.',
  example: 'obhut vault keys --to /var/backups/obhut/obhut.keys --replace',
  does: async ({ data: dir, to, replace, from }, io) => {
    const work = workFor(to, from, replace)
    const instance = await openInstance({
      data: dir,
      environment: io.environment,
      report: io.say,
      as: 'command',
      mayMake: false,
    })
    try {
      const keys = await asOwner(instance.database, owner => work(owner, instance))
      io.give({ keys }, [
        from === undefined
          ? `${keys} key${keys === 1 ? '' : 's'} written to ${to}.`
          : `${keys} keys put back; keys of rows that are not there were left out.`,
      ])
      return 0
    } finally {
      await instance.close()
    }
  },
})

function workFor(
  to: string | undefined,
  from: string | undefined,
  replace: boolean,
): (owner: ClientBase, instance: Instance) => Promise<number> {
  if (replace && to === undefined) throw new WrongUse('--replace is said with --to FILE.')
  if (to !== undefined && from === undefined) return owner => writeKeys(owner, to, { replace })
  if (from !== undefined && to === undefined) return (owner, instance) => putBack(owner, instance, from)
  throw new WrongUse('Say either --to FILE or --from FILE.')
}

/** Whoever serves has read keys that would not be there any more. */
async function putBack(owner: ClientBase, { name, keys, secret }: Instance, from: string): Promise<number> {
  refuseNoFile(from, 'Name the file of wrapped keys in it.')
  const other = await servingOn(owner)
  if (other !== undefined)
    throw new CannotRun(
      `Obhut serves ${name} (${other}), and keys are put back before the first start only. Nothing was changed.`,
    )
  if (!(await storedIn(owner)))
    throw new CannotRun(`There is no store in ${name} yet: restore the database first, then its keys.`)
  return restoreKeys(owner, { declared: declarationsOf(everyModule), vault: vaultOf(keys, secret), file: from })
}
