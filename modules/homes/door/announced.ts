import { z } from 'zod'
import { deviceKinds, deviceStates } from '../tables.ts'
import { limits, type Refused } from './protocol.ts'
import { isObject, listIn, quoted, shaped, type Json } from './parse.ts'

const key = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,39}$/, 'is up to 40 characters out of a-z 0-9 . _ -')
/** Text that people read: no control characters, nothing that turns the reading direction. */
const words = (most: number) => z.string().max(most).regex(/^[^\p{Cc}\p{Cf}]*\S[^\p{Cc}\p{Cf}]*$/u, 'is a text of one line')

export const aState = z.object({ state: z.enum(deviceStates), on: z.boolean().optional() })
const aDevice = z.object({
  key, kind: z.enum(deviceKinds), name: words(80), state: z.enum(deviceStates), switchable: z.boolean(), on: z.boolean().optional(),
}).refine(device => !device.switchable || device.on !== undefined, { path: ['on'], message: 'says whether a device that can be switched is on' })
const aChannel = z.object({
  key, label: words(60).optional(), obis: z.string().regex(/^\d{1,3}-\d{1,3}:[\dA-F]{1,3}\.\d{1,3}\.\d{1,3}(\*\d{1,3})?$/, 'is an OBIS code such as 1-0:1.8.0').optional(),
  unit: z.enum(['kWh', 'W', 'V', 'A', 'm³', '°C']), kind: z.enum(['counter', 'gauge']), medium: z.enum(['electricity', 'gas', 'water', 'other']),
})
const aGateway = z.object({ model: words(80), firmware: words(40) })

export type AnnouncedChannel = z.infer<typeof aChannel>
export type AnnouncedDevice = z.infer<typeof aDevice> & { readonly at: number, readonly channels: readonly AnnouncedChannel[] }
export interface Announced { readonly model: string, readonly firmware: string, readonly devices: readonly AnnouncedDevice[], readonly refused: Refused[] }

/** What a gateway says of itself and of its devices; what is wrong in it is left out, and said. */
export function announcedIn(message: Json): Announced | { readonly says: string } {
  const gateway = shaped(aGateway, message)
  if ('says' in gateway) return gateway
  const { items, refused: tooMany } = listIn(message, 'devices', limits.devices)
  const refused: Refused[] = [...tooMany]
  const devices = new Map<string, AnnouncedDevice>()
  for (const [at, item] of items.entries()) {
    const wrong = (says: string): void => { refused.push({ at, why: 'wrong-shape', says }) }
    const found = shaped(aDevice, item)
    if ('says' in found) wrong(found.says)
    else if (devices.has(found.is.key)) wrong(`The device ${quoted(found.is.key)} is in the list twice.`)
    else devices.set(found.is.key, { ...found.is, at, channels: channelsIn(item, wrong) })
  }
  return { ...gateway.is, devices: [...devices.values()], refused }
}

function channelsIn(device: unknown, wrong: (says: string) => void): AnnouncedChannel[] {
  const list = isObject(device) ? device.channels : undefined
  if (!Array.isArray(list)) { wrong(`'channels' of a device is a list, and may be empty.`); return [] }
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
