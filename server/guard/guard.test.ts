import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { program } from '../../tools/testing/processes.ts'
import { permissionsFor } from '../process/permissions.ts'
import { waysTried } from '../serving/try-the-ways.ts'

const folder = mkdtempSync(join(tmpdir(), 'obhut-guard-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Somebody on this machine who counts the visits that get through. */
let visits = 0
let listening: Server
beforeAll(
  () =>
    new Promise<void>(resolve => {
      listening = createServer(visitor => {
        visits++
        visitor.end()
      }).listen(0, '127.0.0.1', resolve)
      return () => listening.close()
    }),
)
const port = (): number => (listening.address() as AddressInfo).port

/** Runs a program in a process that is closed like the one that serves; beside it lies a package that it depends on. */
async function closed(
  source: string,
  files: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly said: string }> {
  const dir = mkdtempSync(join(folder, 'program-'))
  for (const [file, text] of Object.entries({ 'main.mjs': source, ...files })) {
    mkdirSync(dirname(join(dir, file)), { recursive: true })
    writeFileSync(join(dir, file), text)
  }
  const guard = JSON.stringify(join(import.meta.dirname, 'rules.ts'))
  writeFileSync(
    join(dir, 'start.mjs'),
    `import { allow, onRefused, refusals, WayOutRefused } from ${guard}
    globalThis.guard = { allow, refusals }
    onRefused(refused => { console.log(new WayOutRefused(refused).message) })
    await import('./main.mjs').catch(error => { console.log('it failed with ' + (error.cause?.code ?? error.code)) })
    process.exit(0)`,
  )
  const [first = '', ...args] = [...permissionsFor({ reads: [folder] }), join(dir, 'start.mjs')]
  return program(first, args).ended()
}
const helper = (main: string): Readonly<Record<string, string>> => ({
  'node_modules/figures-helper/package.json': '{ "name": "figures-helper", "main": "index.js" }',
  'node_modules/figures-helper/index.js': main,
})

describe('the way out of a process that serves', () => {
  it('every way past the gate is stopped, each by a layer that is known', async () => {
    const tried = await waysTried()
    expect(tried.filter(({ stoppedBy }) => stoppedBy === 'nothing')).toEqual([])
    const by = Object.fromEntries(tried.map(({ what, stoppedBy }) => [what, stoppedBy]))
    expect(by).toMatchObject({
      'a connection': 'the guard',
      fetch: 'the guard',
      'HTTP/2': 'the guard',
      'a datagram': 'the guard',
      'a resolver of its own': 'the guard',
      'a worker thread': 'Node’s permissions',
      'a child process': 'Node’s permissions',
      'a raw binding': 'Node’s permissions',
      'a native addon': 'Node’s permissions',
    })
  })

  it.each([
    ['a socket', `require('net').connect(PORT, '127.0.0.1')`],
    ['fetch', `fetch('http://127.0.0.1:PORT/?name=Ada').catch(() => {})`],
    ['a name', `require('http').get('http://localhost:PORT/').on('error', () => {})`],
  ])('a dependency that opens a connection by %s is refused, and named', async (_, call) => {
    const before = visits
    const { said } = await closed(
      `import 'figures-helper'; await new Promise(later => setTimeout(later, 300))`,
      helper(`process.on('uncaughtException', () => {}); ${call.replace('PORT', String(port()))}`),
    )
    expect(said).toMatch(/that nobody declared was refused; it was tried by the package figures-helper/)
    expect(said).not.toMatch(/Ada|127\.0\.0\.1|localhost/)
    expect(visits).toBe(before)
  })

  it('a class that Node builds sockets of gets no further, taken out of a socket that is allowed', async () => {
    const before = visits
    const { said } = await closed(`
      import net from 'node:net'
      guard.allow({ listens: [0], reaches: [] })
      const server = net.createServer().listen(0)
      const Handle = server._handle.constructor
      console.log('answer', new Handle(0).connect({}, '127.0.0.1', ${port()}))`)
    expect(said).toContain('answer -13')
    expect(visits).toBe(before)
  })

  it('a worker thread or a child process does not even come into being', async () => {
    expect(
      (
        await closed(
          `import { Worker } from 'node:worker_threads'; new Worker('fetch("http://127.0.0.1:${port()}")', { eval: true })`,
        )
      ).said,
    ).toContain('it failed with ERR_ACCESS_DENIED')
    expect(
      (
        await closed(
          `import { execFileSync } from 'node:child_process'; execFileSync('curl', ['http://127.0.0.1:${port()}'])`,
        )
      ).said,
    ).toContain('it failed with ERR_ACCESS_DENIED')
  })
})

describe('what was declared', () => {
  it('is reached, by address and by name, and nothing beside it', async () => {
    const { said } = await closed(`
      import net from 'node:net'
      guard.allow({ listens: [], reaches: [{ host: 'localhost', port: ${port()} }] })
      const reach = (host, port) => new Promise(done => net.connect({ host, port, autoSelectFamily: true }).on('connect', () => done('reached')).on('error', error => done(error.code)))
      console.log('by name', await reach('localhost', ${port()}))
      console.log('by the address that the name led to', await reach('127.0.0.1', ${port()}))
      console.log('another port', await reach('localhost', 1))
      console.log('an address that no name led to', await reach('127.0.0.2', ${port()}))`)
    expect(said).toContain('by name reached')
    expect(said).toContain('by the address that the name led to reached')
    expect(said).toMatch(/another port E/)
    expect(said).toContain('an address that no name led to EACCES')
  })
  it('is said once: nobody widens it later', async () => {
    const { said } = await closed(
      `guard.allow({ listens: [], reaches: [] }); try { guard.allow({ listens: [], reaches: [{ host: 'localhost', port: 1 }] }) } catch (error) { console.log(error.message) }`,
    )
    expect(said).toContain('was said already')
  })
  it('a hand-over opens one host, and for itself alone', async () => {
    const wayOut = JSON.stringify(join(import.meta.dirname, '../../kernel/recipients/way-out.ts'))
    const before = visits
    const { said } = await closed(`
      import net from 'node:net'
      import { openTo } from ${wayOut}
      const reach = port => new Promise(done => net.connect({ host: 'localhost', port }).on('connect', () => done('reached')).on('error', error => done(error.code)))
      const recipient = { id: 'brieftaube', hosts: ['localhost:${port()}'] }
      const [inside, beside] = await Promise.all([openTo(recipient, { host: 'localhost', port: ${port()} }, () => reach(${port()})), reach(${port()})])
      console.log('inside', inside, 'beside', beside, 'after', await reach(${port()}))
      console.log(await openTo(recipient, { host: 'localhost', port: 1 }, () => reach(1)).catch(error => error.message))`)
    expect(said).toMatch(/inside reached beside E\w+ after E\w+/)
    expect(said).toContain(`does not name the host that is to be reached among the hosts of 'brieftaube'`)
    expect(visits).toBe(before + 1)
  })
})
