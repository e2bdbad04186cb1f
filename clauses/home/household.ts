import { aGateway, hello, lamp, meter, until } from '../../modules/homes/gateway-for-test.ts'
import type { World } from '../../server/testing/world.ts'
import { aCustomer, type Customer } from './customer.ts'

/** A customer whose gateway has reported, measured and switched, and then went silent. */
export async function aHousehold(
  world: World,
  mail: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Customer> {
  const customer = await aCustomer(world, mail, more)
  const { browser } = customer
  const gateway = await aGateway(world.mqttPort, customer.gateway)
  const now = (): string => world.clock.now().toISOString()
  await gateway.says('hello', hello(meter, lamp))
  await gateway.hears('welcome')
  await gateway.says('status', { at: now(), uptimeSeconds: 86_400, memoryFree: 31_457_280, signal: -61 })
  await gateway.says('readings', {
    readings: [
      { device: 'meter', channel: 'energy', at: now(), value: 4711.305 },
      { device: 'meter', channel: 'power', at: now(), value: 230 },
    ],
  })
  const {
    gateways: [{ devices }],
  } = (await browser.get('/api/home')).body
  const plug = devices.find((device: { kind: string }) => device.kind === 'plug')
  await browser.post(`/api/devices/${plug.id}/switch`, { on: true })
  await gateway.hears('command')
  await gateway.leaves()
  await until(
    () => world.rows('select online from homes.status where subject = $1', [customer.id]),
    ([status]) => status?.online === false,
  )
  return customer
}
