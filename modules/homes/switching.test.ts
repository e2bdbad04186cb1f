import { beforeAll, describe, expect, it } from 'vitest'
import { aGateway, hello, lamp, meter, until, type HandGateway } from './gateway-for-test.ts'
import { aHomesWorld, type Customer, type HomesWorld } from './home-for-test.ts'

let world: HomesWorld
beforeAll(async () => {
  world = await aHomesWorld()
})

const minute = 60_000
const at = (milliseconds = 0): string => new Date(world.clock.now().getTime() + milliseconds).toISOString()
async function aHome(name: string) {
  const customer = await world.customer(name)
  const made = await world.claimed({ by: customer, since: at(-60 * minute) })
  const connects = async (isOn = false): Promise<HandGateway> => {
    const gateway = await aGateway(world.mqttPort, made)
    await gateway.says('hello', hello(meter, { ...lamp, on: isOn }))
    await gateway.hears('welcome')
    return gateway
  }
  const gateway = await connects()
  const device = (await lampOf(customer)).id as string
  return {
    customer,
    gateway,
    connects,
    device,
    switchTo: (on: boolean) => customer.post(`/api/devices/${device}/switch`, { on }),
    history: async () => (await customer.get(`/api/devices/${device}/switchings`)).body.items,
  }
}
const lampOf = async (of: Customer) =>
  (await of.get('/api/home')).body.gateways[0].devices.find((one: { kind: string }) => one.kind === 'plug')

describe('a switch in the portal', () => {
  it('reaches the gateway, which answers, and the device is on', async () => {
    const { customer, gateway, device, switchTo, history } = await aHome('Ada')
    expect(await switchTo(true)).toMatchObject({ status: 202, body: { state: 'sent' } })
    const command = await gateway.hears('command')
    expect(command).toEqual({ id: expect.any(String), device: 'lamp', on: true, expires: expect.stringMatching(/Z$/) })
    expect(await history()).toMatchObject([{ on: true, by: 'you', state: 'waiting' }])
    expect((await lampOf(customer)).on).toBe(false)
    await gateway.says('results', { command: command.id, result: 'done', at: at() })
    expect(await history()).toMatchObject([{ id: command.id, on: true, by: 'you', state: 'done', rule: null }])
    expect(await lampOf(customer)).toMatchObject({ id: device, on: true })
  })
  it('that the gateway could not do is shown as failed', async () => {
    const { customer, gateway, switchTo, history } = await aHome('Bea')
    await switchTo(true)
    const { id } = await gateway.hears('command')
    await gateway.says('results', { command: id, result: 'failed', at: at(), reason: 'It does not answer.' })
    expect(await history()).toMatchObject([{ state: 'failed' }])
    expect((await lampOf(customer)).on).toBe(false)
  })
  it('is answered once: the first answer counts', async () => {
    const { customer, gateway, switchTo, history } = await aHome('Cem')
    await switchTo(true)
    const { id } = await gateway.hears('command')
    await gateway.says('results', { command: id, result: 'done', at: at() })
    await gateway.says('results', { command: id, result: 'failed', at: at() })
    expect(await history()).toMatchObject([{ state: 'done' }])
    expect((await lampOf(customer)).on).toBe(true)
  })
  it('waits for a gateway that is away, and of several wishes the last counts', async () => {
    const { customer, gateway, connects, switchTo, history } = await aHome('Dan')
    await gateway.leaves()
    await until(
      () => lampOf(customer),
      one => one.state === 'silent',
    )
    expect((await switchTo(true)).body).toMatchObject({ state: 'waiting' })
    expect((await switchTo(false)).body).toMatchObject({ state: 'waiting' })
    expect((await switchTo(true)).body).toMatchObject({ state: 'waiting' })
    expect((await history()).map((one: { state: string }) => one.state)).toEqual(['waiting', 'failed', 'failed'])
    const back = await connects()
    const command = await back.hears('command')
    expect(command).toMatchObject({ on: true })
    expect(back.unheard('command')).toBe(0)
    await back.says('results', { command: command.id, result: 'done', at: at() })
    expect((await lampOf(customer)).on).toBe(true)
  })
  it('that nobody answered is sent again at the next connection, and not a third time once answered', async () => {
    const { gateway, connects, switchTo, history } = await aHome('Eva')
    await switchTo(true)
    const first = await gateway.hears('command')
    gateway.client.stream.destroy()
    await gateway.closed
    const back = await connects()
    expect(await back.hears('command')).toEqual(first)
    await back.says('results', { command: first.id, result: 'done', at: at() })
    const again = await connects()
    await again.says('status', { at: at(), uptimeSeconds: 1 })
    await again.hears('time')
    expect(again.unheard('command')).toBe(0)
    expect(await history()).toMatchObject([{ state: 'done' }])
  })
  it('outlives a platform that is killed between the wish and the gateway', async () => {
    const { customer, gateway, connects, device } = await aHome('Fay')
    await gateway.leaves()
    // As a process leaves it that dies right after the commit.
    const {
      rows: [{ id: claim }],
    } = { rows: await world.rows('select id from homes.claim where subject = $1', [customer.id]) }
    const [{ id }] = await world.rows(
      `insert into homes.switching (claim_id, device, at, "on", by, state, expires_at, subject, version) values ($1, $2, $3, true, 'you', 'waiting', $4, $5, 1) returning id`,
      [claim, device, at(), at(5 * minute), customer.id],
    )
    expect(await (await connects()).hears('command')).toMatchObject({ id, on: true })
  })
  it('is not carried out late: after five minutes it has failed', async () => {
    const { customer, gateway, connects, switchTo, history } = await aHome('Gil')
    await gateway.leaves()
    await until(
      () => lampOf(customer),
      one => one.state === 'silent',
    )
    await switchTo(true)
    await world.turnBy(5 * minute + 31_000)
    expect(await history()).toMatchObject([{ state: 'failed' }])
    const back = await connects()
    await back.says('status', { at: at(), uptimeSeconds: 1 })
    await back.hears('time')
    expect(back.unheard('command')).toBe(0)
  })
  it('that was carried out but reported late is shown as it was', async () => {
    const { customer, gateway, switchTo, history } = await aHome('Hal')
    await switchTo(true)
    const { id } = await gateway.hears('command')
    await world.turnBy(6 * minute)
    expect(await history()).toMatchObject([{ state: 'failed' }])
    await gateway.says('results', { command: id, result: 'done', at: at(-6 * minute) })
    expect(await history()).toMatchObject([{ state: 'done' }])
    expect((await lampOf(customer)).on).toBe(true)
  })
  it('given twice at once is two commands, in some order, and the device is as the last answer says', async () => {
    const { customer, gateway, switchTo, history } = await aHome('Ivy')
    await Promise.all([switchTo(true), switchTo(false), switchTo(true)])
    for (
      let left = (await history()).filter((one: { state: string }) => one.state === 'waiting').length;
      left > 0;
      left--
    ) {
      const { id, on } = await gateway.hears('command')
      await gateway.says('results', { command: id, result: 'done', at: at() })
      expect((await lampOf(customer)).on).toBe(on)
    }
    expect((await history()).every((one: { state: string }) => one.state !== 'waiting')).toBe(true)
  })
  it('is refused for a device that does not switch, and for what is no switch', async () => {
    const { customer, device } = await aHome('Jan')
    const [, meterOf] = (await customer.get('/api/home')).body.gateways[0].devices
    expect(await customer.post(`/api/devices/${meterOf.id}/switch`, { on: true })).toMatchObject({
      status: 409,
      body: { id: 'not-switchable', helps: expect.any(String) },
    })
    for (const on of ['true', 1, null, undefined])
      expect(await customer.post(`/api/devices/${device}/switch`, { on })).toMatchObject({
        status: 422,
        body: { fields: { on: expect.any(String) } },
      })
  })
})

describe('the history of a device', () => {
  it('says who or what switched it: you, a rule of the gateway, the button of the device', async () => {
    const { customer, gateway, switchTo, history } = await aHome('Kai')
    await switchTo(true)
    await gateway.says('results', { command: (await gateway.hears('command')).id, result: 'done', at: at() })
    await gateway.says('events', {
      events: [
        { id: 'e1', device: 'lamp', at: at(-2 * minute), on: true, by: 'gateway', rule: 'Licht bei Dämmerung' },
        { id: 'e2', device: 'lamp', at: at(-1 * minute), on: false, by: 'device' },
      ],
    })
    expect(await history()).toMatchObject([
      { on: true, by: 'you', state: 'done', rule: null },
      { on: false, by: 'device', state: 'done' },
      { on: true, by: 'gateway', rule: 'Licht bei Dämmerung', state: 'done' },
    ])
    expect((await lampOf(customer)).on, 'what happened earlier and is told later changes nothing').toBe(true)
    await gateway.says('events', { events: [{ id: 'e3', device: 'lamp', at: at(1000), on: false, by: 'device' }] })
    expect((await lampOf(customer)).on).toBe(false)
  })
  it('never holds the state of a device by a moment that has yet to come', async () => {
    const { customer, gateway, history } = await aHome('Lou')
    const event = (id: string, apart: number, on: boolean) =>
      gateway.says('events', { events: [{ id, device: 'lamp', at: at(apart), on, by: 'device' }] })
    await event('e1', 4 * minute, true)
    expect((await lampOf(customer)).on).toBe(true)
    await event('e2', 0, false)
    expect((await lampOf(customer)).on, 'the clock was set right, and what came after counts').toBe(false)
    expect(
      (await history()).map((one: { at: string; on: boolean }) => [
        one.on,
        Date.parse(one.at) <= world.clock.now().getTime(),
      ]),
    ).toEqual([
      [false, true],
      [true, true],
    ])
  })
  it('lets go of a state that was stored with a moment ahead', async () => {
    const { customer, gateway, device } = await aHome('Lux')
    await world.rows(`update homes.device set is_on = true, is_on_since = $2 where id = $1`, [
      device,
      new Date(world.clock.now().getTime() + 4 * minute),
    ])
    await gateway.says('events', { events: [{ id: 'e1', device: 'lamp', at: at(), on: false, by: 'device' }] })
    expect((await lampOf(customer)).on).toBe(false)
  })
  it('counts an event once, and takes none that cannot be', async () => {
    const { gateway, history } = await aHome('Lea')
    const event = { id: 'e1', device: 'lamp', at: at(-minute), on: true, by: 'device' }
    await gateway.says('events', { events: [event, event] })
    await gateway.says('events', {
      events: [
        event,
        { ...event, id: 'e2', device: 'meter' },
        { ...event, id: 'e3', device: 'ghost' },
        { ...event, id: 'e4', at: at(-61 * minute) },
        { ...event, id: 'e5', at: at(10 * minute) },
        { ...event, id: 'e6', by: 'you' },
        { ...event, id: 'e 7' },
        5,
      ],
    })
    expect(await history()).toHaveLength(1)
    expect((await gateway.hears('refused')).items.map((one: { why: string }) => one.why)).toEqual([
      'not-switchable',
      'unknown-device',
      'before-claim',
      'ahead',
      'wrong-shape',
      'wrong-shape',
      'wrong-shape',
    ])
    await gateway.says('results', { command: 'none', result: 'done', at: at() })
    await gateway.says('results', { command: (await history())[0].id, result: 'failed', at: at() })
    expect([await gateway.hears('refused'), await gateway.hears('refused')]).toMatchObject([
      { items: [{ why: 'unknown-command' }] },
      { items: [{ why: 'unknown-command' }] },
    ])
  })
  it('comes in pages, the latest first, and takes no place that no page named', async () => {
    const { customer, gateway, device } = await aHome('Mia')
    const events = Array.from({ length: 25 }, (_, n) => ({
      id: `e${n}`,
      device: 'lamp',
      at: at(-minute * (25 - Math.floor(n / 2))),
      on: n % 2 === 0,
      by: 'device',
    }))
    await gateway.says('events', { events })
    const page = async (after?: string) =>
      (await customer.get(`/api/devices/${device}/switchings?limit=10${after ? `&after=${after}` : ''}`)).body
    const first = await page()
    const second = await page(first.next)
    const third = await page(second.next)
    expect([first, second, third].map(one => one.items.length)).toEqual([10, 10, 5])
    expect(third.next).toBeNull()
    const all = [...first.items, ...second.items, ...third.items]
    expect(new Set(all.map(one => one.id)).size).toBe(25)
    expect(all.map(one => one.at)).toEqual(
      all
        .map(one => one.at)
        .toSorted()
        .toReversed(),
    )
    for (const wrong of ['after=x', 'after=%00', 'after=e30', 'limit=1000'])
      expect((await customer.get(`/api/devices/${device}/switchings?${wrong}`)).status, wrong).toBe(422)
  })
  it('is kept as long as the statement says', async () => {
    const { gateway } = await aHome('Nia')
    await gateway.says('events', { events: [{ id: 'kept-a-year', device: 'lamp', at: at(), on: true, by: 'device' }] })
    await world.turnBy(364 * 24 * 60 * minute)
    expect(await world.traces('kept-a-year')).toEqual(['homes.switching.event'])
    await world.turnBy(3 * 24 * 60 * minute)
    expect(await world.traces('kept-a-year')).toEqual([])
  })
})

describe('all of this', () => {
  it('was no fault of the platform', () => {
    expect(world.faults).toEqual([])
  })
})
