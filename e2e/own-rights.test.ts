import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { lettersTo } from '../modules/identity/people-for-test.ts'
import { Claims, Inventory } from '../modules/homes/contract.ts'
import { aBrowserWorld, faults, screens, type BrowserWorld } from './browser-world.ts'
import { aCustomer, password, signsIn, wholeStatement } from './resident.ts'
import { aColleague, entersConsole } from './staff.ts'

let started: BrowserWorld
let serial: string
const [ada, ida] = ['ada@testhaus.example', 'ida@example.org']
beforeAll(async () => {
  started = await aBrowserWorld({ manifest: wholeStatement })
  await aColleague(started, ada, ['privacy', 'administration'])
  const account = await aCustomer(started)
  serial = (await started.offered(Inventory).make('Qbox 2')).serial
  await started.offered(Claims).enter({ serial, account, since: started.clock.now() })
})
const isSoundEverywhere = async (page: Page, name: string): Promise<void> => {
  for (const screen of ['phone', 'desktop'] as const) {
    await page.setViewportSize(screens[screen])
    expect(await faults(page, `own-rights-${name}-${screen}`)).toEqual([])
  }
}
const aDay = /\d{1,2}\. \p{L}+ \d{4}/u

describe('whoever asked something reads in the account what the letter promises', () => {
  it('until when the answer comes, on the same day as on the desk, and why it takes longer', async () => {
    const [own, desk] = [await started.person(), await started.person()]
    await signsIn(own, ida)
    await own.goto('/app/my-data#requests')
    await own.getByRole('button', { name: 'Anfrage stellen' }).click()
    await own.getByLabel('Ihre Nachricht').fill('Was speichern Sie über mich?')
    await own.getByRole('button', { name: 'Anfrage senden' }).click()
    const answered = own.getByText('Wir antworten spätestens am')
    await answered.waitFor()
    await entersConsole(started, desk, ada)
    await desk.goto('/app/console/requests')
    await desk.locator('.row-way').first().click()
    const dueOn = async (): Promise<string | undefined> =>
      aDay.exec(
        await desk
          .locator('.facts')
          .innerText()
          .then(text => text.slice(text.indexOf('Frist'))),
      )?.[0]
    await desk.locator('.facts').waitFor()
    expect(await dueOn()).toBe(aDay.exec(await answered.innerText())?.[0])

    await desk.getByRole('button', { name: 'Frist verlängern' }).click()
    await desk.getByLabel('Grund').fill('Drei Archive sind zu durchsuchen.')
    await desk.getByRole('button', { name: 'Verlängern', exact: true }).click()
    await desk.getByText('Verlängert, weil').waitFor()
    await own.reload()
    await own.getByText('Warum es länger dauert: Drei Archive sind zu durchsuchen.').waitFor()
    await started.settle()
    const letter = (await lettersTo(started, ida))[0]?.text ?? ''
    expect(new Set([await dueOn(), aDay.exec(await answered.innerText())?.[0], aDay.exec(letter)?.[0]]).size).toBe(1)
    await isSoundEverywhere(own, 'extended')
    await isSoundEverywhere(desk, 'extended-desk')
    await desk.goto('/app/console')
    await desk.getByText('eine offen').waitFor()
  })
})

describe('whoever had the own data restricted', () => {
  it('reads in place of the home that it is only stored, and lifts that', async () => {
    const page = await started.person()
    await signsIn(page, ida)
    await page.goto('/app/my-data#restrict')
    await page.getByRole('button', { name: 'Verarbeitung einschränken' }).click()
    await page.getByLabel('Warum').selectOption({ index: 1 })
    await page.locator('input[type=password]').fill(password)
    await page.locator('form').getByRole('button', { name: 'Verarbeitung einschränken' }).click()
    await page.getByText('bewahren wir Ihre Daten nur auf').waitFor()
    for (const place of ['home', 'devices']) {
      await page.goto(`/app/${place}`)
      await page.getByText('Ihre Daten sind eingeschränkt').waitFor()
      expect(await page.locator('input[name=serial]').count()).toBe(0)
      await isSoundEverywhere(page, `restricted-${place}`)
    }
    await page.getByRole('link', { name: 'Einschränkung ansehen und aufheben' }).click()
    await page.getByRole('button', { name: 'Einschränkung aufheben' }).click()
    await page.getByRole('button', { name: 'Verarbeitung einschränken' }).waitFor()
    await page.goto('/app/devices')
    await page.getByText(serial).first().waitFor()
  })
})

describe('a member of staff', () => {
  it('has an own page: password, second factor, sessions and all that is held about them', async () => {
    const page = await started.person()
    await entersConsole(started, page, ada)
    await page.getByRole('button', { name: /Ihr Konto: Ada/ }).click()
    await page.getByRole('menuitem', { name: 'Konto' }).click()
    await page.getByLabel('Bisheriges Passwort').waitFor()
    await isSoundEverywhere(page, 'staff-own')
    await page.getByRole('link', { name: 'Wo Sie angemeldet sind' }).click()
    await page.getByText('dieser Browser').waitFor()
    // A letter leads to the address of the portal.
    await page.goto('/app/my-data#requests')
    await page.waitForURL(/\/app\/console\/my-data/)
    await page.locator('.held-way').first().waitFor()
    for (const name of ['Konto löschen', 'Verarbeitung einschränken', 'Einwilligungen'])
      expect(await page.getByText(name, { exact: true }).count(), name).toBe(0)
    await isSoundEverywhere(page, 'staff-data')
    await page.getByRole('link', { name: 'Zum Formular für Anfragen' }).click()
    await page.waitForURL(/\/datenschutz\/anfrage$/)
    await page.goto('/datenschutz/beschaeftigte')
    await page.getByRole('heading', { name: 'Zugriffsprotokoll' }).first().waitFor()
  })
  it('keeps new recovery codes in sight until they are safe', async () => {
    const page = await started.person()
    await entersConsole(started, page, ada)
    await page.goto('/app/console/own')
    await page.getByRole('button', { name: 'Neue Ersatzcodes' }).click()
    await page.locator('.recovery-codes li').first().waitFor()
    const asks = page.waitForEvent('dialog')
    const reloads = page.evaluate(() => {
      location.reload()
    })
    const dialog = await asks
    expect(dialog.type()).toBe('beforeunload')
    await dialog.dismiss()
    await reloads
    await page.getByRole('link', { name: 'Übersicht', exact: true }).click()
    await page.getByText('Ihre neuen Ersatzcodes sind noch nicht gesichert').waitFor()
    await isSoundEverywhere(page, 'staff-codes-wait')
    await page.getByRole('link', { name: 'Ersatzcodes ansehen' }).click()
    await page.locator('.recovery-codes li').first().waitFor()
    expect(await page.locator('.recovery-codes li').count()).toBe(10)
    await page.getByRole('button', { name: 'Ich habe sie gesichert' }).click()
    await page.getByText('Es sind 10 Ersatzcodes übrig.').waitFor()
    await started.rows(
      `delete from identity.recovery_code where subject = (select id from identity.staff where mail = $1)`,
      [ada],
    )
    await page.reload()
    await page.getByText('Sie haben keine Ersatzcodes').waitFor()
    expect(await page.getByText('Es sind 0').count()).toBe(0)
  })
  it('is told that a part is not open, and nothing is asked for that would be refused', async () => {
    const kim = 'kim@testhaus.example'
    await aColleague(started, kim, ['support'], { firstName: 'Kim' })
    const page = await started.person()
    await entersConsole(started, page, kim)
    const refused: string[] = []
    page.on('response', response => {
      if (response.status() >= 400) refused.push(response.url())
    })
    for (const place of [
      'colleagues',
      'audit',
      'requests',
      'requests/7',
      'objections',
      'holds',
      'disclosures',
      'statement',
      'record',
      'proof',
      'alarms',
    ]) {
      await page.goto(`/app/console/${place}`)
      await page.getByText('Dieser Bereich steht Ihnen nicht offen').waitFor()
    }
    await isSoundEverywhere(page, 'not-open')
    expect(refused).toEqual([])
  })
})

describe('whoever was signed in until a moment ago', () => {
  it('reads that the session was ended', async () => {
    const page = await started.person()
    await signsIn(page, ida)
    // Ended once the click is through: whatever else the page asks for afterwards may be what hears of it first.
    await page.route(
      '**/api/my-data',
      async route => {
        await started.rows(
          `delete from identity.session where subject = (select id from identity.account where mail = $1)`,
          [ida],
        )
        await route.continue()
      },
      { times: 1 },
    )
    await page.getByRole('link', { name: 'Meine Daten' }).click()
    await page.getByText('Ihre Sitzung wurde beendet.').waitFor()
    await isSoundEverywhere(page, 'session-ended')
    await page.locator('input[name=mail]').fill(ida)
    await page.locator('input[type=password]').fill(password)
    await page.locator('button[type=submit]').click()
    await page.locator('.shell').waitFor()
  })
})
