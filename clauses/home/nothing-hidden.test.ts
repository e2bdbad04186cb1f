import { beforeAll, describe, expect, it } from 'vitest'
import { proofOf } from '../../kernel/proof/prove-for-test.ts'
import { label } from '../../kernel/statement/labels.ts'
import { settingOf, states } from '../../kernel/statement/manifest.ts'
import type { PersonalData } from '../../kernel/declare/terms.ts'
import { openEverything, type BrowserWorld } from '../../e2e/browser-world.ts'
import { clause, browserWorldOf, platformOf } from '../clause.ts'
import { aboutCustomers, plant } from '../planting.ts'
import { type Customer } from './customer.ts'
import { aHousehold } from './household.ts'

const spoken = (text: string): string => text.replaceAll('\u00A0', ' ').replaceAll('\u00AD', '')

describe(clause('home/1-a'), () => {
  let platform: BrowserWorld
  let ida: Customer
  beforeAll(async () => {
    platform = await browserWorldOf('home')
    ida = await aHousehold(platform, 'ida@example.org', { language: 'de' })
    await platform.jobs.stop()
    await plant(platform, ida.id, 'idas')
  })

  /** Columns about customers that this manifest lets anybody fill, with the category of each. */
  const named = (): { activity: string; table: string; column: string; is: PersonalData }[] => {
    const { manifest } = platform.stating
    return aboutCustomers(platform).flatMap(table =>
      Object.entries(table.columns).flatMap(([column, { is, asked }]) =>
        is === undefined ||
        (asked &&
          !asked.settings.some(
            setting =>
              states(manifest, setting.activity) && [settingOf(manifest, setting)].flat().includes(asked.field),
          ))
          ? []
          : [{ activity: table.under.name, table: table.name, column, is: is as PersonalData }],
      ),
    )
  }

  it('names in the statement each column that is kept, by its category, and the purpose of each activity', async () => {
    const page = await platform.person()
    const saidOn = async (at: string) => {
      await page.goto(at)
      return page
        .locator('[data-promise]')
        .evaluateAll(all =>
          all.map(one => ({ promises: one.getAttribute('data-promise')!.split(' '), text: one.textContent ?? '' })),
        )
    }
    const sentences = [...(await saidOn('/datenschutz')), ...(await saidOn('/datenschutz/beschaeftigte'))]
    expect(named().length).toBeGreaterThan(100)
    for (const { activity, table, column, is } of named()) {
      const telling = sentences.filter(({ promises }) => promises.includes(`${activity}/data/${table}.${column}`))
      expect(telling.map(({ text }) => spoken(text)).join(' '), `${table}.${column}`).toContain(label(is).de)
    }
    for (const [name, activity] of Object.entries(platform.stating.manifest.activities)) {
      const text = sentences
        .filter(({ promises }) => promises.includes(`${name}/purpose`))
        .map(one => spoken(one.text).toLowerCase())
        .join(' ')
      const purposes = activity.purposes ?? platform.declarations.activities.get(name)?.spec.purposes ?? []
      expect(purposes.length).toBeGreaterThan(0)
      for (const purpose of purposes) expect(text, name).toContain(label(purpose).de.toLowerCase())
    }
  })
  it('has in the statement a way to each right that one exercises in the account', async () => {
    const page = await platform.person({ like: ida.browser })
    for (const [link, found] of [
      [/^Auskunft/, () => page.getByRole('heading', { name: 'Meine Daten' })],
      [
        /^Kopie und Datenübertragbarkeit/,
        () => page.locator('#take').getByRole('link', { name: 'Alles herunterladen' }),
      ],
      [/^Berichtigung/, () => page.locator('#correct').getByRole('link', { name: 'Zum Konto' })],
      [/^Löschung/, () => page.locator('#delete').getByRole('button', { name: 'Konto löschen' })],
      [
        /^Einschränkung/,
        () =>
          page
            .locator('#restrict')
            .getByRole('button', { name: /^(Verarbeitung einschränken|Einschränkung aufheben)$/ }),
      ],
      [/^Widerspruch/, () => page.locator('#object').getByRole('switch').first()],
      [/^Widerruf/, () => page.locator('#withdraw')],
    ] as const) {
      await page.goto('/datenschutz')
      await page.locator('#rights').getByRole('link', { name: link }).click()
      await found().waitFor()
    }
    await page.goto('/datenschutz')
    expect(await page.locator('#rights a[href^="mailto:"]').count()).toBeGreaterThan(0)
    expect(await page.locator('#complaint').innerText()).toContain(platform.stating.manifest.authority.name)
  })
  it('lists in “My data” each category with its purpose, for all that is held', async () => {
    const page = await platform.person({ like: ida.browser })
    await page.goto('/app/my-data')
    await page.getByRole('link', { name: 'Alles herunterladen' }).first().waitFor()
    await openEverything(page)
    const activities = new Set(named().map(({ activity }) => activity))
    expect(activities.size).toBeGreaterThan(9)
    for (const activity of activities) {
      const group = page.locator(`section[id="${activity}"]`)
      for (const columns of await group.locator('details > summary').all()) await columns.click()
      // The screen begins a line with a capital.
      const text = spoken(await group.innerText()).toLowerCase()
      for (const purpose of platform.declarations.activities.get(activity)?.spec.purposes ?? [])
        expect(text, activity).toContain(label(purpose).de.toLowerCase())
      for (const { is, table, column } of named().filter(one => one.activity === activity))
        expect(text, `${table}.${column}`).toContain(label(is).de.toLowerCase())
    }
  })
  it.each<[what: string, sql: string, falls: string]>([
    [
      'a column beside those of the account',
      'alter table identity.account add column nickname text',
      'identity.account/data',
    ],
    [
      'a column beside those of the devices',
      'alter table homes.device add column neighbour text',
      'homes.reporting/data',
    ],
    ['a table of its own', 'create table identity.hobby (subject uuid, hobby text)', 'statement/activities'],
    [
      'a copy that nobody declared',
      'create materialized view identity.names as select first_name from identity.account',
      'statement/activities',
    ],
  ])('fails the proof for %s that the statement does not name', async (_, sql, falls) => {
    const world = await platformOf('home')
    expect((await proofOf(world)).promises.filter(({ holds }) => !holds)).toEqual([])
    await world.store.asOwner(owner => owner.query(sql))
    const proof = await proofOf(world)
    expect(proof.holds).toBe(false)
    expect(proof.promises.filter(({ holds }) => !holds).map(({ id }) => id)).toEqual([falls])
  })
})
