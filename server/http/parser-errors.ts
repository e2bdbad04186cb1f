import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { problemOf, type Refusal } from '../../platform/refusal.ts'
import { securityHeaders } from './headers.ts'
import { endsAfterAnswer } from './in-turn.ts'
import { languageOf } from './language.ts'
import { HeadersTooLarge, NotHttp, TooSlow } from './refusals.ts'

/**
 * What Node's parser cannot read never becomes a request: it is answered here, in the same manner as everything else.
 */
export const answerUnreadable =
  (plain: boolean) =>
  (error: NodeJS.ErrnoException, socket: Duplex): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    answer(socket, refusals[error.code ?? '']?.() ?? new NotHttp(), plain)
  }
const refusals: Readonly<Record<string, () => Refusal>> = {
  HPE_HEADER_OVERFLOW: () => new HeadersTooLarge(),
  ERR_HTTP_REQUEST_TIMEOUT: () => new TooSlow(),
}

/**
 * Node would answer these two by itself, without our headers: a tunnel that is asked for, and an expectation that
 * nobody knows.
 */
export function answerOddRequests(server: Server, plain: boolean): void {
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    answer(socket, new NotHttp(), plain)
  })
  server.on('checkExpectation', (request, response) => {
    server.emit('request', request, response)
  })
}

function answer(socket: Duplex, refusal: Refusal, plain: boolean): void {
  if (endsAfterAnswer(socket)) return
  const body = JSON.stringify(problemOf(refusal, languageOf(undefined)))
  const headers = {
    ...securityHeaders(plain),
    'cache-control': 'no-store',
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}\r\n${Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n${body}`,
  )
}
