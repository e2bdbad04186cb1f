// `obhut …`, which counts what it says to its database and to its files, and dies at one of these steps as if the power had gone.
import { open, rename } from 'node:fs/promises'
import fs from 'node:fs/promises'
import { writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import pg from 'pg'

const { DIES_AT: at = '0', DIES_AFTER: after = '', DIES_TELLS: tells = '' } = process.env
let count = 0

/** One step more. Killed before it, or when it is under way and nobody has heard of its end. */
function step<R>(does: () => R): R {
  count += 1
  if (count !== Number(at)) return does()
  if (!after) process.kill(process.pid, 'SIGKILL')
  const result = does()
  setImmediate(() => { process.kill(process.pid, 'SIGKILL') })
  return result
}

// any: whatever these functions take is handed on
function counted(of: Record<string, any>, name: string): void {
  const own = of[name] as (...args: unknown[]) => unknown
  of[name] = function (this: unknown, ...args: unknown[]) { return step(() => own.apply(this, args)) }
}
counted(pg.Client.prototype, 'query')
const file = await open('/dev/null')
for (const name of ['write', 'truncate', 'sync', 'writeFile']) counted(Object.getPrototypeOf(file) as Record<string, unknown>, name)
await file.close()
fs.rename = (from, to) => step(() => rename(from, to))
syncBuiltinESMExports()
process.on('exit', () => { if (tells) writeFileSync(tells, String(count)) })

await import('../../server/cli.ts')
