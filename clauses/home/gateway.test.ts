import type { Socket } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BrowserWorld } from '../../e2e/browser-world.ts'
import { minutes } from '../../kernel/clock/clock.ts'
import { aGateway, hello, lamp, meter as anyMeter, type HandGateway } from '../../modules/homes/gateway-for-test.ts'
import { clause, browserWorldOf } from '../clause.ts'
import { aCustomer, signsInOnScreen, type Customer } from './customer.ts'

const boiler = {
  key: 'boiler',
  kind: 'sensor',
  name: 'Heizkessel',
  state: 'fault',
  switchable: false,
  channels: [{ key: 'flow', unit: '°C', kind: 'gauge', medium: 'other' }],
}
const meter = { ...anyMeter, name: 'Keller' }
const tap = { key: 'tap', kind: 'water-meter', name: 'Am Hahn', state: 'ok', switchable: false, channels: [] }

describe(clause('home/2.5.1'), () => {
  let platform: BrowserWorld
  let ida: Customer
  let gateway: HandGateway
  let page: Page
  let loads = 0
  const now = (): string => platform.clock.now().toISOString()
  beforeAll(async () => {
    platform = await browserWorldOf('home')
    ida = await aCustomer(platform, 'ida@example.org', { language: 'de' })
    page = await platform.person()
    // The page's own clock goes on by itself, and can be put forward.
    await page.clock.install()
    await signsInOnScreen(page, ida.mail)
    await page.goto('/app/devices')
    page.on('load', () => {
      loads++
    })
  })
  afterAll(async () => {
    await gateway.leaves()
  })

  const spoken = async (): Promise<string> =>
    (await page.locator('main').innerText()).replaceAll(/[\u00A0\u00AD]/g, ' ')
  const shows = (...said: readonly string[]): Promise<void> =>
    expect
      .poll(async () => {
        const text = await spoken()
        return said.filter(one => !text.includes(one))
      })
      .toEqual([])
  const row = (name: string) =>
    page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) })
  const rowSays = (name: string, pattern: RegExp): Promise<void> =>
    expect.poll(async () => (await row(name).innerText()).replaceAll('\u00A0', ' ')).toMatch(pattern)
  const pill = (text: string): Promise<void> =>
    expect
      .poll(() =>
        page
          .locator('main .card, main section')
          .filter({ hasText: ida.gateway.serial })
          .locator('.pill')
          .first()
          .innerText(),
      )
      .toBe(text)
  const isOnline = async (): Promise<boolean> => (await ida.browser.get('/api/home')).body.gateways[0].online

  it('is shown as never heard of before it reports', async () => {
    await shows('Hat sich noch nie gemeldet', ida.gateway.serial)
  })
  it('reports its model and firmware, and devices behind it appear with type and state', async () => {
    gateway = await aGateway(platform.mqttPort, ida.gateway, { will: true })
    await gateway.says('hello', { ...hello(meter, lamp, boiler), model: 'Qbox 2 Plus', firmware: '2.4.7' })
    await pill('Verbunden')
    await shows('Qbox 2 Plus', '2.4.7')
    await rowSays('Keller', /Keller\s+Stromzähler/)
    await rowSays('Lampe', /Schaltbare Steckdose[\s\S]*aus/)
    await rowSays('Heizkessel', /Sensor[\s\S]*Störung/)
    expect((await ida.browser.get('/api/home')).body.gateways[0]).toMatchObject({
      model: 'Qbox 2 Plus',
      firmware: '2.4.7',
      online: true,
    })
  })
  it('reports its health, which an open screen shows within a minute', async () => {
    await gateway.says('status', { at: now(), uptimeSeconds: 12 * 86_400, memoryFree: 30_000_000, signal: -61 })
    expect(
      await platform.rows(
        'select uptime_seconds::int as up, memory_free::int as memory, signal::int from homes.status where subject = $1',
        [ida.id],
      ),
    ).toEqual([{ up: 12 * 86_400, memory: 30_000_000, signal: -61 }])
    await page.clock.fastForward('01:00')
    await shows('12 Tage', '-61 dBm', '30 MB')
    await gateway.says('status', { at: now(), uptimeSeconds: 13 * 86_400, memoryFree: 10_000_000, signal: -88 })
    await page.clock.fastForward('01:00')
    await shows('13 Tage', '-88 dBm', '10 MB')
  })
  it('has its readings appear live, one after the other', async () => {
    const measures = (channel: string, value: number, device = 'meter') =>
      gateway.says('readings', { readings: [{ device, channel, at: now(), value }] })
    await measures('energy', 4711.305)
    await measures('power', 326)
    await rowSays('Keller', /4\.711,3\d kWh · 326 W/)
    await measures('power', 1412)
    await rowSays('Keller', /1\.412 W/)
    await measures('flow', 55.5, 'boiler')
    await rowSays('Heizkessel', /Sensor · 55,5 °C[\s\S]*Störung/)
  })
  it('has states of devices change live: by the button, mended, out of reach, and new ones', async () => {
    await gateway.says('events', { events: [{ id: 'button-1', device: 'lamp', at: now(), on: true, by: 'device' }] })
    await expect.poll(() => row('Lampe').getByRole('switch').isChecked()).toBe(true)
    await gateway.says('status', {
      at: now(),
      uptimeSeconds: 13 * 86_400,
      devices: { boiler: { state: 'ok' }, lamp: { state: 'silent' } },
    })
    await rowSays('Lampe', /Meldet sich nicht/)
    await expect.poll(async () => (await row('Heizkessel').innerText()).includes('Störung')).toBe(false)
    await gateway.says('hello', {
      ...hello(meter, { ...lamp, on: true }, { ...boiler, state: 'ok' }, tap),
      firmware: '2.4.7',
    })
    await rowSays('Am Hahn', /Wasserzähler/)
    await expect.poll(async () => (await row('Lampe').innerText()).includes('Meldet sich nicht')).toBe(false)
  })
  it('is shown as silent, with everything behind it, when nothing has come from it for five minutes although its connection stands', async () => {
    await gateway.says('status', { at: now(), uptimeSeconds: 1 })
    await platform.turnBy(minutes(4))
    expect(await isOnline()).toBe(true)
    await platform.turnBy(minutes(2))
    await pill('Meldet sich nicht')
    await shows('Keine Meldung seit')
    for (const name of ['Keller', 'Lampe', 'Heizkessel', 'Am Hahn']) await rowSays(name, /Meldet sich nicht/)
    expect(gateway.client.connected).toBe(true)
    expect(await platform.rows('select online from homes.status where subject = $1', [ida.id])).toEqual([
      { online: false },
    ])
    await gateway.says('status', { at: now(), uptimeSeconds: 1 })
    await pill('Verbunden')
    await expect.poll(async () => (await row('Am Hahn').innerText()).includes('Meldet sich nicht')).toBe(false)
  })
  it('is shown as silent at once when its connection drops, and as there when it is back', async () => {
    ;(gateway.client.stream as Socket).destroy()
    await gateway.closed
    await pill('Meldet sich nicht')
    await shows('Keine Meldung seit')
    expect(await isOnline()).toBe(false)
    gateway = await aGateway(platform.mqttPort, ida.gateway, { will: true })
    await gateway.says('hello', { ...hello(meter, lamp, boiler, tap), model: 'Qbox 2 Plus', firmware: '2.5.0' })
    await pill('Verbunden')
    await shows('2.5.0')
  })
  it('did all this on a page that was never loaded again', () => {
    expect(loads).toBe(0)
  })
})
