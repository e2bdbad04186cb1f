import { IconPlug, IconTemperature } from '@tabler/icons-react'
import { tone } from '../palette.ts'
import { type Look, media } from '../telemetry/media.ts'
import type { Device } from './queries.ts'

/** How kinds of devices are told apart: a meter as what it measures. */
export const looks: Record<Device['kind'], Look> = {
  'electricity-meter': media.electricity,
  'gas-meter': media.gas,
  'water-meter': media.water,
  plug: { icon: IconPlug, tone: tone('spruce') },
  sensor: { icon: IconTemperature, tone: tone('other') },
}

/** What kind of device it is, where its name does not say so already. */
export const kindBeside = (
  { name, kind }: Pick<Device, 'name' | 'kind'>,
  kinds: Readonly<Record<Device['kind'], string>>,
): string | undefined => (name === kinds[kind] ? undefined : kinds[kind])
