import type { z } from 'zod'
import { aChannel, aDevice, aGateway } from './messages.ts'
import { limits, type Refused } from './protocol.ts'
import { isObject, listIn, quoted, shaped, type Json } from './parse.ts'

export type AnnouncedChannel = z.infer<typeof aChannel>
export type AnnouncedDevice = z.infer<typeof aDevice> & {
  readonly at: number
  readonly channels: readonly AnnouncedChannel[]
}
export interface Announced {
  readonly model: string
  readonly firmware: string
  readonly devices: readonly AnnouncedDevice[]
  readonly refused: Refused[]
}

/** What a gateway says of itself and of its devices; what is wrong in it is left out, and said. */
export function announcedIn(message: Json): Announced | { readonly says: string } {
  const gateway = shaped(aGateway, message)
  if ('says' in gateway) return gateway
  const { items, refused: tooMany } = listIn(message, 'devices', limits.devices)
  const refused: Refused[] = [...tooMany]
  const devices = new Map<string, AnnouncedDevice>()
  for (const [at, item] of items.entries()) {
    const wrong = (says: string): void => {
      refused.push({ at, why: 'wrong-shape', says })
    }
    const found = shaped(aDevice, item)
    if ('says' in found) wrong(found.says)
    else if (devices.has(found.is.key)) wrong(`The device ${quoted(found.is.key)} is in the list twice.`)
    else devices.set(found.is.key, { ...found.is, at, channels: channelsIn(item, wrong) })
  }
  return { ...gateway.is, devices: [...devices.values()], refused }
}

function channelsIn(device: unknown, wrong: (says: string) => void): AnnouncedChannel[] {
  const list = isObject(device) ? device.channels : undefined
  if (!Array.isArray(list)) {
    wrong(`'channels' of a device is a list, and may be empty.`)
    return []
  }
  if (list.length > limits.channels) wrong(`A device has at most ${limits.channels} channels.`)
  const channels = new Map<string, AnnouncedChannel>()
  for (const item of list.slice(0, limits.channels)) {
    const found = shaped(aChannel, item)
    if ('says' in found) wrong(`A channel: ${found.says}`)
    else if (channels.has(found.is.key)) wrong(`The channel ${quoted(found.is.key)} is in the list twice.`)
    else channels.set(found.is.key, found.is)
  }
  return [...channels.values()]
}
