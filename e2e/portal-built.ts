// The portal as the server serves it, built once for all tests in the browser, where its sources have changed since.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { command } from '../tools/checks/command.ts'

const web = join(import.meta.dirname, '../web')
const built = join(import.meta.dirname, '../dist/web/index.html')

export default async function setup(): Promise<void> {
  const builtAt = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const changed = readdirSync(web, { recursive: true, encoding: 'utf8' }).some(
    name => statSync(join(web, name)).mtimeMs > builtAt,
  )
  if (!changed) return
  // What people get: tests have NODE_ENV at `test`, with which React comes as it is for development, at twice the size.
  const { code, said } = await command('vite', ['build', '--config', 'web/vite.config.ts', '--logLevel', 'error'], {
    env: { NODE_ENV: 'production' },
  })
  if (code !== 0) throw new Error(said)
}
