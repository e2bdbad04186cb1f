import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checked, keysBeside, readBackup, readBoth, type Pair } from '../../kernel/backup/backup.ts'
import { restore } from '../../kernel/backup/restore.ts'
import { markRestored } from '../../kernel/backup/restored-copy.ts'
import { systemClock } from '../../kernel/clock/clock.ts'
import { asOwner, keysOf, lay, migrationsOf, refuseUnlessItRuns, storedIn } from '../startup/foundation.ts'
import { openInstance, usualFolder, type Instance } from '../startup/instance.ts'
import { ledgerPlace } from '../startup/ledger-place.ts'
import { secretIn } from '../startup/secret.ts'
import { everyModule } from '../modules.ts'
import { CannotRun } from '../problems/command-errors.ts'
import { passphraseIn } from './backup.ts'
import { command, flag, valued, type Io } from './command.ts'
import { lookAt } from '../files/look-at.ts'
import { refuseNoFile } from '../files/readable-file.ts'
import { manifestFile, type ManifestFile } from '../files/manifest-file.ts'
import { data, ledger, manifest, passphraseFile } from './options.ts'
import { z } from 'zod'

export default command({
  name: 'restore',
  says: 'Fills an empty instance from a backup, and repeats what was erased, restricted, withdrawn and corrected since.',
  takes: ['FILE'],
  options: {
    data,
    ledger,
    passphraseFile,
    keysPassphraseFile: valued(
      'FILE',
      'The same for the file of wrapped keys, where it was encrypted with another passphrase than the backup.',
      z.string().min(1),
    ),
    keys: valued('FILE', 'The newest file of wrapped keys (the one beside the backup).', z.string().min(1)),
    manifest,
    check: flag('Only reads backup and wrapped keys to their ends and says whether they are whole.'),
  },
  notes: [
    'The folder of --data (or the database of DATABASE_URL) holds no store yet. Put the files secret and vault of the backed-up instance into that folder first (or set OBHUT_SECRET and OBHUT_VAULT_KEYS). All rows come in one transaction: killed in between, the restore begins anew.',
    'Each of the two files opens with what it was encrypted with: the master secret, or the passphrase that is given.',
    'It runs the statement of the backup. Where the database lies elsewhere than that names, give a manifest that names its host: --manifest FILE.',
  ].join('\n'),
  example: 'obhut restore /var/backups/obhut/obhut-….backup --data /var/lib/obhut/drill',
  does: async (
    {
      data: dir,
      ledger: ledgerFile,
      passphraseFile: passphrase,
      keysPassphraseFile: keysPassphrase,
      keys,
      manifest: given,
      check,
    },
    io,
    [file = ''],
  ) => {
    refuseNoFile(file, () => newestIn(file))
    const folder = dir ?? (io.environment.databaseUrl === undefined ? usualFolder(io.environment) : undefined)
    const bySecret = passphrase === undefined || keysPassphrase === undefined
    if (folder !== undefined) refuseWithoutKeys(folder, check ? (bySecret ? ['secret'] : []) : ['secret', 'vault'])
    const secret =
      folder === undefined ? io.environment.secret : bySecret || !check ? secretIn(folder, false) : undefined
    const pair = await pairOf({ file: resolve(file), keys, secret, passphrase, keysPassphrase })
    if (check) return checkBoth(pair, io)
    const run = given === undefined ? undefined : await manifestFile(given)
    await readBoth(pair).then(both => Promise.all(Object.values(both).map(({ frames }) => frames.return(undefined))))
    const instance = await openInstance({
      data: dir,
      ledger: ledgerFile,
      environment: io.environment,
      report: io.say,
      as: 'platform',
      mayMake: true,
    })
    try {
      return await restoreInto(instance, pair, run, io)
    } finally {
      await instance.close()
    }
  },
})

const newestIn = (folder: string): string => {
  const newest = readdirSync(folder)
    .filter(name => name.endsWith('.backup'))
    .sort()
    .at(-1)
  return `Name a backup in it${newest === undefined ? '; it holds none' : `, as ${join(folder, newest)}`}.`
}

/** What the backup opens with and is derived from: without it nothing is made. */
function refuseWithoutKeys(folder: string, wanted: readonly string[]): void {
  const found = wanted.map(name => ({ name, is: lookAt(join(folder, name)) }))
  const closed = found
    .filter(({ is }) => is === 'closed' || lookAt(folder) === 'closed')
    .map(({ name }) => join(folder, name))
  if (closed.length)
    throw new CannotRun(
      `${closed.join(' and ')} may not be read by this user. Folder and files belong to the user that runs Obhut: chown -R USER ${folder}`,
    )
  const missing = found.filter(({ is }) => is !== 'file').map(({ name }) => name)
  if (missing.length === 0) return
  throw new CannotRun(
    `Put ${missing.length > 1 ? 'the files' : 'the file'} ${missing.join(' and ')} of the backed-up instance into ${folder} first: the backup opens with them, and what it holds is derived from them. Nothing was made. docs/backup.md says how they follow from OBHUT_SECRET and OBHUT_VAULT_KEYS.`,
  )
}

interface Said {
  readonly file: string
  readonly keys: string | undefined
  readonly secret: Buffer | undefined
  readonly passphrase: string | undefined
  readonly keysPassphrase: string | undefined
}

/** The backup and its wrapped keys, each with all that it may open with. */
async function pairOf({
  file,
  keys,
  secret,
  passphrase: passphraseFile,
  keysPassphrase: keysPassphraseFile = passphraseFile,
}: Said): Promise<Pair> {
  const openerOf = async (passphraseFile: string | undefined): Promise<Pair['opener']> => {
    const passphrase = passphraseFile === undefined ? undefined : await passphraseIn(passphraseFile)
    if (secret) return { secret, ...(passphrase !== undefined && { passphrase }) }
    if (passphrase === undefined)
      throw new CannotRun(
        'OBHUT_SECRET is needed: the master secret of the backed-up instance, which the backup opens with.',
      )
    return { passphrase }
  }
  const [opener, keysOpener] = await Promise.all([openerOf(passphraseFile), openerOf(keysPassphraseFile)])
  const { about, frames } = await readBackup(file, opener)
  await frames.return(undefined)
  const keysFile = keys ?? keysBeside(file, about.store)
  if (lookAt(keysFile) !== 'file')
    throw new CannotRun(
      `The file of wrapped keys is ${lookAt(keysFile) === 'closed' ? 'not to be read by this user' : 'not'} at ${keysFile}. Say where the newest one is: --keys FILE`,
    )
  return { file, opener, keys: resolve(keysFile), keysOpener }
}

async function checkBoth(pair: Pair, io: Io): Promise<number> {
  await readBoth(pair).then(both => Promise.all(Object.values(both).map(({ frames }) => frames.return(undefined))))
  const found = await checked(pair.file, pair.opener)
  const keys = await checked(pair.keys, pair.keysOpener)
  io.give({ whole: true, ...found, keys: { file: pair.keys, at: keys.about.at, rows: keys.rows } }, [
    `The backup of ${found.about.at} is whole: ${found.rows} rows of ${found.tables} tables.`,
    `The wrapped keys of ${keys.about.at} in ${pair.keys} are whole, too.`,
    ...(keys.about.at < found.about.at
      ? [
          'They are older than the backup: what was encrypted between the two does not open. Name the newest ones with --keys FILE.',
        ]
      : []),
  ])
  return 0
}

async function restoreInto(instance: Instance, pair: Pair, given: ManifestFile | undefined, io: Io): Promise<number> {
  const migrations = await migrationsOf(everyModule)
  const now = systemClock().now()
  const done = await asOwner(instance.database, owner =>
    restore({
      owner,
      ...pair,
      migrations,
      vault: keysOf(instance),
      now,
      told: (table, rows) => {
        io.say(`  ${table}: ${rows}`)
      },
      stated: () => refuseUnlessItRuns(owner, { database: instance.database, modules: everyModule, given, now }),
    }),
  )
  const stored = await asOwner(instance.database, storedIn)
  if (!stored || stored.manifest === null) throw new CannotRun('The store lost its statement.')
  const { store, caughtUp } = await lay({
    ...instance,
    modules: everyModule,
    ledgerFor: kind => ledgerPlace(instance, kind),
    manifest: given ?? { source: stored.manifest, file: `version ${stored.version}` },
    kind: stored.kind,
  })
  await store.close()
  await asOwner(instance.database, owner => markRestored(owner, now))
  io.give({ ...done, repeated: caughtUp }, [
    `${done.rows} rows of ${done.tables} tables, as of ${done.about.at}, counted and compared.`,
    `The ledger held ${caughtUp.entries} entr${caughtUp.entries === 1 ? 'y' : 'ies'} since; ${caughtUp.repeated} found somebody here and were done again.`,
  ])
  return 0
}
