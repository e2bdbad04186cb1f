import type { Findings } from './findings.ts'

/** A file of the installation, as somebody found it who may look. */
export interface FileSeen {
  /** Where it lies, without the folder of the installation: `data/postgres/cluster`, `backups/obhut.backup`. */
  readonly place: string
  readonly is:
    | 'ours'
    | 'encrypted'
    /** By its name a backup or its wrapped keys, and readable as it lies there. */
    | 'unencrypted'
    | 'unknown'
    /** It can be read by others than its owner. */
    | 'open to others'
    /** It cannot be looked at. */
    | 'out of reach'
}

const against = {
  unencrypted: 'is a backup by its name and not encrypted',
  unknown: 'is nothing that this platform keeps there; it may be a copy',
  'out of reach': 'cannot be looked at; see that it is there, mounted, and open to whoever proves',
  'open to others': 'can be read by other users of the machine',
} as const

/** Whatever lies beside the store and its backups is known, and no copy of it lies there in clear. */
export function proveFiles(files: readonly FileSeen[], found: Findings): void {
  for (const { place, is } of files)
    if (is !== 'ours' && is !== 'encrypted') found.fault(`${place} ${against[is]}`, 'statement/measures')
  if (files.length === 0) return
  const encrypted = files.filter(({ is }) => is === 'encrypted').length
  found.shows('statement/measures', {
    from: 'attempts',
    says: `${files.length} files and folders of the installation are known; ${encrypted} of them are backups and wrapped keys, each encrypted`,
  })
}
