import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { aBrowserWorld, settled, type BrowserWorld } from './browser-world.ts'
import { aResident, signsIn } from './resident.ts'
import { aColleague, entersConsole } from './staff.ts'

const folder = join(import.meta.dirname, '../docs/pictures')

/**
 * The pictures of the README, made of the demo's statement and its recorded home: `npx vitest run --project pictures`.
 * No test: it runs when asked.
 */
describe('the pictures of the README', () => {
  it('are made anew', async () => {
    const platform = await aBrowserWorld()
    await platform.turnTo(new Date('2026-11-27T18:42:00Z')) // an evening, when there is something to see
    const resident = await aResident(platform, { name: 'Ida', further: { country: 'DE' } })
    await mkdir(folder, { recursive: true })
    await taken(platform, 'home', 'desktop', 'light', async page => {
      await signsIn(page, resident.mail)
    })
    await taken(platform, 'home-phone', 'phone', 'dark', async page => {
      await signsIn(page, resident.mail)
    })
    await taken(platform, 'my-data', 'desktop', 'light', async page => {
      await signsIn(page, resident.mail)
      await page.goto('/app/my-data')
      await page.locator('.held-way').nth(1).click()
    })
    await taken(platform, 'statement', 'desktop', 'light', page => page.goto('/datenschutz'))
    await taken(platform, 'landing', 'desktop', 'light', page => page.goto('/'))
    await aColleague(platform, 'kim.muster@lindenhof.example', ['administration', 'privacy', 'support'], {
      firstName: 'Kim',
      lastName: 'Muster',
    })
    await aColleague(platform, 'tom.weidner@lindenhof.example', ['support'], { firstName: 'Tom', lastName: 'Weidner' })
    await taken(platform, 'console', 'desktop', 'light', page =>
      entersConsole(platform, page, 'kim.muster@lindenhof.example'),
    )
    await taken(platform, 'console-phone', 'phone', 'dark', async page => {
      await entersConsole(platform, page, 'kim.muster@lindenhof.example')
      await page.goto('/app/console/colleagues')
    })
    await taken(platform, 'console-proof', 'desktop', 'light', async page => {
      await entersConsole(platform, page, 'kim.muster@lindenhof.example')
      await page.goto('/app/console/proof')
      await page.getByRole('button', { name: 'Jetzt prüfen' }).click()
      await page.getByText(/Zusagen werden gehalten/).waitFor({ timeout: 120_000 })
      await page
        .getByRole('button', { name: /^Ansehen/ })
        .nth(1)
        .click()
    })
    await taken(platform, 'console-audit-phone', 'phone', 'dark', async page => {
      await entersConsole(platform, page, 'kim.muster@lindenhof.example')
      await page.goto('/app/console/audit')
      await page.getByRole('row').nth(1).waitFor({ state: 'attached' })
    })
    resident.gateway.kill()
    expect(platform.faults).toEqual([])
  })
})

async function taken(
  platform: BrowserWorld,
  name: string,
  screen: 'phone' | 'desktop',
  scheme: 'light' | 'dark',
  open: (page: Page) => Promise<unknown>,
): Promise<void> {
  const page = await platform.person({ screen, scheme })
  await page.clock.install({ time: platform.clock.now() })
  await open(page)
  await settled(page)
  if (name.startsWith('home')) await page.locator('canvas').first().waitFor()
  await page.mouse.move(0, 0)
  await page.waitForTimeout(1000)
  await page.screenshot({ path: join(folder, `${name}.png`) })
  await page.context().close()
}
