import { createServer, type AddressInfo, type Server, type ServerOpts, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes'
import type { Reporter } from '../../platform/services.ts'
import type { MqttHandler, MqttLinks } from '../../platform/mqtt.ts'
import { limitConnections } from '../../platform/connections.ts'
import type { Certificate } from '../../platform/listeners.ts'
import { refuseLarger, throughGate, type Inside } from './connection.ts'
import { liesWithin } from './filters.ts'
import { Gate } from './gate.ts'
import { admitted, messageFault, idBehind, type Guest } from './guests.ts'
import { anyOf, linksBy } from './links.ts'

export interface BrokerOptions {
  readonly handlers: readonly MqttHandler<any>[] // any: each handler knows its own clients
  readonly host: string
  readonly port: number
  readonly reporter: Reporter
  /** With it this broker speaks MQTTS and nothing else. */
  readonly certificate?: Certificate
  /** Whether an address passes on others. */
  readonly isProxy?: (address: string) => boolean
  readonly limits?: Partial<typeof usual>
}
export interface Broker {
  readonly port: number
  readonly links: MqttLinks
  /** Messages that wait for their commit, and clients that wait to be read. */
  readonly load: { readonly messages: number; readonly waiting: number; readonly connections: number }
  stop(): Promise<void>
}

const usual = {
  /** Bytes of a packet once a client is connected, and before. */
  packet: 128 * 1024,
  greeting: 4 * 1024,
  /** Connections at all; and of one network, those alone that have not said yet who they are. */
  connections: 20_000,
  perNetwork: 500,
  subscriptions: 20,
  /** How long a new connection may take to say who it is, and a slow one to take what it is sent. */
  connectTimeout: 10_000,
  drainTimeout: 30_000,
  /** What may be on its way into the platform at once: two batches of the writers of readings, and little more. */
  messages: 2000,
  bytes: 8 * 1024 * 1024,
  /** Bytes that may wait to be sent to one client. */
  backlog: 256 * 1024,
}

/**
 * An MQTT 3.1.1 broker through which clients speak with the platform and never with each other. A publish is
 * acknowledged when the handler that let its sender in has taken it: after the commit. Sessions are clean; nothing is
 * retained.
 */
export async function startBroker({
  handlers,
  host,
  port,
  reporter,
  certificate,
  isProxy = () => false,
  limits: changed,
}: BrokerOptions): Promise<Broker> {
  const limits = { ...usual, ...changed }
  const gate = new Gate(limits)
  const sockets = new WeakMap<Client, Socket>()
  const guests = new WeakMap<Client, Guest>()
  const clientBy = (id: string): Inside | undefined =>
    (aedes as unknown as { clients: Record<string, Inside> }).clients[id]
  const linksOf = (handler: MqttHandler): MqttLinks => linksBy(id => clientBy(idBehind(handler, id)), limits.backlog)

  async function welcome(client: Client, username: string, password: Buffer): Promise<AuthenticateError | null> {
    // A text of MQTT has no NUL in it (MQTT 3.1.1, 1.5.3), and no database takes one.
    if (username.includes('\0')) return refusal('bad user name or password', 4)
    try {
      const guest = await admitted(handlers, { username, password, clientId: client.id }, linksOf)
      if (!guest) return refusal('bad user name or password', 4)
      guests.set(client, guest)
      ;(client as { id: string }).id = guest.id
      // The older connection is closed by the newer one; that is no parting, so its last will is not done.
      const older = clientBy(guest.id)
      if (older) older.will = null
      return null
    } catch (error) {
      reporter.fault('mqtt admission', error)
      return refusal('not available', 3)
    }
  }

  /** Without async functions: at full speed each promise that lives until the commit is felt. */
  function take(packet: PublishPacket, guest: Guest, answer: (error?: Error) => void): void {
    const payload = packet.payload as Buffer
    const { length } = payload
    gate.enter(length)
    received(guest, packet.topic, payload).then(
      () => {
        gate.leave(length)
        answer()
      },
      (error: unknown) => {
        gate.leave(length)
        reporter.fault('mqtt message', error)
        answer(new Error('not taken in'))
      },
    )
  }

  const aedes = new Aedes({
    connectTimeout: limits.connectTimeout,
    drainTimeout: limits.drainTimeout,
    maxTopicLevels: 20,
    preConnect(_client, packet, done) {
      packet.clean = true
      done(null, true)
    },
    authenticate: async (client, username, password, done) => {
      const wrong = await welcome(client, username ?? '', Buffer.from(password ?? ''))
      done(wrong, wrong === null)
    },
    authorizePublish(client, packet, done) {
      const guest = client && guests.get(client)
      const fault = guest ? messageFault(packet, guest) : 'nobody'
      if (!guest || fault) return done(new Error(fault))
      take(packet, guest, done as (error?: Error) => void)
    },
    authorizeSubscribe(client, subscription, done) {
      const filters = guests.get(client)?.client.subscribes ?? []
      const allowed =
        Object.keys((client as Inside).subscriptions).length < limits.subscriptions &&
        filters.some(filter => liesWithin(subscription.topic, filter))
      done(null, allowed ? subscription : null)
    },
  })
  nothingGoesOn(aedes)
  await aedes.listen()
  aedes.on('clientReady', client => {
    const [guest, socket] = [guests.get(client), sockets.get(client)]
    if (guest && socket) placeOf(socket)?.isKnown()
    guest?.handler.comes?.(guest.client, guest.links)
  })
  aedes.on('clientDisconnect', client => {
    const guest = guests.get(client)
    // A newer connection of the same client is registered by then, and it has not gone.
    setImmediate(() => {
      if (guest && !clientBy(guest.id)) guest.handler.goes?.(guest.client)
    })
  })
  aedes.on(
    'error' as 'closed',
    ((error: unknown) => {
      reporter.fault('mqtt broker', error)
    }) as () => void,
  )

  const server = serverFor(
    certificate,
    { highWaterMark: 16 * 1024, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 },
    socket => {
      const client = aedes.handle(socket) as Inside
      sockets.set(client, socket)
      throughGate(socket, client, gate)
      refuseLarger(client, limits.packet, limits.greeting)
    },
  )
  const { placeOf } = limitConnections(server, { perNetwork: limits.perNetwork, all: limits.connections }, isProxy)
  await listen(server, host, port)
  return {
    port: (server.address() as AddressInfo).port,
    links: anyOf(handlers.map(linksOf)),
    get load() {
      return { messages: gate.messages, waiting: gate.waiting, connections: aedes.connectedClients }
    },
    async stop() {
      const closed = new Promise(resolve => server.close(resolve))
      await new Promise<void>(resolve => {
        aedes.close(resolve)
      })
      await closed
    },
  }
}

function serverFor(certificate: Certificate | undefined, how: ServerOpts, comes: (socket: Socket) => void): Server {
  if (!certificate) return createServer(how, comes)
  const server = createTlsServer({ ...how, ...certificate.shown, handshakeTimeout: usual.connectTimeout }, comes)
  certificate.renewed(shown => {
    server.setSecureContext(shown)
  })
  return server
}

/** A handler that throws where it should reject is no reason to fall over. */
function received({ handler, client, links }: Guest, topic: string, payload: Buffer): Promise<void> {
  try {
    return handler.receives(client, topic, payload, links)
  } catch (error) {
    return Promise.reject(error)
  }
}

const refusal = (message: string, returnCode: number): AuthenticateError =>
  Object.assign(new Error(message), { returnCode }) as AuthenticateError

/**
 * From a client nothing goes on to another one, and nothing is kept; what the platform sends goes to its client
 * directly.
 */
function nothingGoesOn(aedes: Aedes): void {
  aedes.publish = ((_packet: unknown, client: unknown, done?: (error?: Error) => void) => {
    const after = typeof client === 'function' ? (client as () => void) : done
    if (after) setImmediate(after)
  }) as typeof aedes.publish
}

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
