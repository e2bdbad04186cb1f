import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aWholeWorld } from '../server/testing/whole-world.ts'
import { aBrowserWorld, faults, portal, settled, type BrowserWorld } from './browser-world.ts'
import { aResident, password, signsIn, wholeStatement, type Resident } from './resident.ts'

let platform: BrowserWorld
let resident: Resident
beforeAll(async () => {
  platform = await aBrowserWorld({ manifest: wholeStatement })
  resident = await aResident(platform)
})
afterAll(() => {
  resident.gateway.kill()
})

/** Goes on by the tabulator until the focus is on what this selector names. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(selector => document.activeElement?.matches(selector), selector)) return
  }
  throw new Error(`60 tabs do not lead to ${selector}`)
}

describe('by keyboard alone', () => {
  let page: Page
  beforeAll(async () => {
    page = await platform.person()
  })

  it('one signs in', async () => {
    await page.goto('/app/sign-in')
    await settled(page)
    await tabTo(page, 'input[name=mail]')
    await page.keyboard.type(resident.mail)
    await tabTo(page, 'input[name=password]')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await page.waitForURL(/home$/)
    await settled(page)
  })
  it('one walks through the chart', async () => {
    // It comes last, when it is called for.
    await page.locator('.chart').waitFor()
    await tabTo(page, '.chart')
    await page.keyboard.press('ArrowLeft')
    await page.locator('.chart-tip').waitFor()
  })
  it('one switches a device, and hears what became of it', async () => {
    await tabTo(page, '[role=switch]')
    await page.keyboard.press('Space')
    const row = page.locator('.row', { has: page.locator('[role=switch]') }).first()
    await row.getByRole('status').getByText('aus', { exact: true }).waitFor()
    expect(await platform.rows(`select state, "on" from homes.switching where by = 'you'`)).toEqual([
      { state: 'done', on: false },
    ])
  })
  it('one opens the question before a deletion and leaves it again, back where one was', async () => {
    await page.goto('/app/my-data')
    await settled(page)
    await tabTo(page, '#delete button')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').locator('.going li').first().waitFor()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('password')
    await tabTo(page, '.confirm-buttons button:first-child')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('section')?.id)).toBe('delete')
    expect(await platform.rows('select count(*)::int as accounts from identity.account')).toEqual([{ accounts: 1 }])
    await page.context().close()
  })
})

describe('a switch that fails', () => {
  it('says so by itself', async () => {
    const page = await platform.person()
    await signsIn(page, resident.mail)
    await settled(page)
    resident.gateway.kill('SIGSTOP')
    await page.getByRole('switch').first().press('Space')
    await page.getByText('geschickt, noch nicht bestätigt').waitFor()
    expect(await faults(page, 'home-switch-sent')).toEqual([])
    // As if the gateway had answered that it could not.
    await platform.rows(`update homes.switching set state = 'failed' where state = 'sent'`)
    await page.getByText('nicht geschaltet').waitFor()
    resident.gateway.kill('SIGCONT')
    await page.context().close()
  })
})

describe('a server that is started anew', () => {
  it('is missed on the screen, and found again without a hand', async () => {
    const page = await platform.person()
    const line = page.waitForResponse(one => one.url().endsWith('/api/live'))
    await signsIn(page, resident.mail)
    // All of the screen, and the line that is to be cut: what has not loaded by then never does.
    await line
    await page.locator('canvas').first().waitFor()
    await settled(page)
    await platform.stop()
    await page.getByText('Verbindung unterbrochen').waitFor()
    expect(await faults(page, 'home-lost')).toEqual([])
    await aWholeWorld({
      manifest: wholeStatement,
      portal,
      database: platform.database,
      port: Number(new URL(platform.url).port),
    })
    await page.getByText('Verbindung unterbrochen').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Konto', exact: true }).click()
    await page.locator('[name=city]').waitFor()
  })
})
