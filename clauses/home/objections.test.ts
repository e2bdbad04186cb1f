import { beforeAll, describe, expect, it } from 'vitest'
import type { BrowserWorld } from '../../e2e/browser-world.ts'
import { faults } from '../../e2e/browser-world.ts'
import { signsIn } from '../../modules/identity/people-for-test.ts'
import { clause, browserWorldOf, platformOf } from '../clause.ts'
import {
  exportOf,
  figures,
  foundBy,
  interests,
  looks,
  offers,
  readsAbout,
  states,
  tips,
  writesOffer,
} from '../interests.ts'
import { entersLetter, known } from '../asked.ts'
import { lettersTo, signsInOnScreen } from './customer.ts'

type Known = Awaited<ReturnType<typeof known>>
let platform: BrowserWorld
let ida: Known
let ola: Known
const as = (one: Known) => signsIn(platform.visitor(), one.mail)
beforeAll(async () => {
  platform = await browserWorldOf('home', { states, modules: await interests() })
  ida = await known(platform, 'ida@example.org')
  ola = await known(platform, 'ola@example.org')
  for (const one of [ida, ola]) await readsAbout(platform, one.id, `what ${one.mail} reads`)
})
const both = (): string[] => [ida.id, ola.id].toSorted()

describe(
  clause('home/10', { without: 'purposes of the shop and of recommendations: shown on purposes made for the test' }),
  () => {
    it('offers a switch for each purpose that rests on a legitimate interest, in the words of the statement', async () => {
      const {
        body: { switches },
      } = await (await as(ida)).get('/api/my-data/standing')
      expect(
        switches.map((one: { activity: string; advertising: boolean }) => [one.activity, one.advertising]),
      ).toEqual(
        expect.arrayContaining([
          [offers.name, true],
          [figures.name, false],
          [looks.name, false],
        ]),
      )
      const { text } = await platform.visitor().get('/privacy')
      for (const { title } of switches) expect(text).toContain(title)
    })
    it('from the objection on, reads, queued mails and running exports for that purpose no longer find the person, and other people and purposes go on', async () => {
      await platform.jobs.stop()
      expect(await foundBy(platform, offers)).toEqual(both())
      for (const one of [ida, ola]) await writesOffer(platform, one)
      const [first, second] = both().map(id => [ida, ola].find(one => one.id === id)!) // both are there
      const running = exportOf(platform, offers)
      expect((await running.next()).value).toBe(first!.id)
      expect((await (await as(second!)).put('/api/my-data/objections/interests.offers', {})).status).toBe(204)
      expect((await running.next()).done).toBe(true)
      expect(await foundBy(platform, offers)).toEqual([first!.id])
      expect([await foundBy(platform, figures), await foundBy(platform, looks)]).toEqual([both(), both()])
      const other = await platformOf('home', { database: platform.database, states, modules: await interests() })
      await other.settle()
      const offered = async (one: Known): Promise<number> =>
        (await lettersTo(other, one.mail)).filter(({ subject }) => subject.includes('Angebote der Woche')).length
      expect([await offered(first!), await offered(second!)]).toEqual([1, 0])
      expect((await (await as(second!)).delete('/api/my-data/objections/interests.offers')).status).toBe(204)
      expect(await foundBy(platform, offers)).toEqual(both())
    })
    it('has one for all', async () => {
      const browser = await as(ola)
      expect((await browser.put('/api/my-data/objections/all', {})).status).toBe(204)
      expect([
        await foundBy(platform, offers),
        await foundBy(platform, figures),
        await foundBy(platform, looks),
      ]).toEqual([[ida.id], [ida.id], [ida.id]])
      expect((await browser.delete('/api/my-data/objections/all')).status).toBe(204)
      expect(await foundBy(platform, figures)).toEqual(both())
    })
    it('works on the screen: a switch each, and one button that ends everything, consents too', async () => {
      const page = await platform.person()
      await signsInOnScreen(page, ida.mail)
      await page.goto('/app/consents')
      await page.getByRole('region', { name: 'Tipps' }).getByRole('switch').click({ force: true })
      await expect.poll(() => foundBy(platform, tips)).toEqual([ida.id])
      await page.goto('/app/my-data#object')
      await page.getByRole('switch', { name: 'Nutzungszahlen zulassen' }).click({ force: true })
      await expect.poll(() => foundBy(platform, looks)).toEqual([ola.id])
      expect(await foundBy(platform, offers)).toEqual(both())
      await page.getByText('Ruht, während wir Ihren Widerspruch prüfen.').waitFor()
      await page.getByRole('button', { name: 'Allem widersprechen' }).click()
      await page.getByRole('button', { name: 'Widersprechen', exact: true }).last().click()
      await expect
        .poll(async () => [
          await foundBy(platform, offers),
          await foundBy(platform, figures),
          await foundBy(platform, looks),
          await foundBy(platform, tips),
        ])
        .toEqual([[ola.id], [ola.id], [ola.id], []])
      expect((await (await as(ida)).get('/api/account')).status).toBe(200)
    })
    it('takes grounds, and a restriction on each ground of the law, on a phone as well', async () => {
      const otto = await known(platform, 'otto@example.org')
      await readsAbout(platform, otto.id, 'what Otto reads')
      const page = await platform.person({ screen: 'phone' })
      await signsInOnScreen(page, otto.mail)
      await page.goto('/app/my-data#object')
      await page.getByRole('button', { name: 'Mit Begründung widersprechen' }).click()
      await page.getByLabel('Wogegen').selectOption({ label: 'Auswertungen' })
      await page.getByLabel('Ihre Gründe').fill('Ich arbeite selbst in der Branche.')
      await page.getByRole('button', { name: 'Widersprechen', exact: true }).click()
      await expect
        .poll(() => platform.rows('select grounds from obhut.objection where subject = $1', [otto.id]))
        .toEqual([{ grounds: 'Ich arbeite selbst in der Branche.' }])
      await page.getByRole('button', { name: 'Verarbeitung einschränken' }).first().click()
      expect(await page.getByLabel('Warum').locator('option').allInnerTexts()).toHaveLength(5)
      await page.getByRole('button', { name: 'Anfrage stellen' }).click()
      expect(await faults(page, 'my-data-asking-phone')).toEqual([])
      await page.getByLabel('Ihre Nachricht').fill('Wer hat meine Adresse bekommen?')
      await page.getByRole('button', { name: 'Anfrage senden' }).click()
      await page.getByText('Wer hat meine Adresse bekommen?').first().waitFor()
      await page.getByLabel('Warum').selectOption({ label: 'Ich brauche die Daten für Rechtsansprüche (Buchst. c)' })
      await page.locator('input[name=password]').fill('correct horse battery')
      await page.getByRole('button', { name: 'Verarbeitung einschränken' }).last().click()
      await page.getByRole('button', { name: 'Einschränkung aufheben' }).waitFor()
      expect(await platform.rows('select ground from obhut.restriction where subject = $1', [otto.id])).toEqual([
        { ground: 'claims' },
      ])
    })
  },
)

describe(
  clause('home/3.2-a', { without: 'selections of the campaign module: shown on a mailing made for the test; fax' }),
  () => {
    it('advertising ends at once and without grounds, by a click or by a letter that staff enter', async () => {
      const eva = await known(platform, 'eva@example.org')
      await readsAbout(platform, eva.id, 'what Eva reads')
      expect(await foundBy(platform, offers)).toContain(eva.id)
      const desk = await entersLetter(platform, 'Bitte keine Angebote mehr.', eva.number)
      expect((await desk.does({ what: 'object', activity: offers.name })).status).toBe(200)
      expect(await foundBy(platform, offers)).not.toContain(eva.id)
      expect(await foundBy(platform, figures)).toContain(eva.id)
      expect(await platform.rows('select state, stops from obhut.objection where subject = $1', [eva.id])).toEqual([
        { state: 'stopped', stops: true },
      ])
      expect((await desk.get(`/api/desk/requests/${desk.request}`)).body.history.at(-1)).toMatchObject({
        what: 'carried out',
        by: 'staff',
        staffId: desk.account,
        note: `object: ${offers.name}`,
      })
    })
  },
)
