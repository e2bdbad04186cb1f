import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

const checkout = join(import.meta.dirname, '../..')

/**
 * Where our code and what it is built of lie. The checkout as a whole would hold `data/` and with it the passwords of
 * the database.
 */
const code = [
  'dist',
  'gateway',
  'kernel',
  'modules',
  'node_modules',
  'package.json',
  'platform',
  'server',
  'statements',
  'tools',
  'web/api.d.ts',
]

/**
 * What the process that serves keeps in the folder of its instance. The database's own files and the master secret are
 * not among it.
 */
const kept = ['gateways', 'obhut-demo.json', '.obhut-demo.json', 'ledger', 'vault', 'files']

interface Permitted {
  readonly dataDir?: string
  readonly reads?: readonly string[]
  readonly keeps?: readonly string[]
  /** Whether it may use the network at all, as far as the guard lets it. */
  readonly network?: boolean
  /** Whether it may load libraries in machine code, which are not held to any of this. */
  readonly native?: boolean
}

/**
 * How Node is told to let a process do no more than serve: no children, no worker threads, no native addons, no WASI,
 * no inspector, and no files but these. What it may reach on the network the guard decides, which is loaded before
 * anything else.
 */
export function permissionsFor({
  dataDir,
  reads = [],
  keeps = [],
  network = true,
  native = false,
}: Permitted): string[] {
  const own = [...(dataDir === undefined ? [] : kept.map(name => `${join(dataDir, name)}*`)), ...keeps]
  const readable = [...code.flatMap(name => placesOf(join(checkout, name))), ...reads, ...own]
  return [
    '--permission',
    ...(network ? ['--allow-net'] : []),
    ...(native ? ['--allow-addons'] : []),
    '--disable-warning=ExperimentalWarning',
    '--disable-sigusr1',
    ...[...new Set(readable)].map(path => `--allow-fs-read=${path}`),
    ...own.map(path => `--allow-fs-write=${path}`),
    // Without `--allow-net` Node itself refuses every connection; with it, the guard decides.
    ...(network ? ['--import', join(checkout, 'server/guard/preload.ts')] : []),
  ]
}

/** A path and where it leads to, if it is a link: packages may lie elsewhere. */
const placesOf = (path: string): string[] => (existsSync(path) ? [path, realpathSync(path)] : [])
