import { open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isEncryptedFile } from '../../kernel/backup/container.ts'
import type { FileSeen } from '../../kernel/proof/files.ts'

/** What lies in the folder of an instance, and in those where its backups go; PostgreSQL's own by their names alone. */
export async function filesOf(dataDir: string | undefined, backups: readonly string[]): Promise<readonly FileSeen[]> {
  const kept = dataDir === undefined ? [] : await inFolder(dataDir, basename(dataDir), instance)
  const copies = await Promise.all(backups.map(folder => backupsIn(folder, basename(folder))))
  return [...kept, ...copies.flat()]
}

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
const ledger: Belongs = { files: /^entries/ }
const instance: Belongs = {
  files: /^(secret|vault)(\.\d+)?$|^vault\.[\w-]+$|^\.?obhut-demo\.json$/,
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
            base: { files: /^$/, others: { called: /^(\d+|pgsql_tmp)$/, with: heap } },
            global: heap,
          },
          others: { called: /^(pg_[a-z_]+|log)$/, with: 'anything' },
        },
      },
    },
  },
}

async function inFolder(folder: string, place: string, belongs: Belongs): Promise<FileSeen[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const seen = await Promise.all(
    entries.map(async (entry): Promise<FileSeen[]> => {
      const at = `${place}/${entry.name}`
      if (!entry.isDirectory())
        return [
          belongs.files.test(entry.name) ? await ours(join(folder, entry.name), at) : { place: at, is: 'unknown' },
        ]
      const inside =
        belongs.folders?.[entry.name] ?? (belongs.others?.called.test(entry.name) ? belongs.others.with : undefined)
      if (inside === undefined) return [{ place: at, is: 'unknown' }]
      return inside === 'anything' ? [{ place: at, is: 'ours' }] : inFolder(join(folder, entry.name), at, inside)
    }),
  )
  return seen.flat()
}

async function ours(file: string, place: string): Promise<FileSeen> {
  const found = await stat(file).catch(gone)
  const isOpen = found !== undefined && /\/(secret|vault[^/]*|password)$/.test(place) && (found.mode & 0o077) !== 0
  return { place, is: isOpen ? 'open to others' : 'ours' }
}

async function backupsIn(folder: string, place: string): Promise<FileSeen[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return Promise.all(
    entries.map(async (entry): Promise<FileSeen> => {
      const at = `${place}/${entry.name}`
      if (entry.name === 'lost+found') return { place: at, is: 'ours' }
      if (!entry.isFile() || !/\.(backup|keys)(\.unfinished)?$/.test(entry.name)) return { place: at, is: 'unknown' }
      return { place: at, is: (await startsEncrypted(join(folder, entry.name))) ? 'encrypted' : 'unencrypted' }
    }),
  )
}

async function startsEncrypted(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0)
    return isEncryptedFile(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

/** PostgreSQL takes its files away while one looks. */
function gone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
