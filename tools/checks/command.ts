import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { type Outcome, failed, passed } from './outcome.ts'

export const checkout = dirname(dirname(import.meta.dirname))

const tools = join(checkout, 'node_modules/.bin')

export interface Ended {
  code: number
  said: string
}

/** Runs an installed tool in the checkout, under our Node whatever the system's is. */
export function command(
  tool: string,
  args: string[],
  { shown = false, env = {} }: { shown?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, {
      cwd: checkout,
      env: { ...process.env, ...env, PATH: `${tools}:${process.env['PATH']}` },
      stdio: ['ignore', shown ? 'inherit' : 'pipe', shown ? 'inherit' : 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        said += chunk.toString()
      })
    child.on('error', reject)
    child.on('close', code => {
      resolve({ code: code ?? 1, said })
    })
  })
}

export async function passes(tool: string, args: string[]): Promise<Outcome> {
  const { code, said } = await command(tool, args)
  return code === 0 ? passed : failed(said)
}
