import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { Inventory } from '../modules/homes/contract.ts'
import { aManifest } from '../server/testing/manifest.ts'
import { everyModule } from '../server/modules.ts'
import { aHouse, picture, violations, type House } from './house.ts'

const wholeHouse = aManifest(everyModule, { 'identity.account': { required: ['firstName', 'lastName', 'street', 'postcode', 'city'], voluntary: ['phone', 'company'] } })
const password = 'Sieben kleine Zaunkönige'

let house: House
beforeAll(async () => { house = await aHouse({ manifest: wholeHouse }) })

async function isAccessible(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => undefined)
  await picture(page, name)
  expect(await violations(page), name).toEqual([])
}

describe('the way of a customer through the portal', () => {
  let page: Page
  let gateway: { serial: string, secret: string }

  it('registers, and learns that a letter is on its way', async () => {
    gateway = await house.offered(Inventory).make('Qbox 2')
    page = await house.person()
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
    await page.goto(await house.linkTo('ida@example.org'))
    await page.getByRole('button').filter({ hasText: /Ja, das ist/ }).click()
    await page.getByText('Ihre Adresse ist bestätigt').waitFor({ timeout: 4000 }).catch(async error => { await picture(page, 'x'); console.log(house.faults, await page.url()); throw error })
    expect(new URL(page.url()).hash).toBe('')
    await isAccessible(page, 'confirmed')
    await page.goto('/app/sign-in')
    await isAccessible(page, 'sign-in')
    await page.getByLabel(/E-Mail/).fill('ida@example.org')
    await page.locator('input[type=password]').fill(password)
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await page.waitForURL(/\/app\/(home)?$/)
    await isAccessible(page, 'home-silent')
  })
})
