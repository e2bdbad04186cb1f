import { isUtf8 } from 'node:buffer'

/**
 * Bytes as text, in the charset that was declared. Where none was, or one that says "seven bits" of eight, or one that
 * nobody knows, they are UTF-8 if they can be, and else Windows-1252, which is what old mail programs meant.
 */
export function decoded(bytes: Uint8Array, declared: string | undefined): string {
  const named = declared?.trim().toLowerCase()
  const decoder = named === undefined || /^(us-)?ascii$/.test(named) ? undefined : decoderFor(named)
  return (decoder ?? guessed(bytes)).decode(bytes)
}

function decoderFor(name: string): TextDecoder | undefined {
  try {
    return new TextDecoder(name)
  } catch {
    return undefined // a charset that does not exist
  }
}
const guessed = (bytes: Uint8Array): TextDecoder => new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252')

/** What an HTML page says about itself in its first kilobyte, as browsers read it. */
export function charsetInMeta(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1')
  return /<meta\b[^>]{0,200}?\bcharset\s{0,9}=\s{0,9}["']?([\w-]{1,40})/i.exec(start)?.[1]
}

/**
 * The head of a mail is UTF-8 or ASCII (RFC 6532); one that is neither is read as Windows-1252, so that its umlauts
 * survive.
 */
export function withReadableHead(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const ends = ['\r\n\r\n', '\n\n'].map(blank => bytes.indexOf(blank)).filter(at => at >= 0)
  const end = ends.length ? Math.min(...ends) : bytes.length
  const head = bytes.subarray(0, end)
  return isUtf8(head)
    ? bytes
    : Buffer.concat([Buffer.from(new TextDecoder('windows-1252').decode(head)), bytes.subarray(end)])
}
