import { beforeAll, describe, expect, it } from 'vitest'
import { refuseExcess, SaysTooMuch, type Outgoing } from '../../kernel/recipients/outgoing.ts'
import { PersonalData } from '../../kernel/declare/terms.ts'
import { person } from '../../kernel/store/work.ts'
import type { World } from '../../server/testing/world.ts'
import { anIdentityWorld, lettersTo, registered } from '../identity/people-for-test.ts'
import { delivery } from './activities.ts'
import { composed, saidIn } from './composed.ts'
import { Mailer, type Letter } from './contract.ts'

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
    ['a name to another address', () => ({ name: 'Ada Lovelace', to: 'somebody@example.org' })],
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
  it('goes where it says what it declares, by name too', async () => {
    expect(await post({ name: 'Ada Lovelace', says: ['Order 4711 of 2026.'] })).toMatchObject({ state: 'sent' })
    expect(world.faults).toEqual([])
  })
})

describe('what goes out is read as it will be read', () => {
  const letter = { from: { name: 'Testhaus', address: 'post@testhaus.example' }, date: new Date(0), language: 'de' }
  const outgoing = async (more: object): Promise<Outgoing> => ({
    subject: ada.id,
    to: 'ada@example.org',
    fields: [PersonalData.EmailAddress, PersonalData.EmailContent],
    ground: 'mail.delivery',
    own: ['3f0e5a52-0000-4000-8000-000000000001'],
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
      `<a href="https://x.example/${ada.id}">x</a>`,
      `<p>Nr. ${ada.customer_number}</p>`,
    ])
      await expect(refuseExcess(world.store, await outgoing({ html })), html).rejects.toThrow(SaysTooMuch)
  })
})
