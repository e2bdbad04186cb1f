import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { Claims, Inventory } from '../modules/homes/contract.ts'
import { aBrowserWorld, faults, screens, type BrowserWorld } from './browser-world.ts'
import { aCustomer, signsIn, wholeStatement } from './resident.ts'
import { aColleague, entersConsole, givesCode } from './staff.ts'

let platform: BrowserWorld
const ada = 'ada@testhaus.example'
beforeAll(async () => {
  platform = await aBrowserWorld({ manifest: wholeStatement })
  await aColleague(platform, ada, ['administration'])
})
const isSound = async (page: Page, name: string): Promise<void> => {
  for (const screen of ['phone', 'desktop'] as const) {
    await page.setViewportSize(screens[screen])
    expect(await faults(page, `gateways-${name}-${screen}`)).toEqual([])
    const parts = page.locator('main :is(button, a, input, select)').filter({ visible: true })
    expect(
      await parts.evaluateAll(all =>
        all.filter(one => one.getBoundingClientRect().right > innerWidth).map(one => one.textContent),
      ),
    ).toEqual([])
  }
}
/** Answers that a page which works does not get. */
function refusals(page: Page): string[] {
  const seen: string[] = []
  page.on('response', one => {
    if (one.status() >= 400) seen.push(`${one.status()} ${one.url()}`)
  })
  return seen
}
const saved = async (page: Page, button: string): Promise<string> => {
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: button }).click()
  return readFile(await (await coming).path(), 'utf8')
}

describe('gateways in stock', () => {
  it('are added with secrets that stay in sight until they are saved, imported with a report, and retired', async () => {
    const page = await platform.person()
    await entersConsole(platform, page, ada)
    const refused = refusals(page)
    await page.getByRole('link', { name: 'Gateways' }).first().click()
    await page.getByText('Ein solches Gateway gibt es nicht').waitFor()
    await page.getByRole('button', { name: 'Neue Gateways' }).click()
    await page.locator('input[name=model]').fill('Qbox 2')
    await page.locator('input[name=count]').fill('2')
    await page.getByRole('button', { name: 'Aufnehmen', exact: true }).click()
    await page.getByText('2 Gateways sind aufgenommen').waitFor()
    await isSound(page, 'made')
    await page.getByRole('link', { name: 'Protokoll' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Protokoll' }).waitFor()
    await page.getByRole('link', { name: 'Gateways' }).first().click()
    await page.getByText('2 Gateways sind aufgenommen').waitFor()
    expect(await page.getByRole('button', { name: 'CSV einlesen' }).isDisabled()).toBe(true)
    const serials = await page.getByRole('row').locator('td:first-child').allTextContents()
    expect(serials).toHaveLength(2)
    const labels = await saved(page, 'Etiketten zum Drucken')
    const csv = (await saved(page, 'Geheimnisse als CSV'))
      .trim()
      .split('\r\n')
      .slice(1)
      .map(line => line.split(','))
    expect(csv.map(([serial]) => serial).toSorted()).toEqual(serials)
    for (const [serial = '', , secret = ''] of csv)
      expect([labels.includes(serial), labels.includes(secret)]).toEqual([true, true])
    await page.getByRole('button', { name: 'Ich habe sie gesichert' }).click()

    const file = {
      name: 'gateways.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('serial;model;secret\r\n;Qbox 3;\r\nQB-1;Qbox 3;\r\n;;\r\n'),
    }
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByText('Nichts aufgenommen: 1 von 2 Zeilen abgelehnt').waitFor()
    await page.getByText('Zeile 3 (QB-1): keine gültige Seriennummer').waitFor()
    await isSound(page, 'refused')
    await page.getByRole('button', { name: 'Schließen' }).click()
    await page
      .locator('input[type=file]')
      .setInputFiles({ ...file, buffer: Buffer.from('serial;model;secret\r\n;Qbox 3;\r\n;;\r\n') })
    await page.getByText('Eine Zeile aufgenommen').waitFor()
    await isSound(page, 'imported')
    await saved(page, 'Geheimnisse als JSON')
    await page.getByRole('button', { name: 'Ich habe sie gesichert' }).click()

    await page.getByRole('button', { name: `Aktionen für ${serials[0]}` }).click()
    await page.getByRole('menuitem', { name: 'Außer Betrieb nehmen' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Außer Betrieb nehmen' }).click()
    await page.getByText('2 auf Lager, 0 vergeben, 1 außer Betrieb').waitFor()
    await page.locator('select[name=state]').selectOption('retired')
    await page.locator('main').getByRole('button', { name: 'Suchen' }).click()
    await expect.poll(() => page.getByRole('row').locator('td:first-child').allTextContents()).toEqual([serials[0]])
    await isSound(page, 'retired')
    expect(refused).toEqual([])
  })
  it('that are claimed ask for a fresh code to be retired, and the customer sees it in the portal', async () => {
    const id = await aCustomer(platform)
    const { serial } = await platform.offered(Inventory).make('Qbox 2')
    await platform.offered(Claims).enter({ serial, account: id, since: platform.clock.now() })
    const page = await platform.person()
    await entersConsole(platform, page, ada)
    await platform.turnBy(6 * 60_000)
    await page.goto('/app/console/gateways')
    await page.getByRole('button', { name: `Aktionen für ${serial}` }).click()
    await page.getByRole('menuitem', { name: 'Außer Betrieb nehmen' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Außer Betrieb nehmen' }).click()
    await page.getByText('Bitte geben Sie den Code noch einmal ein').waitFor()
    await givesCode(platform, page, ada)
    await page.getByText('Das Gateway ist außer Betrieb.').waitFor()
    const customer = await platform.person()
    await signsIn(customer, 'ida@example.org')
    await customer.goto('/app/devices')
    await customer.getByText('Dieses Gateway ist nicht mehr in Betrieb').waitFor()
    await customer.getByText('Außer Betrieb', { exact: true }).waitFor()
    await isSound(customer, 'portal')
  })
})
