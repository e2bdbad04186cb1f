import type { components } from '../api.d.ts'
import type { DeviceNews, GatewayNews, News, Reading } from '../live.ts'

type Home = components['schemas']['Home']
type Device = components['schemas']['Device']

/**
 * The house after the news. What nothing was said about stays the same object, so that its part of the screen is not
 * drawn again.
 */
export function withNews(home: Home, news: readonly News[]): Home {
  const readings = latest(news.flatMap(({ about, is }) => (about === 'reading' ? [is] : [])))
  const devices = new Map(news.flatMap(({ about, is }) => (about === 'device' ? [[is.id, is] as const] : [])))
  const gateways = new Map(news.flatMap(({ about, is }) => (about === 'gateway' ? [[is.id, is] as const] : [])))
  return {
    ...home,
    gateways: home.gateways.map(gateway => ({
      ...gateway,
      ...heard(gateways.get(gateway.id)),
      devices: gateway.devices.map(device => told(device, devices.get(device.id), readings)),
    })),
  }
}

/**
 * Whether the news speak of something that is not on the screen yet, or of a gateway that is back and has more to tell:
 * then the house is asked for anew.
 */
export function isMore(home: Home, news: readonly News[]): boolean {
  const devices = new Set(home.gateways.flatMap(gateway => gateway.devices.map(({ id }) => id)))
  const offline = new Set(home.gateways.filter(({ online }) => !online).map(({ id }) => id))
  const gateways = new Set(home.gateways.map(({ id }) => id))
  return news.some(({ about, is }) =>
    about === 'device'
      ? !devices.has(is.id)
      : about === 'gateway' && (!gateways.has(is.id) || (is.online && offline.has(is.id))),
  )
}

/** Readings may overtake each other on their way: the newest of each channel counts. */
const latest = (readings: readonly Reading[]) => {
  const newest = new Map<string, Reading>()
  for (const reading of readings)
    if (!isOlder(reading, newest.get(reading.channel))) newest.set(reading.channel, reading)
  return newest
}
const isOlder = (one: { at: string }, other: { at: string } | null | undefined) =>
  other != null && Date.parse(one.at) < Date.parse(other.at)

const heard = (news: GatewayNews | undefined) => news && { online: news.online, lastSeenAt: news.lastSeenAt }

function told(device: Device, news: DeviceNews | undefined, readings: ReadonlyMap<string, Reading>): Device {
  const touched = device.channels.some(({ id }) => readings.has(id))
  if (!touched && !news) return device
  const channels = device.channels.map(channel => {
    const reading = readings.get(channel.id)
    return reading && !isOlder(reading, channel.last)
      ? { ...channel, last: { at: reading.at, value: reading.value } }
      : channel
  })
  return { ...device, ...(news && { state: news.state, on: news.on, wish: news.wish }), channels }
}
