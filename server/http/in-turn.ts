import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * So many requests of a connection may wait for the answer to the one before. Browsers and proxies send the next one
 * after the answer.
 */
const mostWaiting = 4

interface Turn {
  readonly waiting: (() => void)[]
  answering: ServerResponse
  ends: boolean
}
const turns = new WeakMap<Duplex, Turn>()

/**
 * Answers the requests of one connection one after the other, and lets other connections have their turn in between.
 * Node would begin with each that comes in one piece (pipelining, RFC 9112, 9.3.2), and one piece has room for
 * thousands. Whoever sends more than a few before the first is answered gets that answer, and the connection ends: the
 * rest may be sent again, as the RFC says.
 *
 * Comes last, after all that listens to requests.
 */
export function answerInTurn(server: Server): void {
  const listeners = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[]
  server.removeAllListeners('request')

  function begin(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    response.once('close', () => {
      const turn = turns.get(socket)
      if (turn?.ends) socket.destroySoon()
      const next = turn?.waiting.shift()
      if (!next || socket.destroyed) turns.delete(socket)
      else setImmediate(next)
    })
    for (const listener of listeners) listener.call(server, request, response)
  }

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    const turn = turns.get(socket)
    if (!turn) {
      turns.set(socket, { waiting: [], answering: response, ends: false })
      begin(request, response)
    } else if (turn.waiting.length < mostWaiting && !turn.ends) {
      turn.waiting.push(() => {
        turn.answering = response
        begin(request, response)
      })
    } else endWith(turn, socket)
  })
}

/**
 * Whether an earlier request of this connection is being answered, so that nothing else may be written to it: it would
 * be read as a part of that answer, or in its place. The connection then ends with that answer.
 */
export function endsAfterAnswer(socket: Duplex): boolean {
  const turn = turns.get(socket)
  if (!turn?.answering.headersSent && !turn?.answering.req.complete) return false
  endWith(turn, turn.answering.req.socket)
  return true
}

function endWith(turn: Turn, socket: Socket): void {
  if (turn.ends) return
  turn.ends = true
  turn.waiting.splice(0)
  turn.answering.shouldKeepAlive = false
  readNoFurther(socket)
}

const upgrade = 2
/**
 * Node has no public way to stop within the piece that it reads, whose thousands of requests would each become two
 * objects. What it does after a request for another protocol is just that: the parser leaves the rest alone.
 */
function readNoFurther(socket: Socket): void {
  const { parser } = socket as Socket & { parser?: { onIncoming?: (() => number) | null } | null }
  if (parser?.onIncoming) parser.onIncoming = () => upgrade
  // With the end of a request the parser asks for more.
  queueMicrotask(() => {
    socket.pause()
  })
}
