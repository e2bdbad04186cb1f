import type { Readable, Writable } from 'node:stream'

/** What one process tells the other over a pipe: four bytes of length, then as many bytes. */
export function writeFrame(to: Writable, bytes: Uint8Array): void {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(bytes.byteLength)
  to.write(head)
  to.write(bytes)
}

/**
 * Hears each frame. One that announces more than `most` bytes is never read: `tooLong` is called in its place, and
 * nothing after it.
 */
export function readFrames(from: Readable, most: number, does: (bytes: Buffer) => void, tooLong: () => void): void {
  let held: Buffer[] = []
  let size = 0
  from.on('data', (chunk: Buffer) => {
    held.push(chunk)
    size += chunk.length
    while (size >= 4) {
      const head = held.length > 1 && (held[0]?.length ?? 0) < 4 ? Buffer.concat(held) : held[0]
      const length = head?.readUInt32BE(0) ?? 0
      if (length > most) {
        from.removeAllListeners('data').resume()
        tooLong()
        return
      }
      if (size < length + 4) return
      const all = Buffer.concat(held)
      held = all.length > length + 4 ? [all.subarray(length + 4)] : []
      size -= length + 4
      does(all.subarray(4, length + 4))
    }
  })
}

/**
 * The first byte of what a sandboxed process says: what kind of answer it is. A result is followed by its serialized
 * value.
 */
const kinds = ['ready', 'result', 'failed', 'size of the result'] as const
export type FrameKind = (typeof kinds)[number]
export const said = (kind: FrameKind): Buffer => Buffer.of(kinds.indexOf(kind))
export const frameKind = (bytes: Buffer): FrameKind => kinds[bytes[0] ?? -1] ?? 'failed'
