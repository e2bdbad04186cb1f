import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { withProcessLock } from '../../tools/process-lock.mjs'
import { CannotRun } from '../problems/command-errors.ts'
import { withoutSecrets } from './environment.ts'

const checkout = join(import.meta.dirname, '../..')
const built = join(checkout, 'dist/web/index.html')
const sources = ['web', 'package-lock.json', 'tools/build-web.ts'].map(name => join(checkout, name))

/** Builds the screens where they are missing or older than what they are made of. */
export async function buildPortal(say: (line: string) => void): Promise<void> {
  if (isBuilt()) return
  await withProcessLock(
    `build ${checkout}`,
    async () => {
      if (isBuilt()) return
      say('Building the portal (once; again only when it changes) …')
      const began = performance.now()
      await build()
      say(`Built in ${((performance.now() - began) / 1000).toFixed(1)} s.`)
    },
    {
      waiting: () => {
        say('Another start is building the portal; waiting for it …')
      },
    },
  )
}

/**
 * The screens as they have to be before somebody is served: links in letters lead to them. Where the checkout may not
 * be written to (a service that systemd protects), what was built before goes on being served, and nothing is not
 * served.
 */
export async function portalToServe(say: (line: string) => void): Promise<void> {
  if (isBuilt()) return
  if (mayBuild()) return buildPortal(say)
  if (!existsSync(built))
    throw new CannotRun(
      `The portal was not built, and ${checkout} may not be written to here. Run this once as its owner: npm run ready`,
    )
  say(
    'The portal is older than its sources, and is served as it was built. To build it anew, run as the owner of this folder: npm run ready',
  )
}

function mayBuild(): boolean {
  try {
    accessSync(existsSync(join(checkout, 'dist')) ? join(checkout, 'dist') : checkout, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function isBuilt(): boolean {
  if (!existsSync(join(checkout, 'web/index.html'))) return true // nothing to build from: what is there is served
  const at = statSync(built, { throwIfNoEntry: false })?.mtimeMs
  return at !== undefined && sources.every(place => newest(place) <= at)
}

function newest(place: string): number {
  const found = statSync(place, { throwIfNoEntry: false })
  if (!found?.isDirectory()) return found?.mtimeMs ?? 0
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0)
}

/** In a process of its own: the tools of building are none of the server's. */
function build(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['tools/build-web.ts'], {
      cwd: checkout,
      env: withoutSecrets(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString()
      })
    child.on('error', reject)
    child.on('close', code => {
      if (code === 0) resolve()
      else reject(new CannotRun(`The portal could not be built:\n${said.trim()}`))
    })
  })
}
