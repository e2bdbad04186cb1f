import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { StaffAccounts } from '../modules/identity/contract.ts'
import { lettersTo } from '../modules/identity/people-for-test.ts'
import { aHouse, faults, picture, violations, type House, type screens } from './house.ts'
import { aCustomer, password, wholeHouse } from './resident.ts'
import { aColleague, entersConsole, givesCode } from './staff.ts'

let house: House
const [ada, kim] = ['ada@testhaus.example', 'kim@testhaus.example']
beforeAll(async () => {
  house = await aHouse({ manifest: wholeHouse })
  await aColleague(house, ada, ['administration', 'privacy', 'support'])
  await aCustomer(house, { further: { phone: '+49 331 5550100', company: 'Wehrmühle' } })
})
const isSound = async (page: Page, name: string): Promise<void> => { expect(await faults(page, `console-${name}`)).toEqual([]) }

describe('the first day of a member of staff', () => {
  it('begins with a link, a password, an app and spare codes, and only then the console opens', async () => {
    const page = await house.person()
    const { link } = await house.offered(StaffAccounts).invite({ mail: kim, firstName: 'Kim', lastName: 'Muster', roles: ['privacy'], language: 'de' })
    await page.goto(link)
    await page.locator('input[type=password]').fill(password)
    await page.getByRole('button', { name: 'Konto in Betrieb nehmen' }).click()
    await page.getByRole('link', { name: /anmelden/i }).last().click()
    await page.locator('input[name=mail]').fill(kim)
    await page.locator('input[type=password]').fill(password)
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await page.getByRole('heading', { level: 1, name: 'Zweiten Faktor einrichten' }).waitFor()
    await page.getByRole('img', { name: /Schlüssel/ }).waitFor()
    await isSound(page, 'set-up')
    await page.goto('/app/console/colleagues')
    await page.getByRole('heading', { level: 1, name: 'Zweiten Faktor einrichten' }).waitFor()
    await page.getByRole('img', { name: /Schlüssel/ }).waitFor()
    await givesCode(house, page, kim)
    await page.locator('.spare-codes li').first().waitFor()
    expect(await page.locator('.spare-codes li').count()).toBe(10)
    await isSound(page, 'spare-codes')
    await page.getByRole('button', { name: 'Ich habe sie aufbewahrt' }).click()
    await page.goto('/app/console')
    await page.getByText('Guten Tag, Kim').waitFor()
    expect(await page.getByRole('link', { name: 'Beschäftigte' }).count()).toBe(0)
  })
})

describe('the administration', () => {
  it('takes somebody in, changes permissions and blocks; what cannot be taken back asks for a fresh code', async () => {
    const page = await house.person()
    await entersConsole(house, page, ada)
    await page.getByRole('link', { name: 'Beschäftigte' }).first().click()
    await page.getByRole('button', { name: 'Jemanden aufnehmen' }).click()
    await page.getByLabel('Vorname').fill('Tom')
    await page.getByLabel('Nachname').fill('Weidner')
    await page.getByLabel('E-Mail-Adresse').fill('tom@testhaus.example')
    await page.getByLabel('Kundendienst').check()
    await isSound(page, 'invite')
    await page.getByRole('button', { name: 'Link senden' }).click()
    await page.getByText('tom@testhaus.example').first().waitFor()
    await house.settle()
    expect(await lettersTo(house, 'tom@testhaus.example')).toHaveLength(1)
    await house.turnBy(6 * 60_000)
    await page.getByRole('button', { name: /Konto von Tom Weidner/ }).click()
    await page.getByRole('menuitem', { name: 'Sperren' }).click()
    await page.getByRole('button', { name: 'Sperren' }).click()
    await page.getByText('Bitte noch einmal der Code').waitFor()
    // What was asked for waits behind the question, and turns.
    await picture(page, 'console-fresh-code')
    expect(await violations(page)).toEqual([])
    await givesCode(house, page, ada)
    await page.getByText('gesperrt', { exact: true }).waitFor()
    await isSound(page, 'colleagues')
  })
})

describe('whoever helps a customer', () => {
  it('finds one by the whole number or address from the command line of the console, and says why', async () => {
    const page = await house.person()
    await entersConsole(house, page, ada)
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('ida@example.org')
    await isSound(page, 'command-bar')
    await page.keyboard.press('Enter')
    await page.getByLabel('Anlass').fill('Anruf wegen der Rechnung')
    await page.getByRole('button', { name: 'Nachschlagen', exact: true }).click()
    await page.getByRole('heading', { name: /Ida Ludwig/ }).waitFor()
    await isSound(page, 'customer')
    await page.getByLabel(/Kundennummer oder/).fill('niemand@example.org')
    await page.getByRole('button', { name: 'Nachschlagen', exact: true }).click()
    await page.getByText('Dazu gibt es kein Konto').waitFor()
  })
  it('never gets into the portal, nor a customer into the console', async () => {
    const page = await house.person()
    await page.goto('/app/console')
    await page.locator('input[name=mail]').fill('ida@example.org')
    await page.locator('input[type=password]').fill(password)
    await page.locator('button[type=submit]').click()
    await page.waitForURL(/\/app\/home$/)
  })
})

describe('the privacy desk', () => {
  it('enters a letter, finds out whose it is, does what is asked and answers, all of it on record', async () => {
    const page = await house.person()
    await entersConsole(house, page, ada)
    await page.getByRole('link', { name: 'Anfragen' }).first().click()
    await page.getByText('Nichts ist offen').waitFor()
    await page.getByRole('button', { name: 'Brief eintragen' }).click()
    await page.getByLabel('Absender').fill('Ida Ludwig, Am Wehr 3, Potsdam')
    await page.getByLabel('Worum es geht').selectOption({ label: 'Auskunft' })
    await page.getByLabel('Was geschrieben wurde').fill('Bitte teilen Sie mir mit, was Sie über mich gespeichert haben.')
    await isSound(page, 'letter')
    await page.getByRole('button', { name: 'Eintragen', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Auskunft' }).waitFor()
    await page.getByText(/noch \d+ Tage/).waitFor()
    await page.getByRole('button', { name: 'Übernehmen' }).click()
    await page.locator('.history').getByText('Übernommen').waitFor()
    const [{ customer_number: number }] = await house.rows(`select customer_number from identity.account where mail = 'ida@example.org'`)
    await page.getByRole('button', { name: 'Person feststellen' }).click()
    await page.getByLabel('Kundennummer').fill(number)
    await page.getByLabel('Ausgewiesen durch').selectOption({ label: 'Unterschrift und Kundennummer' })
    await page.getByRole('button', { name: 'Feststellen', exact: true }).click()
    await page.getByText('ida@example.org').waitFor()
    await page.getByRole('button', { name: 'Ausführen' }).click()
    await page.getByLabel('Was geschehen soll').selectOption({ label: 'Kopie bereitstellen' })
    await isSound(page, 'request')
    await page.locator('form').getByRole('button', { name: 'Ausführen' }).click()
    await page.getByRole('link', { name: 'Link zur Kopie' }).waitFor()
    await page.getByRole('button', { name: 'Antworten' }).click()
    await page.locator('form').getByLabel('Antwort').fill('Ihre Kopie liegt im Konto bereit.')
    await page.locator('form').getByRole('button', { name: 'Antworten' }).click()
    await page.locator('.history').getByText('Beantwortet').waitFor()
    await isSound(page, 'request-answered')
    await page.getByRole('link', { name: 'Alle Anfragen' }).click()
    await page.getByText('Nichts ist offen').waitFor()
  })
})

const viewers = (['phone', 'desktop'] as const).flatMap(screen => (['de', 'en'] as const).map(language => ({ screen, language })))
const places = ['', 'customers', 'requests', 'objections', 'holds', 'statement', 'proof', 'colleagues', 'own', 'nowhere']

describe.each(viewers)('the console on a $screen, in $language', ({ screen, language }: { screen: keyof typeof screens, language: 'de' | 'en' }) => {
  const mail = `${screen}-${language}@testhaus.example`
  let page: Page
  beforeAll(async () => {
    await aColleague(house, mail, ['administration', 'privacy', 'support'], { language, firstName: 'Adelheid-Wilhelmine', lastName: 'von Hohenstein-Wackerbarth' })
    page = await house.person({ screen, language })
    await page.goto('/app/console')
    await page.locator('input[name=mail]').fill(mail)
    await page.locator('input[type=password]').fill(password)
    await page.locator('button[type=submit]').click()
    await page.locator('input[name=code]').waitFor()
  })
  it('keeps nobody out at the question for the code', async () => {
    await isSound(page, `code-${screen}-${language}`)
    await givesCode(house, page, mail)
    await page.locator('.desk').waitFor()
  })
  it.each(places)('keeps nobody out at “%s”, in light and dark', async place => {
    await page.goto(`/app/console/${place}`)
    await isSound(page, `${place || 'overview'}-${screen}-${language}`)
  })
})
