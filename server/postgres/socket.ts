// Where the socket of a PostgreSQL lies, and how a process gets at it.
import { existsSync, openSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'

/**
 * In the cluster itself, as PostgreSQL names it from inside: whoever may use the data sees it there, whatever temporary
 * folder a process has of its own, and nobody has to clear it away.
 */
export const inTheCluster = '.'

export const port = 5432

/** Room for a path in an address of a Unix socket, without the zero at its end (unix(7)). */
const longest = 107

/**
 * The folder of a socket as a client can name it. One whose path is too long is reached by a descriptor of this
 * process, as long as it lives.
 */
export function wayTo(cluster: string, socketDir = inTheCluster): string {
  const folder = resolve(cluster, socketDir)
  if (Buffer.byteLength(socketIn(folder)) <= longest) return folder
  const { dev, ino } = statSync(folder)
  const key = `${dev}:${ino}`
  const descriptor = descriptors.get(key) ?? openSync(folder, 'r')
  descriptors.set(key, descriptor)
  return `/proc/${process.pid}/fd/${descriptor}`
}
const descriptors = new Map<string, number>()

/** Whether somebody listens there. What cannot be told counts as yes. */
export function answers(cluster: string, socketDir: string, number: number): Promise<boolean> {
  if (socketDir === '' || !existsSync(resolve(cluster, socketDir))) return Promise.resolve(false)
  return new Promise(done => {
    const socket = connect(socketIn(wayTo(cluster, socketDir), number))
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', problem => {
      done(!('code' in problem && nobodyThere.has(String(problem.code))))
    })
  })
}
const nobodyThere = new Set(['ENOENT', 'ECONNREFUSED'])

const socketIn = (folder: string, number = port): string => join(folder, `.s.PGSQL.${number}`)
