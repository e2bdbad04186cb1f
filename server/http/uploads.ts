import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { nameIn } from '../../platform/files.ts'
import { UploadBrokenOff } from '../../platform/refusal.ts'
import type { Asking } from '../../platform/route.ts'

/** A body may take so long at most, and an upload so long for each of its pieces: by the clock, in milliseconds. */
export const bodyWithin = 30_000
/** Less than this in that time is no upload but somebody who holds a connection. */
const slowest = 32 * 1024

/** What a request brings where its route takes a file: bytes as they come, whatever their type is said to be. */
export function uploadIn(request: FastifyRequest): NonNullable<Asking['upload']> {
  const length = request.headers['content-length']
  return {
    // Whoever stops reading wants to answer: the connection stays for that.
    content: request.body instanceof Readable ? asItComes(request.body) : nothing(),
    name: nameIn(request.headers['content-disposition']),
    ...(length !== undefined && { length: Number(length) }),
  }
}
async function* asItComes(body: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const piece of body.iterator({ destroyOnReturn: false })) yield piece as Buffer // as: no encoding is set
  } catch (error) {
    throw body.readableAborted || (error as NodeJS.ErrnoException).code === 'ECONNRESET' ? new UploadBrokenOff() : error
  }
}
async function* nothing(): AsyncGenerator<Buffer> {}

/** So much of a file that is refused is still read, so that whoever sends it comes to hear why. */
export const mostDrained = { bytes: 64 * 1024 * 1024, milliseconds: 20_000 }

/**
 * Reads the rest of a body that nobody wants, within bounds: an answer before its end may be lost with the connection.
 * Says whether that was all of it; what is left then stays unread.
 */
export function drained(
  { raw }: Pick<FastifyRequest, 'raw'>,
  most: typeof mostDrained = mostDrained,
): Promise<boolean> {
  if (raw.complete || raw.destroyed) return Promise.resolve(true)
  return new Promise(done => {
    let bytes = 0
    const ends = (whole: boolean): void => {
      clearTimeout(timer)
      raw.off('data', counts).off('end', read).off('close', read).off('error', read)
      if (!whole) raw.pause()
      done(whole)
    }
    const read = (): void => {
      ends(true)
    }
    const counts = (chunk: Buffer): void => {
      bytes += chunk.length
      if (bytes > most.bytes) ends(false)
    }
    const timer = setTimeout(() => {
      ends(false)
    }, most.milliseconds)
    raw.once('end', read).once('close', read).once('error', read)
    raw.on('data', counts).resume()
  })
}

/** In this scope bodies are neither read nor bounded here: whoever takes a file bounds it. */
export function takingFiles(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => {
    done(null, payload)
  })
}

/** Ends requests whose body does not come: all of it within half a minute, or of a file some of it in each. */
export function holdBodiesToPace(app: FastifyInstance, takesFile: (request: FastifyRequest) => boolean): void {
  app.addHook('onRequest', async request => {
    const { raw } = request
    if (raw.complete || (raw.headers['content-length'] === undefined && raw.headers['transfer-encoding'] === undefined))
      return
    let before = raw.socket.bytesRead
    const timer = setInterval(() => {
      if (raw.complete || raw.destroyed) return clearInterval(timer)
      const now = raw.socket.bytesRead
      // Where we are the slow ones, more waits to be read than may.
      const waits = raw.readableLength >= raw.readableHighWaterMark
      if (takesFile(request) && (waits || now - before >= slowest)) before = now
      else
        app.server.emit(
          'clientError',
          Object.assign(new Error('slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }),
          raw.socket,
        )
    }, bodyWithin)
    timer.unref()
    raw.once('close', () => {
      clearInterval(timer)
    })
  })
}
