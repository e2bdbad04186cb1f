import { beforeAll, describe, expect, it } from 'vitest'
import { refuseExcess, SaysTooMuch, type Outgoing } from '../../kernel/recipients/outgoing.ts'
import { PersonalData } from '../../kernel/declare/terms.ts'
import { person } from '../../kernel/store/work.ts'
import type { World } from '../../server/testing/world.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { anIdentityWorld, lettersTo, parts, registered } from '../identity/people-for-test.ts'
import { delivery } from './activities.ts'
import { composed } from './composed.ts'
import { Mailer, type Letter } from './contract.ts'
import { saidIn } from './read-letter.ts'

interface Account {
  readonly id: string
  readonly customer_number: string
}
let world: World
let ada: Account
let eve: Account
beforeAll(async () => {
  world = await anIdentityWorld()
  await registered(world, 'ada@example.org')
  await registered(world, 'eve@example.org', { firstName: 'Eve', lastName: 'Other' })
  const [first, second] = await world.rows<Account>('select id, customer_number from identity.account order by mail')
  if (!first || !second) throw new Error('two accounts are open')
  ;[ada, eve] = [first, second]
})

const post = async (more: Partial<Letter>): Promise<{ state: string; answer: string | null } | undefined> => {
  await world.store.under(delivery, person(ada.id), work =>
    world.offered(Mailer).post(work, {
      to: 'ada@example.org',
      subjectId: ada.id,
      language: 'en',
      title: 'A letter',
      says: ['This is what it says.'],
      ...more,
    }),
  )
  await world.settle()
  const [last] = await world.rows<{ state: string; answer: string | null }>(
    'select state, answer from mail.letter order by posted_at desc, attempts limit 1',
  )
  return last
}

describe('a letter that says more than its hand-over declares', () => {
  it.each<[what: string, says: () => Partial<Letter>]>([
    ['the id of its person', () => ({ says: [`Your account is ${ada.id}.`] })],
    ['an id without its hyphens', () => ({ title: `Account ${ada.id.replaceAll('-', '')}` })],
    ['the id of somebody else', () => ({ after: [`Asked for by ${eve.id}.`] })],
    ['an id in a link', () => ({ button: { label: 'Open', link: `https://testhaus.example/${ada.id}` } })],
    ['a customer number', () => ({ says: [`Your number is ${ada.customer_number}.`] })],
    ['a name that was not declared', () => ({ title: 'News for Ada Lovelace' })],
    ['a name that is broken by a line', () => ({ says: ['For Ada', 'Lovelace'] })],
    ['a name in the genitive', () => ({ title: 'Ada Lovelaces contract' })],
    [
      'a name to another address, within the text',
      () => ({ name: 'Ada Lovelace', says: ['Dear Ada Lovelace'], to: 'somebody@example.org' }),
    ],
  ])('is not sent: %s', async (_, says) => {
    const letters = (await lettersTo(world, 'ada@example.org')).length
    expect(await post(says())).toEqual({ state: 'refused', answer: 'not stated' })
    expect((await lettersTo(world, 'ada@example.org')).length).toBe(letters)
    expect(await lettersTo(world, 'somebody@example.org')).toEqual([])
    const told = world.faults
      .splice(0)
      .map(({ error }) => String(error))
      .join(' ')
    expect(told).toContain('It was not sent')
    for (const value of [ada.id, eve.id, ada.customer_number, 'Lovelace']) expect(told).not.toContain(value)
  })
  it('greets nobody by name at an address that is not the person’s', async () => {
    expect(await post({ name: 'Ada Lovelace', to: 'nobody-knows@example.org' })).toMatchObject({ state: 'sent' })
    const [letter] = await lettersTo(world, 'nobody-knows@example.org')
    expect(letter?.text).toContain('Hello,')
    expect(JSON.stringify(letter)).not.toContain('Lovelace')
    expect(world.faults).toEqual([])
  })
  it('names a number where that is declared', async () => {
    const says = [`Your number is ${ada.customer_number}.`]
    expect(await post({ numbered: true, says })).toMatchObject({ state: 'sent' })
    expect(world.faults).toEqual([])
  })
  it('goes where it says what it declares, by name too', async () => {
    expect(await post({ name: 'Ada Lovelace', says: ['Order 4711 of 2026.'] })).toMatchObject({ state: 'sent' })
    expect(world.faults).toEqual([])
  })
})

describe('what goes out is read as it will be read', () => {
  const nothing = { lines: [], phrases: [], site: '' }
  const letter = { from: { name: 'Testhaus', address: 'post@testhaus.example' }, date: new Date(0), language: 'de' }
  const outgoing = async (more: object): Promise<Outgoing> => ({
    subject: ada.id,
    to: 'ada@example.org',
    fields: [PersonalData.EmailAddress, PersonalData.EmailContent],
    ground: 'mail.delivery',
    own: ['3f0e5a52-0000-4000-8000-000000000001'],
    toAll: nothing,
    ...(await saidIn(
      await composed({
        ...letter,
        id: '3f0e5a52-0000-4000-8000-000000000001',
        messageId: '<3f0e5a52-0000-4000-8000-000000000001@testhaus.example>',
        to: 'ada@example.org',
        subject: 'Grüße',
        text: 'Grüße',
        html: '<p>Grüße</p>',
        ...more,
      } as never), // as: the test breaks one field at a time
    )),
  })
  it('in its headers: Message-ID, encoded subject, the name beside an address', async () => {
    await expect(refuseExcess(world.store, await outgoing({}))).resolves.toBeUndefined()
    for (const slip of [
      { messageId: `<${ada.id}@testhaus.example>` },
      { subject: `Für Grüße an Ada Lovelace` },
      { to: { name: 'Ada Lovelace', address: 'ada@example.org' } },
      { from: { name: `Testhaus ${ada.customer_number}`, address: 'post@testhaus.example' } },
    ])
      await expect(refuseExcess(world.store, await outgoing(slip)), JSON.stringify(slip)).rejects.toThrow(SaysTooMuch)
  })
  it('in the HTML alone, over tags and entities', async () => {
    for (const html of [
      `<p>Ada&#32;Lovelace</p>`,
      `<p>Ada&#x20;Lovelace</p>`,
      `<p>Ada&nbsp;Lovelace</p>`,
      `<p>Ada\n   Lovelace</p>`,
      `<b>Ada</b> <i>Love</i>lace`,
      `<td>Ada</td><td>Love&shy;lace</td>`,
      `<img alt="Ada Lovelace">`,
      `<a href="https://x.example/${ada.id}">x</a>`,
      `<p>Nr. ${ada.customer_number}</p>`,
    ])
      await expect(refuseExcess(world.store, await outgoing({ html })), html).rejects.toThrow(SaysTooMuch)
  })
})

describe('what everybody reads says nothing about one', () => {
  const company = {
    name: 'Ida Werder Energie GmbH',
    street: 'Probeweg 1',
    postcode: '10115',
    city: 'Berlin',
    country: 'DE',
    mail: 'post@testhaus.example',
    phone: '+49 30 48213',
    representedBy: ['Thea Beispiel'],
    register: 'none',
    vatId: 'none',
  }
  const { mail: _, phone: __, representedBy: ___, register: ____, vatId: _____, ...address } = company
  const officer = { name: 'Petra Muster', mail: 'datenschutz@testhaus.example', post: address }
  let here: World
  let found: (mail: string) => Promise<string>
  beforeAll(async () => {
    here = await anIdentityWorld({
      manifest: aManifest(parts, {}, { company, site: { name: 'Ida Werder Energie' }, privacyOfficer: officer }),
    })
    await registered(here, 'ida@example.org', { firstName: 'Ida', lastName: 'Werder' })
    await registered(here, 'petra@example.org', { firstName: 'Petra', lastName: 'Muster' })
    await registered(here, 'zoe@example.org', { firstName: 'Zo\u00eb', lastName: 'Ng' })
    found = async mail => {
      const [one] = await here.rows<{ id: string }>('select id from identity.account where mail = $1', [mail])
      if (!one) throw new Error('there is such an account')
      return one.id
    }
  })
  const sent = async (mail: string, more: Partial<Letter>): Promise<string | undefined> => {
    const id = await found(mail)
    await here.store.under(delivery, person(id), work =>
      here.offered(Mailer).post(work, {
        to: mail,
        subjectId: id,
        language: 'de',
        title: 'Ein Brief',
        says: ['Das steht darin.'],
        ...more,
      }),
    )
    await here.settle()
    const [last] = await here.rows<{ state: string }>(
      'select state from mail.letter where subject = $1 order by posted_at desc, closed_at desc limit 1',
      [id],
    )
    here.faults.splice(0)
    return last?.state
  }
  const opening = (link: string): Partial<Letter> => ({ button: { label: 'Öffnen', link }, code: 'ABCD-2345' })
  it('a letter goes to the officer whose name is at its foot, and is held where it says that name itself', async () => {
    expect(await sent('petra@example.org', {})).toBe('sent')
    expect(await sent('petra@example.org', { says: ['Zu Petra Muster.'] })).toBe('refused')
    expect(await sent('petra@example.org', { title: 'Zu Petra Muster' })).toBe('refused')
  })
  it('a letter goes to whoever is called like the company, which it may name', async () => {
    expect(await sent('ida@example.org', { says: ['Ihr Konto bei Ida Werder Energie.'] })).toBe('sent')
    expect(await sent('ida@example.org', { says: ['Zum Vertrag von Ida Werder.'] })).toBe('refused')
  })
  it('a name is found in whole words, however it is composed', async () => {
    expect(await sent('zoe@example.org', { says: ['Zoë Ngata ist eine andere.'] })).toBe('sent')
    expect(await sent('zoe@example.org', { says: ['Zoe\u0308 Ng'] })).toBe('refused')
  })
  it.each<[what: string, number: string, more: (site: string) => Partial<Letter>, becomes: string]>([
    ['the postcode at the foot', '10115', () => ({}), 'sent'],
    ['part of a phone number at the foot', '48213', () => ({}), 'sent'],
    ['part of a longer number', '48213', () => ({ says: ['Zähler 7482135, 48213,70 €'] }), 'sent'],
    ['part of a key in our link', '48213', site => opening(`${site}/x#Qw-48213-abcdefghijklmnopq`), 'sent'],
    ['a word of a link', '48213', site => opening(`${site}/x/48213`), 'refused'],
    ['part of a key elsewhere', '48213', () => opening('https://x.example/#Qw-48213-abcdefghijklmnopq'), 'refused'],
    ['a word of the text', '48213', () => ({ says: ['Nr. 48213.'] }), 'refused'],
    ['a word of the subject', '48213', () => ({ title: 'Vertrag 48213' }), 'refused'],
  ])('a number is looked for by itself: %s', async (_, number, more, becomes) => {
    await here.rows('update identity.account set contract_reference = $1 where mail = $2', [number, 'zoe@example.org'])
    expect(await sent('zoe@example.org', more(here.url))).toBe(becomes)
  })
  it('an address counts once it was confirmed', async () => {
    const greeted = async (): Promise<boolean> => {
      expect(await sent('zoe@example.org', { name: 'Zoë Ng' })).toBe('sent')
      return (await lettersTo(here, 'zoe@example.org'))[0]?.text.includes('Zoë Ng') ?? false
    }
    expect(await greeted()).toBe(true)
    await here.rows('update identity.account set confirmed_at = null where mail = $1', ['zoe@example.org'])
    expect(await greeted()).toBe(false)
  })
})
