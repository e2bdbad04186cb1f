import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BrowserWorld } from '../../e2e/browser-world.ts'
import { aGateway, hello, lamp, meter, type HandGateway } from '../../modules/homes/gateway-for-test.ts'
import { clause, browserWorldOf } from '../clause.ts'
import { aCustomer, signsInOnScreen, type Customer } from './customer.ts'
import { counted, counters, measuredFor, type Counter } from './known-readings.ts'

type By = 'hour' | 'day' | 'month' | 'year'
interface Bucket {
  readonly from: string
  readonly to: string
  readonly value: number | null
  readonly estimated?: boolean
}
interface Stretch {
  readonly from: string
  readonly to: string
  readonly buckets: readonly Bucket[]
  readonly total: number | null
}
interface Series extends Stretch {
  readonly unit: string
  readonly timeZone: string
  readonly before: Stretch
}

let platform: BrowserWorld
let ida: Customer
let page: Page
const gateways: HandGateway[] = []
const devices = new Map<string, { id: string; channel: string }>()
beforeAll(async () => {
  platform = await browserWorldOf('home')
  ida = await aCustomer(platform, 'ida@example.org', { language: 'de' })
  gateways.push(await measuredFor(platform, ida))
  const home = (await ida.browser.get('/api/home')).body
  for (const {
    name,
    id,
    channels: [channel],
  } of home.gateways.flatMap((one: { devices: object[] }) => one.devices))
    devices.set(name, { id, channel: channel.id })
  page = await platform.person()
  await signsInOnScreen(page, ida.mail)
})
afterAll(async () => {
  for (const gateway of gateways) await gateway.leaves()
})

const placeOf = ({ name }: Counter): { id: string; channel: string } =>
  devices.get(name) ?? expect.fail(`no device ${name}`)
const chart = async (counter: Counter, by: By, from: string): Promise<Series> => {
  const { status, body } = await ida.browser.get(
    `/api/channels/${placeOf(counter).channel}/series?by=${by}&from=${from}`,
  )
  expect(status).toBe(200)
  return body
}
const known = (counter: Counter, { from, to }: { from: string; to: string }): number | null =>
  counted(counter, Date.parse(from), Date.parse(to))
const about = (value: number | null): unknown => (value === null ? null : expect.closeTo(value, 6))
const midnight = (day: string, offset: '+01:00' | '+02:00'): string =>
  new Date(`${day}T00:00:00${offset}`).toISOString()
const sum = (buckets: readonly Bucket[]): number => buckets.reduce((all, { value }) => all + (value ?? 0), 0)

/**
 * Pieces that follow on each other without gap or overlap, each of which counts what the readings say, and which add up
 * to the total.
 */
function isTrue(counter: Counter, { from, to, buckets, total }: Stretch): void {
  expect([buckets[0]?.from, buckets.at(-1)?.to]).toEqual([from, to])
  expect(buckets.slice(1).map(one => one.from)).toEqual(buckets.slice(0, -1).map(one => one.to))
  expect(buckets.map(({ value }) => value)).toEqual(buckets.map(one => about(known(counter, one))))
  expect(total).toEqual(about(known(counter, { from, to })))
  if (total !== null) expect(sum(buckets)).toBeCloseTo(total, 6)
}

describe(clause('home/5.2-a'), () => {
  it('has in the store each reading that the gateway sent, as it was', async () => {
    for (const counter of counters) {
      const rows = await platform.rows<{ at: Date; value: number }>(
        'select r.at, r.value from telemetry.reading r join telemetry.channel c on c.number = r.channel where c.id = $1 order by r.at',
        [placeOf(counter).channel],
      )
      expect(rows.map(row => [row.at.getTime(), Number(row.value)])).toEqual(
        counter.readings.map(({ at, value }) => [at, value]),
      )
    }
  })
  for (const counter of counters) {
    describe(`of ${counter.medium}`, () => {
      it.each([
        // Day, its hours, when it begins and ends, the hours of the day before
        ['2026-03-29', 23, midnight('2026-03-29', '+01:00'), midnight('2026-03-30', '+02:00'), 24],
        ['2026-03-30', 24, midnight('2026-03-30', '+02:00'), midnight('2026-03-31', '+02:00'), 23],
        ['2026-10-25', 25, midnight('2026-10-25', '+02:00'), midnight('2026-10-26', '+01:00'), 24],
        ['2026-10-26', 24, midnight('2026-10-26', '+01:00'), midnight('2026-10-27', '+01:00'), 25],
        ['2026-07-14', 24, midnight('2026-07-14', '+02:00'), midnight('2026-07-15', '+02:00'), 24],
      ] as const)('shows %s in its %i hours, beside the day before', async (day, hours, from, to, hoursBefore) => {
        const series = await chart(counter, 'hour', day)
        expect(series).toMatchObject({ unit: counter.unit, timeZone: 'Europe/Berlin', from, to, before: { to: from } })
        expect([series.buckets.length, series.before.buckets.length]).toEqual([hours, hoursBefore])
        for (const { from: start, to: end } of [...series.buckets, ...series.before.buckets])
          expect(Date.parse(end) - Date.parse(start)).toBe(3_600_000)
        isTrue(counter, series)
        isTrue(counter, series.before)
      })
      it.each([
        [
          '2026-03-10',
          31,
          28,
          midnight('2026-03-01', '+01:00'),
          midnight('2026-04-01', '+02:00'),
          { day: 28, hours: 23 },
        ],
        [
          '2026-10-10',
          31,
          30,
          midnight('2026-10-01', '+02:00'),
          midnight('2026-11-01', '+01:00'),
          { day: 24, hours: 25 },
        ],
      ] as const)(
        'shows the month of %s in its %i days, beside the month before',
        async (day, days, daysBefore, from, to, change) => {
          const series = await chart(counter, 'day', day)
          expect(series).toMatchObject({ from, to, before: { to: from } })
          expect([series.buckets.length, series.before.buckets.length]).toEqual([days, daysBefore])
          expect(series.buckets.map(one => (Date.parse(one.to) - Date.parse(one.from)) / 3_600_000)).toEqual(
            series.buckets.map((_, at) => (at === change.day ? change.hours : 24)),
          )
          isTrue(counter, series)
          isTrue(counter, series.before)
          const hourly = await chart(counter, 'hour', `${day.slice(0, 8)}${change.day + 1}`)
          expect(series.buckets[change.day]?.value).toBeCloseTo(hourly.total ?? Number.NaN, 6)
        },
      )
      it('shows the year in its months beside the year before, and ten years, all of them adding up to the first and the last reading', async () => {
        const months = await chart(counter, 'month', '2026-05-05')
        expect(months).toMatchObject({
          from: midnight('2026-01-01', '+01:00'),
          to: midnight('2027-01-01', '+01:00'),
          before: { from: midnight('2025-01-01', '+01:00'), to: midnight('2026-01-01', '+01:00') },
        })
        expect([months.buckets.length, months.before.buckets.length]).toEqual([12, 12])
        isTrue(counter, months)
        isTrue(counter, months.before)
        const [first, last] = [counter.readings[0]!, counter.readings.at(-1)!] // there are some
        expect((months.total ?? 0) + (months.before.total ?? 0)).toBeCloseTo(last.value - first.value, 6)
        const years = await chart(counter, 'year', '2026-05-05')
        expect([years.buckets.length, years.before.buckets.length, years.from, years.before.to]).toEqual([
          10,
          10,
          midnight('2017-01-01', '+01:00'),
          midnight('2017-01-01', '+01:00'),
        ])
        isTrue(counter, years)
        expect(years.buckets.map(({ value }) => value)).toEqual([
          ...Array.from({ length: 8 }, () => null),
          about(months.before.total),
          about(months.total),
        ])
        expect(years.total).toBeCloseTo(last.value - first.value, 6)
        expect([years.before.total, ...years.before.buckets.map(({ value }) => value)]).toEqual(
          Array.from({ length: 11 }, () => null),
        )
      })
    })
  }
  it('says where a value is an estimate: hours of water that was read every six of them, and none that were read', async () => {
    const [electricity, gas, water] = await Promise.all(counters.map(counter => chart(counter, 'hour', '2026-03-29')))
    expect(water?.buckets.every(({ estimated }) => estimated)).toBe(true)
    expect([electricity, gas].flatMap(series => series?.buckets.filter(({ estimated }) => estimated))).toEqual([])
  })
  it('shows nobody else’s', async () => {
    const ola = await aCustomer(platform, 'ola@example.org')
    for (const { channel } of devices.values())
      expect((await ola.browser.get(`/api/channels/${channel}/series?by=year&from=2026-01-01`)).status).toBe(404)
  })
})

/** As German writes it. */
const said = (value: number | null | undefined): string =>
  value == null
    ? '–'
    : new Intl.NumberFormat('de-DE', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value)
const spoken = (text: string): string => text.replaceAll('\u00A0', ' ').trim()
const onTheClock = new Intl.DateTimeFormat('de-DE', {
  timeZone: 'Europe/Berlin',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

describe(clause('home/5.2-a'), () => {
  const figures = async (): Promise<string[]> => (await page.locator('.totals dd').allInnerTexts()).map(spoken)
  const rows = async (): Promise<string[][]> =>
    page
      .locator('table.table tbody tr')
      .evaluateAll(all =>
        all.map(row =>
          [...(row as unknown as { children: Iterable<{ textContent: string }> }).children].map(cell =>
            cell.textContent.replaceAll('\u00A0', ' ').replace(' geschätzt', ''),
          ),
        ),
      )
  async function look(counter: Counter, by: By, from: string): Promise<void> {
    const { id, channel } = placeOf(counter)
    await page.goto(`/app/devices/${id}?channel=${channel}&by=${by}&from=${from}`)
    // A click that comes while the page still puts itself together may be lost; whoever sees a chart clicks once more.
    const shown = async (): Promise<boolean> => {
      await page.getByText('Tabelle', { exact: true }).click()
      return page
        .locator('table.table')
        .waitFor({ timeout: 5000 })
        .then(
          () => true,
          () => false,
        )
    }
    await expect.poll(shown, { timeout: 60_000 }).toBe(true)
  }

  for (const counter of counters) {
    it(`draws both days of 2026 on which the clocks change, with their hours and sums, of ${counter.medium}`, async () => {
      for (const [day, before, hours] of [
        ['2026-03-29', '2026-03-28', 23],
        ['2026-10-25', '2026-10-24', 25],
      ] as const) {
        const [series, earlier] = [await chart(counter, 'hour', day), await chart(counter, 'hour', before)]
        await look(counter, 'hour', day)
        await expect
          .poll(figures)
          .toEqual([
            `${said(known(counter, series))} ${counter.unit}`,
            `${said(known(counter, earlier))} ${counter.unit}`,
            expect.any(String),
          ])
        const shown = await rows()
        expect(shown.length).toBe(hours)
        expect(shown.map(([, now]) => now)).toEqual(series.buckets.map(one => said(known(counter, one))))
        // Like is held against like: the hour that comes twice has no match the second time, and the one that is left
        // out is nobody's.
        const nameOf = ({ from }: Bucket): string => onTheClock.format(new Date(from))
        const names = series.buckets.map(nameOf)
        expect(names.filter(name => name === '02:00').length).toBe(hours - 23)
        expect(shown.map(([name]) => name?.slice(0, 5))).toEqual(names)
        expect(new Set(shown.map(([name]) => name)).size).toBe(hours)
        expect(shown.map(([, , then]) => then)).toEqual(
          series.buckets.map((one, at) => {
            const match =
              names.indexOf(nameOf(one)) === at
                ? earlier.buckets.find(other => nameOf(other) === nameOf(one))
                : undefined
            return said(match && known(counter, match))
          }),
        )
        await page.getByText('Diagramm', { exact: true }).click()
        await page.getByRole('slider', { name: /Pfeiltasten/ }).press('End')
        expect(await page.getByRole('slider', { name: /Pfeiltasten/ }).getAttribute('aria-valuemax')).toBe(
          String(hours),
        )
        expect(await page.locator('.chart canvas').count()).toBe(1)
      }
    })
  }
  it('goes by hours, days, months and years, and shows each beside the period before', async () => {
    const [electricity] = counters
    if (!electricity) return expect.fail('no counter')
    await look(electricity, 'hour', '2026-03-29')
    for (const [by, label, from] of [
      ['day', 'Tage', '2026-03-01'],
      ['month', 'Monate', '2026-01-01'],
      ['year', 'Jahre', '2026-01-01'],
    ] as const) {
      const series = await chart(electricity, by, from)
      await page.locator('.consumption').getByText(label, { exact: true }).click()
      await expect
        .poll(async () => (await rows()).map(([, now]) => now))
        .toEqual(series.buckets.map(one => said(known(electricity, one))))
      expect((await rows()).map(([, , then]) => then)).toEqual(
        series.buckets.map((_, at) => said(series.before.buckets[at] && known(electricity, series.before.buckets[at]))),
      )
      await expect.poll(async () => (await figures())[0]).toBe(`${said(known(electricity, series))} kWh`)
      if (by === 'day') expect((await figures())[1]).toBe(`${said(known(electricity, series.before))} kWh`)
    }
  })
})

describe(clause('home/5.2-a'), () => {
  it('keeps and shows who or what switched a device: its owner, a rule of the gateway, the button', async () => {
    const gateway = await aGateway(platform.mqttPort, ida.gateway)
    gateways.push(gateway)
    const now = (): string => platform.clock.now().toISOString()
    await gateway.says('hello', hello(meter, lamp))
    await gateway.hears('welcome')
    const home = (await ida.browser.get('/api/home')).body
    const { id } = home.gateways
      .flatMap((one: { devices: { id: string; name: string }[] }) => one.devices)
      .find((one: { name: string }) => one.name === lamp.name)
    await page.goto(`/app/devices/${id}`)
    const history = page.getByRole('list', { name: 'Was geschaltet wurde' })
    const entries = async (): Promise<string[]> =>
      (await history.getByRole('listitem').allInnerTexts()).map(text =>
        spoken(text.replaceAll(/\s+/g, ' ')).replace(/\d{2}\.\d{2}\.\d{4}, \d{2}:\d{2} · /, ''),
      )
    await page.getByText('Noch wurde nichts geschaltet.').waitFor()

    await page.getByRole('switch').press('Space')
    const command = await gateway.hears('command')
    expect(command).toMatchObject({ device: 'lamp', on: true })
    await expect.poll(entries).toEqual(['Eingeschaltet von Ihnen, im Portal wartet'])
    await gateway.says('results', { command: command.id, result: 'done', at: now() })
    await expect.poll(entries).toEqual(['Eingeschaltet von Ihnen, im Portal erledigt'])
    await gateway.says('events', {
      events: [{ id: 'rule-1', device: 'lamp', at: now(), on: false, by: 'gateway', rule: 'Nachts aus' }],
    })
    await expect
      .poll(async () => (await entries())[0])
      .toBe('Ausgeschaltet vom Gateway, durch die Regel „Nachts aus“ erledigt')
    await gateway.says('events', { events: [{ id: 'button-1', device: 'lamp', at: now(), on: true, by: 'device' }] })
    const all = [
      'Eingeschaltet am Gerät, von Hand erledigt',
      'Ausgeschaltet vom Gateway, durch die Regel „Nachts aus“ erledigt',
      'Eingeschaltet von Ihnen, im Portal erledigt',
    ]
    await expect.poll(entries).toEqual(all)
    // An event that comes twice counts once.
    await gateway.says('events', { events: [{ id: 'button-1', device: 'lamp', at: now(), on: true, by: 'device' }] })

    const { items } = (await ida.browser.get(`/api/devices/${id}/switchings`)).body
    expect(items).toMatchObject([
      { on: true, by: 'device', rule: null, state: 'done' },
      { on: false, by: 'gateway', rule: 'Nachts aus', state: 'done' },
      { on: true, by: 'you', rule: null, state: 'done' },
    ])
    expect(
      await platform.rows(
        'select by, rule, is_own from (select s.by, s.rule, s.subject = $2 as is_own, s.at from homes.switching s where s.device = $1) found order by at desc',
        [id, ida.id],
      ),
    ).toEqual([
      { by: 'device', rule: null, is_own: true },
      { by: 'gateway', rule: 'Nachts aus', is_own: true },
      { by: 'you', rule: null, is_own: true },
    ])
    await page.reload()
    await expect.poll(entries).toEqual(all)
    const ola = await aCustomer(platform, 'ula@example.org')
    expect((await ola.browser.get(`/api/devices/${id}/switchings`)).status).toBe(404)
  })
})
