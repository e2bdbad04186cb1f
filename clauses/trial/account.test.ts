import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { parse, stringify } from 'yaml'
import { beforeAll, describe, expect, it } from 'vitest'
import { aBrowserWorld, type BrowserWorld } from '../../e2e/browser-world.ts'
import { goodPassword, person, registered, signsIn } from '../../modules/identity/people-for-test.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, browserWorldOf, platformOf } from '../clause.ts'
import { expiresUnopened, isOnRecord, opensByTheLinkAlone, type Form } from '../registering.ts'

let platform: BrowserWorld
beforeAll(async () => {
  platform = await browserWorldOf('trial')
})

interface Asked {
  readonly name: string
  readonly label: string
  readonly required: boolean
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
}
const asked = async (of: World): Promise<Asked[]> =>
  (await of.visitor({ 'accept-language': 'de' }).get('/api/site')).body.registration.fields
const names = (fields: readonly Asked[], required: boolean): string[] =>
  fields
    .filter(field => field.required === required)
    .map(({ name }) => name)
    .toSorted()
/** What the form on screen asks: the name of each input. */
async function onScreen(page: Page): Promise<string[]> {
  await page.goto('/app/register')
  await page.getByRole('button', { name: 'Konto anlegen' }).waitFor()
  return (
    await page
      .locator('main input[name], main select[name]')
      .evaluateAll(all => all.map(one => one.getAttribute('name') ?? ''))
  ).toSorted()
}

describe(clause('trial/2-a'), () => {
  it('asks for names, mail, company and gender, and needs nothing else but the password', async () => {
    expect(names(await asked(platform), true)).toEqual([
      'company',
      'firstName',
      'gender',
      'lastName',
      'mail',
      'password',
    ])
    expect(names(await asked(platform), false)).toEqual(['city', 'country', 'phone', 'postcode', 'street'])
  })
  it('refuses each of them that is missing, by its name', async () => {
    for (const field of names(await asked(platform), true)) {
      const { status, body } = await platform
        .visitor()
        .post(
          '/api/registrations',
          person({ mail: 'ida@example.org', company: 'Wehrmühle', gender: 'none', [field]: undefined }),
        )
      expect([status, Object.keys(body.fields)]).toEqual([422, [field]])
    }
  })
  it('shows the form that the manifest asks for, and another manifest shows another', async () => {
    const manifest = parse(await readFile(join(import.meta.dirname, '../../statements/trial.yaml'), 'utf8'))
    manifest.activities['identity.account'] = {
      ...manifest.activities['identity.account'],
      required: ['firstName', 'birthDate'],
      voluntary: ['lastName'],
    }
    const other = await aBrowserWorld({ manifest: stringify(manifest, { aliasDuplicateObjects: false }) })
    expect(names(await asked(other), true)).toEqual(['birthDate', 'firstName', 'mail', 'password'])
    for (const each of [platform, other]) {
      const page = await each.person()
      const shown = await onScreen(page)
      expect(shown).toEqual((await asked(each)).map(({ name }) => name).toSorted())
      for (const { name, label, required } of await asked(each)) {
        const said = await page
          .locator(`main [name="${name}"]`)
          .evaluate(input => (input as unknown as { labels: { innerText: string }[] }).labels[0]?.innerText)
        expect(said).toMatch(required ? new RegExp(`^${label}$`) : new RegExp(`^${label}\\s+freiwillig$`))
      }
    }
    expect(
      (
        await other
          .visitor()
          .post(
            '/api/registrations',
            person({ mail: 'ida@example.org', birthDate: '1990-04-30', company: 'Wehrmühle' }),
          )
      ).body.fields,
    ).toHaveProperty('company')
  })
  it('keeps no column open that the manifest does not ask for', async () => {
    const open = await platform.rows<{ column: string }>(
      `select distinct column_name as column from information_schema.column_privileges
      where table_schema = 'identity' and table_name in ('account', 'registration') and privilege_type in ('INSERT', 'UPDATE') and grantee = any($1)`,
      [[...platform.declarations.activities.keys()].map(name => platform.store.roles.of(name))],
    )
    expect(open.map(({ column }) => column)).toContain('gender')
    expect(open.map(({ column }) => column)).not.toContain('birth_date')
  })
  it('takes “no answer” for an answer about gender, and keeps just that', async () => {
    const gender = (await asked(platform)).find(({ name }) => name === 'gender')
    expect(gender?.choices).toContainEqual({ value: 'none', label: 'keine Angabe' })
    const browser = await signsIn(
      await registered(platform, 'free@example.org', { company: 'Wehrmühle', gender: 'none' }),
      'free@example.org',
    )
    expect((await browser.get('/api/account')).body.fields.gender).toBe('none')
    expect(
      (
        await platform
          .visitor()
          .post('/api/registrations', person({ mail: 'b@example.org', company: 'W', gender: 'sometimes' }))
      ).body.fields,
    ).toHaveProperty('gender')
  })
  it('opens an account for somebody who fills in the form on screen and gives no gender', async () => {
    const page = await platform.person()
    await page.goto('/app/register')
    for (const [label, value] of [
      ['Vorname', 'Ola'],
      ['Nachname', 'Nord'],
      ['Firma', 'Nordlicht'],
      ['E-Mail', 'ola@example.org'],
    ] as const)
      await page.getByLabel(new RegExp(label)).first().fill(value)
    await page.locator('input[type=password]').first().fill(goodPassword)
    await choose(page, 'Geschlecht', 'keine Angabe')
    await page.getByRole('button', { name: 'Konto anlegen' }).click()
    await page.getByText('ola@example.org').waitFor()
    await page.goto(await platform.linkTo('ola@example.org'))
    await page.locator('input[type=password]').fill(goodPassword)
    await page.getByRole('button', { name: 'Adresse bestätigen' }).click()
    await page.getByText('Ihre Adresse ist bestätigt').waitFor()
    expect(
      await platform.rows(`select first_name, gender from identity.account where mail = 'ola@example.org'`),
    ).toEqual([{ first_name: 'Ola', gender: 'none' }])
  })
})
async function choose(page: Page, label: string, option: string): Promise<void> {
  const field = page.getByLabel(label).first()
  if (await field.evaluate(one => one.tagName === 'SELECT')) await field.selectOption({ label: option })
  else {
    await field.click()
    await page.getByRole('option', { name: option }).click()
  }
}

describe(clause('trial/2-b'), () => {
  const form = (mail: string): Form => ({ ...person({ company: 'Wehrmühle', gender: 'none' }), mail })
  it('opens nothing before the link is opened, and by the link once', async () =>
    opensByTheLinkAlone(platform, form('link@example.org')))
  it('has a link that expires, and forgets the address with it', async () =>
    expiresUnopened(await platformOf('trial'), form('never@example.org'), { after: 24 }))
  it('has request, mail and confirmation on record', async () =>
    isOnRecord(await platformOf('trial'), form('record@example.org')))
})
