import { createServer, type Server } from 'node:http'

/** Plain HTTP, only to say that here everything is encrypted: the same address, with https. Nothing is read of what comes and nothing is kept. */
export function redirecting(baseUrl: string): Server {
  return createServer({ requestTimeout: 10_000, headersTimeout: 5000, maxHeaderSize: 8 * 1024 }, ({ url = '/' }, response) => {
    response.writeHead(308, { location: baseUrl + (url.startsWith('/') ? url : '/'), connection: 'close', 'cache-control': 'no-store' }).end()
  })
}

export const opened = (server: Server, host: string, port: number): Promise<void> => new Promise((resolve, reject) => { server.once('error', reject).listen(port, host, resolve) })
