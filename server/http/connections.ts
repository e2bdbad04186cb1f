import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { countedAs } from '../../platform/network.ts'

export interface ConnectionLimits {
  /** How many connections one network may hold; the wider networks of IPv6 as many times more as elsewhere. */
  readonly perNetwork: number
  readonly all: number
}
export const usualLimits: ConnectionLimits = { perNetwork: 500, all: 10_000 }

interface Held { readonly socket: Socket, readonly peer: string, readonly groups: readonly string[], readonly mayEnd: boolean, asking: number }
/** Connections that are counted together; `silent` in the order in which they fell silent. */
interface Group { size: number, readonly silent: Set<Held> }
const everybody = 'everybody'

/**
 * Bounds how many connections one network holds, and all together. Where there are as many as there may be, the one that has been silent longest makes
 * room for the new one; only where each of them is being answered, the new one has to go. No network gets more than half of what there is for all.
 * @param isExempt whether an address passes on others, a proxy
 */
export function limitConnections(server: Server, { perNetwork, all }: ConnectionLimits, isExempt: (address: string) => boolean): void {
  // Far enough above, for those that come before another one can be ended.
  server.maxConnections = all * 2
  const groups = new Map<string, Group>()
  const byPeer = new Map<string, Held>()
  const ofEach = (held: Held): Group[] => held.groups.flatMap(name => groups.get(name) ?? [])

  function enter(held: Held): void {
    byPeer.set(held.peer, held)
    for (const name of held.groups) {
      const group = groups.get(name) ?? { size: 0, silent: new Set() }
      groups.set(name, group)
      group.size++
    }
    fallsSilent(held)
  }
  function fallsSilent(held: Held): void {
    if (held.mayEnd && byPeer.get(held.peer) === held) for (const { silent } of ofEach(held)) silent.add(held)
  }
  function leave(held: Held): void {
    if (byPeer.get(held.peer) !== held) return
    byPeer.delete(held.peer)
    for (const name of held.groups) {
      const group = groups.get(name)
      group?.silent.delete(held)
      if (group && --group.size === 0) groups.delete(name)
    }
  }
  function end(held: Held): void {
    leave(held)
    held.socket.destroy()
  }

  server.on('connection', (socket: Socket) => {
    const { remoteAddress: address = '' } = socket
    if (address === '') return
    const mayEnd = !isExempt(address)
    const bounds = new Map([[everybody, all], ...mayEnd ? countedAs(address).map(({ network, times }) => [network, Math.min(perNetwork * times, Math.ceil(all / 2))] as const) : []])
    const held: Held = { socket, peer: peerOf(socket), groups: [...bounds.keys()], mayEnd, asking: 0 }
    enter(held)
    socket.once('close', () => { leave(held) })
    for (const [name, most] of bounds) {
      const group = groups.get(name)
      if (group && group.size > most) end(firstBut(held, group.silent) ?? held)
    }
  })
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const held = byPeer.get(peerOf(socket))
    if (!held) return
    held.asking++
    for (const { silent } of ofEach(held)) silent.delete(held)
    response.once('close', () => { if (--held.asking === 0) fallsSilent(held) })
  })
}

/** Encrypted or not, a connection is known by its two ends. */
const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`

function firstBut(held: Held, silent: ReadonlySet<Held>): Held | undefined {
  for (const one of silent) if (one !== held) return one
  return undefined
}
