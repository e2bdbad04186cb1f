import type { WayTried } from '../../kernel/proof/ways.ts'
import { refusals } from './rules.ts'

// An address and a name that are set aside for examples: where nothing stops an attempt, it reaches nobody.
const nowhere = '192.0.2.1'
const nobody = 'way-out.invalid'

const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  'a connection': async () => connected((await import('node:net')).connect(9, nowhere)),
  'a connection over TLS': async () => connected((await import('node:tls')).connect(9, nowhere)),
  'a connection to a local socket': async () => connected((await import('node:net')).connect('/run/nobody.sock')),
  fetch: () => fetch(`http://${nowhere}/`),
  'HTTP/2': async () => connected((await import('node:http2')).connect(`http://${nowhere}:9`)),
  'a datagram': async () =>
    new Promise((resolve, reject) => {
      void import('node:dgram').then(({ createSocket }) =>
        createSocket('udp4')
          .on('error', reject)
          .send('', 9, nowhere, error => {
            if (error) reject(error)
            else resolve('sent')
          }),
      )
    }),
  'a look-up of a name': async () => (await import('node:dns/promises')).lookup(nobody),
  'a resolver of its own': async () => new (await import('node:dns')).promises.Resolver().resolveTxt(nobody),
  'a listener': async () =>
    new Promise((resolve, reject) => {
      void import('node:net').then(({ createServer }) =>
        createServer()
          .on('error', reject)
          .listen(0, '127.0.0.1', () => {
            resolve('listens')
          }),
      )
    }),
  'a worker thread': async () => new (await import('node:worker_threads')).Worker('0', { eval: true }),
  'a child process': async () => (await import('node:child_process')).spawnSync(process.execPath, ['--version']),
  'another program in place of this one': async () => process.execve?.('/bin/true', ['true']),
  'a native addon': async () => process.dlopen({ exports: {} }, '/nowhere/addon.node'),
  WASI: async () => new (await import('node:wasi')).WASI({ version: 'preview1' }),
  'the inspector': async () => (await import('node:inspector')).open(0),
  // The bindings under Node's own modules; deprecated, and still there.
  'a raw binding': async () => (process as unknown as { binding(name: string): unknown }).binding('tcp_wrap'), // without a type because deprecated
  'a file of somebody else': async () => (await import('node:fs')).readFileSync('/etc/passwd'),
}

/** Tries every way out. Only in a process that is closed: elsewhere this would open them. */
export async function tryTheWays(): Promise<WayTried[]> {
  const tried: WayTried[] = []
  for (const [what, goes] of Object.entries(ways)) tried.push({ what, stoppedBy: await stoppedBy(goes) })
  return tried
}

async function stoppedBy(goes: () => Promise<unknown>): Promise<WayTried['stoppedBy']> {
  const before = counted()
  const code = await within(5000, goes()).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code ?? 'unknown',
  )
  if (counted() > before) return 'the guard'
  return code === 'ERR_ACCESS_DENIED' || code === 'ERR_DLOPEN_DISABLED' ? 'Node’s permissions' : 'nothing'
}

const counted = (): number => [...refusals().values()].reduce((sum, count) => sum + count, 0)

const connected = (socket: { once(event: string, does: (error?: Error) => void): unknown }): Promise<unknown> =>
  new Promise((resolve, reject) => {
    socket.once('connect', () => {
      resolve('connected')
    })
    socket.once('error', reject)
  })

const within = <T>(milliseconds: number, what: Promise<T>): Promise<T> =>
  Promise.race([
    what,
    new Promise<never>((_, reject) => {
      setTimeout(() => {
        reject(new Error('it waits for an answer'))
      }, milliseconds).unref()
    }),
  ])
