import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

/**
 * So many chunks of a body may be of so few bytes on average. Clients send kilobytes in each; what a proxy passes on in
 * pieces is far from this.
 */
const mostSmall = 2000
const small = 16

/**
 * Ends the connection of whoever sends a body in very many very small chunks (RFC 9112, section 7.1): each costs as
 * much as kilobytes do, so that few bytes would hold the process.
 */
export function refuseSmallChunks(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    if (request.headers['transfer-encoding'] !== undefined) countChunks(request.raw)
    done(null, payload)
  })
}

function countChunks(body: IncomingMessage): void {
  let chunks = 0
  let bytes = 0
  body.on('data', (chunk: Buffer) => {
    chunks += 1
    bytes += chunk.length
    if (chunks > mostSmall && bytes < chunks * small) body.destroy()
  })
}
