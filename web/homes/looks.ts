import {
  IconBolt,
  IconDropletHalf2,
  IconFlame,
  IconGauge,
  IconPlug,
  IconTemperature,
  type Icon,
} from '@tabler/icons-react'
import { tone } from '../palette.ts'
import type { Medium } from './meters.ts'
import type { Device } from './queries.ts'

/** How kinds of devices and media are told apart: by picture and words, and by colour only on top. */
export const looks: Record<Device['kind'], { icon: Icon; tone: string }> = {
  'electricity-meter': { icon: IconBolt, tone: tone('electricity') },
  'gas-meter': { icon: IconFlame, tone: tone('gas') },
  'water-meter': { icon: IconDropletHalf2, tone: tone('water') },
  plug: { icon: IconPlug, tone: tone('spruce') },
  sensor: { icon: IconTemperature, tone: tone('other') },
}
export const media: Record<Medium, { icon: Icon; tone: string }> = {
  electricity: looks['electricity-meter'],
  gas: looks['gas-meter'],
  water: looks['water-meter'],
  heat: { icon: IconTemperature, tone: tone('other') },
  other: { icon: IconGauge, tone: tone('other') },
}
