import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { countedAs } from '../../house/network.ts'

export interface ConnectionLimits {
  /** How many connections one network may hold; the wider networks of IPv6 as many times more as elsewhere. */
  readonly perNetwork: number
  readonly all: number
}
export const usualLimits: ConnectionLimits = { perNetwork: 500, all: 10_000 }

interface Held { readonly socket: Socket, asking: number }

/**
 * Bounds how many connections one network holds. Where it has as many as it may, the one that has been silent longest makes room for the
 * new one; only where each of them is being answered, the new one has to go.
 * @param isExempt whether an address passes on others, a proxy
 */
export function limitConnections(server: Server, { perNetwork, all }: ConnectionLimits, isExempt: (address: string) => boolean): void {
  server.maxConnections = all
  const byNetwork = new Map<string, Set<Held>>()
  const byPeer = new Map<string, Held>()

  server.on('connection', (socket: Socket) => {
    const { remoteAddress: address = '' } = socket
    if (address === '' || isExempt(address)) return
    const held: Held = { socket, asking: 0 }
    const peer = peerOf(socket)
    byPeer.set(peer, held)
    const counted = countedAs(address)
    for (const { network, times } of counted) {
      const there = byNetwork.get(network) ?? new Set()
      byNetwork.set(network, there.add(held))
      if (there.size > perNetwork * times) (silent(there, held) ?? held).socket.destroy()
    }
    socket.once('close', () => {
      byPeer.delete(peer)
      for (const { network } of counted) {
        const there = byNetwork.get(network)
        there?.delete(held)
        if (there?.size === 0) byNetwork.delete(network)
      }
    })
  })
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const held = byPeer.get(peerOf(socket))
    if (!held) return
    held.asking++
    response.once('close', () => { held.asking-- })
  })
}

/** Encrypted or not, a connection is known by its two ends. */
const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`

function silent(among: ReadonlySet<Held>, but: Held): Held | undefined {
  for (const held of among) if (held.asking === 0 && held !== but) return held
  return undefined
}
