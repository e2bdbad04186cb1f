// Every connection, listener, datagram and name look-up of this process passes through here, whatever library it comes
// from: `fetch`, `http2` and `tls` all end at the same few methods of Node's handles.
import dgram from 'node:dgram'
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import { constants } from 'node:os'
import { remembering } from './origin.ts'

/** What somebody in this process is about to do. */
export type Attempt =
  /** `names` are those that were looked up before and led to this address. */
  | { readonly way: 'connection'; readonly host: string; readonly port: number; readonly names: ReadonlySet<string> }
  | { readonly way: 'socket'; readonly path: string }
  | { readonly way: 'name'; readonly name: string }
  | { readonly way: 'listener'; readonly port: number }
  | { readonly way: 'datagram' }

export type Decide = (attempt: Attempt) => boolean

/**
 * Puts `decide` in front of every way out and in. To be called before anything else is loaded: what was loaded earlier
 * may hold the functions as they were.
 */
export function guardSockets(decide: Decide): void {
  const names = new Map<string, Set<string>>()
  const leadsTo = (name: string, addresses: readonly string[]): void => {
    for (const address of addresses) names.set(address, (names.get(address) ?? new Set()).add(name))
  }
  guardConnections(
    attempt => decide(attempt),
    address => names.get(address) ?? none,
  )
  guardDatagrams(() => decide({ way: 'datagram' }))
  guardNames(name => decide({ way: 'name', name }), leadsTo)
  // Whoever wrote `import { lookup } from 'node:dns'` gets the new one, too.
  syncBuiltinESMExports()
}
const none: ReadonlySet<string> = new Set()

/** What a call that is refused returns: the system's own way to say so, which every caller knows how to pass on. */
const denied = -constants.errno.EACCES

type Method = (this: unknown, ...args: unknown[]) => unknown
type Handle = Record<string, Method>

/**
 * Handles have no types: they are what Node itself builds sockets of. `guard.test.ts` holds that they are as we think.
 */
const prototypeOf = (handle: unknown): Handle => Object.getPrototypeOf(handle) as Handle

function before(prototype: Handle, method: string, may: (args: unknown[]) => boolean): void {
  const original = prototype[method]
  if (!original) throw new Error(`This Node has no '${method}' where the guard expects it.`)
  prototype[method] = function guarded(...args) {
    return may(args) ? original.apply(this, args) : denied
  }
}

function guardConnections(decide: Decide, namesOf: (address: string) => ReadonlySet<string>): void {
  const tcp = tcpHandle()
  for (const method of ['connect', 'connect6'])
    before(tcp, method, ([, host, port]) =>
      decide({ way: 'connection', host: String(host), port: Number(port), names: namesOf(String(host)) }),
    )
  for (const method of ['bind', 'bind6'])
    before(tcp, method, ([, port]) => decide({ way: 'listener', port: Number(port) }))
  const pipe = pipeHandle()
  before(pipe, 'connect', ([, path]) => decide({ way: 'socket', path: String(path) }))
  before(pipe, 'bind', () => decide({ way: 'listener', port: -1 }))
  remembering(net.Socket.prototype, 'connect')
  remembering(net.Server.prototype, 'listen')
  remembering(globalThis, 'fetch')
}

/** A socket has its handle as soon as it is told to connect, and connects a moment later: this one never does. */
function tcpHandle(): Handle {
  const socket = new net.Socket().on('error', () => {}).connect({ host: '127.0.0.1', port: 9 })
  const prototype = prototypeOf(handleOf(socket))
  socket.destroy()
  return prototype
}

function pipeHandle(): Handle {
  const server = net.createServer().listen(`\0obhut-guard-${process.pid}`)
  const prototype = prototypeOf(handleOf(server))
  server.close()
  return prototype
}

const handleOf = (of: unknown): unknown => (of as { _handle: unknown })._handle // has no type

function guardDatagrams(may: () => boolean): void {
  const socket = dgram.createSocket('udp4') as unknown as Record<symbol, { handle: unknown }> // its state has no type
  const state = Object.getOwnPropertySymbols(socket).find(symbol => String(symbol).includes('state'))
  if (!state) throw new Error('This Node keeps the state of a datagram socket where the guard does not find it.')
  const udp = prototypeOf(socket[state]?.handle)
  for (const method of ['bind', 'bind6', 'connect', 'connect6', 'send', 'send6']) before(udp, method, may)
  ;(socket as unknown as dgram.Socket).close()
  for (const method of ['bind', 'connect', 'send']) remembering(dgram.Socket.prototype, method)
}

type Resolved = (error: unknown, ...answer: unknown[]) => void

function guardNames(
  may: (name: string) => boolean,
  leadsTo: (name: string, addresses: readonly string[]) => void,
): void {
  guardQueries(may, leadsTo)
  const {
    lookup,
    promises: { lookup: lookupLater },
  } = dns
  const noting = (name: string, answer: unknown): void => {
    leadsTo(name, addressesIn(answer))
  }
  dns.lookup = Object.assign((name: string, options: unknown, done?: unknown) => {
    const [how, heard] = (typeof options === 'function' ? [{}, options] : [options ?? {}, done]) as [
      dns.LookupOptions,
      Resolved,
    ]
    if (net.isIP(name) === 0 && !may(name)) return process.nextTick(heard, refusal('getaddrinfo'))
    return lookup(name, how, (error: unknown, ...answer: unknown[]) => {
      if (!error) noting(name, answer[0])
      heard(error, ...answer)
    })
  }, lookup)
  dns.promises.lookup = (async (name: string, options?: dns.LookupOptions) => {
    if (net.isIP(name) === 0 && !may(name)) throw refusal('getaddrinfo')
    const answer = await lookupLater(name, options ?? {})
    noting(name, answer)
    return answer
  }) as typeof dns.promises.lookup
  dns.lookupService = Object.assign((...args: unknown[]) => {
    process.nextTick(args.at(-1) as Resolved, refusal('getnameinfo'))
  }, dns.lookupService)
  dns.promises.lookupService = async () => {
    throw refusal('getnameinfo')
  }
}

/** A resolver of one's own asks the servers directly, past `lookup`. */
function guardQueries(
  may: (name: string) => boolean,
  leadsTo: (name: string, addresses: readonly string[]) => void,
): void {
  const channel = prototypeOf(handleOf(new dns.Resolver()))
  const queries = Object.getOwnPropertyNames(channel).filter(
    name => name.startsWith('query') || name === 'getHostByAddr',
  )
  if (!queries.includes('queryA')) throw new Error('This Node asks for names where the guard does not find it.')
  for (const query of queries) {
    const original = channel[query]
    channel[query] = function guarded(...args) {
      const [request, name] = args as [{ oncomplete: Resolved }, string]
      const done = request.oncomplete
      if (!may(name)) {
        setImmediate(() => {
          done.call(request, 'EREFUSED')
        })
        return 0
      }
      request.oncomplete = function noted(error, ...answer) {
        if (!error) leadsTo(name, addressesIn(answer[0]))
        done.call(request, error, ...answer)
      }
      return original?.apply(this, args)
    }
  }
  before(channel, 'setServers', () => false)
}

/** One address, many, or many with their family: whatever the question was. */
function addressesIn(answer: unknown): string[] {
  return [answer]
    .flat()
    .map(one => (typeof one === 'object' && one !== null && 'address' in one ? one.address : one))
    .filter((one): one is string => typeof one === 'string' && net.isIP(one) !== 0)
}

const refusal = (syscall: string): Error =>
  Object.assign(new Error(`${syscall}: refused by the guard on the way out`), { code: 'EACCES', syscall })
