import { createServer, type AddressInfo } from 'node:net'

/** A port to listen on: the one that was asked for, or one that is free where that was 0. Links name it, so it is known before anything starts. */
export async function freePort(host: string, asked: number): Promise<number> {
  if (asked !== 0) return asked
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve))
  const found = (server.address() as AddressInfo).port
  await new Promise(resolve => server.close(resolve))
  return found
}
