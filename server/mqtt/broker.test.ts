import { once, type EventEmitter } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { connectAsync, type IClientOptions, type MqttClient as Client } from 'mqtt'
import { afterEach, describe, expect, it } from 'vitest'
import type { MqttClient, MqttHandler, MqttLinks } from '../../platform/mqtt.ts'
import { startBroker, type Broker, type BrokerOptions } from './broker.ts'

type Heard = { from: string; topic: string; text: string }
interface ServedBroker {
  readonly broker: Broker
  readonly heard: Heard[]
  readonly faults: string[]
  readonly came: string[]
  readonly went: string[]
  links: MqttLinks | undefined
  hold: Promise<void> | undefined
}

const ended: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end()
})

/** A platform whose handler lets in whoever has the password `open`, under the own name. */
async function aServedBroker(limits: BrokerOptions['limits'] = {}): Promise<ServedBroker> {
  const world = {
    heard: [] as Heard[],
    faults: [] as string[],
    came: [] as string[],
    went: [] as string[],
    links: undefined as MqttLinks | undefined,
    hold: undefined as Promise<void> | undefined,
  }
  const handler: MqttHandler<string> = {
    name: 'test',
    admits: async ({ username, password }): Promise<MqttClient<string> | null> =>
      password.toString() === 'open'
        ? {
            id: username,
            principal: username,
            publishes: [`gateway/${username}/up/#`],
            subscribes: [`gateway/${username}/down/#`],
          }
        : null,
    receives: async ({ principal }, topic, payload, links) => {
      const text = payload.toString()
      world.links = links
      if (text === 'fail') throw new Error('no')
      world.heard.push({ from: principal, topic, text })
      await world.hold
    },
    comes: ({ id }) => {
      world.came.push(id)
    },
    goes: ({ id }) => {
      world.went.push(id)
    },
  }
  const broker = await startBroker({
    handlers: [handler],
    host: '127.0.0.1',
    port: 0,
    reporter: {
      fault: what => {
        world.faults.push(what)
      },
    },
    limits,
  })
  ended.push(() => broker.stop())
  return Object.assign(world, { broker })
}

async function aClient({ broker }: ServedBroker, name: string, more: IClientOptions = {}): Promise<Client> {
  const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
    username: name,
    password: 'open',
    reconnectPeriod: 0,
    clientId: `c-${name}-${Math.random()}`,
    ...more,
  })
  client.on('error', () => {})
  ended.push(async () => {
    client.end(true)
  })
  return client
}

async function until(what: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !what(); tries++) await pause(10)
  expect(what()).toBe(true)
}

/** The client's own types say less than it is. */
const happens = (client: Client, event: string): Promise<unknown[]> => once(client as unknown as EventEmitter, event)

describe('a network that holds many connections', () => {
  /** Connections that say nothing, from one address of this machine. */
  function silent({ broker }: ServedBroker, many: number, localAddress = '127.0.0.1'): Socket[] {
    return Array.from({ length: many }, () => {
      const socket = connectTcp({ port: broker.port, host: '127.0.0.1', localAddress }).on('error', () => {})
      ended.push(async () => {
        socket.destroy()
      })
      return socket
    })
  }
  // TCP alone knows this one; the client passes it on.
  const elsewhere = { localAddress: '127.0.0.9' } as IClientOptions

  it('and says nothing keeps no other network out, and not the clients of its own', async () => {
    const world = await aServedBroker({ connections: 40, perNetwork: 30 })
    const known = await aClient(world, 'a')
    const crowd = silent(world, 100)
    const closed = () => crowd.filter(({ destroyed }) => destroyed).length
    // Half of what there is for all.
    await until(() => closed() >= 80)
    for (const [name, more] of [
      ['b', elsewhere],
      ['c', {}],
    ] as const) {
      const client = await aClient(world, name, more)
      await client.publishAsync(`gateway/${name}/up/readings`, name, { qos: 1 })
    }
    await known.publishAsync('gateway/a/up/readings', 'a', { qos: 1 })
    expect(world.heard.map(({ text }) => text)).toEqual(['b', 'c', 'a'])
    expect(world.went).toEqual([])
  })
  it('may hold any number whose clients have said who they are, as far as there is room', async () => {
    const world = await aServedBroker({ connections: 12, perNetwork: 3 })
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, n) => n).map(async n => {
        await pause(n * 20)
        return aClient(world, `g${n}`)
      }),
    )
    // There is no room left, and nobody who has none yet can make any.
    silent(world, 20, '127.0.0.9')
    await pause(100)
    for (const [n, client] of all.entries()) await client.publishAsync(`gateway/g${n}/up/readings`, 'here', { qos: 1 })
    expect(world.heard).toHaveLength(12)
    expect(world.went).toEqual([])
  })
})

describe('the broker', () => {
  it('hands a message to the handler and acknowledges it once the handler is done', async () => {
    const world = await aServedBroker()
    const { promise, resolve } = Promise.withResolvers<void>()
    world.hold = promise
    const client = await aClient(world, 'a')
    let acknowledged = false
    const sent = client.publishAsync('gateway/a/up/readings', 'hello', { qos: 1 }).then(() => {
      acknowledged = true
    })
    await until(() => world.heard.length === 1)
    await pause(50)
    expect(acknowledged).toBe(false)
    resolve()
    await sent
    expect(world.heard).toEqual([{ from: 'a', topic: 'gateway/a/up/readings', text: 'hello' }])
  })
  it('takes messages of every size, also those that come in many pieces', async () => {
    const world = await aServedBroker()
    const client = await aClient(world, 'a')
    const sizes = [1, 1000, 16_384, 17_000, 40_000, 64_000, 100_000, 130_000]
    for (const size of sizes) await client.publishAsync('gateway/a/up/readings', 'x'.repeat(size), { qos: 1 })
    expect(world.heard.map(one => one.text.length)).toEqual(sizes)
  })
  it('closes the connection without acknowledging when the handler could not take a message', async () => {
    const world = await aServedBroker()
    const client = await aClient(world, 'a')
    void client.publishAsync('gateway/a/up/readings', 'fail', { qos: 1 }).catch(() => {})
    await happens(client, 'close')
    expect(world.faults).toEqual(['mqtt message'])
  })
  it('answers a wrong password with return code 4', async () => {
    const world = await aServedBroker()
    await expect(aClient(world, 'a', { password: 'wrong' })).rejects.toMatchObject({ code: 4 })
  })
  it.each([
    ['on somebody else’s topic', 'gateway/b/up/readings', {}],
    ['on a topic of the platform', '$SYS/x', {}],
    ['that is to be retained', 'gateway/a/up/readings', { retain: true }],
    ['with quality of service 2', 'gateway/a/up/readings', { qos: 2 as const }],
  ])('closes the connection of who publishes %s', async (_, topic, options) => {
    const world = await aServedBroker()
    const client = await aClient(world, 'a')
    void client.publishAsync(topic, 'x', { qos: 1, ...options }).catch(() => {})
    await happens(client, 'close')
    expect(world.heard).toEqual([])
  })
  it('grants a subscription within the own tree and refuses every other', async () => {
    const world = await aServedBroker()
    const client = await aClient(world, 'a')
    expect(await granted(client, 'gateway/a/down/#')).toBe(1)
    for (const filter of ['#', 'gateway/+/down/#', 'gateway/b/down/#', 'gateway/a/#', '$SYS/#'])
      expect(await granted(client, filter), filter).toBe(128)
  })
  it('sends to a client that is there and subscribed, and says so', async () => {
    const world = await aServedBroker()
    const client = await aClient(world, 'a')
    expect(world.broker.links.send('a', 'gateway/a/down/command', 'x')).toBe(false)
    await client.subscribeAsync('gateway/a/down/#', { qos: 1 })
    const got = happens(client, 'message')
    expect(world.broker.links.send('a', 'gateway/a/down/command', 'switch')).toBe(true)
    expect(String((await got)[1])).toBe('switch')
    expect(world.broker.links.send('b', 'gateway/b/down/command', 'x')).toBe(false)
  })
  it('lets the newer of two connections win, which is neither a parting nor a last will', async () => {
    const world = await aServedBroker()
    const older = await aClient(world, 'a', {
      will: { topic: 'gateway/a/up/offline', payload: Buffer.from('{}'), qos: 1, retain: false },
    })
    const closed = happens(older, 'close')
    await aClient(world, 'a')
    await closed
    await pause(50)
    expect([world.came, world.went, world.heard]).toEqual([['a', 'a'], [], []])
    expect(world.broker.links.connected('a')).toBe(true)
  })
  it('takes the last will of a connection that breaks', async () => {
    const world = await aServedBroker()
    const client = await aClient(world, 'a', {
      will: { topic: 'gateway/a/up/offline', payload: Buffer.from('{}'), qos: 1, retain: false },
    })
    ;(client.stream as Socket).destroy()
    await until(() => world.heard.length === 1 && world.went.length === 1)
    expect(world.heard[0]).toMatchObject({ topic: 'gateway/a/up/offline' })
  })
  it('closes the connection of who announces too large a packet, before it has come', async () => {
    const world = await aServedBroker({ packet: 1000, greeting: 200 })
    const client = await aClient(world, 'a')
    void client.publishAsync('gateway/a/up/readings', Buffer.alloc(900), { qos: 1 })
    await until(() => world.heard.length === 1)
    void client.publishAsync('gateway/a/up/readings', Buffer.alloc(2000), { qos: 1 }).catch(() => {})
    await happens(client, 'close')
    const stranger = connectTcp(world.broker.port, '127.0.0.1')
    stranger.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0, 4]))
    await once(stranger, 'close')
    expect(world.heard).toHaveLength(1)
  })
  it('stays up whatever comes in', async () => {
    const world = await aServedBroker({ connectTimeout: 300 })
    const strangers = [
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.from([0]),
      Buffer.from([0x10, 0x05, 0, 4, 0x4d]),
      Buffer.from([0xf0, 0]),
      Buffer.alloc(70_000, 0xff),
      Buffer.from([0x30, 3, 0, 9, 9]),
    ].map(bytes => {
      const socket = connectTcp(world.broker.port, '127.0.0.1').on('error', () => {})
      socket.write(bytes)
      return new Promise(resolve => {
        socket.once('close', resolve)
      })
    })
    await Promise.all(strangers)
    const client = await aClient(world, 'a')
    await client.publishAsync('gateway/a/up/readings', 'still there', { qos: 1 })
    expect(world.heard).toHaveLength(1)
  })
  it('stays up under packets that were changed, cut off or made up, before and after they were let in', async () => {
    const world = await aServedBroker({ connectTimeout: 300, packet: 4096 })
    const hello = Buffer.from([
      0x10,
      22,
      0,
      4,
      0x4d,
      0x51,
      0x54,
      0x54,
      4,
      0xc2,
      0,
      60,
      0,
      1,
      0x63,
      0,
      1,
      0x61,
      0,
      4,
      ...Buffer.from('open').subarray(0, 4),
    ])
    const publish = Buffer.concat([
      Buffer.from([0x32, 22, 0, 15]),
      Buffer.from('gateway/a/up/rd'),
      Buffer.from([0, 7, 0x7b, 0x7d, 0x0a]),
    ])
    const changed = (bytes: Buffer) =>
      fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 4 }).map(changes => {
        const copy = Buffer.from(bytes)
        for (const [place, value] of changes) copy[place] = value
        return copy
      })
    const cut = (bytes: fc.Arbitrary<Buffer>) =>
      fc.tuple(bytes, fc.nat(60)).map(([whole, end]) => whole.subarray(0, end))
    const stream = fc.array(
      fc.oneof(
        changed(hello),
        changed(publish),
        cut(changed(publish)),
        fc.constant(hello),
        fc.constant(publish),
        fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes)),
      ),
      { minLength: 1, maxLength: 6 },
    )
    const streams = fc.sample(stream, { seed: 20261122, numRuns: 400 })
    await Promise.all(
      streams.map(
        parts =>
          new Promise<void>(resolve => {
            const socket = connectTcp(world.broker.port, '127.0.0.1').on('error', () => {})
            socket.once('close', () => {
              resolve()
            })
            for (const part of [hello, ...parts].slice(parts.length % 2)) socket.write(part)
            setTimeout(() => socket.destroy(), 500)
          }),
      ),
    )
    const client = await aClient(world, 'a')
    await client.publishAsync('gateway/a/up/readings', 'still there', { qos: 1 })
    expect(world.heard.at(-1)).toMatchObject({ text: 'still there' })
    expect(world.heard.every(one => one.topic.startsWith(`gateway/${one.from}/up/`))).toBe(true)
    expect(world.faults).toEqual([])
  })
  it('leaves senders waiting while too much is on its way, and takes all of it in the end', async () => {
    const world = await aServedBroker({ messages: 50 })
    const { promise, resolve } = Promise.withResolvers<void>()
    world.hold = promise
    const clients = await Promise.all(['a', 'b', 'c'].map(name => aClient(world, name)))
    const sent = clients.flatMap((client, index) =>
      Array.from({ length: 1000 }, (_, n) =>
        client.publishAsync(`gateway/${'abc'[index]}/up/readings`, `${n} ${'x'.repeat(500)}`, { qos: 1 }),
      ),
    )
    await until(() => world.broker.load.waiting > 0)
    await pause(100)
    expect(world.heard.length).toBeLessThan(50 + (16 * 1024) / 500)
    resolve()
    await Promise.all(sent)
    expect(new Set(world.heard.map(one => one.from + one.text)).size).toBe(3000)
  })
  it('has room for a thousand connections', async () => {
    const world = await aServedBroker()
    const clients = await Promise.all(Array.from({ length: 1000 }, (_, index) => aClient(world, `g${index}`)))
    await Promise.all(
      clients.map((client, index) => client.publishAsync(`gateway/g${index}/up/readings`, 'x', { qos: 1 })),
    )
    expect(world.heard).toHaveLength(1000)
    expect(world.broker.load.connections).toBe(1000)
  })
})

const granted = async (client: Client, filter: string): Promise<number> =>
  await new Promise(resolve => {
    client.subscribe(filter, { qos: 1 }, (_error, all, packet) => {
      resolve((packet as { granted?: number[] } | undefined)?.granted?.[0] ?? all?.[0]?.qos ?? -1)
    })
  })
