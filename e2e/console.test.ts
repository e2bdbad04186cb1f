import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { TheProof, TheReporter } from '../platform/services.ts'
import { days, later, minutes } from '../kernel/clock/clock.ts'
import { PromisesBroken } from '../kernel/proof/kept.ts'
import { dayOf } from '../kernel/declare/periods.ts'
import { eraseSubject } from '../kernel/rights/erase.ts'
import { StaffAccounts } from '../modules/identity/contract.ts'
import { lettersTo } from '../modules/identity/people-for-test.ts'
import { PrivacyDesk } from '../modules/rights/contract.ts'
import { CertificateNotTaken } from '../server/tls/certificate.ts'
import { aBrowserWorld, faults, picture, screens, violations, type BrowserWorld } from './browser-world.ts'
import { aCustomer, password, wholeStatement } from './resident.ts'
import { aColleague, entersConsole, givesCode } from './staff.ts'

let started: BrowserWorld
const [ada, bea, kim, zoe] = [
  'ada@testhaus.example',
  'bea@testhaus.example',
  'kim@testhaus.example',
  'zoe@testhaus.example',
]
beforeAll(async () => {
  started = await aBrowserWorld({ manifest: wholeStatement })
  await aColleague(started, ada, ['administration', 'privacy', 'support'])
  await aColleague(started, bea, ['privacy'], { firstName: 'Bea' })
  await aCustomer(started, { further: { phone: '+49 331 5550100', company: 'Wehrmühle' } })
})
const isSound = async (page: Page, name: string): Promise<void> => {
  expect(await faults(page, `console-${name}`)).toEqual([])
}
const isSoundEverywhere = async (page: Page, name: string): Promise<void> => {
  for (const screen of ['phone', 'desktop'] as const) {
    await page.setViewportSize(screens[screen])
    await isSound(page, `${name}-${screen}`)
  }
}

describe('the first day of a member of staff', () => {
  it('begins with a link, a password, an app and recovery codes, and only then the console opens', async () => {
    const page = await started.person()
    const { link } = await started
      .offered(StaffAccounts)
      .invite({ mail: kim, firstName: 'Kim', lastName: 'Muster', roles: ['privacy'], language: 'de' })
    await page.goto(link)
    await page.locator('input[type=password]').fill(password)
    await page.getByRole('button', { name: 'Konto freischalten' }).click()
    await page
      .getByRole('link', { name: /anmelden/i })
      .last()
      .click()
    await page.locator('input[name=mail]').fill(kim)
    await page.locator('input[type=password]').fill(password)
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await page.getByRole('heading', { level: 1, name: 'Zweiten Faktor einrichten' }).waitFor()
    await page.getByRole('img', { name: /Schlüssel/ }).waitFor()
    await isSound(page, 'set-up')
    await page.goto('/app/console/colleagues')
    await page.getByRole('heading', { level: 1, name: 'Zweiten Faktor einrichten' }).waitFor()
    await page.getByRole('img', { name: /Schlüssel/ }).waitFor()
    await givesCode(started, page, kim)
    await page.locator('.recovery-codes li').first().waitFor()
    expect(await page.locator('.recovery-codes li').count()).toBe(10)
    await isSound(page, 'recovery-codes')
    await page.getByRole('button', { name: 'Ich habe sie gesichert' }).click()
    await page.goto('/app/console')
    await page.getByText('Guten Tag, Kim').waitFor()
    expect(await page.getByRole('link', { name: 'Beschäftigte', exact: true }).count()).toBe(0)
  })
})

describe('the administration', () => {
  it('takes somebody in, changes permissions and blocks; what cannot be taken back asks for a fresh code', async () => {
    const page = await started.person()
    await entersConsole(started, page, ada)
    await page.getByRole('link', { name: 'Beschäftigte' }).first().click()
    await page.getByRole('button', { name: 'Jemanden einladen' }).click()
    await page.getByLabel('Vorname').fill('Tom')
    await page.getByLabel('Nachname').fill('Weidner')
    await page.getByLabel('E-Mail-Adresse').fill('tom@testhaus.example')
    await page.getByLabel('Kundendienst').check()
    await isSound(page, 'invite')
    await page.getByRole('button', { name: 'Link senden' }).click()
    await page.getByText('tom@testhaus.example').first().waitFor()
    await started.settle()
    expect(await lettersTo(started, 'tom@testhaus.example')).toHaveLength(1)
    await started.turnBy(6 * 60_000)
    await page.getByRole('button', { name: /Konto von Tom Weidner/ }).click()
    await page.getByRole('menuitem', { name: 'Sperren' }).click()
    await page.getByRole('button', { name: 'Sperren' }).click()
    await page.getByText('Bitte geben Sie den Code noch einmal ein').waitFor()
    // What was asked for waits behind the question, and turns.
    await picture(page, 'console-fresh-code')
    expect(await violations(page)).toEqual([])
    await givesCode(started, page, ada)
    await page.getByText('gesperrt', { exact: true }).waitFor()
    await isSound(page, 'colleagues')
  })
  it('asks a second administrator for permissions that reach far, and ends sessions of others', async () => {
    await aColleague(started, zoe, ['administration'], { firstName: 'Zoe', lastName: 'Winter', language: 'en' })
    const [first, second] = [await started.person(), await started.person({ language: 'en' })]
    await entersConsole(started, first, ada)
    await goesTo(first, 'Beschäftigte')
    await first.getByRole('button', { name: 'Berechtigungen Bea Beispiel' }).click()
    await first.locator('.change-roles').getByLabel('Administration').check()
    await first.getByRole('button', { name: 'Speichern' }).click()
    await first.getByText('der Antrag kommt von Ihnen', { exact: false }).waitFor()
    await isSoundEverywhere(first, 'role-requests')

    await entersConsole(started, second, zoe)
    await goesTo(second, 'Staff')
    await second.getByRole('button', { name: 'Approve' }).click()
    const dialog = second.getByRole('dialog')
    await dialog.getByText('Approve only if you have spoken with both', { exact: false }).waitFor()
    await isSoundEverywhere(second, 'approving')
    await dialog.getByRole('button', { name: 'Approve' }).click()
    await second.getByText('approved, waiting').waitFor()
    await isSoundEverywhere(second, 'role-approved')

    await second.getByRole('button', { name: 'Actions for the account of Ada Beispiel' }).click()
    await second.getByRole('menuitem', { name: 'Sessions' }).click()
    await dialog.getByRole('listitem').first().waitFor()
    await isSoundEverywhere(second, 'sessions-of')
    await dialog.getByRole('button', { name: 'End all' }).click()
    await second.getByText('The sessions have ended.').waitFor()
    await first.reload()
    await first.locator('input[name=mail]').waitFor()
  })
})

describe('whoever helps a customer', () => {
  it('finds one by the whole number or address from the command line of the console, and says why', async () => {
    const page = await started.person()
    await entersConsole(started, page, ada)
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('ida@example.org')
    await isSound(page, 'command-bar')
    await page.keyboard.press('Enter')
    await page.getByLabel('Anlass').fill('Anruf wegen der Rechnung')
    await page.getByRole('button', { name: 'Nachschlagen', exact: true }).click()
    await page.getByRole('heading', { name: /Ida Ludwig/ }).waitFor()
    await isSound(page, 'customer')
    await page.getByLabel(/Kundennummer oder/).fill('niemand@example.org')
    await page.getByRole('button', { name: 'Nachschlagen', exact: true }).click()
    await page.getByText('Dazu gibt es kein Konto').waitFor()
  })
  it('never gets into the portal, nor a customer into the console', async () => {
    const page = await started.person()
    await page.goto('/app/console')
    await page.locator('input[name=mail]').fill('ida@example.org')
    await page.locator('input[type=password]').fill(password)
    await page.locator('button[type=submit]').click()
    await page.waitForURL(/\/app\/home$/)
  })
})

describe('the privacy desk', () => {
  it('enters a letter, finds out whose it is, does what is asked and answers, all of it on record', async () => {
    const page = await started.person()
    await entersConsole(started, page, ada)
    await page.getByRole('link', { name: 'Anfragen' }).first().click()
    await page.getByText('Nichts ist offen').waitFor()
    await page.getByRole('button', { name: 'Brief eintragen' }).click()
    await page.getByLabel('Absender').fill('Ida Ludwig, Am Wehr 3, Potsdam')
    await page.getByLabel('Worum es geht').selectOption({ label: 'Auskunft' })
    await page
      .getByLabel('Was geschrieben wurde')
      .fill('Bitte teilen Sie mir mit, was Sie über mich gespeichert haben.')
    await isSound(page, 'letter')
    await page.getByRole('button', { name: 'Eintragen', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Auskunft' }).waitFor()
    await page.getByText(/noch \d+ Tage/).waitFor()
    await page.getByRole('button', { name: 'Übernehmen' }).click()
    await page.locator('.history').getByText('Übernommen').waitFor()
    expect(await page.locator('.facts').innerText()).toMatch(/Zuständig\s+Sie/)
    const [{ customer_number: number }] = await started.rows(
      `select customer_number from identity.account where mail = 'ida@example.org'`,
    )
    await page.getByRole('button', { name: 'Person feststellen' }).click()
    await page.getByLabel('Kundennummer').fill(number)
    await page.getByLabel('Ausgewiesen durch').selectOption({ label: 'Unterschrift und Kundennummer' })
    await page.getByRole('button', { name: 'Feststellen', exact: true }).click()
    await page.getByText('ida@example.org').waitFor()
    await page.getByRole('button', { name: 'Ausführen' }).click()
    await page.getByLabel('Was geschehen soll').selectOption({ label: 'Kopie bereitstellen' })
    await isSound(page, 'request')
    await page.locator('form').getByRole('button', { name: 'Ausführen' }).click()
    await page.getByRole('link', { name: /Kopie herunterladen/ }).waitFor()
    await page.locator('.history').getByText('Kopie bereitstellen').waitFor()
    await page.getByRole('button', { name: 'Antworten' }).click()
    await page.locator('form').getByLabel('Antwort').fill('Ihre Kopie liegt im Konto bereit.')
    await page.locator('form').getByRole('button', { name: 'Antworten' }).click()
    await page.locator('.history').getByText('Beantwortet').waitFor()
    await isSound(page, 'request-answered')
    await isPaper(page, page.getByRole('link', { name: 'Zum Drucken' }), 'printed-answer')
    await page.getByRole('link', { name: 'Alle Anfragen' }).click()
    await page.getByText('Nichts ist offen').waitFor()
  })
  it('makes a copy on paper and erases by letter, and has the answer to print', async () => {
    await aCustomer(started, { name: 'Lea', mail: 'lea@example.org' })
    const page = await started.person()
    await entersConsole(started, page, bea)
    const { id } = (await (
      await page.request.post('/api/desk/requests', {
        data: { from: 'Lea Ludwig\nAm Wehr 3\n14467 Potsdam', says: 'Bitte löschen Sie alles.', right: 'eu-gdpr:A17' },
      })
    ).json()) as { id: string }
    await page.request.post(`/api/desk/requests/${id}/person`, {
      data: { customerNumber: await numberOf('lea@example.org'), provenBy: 'signature and customer number' },
    })
    await page.goto(`/app/console/requests/${id}`)
    const carriesOut = async (what: string): Promise<void> => {
      await page.getByRole('button', { name: 'Ausführen' }).first().click()
      await page.getByLabel('Was geschehen soll').selectOption({ label: what })
      await page.locator('form').getByRole('button', { name: 'Ausführen' }).click()
    }
    await carriesOut('Auskunft auf Papier')
    await isPaper(page, page.getByRole('link', { name: /Kopie herunterladen/ }), 'printed-copy')
    await carriesOut('Löschen')
    await erases(page, 'Lea Ludwig')
    const letter = page.frameLocator('iframe.letter')
    await letter.getByRole('heading', { level: 1, name: 'Ihre Daten sind gelöscht' }).waitFor()
    expect(await letter.locator('body').evaluate(body => getComputedStyle(body).fontFamily)).toContain('Georgia')
    await isSoundEverywhere(page, 'erased-letter')
  })
})

/**
 * Says yes to an erasure, which names the person and what goes, and asks for the code although the sign-in was just
 * now.
 */
async function erases(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: `Alle Daten von ${name} löschen?` })
  await dialog.getByText('Das wird gelöscht').waitFor()
  await dialog.getByText('Kein Gesetz verlangt, dass etwas bleibt.').waitFor()
  await dialog.getByText('wie die Person sie unter „Meine Daten“ findet').waitFor()
  await isSoundEverywhere(page, 'erasing')
  await dialog.getByRole('button', { name: 'Endgültig löschen' }).click()
  const code = page.getByRole('dialog', { name: 'Bitte geben Sie den Code noch einmal ein' })
  await code.getByRole('button', { name: 'Abbrechen' }).click()
  await dialog.getByRole('alert').waitFor()
  expect(await started.rows('select from identity.account where first_name = $1', [name.split(' ')[0]])).toHaveLength(1)
  await dialog.getByRole('button', { name: 'Endgültig löschen' }).click()
  await code.waitFor()
  await givesCode(started, page, bea)
}

/** A page on letter paper, behind a link: with its style sheet, and as wide as the screen. */
async function isPaper(page: Page, link: Locator, name: string): Promise<void> {
  const paper = await page.context().newPage()
  await paper.goto((await link.getAttribute('href')) ?? '')
  expect(await paper.locator('body').evaluate(body => getComputedStyle(body).fontFamily)).toContain('Georgia')
  for (const screen of ['phone', 'desktop'] as const) {
    await paper.setViewportSize(screens[screen])
    expect(await paper.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await picture(paper, `console-${name}-${screen}`)
  }
  await paper.close()
}

const numberOf = async (mail: string): Promise<string> =>
  (
    await started.rows<{ number: string }>('select customer_number as number from identity.account where mail = $1', [
      mail,
    ])
  )[0]?.number ?? ''
/** A part of the console, by the way in its navigation. */
const goesTo = (page: Page, part: string): Promise<void> =>
  page.getByRole('navigation').getByRole('link', { name: part, exact: true }).click()

describe('the proof in the console', () => {
  it('shows how far it is, and promise by promise what came of it, by itself', async () => {
    const page = await started.person()
    await entersConsole(started, page, ada)
    await goesTo(page, 'Nachweis')
    await page.getByText('Es wurde noch nicht geprüft').waitFor()
    await page.getByRole('button', { name: 'Jetzt prüfen' }).click()
    await page.getByRole('progressbar', { name: 'Die Prüfung läuft' }).waitFor()
    await page
      .getByText(/Zusagen werden gehalten|nicht gehalten/)
      .first()
      .waitFor({ timeout: 120_000 })
    expect(
      await page.getByText(/Alle \d+ Zusagen werden gehalten/).count(),
      (await page.locator('.promise-against').allTextContents()).join('\n'),
    ).toBe(1)
    await page.getByRole('progressbar').waitFor({ state: 'detached' })
    await page
      .getByRole('button', { name: /^Ansehen/ })
      .first()
      .click()
    await page.getByRole('button', { name: /Beleg/ }).first().click()
    await isSound(page, 'proven')
  })
})

describe('what goes to an authority', () => {
  it('is recorded by one, approved by another who comes to the same person, and handed out once', async () => {
    const [first, second] = [await started.person(), await started.person()]
    const number = await numberOf('ida@example.org')
    await entersConsole(started, first, ada)
    await goesTo(first, 'Weitergaben')
    await first.getByText('Keine Behörde hat etwas verlangt').waitFor()
    await first.getByRole('button', { name: 'Anfrage aufnehmen' }).click()
    await first.locator('input[name=authority]').fill('Staatsanwaltschaft Elbmark')
    await first.locator('input[name=fileNumber]').fill('412 Js 1/26')
    await first.locator('select[name=ground]').selectOption('StPO 95')
    await first.locator('input[name=customerNumber]').fill(number)
    await first.locator('textarea[name=because]').fill('Herausgabeverlangen vom Vortag, unterschrieben')
    await first.getByRole('button', { name: 'Aufnehmen', exact: true }).click()
    await first.getByText('Wählen Sie mindestens eine Angabe aus').waitFor()
    const account = first.locator('.askable-table').filter({ hasText: 'Ihr Konto' })
    await account.locator('summary').click()
    await account.getByLabel('E-Mail-Adresse', { exact: true }).check()
    await isSound(first, 'authority')
    await first.getByRole('button', { name: 'Aufnehmen', exact: true }).click()
    await first.getByText('wartet auf Entscheidung').waitFor()
    await first.getByRole('button', { name: /Ansehen/ }).click()
    await first.getByText('Eine zweite Person entscheidet').waitFor()

    await entersConsole(started, second, bea)
    await goesTo(second, 'Weitergaben')
    await second.getByRole('button', { name: /Prüfen/ }).click()
    await second.getByLabel('Entscheidung', { exact: true }).selectOption({ label: 'Freigeben' })
    await second.getByLabel('Kundennummer').fill('1234567890')
    await second.getByLabel('Grund der Entscheidung').fill('Schreiben liegt vor, Beschluss gelesen')
    await second.getByRole('button', { name: 'Entscheiden' }).click()
    await second.getByText('Dazu gibt es kein Konto').waitFor()
    await isSound(second, 'deciding')
    await second.getByLabel('Kundennummer').fill(number)
    await second.getByRole('button', { name: 'Entscheiden' }).click()
    await second.getByText('freigegeben', { exact: true }).waitFor()

    await first.reload()
    await first.getByRole('button', { name: 'Aushändigen' }).click()
    const coming = first.waitForEvent('download')
    await first.getByRole('dialog').getByRole('button', { name: 'Aushändigen' }).click()
    const file = await coming
    expect(file.suggestedFilename()).toBe('412-Js-1-26.json')
    expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toEqual({
      disclosure: { authority: 'Staatsanwaltschaft Elbmark', fileNumber: '412 Js 1/26' },
      data: [{ table: 'identity.account', mail: 'ida@example.org' }],
    })
    await first.getByText('ausgehändigt', { exact: true }).waitFor()
    expect(await first.getByRole('button', { name: 'Aushändigen' }).count()).toBe(0)
    await isSound(first, 'handed-out')
  })
  it('is not all that goes out: what the platform passes on by itself is counted, and names nobody', async () => {
    const subject = await aCustomer(started, { name: 'Mara', mail: 'mara@example.org' })
    const [recipient] = started.stating.manifest.recipients
    for (const fields of ['{pd:EmailAddress}', '{pd:EmailAddress}', '{pd:EmailAddress,pd:Name}']) {
      await started.rows(
        `insert into obhut.disclosure (at, recipient, activity, fields, ground, subject, version) values ($1, $2, 'mail.delivery', $3, 'mail.delivery', $4, 1)`,
        [started.clock.now(), recipient?.id, fields, subject],
      )
    }
    const page = await started.person()
    await entersConsole(started, page, bea)
    await goesTo(page, 'Weitergaben')
    const wentOut = page.getByRole('region', { name: 'Was hinausging' })
    await wentOut.getByRole('row').nth(1).waitFor()
    expect(await wentOut.getByRole('row').locator('td:nth-child(4)').allTextContents()).toEqual(
      expect.arrayContaining(['1', '2']),
    )
    expect(await wentOut.getByRole('row').nth(1).textContent()).toContain(recipient?.name)
    expect(await wentOut.textContent()).not.toContain('Mara')
    await isSound(page, 'went-out')
  })
})

describe('whoever writes a new version of the statement', () => {
  it('reads each thing that is wrong with it, with its line and what mends it, in the own language', async () => {
    await aColleague(started, 'pia@testhaus.example', ['privacy'], { firstName: 'Pia', language: 'en' })
    const written = wholeStatement.replace('website.access-log', 'website.acess-log')
    for (const [mail, doing, shows, place, says] of [
      [
        bea,
        'Neue Fassung',
        'Unterschiede zeigen',
        /Zeile \d+, Spalte \d+:/,
        'Dieses Manifest lässt sich nicht ausführen.',
      ],
      [
        'pia@testhaus.example',
        'New version',
        'Show differences',
        /Line \d+, column \d+:/,
        'This manifest cannot be run.',
      ],
    ] as const) {
      const page = await started.person({ language: mail === bea ? 'de' : 'en' })
      await entersConsole(started, page, mail)
      await page.goto('/app/console/statement')
      await page.getByText(/^(Fassung|Version) 1$/).waitFor()
      // The first one changed nothing.
      expect(await page.getByText(/wesentlich|material/).count()).toBe(0)
      await page.getByRole('button', { name: doing }).click()
      await page.locator('textarea').fill(written)
      await page.getByRole('button', { name: shows }).click()
      await page.getByText(says).waitFor()
      await page
        .locator('.places li')
        .filter({ hasText: place })
        .filter({ hasText: 'website.acess-log' })
        .first()
        .waitFor()
      await isSoundEverywhere(page, `manifest-wrong-${mail === bea ? 'de' : 'en'}`)
    }
  })
})

describe('the letter to somebody who was erased', () => {
  it('stays until it is printed, and the browser and signing out ask first', async () => {
    const account = await aCustomer(started, { name: 'Lena', mail: 'lena@example.org' })
    const opens = (from: string) =>
      started
        .offered(PrivacyDesk)
        .open({ by: 'letter', list: 'desk', from, says: 'Bitte löschen Sie alles.', receivedAt: started.clock.now() })
    const { id } = await opens('Lena Brief')
    await opens('Otto Bleibt')
    await started.rows(`update rights.request set subject = $2, proven_by = 'identity card shown' where id = $1`, [
      id,
      account,
    ])
    await started.rows('update rights.event set subject = $2 where request_id = $1', [id, account])
    const page = await started.person()
    await entersConsole(started, page, bea)
    await page.goto(`/app/console/requests/${id}`)
    await page.getByRole('button', { name: 'Ausführen' }).click()
    await page.locator('select[name=what]').selectOption({ label: 'Löschen' })
    await page.locator('.change-roles button[type=submit]').click()
    await erases(page, 'Lena Ludwig')
    await page.getByRole('heading', { level: 1, name: 'Die Daten sind gelöscht' }).waitFor()
    expect(await page.getByRole('button', { name: 'Der Brief ist gedruckt' }).isDisabled()).toBe(true)

    await page.getByRole('link', { name: 'Alle Anfragen' }).click()
    await page.getByText('Drucken Sie die Antwort jetzt').waitFor()
    await page.locator('.card').getByText('Otto Bleibt').waitFor()
    expect(await page.locator(`.card a[href$="${id}"]`).count()).toBe(0)
    const asks = page.waitForEvent('dialog')
    const reloads = page.evaluate(() => {
      location.reload()
    })
    const dialog = await asks
    expect(dialog.type()).toBe('beforeunload')
    await dialog.dismiss()
    await reloads
    await page.getByRole('button', { name: /Bea Beispiel/ }).click()
    await page.getByRole('menuitem', { name: 'Abmelden' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Abbrechen' }).click()

    await page.getByRole('link', { name: /Antwort an die Person/ }).click()
    await page.frameLocator('iframe.letter').getByText('Was als Nachweis bleibt').waitFor()
    await page
      .locator('iframe.letter')
      .evaluate(
        (frame: HTMLIFrameElement) => Object.assign(frame.contentWindow ?? {}, { print: () => {} }) && undefined,
      )
    await page.getByRole('button', { name: 'Zum Drucken' }).click()
    await page.getByRole('button', { name: 'Der Brief ist gedruckt' }).click()
    await page.getByRole('heading', { level: 1, name: 'Anfragen' }).waitFor()
    await expect.poll(() => page.getByText('Drucken Sie die Antwort jetzt').count()).toBe(0)
  })
})

describe('the audit log in the console', () => {
  it('is searched by whom it concerns and what was done, says whether it is unchanged, and goes along as a file', async () => {
    const id = await aCustomer(started, { name: 'Jonas', mail: 'jonas@example.org' })
    const page = await started.person()
    await entersConsole(started, page, ada)
    await page.request.post('/api/staff/look-ups', { data: { by: 'jonas@example.org', reason: 'Anruf' } })
    await started.settle()
    await goesTo(page, 'Protokoll')
    await page.getByText('Das Protokoll ist unverändert').waitFor()
    const main = page.locator('main')
    await main.getByRole('row').nth(1).waitFor()
    await main.getByLabel('Kundennummer').fill('1234567890')
    await main.getByRole('button', { name: 'Suchen' }).click()
    await main.getByText('Dazu gibt es kein Konto').waitFor()
    await main.getByLabel('Kundennummer').fill(await numberOf('jonas@example.org'))
    await main.locator('select[name=what]').selectOption('look up')
    await main.getByRole('button', { name: 'Suchen' }).click()
    await expect
      .poll(() => main.getByRole('row').locator('td:nth-child(3)').allTextContents())
      .toEqual([expect.stringMatching(/^nachgeschlagen/)])
    await main.getByRole('button', { name: `Alles zu Person ${id.slice(0, 8)}` }).click()
    await main.getByRole('button', { name: `Nur Person ${id.slice(0, 8)}` }).waitFor()
    await main.getByText('Anlass: Anruf').first().waitFor()
    await isSound(page, 'audit-found')
    // A reload and the way back keep what is looked for, and the address does not say it.
    await page.reload()
    await main.getByRole('button', { name: `Nur Person ${id.slice(0, 8)}` }).waitFor()
    expect(new URL(page.url()).search).toBe('')
    await page.goBack()
    await expect.poll(() => main.locator('select[name=what]').inputValue()).toBe('look up')
    expect(await main.getByRole('button', { name: `Nur Person ${id.slice(0, 8)}` }).count()).toBe(0)
    await page.goForward()
    await main.getByRole('button', { name: `Nur Person ${id.slice(0, 8)}` }).waitFor()
    const csv = await (
      await page.request.get((await main.getByRole('link', { name: 'Als CSV' }).getAttribute('href')) ?? '')
    ).text()
    expect(
      csv
        .trim()
        .split('\r\n')
        .slice(1)
        .map(line => line.split(/[;,]/).slice(1, 4)),
    ).toEqual([['identity.look-up', 'look up', 'identity.account']])
  })
  it('says that somebody changed it', async () => {
    await started.settle()
    const [{ id, what }] = await started.rows(
      'select id, what from obhut.audit_entry where seal is not null order by at desc limit 1',
    )
    const changeTo = (to: string) => started.rows('update obhut.audit_entry set what = $2 where id = $1', [id, to])
    await changeTo('never happened')
    const page = await started.person()
    await entersConsole(started, page, ada)
    await goesTo(page, 'Protokoll')
    await page.getByText('Das Protokoll wurde verändert').waitFor()
    await isSound(page, 'audit-changed')
    await changeTo(what)
    await page.getByRole('button', { name: 'Siegel prüfen' }).click()
    await page.getByText('Das Protokoll ist unverändert').waitFor()
  })
})

describe('entries of a log that a suspicion keeps', () => {
  it('are held with a reason and an end, looked at with a reason, and let go again', async () => {
    const page = await started.person()
    await entersConsole(started, page, bea)
    await goesTo(page, 'Einschränkungen')
    await page.getByText('Nichts wird länger aufbewahrt').waitFor()
    await page.getByRole('button', { name: 'Einträge festhalten' }).click()
    const day = (ahead: number) => dayOf(later(started.clock.now(), days(ahead)), 'Europe/Berlin')
    await page.locator('input[name=begins]').fill(day(-1))
    await page.locator('input[name=ends]').fill(day(0))
    await page.locator('input[name=until]').fill(day(400))
    await page.getByLabel('Anlass').fill('Auffällig viele Anmeldungen in der Nacht')
    await page.getByRole('button', { name: 'Festhalten', exact: true }).click()
    await page.getByText('Eine Aufbewahrung dauert höchstens ein Jahr').waitFor()
    await page.locator('input[name=until]').fill(day(30))
    await page.getByRole('button', { name: 'Festhalten', exact: true }).click()
    await page.getByRole('button', { name: /^Einsehen/ }).click()
    await page.getByLabel('Warum Sie hineinsehen').fill('Vergleich mit der Meldung von gestern')
    await page.getByRole('button', { name: 'Einträge ansehen' }).click()
    await page.getByRole('cell', { name: '/api/sign-in' }).first().waitFor()
    await page.locator('.history').getByText('Vergleich mit der Meldung von gestern').waitFor()
    await isSound(page, 'log-hold')
    await page.getByRole('button', { name: 'Aufheben' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Aufheben' }).click()
    await page.getByText(/^beendet am/).waitFor()
  })
})

describe('a hold on what is about a person', () => {
  it('is asked for by one, approved by another, has an erasure wait, and ends before its day', async () => {
    const [first, second] = [await started.person(), await started.person({ screen: 'phone', language: 'en' })]
    const hedda = await aCustomer(started, { name: 'Hedda', mail: 'hedda@example.org' })
    const number = await numberOf('hedda@example.org')
    const day = (ahead: number) => dayOf(later(started.clock.now(), days(ahead)), 'Europe/Berlin')
    await entersConsole(started, first, ada)
    await goesTo(first, 'Einschränkungen')
    const held = first.getByRole('region', { name: 'Aufbewahrung aus Rechtsgründen' })
    await held.getByText('Von niemandem wird etwas aufbewahrt').waitFor()
    await held.getByRole('button', { name: 'Aufbewahrung beantragen' }).click()
    await held.getByLabel('Kundennummer').fill(number)
    await held.getByLabel('Aktenzeichen').fill('3 O 12/26')
    await held.getByLabel('Rechtsgrund').selectOption({ label: 'Rechtsansprüche' })
    await held.getByLabel('Aufbewahren bis').fill(day(90))
    await held.getByLabel('Begründung').fill('Klage auf Schadensersatz vom Vortag')
    expect(await held.getByLabel('Welches Gesetz das verbietet').count()).toBe(0)
    await held.getByLabel('Mitteilung untersagt bis').fill(day(10))
    await held.getByRole('button', { name: 'Beantragen', exact: true }).click()
    await held.getByText('Bitte füllen Sie „Welches Gesetz das verbietet“ aus').first().waitFor()
    await isSound(first, 'legal-hold-asked')
    await held.getByLabel('Welches Gesetz das verbietet').fill('§ 95a StPO')
    await held.getByRole('button', { name: 'Beantragen', exact: true }).click()
    await held.getByText('wartet auf Entscheidung').waitFor()
    await held.getByRole('button', { name: /^Ansehen/ }).click()
    await held.getByText('Eine zweite Person entscheidet').waitFor()

    await aColleague(started, 'nora@testhaus.example', ['privacy'], { firstName: 'Nora', language: 'en' })
    await entersConsole(started, second, 'nora@testhaus.example')
    await second
      .getByRole('link', { name: /^Restrictions/ })
      .filter({ hasText: 'one waiting for you' })
      .waitFor()
    await second.goto('/app/console/holds')
    const holds = second.getByRole('region', { name: 'Legal holds on persons' })
    await holds.getByRole('button', { name: /Examine/ }).click()
    await holds.getByLabel('Decision', { exact: true }).selectOption({ label: 'Approve' })
    await holds.getByLabel('Reason for the decision').fill('The claim is in the file')
    await holds.getByLabel('Customer number').fill(await numberOf('ida@example.org'))
    await holds.getByRole('button', { name: 'Decide' }).click()
    await holds.getByText('This customer number belongs to somebody other').waitFor()
    await holds.getByLabel('Customer number').fill(number)
    await isSound(second, 'legal-hold-decided-phone')
    await holds.getByRole('button', { name: 'Decide' }).click()
    await holds.getByText(/^until /).waitFor()

    expect((await eraseSubject(started.store, { kind: 'customer', id: hedda })).waits).toBe(true)
    await first.reload()
    await held.getByText(/^bis /).waitFor()
    await held.getByText(/Löschung verlangt am/).waitFor()
    await held.getByRole('button', { name: /^Ansehen/ }).click()
    await held.getByText('§ 95a StPO').waitFor()
    await isSoundEverywhere(first, 'legal-hold')
    await held.getByLabel('Warum sie nicht mehr nötig ist').fill('Die Klage ist zurückgenommen')
    await held.getByRole('button', { name: 'Aufbewahrung beenden' }).click()
    // Or gone already, with the erasure that waited for its end.
    await held
      .getByText(/^beendet am |Von niemandem wird etwas aufbewahrt/)
      .first()
      .waitFor()
    await started.turnBy(minutes(2))
    expect(await started.rows('select from identity.account where id = $1', [hedda])).toEqual([])
  })
})

describe('the record of processing in the console', () => {
  it('says for each activity what is done with which details, is searched, and goes along as a file', async () => {
    const page = await started.person()
    await entersConsole(started, page, bea)
    await goesTo(page, 'Verzeichnis')
    await page.getByText(/\d+ Tätigkeiten mit [\d.]+ Angaben/).waitFor()
    await page.getByLabel('Im Verzeichnis suchen').fill('identity.account.customerNumber')
    await page.getByText('Dazu steht nichts im Verzeichnis').waitFor()
    await page.getByLabel('Im Verzeichnis suchen').fill('customerNumber')
    await page
      .getByRole('button', { name: /Angaben/ })
      .first()
      .click()
    await page.getByRole('cell', { name: /identity.account.customerNumber/ }).waitFor()
    await isSound(page, 'record-open')
    const csv = await (await page.request.get('/api/desk/record.csv')).text()
    expect(csv).toMatch(/identity\.account[;,]customerNumber[;,]/)
  })
})

/** Nothing lies over its middle and nothing cuts it off. */
function isInSight(one: Element): boolean {
  const { x, y, width, height } = one.getBoundingClientRect()
  return one.contains(document.elementFromPoint(x + width / 2, y + height / 2))
}

const viewers = (['phone', 'desktop'] as const).flatMap(screen =>
  (['de', 'en'] as const).map(language => ({ screen, language })),
)
const places = [
  '',
  'customers',
  'requests',
  'objections',
  'holds',
  'disclosures',
  'statement',
  'record',
  'proof',
  'gateways',
  'colleagues',
  'audit',
  'own',
  'nowhere',
]

describe.each(viewers)(
  'the console on a $screen, in $language',
  ({ screen, language }: { screen: keyof typeof screens; language: 'de' | 'en' }) => {
    const mail = `${screen}-${language}@testhaus.example`
    let page: Page
    beforeAll(async () => {
      await aColleague(started, mail, ['administration', 'privacy', 'support'], {
        language,
        firstName: 'Adelheid-Wilhelmine',
        lastName: 'von Hohenstein-Wackerbarth',
      })
      page = await started.person({ screen, language })
      await page.goto('/app/console')
      await page.locator('input[name=mail]').fill(mail)
      await page.locator('input[type=password]').fill(password)
      await page.locator('button[type=submit]').click()
      await page.locator('input[name=code]').waitFor()
    })
    it('keeps nobody out at the question for the code', async () => {
      await isSound(page, `code-${screen}-${language}`)
      await givesCode(started, page, mail)
      await page.locator('.desk').waitFor()
    })
    it.each(places)('keeps nobody out at “%s”, in light and dark', async place => {
      await page.goto(`/app/console/${place}`)
      await isSound(page, `${place || 'overview'}-${screen}-${language}`)
    })
    it.each(screen === 'phone' ? ['one button'] : [])('has its parts behind %s', async () => {
      await page.goto('/app/console')
      const parts = page.locator('.desk-list')
      await page.locator('.desk-menu').click()
      await isSound(page, `menu-${screen}-${language}`)
      await page.keyboard.press('Escape')
      await parts.waitFor({ state: 'hidden' })
      expect(await page.evaluate(() => document.activeElement?.classList.contains('desk-menu'))).toBe(true)
      await page.keyboard.press('Enter')
      await parts.locator('a').nth(1).click()
      await page.waitForURL(/customers$/)
      expect(await parts.isVisible()).toBe(false)
      await page.locator('.desk-prefs button').last().click()
      await isSound(page, `scheme-menu-${screen}-${language}`)
      for (const choice of await page.getByRole('menuitemradio').all())
        expect(await choice.evaluate(isInSight)).toBe(true)
    })
  },
)

describe('alarms', () => {
  it('stand in the console with what to do, on desktop and phone, in both languages, until somebody has dealt with them', async () => {
    // What ends such alarms by itself does not come in between: a proof is made once a day, a purge runs after an hour.
    await started.offered(TheProof).prove()
    for (const [where, error] of [
      ['proof', new PromisesBroken([brokenPromise])],
      ['certificate', new CertificateNotTaken(undefined)],
      ['job kernel.purge', Object.assign(new Error('no'), { code: '53100' })],
    ] as const) {
      started.offered(TheReporter).fault(where, error)
    }
    await started.turnBy(1500)
    started.faults.splice(0)
    const page = await started.person()
    await entersConsole(started, page, ada)
    await page.getByRole('link', { name: 'Alarme' }).first().click()
    const list = page.getByRole('list', { name: 'Alarme' })
    await list.getByText('identity.account/purpose').waitFor()
    expect(await list.getByRole('listitem').count()).toBe(3)
    await isSound(page, 'alarms')
    await list.getByRole('listitem').first().getByRole('button', { name: 'Übernehmen' }).click()
    await page.getByText('übernommen von Ihnen').waitFor()
    const phone = await started.person({ screen: 'phone', language: 'en' })
    await aColleague(started, 'eve@testhaus.example', ['privacy'], { firstName: 'Eve', language: 'en' })
    await entersConsole(started, phone, 'eve@testhaus.example')
    await phone.goto('/app/console/alarms')
    await phone.getByText('taken on by a colleague').waitFor()
    await isSound(phone, 'alarms-phone')
    for (let left = 3; left > 0; left--) {
      await phone.getByRole('button', { name: 'Mark as resolved' }).first().click()
      await expect.poll(() => phone.getByRole('list', { name: 'Alarms' }).getByRole('listitem').count()).toBe(left - 1)
    }
    await phone.getByText('No alarm is open.').waitFor()
  })
})

const brokenPromise = {
  id: 'identity.account/purpose',
  clauses: [],
  holds: false,
  evidence: [],
  against: ['policy "handy" on identity.account lets in rows that no declaration names'],
  since: null,
}
