import type { BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { StaffAccounts } from '../modules/identity/contract.ts'
import { goodPassword, signsIn } from '../modules/identity/people-for-test.ts'
import { aBrowserWorld, faults, screens, type BrowserWorld } from './browser-world.ts'

let platform: BrowserWorld
beforeAll(async () => {
  platform = await aBrowserWorld({ manifest: 'home' })
})

/** Somebody whose browser runs no script and keeps no cookie. */
const visitor = async (how: BrowserContextOptions): Promise<Page> =>
  (
    await platform.browser.newContext({ locale: 'de-DE', baseURL: platform.url, javaScriptEnabled: false, ...how })
  ).newPage()

it('somebody without an account, a script or a cookie asks, confirms and reads the answer', async () => {
  const page = await visitor({ viewport: screens.phone })
  await page.goto('/datenschutz')
  await page.getByRole('link', { name: 'Anfrage zum Datenschutz', exact: true }).click()
  await page.getByLabel('Worum es geht').selectOption({ label: 'Auskunft' })
  await page.getByLabel('Ihre E-Mail-Adresse').fill('ida@example.org')
  await page.getByLabel('Ihre Nachricht').fill('Was haben Sie über mich gespeichert?')
  await page.getByRole('button', { name: 'Anfrage senden' }).click()
  await page.getByRole('heading', { name: 'Ihre Anfrage ist bei uns' }).waitFor()
  expect(await page.locator('main').innerText()).toMatch(/Wir antworten spätestens am \d+\. \w+ \d{4}/)
  await page.goto(await platform.linkTo('ida@example.org'))
  await page.getByRole('button', { name: 'Ja, diese Anfrage ist von mir' }).click()
  await page.getByText('Ihre Adresse ist bestätigt').waitFor()

  await platform
    .offered(StaffAccounts)
    .withPassword(
      { mail: 'grace@staff.example', firstName: 'Grace', lastName: 'Hopper', roles: ['privacy'] },
      goodPassword,
    )
  const desk = await signsIn(platform.visitor(), 'grace@staff.example')
  const {
    body: {
      items: [{ id }],
    },
  } = await desk.get('/api/desk/requests')
  expect(
    (
      await desk.post(`/api/desk/requests/${id}/answer`, {
        answer: 'Nichts außer dieser Anfrage.\n\nMit freundlichen Grüßen',
      })
    ).status,
  ).toBe(204)
  await page.goto(await platform.linkTo('ida@example.org'))
  await page.getByText('Nichts außer dieser Anfrage.').waitFor()
  expect(await page.context().cookies()).toEqual([])
})

describe.each([
  ['phone', { viewport: screens.phone, isMobile: true, hasTouch: true }],
  ['desktop', { viewport: screens.desktop }],
] as const)('the form on a %s', (device, size) => {
  it('keeps nobody out, empty, with something wrong and when it is sent, in light and dark, and is no wider than the screen', async () => {
    // The checker is a script of ours; the page itself has none.
    const page = await visitor({ ...size, javaScriptEnabled: true, bypassCSP: true, reducedMotion: 'reduce' })
    await page.goto('/datenschutz/anfrage')
    expect(await faults(page, `request-${device}`)).toEqual([])
    await page.locator('form').evaluate(form => {
      form.setAttribute('novalidate', '')
    })
    await page.getByLabel('Ihr Name').fill('Ida Sonne')
    await page.getByRole('button', { name: 'Anfrage senden' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByLabel('Ihr Name').inputValue()).toBe('Ida Sonne')
    expect(await faults(page, `request-wrong-${device}`)).toEqual([])
    await page.getByLabel('Ihre E-Mail-Adresse').fill(`ida-${device}@example.org`)
    await page.getByLabel('Ihre Nachricht').fill('Wer hat meine Adresse bekommen?')
    await page.getByRole('button', { name: 'Anfrage senden' }).click()
    await page.getByRole('heading', { name: 'Ihre Anfrage ist bei uns' }).waitFor()
    expect(await faults(page, `request-sent-${device}`)).toEqual([])
    await page.goto(await platform.linkTo(`ida-${device}@example.org`))
    expect(await faults(page, `request-confirm-${device}`)).toEqual([])
    await page.getByRole('button', { name: 'Ja, diese Anfrage ist von mir' }).click()
    await page.getByText('Ihre Adresse ist bestätigt').waitFor()
    expect(await faults(page, `request-confirmed-${device}`)).toEqual([])
  })
})
