import { connect } from 'node:net'

/**
 * Says something on a bare connection and gives back all that comes until it closes or nothing has come for a while.
 */
export function spoken(
  port: number,
  bytes: string | Uint8Array,
  { wait = 1000, host = '127.0.0.1' } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    let heard = ''
    const done = (): void => {
      socket.destroy()
      resolve(heard)
    }
    socket.setTimeout(wait, done)
    socket.on('data', chunk => {
      heard += chunk.toString('latin1')
    })
    socket.on('close', done)
    socket.on('error', error => {
      if (heard) done()
      else reject(error)
    })
    socket.write(bytes)
  })
}

/** A request written by hand, with just the headers that are said; what came back in pieces. */
export async function requested(
  port: number,
  line: string,
  headers: readonly (readonly [string, string])[],
  body = '',
): Promise<{ readonly status: number; readonly headers: ReadonlyMap<string, string>; readonly body: string }> {
  const length =
    body && !headers.some(([name]) => name.toLowerCase() === 'content-length')
      ? [['Content-Length', String(Buffer.byteLength(body))] as const]
      : []
  const written = [
    `${line} HTTP/1.1`,
    ...[...headers, ...length, ['Connection', 'close'] as const].map(([name, value]) => `${name}: ${value}`),
  ].join('\r\n')
  const heard = await spoken(port, `${written}\r\n\r\n${body}`, { wait: 5000 })
  const [head = '', ...rest] = heard.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  return {
    status: Number(first.split(' ')[1]),
    headers: new Map(
      lines.map(one => [one.slice(0, one.indexOf(':')).toLowerCase(), one.slice(one.indexOf(':') + 1).trim()]),
    ),
    body: rest.join('\r\n\r\n'),
  }
}
