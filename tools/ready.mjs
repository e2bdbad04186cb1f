#!/usr/bin/env node
// Makes the checkout ready and starts a program of ours in it: `node tools/ready.mjs server/cli.ts demo --port 8080`.
//
// Runs on any Node from 20 with nothing installed yet, so it is plain JavaScript without dependencies. What it starts
// runs under the Node that the lockfile pins.
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, lstatSync, realpathSync } from 'node:fs'
import { constants as system } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withProcessLock } from './process-lock.mjs'
import { install } from './install.mjs'
import { missingPackages } from './installed.mjs'

const checkout = dirname(dirname(fileURLToPath(import.meta.url)))

// By this signal Node opens a debugger for everybody on this machine, into a process that has the secrets of the
// environment.
process.on('SIGUSR1', () => {})

/** Something to read and act on: shown without a stack. */
class NotReady extends Error {}

export async function makeReady() {
  if (missingPackages(checkout).length === 0) return
  refuseToInstallElsewhere()
  await withProcessLock(
    `install ${realpathSync(checkout)}`,
    async () => {
      if (missingPackages(checkout).length > 0) await install(checkout)
    },
    { waiting: () => console.log('Another start is installing the packages here; waiting for it …') },
  )
  const missing = missingPackages(checkout)
  if (missing.length > 0) throw new NotReady(`These packages could not be installed: ${missing.join(', ')}.`)
}

/** npm would empty the folder behind a link, which may be another checkout's. */
function refuseToInstallElsewhere() {
  const folder = join(checkout, 'node_modules')
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new NotReady(
      `node_modules is a link to ${realpathSync(folder)}, which does not match package-lock.json.\nInstall there, or remove the link.`,
    )
  try {
    accessSync(checkout, constants.W_OK)
  } catch {
    throw new NotReady(
      `Packages are missing, and ${checkout} may not be written to.\nRun \`npm run ready\` once as its owner.`,
    )
  }
}

/** The pinned Node; where there is none for this system, the present one if it is new enough to run TypeScript. */
function pinnedNode() {
  const pinned = join(checkout, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node')
  if (existsSync(pinned)) return pinned
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath
  throw new NotReady(
    `There is no packaged Node for ${process.platform}-${process.arch}, and this one is ${process.version}.\nInstall Node 26 (or 24) and start again.`,
  )
}

function run(entry, args) {
  const script = join(checkout, entry)
  if (!existsSync(script)) throw new NotReady(`${entry} is not in this checkout.`)
  const node = pinnedNode()
  // What was compiled once is not compiled again: a third of the time to start, and 25 MB less in each process.
  const env = { NODE_COMPILE_CACHE: join(checkout, 'node_modules/.cache/compiled'), ...process.env }
  const all = ['--disable-sigusr1', script, ...args]
  // Becoming the program spares a process in between, and every question about signals.
  if (process.execve) process.execve(node, [node, ...all], env)
  // The channel tells the program when this process is gone, however it went.
  else passOn(spawn(node, all, { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] }))
}

function passOn(child) {
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // Ctrl-C reaches everything on the terminal by itself; sent on, it would arrive twice.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT')
  })
  child.on('error', problem => tell(problem))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + system.signals[signal]))
}

function tell(problem) {
  console.error(problem instanceof NotReady || problem.name === 'InstallFailed' ? `\n${problem.message}\n` : problem)
  process.exit(3) // as the command line says of what cannot run as things stand
}

const [entry, ...args] = process.argv.slice(2)
makeReady()
  .then(() => {
    if (entry) run(entry, args)
  })
  .catch(tell)
