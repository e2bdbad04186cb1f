import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aBrowserWorld, faults, settled, type BrowserWorld, type screens } from './browser-world.ts'
import { aResident, signsIn, wholeStatement, type Resident } from './resident.ts'

let platform: BrowserWorld
const residents: Partial<Record<'de' | 'en', Resident>> = {}
beforeAll(async () => {
  platform = await aBrowserWorld({ manifest: wholeStatement })
  residents.de = await aResident(platform)
  residents.en = await aResident(platform, { name: 'Jonas', mail: 'jonas@example.org', language: 'en' })
})
afterAll(() => {
  for (const { gateway } of Object.values(residents)) gateway.kill()
})

const viewers = (['phone', 'desktop'] as const).flatMap(screen =>
  (['de', 'en'] as const).map(language => ({ screen, language })),
)

/** Each screen: where it is, and what has to be done for all of it to be seen. */
const outside: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  'sign-in': page => page.goto('/app/sign-in'),
  register: page => page.goto('/app/register'),
  forgot: page => page.goto('/app/forgot'),
  reset: page => page.goto('/app/reset#token'),
  activate: page => page.goto('/app/activate#token'),
  confirm: page => page.goto('/app/confirm#token'),
  mail: page => page.goto('/app/mail#token'),
  'cut-link': page => page.goto('/app/reset'),
}
const chart =
  (by: number) =>
  async (page: Page): Promise<void> => {
    if (!page.url().endsWith('home')) await page.goto('/app/home')
    await page.locator('canvas').first().waitFor()
    await page.getByRole('radiogroup').first().locator('label').nth(by).click()
    await page.locator('.consumption-stale').waitFor({ state: 'detached' })
  }
const inside: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  'home-hours': chart(0),
  'home-days': chart(1),
  'home-months': chart(2),
  'home-years': chart(3),
  devices: page => page.goto('/app/devices'),
  device: async page => {
    await page.goto('/app/devices')
    await page.locator('.row-link').nth(1).click()
    await page.locator('canvas').first().waitFor()
  },
  account: page => page.goto('/app/account'),
  sessions: page => page.goto('/app/sessions'),
  consents: async page => {
    await page.goto('/app/consents')
    await page.locator('.consent-one').first().waitFor()
  },
  'consents-given': async page => {
    await page.locator('.consent-one [role=switch], .consent-one input[type=checkbox]').first().check({ force: true })
    await page
      .getByRole('button', { name: /^(Verlauf|History)$/ })
      .first()
      .click()
    await page.locator('.consent-history li').first().waitFor()
  },
  'my-data': page => page.goto('/app/my-data'),
  'my-data-open': async page => {
    // As anchors to each of them do.
    for (const way of await page.locator('.held-way').all()) await way.click()
    await page.locator('.kept button').first().click()
    await page.locator('.entries').first().waitFor()
  },
  delete: async page => {
    await page.locator('#delete button').click()
    await page.getByRole('dialog').locator('.going li').first().waitFor()
  },
  'not-found': page => page.goto('/app/nowhere'),
}

describe.each(viewers)(
  'on a $screen, in $language',
  ({ screen, language }: { screen: keyof typeof screens; language: 'de' | 'en' }) => {
    let page: Page
    beforeAll(async () => {
      page = await platform.person({ screen, language })
    })
    const isSound = (name: string, open: (page: Page) => Promise<unknown>) => async () => {
      await open(page)
      expect(await faults(page, `${name}-${screen}-${language}`, { colours: language === 'de' })).toEqual([])
    }
    for (const [name, open] of Object.entries(outside))
      it(`${name} keeps nobody out, in light and dark`, isSound(name, open))
    it('the sign-in leads in', async () => {
      await signsIn(page, residents[language]?.mail ?? '')
      await settled(page)
    })
    for (const [name, open] of Object.entries(inside))
      it(`${name} keeps nobody out, in light and dark`, isSound(name, open))
  },
)
