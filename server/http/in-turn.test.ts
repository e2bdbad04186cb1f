import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { answerInTurn } from './in-turn.ts'
import { answerUnreadable } from './parser-errors.ts'

const opened: { destroy(): unknown }[] = []
afterEach(() => {
  for (const one of opened.splice(0)) one.destroy()
})

/** A server that answers with the path and the body, and a connection to it. */
async function connected(
  answers: (request: IncomingMessage, response: ServerResponse) => void = (request, response) => {
    text(request).then(
      body => response.end(`<${request.url}${body}>`),
      () => {},
    )
  },
): Promise<{ readonly socket: Socket; readonly begun: string[]; heard(): string }> {
  const begun: string[] = []
  const server = createServer((request, response) => {
    begun.push(request.url ?? '')
    answers(request, response)
  })
  server.on('clientError', answerUnreadable(true))
  answerInTurn(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  let heard = ''
  socket
    .on('error', () => {})
    .on('data', piece => {
      heard += piece.toString('latin1')
    })
  opened.push({
    destroy: () => {
      socket.destroy()
      server.closeAllConnections()
      server.close()
    },
  })
  return { socket, begun, heard: () => heard }
}
const asks = (path: string, body = ''): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`
const answered = (heard: string): string[] => [...heard.matchAll(/<(.*?)>/g)].map(([, what = '']) => what.slice(0, 20))
const statuses = (heard: string): string[] => [...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status = '']) => status)

describe('requests that come before the answer to the one before', () => {
  it('are begun one after the other, and answered in their order, bodies included', async () => {
    const waiting: (() => void)[] = []
    const { socket, begun, heard } = await connected((request, response) => {
      void text(request).then(body => waiting.push(() => response.end(`<${request.url}${body}>`)))
    })
    socket.write(asks('/1', 'a') + asks('/2', 'b'.repeat(200_000)) + asks('/3', 'c'))
    for (const path of ['/1', '/2', '/3']) {
      await expect.poll(() => waiting.length).toBe(1)
      expect(begun.at(-1)).toBe(path)
      waiting.splice(0)[0]?.()
    }
    await expect.poll(() => answered(heard())).toEqual(['/1a', `/2${'b'.repeat(18)}`, '/3c'])
    socket.write(asks('/4', 'd'))
    await expect.poll(() => waiting.length).toBe(1)
  })
  it('end the connection after the first answer, where they are many', async () => {
    const { socket, begun, heard } = await connected()
    socket.write(asks('/').repeat(50))
    await once(socket, 'close')
    expect(begun).toEqual(['/'])
    expect(heard()).toMatch(/^HTTP\/1\.1 200 [^]*connection: close[^]*<\/>/i)
    expect(statuses(heard())).toEqual(['200'])
  })
  it('end it also in the middle of that answer, which comes to its end', async () => {
    let answering: IncomingMessage | undefined
    let rest = (): void => {}
    const { socket, begun, heard } = await connected((request, response) => {
      answering = request
      response.write('<')
      rest = () => response.end(`${request.url}>`)
    })
    socket.write(asks('/1'))
    await expect.poll(heard).toContain('<')
    socket.write(asks('/2').repeat(50))
    await expect.poll(() => answering?.socket.isPaused()).toBe(true)
    rest()
    await once(socket, 'close')
    expect(begun).toEqual(['/1'])
    expect(statuses(heard())).toEqual(['200'])
    expect(heard()).toContain('/1>')
  })
  it('are not begun while nobody reads the answers', async () => {
    const { socket, begun } = await connected((_request, response) => {
      response.end(Buffer.alloc(8 * 1024 * 1024))
    })
    socket.pause()
    socket.write(asks('/').repeat(4))
    await expect.poll(() => begun.length).toBe(1)
    await new Promise(resolve => {
      setTimeout(resolve, 200)
    })
    expect(begun).toEqual(['/'])
    socket.resume()
    await expect.poll(() => begun.length).toBe(4)
  })
  it('that nobody can read are not answered in place of the one before, or within it', async () => {
    const { socket, heard } = await connected((_request, response) => {
      setTimeout(() => response.end('<here>'), 100)
    })
    socket.write(`${asks('/')}nonsense\r\n\r\n`)
    await once(socket, 'close')
    expect(statuses(heard())).toEqual(['200'])
    expect(heard()).toContain('<here>')
  })
})

it('a body that cannot be read is answered as it was', async () => {
  const { socket, heard } = await connected()
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n\r\n')
  await once(socket, 'close')
  expect(statuses(heard())).toEqual(['400'])
})
