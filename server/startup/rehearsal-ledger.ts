import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { LedgerPlaces } from './ledger-place.ts'

/**
 * A rehearsal writes into a copy of the ledger: what is erased in it must not be erased on the day the real store
 * starts again. The copy is made once and goes with the rehearsed store.
 */
export function rehearsalLedger({ live, other }: LedgerPlaces, dataDir: string): LedgerPlaces {
  const file = join(dataDir, 'ledger-rehearsal', 'entries')
  const from = 'file' in live ? live.file : other.file
  if (!existsSync(file) && existsSync(from)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    copyFileSync(from, file)
  }
  return { live: { file }, other: { file } }
}
