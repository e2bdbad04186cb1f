import type { components } from '../api.d.ts'
import type { DeviceNews, GatewayNews, News, Reading } from '../live.ts'

type Home = components['schemas']['Home']
type Device = components['schemas']['Device']

/** The house after the news. What nothing was said about stays the same object, so that its part of the screen is not drawn again. */
export function withNews(home: Home, news: readonly News[]): Home {
  const readings = latest(news.flatMap(({ about, is }) => about === 'reading' ? [is] : []))
  const devices = new Map(news.flatMap(({ about, is }) => about === 'device' ? [[is.id, is] as const] : []))
  const gateways = new Map(news.flatMap(({ about, is }) => about === 'gateway' ? [[is.id, is] as const] : []))
  return { gateways: home.gateways.map(gateway => ({ ...gateway, ...heard(gateways.get(gateway.id)), devices: gateway.devices.map(device => told(device, devices.get(device.id), readings)) })) }
}

/** Readings may overtake each other on their way: the newest of each channel counts. */
const latest = (readings: readonly Reading[]) => {
  const newest = new Map<string, Reading>()
  for (const reading of readings) if (!isOlder(reading, newest.get(reading.channel))) newest.set(reading.channel, reading)
  return newest
}
const isOlder = (one: { at: string }, other: { at: string } | null | undefined) => other != null && Date.parse(one.at) < Date.parse(other.at)

const heard = (news: GatewayNews | undefined) => news && { online: news.online, lastSeenAt: news.lastSeenAt }

function told(device: Device, news: DeviceNews | undefined, readings: ReadonlyMap<string, Reading>): Device {
  const touched = device.channels.some(({ id }) => readings.has(id))
  if (!touched && !news) return device
  const channels = device.channels.map(channel => {
    const reading = readings.get(channel.id)
    return reading && !isOlder(reading, channel.last) ? { ...channel, last: { at: reading.at, value: reading.value } } : channel
  })
  return { ...device, ...news && { state: news.state, on: news.on }, channels }
}
