import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { StoreKind } from '../kernel/data/store.ts'
import type { Instance } from './instance.ts'
import { CannotRun } from './no.ts'

/**
 * Where the ledger of an instance lies. That of a live store lies outside of the folder of its database: whoever puts an older
 * copy of that folder back must not put an older ledger back with it. The process that serves may write in the folder of the ledger,
 * so that one is the ledger's own.
 */
export function ledgerPlace({ ledger, embedded, dataDir }: Pick<Instance, 'ledger' | 'embedded' | 'dataDir'>, kind: StoreKind): string {
  if (ledger === undefined && kind === 'live' && !embedded) throw new CannotRun('OBHUT_LEDGER (or --ledger FILE) is needed with DATABASE_URL: the file that says what was erased since older backups. It lies outside of the database and of its backups, on storage that every process reaches.')
  const place = ledger === undefined ? kind === 'live' ? join(`${dataDir}.ledger`, 'entries') : join(dataDir, 'ledger', 'entries') : resolve(ledger)
  if (kind === 'live' && embedded && isIn(place, dataDir)) throw new CannotRun(`The ledger ${place} lies in the folder of the database, and would be restored together with it. Say another place: --ledger FILE, or OBHUT_LEDGER.`)
  return place
}

/** Whether a file lies in a folder, links followed. */
export function isIn(file: string, folder: string): boolean {
  const [inside, above] = [realOf(file), realOf(folder)]
  return inside === above || inside.startsWith(above + sep)
}
const realOf = (path: string): string => existsSync(path) ? realpathSync(path) : dirname(path) === path ? path : join(realOf(dirname(resolve(path))), basename(path))
