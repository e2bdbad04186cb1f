import { hostname } from 'node:os'
import pg, { type Client } from 'pg'
import { seconds } from '../../kernel/clock/clock.ts'
import type { Database } from './database.ts'
import { CannotRun } from '../problems/command-errors.ts'

/** The process that serves a store, as the others see it: "process 4711 on web1". */
const ourName = (): string => `obhut platform, process ${process.pid} on ${hostname()}`
/** The lock's two numbers: "obhu", and the first of the locks that are held for long. */
const [lockClass, lockId] = [0x6f626875, 1]

/** Live readings and commands to gateways do not cross between processes, so one process serves a store at a time. */
class AnotherServes extends CannotRun {
  constructor(store: string, other: string) {
    super(`Obhut serves ${store} already: ${other}. One process serves a store at a time; stop that one first.`)
  }
}

export interface OnlyPlatform {
  release(): Promise<void>
}

interface Claim {
  /** How a person would call the store. */
  readonly name: string
  /** Told when the claim was lost (the database was restarted) and another process took it meanwhile. */
  readonly lost: (problem: Error) => void
  /** How long to wait for another one that may be ending, in milliseconds. */
  readonly patience?: number
}

/**
 * Claims a store for this process until it ends, however it ends: by an advisory lock of the database, held on a
 * connection of its own. Commands that look after the store do not ask for it.
 */
export async function onlyPlatform(
  { place, owner }: Database,
  { name, lost, patience = seconds(5) }: Claim,
): Promise<OnlyPlatform> {
  let released = false
  let holder: Client
  const claim = async (): Promise<Client> => {
    const client = new pg.Client({ ...place, ...owner, application_name: ourName().slice(0, 63), keepAlive: true })
    client.on('error', () => {}) // what it means is seen when it ends
    await client.connect()
    try {
      // A machine that lost its power says no goodbye: the server looks after a minute.
      await client.query('set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3')
      await taken(client, name, patience)
    } catch (problem) {
      await client.end()
      throw problem
    }
    client.once('end', () => {
      if (!released) again()
    })
    return client
  }
  const again = (): void => {
    setTimeout(() => {
      if (released) return
      claim().then(
        client => {
          holder = client
        },
        (problem: unknown) => {
          if (problem instanceof AnotherServes) lost(problem)
          else again()
        },
      )
    }, seconds(1)).unref()
  }
  holder = await claim()
  return {
    async release() {
      released = true
      await holder.end()
    },
  }
}

async function taken(client: Client, name: string, patience: number): Promise<void> {
  for (const until = performance.now() + patience; ; ) {
    const {
      rows: [got],
    } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', [lockClass, lockId])
    if (got?.mine) return
    const other = await servingOn(client)
    if (performance.now() > until) throw new AnotherServes(name, other ?? 'a process that does not say its name')
    await new Promise(resolve => {
      setTimeout(resolve, 200)
    })
  }
}

/** Which process serves this store, if one does. */
export async function servingOn(client: pg.ClientBase): Promise<string | undefined> {
  const {
    rows: [holder],
  } = await client.query<{ name: string | null }>(
    `
    select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
    where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database()) and (l.classid, l.objid, l.objsubid) = ($1, $2, 2)`,
    [lockClass, lockId],
  )
  return holder ? (holder.name?.replace('obhut platform, ', '') ?? '') : undefined
}
