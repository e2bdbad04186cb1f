import { beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { aBrowserWorld, faults, settled, type BrowserWorld } from './browser-world.ts'
import { aResident, signsIn, wholeStatement } from './resident.ts'

let platform: BrowserWorld
let page: Page
const errors: string[] = []
beforeAll(async () => {
  platform = await aBrowserWorld({ manifest: wholeStatement })
  const { gateway } = await aResident(platform)
  gateway.kill()
  page = await platform.person()
  page.on('pageerror', error => {
    errors.push(error.message)
  })
})
const opened = async (path: string): Promise<string> => {
  await page.goto('about:blank')
  await page.goto(path)
  await settled(page)
  return page.locator('body').innerText()
}

describe('an address that was cut off, wrapped or mistyped', () => {
  it.each([
    '/app/confirm',
    '/app/confirm#',
    '/app/confirm#%',
    '/app/confirm#%E0%A4%A',
    '/app/reset#%zz',
    '/app/activate#%',
    '/app/mail#%',
    '/app/confirm#a%20b',
  ])('%s says that something is missing from the link', async path => {
    expect(await opened(path)).toContain('In diesem Link fehlt etwas')
    expect(errors).toEqual([])
  })
  it.each([
    '/app/sign-in?back=%E0%A4%A',
    '/app/sign-in?back=//evil.example',
    '/app/nowhere',
    '/app/devices/%20',
    '/app/my-data#%',
    '/app/console/nowhere?x=%',
  ])('%s shows a screen', async path => {
    expect((await opened(path)).length).toBeGreaterThan(100)
    expect(errors).toEqual([])
  })
  it('of a chart shows today’s, and no day that there is none of', async () => {
    await signsIn(page, 'ida@example.org')
    const heading = page.locator('.consumption h3')
    await heading.waitFor()
    const today = await heading.innerText()
    for (const from of ['2025-13-45', '2026-02-31', '0000-01-01', '%']) {
      await opened(`/app/home?by=hour&from=${from}`)
      await heading.waitFor()
      expect([from, await heading.innerText()]).toEqual([from, today])
      expect(await page.locator('.consumption [role=alert]').count()).toBe(0)
    }
    await opened('/app/home?by=sometimes&from=2026-11-02&channel=%zz')
    await heading.waitFor()
    expect(errors).toEqual([])
  })
})

describe('a screen that fails', () => {
  it.each(['desktop', 'phone'] as const)(
    'says so with a way on, within its frame, and is there again afterwards, on a %s',
    async screen => {
      const other = await platform.person({ screen })
      await signsIn(other, 'ida@example.org')
      await other.route('**/assets/Account-*', route => route.abort())
      await other.goto('/app/account')
      await other.getByText('Diese Ansicht lässt sich gerade nicht zeigen').waitFor()
      expect(await faults(other, `broken-${screen}`)).toEqual([])
      // Another screen works meanwhile.
      await other.getByRole('link', { name: 'Geräte' }).first().click()
      await other.locator('h1', { hasText: 'Geräte' }).waitFor()
      await other.unroute('**/assets/Account-*')
      await other.goto('/app/account')
      await other.locator('input[name=street]').waitFor()
      await other.context().close()
    },
  )
  it('of an answer that nobody could expect is no white page', async () => {
    const other = await platform.person()
    await signsIn(other, 'ida@example.org')
    await other.route('**/api/session', route =>
      route.fulfill({ json: { account: { kind: 'customer', secondFactor: 'not needed', language: 'de' } } }),
    )
    await other.goto('/app/account')
    await other.getByText('Diese Ansicht lässt sich gerade nicht zeigen').waitFor()
    expect(await faults(other, 'broken-whole')).toEqual([])
    await other.context().close()
  })
})
