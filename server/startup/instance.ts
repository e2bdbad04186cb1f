import { existsSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { derivedKeys, withDerived, type KeySource } from '../../kernel/vault/generations.ts'
import { keysInFile } from '../../kernel/vault/key-file-source.ts'
import { describedKeys, type KeysSaid } from '../../kernel/vault/described-keys.ts'
import { lookAt } from '../files/look-at.ts'
import { userName, thisUser } from '../process/this-user.ts'
import { CannotRun, WrongUse } from '../problems/command-errors.ts'
import { databaseAt, databaseIn, withClient, type Admin, type Database } from './database.ts'
import type { Environment } from './environment.ts'
import { ledgerPlaces, type LedgerPlaces } from './ledger-place.ts'
import { takeProcessLock, withProcessLock } from '../../tools/process-lock.mjs'
import { type EmbeddedPostgres, embeddedPostgres } from '../postgres/embedded.ts'
import { supervised } from '../postgres/supervised.ts'
import { secretIn } from './secret.ts'

/** One installation of Obhut: its database, its master secret and the place of its files. */
export interface Instance {
  readonly database: Database
  readonly secret: Buffer
  /** The master keys of the vault. */
  readonly keys: KeySource
  readonly dataDir: string
  /** How a person would call it. */
  readonly name: string
  /** Whether its PostgreSQL is our own. */
  readonly embedded: boolean
  readonly ledger: LedgerPlaces
  /** How the administrator of its PostgreSQL connects, where that is ours. */
  readonly administrator: Admin | undefined
  /** Ends with a reason where its PostgreSQL is our own, ended by itself and does not come back. */
  readonly lost: Promise<never>
  close(): Promise<void>
}

/** What another process has to know of an instance that this one holds open. */
export type Standing = Omit<Instance, 'close' | 'lost' | 'keys'> & { readonly keys: KeysSaid }
export const standing = ({ close: _, lost: __, keys, ...rest }: Instance): Standing => ({
  ...rest,
  keys: describedKeys(keys),
})

interface Opening {
  /** What was said with --data. */
  readonly data: string | undefined
  /** What was said with --ledger. */
  readonly ledger?: string | undefined
  readonly environment: Environment
  readonly report: (line: string) => void
  /** A platform runs here for long, alone; any other command lets a running one be and shares its database. */
  readonly as: 'platform' | 'command'
  /** Whether it is made where there is none. */
  readonly mayMake: boolean
  /** Done in the folder while nobody else is in it, before its database is opened. */
  readonly before?: (dataDir: string) => Promise<void>
}

/**
 * The instance in the folder that was named, else that of DATABASE_URL, else that of OBHUT_DATA, else that of data/.
 */
export async function openInstance(opening: Opening): Promise<Instance> {
  const {
    data,
    environment: { databaseUrl },
  } = opening
  return data === undefined && databaseUrl !== undefined
    ? elsewhere(databaseUrl, opening)
    : inFolder(data ?? usualFolder(opening.environment), opening)
}

/** The folder where none is named: of the instance, or of its files beside the database of DATABASE_URL. */
export const usualFolder = ({ data }: Pick<Environment, 'data'>): string => resolve(data ?? 'data')

/** Whether an instance was made in a folder. */
export const isMade = (folder: string): boolean => existsSync(join(folder, 'postgres/cluster'))

async function elsewhere(url: string, { environment, ledger = environment.ledger }: Opening): Promise<Instance> {
  const { secret, vaultKeys } = environment
  const dataDir = usualFolder(environment)
  if (!secret)
    throw new WrongUse(
      'OBHUT_SECRET is needed with DATABASE_URL: the master secret of the instance, the same in every process. Make one with: openssl rand -base64 32',
    )
  const database = databaseAt(url)
  return {
    database,
    secret,
    keys: vaultKeys ? withDerived(vaultKeys, secret) : derivedKeys(secret),
    dataDir,
    name: `database ${database.place.database} on ${database.place.host}`,
    embedded: false,
    ledger: ledgerPlaces({ said: ledger, embedded: false, dataDir }),
    administrator: undefined,
    lost: new Promise(() => {}),
    close: async () => {},
  }
}

async function inFolder(folder: string, opening: Opening): Promise<Instance> {
  const { as, mayMake, ledger = opening.environment.ledger } = opening
  refuseAnotherUser(folder)
  if (!mayMake && !isMade(folder))
    throw new CannotRun(
      `There is no instance of Obhut in ${folder}. Start one with: obhut start --data ${folder} --manifest FILE, or say where it is: --data DIR, or OBHUT_DATA.`,
    )
  refuseForeign(folder)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const dataDir = realpathSync(folder)
  const leave = as === 'platform' ? await settleIn(dataDir) : async () => {}
  try {
    const opened = await openDatabase(dataDir, opening)
    return {
      ...opened,
      dataDir,
      name: folder,
      embedded: true,
      ledger: ledgerPlaces({ said: ledger, embedded: true, dataDir }),
      close: async () => {
        await opened.close()
        await leave()
      },
    }
  } catch (problem) {
    await leave()
    throw problem
  }
}

/** What another user writes is closed to the one that Obhut runs as: the vault after a rotation, a ledger made anew. */
function refuseAnotherUser(folder: string): void {
  const secret = lookAt(join(folder, 'secret'))
  if (lookAt(folder) === 'closed' || secret === 'closed')
    throw new CannotRun(`${folder} may not be read by ${thisUser()}. Do this as the user that runs Obhut there.`)
  const owner = secret === 'file' ? statSync(join(folder, 'secret')).uid : undefined
  if (owner === undefined || process.getuid === undefined || owner === process.getuid()) return
  throw new CannotRun(
    `The instance in ${folder} belongs to ${userName(owner)}, and what ${thisUser()} writes there would be closed to it. Do this as that user: with the service, by its command obhut (docs/operate.md); else with sudo -u ${userName(owner)}.`,
  )
}

/** Whether a folder holds files of an instance, also where its database is elsewhere. */
export const isOurs = (folder: string): boolean =>
  existsSync(folder) && entriesOf(folder).some(name => ours.has(name) || name === 'ledger')

/** A folder that holds something else is not ours to fill. */
export function refuseForeign(folder: string): void {
  if (!existsSync(folder)) return
  const entries = entriesOf(folder)
  if (entries.length && !entries.some(name => ours.has(name)))
    throw new CannotRun(
      `${folder} holds other things and no instance of Obhut. Choose an empty folder, or one that does not exist yet.`,
    )
}
/** The file by which a folder can be told to hold a demo, and what the demo has made so far. */
export const demoMark = 'obhut-demo.json'
const ours = new Set(['secret', 'vault', 'postgres', demoMark])

/** What lies in a folder that may become ours: beside what a file system, or an earlier `npm run dev`, left there. */
export const entriesOf = (folder: string): string[] =>
  readdirSync(folder).filter(name => name !== 'lost+found' && !holdsDemosAlone(join(folder, name)))

/** `data/dev`, where `npm run dev` had its demos before it moved to `.cache/dev`. */
function holdsDemosAlone(folder: string): boolean {
  if (basename(folder) !== 'dev' || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false
  return readdirSync(folder).every(name => existsSync(join(folder, name, demoMark)))
}

/** One platform a folder: a second one would play the same gateways and write the same files. */
const settleIn = (dataDir: string): Promise<() => Promise<void>> =>
  takeProcessLock(`platform ${dataDir}`, {
    waiting: () => {
      throw new CannotRun(`Obhut runs on ${dataDir} already. Stop it first, or choose another folder with --data.`)
    },
  })

/**
 * Whoever starts PostgreSQL takes it along when it ends. So a short command that started it keeps everybody else
 * waiting until it is done, and nobody's database goes in the middle of work.
 */
async function openDatabase(
  dataDir: string,
  { mayMake, as, report, before }: Opening,
): Promise<Pick<Instance, 'database' | 'secret' | 'keys' | 'administrator' | 'lost' | 'close'>> {
  const release = await takeProcessLock(`opening ${dataDir}`, {
    waiting: () => {
      report(`Another command of Obhut is at work in ${dataDir}; waiting for it …`)
    },
  })
  let held = true
  const letOthersIn = async (): Promise<void> => {
    if (held) await release()
    held = false
  }
  try {
    await before?.(dataDir)
    const secret = secretIn(dataDir, mayMake && !isMade(dataDir))
    const begin = (): Promise<EmbeddedPostgres> => embeddedPostgres({ dir: join(dataDir, 'postgres'), report })
    const started = await begin()
    const opened = await openVaultToo(started.admin, dataDir, secret).catch(async problem => {
      await started.stop()
      throw problem
    })
    if (as === 'platform' || !started.ours) await letOthersIn()
    // A command that found none running meanwhile has started its own, and is waited for.
    const postgres =
      as === 'platform'
        ? supervised(started, { report, again: () => withProcessLock(`opening ${dataDir}`, begin) })
        : { ...started, lost: new Promise<never>(() => {}) }
    const close = async (): Promise<void> => {
      await postgres.stop()
      await letOthersIn()
    }
    return {
      ...opened,
      secret,
      administrator: { ...postgres.admin, database: opened.database.place.database },
      lost: postgres.lost,
      close,
    }
  } catch (problem) {
    await letOthersIn()
    throw problem
  }
}

/**
 * The keys of the vault are made with the store, and never again: a store that was encrypted opens with its own keys or
 * not at all.
 */
async function openVaultToo(
  admin: Admin,
  dataDir: string,
  secret: Buffer,
): Promise<Pick<Instance, 'database' | 'keys'>> {
  const database = await databaseIn(admin, 'obhut', secret)
  const hasKeys = await withClient({ ...database.place, ...database.owner }, async owner => {
    const {
      rows: [there],
    } = await owner.query<{ vault: boolean }>(`select to_regclass('obhut.key_generation') is not null as vault`)
    if (!there?.vault) return false
    const {
      rows: [row],
    } = await owner.query<{ some: boolean }>('select exists (select from obhut.key_generation) as some')
    return row?.some === true
  })
  return { database, keys: keysInFile(join(dataDir, 'vault'), !hasKeys) }
}
