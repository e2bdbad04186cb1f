import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { aGateway, hello, lamp, meter, until, type HandGateway } from '../gateway-for-test.ts'
import { aHomesWorld, type Customer, type HomesWorld, type MadeGateway } from '../home-for-test.ts'

let world: HomesWorld
beforeAll(async () => {
  world = await aHomesWorld()
})

const minute = 60_000
const ago = (milliseconds: number): string => new Date(world.clock.now().getTime() - milliseconds).toISOString()
const connectTo = (made: MadeGateway, how?: { will?: boolean }): Promise<HandGateway> =>
  aGateway(world.mqttPort, made, how)
const homeOf = async (of: Customer) => (await of.get('/api/home')).body
const seen = async (of: Customer) => (await homeOf(of)).gateways[0]

/** A customer with a gateway that has said hello. */
async function aHome(name: string, { since = ago(60 * minute) } = {}) {
  const customer = await world.customer(name)
  const made = await world.claimed({ by: customer, since })
  const gateway = await connectTo(made)
  await gateway.says('hello', hello(meter, lamp))
  await gateway.hears('welcome')
  return { customer, made, gateway }
}
const energy = (value: unknown, at: unknown = ago(minute), more: object = {}) => ({
  device: 'meter',
  channel: 'energy',
  at,
  value,
  ...more,
})

describe('a gateway that reports', () => {
  it('is shown with model, firmware, health and the devices behind it', async () => {
    const { customer, gateway, made } = await aHome('Ada')
    await gateway.says('status', { at: ago(0), uptimeSeconds: 86_400, memoryFree: 31_457_280, signal: -61 })
    expect(await gateway.hears('time')).toEqual({ time: expect.stringMatching(/Z$/) })
    expect(await homeOf(customer)).toEqual({
      missed: [],
      restrictedSince: null,
      gateways: [
        {
          id: expect.any(String),
          serial: made.serial,
          model: 'Qbox 2',
          firmware: '2.4.1',
          online: true,
          lastSeenAt: expect.any(String),
          claimedAt: expect.any(String),
          retiredAt: null,
          health: { uptimeSeconds: 86_400, memoryFree: 31_457_280, signal: -61 },
          devices: [
            {
              id: expect.any(String),
              name: 'Lampe',
              kind: 'plug',
              state: 'ok',
              on: false,
              switchable: true,
              wish: null,
              channels: [],
            },
            {
              id: expect.any(String),
              name: 'Stromzähler',
              kind: 'electricity-meter',
              state: 'ok',
              on: null,
              switchable: false,
              wish: null,
              channels: [
                {
                  id: expect.any(String),
                  key: 'energy',
                  label: 'Meter reading',
                  obis: '1-0:1.8.0',
                  unit: 'kWh',
                  kind: 'counter',
                  medium: 'electricity',
                  last: null,
                },
                {
                  id: expect.any(String),
                  key: 'power',
                  label: 'Power',
                  obis: '1-0:16.7.0',
                  unit: 'W',
                  kind: 'gauge',
                  medium: 'electricity',
                  last: null,
                },
              ],
            },
          ],
        },
      ],
    })
  })
  it('has its readings in the store by the time they are acknowledged, whether electricity, gas or water', async () => {
    const { customer, gateway } = await aHome('Bea')
    const gas = {
      key: 'gas',
      kind: 'gas-meter',
      name: 'Gaszähler',
      state: 'ok',
      switchable: false,
      wish: null,
      channels: [{ key: 'volume', obis: '7-0:3.0.0', unit: 'm³', kind: 'counter', medium: 'gas' }],
    }
    const water = {
      key: 'water',
      kind: 'water-meter',
      name: 'Wasseruhr',
      state: 'ok',
      switchable: false,
      wish: null,
      channels: [{ key: 'volume', obis: '8-0:1.0.0', unit: 'm³', kind: 'counter', medium: 'water' }],
    }
    await gateway.says('hello', hello(meter, gas, water))
    const at = ago(minute)
    await gateway.says('readings', {
      readings: [
        energy(4711.305, at),
        { device: 'gas', channel: 'volume', at, value: 12.5 },
        { device: 'water', channel: 'volume', at, value: 0 },
      ],
    })
    const { devices } = await seen(customer)
    expect(
      devices.flatMap((device: any) =>
        device.channels.map((channel: any) => [device.kind, channel.medium, channel.last?.value]),
      ),
    ).toEqual([
      ['gas-meter', 'gas', 12.5],
      ['electricity-meter', 'electricity', 4711.305],
      ['electricity-meter', 'electricity', undefined],
      ['water-meter', 'water', 0],
    ])
    expect(gateway.unheard('refused')).toBe(0)
  })
  it('is shown as silent at once when it goes, and its devices with it', async () => {
    const { customer, gateway } = await aHome('Cem')
    await gateway.leaves()
    const gone = await until(
      () => seen(customer),
      one => !one.online,
    )
    expect(gone.devices.map((one: { state: string }) => one.state)).toEqual(['silent', 'silent'])
  })
  it('is shown as silent when its line is cut, and when its connection stands and nothing comes', async () => {
    const { customer, gateway } = await aHome('Dan')
    gateway.client.stream.destroy()
    await until(
      () => seen(customer),
      one => !one.online,
    )
    const quiet = await aHome('Eva')
    expect((await seen(quiet.customer)).online).toBe(true)
    await world.turnBy(5 * minute + 1000)
    expect((await seen(quiet.customer)).online).toBe(false)
    await quiet.gateway.says('status', { at: ago(0), uptimeSeconds: 5 })
    expect((await seen(quiet.customer)).online).toBe(true)
  })
  it('hears of a moved clock', async () => {
    const { gateway } = await aHome('Fay')
    await world.turnBy(3 * 3_600_000)
    // It may not have read yet what the time was when it came in.
    await expect
      .poll(async () => Math.abs(Date.parse((await gateway.hears('time')).time) - world.clock.now().getTime()))
      .toBeLessThan(10_000)
  })
  it('that announces no longer what it once did leaves it in sight, silent', async () => {
    const { customer, gateway } = await aHome('Gil')
    await gateway.says('hello', hello(meter))
    expect((await seen(customer)).devices.map((one: { state: string }) => one.state)).toEqual(['silent', 'ok'])
  })
  it('keeps the name that its customer gave a device', async () => {
    const { customer, gateway } = await aHome('Hal')
    const [device] = (await seen(customer)).devices
    expect(await customer.patch(`/api/devices/${device.id}`, { name: ' Leselampe ' })).toMatchObject({
      status: 200,
      body: { name: 'Leselampe' },
    })
    await gateway.says('hello', hello(meter, lamp))
    expect((await seen(customer)).devices[0].name).toBe('Leselampe')
    for (const name of ['', '  ', 'x'.repeat(81), 7, 'a\nb'])
      expect(await customer.patch(`/api/devices/${device.id}`, { name })).toMatchObject({ status: 422 })
  })
})

describe('readings as a file', () => {
  it('bear the name of the device, and the words and the spreadsheet of whoever reads them', async () => {
    const { customer, gateway } = await aHome('Ina')
    await gateway.says('readings', { readings: [energy(1209.145)] })
    const [
      ,
      {
        id: device,
        channels: [{ id }],
      },
    ] = (await seen(customer)).devices
    const file = async (
      language: string,
      query = '',
    ): Promise<{ readonly called: string | null; readonly lines: string[] }> => {
      const got = await customer.fetch(`/api/channels/${id}/readings.csv${query}`, {
        headers: { 'accept-language': language },
      })
      return {
        called: got.headers.get('content-disposition'),
        lines: Buffer.from(await got.arrayBuffer())
          .toString('utf8')
          .split('\r\n'),
      }
    }
    expect(await file('de')).toEqual({
      called: `attachment; filename="Stromzaehler-Zaehlerstand.csv"; filename*=UTF-8''Stromz%C3%A4hler%20Z%C3%A4hlerstand.csv`,
      lines: [
        '\uFEFFZeit (Europe/Berlin);Zeit (UTC);Zählerstand (kWh)',
        expect.stringMatching(/^[^;]+;[^;]+Z;1209,145$/),
        '',
      ],
    })
    await customer.patch(`/api/devices/${device}`, { name: 'Cellar meter' })
    expect(await file('en', '?from=2025-03-01&to=2025-03-31')).toEqual({
      called: `attachment; filename="Cellar-meter-Meter-reading-2025-03-01-2025-03-31.csv"; filename*=UTF-8''Cellar%20meter%20Meter%20reading%202025-03-01%202025-03-31.csv`,
      lines: ['\uFEFFTime (Europe/Berlin),Time (UTC),Meter reading (kWh)', ''],
    })
    expect((await file('en', '?from=2025-03-01&to=2025-03-01')).called).toContain('Meter-reading-2025-03-01.csv')
    expect((await file('en', '?dialect=rfc4180')).lines[1]).toMatch(/,1209\.145$/)
    expect((await (await world.customer('Jo')).get(`/api/channels/${id}/readings.csv`)).status).toBe(404)
    const german = { 'accept-language': 'de' }
    expect((await customer.get(`/api/channels/${id}/readings.csv?from=1999-12-31`, german)).body).toMatchObject({
      status: 422,
      fields: { from: 'Messwerte gibt es ab dem Jahr 2000.' },
    })
    expect(
      (await customer.get(`/api/channels/${id}/readings.csv?from=2026-03-02&to=2026-03-01`, german)).body,
    ).toMatchObject({
      status: 422,
      fields: { to: 'Der letzte Tag liegt vor dem ersten.' },
    })
    for (const by of ['hour', 'day', 'month', 'year'])
      expect((await customer.get(`/api/channels/${id}/series?by=${by}&from=2000-01-01`)).status).toBe(200)
  })
})

describe('what a gateway may not', () => {
  const refusedFor = async (gateway: HandGateway): Promise<string[]> =>
    (await gateway.hears('refused')).items.map((one: { why: string }) => one.why)

  it('comes in with a wrong secret, a wrong serial number or none', async () => {
    const made = await world.gateway()
    for (const wrong of [
      { ...made, secret: 'x'.repeat(32) },
      { ...made, serial: 'QB-7K3M-9QXD-J' },
      { serial: '', secret: '' },
      { ...made, serial: 'x'.repeat(3000) },
      { ...made, secret: '' },
      { ...made, serial: `${made.serial}\0` },
      { ...made, serial: `${made.serial} ` },
      { ...made, serial: '__proto__' },
    ]) {
      await expect(connectTo(wrong)).rejects.toThrow(/Bad username or password|closed/)
    }
    await expect(connectTo(made).then(one => one.leaves())).resolves.toBeUndefined()
    expect(world.faults).toEqual([])
  })
  it('speaks or listens on the topics of another', async () => {
    const [one, other] = [await aHome('Ivy'), await aHome('Jan')]
    one.gateway.client.publish(`gateway/${other.made.serial}/up/readings`, JSON.stringify({ readings: [energy(1)] }), {
      qos: 1,
    })
    await one.gateway.closed
    expect((await seen(other.customer)).devices[1].channels[0].last).toBeNull()
    for (const topic of [
      `gateway/${other.made.serial}/down/#`,
      'gateway/+/down/#',
      '#',
      '$SYS/#',
      `gateway/${one.made.serial}/up/#`,
    ]) {
      const again = await connectTo(one.made)
      const granted = await again.client.subscribeAsync(topic, { qos: 1 }).catch(() => [])
      expect(granted.filter(grant => grant.qos <= 2)).toEqual([])
      again.client.end(true)
    }
  })
  it('is told what cannot be read, and what stands beside it is kept', async () => {
    const { customer, gateway } = await aHome('Kai')
    for (const [payload, why] of [
      [Buffer.from([0x7b, 0xff, 0x7d]), 'not-utf8'],
      ['{"readings":', 'not-json'],
      ['[1]', 'wrong-shape'],
      ['{"readings":{}}', 'wrong-shape'],
      [`{"readings":"${'x'.repeat(110_000)}"}`, 'too-large'],
      [`${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'wrong-shape'],
    ] as const) {
      await gateway.says('readings', payload)
      expect(await refusedFor(gateway)).toEqual([why])
    }
    await gateway.says('readings', {
      readings: [
        energy('NaN'),
        energy(7),
        energy(8, ago(-3_600_000)),
        { ...energy(9), device: 'metre' },
        energy(10, ago(61 * minute)),
      ],
    })
    expect(await gateway.hears('refused')).toMatchObject({
      topic: 'readings',
      refused: 4,
      taken: 1,
      items: [
        { at: 0, why: 'wrong-value' },
        { at: 2, why: 'ahead' },
        { at: 3, why: 'unknown-device', says: expect.stringContaining('meter, lamp') },
        { at: 4, why: 'before-claim' },
      ],
    })
    expect((await seen(customer)).devices[1].channels[0].last.value).toBe(7)
    await gateway.says('readings', {
      readings: Array.from({ length: 1005 }, (_, n) => energy(100 + n, ago(30 * minute - n * 1000), {})),
    })
    expect(await gateway.hears('refused')).toMatchObject({
      refused: 5,
      items: [{ at: 1000, why: 'too-many' }, {}, {}, {}, {}],
    })
    await gateway.says('poetry', {})
    expect(await refusedFor(gateway)).toEqual(['unknown-topic'])
    await gateway.says('status', {
      uptimeSeconds: 5,
      at: ago(-3_600_000),
      devices: { lamp: { state: 'fault' }, meter: { state: 'ok', on: true }, ghost: { state: 'ok' } },
    })
    expect(await refusedFor(gateway)).toEqual(['clock-off', 'not-switchable', 'unknown-device'])
    expect((await seen(customer)).devices[0].state).toBe('fault')
  })
  it('counts twice what it sends twice', async () => {
    const { customer, gateway } = await aHome('Lea')
    const message = { readings: [energy(1, ago(3 * minute)), energy(2, ago(2 * minute))] }
    await gateway.says('readings', message)
    await gateway.says('readings', message)
    await gateway.says('readings', { readings: [energy(99, message.readings[1]!.at)] })
    expect((await seen(customer)).devices[1].channels[0].last.value).toBe(2)
    expect(
      await world.rows(
        'select count(*)::int as n from telemetry.reading r join telemetry.holding h using (channel) where h.subject = $1',
        [customer.id],
      ),
    ).toEqual([{ n: 2 }])
  })
  it('says anything before hello, or in another protocol', async () => {
    const customer = await world.customer('Mia')
    const gateway = await connectTo(await world.claimed({ by: customer }))
    await gateway.says('readings', { readings: [energy(1)] })
    expect(await refusedFor(gateway)).toEqual(['hello-first'])
    await gateway.says('hello', { ...hello(), protocol: 2 })
    expect(await refusedFor(gateway)).toEqual(['wrong-protocol'])
    await gateway.says('hello', { protocol: 1 })
    expect(await refusedFor(gateway)).toEqual(['wrong-shape'])
  })
  it('makes one curve of two things', async () => {
    const { gateway } = await aHome('Nia')
    await gateway.says(
      'hello',
      hello({ ...meter, channels: [{ ...meter.channels[0], unit: 'm³', medium: 'gas' }, meter.channels[1]!] }),
    )
    expect(await refusedFor(gateway)).toEqual(['changed-channel'])
    await gateway.says('readings', { readings: [energy(1), { ...energy(5), channel: 'power' }] })
    expect(await gateway.hears('refused')).toMatchObject({
      refused: 1,
      taken: 1,
      items: [{ at: 0, why: 'unknown-channel' }],
    })
  })
  it('brings the platform down with bytes that are no MQTT', async () => {
    for (const bytes of [
      Buffer.alloc(2000, 0xff),
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]),
      Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01]),
    ]) {
      await new Promise<void>(resolve => {
        const socket = connect(world.mqttPort!, '127.0.0.1', () => {
          socket.write(bytes)
        })
          .on('error', () => {})
          .once('close', () => {
            resolve()
          })
        setTimeout(() => socket.destroy(), 1000)
        socket.resume()
      })
    }
    const { customer } = await aHome('Ole')
    expect((await seen(customer)).online).toBe(true)
  })
})

describe('of two connections of one gateway', () => {
  it('the newer wins, and the end of the older one is no news', async () => {
    const { customer, made, gateway } = await aHome('Pia')
    const newer = await connectTo(made, { will: true })
    await gateway.closed
    await newer.says('hello', hello(meter, lamp))
    await newer.hears('welcome')
    await pause(200)
    expect((await seen(customer)).online).toBe(true)
  })
  it('the newer wins where the platform runs in several processes, and a wish reaches it from whichever', async () => {
    const second = await aHomesWorld({ database: world.database })
    const { customer, made, gateway } = await aHome('Pat')
    const newer = await aGateway(second.mqttPort, made)
    await newer.says('hello', hello(meter, lamp))
    await newer.hears('welcome')
    await gateway.closed
    await pause(200)
    const home = await seen(customer)
    expect(home.online).toBe(true)
    await customer.post(`/api/devices/${home.devices[0].id}/switch`, { on: true })
    expect(await newer.hears('command')).toMatchObject({ device: 'lamp', on: true })
    await second.stop()
  })
})

describe('an unclaimed gateway', () => {
  it('may stay connected and has nothing to report about anybody; claimed, it comes in anew', async () => {
    const made = await world.gateway()
    const gateway = await connectTo(made)
    await gateway.says('hello', hello(meter, { ...lamp, name: 'Lampe im Nirgendwo' }))
    expect(await gateway.hears('welcome')).toMatchObject({ claimed: false, since: null })
    await gateway.says('readings', { readings: [energy(1)] })
    expect((await gateway.hears('refused')).items).toMatchObject([{ why: 'unclaimed' }])
    expect(await world.traces('Nirgendwo')).toEqual([])

    const customer = await world.customer('Quin')
    await customer.post('/api/gateways/claims', { serial: made.serial })
    await gateway.closed
    const again = await connectTo(made)
    await again.says('hello', hello(meter))
    expect(await again.hears('welcome')).toMatchObject({ claimed: true, since: expect.stringMatching(/Z$/) })
  })
})

describe('when a gateway changes hands', () => {
  it('what it told about the first is gone, the second sees nothing of it, and neither can it send what is older', async () => {
    const { customer: first, made, gateway } = await aHome('Ron')
    await gateway.says('hello', hello(meter, { ...lamp, name: 'Rons Leselampe' }))
    await gateway.says('readings', { readings: [energy(123.456)] })
    await first.delete(`/api/gateways/${(await seen(first)).id}`)
    await gateway.closed
    await world.settle()
    expect(await world.rows('select from telemetry.reading where value = 123.456')).toEqual([])
    expect(await world.traces('Rons Leselampe')).toEqual([])

    const second = await world.customer('Sue')
    await second.post('/api/gateways/claims', { serial: made.serial })
    const again = await connectTo(made)
    await again.says('hello', hello(meter))
    await again.says('readings', { readings: [energy(123.456)] })
    expect((await again.hears('refused')).items).toMatchObject([{ why: 'before-claim' }])
    expect((await seen(second)).devices[0].channels[0].last).toBeNull()
  })
  it('an erased account leaves no trace of it, and its gateway is disconnected and free', async () => {
    const { customer, made, gateway } = await aHome('Tom')
    await gateway.says('hello', hello(meter, { ...lamp, name: 'Toms Leselampe' }))
    await gateway.says('readings', { readings: [energy(765.432)] })
    expect(await customer.post('/api/account/delete', { password: customer.password })).toMatchObject({ status: 200 })
    await gateway.closed
    await world.settle()
    expect(await world.rows('select from telemetry.reading where value = 765.432')).toEqual([])
    expect(await world.traces('Toms Leselampe')).toEqual([])
    for (const table of ['claim', 'status', 'device', 'switching'])
      expect(await world.rows(`select from homes.${table} where subject = $1`, [customer.id])).toEqual([])

    const again = await connectTo(made)
    await again.says('hello', hello(meter))
    expect(await again.hears('welcome')).toMatchObject({ claimed: false })
  })
})

describe('a gateway that never stops', () => {
  it.each([
    [
      'deletes the account',
      async (customer: Customer) => customer.post('/api/account/delete', { password: customer.password }),
    ],
    [
      'gives the gateway back',
      async (customer: Customer) => customer.delete(`/api/gateways/${(await seen(customer)).id}`),
    ],
  ])('leaves nothing behind when its customer %s in the middle of it', async (what, goes) => {
    const { customer, made, gateway } = await aHome(`Wim-${what.replaceAll(' ', '-')}`, { since: ago(59 * minute) })
    let sent = 0
    let over = false
    const pouring = (async () => {
      while (!over) {
        await Promise.all(
          Array.from({ length: 5 }, () =>
            gateway.says('readings', {
              readings: Array.from({ length: 50 }, () => energy(4242.5, ago(58 * minute - ++sent))),
            }),
          ),
        )
        await Promise.all([
          gateway.says('events', {
            events: [{ id: `pour-${sent}`, device: 'lamp', at: ago(0), on: true, by: 'device' }],
          }),
          gateway.says('hello', hello(meter, lamp)),
          gateway.says('status', { at: ago(0), uptimeSeconds: sent }),
        ])
      }
    })().catch(() => {})
    await until(
      async () => sent,
      n => n > 2000,
    )
    expect((await goes(customer)).status).toBeLessThan(300)
    // Its connection ends, unless a hello that came right behind has told it already that it is nobody's; it goes on
    // for a while then.
    await Promise.race([gateway.closed, pause(500)])
    over = true
    await pouring
    const again = await connectTo(made)
    await again.says('hello', hello(meter))
    expect(await again.hears('welcome')).toMatchObject({ claimed: false })
    // What had been on its way is swept up within minutes.
    await world.turnBy(10 * minute)
    await world.turnBy(10 * minute)
    expect(await world.rows('select from telemetry.reading where value = 4242.5')).toEqual([])
    for (const table of ['claim', 'status', 'device', 'switching'])
      expect(await world.rows(`select from homes.${table} where subject = $1`, [customer.id])).toEqual([])
    world.faults.splice(0) // messages that were about nobody any more when their turn came
  })
  it('whatever it sends, is answered with a sentence, and the platform stays up', async () => {
    const { customer, gateway } = await aHome('Xia')
    const anything = fc.oneof(
      fc.json(),
      fc
        .json()
        .map(value =>
          JSON.stringify({ readings: [JSON.parse(value)], events: [JSON.parse(value)], devices: [JSON.parse(value)] }),
        ),
      fc.string(),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('hello', 'status', 'readings', 'events', 'results', 'offline', 'x'),
        anything,
        async (what, text) => {
          await gateway.says(what, text)
        },
      ),
      { seed: 23, numRuns: 300 },
    )
    await gateway.says('hello', hello(meter, lamp))
    await gateway.says('readings', { readings: [energy(5)] })
    expect(
      (await seen(customer)).devices.find((one: { kind: string }) => one.kind === 'electricity-meter').channels[0].last
        .value,
    ).toBe(5)
  })
})

describe("another customer's things", () => {
  it('are answered like things that do not exist', async () => {
    const { customer: mine } = await aHome('Uma')
    const stranger = await world.customer('Vic')
    const {
      id: gatewayId,
      devices: [device],
    } = await seen(mine)
    for (const id of [device.id, randomUUID(), 'no-id']) {
      expect(await stranger.patch(`/api/devices/${id}`, { name: 'Mine' })).toMatchObject({
        status: 404,
        body: { id: 'not-found' },
      })
      expect(await stranger.post(`/api/devices/${id}/switch`, { on: true })).toMatchObject({
        status: 404,
        body: { id: 'not-found' },
      })
      expect(await stranger.get(`/api/devices/${id}/switchings`)).toMatchObject({
        status: 404,
        body: { id: 'not-found' },
      })
    }
    for (const id of [gatewayId, randomUUID()])
      expect(await stranger.delete(`/api/gateways/${id}`)).toMatchObject({ status: 404 })
    expect((await homeOf(stranger)).gateways).toEqual([])
    for (const path of ['/api/home', '/api/live', `/api/devices/${device.id}/switchings`])
      expect(await world.visitor().get(path)).toMatchObject({ status: 401 })
  })
})

describe('all of this', () => {
  it('was no fault of the platform', () => {
    expect(world.faults).toEqual([])
  })
})

describe('a message that cannot be kept', () => {
  it.each([
    ['a name with one NUL at its end', hello({ ...lamp, name: 'Lamp\0' })],
    ['with two', hello({ ...lamp, name: 'Lamp\0\0' })],
    ['a name that turns the direction', hello({ ...lamp, name: 'Lamp \u202Egnp.exe' })],
    ['a name on two lines', hello({ ...lamp, name: 'Lamp\ntwo' })],
    ['half a character', hello({ ...lamp, name: 'Lamp \ud83d' })],
    ['a model with NUL', { ...hello(lamp), model: 'Qbox\0' }],
    ['a firmware with NUL', { ...hello(lamp), firmware: '1.0\0' }],
    ['a label with NUL', hello({ ...meter, channels: [{ ...meter.channels[0], label: 'Watt\0' }] })],
    ['a name of 100 KB', hello({ ...lamp, name: `${'a'.repeat(100_000)}\u0001\u0001` })],
  ])('is acknowledged and refused with %s', async (_, message) => {
    const { gateway } = await aHome(`Nul${randomUUID().slice(0, 8)}`)
    await gateway.says('hello', message)
    expect((await gateway.hears('refused')).items[0]).toMatchObject({ why: 'wrong-shape' })
    await gateway.says('hello', hello(lamp))
    await gateway.hears('welcome')
    expect(world.faults).toEqual([])
  })
  it('is taken with what people need in names', async () => {
    const { customer, gateway } = await aHome('Persia')
    await gateway.says('hello', hello({ ...lamp, name: 'چراغ\u200Cهای 👩\u200D🍳' }))
    await gateway.hears('welcome')
    expect((await seen(customer)).devices.map((device: { name: string }) => device.name)).toContain(
      'چراغ\u200Cهای 👩\u200D🍳',
    )
  })
  it('is answered when the database refuses it for a reason that nobody thought of, and what follows is taken', async () => {
    const { customer, gateway } = await aHome('Refused')
    await world.rows(`alter table homes.device add constraint nobody_thought_of check (name <> 'Poison')`)
    try {
      await gateway.says('hello', hello({ ...lamp, name: 'Poison' }))
      expect(await gateway.hears('refused')).toMatchObject({ topic: 'hello', items: [{ why: 'not-kept' }] })
    } finally {
      await world.rows('alter table homes.device drop constraint nobody_thought_of')
    }
    expect(world.faults.splice(0).map(({ what }) => what)).toEqual(['mqtt message'])
    await gateway.says('readings', { readings: [energy(12)] })
    await gateway.says('hello', hello(meter, { ...lamp, name: 'Antidote' }))
    await gateway.hears('welcome')
    expect((await seen(customer)).devices.map((device: { name: string }) => device.name).toSorted()).toEqual([
      'Antidote',
      'Stromzähler',
    ])
  })
})
