import type { Server, Socket } from 'node:net'
import { countedAs } from './network.ts'

export interface ConnectionLimits {
  /** How many connections one network may hold; the wider networks of IPv6 as many times more as elsewhere. */
  readonly perNetwork: number
  readonly all: number
}

/** A connection among those that are limited. */
export interface LimitedConnection {
  /** Something is done for it: it is not ended meanwhile. */
  works(): void
  /** Nothing is done for it: where others need room, the one that has been silent longest makes it. */
  rests(): void
  /** Whoever is behind it has shown who it is: it is no longer ended, and counts for its network no longer. */
  isKnown(): void
}

interface OpenConnection {
  readonly socket: Socket
  readonly peer: string
  groups: readonly string[]
  mayEnd: boolean
}
/** Connections that are counted together; `silent` in the order in which they fell silent. */
interface Group {
  size: number
  readonly silent: Set<OpenConnection>
}
const everybody = 'everybody'

/**
 * Bounds how many connections one network holds, and all together. Where there are as many as there may be, the one
 * that has been silent longest makes room for the new one; only where something is done for each of them, the new one
 * has to go. No network gets more than half of what there is for all.
 * @param isExempt whether an address passes on others, a proxy
 */
export function limitConnections(
  server: Server,
  { perNetwork, all }: ConnectionLimits,
  isExempt: (address: string) => boolean,
): { placeOf(socket: PeerOf): LimitedConnection | undefined } {
  // Far enough above, for those that come before another one can be ended.
  server.maxConnections = all * 2
  const groups = new Map<string, Group>()
  const byPeer = new Map<string, OpenConnection>()
  const ofEach = (held: OpenConnection): Group[] => held.groups.flatMap(name => groups.get(name) ?? [])

  function enter(held: OpenConnection): void {
    byPeer.set(held.peer, held)
    for (const name of held.groups) {
      const group = groups.get(name) ?? { size: 0, silent: new Set() }
      groups.set(name, group)
      group.size++
    }
    fallsSilent(held)
  }
  function fallsSilent(held: OpenConnection): void {
    if (held.mayEnd && byPeer.get(held.peer) === held) for (const { silent } of ofEach(held)) silent.add(held)
  }
  function isHeard(held: OpenConnection): void {
    for (const { silent } of ofEach(held)) silent.delete(held)
  }
  function leaves(held: OpenConnection, left: readonly string[]): void {
    for (const name of left) {
      const group = groups.get(name)
      group?.silent.delete(held)
      if (group && --group.size === 0) groups.delete(name)
    }
    held.groups = held.groups.filter(name => !left.includes(name))
  }
  function leave(held: OpenConnection): void {
    if (byPeer.get(held.peer) !== held) return
    byPeer.delete(held.peer)
    leaves(held, held.groups)
  }
  function end(held: OpenConnection): void {
    leave(held)
    held.socket.destroy()
  }

  server.on('connection', (socket: Socket) => {
    const { remoteAddress: address = '' } = socket
    if (address === '') return
    const mayEnd = !isExempt(address)
    const bounds = new Map([
      [everybody, all],
      ...(mayEnd
        ? countedAs(address).map(
            ({ network, times }) => [network, Math.min(perNetwork * times, Math.ceil(all / 2))] as const,
          )
        : []),
    ])
    const held: OpenConnection = { socket, peer: peerOf(socket), groups: [...bounds.keys()], mayEnd }
    enter(held)
    socket.once('close', () => {
      leave(held)
    })
    for (const [name, most] of bounds) {
      const group = groups.get(name)
      if (group && group.size > most) end(firstBut(held, group.silent) ?? held)
    }
  })
  return {
    placeOf(socket) {
      const held = byPeer.get(peerOf(socket))
      return (
        held && {
          works: () => {
            isHeard(held)
          },
          rests: () => {
            fallsSilent(held)
          },
          isKnown: () => {
            isHeard(held)
            held.mayEnd = false
            if (byPeer.get(held.peer) === held)
              leaves(
                held,
                held.groups.filter(name => name !== everybody),
              )
          },
        }
      )
    },
  }
}

type PeerOf = Pick<Socket, 'remoteAddress' | 'remotePort'>
/** Encrypted or not, a connection is known by its two ends. */
const peerOf = ({ remoteAddress, remotePort }: PeerOf): string => `${remoteAddress} ${remotePort}`

function firstBut(held: OpenConnection, silent: ReadonlySet<OpenConnection>): OpenConnection | undefined {
  for (const one of silent) if (one !== held) return one
  return undefined
}
