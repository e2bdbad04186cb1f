import type { IncomingMessage, ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { bareAddress } from '../../platform/network.ts'
import type { Visit } from '../../platform/access.ts'
import type { Clock } from '../../kernel/clock/clock.ts'
import type { Peers } from './peer.ts'

/** What only the router and its routes know of a request. */
interface Told {
  readonly path: string
  readonly address: string
  readonly provider: string | undefined
  readonly length: () => unknown
  file?: string
}
const told = new WeakMap<ServerResponse, Told>()

/** The header in which a trusted proxy names the domain of the visitor's internet provider. */
const providerHeader = 'x-provider-domain'

/**
 * Tells of each request that arrived, once its connection is done with it: answered, refused, or left by the client.
 * It listens at Node's own server, because a client that goes away, or an address that cannot be read, never reaches
 * the hooks of the router.
 */
export function noteVisits(
  app: FastifyInstance,
  visits: readonly { note(visit: Visit): void }[],
  clock: Clock,
  peers: Peers,
): void {
  if (visits.length === 0) return
  app.addHook('onRequest', async (request, reply) => {
    rememberVisit(request, reply, peers)
  })
  app.server.prependListener('request', (incoming: IncomingMessage, response: ServerResponse) => {
    const at = clock.now()
    const began = performance.now()
    const sentBefore = incoming.socket.bytesWritten
    response.once('close', () => {
      const {
        path = '-',
        address = bareAddress(incoming.socket.remoteAddress ?? '') ?? '',
        provider,
        file,
        length,
      } = told.get(response) ?? {}
      const visit: Visit = {
        at,
        address,
        method: incoming.method ?? '-',
        path,
        file,
        provider,
        status: response.headersSent ? response.statusCode : clientLeft,
        bytes: bytesOf(incoming, response, incoming.socket.bytesWritten - sentBefore, length?.()),
        milliseconds: performance.now() - began,
        referrer: incoming.headers.referer,
        agent: incoming.headers['user-agent'],
        languages: incoming.headers['accept-language'],
      }
      for (const log of visits) log.note(visit)
    })
  })
}
/** As other servers write it when a client goes before it was answered. */
const clientLeft = 499

export function rememberVisit(request: FastifyRequest, reply: FastifyReply, peers: Peers): void {
  const { address, byProxy } = peers.of(request.raw)
  const provider = request.headers[providerHeader]
  told.set(reply.raw, {
    path: request.routeOptions?.url ?? '-',
    address,
    length: () => reply.getHeader('content-length'),
    provider: byProxy && typeof provider === 'string' && isDomain(provider) ? provider.toLowerCase() : undefined,
  })
}
export function rememberFile(response: ServerResponse, file: string): void {
  const known = told.get(response)
  if (known) known.file = file
}

const isDomain = (name: string): boolean =>
  name.length <= 253 && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(name) && isIP(name) === 0

/** Of the answer's body; of a stream what went over the wire. */
function bytesOf(incoming: IncomingMessage, response: ServerResponse, sent: number, length: unknown): number {
  if (incoming.method === 'HEAD' || response.statusCode === 204 || response.statusCode === 304) return 0
  return length === undefined ? Math.max(0, sent) : Math.min(Number(length), Math.max(0, sent))
}
