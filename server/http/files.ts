import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Answer } from '../../platform/route.ts'
import { takesGzip } from './packing.ts'

/** The built portal, from memory: it is small, and nothing outside of it can be asked for. */
export interface Files {
  answerTo(method: string, url: string, accepts: string | undefined): Promise<Answer<never> | undefined>
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
}
interface Held {
  readonly name: string
  readonly content: Uint8Array
  readonly packed: Uint8Array
  readonly type: string
  readonly etag: string
}

/** Reads a folder once; unknown paths under `base` get its index, so that the portal's own addresses work on reload. */
export async function filesIn(directory: string, base: string, marks?: (page: string) => string): Promise<Files> {
  const held = new Map<string, Held>()
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const read = await readFile(path)
    const content = marks && extname(path) === '.html' ? Buffer.from(marks(read.toString())) : read
    const name = base + relative(directory, path)
    held.set(name, {
      name,
      content,
      packed: gzipSync(content),
      type: types[extname(path)] ?? 'application/octet-stream',
      etag: `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    })
  }
  const index = held.get(`${base}index.html`)
  return {
    async answerTo(method, url, accepts) {
      if (method !== 'GET' && method !== 'HEAD') return undefined
      const path = url.split('?', 1)[0]!.split('#', 1)[0]! // splitting gives at least one part
      const file = held.get(path)
      if (file)
        return answer(
          file,
          takesGzip(accepts),
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
      if (index && (path.startsWith(base) || `${path}/` === base) && !extname(path))
        return answer(index, takesGzip(accepts), 'no-cache')
      return undefined
    },
  }
}

/** The tag is a weak one: packed and plain are the same file and not the same bytes. */
const answer = ({ name, content, packed, type, etag }: Held, pack: boolean, caching: string): Answer<never> => ({
  status: 200,
  bytes: pack ? packed : content,
  file: name,
  headers: {
    'content-type': type,
    ...(pack && { 'content-encoding': 'gzip' }),
    'cache-control': caching,
    etag,
    vary: 'accept-encoding',
  },
})
