import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { beginOf, inDays, publish } from '../modules/statements/statement-for-test.ts'
import { aManifest } from '../server/testing/manifest.ts'
import { everyModule } from '../server/modules.ts'
import { aBrowserWorld, faults, settled, type BrowserWorld } from './browser-world.ts'
import { aCustomer, password, signsIn, wholeStatement } from './resident.ts'

/** The same platform a version later: its log is kept for longer, and it has another telephone. */
const later = aManifest(everyModule, {
  'identity.account': {
    required: ['firstName', 'lastName', 'street', 'postcode', 'city'],
    voluntary: ['phone', 'company'],
  },
  'website.access-log': { keep: 'P6M' },
}).replace('+49 30 1234567', '+49 30 7654321')

let started: BrowserWorld
let day: string
const ids: Record<string, string> = {}
beforeAll(async () => {
  started = await aBrowserWorld({ manifest: wholeStatement })
  ids['ida'] = await aCustomer(started)
  ids['jonas'] = await aCustomer(started, { name: 'Jonas', mail: 'jonas@example.org', language: 'en' })
  day = inDays(started, 20)
  await publish(started, later, day)
  await started.settle()
})

const seen = (who: string): Promise<{ shown: number }[]> =>
  started.rows('select shown from statements.seen where subject = $1 order by shown', [ids[who]])
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })
const changedInGerman = 'Unsere Datenschutzerklärung hat sich geändert'

describe('before the day', () => {
  it('nothing stands in the way, and nothing counts as seen', async () => {
    const page = await started.person()
    await signsIn(page, 'ida@example.org')
    await settled(page)
    expect(await heading(page, changedInGerman).count()).toBe(0)
    await page.goto('/app/devices')
    await heading(page, 'Geräte').waitFor()
    expect(await seen('ida')).toEqual([])
  })
})

describe('from the day on', () => {
  let page: Page
  beforeAll(async () => {
    await started.turnTo(beginOf(day))
    page = await started.person()
  })

  it.each([
    ['phone', 'de', 'ida', changedInGerman],
    ['desktop', 'de', 'ida', changedInGerman],
    ['phone', 'en', 'jonas', 'Our privacy statement has changed'],
    ['desktop', 'en', 'jonas', 'Our privacy statement has changed'],
  ] as const)(
    'the first page after the sign-in shows what changed, and keeps nobody out: on a %s, in %s',
    async (screen, language, who, title) => {
      const person = await started.person({ screen, language })
      await signsIn(person, `${who}@example.org`)
      await heading(person, title).waitFor()
      expect(await faults(person, `statement-changed-${screen}-${language}`, { colours: language === 'de' })).toEqual(
        [],
      )
      await person.close()
    },
  )
  it('says in words what was and what is, the smaller things apart', async () => {
    await signsIn(page, 'ida@example.org')
    await heading(page, changedInGerman).waitFor()
    const matters = page.getByRole('region', { name: 'Das ist jetzt anders' })
    expect(
      (await matters.getByRole('listitem').allInnerTexts()).map(text =>
        text
          .split('\n')
          .map(line => line.trim())
          .filter(Boolean),
      ),
    ).toEqual([['Zugriffsprotokoll: Aufbewahrung', 'längere Frist', 'Bisher', 'sieben Tage', 'Jetzt', 'sechs Monate']])
    const besides = page.getByRole('region', { name: 'Kleinere Änderungen' })
    expect(await besides.innerText()).toContain('+49 30 7654321')
  })
  it('stands before the home and its devices, and before no right', async () => {
    for (const place of ['/app/home', '/app/devices']) {
      await page.goto(place)
      await heading(page, changedInGerman).waitFor()
    }
    for (const [place, title] of [
      ['/app/my-data', 'Meine Daten'],
      ['/app/consents', 'Einwilligungen'],
      ['/app/account', 'Konto'],
      ['/app/sessions', 'Anmeldungen'],
    ] as const) {
      await page.goto(place)
      await heading(page, title).waitFor()
    }
  })
  it('was not seen by whoever used the platform without it', async () => {
    const browser = started.visitor()
    await browser.post('/api/sign-in', { mail: 'ida@example.org', password, stay: false })
    for (const place of ['/api/home', '/api/account', '/api/my-data', '/api/statement', '/privacy'])
      expect((await browser.get(place)).status, place).toBe(200)
    expect((await browser.patch('/api/account', { fields: { city: 'Werder' } })).status).toBe(200)
    expect(await seen('ida')).toEqual([])
    expect((await browser.get('/api/statement')).body).toMatchObject({ version: 2, seen: false, last: { version: 1 } })
  })
  it('is on record with the time once it was understood, and does not come again', async () => {
    await page.goto('/app/devices')
    await page.getByRole('button', { name: 'Verstanden' }).click()
    await heading(page, 'Geräte').waitFor()
    const [row] = await started.rows<{ shown: number; seen_at: Date }>(
      'select shown, seen_at from statements.seen where subject = $1',
      [ids['ida']],
    )
    expect(row?.shown).toBe(2)
    expect(Math.abs(Number(row?.seen_at) - started.clock.now().getTime())).toBeLessThan(600_000)
    await page.reload()
    await heading(page, 'Geräte').waitFor()
    expect(await seen('jonas')).toEqual([])
  })
  it('is not shown to somebody who registered under it', async () => {
    await aCustomer(started, { name: 'Late', mail: 'late@example.org', language: 'de' })
    const newcomer = await started.person()
    await signsIn(newcomer, 'late@example.org')
    await settled(newcomer)
    expect(await heading(newcomer, changedInGerman).count()).toBe(0)
  })
})
