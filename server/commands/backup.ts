import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { backUp } from '../../kernel/backup/backup.ts'
import type { Opener } from '../../kernel/backup/container.ts'
import { purge } from '../../kernel/backup/purge.ts'
import { noteUpkeep } from '../../kernel/store/upkeep.ts'
import { withClient } from '../startup/database.ts'
import { isIn } from '../startup/ledger-place.ts'
import { CannotRun } from './cli-errors.ts'
import { command, flag } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger, passphraseFile } from './options.ts'

export default command({
  name: 'backup',
  says: 'Writes the store into one sealed file, as it stands at one moment, while it goes on being used.',
  takes: ['DIR|FILE'],
  options: { data, ledger, passphraseFile, noPurge: flag('Leaves out the purge that comes first: what was erased since the last one is not in the backup either way.') },
  notes: 'Into a folder it goes under a name with store and time. Beside it lies the file of wrapped keys, of which only the newest is kept. Both are sealed with the master secret, or with a passphrase. The ledger, the master secret and the keys of the vault are in neither: keep them elsewhere.',
  example: 'obhut backup /var/backups/obhut',
  does: async ({ data: dir, passphraseFile: passphrase, noPurge }, io, [where = '']) => withFoundation(dir, io, async ({ store }, instance) => {
    const target = resolve(where)
    const folder = isFolder(target) ? target : dirname(target)
    if (store.kind === 'live' && store.ledger && isIn(store.ledger.place, folder)) throw new CannotRun(`The ledger lies in ${folder}, where backups go. It has to outlive them: choose another folder.`)
    if (!noPurge) {
      const { administrator } = instance
      await purge(store, { administrator: administrator && (work => withClient(administrator, work)), told: (_, done, of) => { if (done === of) io.say(`Purged ${of} tables.`) } })
    }
    const file = isFolder(target) ? join(target, `obhut-${store.id}-${store.clock.now().toISOString().replaceAll(/[:.]/g, '-')}.backup`) : target
    if (existsSync(file)) throw new CannotRun(`${file} is there already, and a backup does not overwrite another one.`)
    await store.shipped()
    const done = await backUp(store, file, await openerFor(instance.secret, passphrase), (table, rows) => { io.say(`  ${table}: ${rows}`) })
    await noteUpkeep(store, 'backup', done.at)
    io.give({ file: done.file, keys: done.keys, at: done.at, tables: done.tables, rows: done.rows, bytes: done.bytes }, [
      `${done.rows} rows of ${done.tables} tables in ${done.file} (${(done.bytes / 1e6).toFixed(1)} MB), read again and compared. Wrapped keys: ${done.keys}`,
    ])
    return 0
  }),
})

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

export async function openerFor(secret: Buffer, passphraseIn: string | undefined): Promise<Opener> {
  if (passphraseIn === undefined) return { secret }
  const passphrase = (await readFile(passphraseIn, 'utf8')).trim()
  if (passphrase.length < 12) throw new CannotRun(`${passphraseIn} holds less than 12 characters: too easy to guess for a whole store.`)
  return { passphrase }
}
