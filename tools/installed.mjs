// What the lockfile asks for on this machine, and what of it is there.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The packages of package-lock.json that are missing from node_modules or there in another version.
 *
 * npm writes what it installed to node_modules/.package-lock.json as its last act: an installation that was cut off
 * has no such file, and an optional package that npm passed over (under an older Node it does so without a word) is
 * not in it.
 */
export function missingPackages(checkout) {
  const wanted = lockedPackages(checkout)
  const there = packagesIn(join(checkout, 'node_modules/.package-lock.json')) ?? {}
  return neededHere(wanted)
    .filter(place => there[place]?.version !== wanted[place].version || !existsSync(join(checkout, place)))
    .map(place => place.slice('node_modules/'.length))
}

export function lockedPackages(checkout) {
  return packagesIn(join(checkout, 'package-lock.json')) ?? {}
}

function packagesIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined
}

/** Everything that can be reached from the project itself; what serves other platforms only is not. */
export function neededHere(packages) {
  const reached = new Set()
  const follow = ({ place, dependencies, devDependencies, optionalDependencies, peerDependencies }) => {
    for (const name of Object.keys({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
      ...peerDependencies,
    })) {
      const at = placeOf(packages, place, name)
      if (at === undefined || reached.has(at) || !fits(packages[at])) continue
      reached.add(at)
      follow({ ...packages[at], devDependencies: {}, place: at })
    }
  }
  follow({ ...packages[''], place: '' })
  return [...reached]
}

/** Looks for a package the way Node does: inside, then in each folder above. */
export function placeOf(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`
    if (packages[place]) return place
    if (at === '') return undefined
  }
}

function fits({ os, cpu, libc }) {
  return allowed(os, process.platform) && allowed(cpu, process.arch) && allowed(libc, ourLibc())
}

function allowed(list, ours) {
  if (!list || ours === undefined) return true
  const names = [list].flat()
  return !names.includes(`!${ours}`) && (names.includes(ours) || names.every(name => name.startsWith('!')))
}

let libc
function ourLibc() {
  if (process.platform !== 'linux') return undefined
  process.report.excludeNetwork = true // looks up names otherwise, which takes as long as the network pleases
  libc ??= process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
  return libc
}
