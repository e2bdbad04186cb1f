import type { Medium } from '../telemetry/media.ts'
import type { Channel, Device, Home } from './queries.ts'

const meters: Partial<Record<Medium, Device['kind']>> = {
  electricity: 'electricity-meter',
  gas: 'gas-meter',
  water: 'water-meter',
}

const order: readonly Device['kind'][] = ['electricity-meter', 'gas-meter', 'water-meter', 'plug', 'sensor']
/** Meters before what hangs behind them. */
export const inOrder = (devices: readonly Device[]) =>
  devices.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
export const devicesIn = (home: Home) => inOrder(home.gateways.flatMap(({ devices }) => devices))
/** OBIS 2.8 counts what leaves the house, and 1.8.1 and up are parts of 1.8.0. */
const isExport = ({ obis }: Channel) => /(^|:)2\.8\./.test(obis ?? '')
const isPart = ({ obis }: Channel) => /\.8\.[1-9]/.test(obis ?? '')

/** The counters that make up the consumption of the house: one of each meter, not those of plugs behind it. */
export function mainCounters(home: Home, medium: Medium): Channel[] {
  return devicesIn(home)
    .filter(({ kind }) => kind === meters[medium])
    .flatMap(({ channels }) => {
      const counters = channels.filter(
        channel => channel.kind === 'counter' && channel.medium === medium && !isExport(channel),
      )
      const whole = counters.find(channel => !isPart(channel))
      return whole ? [whole] : counters
    })
}

/** The power that the house takes at this moment. */
export const powerOf = (home: Home): Channel | undefined =>
  devicesIn(home)
    .filter(({ kind }) => kind === 'electricity-meter')
    .flatMap(({ channels }) => channels)
    .find(({ unit, kind }) => unit === 'W' && kind === 'gauge')

/** Every channel with the device it belongs to, those of meters first. */
export const channelsIn = (home: Home) =>
  devicesIn(home).flatMap(device => device.channels.map(channel => ({ device, channel })))
