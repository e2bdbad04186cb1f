// How a platform ends, and that there is one of it: real processes, signals and locks.
import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { randomInt } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { connect } from 'node:tls'
import { promisify } from 'node:util'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { speaker } from '../commands/speaker.ts'
import { readEnvironment } from './environment.ts'
import { asOwner } from './foundation.ts'
import { databaseIn, type Database } from './database.ts'
import { onlyPlatform, servingOn } from './one-platform.ts'
import { buildPortal } from './portal.ts'
import { mayEnter } from '../postgres/system-user.ts'
import { selfSigned } from '../testing/certificate.ts'
import { aFolder, aManifestFile, asInstalled, obhut, running, type Running } from '../testing/command-line.ts'
import { testSecret } from '../testing/world.ts'
import { program } from '../../tools/testing/processes.ts'
import { mayBeAService, withPrivateTmp } from '../../tools/testing/private-tmp.ts'
import { atTheEnd } from '../../tools/testing/at-the-end.ts'
import { testCluster } from '../../tools/testing/cluster.ts'

const root = join(import.meta.dirname, '../..')
const folder = aFolder()
const manifest = aManifestFile(folder)
const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Running> =>
  running(['start', '--port', '0', '--mqtt-port', '0', '--store', 'test', ...args], env)

/** The environment of an instance on a server that is not ours to start. */
async function elsewhere(name: string): Promise<{ readonly env: NodeJS.ProcessEnv; readonly database: Database }> {
  const database = await databaseIn(testCluster(), name, testSecret)
  const { place, owner } = database
  const url = `postgres://${owner.user}:${encodeURIComponent(owner.password)}@socket:${place.port}/${place.database}?host=${encodeURIComponent(place.host)}`
  return {
    database,
    env: {
      DATABASE_URL: url,
      OBHUT_SECRET: testSecret.toString('base64'),
      OBHUT_LEDGER: join(folder, name, 'entries'),
    },
  }
}
/** Processes of the system that name this in their command line. */
const processesOf = (text: string): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && commandOf(name).includes(text))
    .map(Number)
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return '' // it has ended meanwhile
  }
}

describe('two processes on one store', { timeout: 240_000 }, () => {
  it('are one: the second is refused and told of the first, until that one ends, however it ends', async () => {
    const { env } = await elsewhere('two_processes')
    const first = await start(['--manifest', manifest], env)
    const second = await obhut(['start', '--port', '0', '--mqtt-port', '0'], { env })
    expect(second).toMatchObject({
      code: 3,
      err: expect.stringMatching(/Obhut serves database two_processes on .* already: process \d+ on \S+\./),
    })
    expect((await obhut(['prove', '--json'], { env })).code).toBe(0)
    expect(JSON.parse((await obhut(['migrate', '--json'], { env })).out)).toEqual({ migrated: [] })
    expect((await obhut(['upgrade', '--check'], { env })).code).toBe(0)
    await first.kill('SIGKILL')
    const third = await start([], env)
    expect((await fetch(`${third.url}/datenschutz`)).status).toBe(200)
    await third.kill('SIGTERM')
  })
  it('stay one where the connection of the claim is lost, and whoever lost it hears of the other', async () => {
    const { database } = await elsewhere('claimed')
    let lost: Error | undefined
    const claim = {
      name: 'the store',
      patience: 0,
      lost: (problem: Error) => {
        lost = problem
      },
    }
    const first = await onlyPlatform(database, claim)
    await expect(onlyPlatform(database, claim)).rejects.toThrow(
      `Obhut serves the store already: process ${process.pid} on`,
    )
    const cut = (): Promise<unknown> =>
      asOwner(database, owner =>
        owner.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'obhut platform%' and datname = current_database()`,
        ),
      )
    await cut()
    await expect.poll(() => asOwner(database, servingOn)).toMatch(/^process \d+ on /)
    await cut()
    const other = await onlyPlatform(database, { ...claim, lost: () => {} })
    await expect.poll(() => lost?.message).toContain('Obhut serves the store already')
    await other.release()
    await first.release()
    expect(await asOwner(database, servingOn)).toBeUndefined()
  })
})

describe('a platform that is told to stop', { timeout: 240_000 }, () => {
  /** The fingerprint of the certificate that is shown there. */
  const shownAt = (url: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().fingerprint256)
        socket.destroy()
      }).once('error', reject)
    })
  it('goes on after SIGHUP, which shows a renewed certificate, and ends with 0 after SIGTERM', async () => {
    const { env } = await elsewhere('hang_up')
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    const put = (): void => {
      const made = selfSigned('localhost')
      writeFileSync(cert, made.cert)
      writeFileSync(key, made.key)
    }
    put()
    const platform = await start(['--manifest', manifest, '--tls-cert', cert, '--tls-key', key], env)
    const before = await shownAt(platform.url)
    put()
    process.kill(platform.pid, 'SIGHUP')
    await expect.poll(() => shownAt(platform.url)).not.toBe(before)
    await platform.kill('SIGTERM')
    expect((await platform.ended()).code).toBe(0)
  })

  describe('while it starts', () => {
    const data = join(folder, 'while-it-starts')
    async function stoppedAt(said: RegExp, moment: () => Promise<void>): Promise<void> {
      const platform = program(
        asInstalled,
        ['start', '--data', data, '--manifest', manifest, '--store', 'test', '--port', '0', '--mqtt-port', '0'],
        { env: { ...process.env, OBHUT_TRACE: '0' } },
      )
      await moment()
      expect(platform.heard()).not.toContain('Obhut runs at')
      process.kill(platform.pid, 'SIGTERM')
      const ended = await platform.ended()
      expect(ended).toEqual({ code: 0, said: expect.stringMatching(said) })
      expect(ended.said).not.toContain('Obhut runs at')
      expect(processesOf(data)).toEqual([])
      expect(existsSync(join(data, 'postgres/cluster/postmaster.pid'))).toBe(false)
    }
    const serving = { timeout: 120_000, interval: 10 }
    it('serves nobody any more, ends with 0 and leaves nothing behind: at the making of its database', () =>
      stoppedAt(/Stopping …\n$/, () => expect.poll(() => existsSync(join(data, 'postgres')), serving).toBe(true)))
    it('nor where the process that serves has begun', () =>
      stoppedAt(/Stopping …\n$/, () =>
        expect
          .poll(() => processesOf(data).some(pid => commandOf(String(pid)).includes('serving/process.ts')), serving)
          .toBe(true),
      ))
    it('and the next start makes what was cut off', async () => {
      const platform = await start(['--data', data, '--manifest', manifest])
      await platform.kill('SIGTERM')
      expect(await platform.ended()).toMatchObject({ code: 0 })
    })
  })

  describe('with what started it', () => {
    const data = join(folder, 'started')
    beforeAll(async () => {
      await (await start(['--data', data, '--manifest', manifest])).kill('SIGTERM')
    }, 240_000)

    async function gone(by: readonly string[], signal: NodeJS.Signals, env: NodeJS.ProcessEnv = {}): Promise<void> {
      const [command = '', ...args] = by
      const wrapper = spawn(command, [...args, 'start', '--data', data, '--port', '0', '--mqtt-port', '0'], {
        cwd: root,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      for await (const line of createInterface({ input: wrapper.stdout })) if (line.includes('Obhut runs at')) break
      expect(processesOf(data).length).toBeGreaterThan(1)
      wrapper.kill(signal)
      if (wrapper.exitCode === null && wrapper.signalCode === null) await once(wrapper, 'exit')
      await expect.poll(() => processesOf(data)).toEqual([])
      expect(existsSync(join(data, 'postgres/cluster/postmaster.pid'))).toBe(false)
    }
    it('leaves no process behind when npx is told to stop', () => gone(['npx', '--no-install', 'obhut'], 'SIGTERM'))
    it('nor when npx is killed', () => gone(['npx', '--no-install', 'obhut'], 'SIGKILL'))
    it('nor when an older Node that started it is killed', () =>
      gone([process.execPath, '--import', 'data:text/javascript,process.execve=undefined', asInstalled], 'SIGKILL'))
  })
})

describe('a debugger', { timeout: 240_000 }, () => {
  const data = join(folder, 'debugged')
  it.each([
    ['the supervisor', [asInstalled], 'server/cli.ts'],
    ['the supervisor without what npm start says', [join(root, 'server/cli.ts')], 'server/cli.ts'],
    [
      'an older Node that started it',
      ['--import', 'data:text/javascript,process.execve=undefined', asInstalled],
      'tools/obhut.mjs',
    ],
  ])('is not opened by a signal to %s', async (_, [first = '', ...more], entry) => {
    const platform = await running(
      [...more, 'start', '--data', data, '--manifest', manifest, '--store', 'test', '--port', '0', '--mqtt-port', '0'],
      {},
      first,
    )
    const signalled = processesOf(data).filter(pid => commandOf(String(pid)).includes(entry))
    expect(signalled).toContain(platform.pid)
    for (const pid of signalled) process.kill(pid, 'SIGUSR1')
    await pause(1000)
    expect((await fetch(`${platform.url}/health/ready`)).status).toBe(200)
    expect(platform.heard()).not.toContain('Debugger')
    await platform.kill('SIGTERM')
    expect(await platform.ended()).toMatchObject({ code: 0 })
  })
})

describe('whoever reads along', { timeout: 240_000 }, () => {
  it('may stop reading, and the command does its work without a word about it', () => {
    const headed = spawnSync(
      'bash',
      [
        '-c',
        `"$0" "$1" statement show --manifest "$2" --json | head -c 10; echo " \${PIPESTATUS[0]}"`,
        process.execPath,
        join(root, 'server/cli.ts'),
        manifest,
      ],
      { encoding: 'utf8' },
    )
    expect(headed).toMatchObject({ stdout: expect.stringMatching(/ 0\n$/), stderr: '' })
  })
  it('is told where what was written had to be whole', async () => {
    const closed = new Writable({
      write: (_chunk, _encoding, done) => {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' }))
      },
    }).on('error', () => {})
    const { write } = speaker(false, readEnvironment({}), { out: closed, err: closed, in: Readable.from([]) })
    await expect(write('a copy')).rejects.toThrow('Whoever was to read this stopped before its end')
  })
})

describe('the service of the system', () => {
  const unit = readFileSync(join(root, 'docs/systemd/obhut.service'), 'utf8')
  const [node = '', script = '', name = '', ...options] = /^ExecStart=(.*)$/m.exec(unit)?.[1]?.split(' ') ?? []

  it('names files that are there, and options that the command has', async () => {
    expect([node, name]).toEqual(['/usr/bin/node', 'start'])
    for (const file of [script, /^Documentation=file:\/\/(.*)$/m.exec(unit)?.[1] ?? ''])
      expect(existsSync(file.replace('/srv/obhut', root)), file).toBe(true)
    const { out } = await obhut([name, '--help'])
    for (const option of options.filter(one => one.startsWith('--'))) expect(out).toContain(`${option} `)
  })
  it('has its command line beside it, under the same user, with the same settings and the same program', () => {
    const file = join(root, 'docs/systemd/obhut')
    const [, user] = /^User=(.*)$/m.exec(unit) ?? []
    const [, settings] = /^EnvironmentFile=(.*)$/m.exec(unit) ?? []
    const commands = readFileSync(file, 'utf8')
    for (const part of [
      `. ${settings}\n`,
      `--reuid=${user} `,
      `:-${script.replace('/tools/obhut.mjs', '')}}\n`,
      `${node} "$checkout/tools/obhut.mjs" "$@"`,
    ])
      expect(commands).toContain(part)
    expect(spawnSync('sh', ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  })
  it('has a command line that works in the folder where it is called, and runs another checkout where that is said', () => {
    const [, settings = ''] = /^EnvironmentFile=(.*)$/m.exec(unit) ?? []
    const home = mkdtempSync(join(tmpdir(), 'obhut-called-'))
    writeFileSync(
      join(home, 'environment'),
      `OBHUT_DATA=${join(home, 'data')}\nOBHUT_SMTP_URL='smtp://localhost:5699'\nOBHUT_MAIL_FROM='Firma <post@testhaus.example>'\n`,
    )
    writeFileSync(join(home, 'firma.yaml'), readFileSync(manifest))
    const command = readFileSync(join(root, 'docs/systemd/obhut'), 'utf8')
      .replace(settings, join(home, 'environment'))
      .replace(/setpriv .*--init-groups /, '')
      .replace('/usr/bin/node', process.execPath)
    writeFileSync(join(home, 'obhut'), command)
    const called = (checkout: string) =>
      spawnSync('sh', ['obhut', 'statement', 'check', 'firma.yaml'], {
        cwd: home,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], OBHUT_CHECKOUT: checkout },
      })
    expect(called(root)).toMatchObject({ status: 0, stdout: expect.stringContaining('firma.yaml fits') })
    expect(called(join(home, 'none'))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(join(home, 'none/tools/obhut.mjs')),
    })
  })
  it.runIf(process.getuid?.() === 0 && mayEnter(nobody, import.meta.dirname) && mayBeAService())(
    'has every command work beside it, with the ports, the capability and the /tmp of its own that the unit gives it',
    { timeout: 240_000 },
    async () => {
      for (const line of ['AmbientCapabilities=CAP_NET_BIND_SERVICE', 'PrivateTmp=yes'])
        expect(unit).toContain(`\n${line}\n`)
      await buildPortal(() => {}) // as `npm run ready` does: the service may not
      const place = mkdtempSync('/var/tmp/obhut-service-')
      atTheEnd(() => {
        rmSync(place, { recursive: true, force: true })
      })
      for (const [file, mode] of [
        [place, 0o700],
        [aManifestFile(place), 0o600],
      ] as const) {
        chmodSync(file, mode)
        chownSync(file, nobody.uid, nobody.gid)
      }
      const data = join(place, 'data')
      const user = [`--reuid=${nobody.uid}`, `--regid=${nobody.gid}`, '--clear-groups']
      const inside = [
        'sh',
        '-c',
        withPrivateTmp(),
        'sh',
        'setpriv',
        ...user,
        '--inh-caps=+net_bind_service',
        '--ambient-caps=+net_bind_service',
      ]
      const [http, mqtt] = [await freeBelow1024(), await freeBelow1024()]
      const service = await running(
        [
          ...inside,
          process.execPath,
          asInstalled,
          'start',
          '--data',
          data,
          '--manifest',
          join(place, 'firma.yaml'),
          '--store',
          'test',
          '--port',
          String(http),
          '--mqtt-port',
          String(mqtt),
        ],
        {},
        '--mount',
        'unshare',
      )
      atTheEnd(() => service.kill('SIGTERM'))
      expect(service.url).toContain(`:${http}`)
      const env = { ...process.env, DATABASE_URL: '' }
      for (const args of [
        ['prove', '--json'],
        ['statement', 'show'],
        ['sweep'],
        ['audit', 'verify'],
        ['backup', join(place, 'store.backup')],
        ['upgrade', '--check'],
      ])
        await promisify(execFile)('setpriv', [...user, process.execPath, asInstalled, ...args, '--data', data], {
          env,
          maxBuffer: 50e6,
        })
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(200)
      await service.kill('SIGTERM')
      expect(await service.ended()).toMatchObject({ code: 0 })
    },
  )
  it('is one that systemd takes', () => {
    const verify = spawnSync('systemd-analyze', ['verify', '--man=no', unitFor(unit)], { encoding: 'utf8' })
    if (verify.error) return // this system has no systemd: nothing starts by it here
    expect({ status: verify.status, said: verify.stderr }).toEqual({ status: 0, said: '' })
  })
})

const nobody = { uid: 65534, gid: 65534, dropped: true }

/** Ports that only root and whoever has the capability may open. */
async function freeBelow1024(): Promise<number> {
  const port = 600 + randomInt(400)
  const listening = createServer().listen(port, '127.0.0.1')
  const free = await once(listening, 'listening').then(
    () => true,
    () => false,
  )
  listening.close()
  return free ? port : freeBelow1024()
}

/** The same unit with a Node that is here: systemd asks whether the program that it starts exists. */
function unitFor(unit: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'obhut-unit-')), 'obhut.service')
  writeFileSync(file, unit.replace('/usr/bin/node', process.execPath))
  return file
}
