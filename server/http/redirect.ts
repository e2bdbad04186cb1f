import { createServer, type Server } from 'node:http'
import { limitHttpConnections, usualLimits } from './connections.ts'
import { securityHeaders } from './headers.ts'
import { answerInTurn } from './in-turn.ts'
import { answerOddRequests, answerUnreadable } from './parser-errors.ts'

/**
 * Plain HTTP, only to say that here everything is encrypted: the same address, with https. Nothing is read of what
 * comes and nothing is kept.
 */
export function redirecting(baseUrl: string): Server {
  const server = createServer(
    {
      requestTimeout: 10_000,
      headersTimeout: 5000,
      connectionsCheckingInterval: 2500,
      maxHeaderSize: 8 * 1024,
      requireHostHeader: false,
    },
    ({ url = '/' }, response) => {
      const headers = {
        ...securityHeaders(true),
        location: baseUrl + (url.startsWith('/') ? url : '/'),
        connection: 'close',
        'cache-control': 'no-store',
      }
      response.writeHead(308, headers).end()
    },
  )
  server.on('clientError', answerUnreadable(true))
  answerOddRequests(server, true)
  limitHttpConnections(server, usualLimits, () => false)
  answerInTurn(server)
  return server
}

export const opened = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve)
  })
