import { setTimeout as pause } from 'node:timers/promises'
import type { Socket } from 'node:net'
import mqtt, { type MqttClient } from 'mqtt'
import type { MadeGateway } from './home-for-test.ts'

export const meter = {
  key: 'meter',
  kind: 'electricity-meter',
  name: 'Stromzähler',
  state: 'ok',
  switchable: false,
  channels: [
    { key: 'energy', obis: '1-0:1.8.0', unit: 'kWh', kind: 'counter', medium: 'electricity' },
    { key: 'power', obis: '1-0:16.7.0', unit: 'W', kind: 'gauge', medium: 'electricity' },
  ],
}
export const lamp = { key: 'lamp', kind: 'plug', name: 'Lampe', state: 'ok', switchable: true, on: false, channels: [] }

/** A gateway in the hand of a test: says what it is told to, and shows what it heard. */
export interface HandGateway {
  readonly client: MqttClient
  /** Publishes; comes back with the PUBACK, throws when the connection ends before. */
  says(what: string, message: object | string | Buffer): Promise<void>
  /** The next message of this kind that nobody asked for yet. */
  hears<T = any>(what: string): Promise<T> // any: whatever the test expects
  /** Of this kind, so far unasked for. */
  unheard(what: string): number
  readonly closed: Promise<void>
  leaves(): Promise<void>
}

export async function aGateway(
  port: number | undefined,
  { serial, secret }: MadeGateway,
  { will = false }: { will?: boolean } = {},
): Promise<HandGateway> {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
    username: serial,
    password: secret,
    clientId: `${serial}-${Math.random()}`,
    clean: true,
    protocolVersion: 4,
    reconnectPeriod: 0,
    ...(will && {
      will: { topic: `gateway/${serial}/up/offline`, payload: Buffer.from('{}'), qos: 1 as const, retain: false },
    }),
  })
  ;(client.stream as Socket).setNoDelay(true)
  const heard: { what: string; message: unknown }[] = []
  client.on('message', (topic, payload) => {
    heard.push({ what: topic.split('/').at(-1) ?? '', message: JSON.parse(payload.toString()) })
  })
  const closed = new Promise<void>(resolve => {
    client.once('close', () => {
      resolve()
    })
  })
  const ended = closed.then(() => {
    throw new Error('the connection was closed')
  })
  ended.catch(() => {})
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => {
      resolve()
    })
    client.once('error', reject)
    client.once('close', () => {
      reject(new Error('closed before it was connected'))
    })
  })
  client.on('error', () => {})
  await client.subscribeAsync(`gateway/${serial}/down/#`, { qos: 1 })
  return {
    client,
    closed,
    says: async (what, message) => {
      const payload = typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message)
      await Promise.race([client.publishAsync(`gateway/${serial}/up/${what}`, payload, { qos: 1 }), ended])
    },
    async hears(what) {
      for (let tries = 0; tries < 250; tries++) {
        const at = heard.findIndex(one => one.what === what)
        if (at >= 0) return heard.splice(at, 1)[0]?.message as never
        await pause(20)
      }
      throw new Error(`it never heard '${what}'; it heard ${heard.map(one => one.what).join(', ') || 'nothing'}`)
    },
    unheard: what => heard.filter(one => one.what === what).length,
    leaves: async () => {
      await client.endAsync()
    },
  }
}

export const hello = (...devices: object[]) => ({ protocol: 1, model: 'Qbox 2', firmware: '2.4.1', devices })

/** Asks again until it is so. */
export async function until<T>(ask: () => Promise<T>, isSo: (found: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const found = await ask()
    if (isSo(found)) return found
    if (tries === 200) throw new Error(`it never came about; last seen: ${JSON.stringify(found)}`)
    await pause(25)
  }
}
