#!/usr/bin/env node
// Keeps package-lock.json installable everywhere: `node tools/lockfile.mjs --mend` after each `npm install <package>`.
//
// npm writes down that a package offers binaries for a dozen platforms, but leaves out those it could not see when the
// file was written, and `npm ci` then refuses the whole file. We run on Linux only, so what is not in the file goes.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { placeOf } from './installed.mjs'

/**
 * The optional packages that a lockfile names but does not hold, as `['node_modules/@swc/core',
 * '@swc/core-win32-x64']`.
 */
export function loosePlatforms({ packages }) {
  return Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter(name => !placeOf(packages, place, name))
      .map(name => [place, name]),
  )
}

export function withoutLoosePlatforms(lock) {
  const mended = structuredClone(lock)
  for (const [place, name] of loosePlatforms(lock)) delete mended.packages[place].optionalDependencies[name]
  return mended
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = new URL('../package-lock.json', import.meta.url)
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const loose = loosePlatforms(lock)
  if (loose.length === 0) console.log('package-lock.json holds everything it names.')
  else if (process.argv.includes('--mend')) {
    writeFileSync(file, `${JSON.stringify(withoutLoosePlatforms(lock), null, 2)}\n`)
    console.log(`Took ${loose.length} packages for other platforms out of package-lock.json.`)
  } else {
    console.error(
      `package-lock.json names ${loose.length} packages it does not hold; mend it with: node tools/lockfile.mjs --mend`,
    )
    process.exitCode = 1
  }
}
