import { describe, expect, it } from 'vitest'
import type { News } from '../live.ts'
import { mainCounters, powerOf } from './meters.ts'
import { withNews } from './news.ts'
import { withReading } from './power.ts'
import type { Channel, Device, Home } from './queries.ts'

const aChannel = (id: string, other: Partial<Channel> = {}): Channel => ({
  id,
  key: id,
  label: id,
  obis: null,
  unit: 'kWh',
  kind: 'counter',
  medium: 'electricity',
  last: { at: '2026-03-10T12:00:00Z', value: 1 },
  ...other,
})
const aDevice = (id: string, channels: Channel[], other: Partial<Device> = {}): Device => ({
  id,
  name: id,
  kind: 'electricity-meter',
  state: 'ok',
  on: null,
  switchable: false,
  wish: null,
  channels,
  ...other,
})
const aHome = (...devices: Device[]): Home => ({
  restrictedSince: null,
  gateways: [
    {
      id: 'g',
      serial: 's',
      model: 'm',
      firmware: '1',
      online: true,
      lastSeenAt: null,
      retiredAt: null,
      claimedAt: '2026-01-01T00:00:00Z',
      health: { uptimeSeconds: null, memoryFree: null, signal: null },
      devices,
    },
  ],
  missed: [],
})
const reading = (channel: string, at: string, value: number): News => ({ about: 'reading', is: { channel, at, value } })
const lastOf = (home: Home) => home.gateways[0]?.devices[0]?.channels[0]?.last?.value

describe('News from the house', () => {
  const home = aHome(
    aDevice('meter', [aChannel('energy')]),
    aDevice('plug', [], { kind: 'plug', on: false, switchable: true }),
  )
  it('bring the newest reading', () => {
    expect(
      lastOf(
        withNews(home, [reading('energy', '2026-03-10T12:00:05Z', 2), reading('energy', '2026-03-10T12:00:10Z', 3)]),
      ),
    ).toBe(3)
  })
  it('do not let an older reading overtake a newer one', () => {
    expect(
      lastOf(
        withNews(home, [reading('energy', '2026-03-10T12:00:10Z', 3), reading('energy', '2026-03-10T12:00:05Z', 2)]),
      ),
    ).toBe(3)
    expect(lastOf(withNews(home, [reading('energy', '2026-03-10T11:00:00Z', 9)]))).toBe(1)
  })
  it('tell of a device that was switched and of a gateway that fell silent', () => {
    const after = withNews(home, [
      { about: 'device', is: { id: 'plug', state: 'ok', on: true, wish: { id: 'w', on: true, state: 'done' } } },
      { about: 'gateway', is: { id: 'g', online: false, lastSeenAt: '2026-03-10T12:00:00Z' } },
    ])
    expect(after.gateways[0]).toMatchObject({ online: false, lastSeenAt: '2026-03-10T12:00:00Z' })
    expect(after.gateways[0]?.devices[1]).toMatchObject({ on: true, wish: { state: 'done' } })
  })
  it('leave a device alone that nothing was said about', () => {
    expect(withNews(home, [reading('energy', '2026-03-10T12:00:10Z', 3)]).gateways[0]?.devices[1]).toBe(
      home.gateways[0]?.devices[1],
    )
  })
})

describe('The meters of the house', () => {
  const import0 = aChannel('import', { obis: '1-0:1.8.0' })
  const home = aHome(
    aDevice('meter', [
      aChannel('tariff', { obis: '1-0:1.8.1' }),
      aChannel('export', { obis: '1-0:2.8.0' }),
      import0,
      aChannel('power', { kind: 'gauge', unit: 'W' }),
    ]),
    aDevice('plug', [aChannel('plugged'), aChannel('drawn', { kind: 'gauge', unit: 'W' })], { kind: 'plug' }),
  )
  it('count neither what is fed in, nor a tariff twice, nor what a plug behind the meter counts', () =>
    expect(mainCounters(home, 'electricity')).toEqual([import0]))
  it('know the power of the whole house', () => expect(powerOf(home)?.id).toBe('power'))
  it('are none where nothing is metered', () => expect(mainCounters(home, 'gas')).toEqual([]))
})

describe('The last minutes', () => {
  it('forget what is older', () => {
    const at = (time: string, value: number) => ({ at: `2026-03-10T${time}Z`, value })
    const readings = [at('12:00:00', 1), at('12:00:50', 2)].reduce(
      (all, one) => withReading(all, one, 1),
      [] as ReturnType<typeof withReading>,
    )
    expect(withReading(readings, at('12:01:30', 3), 1).map(({ value }) => value)).toEqual([2, 3])
  })
  it('hold each moment once', () => {
    const reading = { at: '2026-03-10T12:00:00Z', value: 1 }
    expect(withReading([reading], reading)).toEqual([reading])
  })
})
