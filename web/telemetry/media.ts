import { IconBolt, IconDropletHalf2, IconFlame, IconGauge, IconTemperature, type Icon } from '@tabler/icons-react'
import type { Channel } from '../homes/queries.ts'
import { tone } from '../palette.ts'

export type Medium = Channel['medium']

export interface Look {
  readonly icon: Icon
  readonly tone: string
}

/** How media are told apart: by picture and words, and by colour only on top. */
export const media: Record<Medium, Look> = {
  electricity: { icon: IconBolt, tone: tone('electricity') },
  gas: { icon: IconFlame, tone: tone('gas') },
  water: { icon: IconDropletHalf2, tone: tone('water') },
  heat: { icon: IconTemperature, tone: tone('other') },
  other: { icon: IconGauge, tone: tone('other') },
}
