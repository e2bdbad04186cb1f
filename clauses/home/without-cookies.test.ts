import { beforeAll, describe, expect, it } from 'vitest'
import type { BrowserWorld } from '../../e2e/browser-world.ts'
import { CustomerAccounts } from '../../modules/identity/contract.ts'
import { clause, browserWorldOf } from '../clause.ts'
import { publicPages } from '../site.ts'

let platform: BrowserWorld
beforeAll(async () => {
  platform = await browserWorldOf('home')
})

describe(clause('home/2.1.2-b'), () => {
  it('shows every public page to a browser that takes no cookie', async () => {
    const page = await platform.person({ cookies: false })
    for (const address of (await publicPages(platform)).filter(
      one => !/\.(txt|svg|ico|md|yaml|jsonld|json)$/.test(one),
    )) {
      expect([address, (await page.goto(address))?.status()]).toEqual([address, 200])
      expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true)
    }
    expect(await page.context().cookies()).toEqual([])
  })
  it('says at a sign-in what is missing, and what still works', async () => {
    const password = 'Sieben kleine Zaunkönige'
    await platform.offered(CustomerAccounts).withPassword(
      {
        mail: 'ida@example.org',
        fields: {
          firstName: 'Ida',
          lastName: 'Ludwig',
          street: 'Am Wehr 3',
          postcode: '14467',
          city: 'Potsdam',
          country: 'DE',
        },
      },
      password,
    )
    const page = await platform.person({ cookies: false })
    await page.goto('/app/sign-in')
    await page.getByLabel(/E-Mail/).fill('ida@example.org')
    await page.locator('input[type=password]').fill(password)
    await page.getByRole('button', { name: 'Anmelden' }).click()
    const notice = page.getByRole('alert')
    await notice.waitFor()
    expect(await notice.innerText()).toMatch(/keine Cookies[\s\S]*öffentlichen Seiten/)
  })
})

describe(clause('home/0-a'), () => {
  it('has the statement one click away in the app', async () => {
    const page = await platform.person()
    for (const address of ['/app/sign-in', '/app/register']) {
      await page.goto(address)
      await page
        .getByRole('link', { name: /Datenschutz/ })
        .first()
        .click()
      expect((await page.getByRole('heading', { level: 1 }).innerText()).replaceAll('\u00AD', '')).toBe(
        'Datenschutzerklärung',
      )
    }
  })
})
