import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import type { ClientBase } from 'pg'
import type { DatabaseAddress } from '../../kernel/store/store.ts'
import { CannotRun, WrongUse } from '../problems/command-errors.ts'

const thisMachine = /^(localhost|127(\.\d+){3}|::1|\/.*)$/

/** How the way to the database is protected, by the value of `sslmode`. */
const modes = {
  /**
   * Encrypted, with a certificate that is valid for this host: whatever libpq would leave unchecked under these names.
   */
  'verify-full': 'verified',
  'verify-ca': 'verified',
  require: 'verified',
  /** Encrypted, to whoever answers. */
  'no-verify': 'encrypted',
  disable: 'in clear',
} as const
const known = new Set(['host', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey'])

/**
 * Where a PostgreSQL server is, by its URL; verified TLS wherever that is another machine, unless the URL says
 * otherwise by name.
 */
export function placeAt(url: string): DatabaseAddress {
  const { hostname, port, pathname, searchParams } = new URL(url)
  const unknown = [...searchParams.keys()].filter(name => !known.has(name))
  if (unknown.length)
    throw new WrongUse(`DATABASE_URL: '${unknown.join(', ')}' means nothing here. Known are ${[...known].join(', ')}.`)
  const host = searchParams.get('host') ?? decodeURIComponent(hostname).replace(/^\[|\]$/g, '')
  const ssl = sslOf(searchParams, host)
  return { host, port: Number(port || 5432), database: decodeURIComponent(pathname.slice(1)), ...(ssl && { ssl }) }
}

function sslOf(said: URLSearchParams, host: string): Exclude<DatabaseAddress['ssl'], boolean> {
  const mode = said.get('sslmode') ?? (thisMachine.test(host) && !said.has('sslrootcert') ? 'disable' : 'verify-full')
  if (!isMode(mode))
    throw new WrongUse(
      `DATABASE_URL: sslmode=${mode} is not one of ${Object.keys(modes).join(', ')}. Without it a server on another machine is reached by TLS with a certificate that is checked.`,
    )
  if (modes[mode] === 'in clear') return undefined
  const [cert, key] = [fileOf(said, 'sslcert'), fileOf(said, 'sslkey')]
  if ((cert === undefined) !== (key === undefined)) throw new WrongUse('DATABASE_URL: sslcert and sslkey go together.')
  const own = cert === undefined ? {} : { cert, key }
  if (modes[mode] === 'encrypted') return { rejectUnauthorized: false, ...own }
  const ca = said.get('sslrootcert') === 'system' ? undefined : fileOf(said, 'sslrootcert')
  // An address is compared with the certificate as well; the driver names a host to TLS only where it is a name.
  return {
    rejectUnauthorized: true,
    ...(ca !== undefined && { ca }),
    ...own,
    ...(isIP(host) !== 0 && { host }), // as: its type lacks this, which tls.connect takes
  } as Exclude<DatabaseAddress['ssl'], boolean>
}

const isMode = (mode: string): mode is keyof typeof modes => Object.hasOwn(modes, mode)

function fileOf(said: URLSearchParams, name: string): string | undefined {
  const file = said.get(name)
  if (file === null) return undefined
  try {
    return readFileSync(resolve(file), 'utf8')
  } catch {
    throw new CannotRun(`DATABASE_URL: ${name}=${file} cannot be read.`)
  }
}

/**
 * What a login lacks to keep a store, asked before anything is made: all of it at once, with the statement that mends
 * it.
 */
export async function refuseWithoutRights(owner: ClientBase): Promise<void> {
  const {
    rows: [has],
  } = await owner.query<{
    login: string
    database: string
    roles: boolean
    creates: boolean
    owns: boolean
    version: number
    encoding: string
  }>(`
    select current_user as login, current_database() as database, r.rolcreaterole or r.rolsuper as roles, has_database_privilege(current_database(), 'create') as creates, pg_has_role(d.datdba, 'usage') as owns,
           current_setting('server_version_num')::int / 10000 as version, pg_encoding_to_char(d.encoding) as encoding
    from pg_roles r, pg_database d where r.rolname = current_user and d.datname = current_database()`)
  if (!has) return
  const { login, database, roles, creates, owns, version, encoding } = has
  const lacking = [
    ...(roles ? [] : [`it may not make roles, one for each purpose: alter role "${login}" createrole;`]),
    ...(owns
      ? []
      : [
          creates
            ? `it does not own the database, and so cannot close it to others: alter database "${database}" owner to "${login}";`
            : `it may make no schema in the database: alter database "${database}" owner to "${login}";`,
        ]),
    ...(version >= 15 ? [] : [`PostgreSQL ${version} is too old: 15 or newer is needed`]),
    ...(encoding === 'UTF8' ? [] : [`the database is encoded as ${encoding}: make one with encoding 'UTF8'`]),
  ]
  if (lacking.length)
    throw new CannotRun(
      [
        `The login "${login}" of DATABASE_URL cannot keep a store in the database "${database}"; nothing was made:`,
        ...lacking.map(one => `  - ${one}`),
      ].join('\n'),
    )
}

/**
 * A pooler that lends a connection for one transaction alone (PgBouncer with `pool_mode = transaction`) looks like a
 * server until it matters: what is prepared, listened for and locked by a session belongs to a connection of its own.
 * Two connections that are open side by side are answered by two processes of PostgreSQL, or by such a pooler.
 */
export async function refusePooled(
  one: ClientBase,
  beside: <R>(work: (other: ClientBase) => Promise<R>) => Promise<R>,
): Promise<void> {
  const process = async (client: ClientBase): Promise<number | undefined> =>
    (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid
  if ((await process(one)) !== (await beside(process))) return
  throw new CannotRun(
    'DATABASE_URL leads to a pooler that shares connections between transactions (PgBouncer: pool_mode = transaction). ' +
      'A store prepares statements, listens and holds locks for as long as a connection lasts, which that would mix up. ' +
      'Name PostgreSQL itself, whose connections Obhut pools by itself, or set pool_mode = session for this database. Nothing was made.',
  )
}
