import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { freePort } from '../../server/http/port.ts'
import { bringPostgres, debianPostgres } from '../checks/postgresql.ts'

export interface DebianPostgres {
  readonly port: number
  /** Where pg_dump and the others lie. */
  readonly bin: string
  readonly admin: {
    readonly host: '127.0.0.1'
    readonly port: number
    readonly user: 'postgres'
    readonly password: string
    readonly database: 'postgres'
    readonly ssl?: { readonly rejectUnauthorized: false }
  }
  stop(): Promise<void>
}

interface How {
  /** A certificate that it shows; without one it speaks in clear alone. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Lines of pg_hba.conf. */
  readonly hba?: readonly string[]
}

const password = 'only for this run'

/**
 * A server of Debian's PostgreSQL on a free port of this machine, as an operator would have it; everything of it is
 * gone once it stops.
 */
export async function aDebianPostgres({
  tls,
  hba = ['host all all 127.0.0.1/32 scram-sha-256'],
}: How = {}): Promise<DebianPostgres> {
  const { missing } = await bringPostgres(line => {
    console.log(line)
  })
  const bin = debianPostgres()
  if (missing !== undefined || bin === undefined) throw new Error(missing ?? 'there is no PostgreSQL')
  const dir = mkdtempSync(join(tmpdir(), 'obhut-debian-pg-'))
  const user = dropped()
  const write = (name: string, text: string): void => {
    writeFileSync(join(dir, name), text, { mode: 0o600 })
    if ('uid' in user) chownSync(join(dir, name), user.uid, user.gid)
  }
  chmodSync(dir, 0o755)
  mkdirSync(join(dir, 'data'), { mode: 0o700 })
  if ('uid' in user) chownSync(join(dir, 'data'), user.uid, user.gid)
  write('password', password)
  write('hba', ['local all all trust', ...hba].join('\n') + '\n')
  if (tls) {
    write('server.key', tls.key)
    write('server.crt', tls.cert)
  }
  const port = await freePort('127.0.0.1', 0)
  const made = spawnSync(
    join(bin, 'initdb'),
    [
      '-D',
      join(dir, 'data'),
      '-U',
      'postgres',
      `--pwfile=${join(dir, 'password')}`,
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ],
    { cwd: dir, ...user, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(made.stderr)
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    hba_file: join(dir, 'hba'),
    fsync: 'off',
    ...(tls && { ssl: 'on', ssl_cert_file: join(dir, 'server.crt'), ssl_key_file: join(dir, 'server.key') }),
  }
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', join(dir, 'data'), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { cwd: dir, ...user, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  server.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const ended = once(server, 'exit')
  // Whoever makes the server knows that it is theirs, whatever certificate it was given to show.
  const admin = {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    database: 'postgres',
    ...(tls && { ssl: { rejectUnauthorized: false as const } }),
  } as const
  await Promise.race([
    untilItAnswers(() => said),
    ended.then(() => {
      throw new Error(said)
    }),
  ])
  return {
    port,
    bin,
    admin,
    async stop() {
      server.kill('SIGINT')
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

async function untilItAnswers(said: () => string): Promise<void> {
  while (!said().includes('database system is ready to accept connections'))
    await new Promise(resolve => {
      setTimeout(resolve, 50)
    })
}

/** PostgreSQL does not run as root: then it runs as Debian's own user for it. */
function dropped(): { readonly uid: number; readonly gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {}
  const [, , uid, gid] =
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find(line => line.startsWith('postgres:'))
      ?.split(':') ?? []
  if (uid === undefined || gid === undefined) throw new Error('this system has no user "postgres"')
  return { uid: Number(uid), gid: Number(gid) }
}

/**
 * As an administrator would make room for Obhut: a login with what the documentation names, and a database of its own.
 * Answers DATABASE_URL.
 */
export async function roomForObhut(
  { admin }: DebianPostgres,
  name: string,
  { may = 'createrole' } = {},
): Promise<string> {
  const client = new Client(admin)
  await client.connect()
  try {
    await client.query(`create role ${name} login ${may} password 'room'`)
    await client.query(`create database ${name} owner ${name}`)
  } finally {
    await client.end()
  }
  return `postgres://${name}:room@127.0.0.1:${admin.port}/${name}`
}
