import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { limitConnections, type ConnectionLimits, type LimitedConnection } from '../../platform/connections.ts'

export const usualLimits: ConnectionLimits = { perNetwork: 500, all: 10_000 }

/** Bounds connections by network (`platform/connections.ts`); none is ended while a request of it is being answered. */
export function limitHttpConnections(
  server: Server,
  limits: ConnectionLimits,
  isExempt: (address: string) => boolean,
): void {
  const { placeOf } = limitConnections(server, limits, isExempt)
  const asking = new WeakMap<object, { readonly place: LimitedConnection; requests: number }>()
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const place = placeOf(socket)
    if (!place) return
    const held = asking.get(socket) ?? { place, requests: 0 }
    asking.set(socket, held)
    held.requests++
    place.works()
    response.once('close', () => {
      if (--held.requests === 0) place.rests()
    })
  })
}
