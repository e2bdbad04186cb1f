import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { limitHttpConnections } from './connections.ts'

const opened: { destroy(): unknown }[] = []
afterEach(() => {
  for (const one of opened.splice(0)) one.destroy()
})

/** A server that answers `/` at once and `/long` never. */
async function aServer(
  perNetwork: number,
  isExempt: (address: string) => boolean = () => false,
  all = 100,
): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === '/long') response.writeHead(200).write('…')
    else response.end('here')
  })
  limitHttpConnections(server, { perNetwork, all }, isExempt)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.push({
    destroy: () => {
      server.closeAllConnections()
      server.close()
    },
  })
  return server
}
async function connected(server: Server, localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', localAddress })
  socket.on('error', () => {})
  opened.push(socket)
  await once(socket, 'connect')
  return socket
}
async function asks(socket: Socket, path: string): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
  const [heard] = (await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => ['gone'])])) as [
    Buffer | string,
  ]
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
  it('keeps an old connection that was in use just now before a younger one that was silent since', async () => {
    const server = await aServer(2)
    const [first, second] = [await connected(server), await connected(server)]
    for (const one of [second, first]) expect(await asks(one, '/')).toContain('here')
    const third = await connected(server)
    await once(second, 'close')
    for (const one of [first, third]) expect(await asks(one, '/')).toContain('here')
  })
  it('gets no other while each of them is being answered, and one again as soon as one has ended', async () => {
    const server = await aServer(2)
    const long = [await connected(server), await connected(server)]
    for (const one of long) expect(await asks(one, '/long')).toContain('200')
    expect(
      await connected(server)
        .then(one => asks(one, '/'))
        .catch(() => 'gone'),
    ).toBe('gone')
    long[0]?.destroy()
    await expect
      .poll(async () =>
        connected(server)
          .then(one => asks(one, '/'))
          .catch(() => 'gone'),
      )
      .toContain('here')
  })
  it('is not what a proxy is, which passes on many', async () => {
    const server = await aServer(1, () => true)
    const all = [await connected(server), await connected(server), await connected(server)]
    for (const one of all) expect(await asks(one, '/')).toContain('here')
  })
})

describe('where all networks together hold as many connections as there may be', () => {
  it('the one that was silent longest makes room, and no proxy’s', async () => {
    const server = await aServer(4, address => address === '127.0.0.9', 4)
    const proxy = await connected(server, '127.0.0.9')
    const all = [
      await connected(server, '127.0.0.1'),
      await connected(server, '127.0.0.2'),
      await connected(server, '127.0.0.3'),
    ]
    const another = await connected(server, '127.0.0.4')
    await once(all[0]!, 'close')
    for (const one of [proxy, all[1]!, all[2]!, another]) expect(await asks(one, '/')).toContain('here')
  })
  it('no network has more than half of them', async () => {
    const server = await aServer(10, undefined, 4)
    const [first, ...others] = [await connected(server), await connected(server), await connected(server)]
    await once(first!, 'close')
    for (const one of others) expect(await asks(one, '/')).toContain('here')
  })
})
