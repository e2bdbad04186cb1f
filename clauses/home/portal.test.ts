import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium as playwright, type BrowserContext, type Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { openEverything, type BrowserWorld } from '../../e2e/browser-world.ts'
import { StaffAccounts } from '../../modules/identity/contract.ts'
import { chromium } from '../../tools/checks/chromium.ts'
import { clause, browserWorldOf } from '../clause.ts'
import { aCustomer, filledIn, lettersTo, password } from './customer.ts'

let platform: BrowserWorld
beforeAll(async () => {
  platform = await browserWorldOf('home')
  await aCustomer(platform, 'ida@example.org', { language: 'de' })
})

async function signIn(page: Page, { stay = false } = {}): Promise<void> {
  await page.goto(`${platform.url}/app/sign-in`)
  await page.getByLabel('E-Mail').fill('ida@example.org')
  await page.locator('input[type=password]').fill(password)
  if (stay) await page.getByLabel('Angemeldet bleiben').check()
  await page.getByRole('button', { name: 'Anmelden' }).click()
  await page.waitForURL(/\/app\/(home)?$/)
}

describe(clause('home/0-a', { without: 'the shop' }), () => {
  it('has the statement and the company’s name on every screen of the app, signed in or out', async () => {
    const page = await platform.person()
    const everyScreen = async (screens: readonly string[]): Promise<void> => {
      for (const screen of screens) {
        await page.goto(`/app/${screen}`)
        await page.getByRole('heading', { level: 1 }).waitFor()
        const link = page.getByRole('link', { name: 'Datenschutzerklärung' }).last()
        await link.waitFor()
        expect([screen, await link.getAttribute('href')]).toEqual([screen, '/datenschutz'])
        // Who answers comes with the first answer of the server.
        await expect
          .poll(() => page.locator('body').innerText(), { message: screen })
          .toContain(platform.stating.manifest.company.name)
      }
    }
    await everyScreen(['register', 'confirm', 'sign-in', 'forgot', 'reset', 'activate', 'mail'])
    await signIn(page)
    await everyScreen(['home', 'devices', 'account', 'sessions', 'my-data', 'nothing-here'])
  })
  it('has it in letters of every kind, with the company and its postal address', async () => {
    const { browser } = await aCustomer(platform, 'ola@example.org')
    await platform.visitor().post('/api/registrations', await filledIn(platform, { mail: 'ola@example.org' }))
    await platform.visitor().post('/api/password-resets', { mail: 'ola@example.org' })
    await browser.post('/api/account/mail', { mail: 'new@example.org', password })
    await platform.settle()
    await browser.post('/api/account/password', { current: password, next: 'Acht kleine Zaunkönige' })
    await platform.offered(StaffAccounts).invite({
      mail: 'grace@havelheim.example',
      firstName: 'Grace',
      lastName: 'Hopper',
      roles: ['support'],
      language: 'en',
    })
    await platform.settle()
    const letters = [
      ...(await lettersTo(platform, 'ola@example.org')),
      ...(await lettersTo(platform, 'new@example.org')),
      ...(await lettersTo(platform, 'grace@havelheim.example')),
    ]
    expect(new Set(letters.map(({ subject }) => subject)).size).toBeGreaterThanOrEqual(6)
    const { company } = platform.stating.manifest
    for (const { subject, text, html } of letters) {
      for (const part of [`${platform.url}/privacy`, company.name, company.street, company.postcode, company.city])
        for (const version of [text, html]) expect([subject, version]).toEqual([subject, expect.stringContaining(part)])
    }
  })
})

describe(clause('home/2.3-b'), () => {
  it('shows the number to its owner on the screen of the account', async () => {
    const page = await platform.person()
    await signIn(page)
    const [{ customer_number: number }] = await platform.rows(
      `select customer_number from identity.account where mail = 'ida@example.org'`,
    )
    await page.goto('/app/account')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await expect.poll(async () => (await page.locator('main').innerText()).replaceAll(/\s/g, '')).toContain(number)
  })
})

describe(clause('home/2.3-d'), () => {
  it('marks on the form what is voluntary, and only that', async () => {
    const page = await platform.person()
    await page.goto('/app/register')
    await page.getByRole('button', { name: 'Konto anlegen' }).waitFor()
    const labels = await page
      .locator('main [name]')
      .evaluateAll(all =>
        all.map(one => [
          one.getAttribute('name'),
          (one as unknown as { labels?: { innerText: string }[] }).labels?.[0]?.innerText.includes('freiwillig'),
        ]),
      )
    expect(labels.filter(([, marked]) => marked).map(([name]) => name)).toEqual(['phone'])
  })
})

/** A browser with a profile of its own on disk, which can be closed and opened again. */
async function withProfile(
  does: (open: () => Promise<BrowserContext>, profile: string) => Promise<void>,
): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), 'profile-'))
  let context: BrowserContext | undefined
  try {
    await does(async () => {
      await context?.close()
      const executablePath = chromium()
      context = await playwright.launchPersistentContext(profile, {
        ...(executablePath && { executablePath }),
        locale: 'de-DE',
        args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
      })
      return context
    }, profile)
  } finally {
    await context?.close()
    await rm(profile, { recursive: true, force: true })
  }
}
/** Resolves once Chromium has written the key to disk, which it does some seconds after a page asked for it. */
async function onDisk(profile: string, key: string): Promise<void> {
  const folder = join(profile, 'Default', 'Local Storage', 'leveldb')
  const written = async (): Promise<string> =>
    (await Promise.all((await readdir(folder)).map(file => readFile(join(folder, file), 'latin1')))).join('')
  await expect.poll(written, { message: `${key} in ${folder}` }).toContain(key)
}
const lands = async (context: BrowserContext): Promise<string> => {
  const page = await context.newPage()
  await page.goto(`${platform.url}/app/account`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return new URL(page.url()).pathname
}

describe(clause('home/2.1.2-a'), () => {
  it('ends the session with the browser', async () =>
    withProfile(async open => {
      const first = await open()
      await signIn(await first.newPage())
      expect(await lands(first)).toBe('/app/account')
      const again = await open()
      expect(await lands(again)).toBe('/app/sign-in')
      // What is left recognises the browser at the next sign-in, and opens nothing.
      expect((await again.cookies()).map(({ name }) => name.replace(/^.*_/, ''))).toEqual(['known'])
    }))
  it('outlasts a restart of the browser where somebody wants to stay signed in', async () =>
    withProfile(async open => {
      await signIn(await (await open()).newPage(), { stay: true })
      expect(await lands(await open())).toBe('/app/account')
      expect(await lands(await open())).toBe('/app/account')
    }))
  it('keeps what somebody consented to, through a restart', async () =>
    withProfile(async open => {
      const page = await (await open()).newPage()
      await signIn(page, { stay: true })
      await page.goto(`${platform.url}/app/consents`)
      const question = page.getByRole('switch', { name: 'Ich willige ein' })
      expect(await question.isChecked()).toBe(false)
      await question.click({ force: true })
      await page.getByText('Eingewilligt', { exact: true }).waitFor()
      const later = await (await open()).newPage()
      await later.goto(`${platform.url}/app/consents`)
      await expect.poll(() => later.getByRole('switch', { name: 'Ich willige ein' }).isChecked()).toBe(true)
    }))
  it('keeps the language that somebody chose, and the colours, through a restart', async () =>
    withProfile(async (open, profile) => {
      const page = await (await open()).newPage()
      await page.goto(`${platform.url}/app/sign-in`)
      await page.getByRole('button', { name: /Deutsch/ }).click()
      await page.getByRole('menuitemradio', { name: 'English' }).click()
      await page.getByRole('button', { name: 'Sign in' }).waitFor()
      await page
        .getByRole('button', { name: /^Appearance|^Colour|device/i })
        .first()
        .click()
      await page.getByRole('menuitemradio', { name: /dark/i }).click()
      await onDisk(profile, 'obhut.language')
      await onDisk(profile, 'obhut.scheme')
      const later = await (await open()).newPage()
      await later.goto(`${platform.url}/app/sign-in`)
      await expect.poll(() => later.locator('main').innerText()).toContain('Sign in')
      expect(await later.locator('html').getAttribute('lang')).toBe('en')
      expect(await later.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
    }))
  it('speaks in a browser that knows nothing of it the language of the account, on the whole screen', async () => {
    await aCustomer(platform, 'eve@example.org', { language: 'en' })
    const browser = platform.visitor()
    await browser.post('/api/sign-in', { mail: 'eve@example.org', password })
    const page = await platform.person({ language: 'de', like: browser })
    await page.goto('/app/my-data')
    await openEverything(page)
    await page.getByRole('heading', { name: 'Sign-in details' }).waitFor()
    expect(await page.locator('main').innerText()).not.toContain('Zugangsdaten')
  })
})
