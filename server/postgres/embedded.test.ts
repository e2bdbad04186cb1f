import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { type Program, program } from '../../tools/testing/processes.ts'
import { mayBeAService, withPrivateTmp } from '../../tools/testing/private-tmp.ts'
import { type AdminConnection, type EmbeddedPostgres, embeddedPostgres } from './embedded.ts'
import { binariesFor } from './binaries.ts'
import { runningOn } from './postmaster.ts'
import { mayEnter } from './system-user.ts'

const asRoot = process.getuid?.() === 0
const somebody = { uid: 65534, gid: 65534 }
/** In a checkout below a closed home, nobody else can start anything. */
const othersMayEnter = mayEnter({ ...somebody, dropped: true }, import.meta.dirname)

describe('a PostgreSQL of our own', () => {
  it('starts from nothing and speaks UTF-8 sorted by code point', async () => {
    const { admin } = await starts(aFolder())
    expect(
      await ask(
        admin,
        `select pg_encoding_to_char(encoding) encoding, datlocprovider provider, datlocale locale from pg_database where datname = 'postgres'`,
      ),
    ).toEqual([{ encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8' }])
  })

  it('keeps its data from one start to the next', async () => {
    const dir = aFolder()
    const first = await starts(dir)
    await ask(first.admin, 'create table kept as select 7 as seven')
    await first.stop()
    expect(await ask((await starts(dir)).admin, 'select seven from kept')).toEqual([{ seven: 7 }])
  })

  it('stops once, however often it is asked to', async () => {
    const dir = aFolder()
    const postgres = await starts(dir)
    await Promise.all([postgres.stop(), postgres.stop()])
    await postgres.stop()
    expect(await runningOn(join(dir, 'cluster'))).toBeUndefined()
    expect(readdirSync(join(dir, 'cluster')).filter(name => name.startsWith('.s.'))).toEqual([])
  })

  it('lets in nobody without the password, and hides the password from others', async () => {
    const dir = aFolder()
    const { admin } = await starts(dir)
    await expect(ask({ ...admin, password: 'guessed' }, 'select 1')).rejects.toThrow('password authentication failed')
    expect(statSync(join(dir, 'password')).mode & 0o777).toBe(0o600)
  })

  it('listens to no network', async () => {
    const { admin } = await starts(aFolder())
    expect(await ask(admin, 'show listen_addresses')).toEqual([{ listen_addresses: '' }])
  })

  it('takes settings from whoever starts it', async () => {
    const postgres = await embeddedPostgres({ dir: aFolder(), fsync: false, settings: { max_connections: '17' } })
    started.push(postgres)
    expect(await ask(postgres.admin, 'show max_connections')).toEqual([{ max_connections: '17' }])
  })

  it('does not disturb a second one in another folder', async () => {
    const [here, there] = await Promise.all([starts(aFolder()), starts(aFolder())])
    await ask(here.admin, 'create table here ()')
    expect(await ask(there.admin, `select to_regclass('here')`)).toEqual([{ to_regclass: null }])
    await here.stop()
    expect(await ask(there.admin, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('repairs itself after a crash', async () => {
    const dir = aFolder()
    const first = await embeddedPostgres({ dir })
    await ask(first.admin, 'create table kept as select 7 as seven')
    first.kill()
    expect(await ask((await starts(dir)).admin, 'select seven from kept')).toEqual([{ seven: 7 }])
  })

  it('refuses data of another major version and says whose it is', async () => {
    const dir = aFolder()
    await (await starts(dir)).stop()
    writeFileSync(join(dir, 'cluster/PG_VERSION'), '15\n')
    await expect(starts(dir)).rejects.toThrow('was written by PostgreSQL 15')
  })

  it('says what is wrong when a setting is', async () => {
    await expect(
      embeddedPostgres({ dir: aFolder(), fsync: false, settings: { shared_buffers: 'plenty' } }),
    ).rejects.toThrow(/did not start.*shared_buffers/s)
  })

  it('begins anew where the making of a cluster was cut off', async () => {
    const dir = aFolder()
    mkdirSync(join(dir, 'cluster.unfinished/base'), { recursive: true })
    expect(await ask((await starts(dir)).admin, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('keeps statements and values out of its log', async () => {
    const { admin } = await starts(aFolder())
    expect(
      await ask(
        admin,
        `select name, setting from pg_settings where name in ('log_min_messages', 'log_min_error_statement', 'log_statement') order by name`,
      ),
    ).toEqual([
      { name: 'log_min_error_statement', setting: 'panic' },
      { name: 'log_min_messages', setting: 'log' },
      { name: 'log_statement', setting: 'none' },
    ])
  })
})

describe('when the process that started it', () => {
  it('is killed, the server stops by itself', async () => {
    const dir = aFolder()
    const { parent } = await startedElsewhere(dir)
    await parent.kill('SIGKILL')
    expect(await endsWithin(dir, 10_000)).toBe(true)
  })

  it('is killed and started again at once, the data is there', async () => {
    const dir = aFolder()
    const { parent, admin } = await startedElsewhere(dir)
    await ask(admin, 'create table kept as select 7 as seven')
    await parent.kill('SIGKILL')
    expect(await ask((await starts(dir)).admin, 'select seven from kept')).toEqual([{ seven: 7 }])
  })

  it('is killed together with its watch, the next start stops the orphan', async () => {
    const dir = aFolder()
    const { parent } = await startedElsewhere(dir)
    const orphan = await serverOf(dir)
    process.kill(watchOf(dir))
    await parent.kill('SIGKILL')
    await pause(300)
    expect(await runningOn(join(dir, 'cluster'))).toMatchObject({ pid: orphan, state: 'orphan' })
    expect(await ask((await starts(dir)).admin, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await serverOf(dir)).not.toBe(orphan)
  })

  it('lives, another process shares the server and leaves it running', async () => {
    const dir = aFolder()
    const { admin } = await startedElsewhere(dir)
    const guest = await starts(dir)
    expect(guest.admin).toEqual(admin)
    await guest.stop()
    expect(await ask(admin, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('left lock files whose number belongs to another process of the same user by now, nobody is harmed', async () => {
    const dir = aFolder()
    await (await starts(dir)).stop()
    const other = program(join(import.meta.dirname, 'wait-for-test.ts'), [], asRoot && othersMayEnter ? somebody : {})
    programs.push(other)
    await other.says()
    for (const name of ['postmaster.pid', '.s.PGSQL.5432.lock']) {
      writeFileSync(join(dir, 'cluster', name), `${other.pid}\n${join(dir, 'cluster')}\n0\n5432\n.\n`)
      chmodSync(join(dir, 'cluster', name), 0o644)
    }
    expect(await ask((await starts(dir)).admin, 'select 1 as one')).toEqual([{ one: 1 }])
    process.kill(other.pid, 0)
  })

  it('has another temporary folder, the server is shared and its socket stays', async () => {
    const dir = aFolder()
    const { admin } = await startedElsewhere(dir)
    expect(await elsewhere(dir, { env: { ...process.env, TMPDIR: aFolder() } }).ended()).toMatchObject({
      code: 0,
      said: expect.stringContaining(JSON.stringify(admin)),
    })
    expect(await ask(admin, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('kept its socket where it cannot be seen from here, the next start says so and touches nothing', async () => {
    const [dir, hidden] = [aFolder(), aFolder()]
    const { admin } = await startedElsewhere(dir)
    const lock = join(dir, 'cluster/postmaster.pid')
    const told = readFileSync(lock, 'utf8')
    writeFileSync(lock, told.replace('\n.\n', `\n${join(hidden, 'obhut-pg-gone')}\n`))
    await expect(starts(dir)).rejects.toThrow(
      `A PostgreSQL seems to run on ${join(dir, 'cluster')} already (process ${Number.parseInt(told, 10)}), and its socket in ${hidden}/obhut-pg-gone cannot be reached from here.`,
    )
    writeFileSync(lock, told)
    expect(await ask(admin, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})

/** As docs/systemd/obhut.service has it: ports below 1024, and a temporary folder that nobody else sees. */
describe.runIf(asRoot && othersMayEnter && mayBeAService())(
  'a service that may open ports below 1024 and has /tmp to itself',
  () => {
    const may = ['--inh-caps=+net_bind_service', '--ambient-caps=+net_bind_service']
    const asUser = [`--reuid=${somebody.uid}`, `--regid=${somebody.gid}`, '--clear-groups']
    const capabilitiesOf = (pid: number): string[] =>
      readFileSync(`/proc/${pid}/status`, 'utf8')
        .split('\n')
        .filter(line => /^Cap(Inh|Prm|Eff|Amb)/.test(line))
        .map(line => line.split('\t')[1] ?? '')
    const none = '0000000000000000'
    function aServiceFolder(): string {
      const folder = mkdtempSync('/var/tmp/obhut-embedded-')
      chownSync(folder, somebody.uid, somebody.gid)
      folders.push(folder)
      return folder
    }

    it('shares its server with commands that have neither, and hands no capability to it', async () => {
      const dir = aServiceFolder()
      const service = program(
        '--mount',
        [
          'sh',
          '-c',
          withPrivateTmp(),
          'sh',
          'setpriv',
          ...asUser,
          ...may,
          process.execPath,
          join(import.meta.dirname, 'start-for-test.ts'),
          dir,
        ],
        { node: 'unshare' },
      )
      programs.push(service)
      const admin = JSON.parse(await service.says()) as AdminConnection
      const server = await serverOf(dir)
      expect(capabilitiesOf(service.pid)).toContain('0000000000000400')
      expect(capabilitiesOf(server ?? 0)).toEqual([none, none, none, none])
      expect(await elsewhere(dir, somebody).ended()).toEqual({ code: 0, said: `${JSON.stringify(admin)}\n` })
      expect(await serverOf(dir)).toBe(server)
      expect(await ask(admin, 'select 1 as one')).toEqual([{ one: 1 }])
    })

    it('shares also a server that was handed the capability, where commands may not look at it', async () => {
      const dir = aServiceFolder()
      expect(await asSomebody(dir)).toMatchObject({ code: 0 })
      const cluster = join(dir, 'cluster')
      const settings = [
        'unix_socket_directories=.',
        'listen_addresses=',
        `cluster_name=obhut-of-${process.pid}`,
      ].flatMap(one => ['-c', one])
      const held = program(
        asUser[0] ?? '',
        [
          ...asUser.slice(1),
          ...may,
          binariesFor({ ...somebody, dropped: true }, dir).postgres,
          '-D',
          cluster,
          ...settings,
        ],
        { node: 'setpriv' },
      )
      programs.push(held)
      await expect.poll(() => held.heard(), { timeout: 20_000 }).toContain('ready to accept connections')
      expect(capabilitiesOf(held.pid)).toContain('0000000000000400')
      expect(await elsewhere(dir, somebody).ended()).toMatchObject({
        code: 0,
        said: expect.stringContaining(`"host":"${cluster}"`),
      })
      expect(await serverOf(dir)).toBe(held.pid)
      expect(existsSync(join(cluster, '.s.PGSQL.5432'))).toBe(true)
    })
  },
)

describe.runIf(asRoot)('started by root', () => {
  it('runs as somebody else', async () => {
    const dir = aFolder()
    await starts(dir)
    expect(statSync(`/proc/${await serverOf(dir)}`).uid).toBe(somebody.uid)
  })

  it('keeps its data in a folder that only root can get into, and opens it to nobody', async () => {
    const closed = aFolder()
    chmodSync(closed, 0o700)
    const dir = join(closed, 'data')
    const first = await starts(dir)
    await ask(first.admin, 'create table kept as select 7 as seven')
    await first.stop()
    expect(await ask((await starts(dir)).admin, 'select seven from kept')).toEqual([{ seven: 7 }])
    expect(statSync(closed).mode & 0o777).toBe(0o700)
  })

  it('works in a folder whose path is too long for a socket', async () => {
    expect(await ask((await starts(join(aFolder(), 'long'.repeat(40)))).admin, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it.runIf(othersMayEnter)('leaves a cluster that an ordinary user made to that user', async () => {
    const dir = aFolder()
    chownSync(dir, somebody.uid, somebody.gid)
    expect(await asSomebody(dir)).toMatchObject({ code: 0 })
    await (await starts(dir)).stop()
    expect(await asSomebody(dir)).toMatchObject({ code: 0 })
  })

  it.runIf(othersMayEnter)('tells an ordinary user whose folder it is', async () => {
    const dir = aFolder()
    chmodSync(dir, 0o755)
    await (await starts(dir)).stop()
    expect((await asSomebody(dir)).said).toContain('belongs to another user (0)')
  })
})

const started: EmbeddedPostgres[] = []
const programs: Program[] = []
const folders: string[] = []

afterEach(async () => {
  await Promise.all(programs.splice(0).map(each => each.kill()))
  await Promise.all(started.splice(0).map(each => each.stop()))
  for (const folder of folders.splice(0)) {
    await endsWithin(folder, 10_000)
    rmSync(folder, { recursive: true, force: true })
  }
})

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'obhut-embedded-'))
  chmodSync(folder, 0o711)
  folders.push(folder)
  return folder
}

async function starts(dir: string): Promise<EmbeddedPostgres> {
  const postgres = await embeddedPostgres({ dir, fsync: false })
  started.push(postgres)
  return postgres
}

async function startedElsewhere(dir: string): Promise<{ parent: Program; admin: AdminConnection }> {
  const parent = program(join(import.meta.dirname, 'start-for-test.ts'), [dir])
  programs.push(parent)
  return { parent, admin: JSON.parse(await parent.says()) as AdminConnection }
}

/** Another process that uses what is in this folder, and ends. */
const elsewhere = (
  dir: string,
  how: { readonly uid?: number; readonly gid?: number; readonly env?: NodeJS.ProcessEnv },
): Program => program(join(import.meta.dirname, 'start-for-test.ts'), [dir, 'and-stop'], how)

const asSomebody = (dir: string): Promise<{ code: number | null; said: string }> => elsewhere(dir, somebody).ended()

async function ask(admin: AdminConnection, sql: string): Promise<unknown[]> {
  const client = new Client(admin)
  client.on('error', () => {}) // the server may be killed under it
  await client.connect()
  try {
    return (await client.query(sql)).rows as unknown[]
  } finally {
    await client.end()
  }
}

async function endsWithin(dir: string, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await pause(20))
    if (!(await runningOn(join(dir, 'cluster')))) return true
  return false
}

const serverOf = async (dir: string): Promise<number | undefined> => (await runningOn(join(dir, 'cluster')))?.pid

/** The waiting shell has no parent of ours any more; it is known by the cluster that it is named after. */
function watchOf(dir: string): number {
  const found = processesWith(join(dir, 'cluster')).filter(pid =>
    readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('sh'),
  )
  expect(found).toHaveLength(1)
  return found[0] ?? 0
}

function processesWith(argument: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(Boolean)
    .filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(argument)
      } catch {
        return false
      }
    })
}
