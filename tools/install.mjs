// Installs what package-lock.json asks for, in plain words.
import { spawn } from 'node:child_process'
import { accessSync, constants, copyFileSync, existsSync, linkSync, mkdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { lockedPackages, missingPackages, neededHere } from './installed.mjs'

export class InstallFailed extends Error {
  name = 'InstallFailed'
}

export async function install(checkout) {
  const began = Date.now()
  console.log(
    `Installing ${neededHere(lockedPackages(checkout)).length} packages from package-lock.json (once; again only when it changes) …`,
  )
  await npmCi(checkout, process.execPath)
  // Under an older Node npm passes over optional packages that ask for a newer one, binaries of our tools among them.
  if (missingPackages(checkout).length > 0 && existsSync(packagedNode(checkout))) {
    console.log(`Installing again under our own Node: ${process.version} was too old for some of them …`)
    await npmCi(checkout, keptNode(checkout))
  }
  for (const spent of ['.cache/node', '.cache/npm']) rmSync(join(checkout, spent), { recursive: true, force: true })
  console.log(`Installed in ${((Date.now() - began) / 1000).toFixed(1)} s.`)
}

/**
 * Without install scripts: npm 10 runs them, npm 11 asks about them, and none is needed. Their work here would be
 * the links among PostgreSQL's libraries (server/postgres makes them) and short cuts in esbuild and @swc/core.
 */
function npmCi(checkout, node) {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
  const npm = npmScript()
  const env = {
    ...process.env,
    PATH: [dirname(node), process.env.PATH].join(delimiter),
    npm_config_cache: cacheFor(checkout),
  }
  return new Promise((resolve, reject) => {
    const child = npm
      ? spawn(node, [npm, ...args], { cwd: checkout, env, stdio: ['ignore', 'ignore', 'pipe'] })
      : spawn('npm', args, { cwd: checkout, env, stdio: ['ignore', 'ignore', 'pipe'] })
    const stop = () => {
      child.kill()
      process.exit(1)
    } // or npm would go on unpacking, with nobody waiting for it
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.once(signal, stop)
    const stillHere = setInterval(() => console.log('  … still installing'), 15_000)
    let said = ''
    child.stderr.on('data', chunk => {
      said += chunk
    })
    child.on('error', problem => reject(new InstallFailed(`npm could not be started: ${problem.message}`)))
    child.on('close', code => {
      clearInterval(stillHere)
      for (const signal of signals) process.off(signal, stop)
      if (code === 0) resolve(undefined)
      else reject(new InstallFailed(`npm could not install the packages:\n\n${said.trim()}\n\n${hint(said)}`))
    })
  })
}

/**
 * npm's own place for what it downloads; beside the packages where the home is closed to us, as a service's often is.
 */
function cacheFor(checkout) {
  const usual = process.env.npm_config_cache ?? join(homedir(), '.npm')
  return mayWrite(usual) ? usual : join(checkout, '.cache/npm')
}

function mayWrite(folder) {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** npm's own script, so that it can be run under a Node of our choice. */
function npmScript() {
  const beside = join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js')
  return [process.env.npm_execpath, beside].find(file => file?.endsWith('npm-cli.js') && existsSync(file))
}

function hint(said) {
  if (/ENOSPC/.test(said)) return 'The disk is full: about 1 GB is needed.'
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET/.test(said))
    return 'The package registry cannot be reached; is there a network (or a proxy to set)?'
  if (/EUSAGE/.test(said))
    return 'package.json and package-lock.json do not agree: run `npm install`, then `node tools/lockfile.mjs --mend`.'
  if (/EACCES|EPERM/.test(said)) return 'Files here belong to somebody else: start as the user who owns this folder.'
  return ''
}

function packagedNode(checkout) {
  return join(checkout, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node')
}

/** npm empties node_modules before it fills it, and would saw off the Node it sits on. */
function keptNode(checkout) {
  const kept = join(checkout, '.cache/node/bin/node')
  rmSync(kept, { force: true })
  mkdirSync(dirname(kept), { recursive: true })
  try {
    linkSync(packagedNode(checkout), kept)
  } catch {
    copyFileSync(packagedNode(checkout), kept)
  }
  return kept
}
