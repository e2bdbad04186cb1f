import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { Claims, Inventory } from '../modules/homes/contract.ts'
import { CustomerAccounts } from '../modules/identity/contract.ts'
import { aBrowserOf } from '../tools/testing/browser.ts'
import { aBrowserWorld, faults, settled, type BrowserWorld } from './browser-world.ts'
import { aCustomer, password, signsIn, wholeStatement } from './resident.ts'
import { givesCode } from './staff.ts'

let platform: BrowserWorld
beforeAll(async () => {
  platform = await aBrowserWorld({ manifest: wholeStatement })
})

const another = 'Acht große Eisvögel am Bach'
const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('button', { name }).click()

describe('a second factor', () => {
  it('is set up in the account, asked for at the sign-in, also by a recovery code, and switched off again', async () => {
    const mail = 'sicher@example.org'
    await aCustomer(platform, { mail })
    const page = await platform.person()
    await signsIn(page, mail)
    await page.goto('/app/account')
    await press(page, 'Zweiten Faktor einrichten')
    const asked = page.getByRole('dialog')
    await asked.locator('input[type=password]').fill(password)
    await asked.getByRole('button', { name: 'Weiter' }).click()
    await page.getByRole('img', { name: 'QR-Code mit dem Schlüssel für die App' }).waitFor()
    await page.getByText('Schlüssel abtippen').click()
    expect(await faults(page, 'account-factor-set-up')).toEqual([])
    await givesCode(platform, page, mail)
    await page.getByRole('list', { name: 'Ersatzcodes' }).waitFor()
    const codes = await page.getByRole('list', { name: 'Ersatzcodes' }).getByRole('listitem').allTextContents()
    expect(codes).toHaveLength(10)
    expect(await faults(page, 'account-factor-codes')).toEqual([])
    const [file] = await Promise.all([page.waitForEvent('download'), press(page, 'Herunterladen')])
    expect([file.suggestedFilename(), await readFile(await file.path(), 'utf8')]).toEqual([
      'ersatzcodes.txt',
      expect.stringContaining(codes.join('\r\n')),
    ])
    await press(page, 'Ich habe sie gesichert')
    await page.getByText('Es sind 10 Ersatzcodes übrig.').waitFor()
    expect(await faults(page, 'account-factor-kept')).toEqual([])

    const elsewhere = await platform.person()
    // Before the code is given nothing is asked for that would be refused, and put on record as such.
    const refused: string[] = []
    elsewhere.on('response', response => {
      if (response.status() === 403) refused.push(response.url())
    })
    await elsewhere.goto('/app/sign-in?back=/home')
    await elsewhere.locator('input[name=mail]').fill(mail)
    await elsewhere.locator('input[type=password]').fill(password)
    await press(elsewhere, 'Anmelden')
    await elsewhere.getByText('Kein Zugriff auf die App?').click()
    expect(await faults(elsewhere, 'code-of-customer')).toEqual([])
    await elsewhere.locator('input[name=code]').fill(codes[0] ?? '')
    await press(elsewhere, 'Weiter')
    await elsewhere.locator('.shell').waitFor()
    await elsewhere.goto('/app/account')
    await elsewhere.getByText('Es sind 9 Ersatzcodes übrig.').waitFor()
    expect(refused).toEqual([])
    await press(elsewhere, 'Abschalten')
    await elsewhere.getByRole('dialog').locator('input[type=password]').fill(password)
    await elsewhere.getByRole('dialog').getByRole('button', { name: 'Abschalten' }).click()
    await elsewhere.getByRole('button', { name: 'Zweiten Faktor einrichten' }).waitFor()
    // The browser that set it up was signed in elsewhere, and is not any more.
    await page.goto('/app/account')
    await page.locator('input[type=password]').waitFor()
    await Promise.all([page, elsewhere].map(one => one.context().close()))
  })
})

describe('a link from a letter', () => {
  it('sets a new password, and the old one no longer opens', async () => {
    await aCustomer(platform, { mail: 'reset@example.org' })
    const page = await platform.person()
    await page.goto('/app/forgot')
    await page.getByLabel('E-Mail').fill('reset@example.org')
    await press(page, 'Link schicken')
    await page.getByText('Wenn es zu reset@example.org ein Konto gibt').waitFor()
    expect(await faults(page, 'forgot-sent')).toEqual([])
    await page.goto(await platform.linkTo('reset@example.org'))
    await page.locator('input[type=password]').fill(another)
    await press(page, 'Passwort speichern')
    await page.getByText('Ihr neues Passwort gilt jetzt').waitFor()
    expect(await faults(page, 'reset-done')).toEqual([])
    await page.goto('/app/sign-in')
    await page.locator('input[name=mail]').fill('reset@example.org')
    await page.locator('input[type=password]').fill(password)
    await press(page, 'Anmelden')
    await page.getByText('E-Mail-Adresse oder Passwort stimmt nicht.').waitFor()
    expect(await faults(page, 'sign-in-refused')).toEqual([])
    await page.locator('input[type=password]').fill(another)
    await press(page, 'Anmelden')
    await page.waitForURL(/home$/)
    await page.context().close()
  })
  it('looks in the letterbox of a demo as it does in a mail program, by its style attributes', async () => {
    const page = await platform.person()
    await page.goto('/dev/letterbox')
    expect(
      await page
        .locator('.paper td:has(> a)')
        .first()
        .evaluate(one => getComputedStyle(one).backgroundColor),
    ).toBe('rgb(29, 99, 80)')
    await page.goto('/dev/codes')
    expect(await page.locator('main').evaluate(one => getComputedStyle(one).maxWidth)).toBe('576px')
    await page.context().close()
  })
  it('that is none says so, and offers what helps', async () => {
    const page = await platform.person()
    await page.goto('/app/reset#a-token-that-nobody-sent')
    await page.locator('input[type=password]').fill(another)
    await press(page, 'Passwort speichern')
    await page.getByText('Dieser Link ist abgelaufen oder unvollständig.').waitFor()
    expect(await faults(page, 'reset-expired')).toEqual([])
    await page.context().close()
  })
  it('to both addresses changes the address, and one alone does not', async () => {
    await aCustomer(platform, { mail: 'old@example.org' })
    const page = await platform.person()
    await signsIn(page, 'old@example.org')
    await page.goto('/app/account')
    await page.getByLabel('Neue E-Mail-Adresse').fill('new@example.org')
    await page.getByLabel('Passwort').first().fill(password)
    await press(page, 'Adresse ändern')
    await page.getByText('new@example.org wartet auf Bestätigung').waitFor()
    expect(await faults(page, 'account-mail-pending')).toEqual([])
    await page.goto(await platform.linkTo('old@example.org'))
    await press(page, 'Adresse bestätigen')
    await page.getByText('Eine Adresse ist bestätigt').waitFor()
    expect(await faults(page, 'mail-one')).toEqual([])
    await page.goto(await platform.linkTo('new@example.org'))
    await press(page, 'Adresse bestätigen')
    await page.getByText('Ihre neue Adresse gilt jetzt').waitFor()
    expect(await faults(page, 'mail-both')).toEqual([])
    await page.goto('/app/account')
    await page.locator('strong', { hasText: 'new@example.org' }).waitFor()
    await page.context().close()
  })
  it('opens the account that staff made', async () => {
    await platform.offered(CustomerAccounts).invite({
      mail: 'invited@example.org',
      fields: { firstName: 'Noor', lastName: 'Haddad', street: 'Am Wehr 4', postcode: '14467', city: 'Potsdam' },
    })
    const page = await platform.person()
    await page.goto(await platform.linkTo('invited@example.org'))
    await page.locator('input[type=password]').fill(password)
    await press(page, 'Konto freischalten')
    await page.getByText('Ihr Konto ist freigeschaltet').waitFor()
    expect(await faults(page, 'activated')).toEqual([])
    await signsIn(page, 'invited@example.org')
    await page.getByText('Verbinden Sie Ihr Gateway').waitFor()
    expect(await faults(page, 'home-without-gateway')).toEqual([])
    await page.context().close()
  })
})

describe('a form', () => {
  /** What stands at this field is read out with it. */
  async function refused(page: Page, name: string, says: RegExp): Promise<void> {
    const field = page.locator(`[name="${name}"][aria-invalid="true"]`).first()
    await field.waitFor()
    const said = await field.evaluate(input =>
      (input.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map(id => document.getElementById(id)?.textContent ?? '')
        .join(' '),
    )
    expect(said).toMatch(says)
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe(name)
  }
  it('of the registration says what is wrong at its field, and takes a serial number as it is typed', async () => {
    const owner = await aCustomer(platform, { mail: 'owner@example.org' })
    const taken = await platform.offered(Inventory).make('Qbox 2')
    await platform.offered(Claims).enter({ serial: taken.serial, account: owner, since: platform.clock.now() })
    const free = await platform.offered(Inventory).make('Qbox 2')
    const page = await platform.person()
    await page.goto('/app/register')
    const good = {
      serial: free.serial,
      firstName: 'Ada',
      lastName: 'Vogt',
      street: 'Weg 1',
      postcode: '14467',
      city: 'Potsdam',
      mail: 'ada@example.org',
      password,
    }
    const fill = async (answers: Record<string, string>): Promise<void> => {
      for (const [name, answer] of Object.entries(answers)) await page.locator(`[name=${name}]`).fill(answer)
    }
    await fill(good)
    const wrong: readonly [string, string, RegExp][] = [
      ['serial', 'QB-1111-1111-1', /keine gültige Seriennummer.*Typenschild/],
      ['serial', taken.serial, /gehört schon zu einem anderen Konto/],
      ['postcode', '??', /Postleitzahl besteht aus/],
      ['phone', 'keins', /Telefonnummer besteht aus/],
      ['firstName', '', /„Vorname“/],
      ['mail', 'ada@example', /E-Mail-Adresse ist nicht vollständig/],
      ['password', 'kurz', /mindestens 10 Zeichen/],
      ['password', 'aaaaaaaaaaaa', /oft benutzt/],
      ['password', 'ada@example.org', /nicht aus Ihrer E-Mail-Adresse/],
    ]
    for (const [name, answer, says] of wrong) {
      await fill({ [name]: answer })
      await press(page, 'Konto anlegen')
      await refused(page, name, says)
      await fill({ [name]: (good as Record<string, string>)[name] ?? '' })
    }
    expect(await faults(page, 'register-refused')).toEqual([])
    await fill({ serial: ` ${free.serial.toLowerCase().replaceAll('-', ' ')} ` })
    await press(page, 'Konto anlegen')
    await page.getByText('ada@example.org').waitFor()
    await page.goto(await platform.linkTo('ada@example.org'))
    await page.locator('input[type=password]').fill(password)
    await press(page, 'Adresse bestätigen')
    await page.getByText('Ihre Adresse ist bestätigt').waitFor()
    // Loaded again, it has nothing left to ask.
    await page.reload()
    await page.getByText('Ihr Konto ist freigeschaltet', { exact: true }).waitFor()
    expect(await faults(page, 'confirmed-again')).toEqual([])
    expect(
      await platform.rows(
        'select g.serial from homes.claim c join homes.gateway g on g.id = c.gateway_id join identity.login l on l.id = c.subject where l.mail = $1',
        ['ada@example.org'],
      ),
    ).toEqual([{ serial: free.serial }])
    await page.context().close()
  })
  it('of the account says what is wrong at its field', async () => {
    await aCustomer(platform, { mail: 'forms@example.org' })
    const page = await platform.person()
    await signsIn(page, 'forms@example.org')
    await page.getByLabel(/Seriennummer/).fill('QB-2222')
    await press(page, 'Gateway verbinden')
    await refused(page, 'serial', /keine gültige Seriennummer/)
    await page.goto('/app/account')
    const form = (title: string) =>
      page.locator('section', { has: page.getByRole('heading', { name: title, exact: true }) })
    await page.locator('[name=city]').fill(' ')
    await press(page, 'Speichern')
    await refused(page, 'city', /„Ort“/)
    await page.locator('[name=city]').fill('Potsdam')
    await page.locator('[name=phone]').fill('abc')
    await press(page, 'Speichern')
    await refused(page, 'phone', /Telefonnummer besteht aus/)
    const mail = form('E-Mail-Adresse')
    await mail.locator('[name=mail]').fill('forms@example.org')
    await mail.locator('[name=password]').fill(password)
    await press(page, 'Adresse ändern')
    await refused(page, 'mail', /schon Ihre Adresse/)
    await mail.locator('[name=mail]').fill('forms2@example.org')
    await mail.locator('[name=password]').fill('falsch')
    await press(page, 'Adresse ändern')
    await refused(page, 'password', /Passwort stimmt nicht/)
    const change = form('Passwort')
    await change.locator('[name=current]').fill('falsch')
    await change.locator('[name=next]').fill(another)
    await press(page, 'Passwort ändern')
    await refused(page, 'current', /Passwort stimmt nicht/)
    await change.locator('[name=current]').fill(password)
    await change.locator('[name=next]').fill('aaaaaaaaaaaa')
    await press(page, 'Passwort ändern')
    await refused(page, 'next', /oft benutzt/)
    expect(await faults(page, 'account-refused')).toEqual([])
    await page.goto('/app/my-data#delete')
    await page.locator('#delete button').click()
    await page.getByRole('dialog').locator('input').fill('falsch')
    await press(page, 'Endgültig löschen')
    await page.getByRole('dialog').getByText('Das Passwort stimmt nicht.').waitFor()
    expect(await faults(page, 'delete-refused')).toEqual([])
    await page.context().close()
  })
})

describe('a session', () => {
  it('is explained to a browser without cookies (home/2.1.2-b)', async () => {
    await aCustomer(platform, { mail: 'cookieless@example.org' })
    const page = await platform.person({ cookies: false })
    await page.goto('/app/sign-in')
    await page.locator('input[name=mail]').fill('cookieless@example.org')
    await page.locator('input[type=password]').fill(password)
    await press(page, 'Anmelden')
    await page.getByText('Ihr Browser nimmt keine Cookies an').waitFor()
    expect(await faults(page, 'sign-in-without-cookies')).toEqual([])
    await page.context().close()
  })
  it.each([
    [false, 'sign-in'],
    [true, 'home'],
  ] as const)('with “stay signed in” %s leads to %s after the browser was closed', async (stay, where) => {
    const mail = `closed-${stay}@example.org`
    await aCustomer(platform, { mail })
    const opened = async () => aBrowserOf(join(platform.dataDir, mail), { baseURL: platform.url, locale: 'de-DE' })
    const before = await opened()
    await signsIn(await before.newPage(), mail, { stay })
    await before.close()
    const after = await opened()
    const page = await after.newPage()
    await page.goto('/app/home')
    await settled(page)
    expect(new URL(page.url()).pathname).toBe(`/app/${where}`)
    await after.close()
  })
  it('that ends in one tab ends in the other', async () => {
    await aCustomer(platform, { mail: 'tabs@example.org' })
    const one = await platform.person()
    await signsIn(one, 'tabs@example.org')
    const two = await one.context().newPage()
    await two.goto('/app/account')
    await settled(two)
    await one.getByRole('button', { name: /Ihr Konto/ }).click()
    await one.getByRole('menuitem', { name: 'Abmelden' }).click()
    await one.getByText('Sie sind abgemeldet.').waitFor()
    await two.waitForURL(/sign-in/)
    expect(await two.content()).not.toContain('Ludwig')
    await one.context().close()
  })
})
