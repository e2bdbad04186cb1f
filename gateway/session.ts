import { Socket } from 'node:net'
import mqtt, { type MqttClient } from 'mqtt'
import { downTopics, upTopic, type Command, type Refused, type Up, type Welcome } from './protocol.ts'

export interface GatewayLogin {
  readonly server: string
  readonly serial: string
  readonly secret: string
  readonly ca?: Buffer
}

export interface Hears {
  welcome(message: Welcome): void
  command(message: Command): void
  time(message: { readonly time: string }): void
  refused(message: Refused): void
}

export interface Session {
  /** Comes back once the platform has acknowledged; throws when the connection ends before. */
  send(what: Up, message: object): Promise<void>
  /** Why it ended. */
  readonly ended: Promise<string>
  leave(): Promise<void>
}

/** One connection, from signing in to its end; it is never taken up again. */
export async function openSession({ server, serial, secret, ca }: GatewayLogin, hears: Hears): Promise<Session> {
  const client = mqtt.connect(server, {
    username: serial,
    password: secret,
    clientId: serial,
    clean: true,
    protocolVersion: 4,
    keepalive: 30,
    connectTimeout: 20_000,
    reconnectPeriod: 0,
    resubscribe: false,
    will: { topic: upTopic(serial, 'offline'), payload: Buffer.from('{}'), qos: 1, retain: false },
    ...(ca && { ca }),
  })
  const end = Promise.withResolvers<string>()
  client.on('error', error => {
    end.resolve(error.message)
  })
  client.on('close', () => {
    end.resolve('the connection was closed')
  })
  client.on('message', (topic, payload) => {
    heard(hears, topic, payload)
  })

  const connected = new Promise<void>(resolve => {
    client.once('connect', () => {
      resolve()
    })
  })
  const failed = await Promise.race([connected.then(() => undefined), end.promise])
  if (failed !== undefined) {
    client.end(true)
    throw new Error(failed)
  }
  // One small message after the other, each acknowledged: waiting to fill a packet would cost 40 ms each.
  if (client.stream instanceof Socket) client.stream.setNoDelay(true)
  const unlessEnded = async <T>(what: Promise<T>): Promise<T> =>
    Promise.race([
      what,
      end.promise.then(why => {
        throw new Error(why)
      }),
    ])
  void end.promise.then(() => {
    client.end(true)
  })
  await unlessEnded(client.subscribeAsync(downTopics(serial), { qos: 1 }))
  return {
    ended: end.promise,
    send: async (what, message) => {
      await unlessEnded(client.publishAsync(upTopic(serial, what), JSON.stringify(message), { qos: 1 }))
    },
    leave: async () => {
      await Promise.race([goodbye(client, serial), end.promise])
      end.resolve('the agent left')
    },
  }
}

async function goodbye(client: MqttClient, serial: string): Promise<void> {
  await client.publishAsync(upTopic(serial, 'offline'), '{}', { qos: 1 }).catch(() => {})
  await client.endAsync().catch(() => {})
}

/** What the platform sends that this agent does not know is passed over: the platform may be newer. */
function heard(hears: Hears, topic: string, payload: Buffer): void {
  const what = topic.split('/').at(-1) ?? ''
  if (!Object.hasOwn(hears, what)) return
  try {
    hears[what as keyof Hears](JSON.parse(payload.toString()))
  } catch {
    // Not JSON: nothing that this agent could do about it.
  }
}
