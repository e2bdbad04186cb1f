import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checked, keysBeside, read } from '../../kernel/backup/backup.ts'
import { restore } from '../../kernel/backup/restore.ts'
import { systemClock } from '../../kernel/clock/clock.ts'
import { asOwner, keysOf, lay, migrationsOf, storedIn } from '../startup/foundation.ts'
import { openInstance, usualFolder, type Instance } from '../startup/instance.ts'
import { ledgerPlace } from '../startup/ledger-place.ts'
import { everyModule } from '../modules.ts'
import { CannotRun } from './cli-errors.ts'
import { openerFor } from './backup.ts'
import { command, flag, valued, type Io } from './command.ts'
import { data, ledger, passphraseFile } from './options.ts'
import { z } from 'zod'

export default command({
  name: 'restore',
  says: 'Fills an empty instance from a backup, and repeats what was erased, restricted, withdrawn and corrected since.',
  takes: ['FILE'],
  options: {
    data, ledger, passphraseFile,
    keys: valued('FILE', 'The newest file of wrapped keys (the one beside the backup).', z.string().min(1)),
    check: flag('Only reads the backup to its end and says whether it is whole.'),
  },
  notes: 'The folder of --data (or the database of DATABASE_URL) holds no store yet. Put the files secret and vault of the backed-up instance into that folder first (or set OBHUT_SECRET and OBHUT_VAULT_KEYS). All rows come in one transaction: killed in between, the restore begins anew.',
  example: 'obhut restore /var/backups/obhut/obhut-….backup --data /var/lib/obhut/drill',
  does: async ({ data: dir, ledger: ledgerFile, passphraseFile: passphrase, keys, check }, io, [file = '']) => {
    if (!existsSync(file)) throw new CannotRun(`There is no file ${file}.`)
    const folder = dir ?? (io.environment.databaseUrl === undefined ? usualFolder(io.environment) : undefined)
    if (folder !== undefined && !existsSync(join(folder, 'secret'))) throw new CannotRun(`Put the files secret and vault of the backed-up instance into ${folder} first: the backup opens with them, and what it holds is derived from them.`)
    const instance = await openInstance({ data: dir, ledger: ledgerFile, environment: io.environment, report: io.say, as: 'platform', mayMake: true })
    try {
      return await restoreInto(instance, { file: resolve(file), passphrase, keys, check }, io)
    } finally {
      await instance.close()
    }
  },
})

async function restoreInto(instance: Instance, { file, passphrase, keys, check }: { file: string, passphrase: string | undefined, keys: string | undefined, check: boolean }, io: Io): Promise<number> {
  const opener = await openerFor(instance.secret, passphrase)
  if (check) {
    const found = await checked(file, opener)
    io.give({ whole: true, ...found }, [`The backup of ${found.about.at} is whole: ${found.rows} rows of ${found.tables} tables.`])
    return 0
  }
  const { about } = await read(file, opener)
  const keysFile = keys ?? keysBeside(file, about.store)
  if (!existsSync(keysFile)) throw new CannotRun(`The file of wrapped keys is not at ${keysFile}. Say where the newest one is: --keys FILE`)
  const migrations = await migrationsOf(everyModule)
  const done = await asOwner(instance.database, owner => restore({ owner, file, keys: keysFile, opener, migrations, vault: keysOf(instance), now: systemClock().now(), told: (table, rows) => { io.say(`  ${table}: ${rows}`) } }))
  const stored = await asOwner(instance.database, storedIn)
  if (!stored || stored.manifest === null) throw new CannotRun('The backup holds no statement; it was taken before the first start was through.')
  const { store, caughtUp } = await lay({ ...instance, modules: everyModule, ledgerFor: kind => ledgerPlace(instance, kind), manifest: { source: stored.manifest, file: `version ${stored.version}` }, kind: stored.kind })
  await store.close()
  io.give({ ...done, repeated: caughtUp }, [
    `${done.rows} rows of ${done.tables} tables, as of ${done.about.at}, counted and compared.`,
    `The ledger held ${caughtUp.entries} entries since; ${caughtUp.repeated} found somebody here and were done again.`,
  ])
  return 0
}
