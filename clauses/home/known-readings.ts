import { aGateway, type HandGateway } from '../../modules/homes/gateway-for-test.ts'
import { Claims } from '../../modules/homes/contract.ts'
import type { World } from '../../server/testing/world.ts'
import { aGatewayFromTheFactory, type Customer } from './customer.ts'

const hour = 3_600_000
const begins = Date.parse('2025-11-30T18:00:00Z')
const ends = Date.parse('2026-11-01T00:00:00Z')

/** A counter that a test knows every reading of, so that it can say what a chart has to show. */
export interface Counter {
  readonly key: string
  readonly unit: 'kWh' | 'm³'
  readonly medium: string
  readonly kind: string
  readonly name: string
  readonly readings: readonly { readonly at: number; readonly value: number }[]
}

/**
 * Rises by another amount each time, in whole thousandths: no two stretches of time are alike, and none can be mistaken
 * for another.
 */
function counter(
  about: Omit<Counter, 'readings'>,
  { from, every, least, spread }: { from: number; every: number; least: number; spread: number },
): Counter {
  const readings = []
  for (let at = begins, thousandths = from, turn = 0; at <= ends; at += every * hour, turn++) {
    readings.push({ at, value: thousandths / 1000 })
    thousandths += least + ((turn * 7919) % spread)
  }
  return { ...about, readings }
}

/** Electricity and gas are read on each hour; water at six-hourly times of UTC, on which no day begins in Berlin. */
export const counters: readonly Counter[] = [
  counter(
    { key: 'electricity', unit: 'kWh', medium: 'electricity', kind: 'electricity-meter', name: 'Strom im Keller' },
    { from: 4_711_305, every: 1, least: 60, spread: 1213 },
  ),
  counter(
    { key: 'gas', unit: 'm³', medium: 'gas', kind: 'gas-meter', name: 'Gas im Keller' },
    { from: 18_020_000, every: 1, least: 0, spread: 877 },
  ),
  counter(
    { key: 'water', unit: 'm³', medium: 'water', kind: 'water-meter', name: 'Wasser im Keller' },
    { from: 902_418, every: 6, least: 3, spread: 211 },
  ),
]

/** Where the counter stood: what was read then, or evenly between the two readings around. */
function stand({ readings }: Counter, at: number): number {
  const after = readings.find(one => one.at >= at)
  if (!after) return readings.at(-1)!.value // there are some
  const before = readings.findLast(one => one.at <= at) ?? after
  return before === after
    ? after.value
    : before.value + ((after.value - before.value) * (at - before.at)) / (after.at - before.at)
}

/** What it counted between two moments; null where nothing was read. */
export const counted = (counter: Counter, from: number, to: number): number | null =>
  to <= begins || from >= counter.readings.at(-1)!.at ? null : stand(counter, to) - stand(counter, from) // there are some

/**
 * The gateway of a customer who has had it for a year and comes from another system: it hands in all that it kept, as
 * `docs/gateway.md` says.
 */
export async function measuredFor(world: World, { id }: Customer): Promise<HandGateway> {
  const made = await aGatewayFromTheFactory(world)
  await world.offered(Claims).enter({ serial: made.serial, account: id, since: new Date(begins) })
  const gateway = await aGateway(world.mqttPort, made)
  await gateway.says('hello', {
    protocol: 1,
    model: 'Qbox 2',
    firmware: '2.4.1',
    devices: counters.map(({ key, kind, name, unit, medium }) => ({
      key,
      kind,
      name,
      state: 'ok',
      switchable: false,
      channels: [{ key: 'counted', unit, kind: 'counter', medium }],
    })),
  })
  const { limits } = await gateway.hears('welcome')
  for (const { key, readings } of counters) {
    for (let first = 0; first < readings.length; first += limits.readings) {
      await gateway.says('readings', {
        readings: readings
          .slice(first, first + limits.readings)
          .map(({ at, value }) => ({ device: key, channel: 'counted', at: new Date(at).toISOString(), value })),
      })
    }
  }
  if (gateway.unheard('refused')) throw new Error(`refused: ${JSON.stringify(await gateway.hears('refused'))}`)
  return gateway
}
