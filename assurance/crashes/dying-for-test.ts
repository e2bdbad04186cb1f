// `obhut …`, which counts what it says to its database and to its files, and dies at one of these steps as if the power
// had gone.
import fs, { open } from 'node:fs/promises'
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
  setImmediate(() => {
    process.kill(process.pid, 'SIGKILL')
  })
  return result
}

function counted(of: object, name: string): void {
  const methods = of as Record<string, unknown>
  const own = methods[name] as (...args: unknown[]) => unknown // whoever asks knows its methods
  methods[name] = function (this: unknown, ...args: unknown[]) {
    return step(() => own.apply(this, args))
  }
}
counted(pg.Client.prototype, 'query')
const file = await open('/dev/null')
for (const name of ['write', 'truncate', 'sync', 'writeFile']) counted(Object.getPrototypeOf(file) as object, name)
await file.close()
counted(fs, 'rename')
syncBuiltinESMExports()
process.on('exit', () => {
  if (tells) writeFileSync(tells, String(count))
})

await import('../../server/cli.ts')
