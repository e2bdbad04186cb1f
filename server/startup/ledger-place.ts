import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { StoreKind } from '../../kernel/store/units.ts'
import { CannotRun } from '../problems/command-errors.ts'

/**
 * Where the ledger of an instance lies, by the kind of its store. Decided once, by the process that opens the instance:
 * following links takes rights on folders that the process that serves has not.
 */
export interface LedgerPlaces {
  /** Of a live store; or why it cannot lie where it was said. */
  readonly live: { readonly file: string } | { readonly refused: string }
  /** Of a demo or a test. */
  readonly other: { readonly file: string }
}

/**
 * That of a live store lies outside of the folder of its database: whoever puts an older copy of that folder back must
 * not put an older ledger back with it. `said` is what --ledger or OBHUT_LEDGER names.
 */
export function ledgerPlaces({
  said,
  embedded,
  dataDir,
}: {
  readonly said: string | undefined
  readonly embedded: boolean
  readonly dataDir: string
}): LedgerPlaces {
  const file = said === undefined ? undefined : resolve(said)
  return { live: ofLive(file, embedded, dataDir), other: { file: file ?? join(dataDir, 'ledger', 'entries') } }
}

function ofLive(said: string | undefined, embedded: boolean, dataDir: string): LedgerPlaces['live'] {
  if (said === undefined && !embedded)
    return {
      refused:
        'OBHUT_LEDGER (or --ledger FILE) is needed with DATABASE_URL: the file that says what was erased since older backups. It lies outside of the database and of its backups, on storage that every process reaches.',
    }
  const file = said ?? join(`${dataDir}.ledger`, 'entries')
  if (embedded && isIn(file, dataDir))
    return {
      refused: `The ledger ${file} lies in the folder of the database, and would be restored together with it. Say another place: --ledger FILE, or OBHUT_LEDGER.`,
    }
  return { file }
}

export function ledgerPlace({ ledger }: { readonly ledger: LedgerPlaces }, kind: StoreKind): string {
  const place = kind === 'live' ? ledger.live : ledger.other
  if ('refused' in place) throw new CannotRun(place.refused)
  return place.file
}

/** Whether a file lies in a folder, links followed. */
export function isIn(file: string, folder: string): boolean {
  const [inside, above] = [realOf(file), realOf(folder)]
  return inside === above || inside.startsWith(above + sep)
}
const realOf = (path: string): string =>
  existsSync(path)
    ? realpathSync(path)
    : dirname(path) === path
      ? path
      : join(realOf(dirname(resolve(path))), basename(path))
