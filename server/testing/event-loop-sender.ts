// A thread that sends what others would, so that whoever measures the thread that serves does not measure the sender.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import mqtt from 'mqtt'

/** Bytes of one connection: said at once, or each after an answer to the one before. */
export interface Bytes {
  readonly by: 'http' | 'smtp'
  readonly port: number
  readonly says: readonly (string | Uint8Array)[]
  /** The same over so many connections at once. */
  readonly connections?: number
  /** Whether the answers are left unread, and more is sent until the connection ends. */
  readonly deaf?: true
}
/** One message of a gateway. */
export interface Message {
  readonly by: 'mqtt'
  readonly port: number
  readonly serial: string
  readonly secret: string
  readonly what: string
  readonly payload: string | Uint8Array
}
export type Sending = Bytes | Message

parentPort?.on('message', ({ id, sending }: { readonly id: number; readonly sending: Sending }) => {
  ;(sending.by === 'mqtt' ? published(sending) : saidByAll(sending)).then(
    answer => {
      parentPort?.postMessage({ id, answer }, [])
    },
    (error: unknown) => {
      parentPort?.postMessage({ id, answer: String(error) }, [])
    },
  )
})

async function saidByAll(bytes: Bytes): Promise<string> {
  const [first = ''] = await Promise.all(
    Array.from({ length: bytes.connections ?? 1 }, () => (bytes.deaf ? saidDeaf(bytes) : said(bytes))),
  )
  return first
}

/** Comes back once the server has closed the connection. */
async function saidDeaf({ port, says }: Bytes): Promise<string> {
  const socket = connect(port, '127.0.0.1').pause()
  const over = once(socket, 'close').then(
    () => true,
    () => true,
  )
  do for (const one of says) socket.write(one)
  while (!(await Promise.race([over, setTimeout(20, false)])))
  return 'closed'
}

/**
 * What was answered: the first line, or how the connection ended. A server may hang up in the middle, which is an
 * answer, too.
 */
async function said({ by, port, says }: Bytes): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  let ended = false
  socket.on('data', chunk => {
    heard += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  const over = once(socket, 'close').then(() => {
    ended = true
  })
  if (by === 'http') {
    for (const one of says) socket.write(one)
    await over
    return heard.split('\r\n')[0] ?? ''
  }
  for (const one of ['', ...says]) {
    const before = heard.length
    if (one.length) socket.write(one)
    while (!ended && !/^\d{3} .*\r\n/m.test(heard.slice(before)))
      await Promise.race([once(socket, 'data'), over]).catch(() => {})
  }
  socket.destroy()
  return heard.trim().split('\r\n').at(-1) ?? ''
}

/** Comes back once the platform has answered the message on a topic of this gateway, or closed the connection. */
async function published({ port, serial, secret, what, payload }: Message): Promise<string> {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
    username: serial,
    password: secret,
    clientId: serial,
    clean: true,
    protocolVersion: 4,
    reconnectPeriod: 0,
  })
  client.on('error', () => {})
  try {
    await new Promise<void>(resolve => {
      client.once('connect', () => {
        resolve()
      })
    })
    const closed = new Promise<string>(resolve => {
      client.once('close', () => {
        resolve('closed')
      })
    })
    const done = client.publishAsync(`gateway/${serial}/up/${what}`, Buffer.from(payload), { qos: 1 }).then(
      () => 'acknowledged',
      () => 'closed',
    )
    return await Promise.race([done, closed])
  } finally {
    client.end(true)
  }
}
