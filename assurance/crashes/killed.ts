import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../../server/startup/database.ts'
import { testSecret } from '../../server/testing/world.ts'

const program = join(import.meta.dirname, 'dying-for-test.ts')
const cli = join(import.meta.dirname, '../../server/cli.ts')

/** Where a command works, and at which of its steps it dies: before the step, or while that is under way. */
export interface CommandTarget {
  readonly database: Database
  readonly ledger: string
}
export interface Death {
  readonly at: number
  readonly after: boolean
}
export interface Ended {
  readonly killed: boolean
  readonly code: number
  readonly said: string
  readonly steps: number
}

const environment = ({ database: { place, owner }, ledger }: CommandTarget): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  TMPDIR: process.env['TMPDIR'],
  DATABASE_URL: `postgres://${owner.user}:${owner.password}@localhost:${place.port}/${place.database}?host=${encodeURIComponent(place.host)}`,
  OBHUT_SECRET: testSecret.toString('base64'),
  OBHUT_LEDGER: ledger,
})

/** `obhut …` on a database, until it ends or dies. */
export function obhut(args: readonly string[], where: CommandTarget, death?: Death): Promise<Ended> {
  const tells = join(mkdtempSync(join(tmpdir(), 'obhut-steps-')), 'steps')
  const env = {
    ...environment(where),
    DIES_TELLS: tells,
    ...(death && { DIES_AT: String(death.at), ...(death.after && { DIES_AFTER: '1' }) }),
  }
  return new Promise(resolve => {
    execFile(process.execPath, [program, ...args], { env, maxBuffer: 50e6 }, (error, out, err) => {
      const killed = error?.signal === 'SIGKILL'
      resolve({
        killed,
        code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
        said: out + err,
        steps: killed ? (death?.at ?? 0) : Number(readFileSync(tells, 'utf8')),
      })
    })
  })
}

/** A platform in processes of its own, to be killed with all of them at once. */
export function aPlatform(where: CommandTarget): { kill(): Promise<void> } {
  const child = spawn(process.execPath, [cli, 'start', '--port', '0', '--mqtt-port', '0'], {
    env: environment(where),
    stdio: 'ignore',
    detached: true,
  })
  const gone = once(child, 'exit')
  return {
    async kill() {
      try {
        process.kill(-child.pid!, 'SIGKILL') // spawned above, so it has a number; its children are in its group
      } catch (error) {
        if ((error as { code?: string }).code !== 'ESRCH') throw error
      }
      await gone
    },
  }
}
