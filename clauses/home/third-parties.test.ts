import { beforeAll, describe, expect, it } from 'vitest'
import { minutes } from '../../kernel/clock/clock.ts'
import { NoConsent } from '../../kernel/enforce/consent-gate.ts'
import { person } from '../../kernel/store/work.ts'
import { handOver, NotStatedDisclosure } from '../../kernel/recipients/hand-over.ts'
import { PersonalData } from '../../kernel/declare/terms.ts'
import { delivery } from '../../modules/mail/activities.ts'
import { signsIn } from '../../modules/identity/people-for-test.ts'
import { aWholeWorld } from '../../server/testing/whole-world.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { entersLetter, known } from '../asked.ts'
import { interests, partners, pushing, twoPartners, withPartners } from '../interests.ts'
import { statementWith } from '../written.ts'
import { lettersTo } from './customer.ts'

let world: World
beforeAll(async () => {
  world = await platformOf('home', { states: withPartners, recipients: twoPartners, modules: await interests() })
})

const { Interest, EmailAddress, PhysicalAddress, TelephoneNumber } = PersonalData
const log = (id: string) =>
  world.rows('select recipient, activity, fields, ground from obhut.disclosure where subject = $1 order by at', [id])
type Someone = Awaited<ReturnType<typeof known>>
const consents = async ({ mail }: Someone, recipient: string): Promise<void> => {
  const browser = await signsIn(world.visitor(), mail)
  const { asks } = (await browser.get('/api/consents')).body.items.find(
    (one: { recipient: { id: string } | null }) => one.recipient?.id === recipient,
  )
  expect(
    (await browser.post('/api/consents', { purpose: partners.name, recipient, says: 'given', hash: asks.hash })).status,
  ).toBe(204)
}
/**
 * What a partner's module would do: hand something over under the consent to it. The manifest names the partner that
 * this kind of recipient is.
 */
const passesOn = ({ id }: Someone, recipient: string, fields: readonly PersonalData[] = [Interest]) =>
  world.store.under(partners, person(id), work =>
    handOver(
      work,
      {
        ...world.stating.manifest,
        recipients: world.stating.manifest.recipients.filter(
          one => one.id === recipient || !one.serves.includes('partner'),
        ),
      },
      { to: 'partner', fields, ground: 'offers of the month', subject: id },
    ),
  )

describe(
  clause('home/4.1-b', {
    without: 'the orders of the shop and its carrier: shown on mails and on a partner made for the test',
  }),
  () => {
    it('a field outside the recipient’s declared task is refused, and nothing is written down as given', async () => {
      const ida = await known(world, 'ida@example.org')
      const hands = (...fields: PersonalData[]) =>
        world.store.under(delivery, person(ida.id), work =>
          handOver(work, world.stating.manifest, { to: 'mail', fields, ground: 'identity.account', subject: ida.id }),
        )
      for (const beyond of [TelephoneNumber, PhysicalAddress, Interest])
        await expect(hands(EmailAddress, beyond)).rejects.toThrow(NotStatedDisclosure)
      expect(await log(ida.id)).toEqual([])
      await hands(EmailAddress)
      expect(await log(ida.id)).toEqual([
        { recipient: 'brieftaube', activity: 'mail.delivery', fields: [EmailAddress], ground: 'identity.account' },
      ])
    })
    it('the log that the person sees has fields and occasion of each transfer', async () => {
      const otto = await known(world, 'otto@example.org')
      await consents(otto, 'fuchs')
      await passesOn(otto, 'fuchs')
      await expect(passesOn(otto, 'fuchs', [Interest, PhysicalAddress])).rejects.toThrow(
        /'fuchs' does not get pd:PhysicalAddress/,
      )
      const {
        body: { items },
      } = await (await signsIn(world.visitor(), otto.mail)).get('/api/my-data/obhut.disclosure')
      expect(items).toMatchObject([
        { recipient: 'fuchs', activity: partners.name, fields: [Interest], ground: 'offers of the month' },
      ])
    })
  },
)

describe(clause('home/4.6'), () => {
  it('a commercial recipient gets nothing before the person has consented to it by name', async () => {
    const eva = await known(world, 'eva@example.org')
    await expect(passesOn(eva, 'fuchs')).rejects.toThrow(NoConsent)
    await consents(eva, 'dachs')
    await expect(passesOn(eva, 'fuchs')).rejects.toThrow(NoConsent)
    expect(await log(eva.id)).toEqual([])
    expect((await passesOn(eva, 'dachs')).name).toBe('Dachs KG')
    expect(await log(eva.id)).toMatchObject([{ recipient: 'dachs' }])
  })
  it('nor where somebody states that it may without: the role of the recipient decides', async () => {
    const max = await known(world, 'max@example.org')
    await expect(
      world.store.under(pushing, person(max.id), work =>
        handOver(work, world.stating.manifest, { to: 'partner', fields: [Interest], ground: 'none', subject: max.id }),
      ),
    ).rejects.toThrow(NoConsent)
    expect(await log(max.id)).toEqual([])
  })
})

describe(
  clause('home/4.3-b', { without: 'consents given at gateway set-up: shown on partners made for the test' }),
  () => {
    it('withdrawal of one leaves the others; that partner gets nothing more and is told; the account works as before', async () => {
      const ola = await known(world, 'ola@example.org')
      for (const partner of ['fuchs', 'dachs']) {
        await consents(ola, partner)
        await passesOn(ola, partner)
      }
      const browser = await signsIn(world.visitor(), ola.mail)
      expect(
        (await browser.post('/api/consents/withdraw', { purpose: partners.name, recipient: 'fuchs' })).status,
      ).toBe(204)
      await expect(passesOn(ola, 'fuchs')).rejects.toThrow(NoConsent)
      await passesOn(ola, 'dachs')
      await world.settle()
      await world.turnBy(minutes(2))
      expect((await lettersTo(world, 'datenschutz@stromfuchs.example')).map(({ subject }) => subject)).toEqual([
        'Widerruf einer Einwilligung',
      ])
      expect(await lettersTo(world, 'datenschutz@dachs.example')).toEqual([])
      for (const at of ['/api/account', '/api/home', '/api/my-data', '/api/sessions'])
        expect([at, (await browser.get(at)).status]).toEqual([at, 200])
    })
    it('a letter that staff enter does the same, in part or as a whole', async () => {
      const uwe = await known(world, 'uwe@example.org')
      for (const partner of ['fuchs', 'dachs']) {
        await consents(uwe, partner)
        await passesOn(uwe, partner)
      }
      const desk = await entersLetter(world, 'Ich widerrufe für Dachs.', uwe.number)
      expect(
        (await desk.get(`/api/desk/requests/${desk.request}/choices`)).body.consents
          .map((one: { recipient: string }) => one.recipient)
          .toSorted(),
      ).toEqual(['dachs', 'fuchs'])
      expect((await desk.does({ what: 'withdraw', purpose: partners.name, recipient: 'dachs' })).status).toBe(200)
      await expect(passesOn(uwe, 'dachs')).rejects.toThrow(NoConsent)
      await passesOn(uwe, 'fuchs')
      expect((await desk.does({ what: 'withdraw' })).status).toBe(200)
      await expect(passesOn(uwe, 'fuchs')).rejects.toThrow(NoConsent)
      await world.settle()
      await world.turnBy(minutes(2))
      expect((await lettersTo(world, 'datenschutz@dachs.example')).length).toBe(1)
    })
  },
)

describe(clause('home/8.2'), () => {
  it('manifest and statement name the country of every recipient and store', async () => {
    const { recipients, stores, allowedCountries } = world.stating.manifest
    expect(
      [...recipients, ...stores].map(({ country }) => country).filter(country => !allowedCountries.includes(country)),
    ).toEqual([])
    const { text } = await world.visitor().get('/datenschutz')
    expect(text).toMatch(/Nur hier dürfen Daten gespeichert und verarbeitet werden: Deutschland/)
    expect(text).toMatch(/Datenbank: Deutschland, betrieben von Rechenhaus Mitte GmbH/)
  })
  it.each([
    [
      'a recipient',
      ({ recipients }) => {
        Object.assign(recipients['brieftaube'], { country: 'US' })
      },
    ],
    [
      'a recipient in the EEA, where the statement allows Germany alone',
      ({ recipients }) => {
        Object.assign(recipients['brieftaube'], { country: 'FR' })
      },
    ],
    [
      'a store',
      ({ stores }) => {
        Object.assign(stores['database'], { country: 'US' })
      },
    ],
  ] as readonly (readonly [string, Parameters<typeof statementWith>[1]])[])(
    '%s outside stops the start',
    async (_, change) => {
      await expect(aWholeWorld({ manifest: await statementWith('home', change) })).rejects.toThrow(
        /allowedCountries|allowed countr/,
      )
    },
  )
})
