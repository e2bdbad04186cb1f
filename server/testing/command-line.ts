import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { afterAll } from 'vitest'
import { program, type Program } from '../../tools/testing/processes.ts'
import { main } from '../commands/main.ts'
import { everyModule } from '../modules.ts'
import { aManifest } from './manifest.ts'

const cli = join(import.meta.dirname, '../cli.ts')
/** What `npx obhut` runs in a checkout. */
export const asInstalled = join(import.meta.dirname, '../../tools/obhut.mjs')

export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** The environment of whoever runs the tests decides nothing here. */
const clean = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('OBHUT_') && name !== 'DATABASE_URL'),
  ),
  ...env,
})

/** The same inside this process: for what is answered without doing anything. */
export async function said(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const heard = { out: '', err: '' }
  const into = (name: keyof typeof heard): Writable =>
    new Writable({
      write: (chunk: Buffer, _, done) => {
        heard[name] += chunk.toString()
        done()
      },
    })
  const code = await main(args, { out: into('out'), err: into('err'), in: Readable.from([]) }, env)
  return { code, ...heard }
}

/** `obhut …` as a process of its own, until it ends. */
export function obhut(
  args: readonly string[],
  { env = {}, input = '' }: { readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
): Promise<Ended> {
  return new Promise(resolve => {
    const child = execFile(
      process.execPath,
      [cli, ...args],
      { env: clean(env), maxBuffer: 50e6 },
      (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err })
      },
    )
    child.stdin?.end(input)
  })
}

export interface Running extends Program {
  readonly url: string
}

/** `obhut start` or `demo`, once it says where it runs. */
export async function running(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  entry = cli,
  node?: string,
): Promise<Running> {
  const started = program(entry, [...args], { env: clean(env), ...(node !== undefined && { node }) })
  for (;;) {
    const [, url] = /Obhut runs at (https?:\S+)/.exec(await started.says()) ?? []
    if (url !== undefined) return { ...started, url }
  }
}

/** A folder for one test file, gone after it. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'obhut-cli-'))
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** A manifest on the disk that states every activity. */
export function aManifestFile(folder: string, more: object = {}): string {
  const file = join(folder, 'firma.yaml')
  writeFileSync(file, aManifest(everyModule, {}, more))
  return file
}
