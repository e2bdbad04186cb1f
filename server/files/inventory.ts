import type { Dirent, Stats } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isEncryptedFile } from '../../kernel/backup/container.ts'
import type { FileSeen } from '../../kernel/proof/files.ts'

/**
 * What lies in the folder of an instance, where there is one, and in those where its backups go; PostgreSQL's own by
 * their names alone. What cannot be looked at is said. Without an `embedded` PostgreSQL a cluster in the folder is what
 * was left there when the store moved to a server: a whole copy.
 */
export async function filesOf(
  dataDir: string | undefined,
  backups: readonly string[],
  { embedded = true }: { readonly embedded?: boolean } = {},
): Promise<readonly FileSeen[]> {
  const { postgres: _, ...moved } = instance.folders
  const belongs = embedded ? instance : { ...instance, folders: moved }
  const kept = dataDir === undefined ? [] : await inFolder(dataDir, basename(dataDir), belongs)
  const copies = await Promise.all(
    backups.map(async folder => (await backupsIn(folder, basename(folder))) ?? [closed(basename(folder))]),
  )
  return [...(kept ?? []), ...copies.flat()]
}
const closed = (place: string): FileSeen => ({ place, is: 'out of reach' })

/** What belongs into a folder: names of files, and of folders with what belongs into them. */
interface Belongs {
  readonly files: RegExp
  readonly folders?: Readonly<Record<string, Belongs | 'anything'>>
  /** Folders without a name of their own. */
  readonly others?: { readonly called: RegExp; readonly with: Belongs | 'anything' }
}
const heap: Belongs = {
  files: /^(t\d+_)?\d+(_(fsm|vm|init))?(\.\d+)?$|^pg_(filenode\.map|internal\.init(\.\d+)?|control)$|^PG_VERSION$/,
}
/** What a query spills onto the disk: by process and number, alone or in the folder of a query that several work on. */
const spilled: Belongs = {
  files: /^pgsql_tmp\d+\.\d+$/,
  others: { called: /^pgsql_tmp\d+\.\d+\.(shared)?fileset$/, with: 'anything' },
}
/** Put aside by hand where it is damaged, and under another name while it is made anew. */
const ledger: Belongs = { files: /^entries(\.damaged|\.[0-9a-f]{8})?$/ }
const instance = {
  files: /^(secret|vault)(\.\d+)?$|^\.?obhut-demo\.json$/,
  folders: {
    'lost+found': 'anything',
    ledger,
    'ledger-rehearsal': ledger,
    gateways: { files: /^$/, others: { called: /^[\w-]+$/, with: 'anything' } },
    postgres: {
      files: /^password$/,
      folders: {
        'cluster.unfinished': 'anything',
        cluster: {
          files:
            /^(PG_VERSION|postgresql(\.auto)?\.conf(\.tmp)?|pg_(hba|ident)\.conf|postmaster\.(pid|opts)|current_logfiles|logfile|\.s\.PGSQL\.\d+(\.lock)?)$/,
          folders: {
            base: { files: /^$/, folders: { pgsql_tmp: spilled }, others: { called: /^\d+$/, with: heap } },
            global: heap,
          },
          others: { called: /^(pg_[a-z_]+|log)$/, with: 'anything' },
        },
      },
      // PostgreSQL's programs, where they cannot be run in place.
      others: { called: /^(postgresql-[\w.-]+|\.unpacking-\w+)$/, with: 'anything' },
    },
  },
} satisfies Belongs

/** Nothing where there is no such folder. */
async function inFolder(folder: string, place: string, belongs: Belongs): Promise<FileSeen[] | undefined> {
  const entries = await entriesOf(folder)
  if (entries === 'closed') return [closed(place)]
  const seen = entries?.map(async (entry): Promise<readonly FileSeen[]> => {
    const at = `${place}/${entry.name}`
    const found = await foundAt(folder, entry)
    if (found === undefined) return []
    if (found === 'closed') return [closed(at)]
    if (!found.isDirectory())
      return [
        { place: at, is: belongs.files.test(entry.name) ? (isOpen(at, found) ? 'open to others' : 'ours') : 'unknown' },
      ]
    const inside =
      belongs.folders?.[entry.name] ?? (belongs.others?.called.test(entry.name) ? belongs.others.with : undefined)
    if (inside === undefined) return [{ place: at, is: 'unknown' }]
    return inside === 'anything'
      ? [{ place: at, is: 'ours' }]
      : ((await inFolder(join(folder, entry.name), at, inside)) ?? [])
  })
  return seen && (await Promise.all(seen)).flat()
}

const isOpen = (place: string, { mode }: Stats): boolean =>
  /\/(secret|vault[^/]*|password)$/.test(place) && (mode & 0o077) !== 0

async function backupsIn(folder: string, place: string): Promise<FileSeen[] | undefined> {
  const entries = await entriesOf(folder)
  if (entries === undefined || entries === 'closed') return undefined
  const seen = entries.map(async (entry): Promise<FileSeen[]> => {
    const at = `${place}/${entry.name}`
    if (entry.name === 'lost+found') return [{ place: at, is: 'ours' }]
    const found = await foundAt(folder, entry)
    if (found === undefined) return []
    if (found === 'closed') return [closed(at)]
    if (!found.isFile() || !/\.(backup|keys)(\.unfinished)?$/.test(entry.name)) return [{ place: at, is: 'unknown' }]
    const begins = await beginsWith(join(folder, entry.name))
    // A backup that is being made is empty at first, and gets its name at the end.
    if (begins === undefined || (begins.length === 0 && entry.name.endsWith('.unfinished'))) return []
    return [
      { place: at, is: begins === 'closed' ? 'out of reach' : isEncryptedFile(begins) ? 'encrypted' : 'unencrypted' },
    ]
  })
  return (await Promise.all(seen)).flat()
}

const entriesOf = (folder: string): Promise<Dirent[] | 'closed' | undefined> =>
  readdir(folder, { withFileTypes: true }).catch(goneOrClosed)

/** What an entry is, or leads to; a link that leads nowhere is there all the same. */
async function foundAt(folder: string, entry: Dirent): Promise<Stats | 'closed' | undefined> {
  const found = await stat(join(folder, entry.name)).catch(goneOrClosed)
  return found ?? (entry.isSymbolicLink() ? 'closed' : undefined)
}

async function beginsWith(path: string): Promise<Buffer | 'closed' | undefined> {
  const file = await open(path, 'r').catch(goneOrClosed)
  if (file === undefined || file === 'closed') return file
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** PostgreSQL takes its files away while one looks, and a backup gets another name. */
function goneOrClosed(error: NodeJS.ErrnoException): 'closed' | undefined {
  return error.code === 'ENOENT' ? undefined : 'closed'
}
