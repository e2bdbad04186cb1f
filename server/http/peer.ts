import type { IncomingMessage } from 'node:http'
import { BlockList, isIPv6 } from 'node:net'
import { bareAddress } from '../../platform/network.ts'

/** Where a request comes from, and by which name it asked for us. */
export interface Peer {
  /** The nearest address that no trusted proxy stands at; `unknown` where there is none. */
  readonly address: string
  /** Whether a trusted proxy passed it on. */
  readonly byProxy: boolean
  /**
   * Whether this address asks for itself, as far as one can tell: nobody stands between but proxies that are trusted.
   */
  readonly asksItself: boolean
  /** Name and port as the browser wrote them, `portal.example` or `portal.example:8443`; empty where none came. */
  readonly host: string
}
export interface Peers {
  of(request: Pick<IncomingMessage, 'headers' | 'socket'>): Peer
  isProxy(address: string): boolean
}

/**
 * Reads who asks from the connection and, where that is a trusted proxy's, from X-Forwarded-For and X-Forwarded-Host.
 * Each proxy adds to the end of a list, so lists are read from there: what stands before the first address that is not
 * trusted was written by whoever asks.
 *
 * `Forwarded` (RFC 7239) is not read: a proxy that writes the one kind of header passes the other one on as it came,
 * and we cannot tell.
 *
 * @param trusted addresses and networks: `127.0.0.1`, `10.0.0.0/8`, `fd00::/8`
 */
export function peersBehind(trusted: readonly string[]): Peers {
  const proxies = listOf(trusted)
  const isProxy = (address: string): boolean => proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
  return {
    isProxy,
    of({ headers, socket }) {
      const next = bareAddress(socket.remoteAddress ?? '')
      const wasPassedOn = passedOn.some(name => headers[name] !== undefined)
      if (next === undefined || !isProxy(next))
        return { address: next ?? 'unknown', byProxy: false, asksItself: !wasPassedOn, host: headers.host ?? '' }
      const host = entriesOf(headers['x-forwarded-host']).at(-1) ?? headers.host ?? ''
      const before = entriesOf(headers['x-forwarded-for'])
      const address = nearestStranger(next, before, isProxy)
      return {
        address,
        byProxy: true,
        asksItself:
          !wasPassedOn ||
          isFirst(address, before, one => isProxy(one) || thisMachine.check(one, isIPv6(one) ? 'ipv6' : 'ipv4')),
        host,
      }
    },
  }
}

const thisMachine = listOf(['127.0.0.0/8', '::1'])
/** What proxies add. */
const passedOn = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'] as const

/**
 * Whether the list begins with this address, which is no proxy's, so that nobody passed something on to a proxy that is
 * trusted.
 */
function isFirst(address: string, list: readonly string[], isOfOurs: (address: string) => boolean): boolean {
  const [first, ...proxies] = list.map(bareAddress)
  return first === address && !isOfOurs(address) && proxies.every(one => one !== undefined && isOfOurs(one))
}

function nearestStranger(proxy: string, before: readonly string[], isProxy: (address: string) => boolean): string {
  let address = proxy
  for (const written of before.toReversed()) {
    const next = bareAddress(written)
    // A proxy may say "unknown"; then all that we know is the proxy.
    if (next === undefined) return address
    address = next
    if (!isProxy(address)) return address
  }
  return address
}

const entriesOf = (header: string | string[] | undefined): string[] =>
  [header ?? []]
    .flat()
    .join(',')
    .split(',')
    .map(one => one.trim())
    .filter(Boolean)

/**
 * A target that names a host, as a request to a proxy does: what the Host header says then counts no longer (RFC 9112,
 * 3.2.2). From here on the request is as if it had been written the usual way, so that nothing behind it reads another
 * path or host than the rest.
 */
export function inOriginForm(request: Pick<IncomingMessage, 'url' | 'headers'>): string {
  const [, host, path = ''] = /^https?:\/\/([^/?#]*)([^#]*)/i.exec(request.url ?? '') ?? []
  if (host === undefined) return request.url ?? '/'
  request.headers.host = host
  return path.startsWith('/') ? path : `/${path}`
}

/** Addresses and networks, to ask whether an address is among them. */
export function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const one of networks) {
    const [address = '', bits] = one.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}
