import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { aHouse, settled, type House } from './house.ts'
import { aResident, signsIn } from './resident.ts'
import { aColleague, entersConsole } from './staff.ts'

const folder = join(import.meta.dirname, '../docs/pictures')

/** The pictures of the README, made of the demo's statement and its recorded home: `npx vitest run --project pictures`. No test: it runs when asked. */
describe('the pictures of the README', () => {
  it('are made anew', async () => {
    const house = await aHouse()
    await house.turnTo(new Date('2026-11-27T18:42:00Z')) // an evening, when there is something to see
    const resident = await aResident(house, { name: 'Ida', further: { country: 'DE' } })
    await mkdir(folder, { recursive: true })
    await taken(house, 'home', 'desktop', 'light', async page => { await signsIn(page, resident.mail) })
    await taken(house, 'home-phone', 'phone', 'dark', async page => { await signsIn(page, resident.mail) })
    await taken(house, 'my-data', 'desktop', 'light', async page => {
      await signsIn(page, resident.mail)
      await page.goto('/app/my-data')
      await page.locator('.held-way').nth(1).click()
    })
    await taken(house, 'statement', 'desktop', 'light', page => page.goto('/datenschutz'))
    await taken(house, 'landing', 'desktop', 'light', page => page.goto('/'))
    await aColleague(house, 'kim.muster@lindenhof.example', ['administration', 'privacy', 'support'], { firstName: 'Kim', lastName: 'Muster' })
    await aColleague(house, 'tom.weidner@lindenhof.example', ['support'], { firstName: 'Tom', lastName: 'Weidner' })
    await taken(house, 'console', 'desktop', 'light', page => entersConsole(house, page, 'kim.muster@lindenhof.example'))
    await taken(house, 'console-phone', 'phone', 'dark', async page => {
      await entersConsole(house, page, 'kim.muster@lindenhof.example')
      await page.goto('/app/console/colleagues')
    })
    await taken(house, 'console-proof', 'desktop', 'light', async page => {
      await entersConsole(house, page, 'kim.muster@lindenhof.example')
      await page.goto('/app/console/proof')
      await page.getByRole('button', { name: 'Jetzt prüfen' }).click()
      await page.getByText(/Zusagen werden gehalten/).waitFor({ timeout: 120_000 })
      await page.getByRole('button', { name: /^Ansehen/ }).nth(1).click()
    })
    await taken(house, 'console-audit-phone', 'phone', 'dark', async page => {
      await entersConsole(house, page, 'kim.muster@lindenhof.example')
      await page.goto('/app/console/audit')
      await page.getByRole('row').nth(1).waitFor({ state: 'attached' })
    })
    resident.gateway.kill()
    expect(house.faults).toEqual([])
  })
})

async function taken(house: House, name: string, screen: 'phone' | 'desktop', scheme: 'light' | 'dark', open: (page: Page) => Promise<unknown>): Promise<void> {
  const page = await house.person({ screen, scheme })
  await page.clock.install({ time: house.clock.now() })
  await open(page)
  await settled(page)
  if (name.startsWith('home')) await page.locator('canvas').first().waitFor()
  await page.mouse.move(0, 0)
  await page.waitForTimeout(1000)
  await page.screenshot({ path: join(folder, `${name}.png`) })
  await page.context().close()
}
