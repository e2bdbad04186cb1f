import type { Channel, Device } from '../protocol.ts'
import { subMeters, type SubMeter } from './recordings.ts'

const energy: Channel = { key: 'energy', obis: '1-0:1.8.0', unit: 'kWh', kind: 'counter', medium: 'electricity' }
const power: Channel = { key: 'power', obis: '1-0:16.7.0', unit: 'W', kind: 'gauge', medium: 'electricity' }
const voltage: Channel = { key: 'voltage', obis: '1-0:32.7.0', unit: 'V', kind: 'gauge', medium: 'electricity' }
const current: Channel = { key: 'current', obis: '1-0:31.7.0', unit: 'A', kind: 'gauge', medium: 'electricity' }

const names: Readonly<Record<SubMeter, string>> = {
  kitchen: 'Küche',
  laundry: 'Waschküche',
  'water-heater': 'Warmwasser und Klima',
}

/** The meter and the three sub-meters of the recorded home; the sub-meters as plugs that one can switch. */
export const recordedHome = (off: ReadonlySet<string>): Device[] => [
  {
    key: 'meter',
    kind: 'electricity-meter',
    name: 'Stromzähler',
    state: 'ok',
    switchable: false,
    channels: [energy, power, voltage, current],
  },
  ...subMeters.map(
    key =>
      ({
        key,
        kind: 'plug',
        name: names[key],
        state: 'ok',
        switchable: true,
        on: !off.has(key),
        channels: [energy, power],
      }) as const,
  ),
]
