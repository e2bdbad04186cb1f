import { accessSync, constants } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { backUp } from '../../kernel/backup/backup.ts'
import { purge } from '../../kernel/backup/purge.ts'
import { purgedInWords } from './purge.ts'
import { noteUpkeep } from '../../kernel/store/upkeep.ts'
import { withClient } from '../startup/database.ts'
import { isIn } from '../startup/ledger-place.ts'
import { CannotRun } from '../problems/command-errors.ts'
import { command, flag } from './command.ts'
import { withFoundation } from './foundation.ts'
import { lookAt } from '../files/look-at.ts'
import { refuseNoFile } from '../files/readable-file.ts'
import { data, ledger, passphraseFile } from './options.ts'

/** Tables with fewer rows are written in a moment, and not told of one by one. */
const worthALine = 100_000

export default command({
  name: 'backup',
  says: 'Writes the store into one encrypted file, as it stands at one moment, while it goes on being used.',
  takes: ['DIR|FILE'],
  options: {
    data,
    ledger,
    passphraseFile,
    noPurge: flag(
      'Leaves out the purge that comes first: what was erased since the last one is not in the backup either way.',
    ),
  },
  notes:
    'Into a folder it goes under a name with store and time. Beside it lies the file of wrapped keys, of which only the newest is kept. Both are encrypted with the master secret, or with a passphrase. The ledger, the master secret and the keys of the vault are in neither: keep them elsewhere.',
  example: 'obhut backup /var/backups/obhut',
  does: async ({ data: dir, passphraseFile, noPurge }, io, [where = '']) => {
    const target = resolve(where)
    const { folder, named } = placeFor(target)
    const passphrase = passphraseFile === undefined ? undefined : await passphraseIn(passphraseFile)
    return withFoundation(dir, io, async ({ store }, instance) => {
      if (store.kind === 'live' && store.ledger && isIn(store.ledger.place, folder))
        throw new CannotRun(
          `The ledger lies in ${folder}, where backups go. It has to outlive them: choose another folder.`,
        )
      if (!noPurge) {
        const { administrator } = instance
        const purged = await purge(store, {
          administrator: administrator && (work => withClient(administrator, work)),
        })
        for (const line of purgedInWords(purged)) io.say(line)
      }
      const file =
        named ?? join(folder, `obhut-${store.id}-${store.clock.now().toISOString().replaceAll(/[:.]/g, '-')}.backup`)
      await store.shipped()
      const done = await backUp(
        store,
        file,
        { secret: instance.secret, ...(passphrase !== undefined && { passphrase }) },
        (table, rows) => {
          if (rows >= worthALine) io.say(`  ${table}: ${rows} rows`)
        },
      )
      await noteUpkeep(store, 'backup', done.at)
      io.give(
        { file: done.file, keys: done.keys, at: done.at, tables: done.tables, rows: done.rows, bytes: done.bytes },
        [
          `${done.rows} rows of ${done.tables} tables in ${done.file} (${(done.bytes / 1e6).toFixed(1)} MB), read again and compared. Wrapped keys: ${done.keys}`,
          ...(done.sealedAnew
            ? [
                `The wrapped keys that lay there were encrypted otherwise (${passphrase === undefined ? 'with a passphrase, or under another master secret' : 'with the master secret, or another passphrase'}); now they are encrypted as this backup is. Earlier backups there still open with what they were encrypted with: obhut restore takes --passphrase-file for the backup and --keys-passphrase-file for the keys.`,
              ]
            : []),
        ],
      )
      return 0
    })
  },
})

/**
 * Where a backup goes is looked at before anything else is done: a name that is meant as a folder is not taken for a
 * file.
 */
function placeFor(target: string): { readonly folder: string; readonly named: string | undefined } {
  const [found, folder] = [lookAt(target), dirname(target)]
  const writable = (place: string): string => {
    try {
      accessSync(place, constants.W_OK)
    } catch {
      throw new CannotRun(`${place} may not be written by this user.`)
    }
    return place
  }
  if (found === 'folder') return { folder: writable(target), named: undefined }
  if (found === 'file') throw new CannotRun(`${target} is there already, and a backup does not overwrite another one.`)
  if (found === 'closed') throw new CannotRun(`${target} may not be used by this user.`)
  if (!target.endsWith('.backup'))
    throw new CannotRun(
      `There is no folder ${target}. Make it first: mkdir -m 700 -p ${target}. A file of that name has to end with .backup.`,
    )
  if (lookAt(folder) !== 'folder')
    throw new CannotRun(`There is no folder ${folder}. Make it first: mkdir -m 700 -p ${folder}`)
  return { folder: writable(folder), named: target }
}

export async function passphraseIn(file: string): Promise<string> {
  refuseNoFile(file, 'Name the file with the passphrase.')
  const passphrase = (await readFile(file, 'utf8')).trim()
  if (passphrase.length < 12)
    throw new CannotRun(`${file} holds less than 12 characters: too easy to guess for a whole store.`)
  return passphrase
}
