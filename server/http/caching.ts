import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply } from 'fastify'
import { leastRecentlyUsed } from '../../platform/least-recently-used.ts'
import { takesGzip } from './packing.ts'

const zip = promisify(gzip)

/** Whether the client has this very version already (RFC 9110, 13.1.2). */
export function isKnown(reply: FastifyReply): boolean {
  const etag = reply.getHeader('etag')
  const known = reply.request.headers['if-none-match']
  return (
    typeof etag === 'string' &&
    known !== undefined &&
    (known.trim() === '*' || known.split(',').some(one => one.trim().replace(/^W\//, '') === etag.replace(/^W\//, '')))
  )
}

const isPublic = (reply: FastifyReply): boolean => String(reply.getHeader('cache-control')).startsWith('public')

/** Says of a page that it comes packed or not; an answer that it is known already says so, too (RFC 9110, 15.4.5). */
export function variesByPacking(reply: FastifyReply): void {
  if (isPublic(reply))
    reply.header('vary', [reply.getHeader('vary'), 'accept-encoding'].flat().filter(Boolean).join(', '))
}

/** Public pages are few, and asked for by everybody. */
const mostPacked = 50

/**
 * Sends pages. What is public is packed, and nothing else: beside text that a stranger can choose, the length of a packed
 * page would tell of the secrets in it. What bears a mark of what it says is packed once.
 */
export function packing(): (reply: FastifyReply, page: string) => Promise<string | Buffer> {
  const packed = leastRecentlyUsed<Promise<Buffer>>(mostPacked)
  const once = (mark: string, page: string): Promise<Buffer> =>
    packed.get(mark, () => {
      const it = zip(page)
      it.catch(() => packed.delete(mark))
      return it
    })
  return async (reply, page) => {
    if (!isPublic(reply) || !takesGzip(reply.request.headers['accept-encoding'])) return page
    reply.header('content-encoding', 'gzip')
    const mark = reply.getHeader('etag')
    return typeof mark === 'string' ? once(mark, page) : zip(page)
  }
}
