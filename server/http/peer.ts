import type { IncomingMessage } from 'node:http'
import { BlockList, isIPv6 } from 'node:net'
import { bareAddress } from '../../platform/network.ts'

/** Where a request comes from, and by which name it asked for us. */
export interface Peer {
  /** The nearest address that no trusted proxy stands at; `unknown` where there is none. */
  readonly address: string
  /** Whether a trusted proxy passed it on. */
  readonly byProxy: boolean
  /** Name and port as the browser wrote them, `portal.example` or `portal.example:8443`; empty where none came. */
  readonly host: string
}
export interface Peers {
  of(request: Pick<IncomingMessage, 'headers' | 'socket'>): Peer
  isProxy(address: string): boolean
}

/**
 * Reads who asks from the connection and, where that is a trusted proxy's, from X-Forwarded-For and X-Forwarded-Host. Each proxy adds
 * to the end of a list, so lists are read from there: what stands before the first address that is not trusted was written by whoever asks.
 *
 * `Forwarded` (RFC 7239) is not read: a proxy that writes the one kind of header passes the other one on as it came, and we cannot tell.
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
      if (next === undefined || !isProxy(next)) return { address: next ?? 'unknown', byProxy: false, host: headers.host ?? '' }
      const host = entriesOf(headers['x-forwarded-host']).at(-1) ?? headers.host ?? ''
      return { address: nearestStranger(next, entriesOf(headers['x-forwarded-for']), isProxy), byProxy: true, host }
    },
  }
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

const entriesOf = (header: string | string[] | undefined): string[] => [header ?? []].flat().join(',').split(',').map(one => one.trim()).filter(Boolean)

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
