import { createServer, type AddressInfo, type Socket } from 'node:net'
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes'
import type { Reporter } from '../../house/given.ts'
import type { MqttClient, MqttDoor, MqttLinks } from '../../house/mqtt.ts'
import { refuseLarger, throughGate, type Inside } from './connection.ts'
import { liesWithin } from './filters.ts'
import { Gate } from './gate.ts'

export interface BrokerOptions {
  readonly doors: readonly MqttDoor<any>[] // any: each door knows its own clients
  readonly host: string
  readonly port: number
  readonly reporter: Reporter
  readonly limits?: Partial<typeof usual>
}
export interface Broker {
  readonly port: number
  readonly links: MqttLinks
  /** Messages that wait for their commit, and clients that wait to be read. */
  readonly load: { readonly messages: number, readonly waiting: number, readonly connections: number }
  stop(): Promise<void>
}

const usual = {
  /** Bytes of a packet once a client is connected, and before. */
  packet: 128 * 1024, greeting: 4 * 1024,
  connections: 20_000, subscriptions: 20,
  /** How long a new connection may take to say who it is, and a slow one to take what it is sent. */
  connectTimeout: 10_000, drainTimeout: 30_000,
  /** What may be on its way into the house at once. */
  messages: 2000, bytes: 8 * 1024 * 1024,
  /** Bytes that may wait to be sent to one client. */
  backlog: 256 * 1024,
}

interface Guest { readonly door: MqttDoor<any>, readonly client: MqttClient<any>, readonly links: MqttLinks, readonly topics: Set<string> } // any: see doors

/**
 * An MQTT 3.1.1 broker through which clients speak with the house and never with each other. A publish is acknowledged when the door
 * that let its sender in has taken it: after the commit. Sessions are clean; nothing is retained.
 */
export async function startBroker({ doors, host, port, reporter, limits: changed }: BrokerOptions): Promise<Broker> {
  const limits = { ...usual, ...changed }
  const gate = new Gate(limits)
  const guests = new WeakMap<Client, Guest>()
  /** Clients by the id under which the broker knows them. */
  const idOf = ({ door, client }: Pick<Guest, 'door' | 'client'>): string => `${door.name}/${client.id}`

  const aedes = new Aedes({
    connectTimeout: limits.connectTimeout, drainTimeout: limits.drainTimeout, maxTopicLevels: 20,
    preConnect(_client, packet, done) {
      packet.clean = true
      done(null, true)
    },
    authenticate(client, username, password, done) {
      void admitted(doors, { username: username ?? '', password: Buffer.from(password ?? ''), clientId: client.id }).then(found => {
        if (!found) return done(Object.assign(new Error('bad user name or password'), { returnCode: 4 }) as AuthenticateError, false)
        const guest = { ...found, links: linksOf(found.door), topics: new Set<string>() }
        guests.set(client, guest)
        ;(client as { id: string }).id = idOf(guest)
        // The older connection is closed by the newer one; that is no parting, so its last will is not done.
        const older = clientBy(idOf(guest))
        if (older) older.will = null
        done(null, true)
      }).catch(error => {
        reporter.fault('mqtt admission', error)
        done(Object.assign(new Error('not available'), { returnCode: 3 }) as AuthenticateError, false)
      })
    },
    authorizePublish(client, packet, done) {
      const guest = client && guests.get(client)
      const fault = guest ? faultOf(packet, guest) : 'nobody'
      if (!guest || fault) return done(new Error(fault))
      const payload = packet.payload as Buffer
      const bytes = payload.length
      gate.enter(bytes)
      guest.door.receives(guest.client, packet.topic, payload, guest.links).then(
        () => {
          gate.leave(bytes)
          done(null)
        },
        (error: unknown) => {
          gate.leave(bytes)
          reporter.fault('mqtt message', error)
          done(new Error('not taken in'))
        },
      )
    },
    authorizeSubscribe(client, subscription, done) {
      const filters = guests.get(client)?.client.subscribes ?? []
      const allowed = Object.keys((client as Inside).subscriptions).length < limits.subscriptions && filters.some(filter => liesWithin(subscription.topic, filter))
      done(null, allowed ? subscription : null)
    },
  })
  // From a client nothing goes on to another one, and nothing is kept; what the house sends goes to its client directly.
  aedes.publish = ((_packet: unknown, client: unknown, done?: (error?: Error) => void) => {
    const after = typeof client === 'function' ? client as () => void : done
    if (after) setImmediate(after)
  }) as typeof aedes.publish
  await aedes.listen()

  const clientBy = (id: string): Inside | undefined => (aedes as unknown as { clients: Record<string, Inside> }).clients[id]
  const linksOf = (door: MqttDoor): MqttLinks => linksBy(id => clientBy(`${door.name}/${id}`), limits.backlog)

  aedes.on('clientReady', client => {
    const guest = guests.get(client)
    guest?.door.comes?.(guest.client, guest.links)
  })
  aedes.on('clientDisconnect', client => {
    const guest = guests.get(client)
    // A newer connection of the same client is registered by then, and it has not gone.
    setImmediate(() => { if (guest && !clientBy(idOf(guest))) guest.door.goes?.(guest.client) })
  })
  aedes.on('error' as 'closed', ((error: unknown) => { reporter.fault('mqtt broker', error) }) as () => void)

  const server = createServer({ highWaterMark: 16 * 1024, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket: Socket) => {
    const client = aedes.handle(socket) as Inside
    throughGate(socket, client, gate)
    refuseLarger(client, limits.packet, limits.greeting)
  })
  server.maxConnections = limits.connections
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(port, host, () => { server.off('error', reject); resolve() }) })
  return {
    port: (server.address() as AddressInfo).port,
    links: anyOf(doors.map(linksOf)),
    get load() { return { messages: gate.messages, waiting: gate.waiting, connections: aedes.connectedClients } },
    async stop() {
      const closed = new Promise(resolve => server.close(resolve))
      await new Promise<void>(resolve => { aedes.close(resolve) })
      await closed
    },
  }
}

async function admitted(doors: readonly MqttDoor[], credentials: Parameters<MqttDoor['admits']>[0]): Promise<Pick<Guest, 'door' | 'client'> | undefined> {
  for (const door of doors) {
    const client = await door.admits(credentials)
    if (client) return { door, client }
  }
  return undefined
}

/** What is wrong with a message, by which its connection ends. */
function faultOf({ topic, retain, qos }: PublishPacket, { client, topics }: Guest): string | undefined {
  if (retain) return 'nothing is retained here'
  if (qos === 2) return 'quality of service 2 is not spoken here'
  if (topics.has(topic)) return undefined
  if (!client.publishes.some(filter => liesWithin(topic, filter))) return 'not a topic of this client'
  // A client has few topics, so each is looked at once; one that makes up ever new ones gains nothing.
  if (topics.size < 20) topics.add(topic)
  return undefined
}

function linksBy(find: (id: string) => Inside | undefined, backlog: number): MqttLinks {
  return {
    send(id, topic, payload) {
      const client = find(id)
      if (!client?.connected || !Object.keys(client.subscriptions).some(filter => liesWithin(topic, filter))) return false
      // Who does not take what it is sent loses the connection, not we our memory.
      if ((client.conn as unknown as Socket).writableLength > backlog) {
        client.close()
        return false
      }
      client.publish({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false } as PublishPacket, () => {})
      return true
    },
    connected: id => find(id)?.connected ?? false,
    disconnect: id => { find(id)?.close() },
  }
}

const anyOf = (all: readonly MqttLinks[]): MqttLinks => ({
  send: (id, topic, payload) => all.some(one => one.send(id, topic, payload)),
  connected: id => all.some(one => one.connected(id)),
  disconnect: id => { for (const one of all) one.disconnect(id) },
})
