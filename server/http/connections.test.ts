import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { limitConnections } from './connections.ts'

const opened: { destroy(): unknown }[] = []
afterEach(() => { for (const one of opened.splice(0)) one.destroy() })

/** A server that answers `/` at once and `/long` never. */
async function aServer(perNetwork: number, isExempt = () => false): Promise<Server> {
  const server = createServer((request, response) => { if (request.url === '/long') response.writeHead(200).write('…'); else response.end('here') })
  limitConnections(server, { perNetwork, all: 100 }, isExempt)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.push({ destroy: () => { server.closeAllConnections(); server.close() } })
  return server
}
async function connected(server: Server): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.on('error', () => {})
  opened.push(socket)
  await once(socket, 'connect')
  return socket
}
async function asks(socket: Socket, path: string): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
  const [heard] = await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => ['gone'])]) as [Buffer | string]
  return heard.toString()
}

describe('a network that holds as many connections as it may', () => {
  it('gets another one, and loses the one that was silent longest', async () => {
    const server = await aServer(3)
    const [first, second, third] = [await connected(server), await connected(server), await connected(server)]
    expect(await asks(second, '/')).toContain('here')
    const fourth = await connected(server)
    await once(first, 'close')
    for (const one of [second, third, fourth]) expect(await asks(one, '/')).toContain('here')
  })
  it('gets no other while each of them is being answered, and one again as soon as one has ended', async () => {
    const server = await aServer(2)
    const long = [await connected(server), await connected(server)]
    for (const one of long) expect(await asks(one, '/long')).toContain('200')
    expect(await connected(server).then(one => asks(one, '/')).catch(() => 'gone')).toBe('gone')
    long[0]?.destroy()
    await expect.poll(async () => connected(server).then(one => asks(one, '/')).catch(() => 'gone')).toContain('here')
  })
  it('is not what a proxy is, which passes on many', async () => {
    const server = await aServer(1, () => true)
    const all = [await connected(server), await connected(server), await connected(server)]
    for (const one of all) expect(await asks(one, '/')).toContain('here')
  })
})
