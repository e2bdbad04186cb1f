import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aGateway, hello, lamp, meter } from './gateway-for-test.ts'
import { aHomesWorld, parts, type HomesWorld } from './home-for-test.ts'

describe('a statement that does not state switching', () => {
  let world: HomesWorld
  beforeAll(async () => {
    world = await aHomesWorld({ manifest: aManifest([kernel, ...parts], { 'homes.switching': null }) })
  })
  const at = (): string => new Date(world.clock.now().getTime() - 1000).toISOString()
  async function aHome(name: string) {
    const customer = await world.customer(name)
    const gateway = await aGateway(
      world.mqttPort,
      await world.claimed({ by: customer, since: '2026-01-01T00:00:00.000Z' }),
    )
    await gateway.says('hello', hello(meter, lamp))
    await gateway.hears('welcome')
    const [home] = (await customer.get('/api/home')).body.gateways
    return { customer, gateway, home, plug: home.devices.find((one: { kind: string }) => one.kind === 'plug') }
  }

  it('lets gateways in, and shows their devices as such that do not switch', async () => {
    const { gateway, plug, home, customer } = await aHome('Ada')
    expect(home).toMatchObject({ online: true })
    expect(plug).toMatchObject({ switchable: false, wish: null, on: false })
    await gateway.says('readings', { readings: [{ device: 'meter', channel: 'energy', at: at(), value: 12 }] })
    const [{ devices }] = (await customer.get('/api/home')).body.gateways
    expect(JSON.stringify(devices)).toContain('"value":12')
  })
  it.each([
    ['events', { events: [{ id: randomUUID(), device: 'lamp', at: '2026-02-01T00:00:00Z', on: true, by: 'device' }] }],
    ['results', { command: randomUUID(), result: 'done', at: '2026-02-01T00:00:00Z' }],
  ])('answers %s of a gateway once, and takes what comes after', async (what, message) => {
    const { gateway } = await aHome(`Ida-${what}`)
    await gateway.says(what, message)
    expect(await gateway.hears('refused')).toMatchObject({ topic: what, items: [{ why: 'not-stated' }] })
    await gateway.says('status', { at: at(), uptimeSeconds: 1 })
    await gateway.hears('time')
  })
  it('has no such routes', async () => {
    const { customer, plug } = await aHome('Cem')
    expect([
      await customer.post(`/api/devices/${plug.id}/switch`, { on: true }),
      await customer.get(`/api/devices/${plug.id}/switchings`),
    ]).toMatchObject([
      { status: 404, body: { title: expect.any(String) } },
      { status: 404, body: { title: expect.any(String) } },
    ])
  })
  it('lets a gateway be given back', async () => {
    const { customer, home } = await aHome('Dan')
    expect((await customer.delete(`/api/gateways/${home.id}`)).status).toBe(204)
    expect((await customer.get('/api/home')).body.gateways).toEqual([])
  })
  it('runs its jobs, and reports no fault', async () => {
    await world.settle()
    expect(world.faults).toEqual([])
  })
})
