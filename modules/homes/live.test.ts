import { beforeAll, describe, expect, it } from 'vitest'
import { aGateway, hello, lamp, meter } from './gateway-for-test.ts'
import { aHomesWorld, type Customer, type HomesWorld } from './home-for-test.ts'
import type { Change } from './changes.ts'
import { watch } from './live.ts'

let world: HomesWorld
beforeAll(async () => { world = await aHomesWorld() })

interface Event { readonly event: string, readonly data: any } // any: whatever the test expects

/** Looks on in a browser. */
async function looksOn(customer: Customer) {
  const stop = new AbortController()
  const response = await customer.fetch('/api/live', { signal: stop.signal })
  const events: Event[] = []
  let ended = false
  const reading = (async () => {
    let text = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const parts = (text + chunk).split('\n\n')
      text = parts.pop() ?? ''
      for (const part of parts) {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? []
        if (event && data) events.push({ event, data: JSON.parse(data) })
      }
    }
  })().catch(() => {}).finally(() => { ended = true })
  return {
    response, events,
    async sees(isIt: (event: Event) => boolean): Promise<Event> {
      for (let tries = 0; tries < 200; tries++) {
        const found = events.find(isIt)
        if (found) return found
        await new Promise(resolve => setTimeout(resolve, 25))
      }
      throw new Error(`never seen; seen were ${JSON.stringify(events)}`)
    },
    get ended() { return ended },
    closes: async () => { stop.abort(); await reading },
  }
}
const at = (): string => world.clock.now().toISOString()

describe('whoever looks on', () => {
  it('sees readings, devices and gateways change without a reload, and nobody else\'s', async () => {
    const [ada, bea] = [await world.customer('Ada'), await world.customer('Bea')]
    const made = await world.claimed({ by: ada })
    const [screen, others] = [await looksOn(ada), await looksOn(bea)]
    expect(screen.response.headers.get('content-type')).toContain('text/event-stream')

    const gateway = await aGateway(world.mqttPort, made)
    await gateway.says('hello', hello(meter, lamp))
    const { data: { id } } = await screen.sees(one => one.event === 'gateway' && one.data.online)
    expect(id).toBe((await ada.get('/api/home')).body.gateways[0].id)
    const home = (await ada.get('/api/home')).body.gateways[0]

    await gateway.says('readings', { readings: [{ device: 'meter', channel: 'power', at: at(), value: 326 }] })
    const channel = home.devices[1].channels.find((one: { key: string }) => one.key === 'power')
    expect((await screen.sees(one => one.event === 'reading')).data).toEqual({ channel: channel.id, at: expect.any(String), value: 326 })

    await gateway.says('events', { events: [{ id: 'e', device: 'lamp', at: at(), on: true, by: 'device' }] })
    expect((await screen.sees(one => one.event === 'device' && one.data.on === true)).data).toEqual({ id: home.devices[0].id, state: 'ok', on: true, wish: null })

    await gateway.leaves()
    await screen.sees(one => one.event === 'gateway' && !one.data.online)
    await screen.sees(one => one.event === 'device' && one.data.state === 'silent')
    expect(others.events).toEqual([])
    await Promise.all([screen.closes(), others.closes()])
  })
  it('sees what becomes of a wish to switch, also where the device stays as it was', async () => {
    const dana = await world.customer('Dana')
    const gateway = await aGateway(world.mqttPort, await world.claimed({ by: dana }))
    await gateway.says('hello', hello(lamp))
    const device = (await dana.get('/api/home')).body.gateways[0].devices[0].id as string
    const screen = await looksOn(dana)
    const { body: { id } } = await dana.post(`/api/devices/${device}/switch`, { on: true })
    await screen.sees(one => one.event === 'device' && one.data.wish?.id === id && one.data.wish.state === 'sent')
    await gateway.says('results', { command: (await gateway.hears('command')).id, result: 'failed', at: at() })
    const failed = await screen.sees(one => one.event === 'device' && one.data.wish?.state === 'failed')
    expect(failed.data).toEqual({ id: device, state: 'ok', on: false, wish: { id, on: true, state: 'failed' } })
    expect((await dana.get('/api/home')).body.gateways[0].devices[0].wish).toEqual(failed.data.wish)
    await gateway.leaves()
    await screen.closes()
    await world.turnBy(25 * 3_600_000)
    await dana.post('/api/sign-in', { mail: dana.mail, password: dana.password })
    expect((await dana.get('/api/home')).body.gateways[0].devices[0].wish).toBe(null)
  })
  it('sees the change that another process made', async () => {
    const cem = await world.customer('Cem')
    const made = await world.claimed({ by: cem })
    const gateway = await aGateway(world.mqttPort, made)
    await gateway.says('hello', hello(lamp))
    const screen = await looksOn(cem)
    await world.rows(`update homes.device set is_on = true where subject = $1`, [cem.id])
    expect((await screen.sees(one => one.event === 'device')).data.on).toBe(true)
    await screen.closes()
  })
})

describe('the stream', () => {
  const nothingLive = { listen: () => () => {} }
  const homes = { channelsOf: async () => new Map([[7, 'channel-7'], [8, 'channel-8']]), stateOfDevice: async () => undefined, stateOfGateway: async () => undefined } as never
  const still = { listen: (_: (change: Change) => void) => () => {} }

  it('ends with the session, at the next heartbeat', async () => {
    let there = true
    const stream = watch({ homes, changes: still, live: nothingLive }, { account: 'a', signal: new AbortController().signal, stillThere: async () => there, heartbeat: 20 })
    expect((await stream.next()).value).toContain('retry')
    expect((await stream.next()).value).toBe(': still here\n\n')
    there = false
    expect((await stream.next()).done).toBe(true)
  })
  it('ends with the session also where something happens all the time', async () => {
    let tell: (readings: readonly { channel: number, at: number, value: number }[]) => void = () => {}
    const stream = watch({ homes, changes: still, live: { listen: (_, told) => { tell = told; return () => {} } } }, { account: 'a', signal: new AbortController().signal, stillThere: async () => false, heartbeat: 100 })
    await stream.next()
    const busy = setInterval(() => { tell([{ channel: 7, at: 0, value: 1 }]) }, 5)
    for (let n = 0, over = false; !over; n++) {
      expect(n).toBeLessThan(100)
      over = (await stream.next()).done === true
    }
    clearInterval(busy)
  })
  it('holds one value a channel for who does not fetch, however many there were', async () => {
    let tell: (readings: readonly { channel: number, at: number, value: number }[]) => void = () => {}
    const stream = watch({ homes, changes: still, live: { listen: (_, told) => { tell = told; return () => {} } } }, { account: 'a', signal: new AbortController().signal, stillThere: async () => true, heartbeat: 60_000 })
    await stream.next()
    for (let value = 0; value < 100_000; value++) tell([{ channel: 7 + value % 2, at: value, value }, { channel: 9, at: value, value }])
    const { value: text } = await stream.next()
    expect(text?.match(/event:/g)).toHaveLength(2)
    expect(text).toContain('"value":99999')
    expect(text).toContain('"value":99998')
    await stream.return(undefined)
  })
  it('stops listening when the client goes', async () => {
    const gone = new AbortController()
    let listening = 0
    const counted = { listen: () => { listening += 1; return () => { listening -= 1 } } }
    const stream = watch({ homes, changes: counted, live: counted }, { account: 'a', signal: gone.signal, stillThere: async () => true })
    await stream.next()
    expect(listening).toBe(2)
    const next = stream.next()
    gone.abort()
    expect((await next).done).toBe(true)
    expect(listening).toBe(0)
  })
})
