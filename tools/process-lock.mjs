// One at a time, across processes: two starts in the same checkout must not unpack into each other.
//
// The lock is an abstract Unix socket: the kernel takes it away with the process that holds it, however that ends,
// so there is no stale lock file to be clever about.
import { createHash } from 'node:crypto'
import { connect, createServer } from 'node:net'

/**
 * Runs `work` while no other process on this machine is alone with the same name.
 * `await withProcessLock('install /srv/obhut', () => install(), { waiting: () => console.log('Another start is
 * installing …') })`
 */
export async function withProcessLock(name, work, { waiting = () => {} } = {}) {
  const release = await taken(addressOf(name), waiting)
  try {
    return await work()
  } finally {
    await release()
  }
}

/** The same lock, held until it is given back: `const release = await takeProcessLock('store /srv/obhut')`. */
export const takeProcessLock = (name, { waiting = () => {} } = {}) => taken(addressOf(name), waiting)

/** An abstract Unix socket. */
const addressOf = name => `\0obhut-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`

async function taken(address, waiting) {
  for (let said = false; ; said = true) {
    const release = await tryToHold(address)
    if (release) return release
    if (!said) waiting()
    await untilReleased(address)
  }
}

function tryToHold(address) {
  return new Promise((resolve, reject) => {
    const visitors = new Set()
    const server = createServer(visitor => {
      visitors.add(visitor)
      visitor.on('error', () => {}).on('close', () => visitors.delete(visitor))
    })
    server.once('error', problem => (problem.code === 'EADDRINUSE' ? resolve(undefined) : reject(problem)))
    server.listen(address, () =>
      resolve(
        () =>
          new Promise(done => {
            server.close(done)
            for (const visitor of visitors) visitor.destroy()
          }),
      ),
    )
  })
}

/** The holder never says anything: its end of the connection closes when it lets go or dies. */
function untilReleased(address) {
  return new Promise(resolve => {
    connect(address)
      .on('error', () => setTimeout(resolve, 20))
      .on('close', () => resolve(undefined))
      .resume()
  })
}
