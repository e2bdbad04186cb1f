import { beforeAll, describe, expect, it } from 'vitest'
import { comparison } from '../../modules/homes/activities.ts'
import { Mailer } from '../../modules/mail/contract.ts'
import { NoConsent } from '../../kernel/enforce/consent-gate.ts'
import { person, platform } from '../../kernel/store/work.ts'
import { offered } from '../../kernel/declare/table.ts'
import { possession } from '../../modules/telemetry/tables.ts'
import { signsInOnScreen, lettersTo, type Customer } from './customer.ts'
import { clause, browserWorldOf, platformOf } from '../clause.ts'
import { aHousehold } from './household.ts'
import type { BrowserWorld } from '../../e2e/browser-world.ts'

const theHolding = offered(possession, ['subject'])

describe(clause('home/10', { without: 'the objection, which is shown where rights are' }), () => {
  let started: BrowserWorld
  let ida: Customer
  let ola: Customer
  const found = async (): Promise<string[]> =>
    (await started.store.under(comparison, platform, work => work.read(theHolding, 'subject').distinct().execute()))
      .map(row => row.subject)
      .toSorted()
  const posts = (to: Customer): Promise<void> =>
    started.store.under(comparison, person(to.id), work =>
      started.offered(Mailer).post(work, {
        to: to.mail,
        subjectId: to.id,
        language: 'de',
        title: 'Ihr Monat im Vergleich',
        says: ['Mehr im Kundenbereich.'],
      }),
    )
  const asked = async (
    by: Customer,
  ): Promise<{ purpose: string; asks: { says: string; hash: string }; state: string; id: string | null }> =>
    (await by.browser.get('/api/consents')).body.items[0]
  const says = async (by: Customer): Promise<number> =>
    (
      await by.browser.post('/api/consents', {
        purpose: comparison.name,
        says: 'given',
        hash: (await asked(by)).asks.hash,
      })
    ).status

  beforeAll(async () => {
    started = await browserWorldOf('home')
    ida = await aHousehold(started, 'ida@example.org', { language: 'de' })
    ola = await aHousehold(started, 'ola@example.org')
  })

  it('presets nothing, and asks in the words that the statement has', async () => {
    const { state, asks } = await asked(ida)
    expect(state).toBe('open')
    expect((await started.visitor().get('/privacy')).text).toContain(asks.says.slice(0, 60))
    expect(await found()).toEqual([])
  })
  it('gives and takes back by one switch, in as many clicks, without a password', async () => {
    const page = await started.person()
    await signsInOnScreen(page, ida.mail)
    await page.goto('/app/consents')
    const lever = page.getByRole('switch', { name: 'Ich willige ein' })
    await lever.click({ force: true })
    await page.getByText('Eingewilligt', { exact: true }).waitFor()
    expect(await found()).toEqual([ida.id])
    await lever.click({ force: true })
    await page.getByText('Widerrufen', { exact: true }).first().waitFor()
    expect(await found()).toEqual([])
  })
  it('from then on reads, queued mails and running work no longer find the person; other people and purposes go on', async () => {
    // Letters wait in the queue until somebody works through it again.
    await started.jobs.stop()
    for (const one of [ida, ola]) {
      expect(await says(one)).toBe(204)
      await posts(one)
    }
    expect(await found()).toEqual([ida.id, ola.id].toSorted())
    await ida.browser.post('/api/consents/withdraw', { purpose: comparison.name })
    expect(await found()).toEqual([ola.id])
    await expect(posts(ida)).rejects.toThrow(NoConsent)
    const other = await platformOf('home', { database: started.database })
    await other.settle()
    const month = async (to: Customer): Promise<number> =>
      (await lettersTo(other, to.mail)).filter(letter => letter.subject.includes('Ihr Monat im Vergleich')).length
    expect([await month(ida), await month(ola)]).toEqual([0, 1])
    expect((await ida.browser.get('/api/home')).body.gateways).toHaveLength(1)
  })
  it('takes back all at once', async () => {
    await says(ida)
    expect(await ida.browser.post('/api/consents/withdraw-all')).toMatchObject({ status: 200, body: { withdrawn: 1 } })
    expect((await asked(ida)).state).toBe('withdrawn')
  })
})
