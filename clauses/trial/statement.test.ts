import { beforeAll, describe, expect, it } from 'vitest'
import type { PersonalData } from '../../kernel/declare/terms.ts'
import { goodPassword } from '../../modules/identity/people-for-test.ts'
import type { BrowserWorld } from '../../e2e/browser-world.ts'
import { aWholeWorld } from '../../server/testing/whole-world.ts'
import { bearsItsDate, holdsFromItsDay, isRefusedWithoutNotices, isToldBefore } from '../changing.ts'
import { clause, browserWorldOf, platformOf } from '../clause.ts'
import { aCustomer } from '../roles/callers.ts'
import { publicPages, told } from '../site.ts'
import { statementWith, type ManifestData } from '../written.ts'

let started: BrowserWorld
beforeAll(async () => {
  started = await browserWorldOf('trial')
})

describe(clause('trial/0-a'), () => {
  it('has statement and imprint one click away on every public page, also where something is refused', async () => {
    for (const address of [...(await publicPages(started)), '/nothing-here'].filter(
      page => !/\.(txt|svg|ico|md|yaml|jsonld|json)$/.test(page),
    )) {
      const { text } = await started.visitor({ accept: 'text/html' }).get(address)
      expect([address, /href="\/(datenschutz|privacy)"/.test(text), /href="\/(impressum|imprint)"/.test(text)]).toEqual(
        [address, true, true],
      )
    }
  })
  it('has them one click away in the portal, before and behind the sign-in', async () => {
    const mail = await aCustomer(started, 'ida@example.org')
    const page = await started.person()
    // The frame is made anew once it is clear in which language the person reads.
    const leads = () =>
      expect
        .poll(
          async () => {
            const links = await page
              .getByRole('contentinfo')
              .getByRole('link')
              .evaluateAll(all => all.map(one => one.getAttribute('href') ?? ''))
            return [
              links.some(link => /^\/(datenschutz|privacy)$/.test(link)),
              links.some(link => /^\/(impressum|imprint)$/.test(link)),
            ]
          },
          { message: page.url() },
        )
        .toEqual([true, true])
    for (const place of ['/app/sign-in', '/app/register', '/app/forgot']) {
      await page.goto(place)
      await leads()
    }
    await page.goto('/app/sign-in')
    await page.locator('input[name=mail]').fill(mail)
    await page.locator('input[type=password]').fill(goodPassword)
    await page.locator('button[type=submit]').click()
    await page.waitForURL(/\/app\/my-data$/)
    for (const place of ['/app/my-data', '/app/account', '/app/consents']) {
      await page.goto(place)
      await leads()
    }
  })
  it('are filled from the manifest', async () => {
    const { company, privacyContact, authority } = started.stating.manifest
    for (const address of ['/datenschutz', '/privacy', '/impressum', '/imprint']) {
      const { status, text } = await started.visitor().get(address)
      expect([address, status]).toEqual([address, 200])
      for (const part of [
        company.name,
        company.street,
        `${company.postcode} ${company.city}`,
        company.mail,
        company.phone,
      ])
        expect(text, address).toContain(part)
    }
    const { text: imprint } = await started.visitor().get('/impressum')
    for (const part of [
      ...company.representedBy,
      ...(company.register ? [company.register.court, company.register.number] : []),
      ...(company.vatId ? [company.vatId] : []),
    ])
      expect(imprint).toContain(part)
    const { text: statement } = await started.visitor().get('/datenschutz')
    for (const part of [privacyContact.mail, authority.name, authority.street, authority.link])
      expect(statement).toContain(part)
  })
  // Art. 13 GDPR and section 5 DDG
  it.each([
    'effective',
    'company',
    'company.name',
    'company.street',
    'company.postcode',
    'company.city',
    'company.country',
    'company.mail',
    'company.phone',
    'company.representedBy',
    'company.register',
    'company.vatId',
    'privacyOfficer',
    'privacyContact',
    'privacyContact.mail',
    'authority',
    'automatedDecisions',
    'recipients.postwind.name',
    'recipients.postwind.street',
    'recipients.postwind.link',
    'recipients.postwind.task',
  ])('does not start without %s, and says what is missing', async what => {
    const manifest = await statementWith('trial', of => {
      const [last = '', ...path] = what.split('.').toReversed()
      delete path.toReversed().reduce((at: ManifestData, key) => at[key] as ManifestData, of)[last]
    })
    await expect(aWholeWorld({ manifest })).rejects.toThrow(`${what} is missing`)
  })
})

describe(clause('trial/0-c'), () => {
  it('has every activity that runs in a part of the statement: visits, account, or a service', async () => {
    const sectionsOf = async (at: string) =>
      [...(await started.visitor().get(at)).text.matchAll(/<section id="([a-z-]+)"[^]*?<\/section>/g)].map(
        ([whole, id = '']) => ({ whole, id }),
      )
    const said = await told(started)
    const [sections, forEmployees] = [await sectionsOf('/datenschutz'), await sectionsOf('/datenschutz/beschaeftigte')]
    const stated = Object.keys(started.stating.manifest.activities)
    for (const name of stated) {
      const tells = ({ whole }: { readonly whole: string }): boolean => whole.includes(`data-promise="${name}/words`)
      // What concerns employees alone stands in their notice.
      const own = sections.some(tells) ? sections.filter(tells) : forEmployees.filter(tells)
      expect([name, own.length]).toEqual([name, 1])
      expect(['visit', 'account', 'devices', 'messages', 'participation', 'advertising', 'duties']).toContain(
        own[0]?.id,
      )
      expect(said.get(`${name}/purpose`), name).toBeTruthy()
    }
    const may = await started.rows<{ grantee: string }>(
      `select distinct grantee from information_schema.column_privileges where table_schema not in ('obhut', 'pg_catalog', 'information_schema') and grantee = any($1)`,
      [[...started.declarations.activities.keys()].map(name => started.store.roles.of(name))],
    )
    const running = [...started.declarations.activities.keys()].filter(name =>
      may.some(({ grantee }) => grantee === started.store.roles.of(name)),
    )
    expect(running.filter(name => !stated.includes(name))).toEqual([])
    expect(running.length).toBeGreaterThan(10)
  })
  it('does not start with one that is stated and that nobody knows', async () => {
    await expect(
      aWholeWorld({
        manifest: await statementWith('trial', of => {
          of['activities'].guessing = {}
        }),
      }),
    ).rejects.toThrow(/no part of the platform does 'guessing'/)
  })
  it('does not start with one that the statement leaves out while it holds data', async () => {
    const world = await platformOf('trial')
    await aCustomer(world, 'ida@example.org')
    await world.stop()
    const manifest = await statementWith('trial', of => {
      delete of['activities']['identity.account']
      delete of['clauses']
    })
    await expect(aWholeWorld({ database: world.database, manifest })).rejects.toThrow(
      /'identity\.account' holds rows that are kept under 'identity\.account', which the manifest does not state/,
    )
  })
})

describe(clause('trial/4-d'), () => {
  const telling: readonly PersonalData[] = [
    'pd:Name',
    'pd:BirthDate',
    'pd:EmailAddress',
    'pd:TelephoneNumber',
    'pd:PhysicalAddress',
    'pd:Street',
    'pd:PostalCode',
    'pd:City',
    'pd:Country',
  ]
  const columns = () =>
    [...started.declarations.tables.values()]
      .filter(({ about }) => about.who !== 'nobody')
      .flatMap(table =>
        Object.entries(table.columns).flatMap(([column, { is, asked }]) =>
          is && telling.includes(is as PersonalData) ? [{ table, column, is, asked }] : [],
        ),
      )

  it('each column of that kind is declared personal, under the service that needs it, with its purpose', async () => {
    const said = await told(started)
    expect(columns().length).toBeGreaterThan(15)
    for (const { table, column, asked } of columns()) {
      expect(table.under.spec.purposes.length, table.name).toBeGreaterThan(0)
      if (!started.stating.states(table.under.name)) continue
      const sentence = said.get(`${table.under.name}/data/${table.name}.${column}`)
      if (asked && sentence === undefined) continue
      expect(sentence, `${table.name}.${column}`).toBeTruthy()
    }
    for (const is of ['pd:Name', 'pd:EmailAddress', 'pd:TelephoneNumber'])
      expect(
        columns().some(one => one.is === is),
        is,
      ).toBe(true)
  })
  it('is neither filled nor read where somebody does not use the service', async () => {
    const mail = await aCustomer(started, 'sparing@example.org')
    await started.settle()
    const places = (await started.traces(mail)).map(place => place.split('.').slice(0, 2).join('.'))
    // An account, and what signs one in: no newsletter, no letters, no requests.
    expect(new Set(places)).toEqual(new Set(['identity.account', 'identity.login']))
    const [row] = await started.rows(
      'select phone, street, postcode, city, country, birth_date from identity.account where mail = $1',
      [mail],
    )
    expect(row).toEqual({ phone: null, street: null, postcode: null, city: null, country: null, birth_date: null })
    const readers = await started.rows<{ grantee: string }>(
      `select distinct grantee from information_schema.column_privileges where table_schema = 'identity' and table_name = 'account' and column_name = 'mail' and privilege_type = 'SELECT' and grantee = any($1)`,
      [[...started.declarations.activities.keys()].map(name => started.store.roles.of(name))],
    )
    const reading = [...started.declarations.activities.values()].filter(({ name }) =>
      readers.some(({ grantee }) => grantee === started.store.roles.of(name)),
    )
    for (const { name, spec } of reading)
      expect([
        name,
        started.stating.states(name) && (name === 'identity.account' || 'identity.account' in (spec.reads ?? {})),
      ]).toEqual([name, true])
    // Nobody has read of this person but to make the account.
    const acts = await started.rows<{ activity: string }>(
      'select distinct e.activity from obhut.audit_entry e join obhut.audit_person p on p.entry_id = e.id join identity.account a on a.id = p.subject where a.mail = $1',
      [mail],
    )
    for (const { activity } of acts) expect(activity).toMatch(/^identity\./)
  })
  it('is not open to be filled where this statement does not ask for it', async () => {
    const open = await started.rows(
      `select 1 from information_schema.column_privileges where table_schema = 'identity' and column_name = 'birth_date' and privilege_type in ('INSERT', 'UPDATE') and grantee = any($1)`,
      [[...started.declarations.activities.keys()].map(name => started.store.roles.of(name))],
    )
    expect(open).toEqual([])
  })
})

describe(clause('trial/6-b'), () => {
  it('bears one date on page, file and manifest, in each version', async () => bearsItsDate(started))
})

describe(clause('trial/6'), () => {
  it('is told before its day by letter, and refused without', async () => {
    await isRefusedWithoutNotices('trial')
    const world = await platformOf('trial')
    await holdsFromItsDay(world, await isToldBefore(world, 'trial'))
    await bearsItsDate(world)
  })
})
