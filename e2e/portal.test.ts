import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { minutes } from '../kernel/clock/clock.ts'
import { Inventory } from '../modules/homes/contract.ts'
import { aBrowserWorld, picture, screens, settled, violations, type BrowserWorld } from './browser-world.ts'
import { password, playedBy, wholeStatement } from './resident.ts'

let platform: BrowserWorld
let agent: ChildProcess | undefined
afterAll(() => {
  agent?.kill()
})
beforeAll(async () => {
  platform = await aBrowserWorld({ manifest: wholeStatement })
})

async function isAccessible(page: Page, name: string): Promise<void> {
  await settled(page)
  await picture(page, name)
  expect(await violations(page), name).toEqual([])
}

describe('the way of a customer through the portal', () => {
  let page: Page
  let gateway: { serial: string; secret: string }
  beforeAll(async () => {
    page = await platform.person()
  })

  it('registers, and learns that a letter is on its way', async () => {
    gateway = await platform.offered(Inventory).make('Qbox 2')
    await page.goto('/app/register')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await isAccessible(page, 'register')
    const fill = (label: string | RegExp, value: string): Promise<void> => page.getByLabel(label).first().fill(value)
    await fill(/Vorname/, 'Ida')
    await fill(/Nachname/, 'Ludwig')
    await fill(/Straße/, 'Am Wehr 3')
    await fill(/Postleitzahl/, '14467')
    await fill(/Ort/, 'Potsdam')
    await fill(/E-Mail/, 'ida@example.org')
    await page.locator('input[type=password]').first().fill(password)
    await fill(/Seriennummer/, gateway.serial)
    await page.getByRole('button', { name: 'Konto anlegen' }).click()
    await page.getByText('ida@example.org').waitFor()
    await isAccessible(page, 'registered')
  })
  it('confirms by the link in the letter and signs in', async () => {
    await page.goto(await platform.linkTo('ida@example.org'))
    await page.locator('input[type=password]').fill(password)
    await page.getByRole('button', { name: 'Adresse bestätigen' }).click()
    await page.getByText('Ihre Adresse ist bestätigt').waitFor()
    expect(new URL(page.url()).hash).toBe('')
    await isAccessible(page, 'confirmed')
    await page.goto('/app/sign-in')
    await isAccessible(page, 'sign-in')
    await page.getByLabel(/E-Mail/).fill('ida@example.org')
    await page.locator('input[type=password]').fill(password)
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await page.waitForURL(/\/app\/(home)?$/)
    await page.getByRole('heading', { level: 1, name: 'Zuhause' }).waitFor()
    await isAccessible(page, 'home-silent')
  })
  it('sees real measurements arrive from the gateway, live', async () => {
    agent = playedBy(platform, gateway)
    await page.getByText('Verbunden').first().waitFor()
    await page
      .getByText(/^(gerade eben gemessen|gemessen vor )/)
      .first()
      .waitFor()
    await isAccessible(page, 'home')
  })
  it('switches a device and sees that it was done', async () => {
    await page.getByRole('link', { name: 'Geräte' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Geräte' }).waitFor()
    await isAccessible(page, 'devices')
    await page.getByRole('switch').first().press('Space')
    await page
      .getByRole('link', { name: /Küche|Waschküche|Warmwasser/ })
      .first()
      .click()
    await page.getByText('von Ihnen, im Portal').first().waitFor()
    await isAccessible(page, 'device')
  })
  it('corrects the own details', async () => {
    await page.goto('/app/account')
    await page.getByLabel(/Ort/).fill('Werder')
    await page.getByRole('button', { name: 'Speichern' }).first().click()
    await page.getByText('Ihre Angaben sind gespeichert.').waitFor()
    await isAccessible(page, 'account')
    expect((await platform.rows('select city from identity.account')).map(row => row.city)).toEqual(['Werder'])
  })
  it('sees where it is signed in', async () => {
    await page.goto('/app/sessions')
    await page.getByText('dieser Browser').waitFor()
    await isAccessible(page, 'sessions')
  })
  it('has five ways under the thumb of a phone, each in one line', async () => {
    const { width, height } = page.viewportSize()!
    await page.setViewportSize(screens.phone)
    // What a further module brings, beside what this statement has.
    await page.locator('.shell-ways').evaluate(ways => {
      const more = ways.children[1]!.cloneNode(true) as HTMLElement
      more.querySelector('span')!.textContent = 'Notizen'
      ways.children[1]!.after(more)
    })
    const lines = await page.locator('.shell-way:visible > span').evaluateAll(spans =>
      spans.map(span => {
        const words = document.createRange()
        words.selectNodeContents(span)
        return [span.textContent, words.getClientRects().length]
      }),
    )
    expect(lines).toEqual([
      ['Zuhause', 1],
      ['Geräte', 1],
      ['Notizen', 1],
      ['Meine Daten', 1],
      ['Konto', 1],
    ])
    await page.setViewportSize({ width, height })
  })
  it('sees everything that is held, and takes it along', async () => {
    await page.goto('/app/my-data')
    await page.getByText('Alles herunterladen').first().waitFor()
    await isAccessible(page, 'my-data')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('link', { name: 'Alles herunterladen' })
        .or(page.getByRole('button', { name: 'Alles herunterladen' }))
        .first()
        .click(),
    ])
    const copy = await readFile(await download.path(), 'utf8')
    expect(JSON.parse(copy)).toBeTruthy()
    for (const said of ['Ida', 'Ludwig', 'Werder', 'ida@example.org']) expect(copy).toContain(said)
  })
  it('deletes the account, and nothing is left', async () => {
    await page
      .getByRole('button', { name: /Konto löschen/ })
      .first()
      .click()
    await page.locator('input[type=password]').last().fill(password)
    await picture(page, 'delete')
    await page
      .getByRole('button', { name: /löschen/i })
      .last()
      .click()
    await page
      .getByText(/gelöscht/)
      .first()
      .waitFor()
    await isAccessible(page, 'gone')
    await platform.settle()
    for (const said of ['ida@example.org', 'Ludwig', 'Werder']) expect(await platform.traces(said)).toEqual([])
    // What the gateway was sending just then comes in still, and goes within minutes (`modules/telemetry/erasing.ts`).
    await platform.turnBy(minutes(4))
    expect(await platform.rows('select count(*)::int as rows from telemetry.reading')).toEqual([{ rows: 0 }])
  })
})
