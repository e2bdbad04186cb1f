import { beforeAll, describe, expect, it } from 'vitest'
import { aGateway, hello, lamp, meter } from './gateway-for-test.ts'
import { aHomesWorld, type Customer, type HomesWorld } from './home-for-test.ts'
import type { HomeChange } from './changes.ts'
import { homeFeed, type LiveNeeds } from './live.ts'

let world: HomesWorld
beforeAll(async () => {
  world = await aHomesWorld()
})

interface Event {
  readonly event: string
  readonly data: any // any: whatever the test expects
}

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
  })()
    .catch(() => {})
    .finally(() => {
      ended = true
    })
  return {
    response,
    events,
    async sees(isIt: (event: Event) => boolean): Promise<Event> {
      for (let tries = 0; tries < 200; tries++) {
        const found = events.find(isIt)
        if (found) return found
        await new Promise(resolve => setTimeout(resolve, 25))
      }
      throw new Error(`never seen; seen were ${JSON.stringify(events)}`)
    },
    get ended() {
      return ended
    },
    closes: async () => {
      stop.abort()
      await reading
    },
  }
}
const at = (): string => world.clock.now().toISOString()

describe('whoever looks on', () => {
  it("sees readings, devices and gateways change without a reload, and nobody else's", async () => {
    const [ada, bea] = [await world.customer('Ada'), await world.customer('Bea')]
    const made = await world.claimed({ by: ada })
    const [screen, others] = [await looksOn(ada), await looksOn(bea)]
    expect(screen.response.headers.get('content-type')).toContain('text/event-stream')

    const gateway = await aGateway(world.mqttPort, made)
    await gateway.says('hello', hello(meter, lamp))
    const {
      data: { id },
    } = await screen.sees(one => one.event === 'gateway' && one.data.online)
    expect(id).toBe((await ada.get('/api/home')).body.gateways[0].id)
    const home = (await ada.get('/api/home')).body.gateways[0]

    await gateway.says('readings', { readings: [{ device: 'meter', channel: 'power', at: at(), value: 326 }] })
    const channel = home.devices[1].channels.find((one: { key: string }) => one.key === 'power')
    expect((await screen.sees(one => one.event === 'reading')).data).toEqual({
      channel: channel.id,
      at: expect.any(String),
      value: 326,
    })

    await gateway.says('events', { events: [{ id: 'e', device: 'lamp', at: at(), on: true, by: 'device' }] })
    expect((await screen.sees(one => one.event === 'device' && one.data.on === true)).data).toEqual({
      id: home.devices[0].id,
      state: 'ok',
      on: true,
      wish: null,
    })

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
    const {
      body: { id },
    } = await dana.post(`/api/devices/${device}/switch`, { on: true })
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
    await screen.sees(one => one.event === 'device' && one.data.on === true)
    await screen.closes()
  })
})

describe('many pages of one account', () => {
  it('are told by one look at the database, and no more than a few of one session go on', async () => {
    const eva = await world.customer('Eva')
    const made = await world.claimed({ by: eva })
    const gateway = await aGateway(world.mqttPort, made)
    await gateway.says('hello', hello(lamp))
    const screens: Awaited<ReturnType<typeof looksOn>>[] = []
    for (let page = 0; page < 8; page++) screens.push(await looksOn(eva))
    await expect.poll(() => screens.filter(screen => screen.ended).length).toBe(5)
    expect(screens.map(screen => screen.ended)).toEqual([true, true, true, true, true, false, false, false])
    for (const screen of screens.slice(0, 5)) expect(screen.events.at(-1)).toEqual({ event: 'replaced', data: {} })
    const device = (await eva.get('/api/home')).body.gateways[0].devices[0].id as string
    await world.rows(`update homes.device set is_on = true where id = $1`, [device])
    for (const screen of screens.slice(5)) await screen.sees(one => one.event === 'device' && one.data.on === true)
    for (const screen of screens) await screen.closes()
    expect(world.faults).toEqual([])
  })
})

describe('what a home is told', () => {
  /** A feed, and how often it asked; each answer waits until the test lets it come. */
  function watched() {
    let tell: (change: HomeChange) => void = () => {}
    const asked: string[] = []
    const answers: (() => void)[] = []
    const put: string[] = []
    const failures: unknown[] = []
    let listening = 0
    const homes: LiveNeeds['homes'] = {
      channelsOf: async () => new Map(),
      stateOfGateway: async () => undefined,
      stateOfDevice: async (_, id) => {
        asked.push(id)
        await new Promise<void>(resolve => {
          answers.push(resolve)
        })
        return { id, state: 'ok', on: null, wish: null }
      },
    }
    const feed = homeFeed({
      homes,
      live: {
        listen: () => {
          listening++
          return () => {
            listening--
          }
        },
      },
      changes: {
        listen: hear => {
          tell = hear
          listening++
          return () => {
            listening--
          }
        },
      },
    })(
      'ada',
      (event, id) => {
        put.push(`${event} ${id}`)
      },
      error => {
        failures.push(error)
      },
    )
    return {
      feed,
      asked,
      put,
      failures,
      tell: (change: HomeChange) => {
        tell(change)
      },
      listening: () => listening,
      answers,
      turn: () => new Promise(setImmediate),
    }
  }
  it('is asked for once for many changes of one device, and not for those of others', async () => {
    const { feed, asked, put, tell, answers, turn } = watched()
    await feed.ready
    for (let change = 0; change < 50; change++)
      for (const device of ['lamp', 'plug']) tell({ what: 'device', device, subject: 'ada' })
    tell({ what: 'device', device: 'theirs', subject: 'bob' })
    for (let round = 0; round < 6; round++) {
      answers.shift()?.()
      await turn()
    }
    expect(asked).toEqual(['lamp', 'plug', 'lamp'])
    expect(put).toEqual(['device lamp', 'device plug', 'device lamp'])
    feed.stop()
  })
  it('listens to nothing any more once it is stopped', async () => {
    const { feed, listening } = watched()
    await feed.ready
    expect(listening()).toBe(2)
    feed.stop()
    expect(listening()).toBe(0)
  })
})
