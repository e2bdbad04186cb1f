import { expect, it } from 'vitest'
import { copyOf } from '../../kernel/rows/copy.ts'
import { portableSchema, portableTables } from '../../kernel/rights/portable.ts'
import { aGateway, hello, lamp, meter } from '../homes/gateway-for-test.ts'
import { aHomesWorld, type HomesWorld } from '../homes/home-for-test.ts'

/** Somebody whose gateway has two devices that measure the same under the same name, and who has switched one. */
async function aMeasuredHome(world: HomesWorld) {
  const customer = await world.customer('Ada')
  const gateway = await aGateway(world.mqttPort, await world.claimed({ by: customer, since: '2026-01-01T00:00:00Z' }))
  const dryer = { ...meter, key: 'dryer', name: 'Waschküche' }
  await gateway.says('hello', hello({ ...meter, name: 'Küche' }, dryer, lamp))
  await gateway.hears('welcome')
  const at = new Date(world.clock.now().getTime() - 60_000).toISOString()
  await gateway.says('readings', {
    readings: ['meter', 'dryer'].map(device => ({ device, channel: 'energy', at, value: 4711.305 })),
  })
  await gateway.says('events', { events: [{ id: 'e1', device: 'lamp', at, on: true, by: 'device' }] })
  await gateway.leaves()
  return { kind: 'customer', id: customer.id } as const
}

async function portable(
  world: HomesWorld,
  subject: { readonly kind: string; readonly id: string },
): Promise<Map<string, Record<string, unknown>[]>> {
  const tables = new Map(portableTables(world.store, subject.kind).map(one => [one.table.name, one]))
  const data = new Map([...tables.keys()].map(name => [name, [] as Record<string, unknown>[]]))
  for await (const { table, rows } of copyOf(world.store, subject, [...tables.keys()], ['id'])) {
    for (const row of rows)
      data
        .get(table.name)
        ?.push(Object.fromEntries((tables.get(table.name)?.columns ?? []).map(name => [name, row[name]])))
  }
  return data
}

it('resolves every reference of the portable file within the file', async () => {
  const world = await aHomesWorld()
  const subject = await aMeasuredHome(world)
  const data = await portable(world, subject)
  const references = portableTables(world.store, 'customer').flatMap(({ table, references: own }) =>
    own.map(one => ({ table: table.name, ...one })),
  )
  expect(references.map(({ table, column, to }) => `${table}.${column} > ${to.table}.${to.column}`)).toEqual(
    expect.arrayContaining([
      'telemetry.reading.channel > telemetry.channel.number',
      'telemetry.channel.device > homes.device.id',
      'homes.switching.device > homes.device.id',
      'homes.device.claimId > homes.claim.id',
    ]),
  )
  const dangling = references.flatMap(({ table, column, to }) => {
    const known = new Set((data.get(to.table) ?? []).map(row => row[to.column]))
    return (data.get(table) ?? [])
      .filter(row => row[column] !== null && (row[column] === undefined || !known.has(row[column])))
      .map(row => `${table}.${column}: ${String(row[column])}`)
  })
  expect(dangling).toEqual([])
  const readings = data.get('telemetry.reading') ?? []
  const named = readings.map(({ channel: number }) => {
    const channel = data.get('telemetry.channel')?.find(one => one['number'] === number)
    return data.get('homes.device')?.find(one => one['id'] === channel?.['device'])?.['name']
  })
  expect(named.toSorted()).toEqual(['Küche', 'Waschküche'])
  const schema = portableSchema(world.store, 'customer', 'x') as {
    properties: {
      data: { properties: Record<string, { items: { required: string[]; properties: Record<string, object> } }> }
    }
  }
  expect(schema.properties.data.properties['telemetry.channel']?.items.properties).toMatchObject({
    number: { type: 'integer' },
    device: { description: 'Names an entry of homes.device, by its id.' },
  })
  for (const [name, { items }] of Object.entries(schema.properties.data.properties))
    for (const row of data.get(name) ?? []) expect(Object.keys(row)).toEqual(items.required)
})
