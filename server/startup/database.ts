import pg, { Client } from 'pg'
import { placeAt } from './database-url.ts'
import { closeToEverybody } from '../../kernel/enforce/outside-tables.ts'
import { DatabaseAway, withoutValues } from '../../kernel/problems/errors.ts'
import { passwordOf, type DatabaseAddress } from '../../kernel/store/store.ts'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

export interface Admin extends DatabaseAddress {
  readonly user: string
  readonly password: string
}
export interface Database {
  readonly place: DatabaseAddress
  readonly owner: { readonly user: string; readonly password: string }
}

/** The login that owns the tables. It may make roles, and is no superuser. */
export const ownerLogin = 'obhut_owner'

/** A database of the platform's own in a cluster that we administer: made at the first start, found at every other. */
export async function databaseIn(admin: Admin, name: string, secret: Buffer): Promise<Database> {
  const password = passwordOf(secret, ownerLogin)
  await withClient(admin, async client => {
    await client.query(`select pg_advisory_lock(hashtext('obhut database'))`)
    const {
      rows: [role],
    } = await client.query('select from pg_roles where rolname = $1', [ownerLogin])
    await client.query(
      `${role ? 'alter' : 'create'} role ${id(ownerLogin)} login createrole nosuperuser nocreatedb password ${literal(password)}`,
    )
    const {
      rows: [database],
    } = await client.query('select from pg_database where datname = $1', [name])
    if (!database) await client.query(`create database ${id(name)} owner ${id(ownerLogin)}`)
    await withClient({ ...admin, database: name }, closeToEverybody)
  })
  return { place: { host: admin.host, port: admin.port, database: name }, owner: { user: ownerLogin, password } }
}

/** A PostgreSQL server that somebody else looks after, by its URL; the login in it owns the tables. */
export function databaseAt(url: string): Database {
  const { username, password } = new URL(url)
  return { place: placeAt(url), owner: { user: decodeURIComponent(username), password: decodeURIComponent(password) } }
}

export async function withClient<R>(config: pg.ClientConfig, work: (client: Client) => Promise<R>): Promise<R> {
  const client = new Client(config)
  // A connection that breaks is told by what was asked on it, or is asked next.
  client.on('error', () => {})
  await client.connect().catch((problem: unknown) => {
    throw away(problem)
  })
  try {
    return await work(client)
  } catch (problem) {
    throw away(problem)
  } finally {
    await client.end()
  }
}

/** A login that is refused keeps its code, by which it is told what mends it. */
function away(problem: unknown): unknown {
  const known = withoutValues(problem)
  return known instanceof DatabaseAway ? known : problem
}
