import { beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { aBrowserWorld, faults, settled, type BrowserWorld } from './browser-world.ts'
import { aCustomer, password, signsIn, wholeStatement } from './resident.ts'
import { aColleague, entersConsole } from './staff.ts'

let platform: BrowserWorld
const mails = { emre: 'emre@example.org', jana: 'jana@example.org' }
beforeAll(async () => {
  platform = await aBrowserWorld({ manifest: wholeStatement })
  await aCustomer(platform, {
    name: 'Emre',
    mail: mails.emre,
    further: { lastName: 'Yıldız', street: 'Uferstraße 3', city: 'Halle' },
  })
  await aCustomer(platform, { name: 'Jana', mail: mails.jana, further: { lastName: 'Brandt', street: 'Lindenhof 9' } })
  await aColleague(platform, 'desk@staff.example', ['privacy'])
})

const street = (page: Page) => page.locator('input[name=street]')
const notice = 'Ein anderes Konto ist angemeldet'
/** What is held about somebody, asked for in a browser of their own. */
async function heldOf(mail: string): Promise<unknown> {
  const browser = platform.visitor()
  await browser.post('/api/sign-in', { mail, password })
  return (await browser.get('/api/account')).body as unknown
}
/** A browser in which tabs do not hear of each other. */
async function deafPerson(): Promise<Page> {
  const page = await platform.person()
  await page.addInitScript(() => {
    Reflect.set(
      globalThis,
      'BroadcastChannel',
      class {
        postMessage() {}
        addEventListener() {}
        removeEventListener() {}
      },
    )
  })
  return page
}
/**
 * Emre's account is open in a tab that hears nothing, as one does that the browser has put to sleep; then Jana signs
 * in, in another.
 */
async function deafTab(): Promise<Page> {
  const page = await deafPerson()
  await signsIn(page, mails.emre)
  await page.goto('/app/account')
  await settled(page)
  await signsInBeside(page, mails.jana)
  return page
}
async function signsInBeside(page: Page, mail: string): Promise<void> {
  const other = await page.context().newPage()
  await signsIn(other, mail)
  await other.close()
}

describe('a tab in which somebody else’s account is open', () => {
  it.each(['desktop', 'phone'] as const)('becomes the one of who signed in, and says so, on a %s', async screen => {
    const page = await platform.person({ screen })
    await signsIn(page, mails.emre)
    await page.goto('/app/account')
    await street(page).fill('Uferstraße 4')
    await signsInBeside(page, mails.jana)
    await page.getByText(notice).waitFor()
    await page.getByRole('button', { name: /Ihr Konto: Jana/ }).waitFor()
    expect(await page.content()).not.toContain('Yıldız')
    expect(await faults(page, `other-account-${screen}`)).toEqual([])
    await page.reload()
    await settled(page)
    expect(await page.getByText(notice).count()).toBe(0)
    await page.context().close()
  })
  it('writes nothing of it into the other account, even where it heard of nothing', async () => {
    const before = await heldOf(mails.jana)
    const page = await deafTab()
    await street(page).fill('Uferstraße 4')
    await page.getByRole('button', { name: 'Speichern' }).click()
    await page.getByText(notice).waitFor()
    expect(await heldOf(mails.jana)).toEqual(before)
    expect(await heldOf(mails.emre)).toMatchObject({ fields: { street: 'Uferstraße 3' } })
    await page.context().close()
  })
  it('shows nothing of the other account before it has begun anew', async () => {
    const page = await deafTab()
    const seen = new Set<string>()
    await page.exposeFunction('saw', (text: string) => {
      seen.add(text)
    })
    await page.evaluate(() => {
      new MutationObserver(() => {
        ;(globalThis as unknown as { saw(text: string): void }).saw(document.body.innerText)
      }).observe(document.body, { subtree: true, childList: true, characterData: true })
    })
    await page.getByRole('link', { name: 'Meine Daten' }).first().click()
    await page.getByText(notice).waitFor()
    expect([...seen].filter(text => /Jana|Brandt|Lindenhof/.test(text))).toEqual([])
    await page.context().close()
  })
  it('looks again as soon as somebody looks at it', async () => {
    const page = await deafTab()
    await page.evaluate(() => {
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
    })
    await page.getByText(notice).waitFor()
    await page.context().close()
  })
  it('gives no consent in the name of the other', async () => {
    const page = await deafPerson()
    await signsIn(page, mails.emre)
    await page.goto('/app/consents')
    await page.locator('main button').first().waitFor()
    await signsInBeside(page, mails.jana)
    await page.locator('main button').first().click()
    await page.getByText(notice).waitFor()
    expect(
      await platform.rows(
        'select c.* from obhut.consent c join identity.login l on l.id = c.subject where l.mail = $1',
        [mails.jana],
      ),
    ).toEqual([])
    await page.context().close()
  })
  it('goes on where the same person has signed in once more', async () => {
    const page = await platform.person()
    await signsIn(page, mails.emre)
    await page.goto('/app/account')
    await street(page).fill('Uferstraße 5')
    await signsInBeside(page, mails.emre)
    await page.getByRole('button', { name: 'Speichern' }).click()
    await expect.poll(() => heldOf(mails.emre)).toMatchObject({ fields: { street: 'Uferstraße 5' } })
    expect(await page.getByText(notice).count()).toBe(0)
    await page.context().close()
  })
  it('of the console becomes a customer’s, and the other way round', async () => {
    const page = await platform.person()
    await entersConsole(platform, page, 'desk@staff.example')
    await signsInBeside(page, mails.jana)
    await page.getByText(notice).waitFor()
    await page.getByRole('button', { name: /Ihr Konto: Jana/ }).waitFor()
    const other = await page.context().newPage()
    await other.goto('/app/sign-in')
    await other.locator('input[name=mail]').fill('desk@staff.example')
    await other.locator('input[type=password]').fill(password)
    await other.locator('button[type=submit]').click()
    await page.waitForURL(/console/)
    await page.locator('input[name=code]').waitFor()
    await page.context().close()
  })
})

describe('a tab whose session was ended in another', () => {
  it('says that it was, and that what was not saved is gone', async () => {
    const page = await platform.person()
    await signsIn(page, mails.emre)
    await page.goto('/app/account')
    await settled(page)
    const other = await page.context().newPage()
    await other.goto('/app/home')
    await other.getByRole('button', { name: /Ihr Konto/ }).click()
    await other.getByRole('menuitem', { name: 'Abmelden' }).click()
    await page.getByText('Sie haben sich in einem anderen Fenster abgemeldet.').waitFor()
    expect(await page.content()).not.toContain('Uferstraße')
    expect(await faults(page, 'left-elsewhere')).toEqual([])
    await page.context().close()
  })
})
