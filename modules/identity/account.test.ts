import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { days } from '../../kernel/clock/clock.ts'
import type { World } from '../../server/testing/world.ts'
import { passwordsAtTheirCost } from '../../tools/testing/passwords-at-their-cost.ts'
import { People } from './contract.ts'
import { accounts, signIn } from './activities.ts'
import { isStillHere } from './holder.ts'
import { Mailer } from '../mail/contract.ts'
import { person as as } from '../../kernel/store/work.ts'
import {
  anIdentityWorld,
  goodPassword,
  lettersTo,
  registered,
  signedIn,
  signsIn,
  stating,
  tokenIn,
} from './people-for-test.ts'

const asked = stating({
  'identity.account': { required: ['firstName', 'lastName', 'city'], voluntary: ['phone', 'birthDate'] },
})

describe('the account (home/11.2)', () => {
  let world: World
  beforeAll(async () => {
    world = await anIdentityWorld({ manifest: asked })
  })
  const ada = async (mail: string) => signsIn(await registered(world, mail, { city: 'London' }), mail)

  it('shows and corrects each field', async () => {
    const browser = await ada('one@example.org')
    expect((await browser.get('/api/account')).body.fields).toEqual({
      firstName: 'Ada',
      lastName: 'Lovelace',
      city: 'London',
      phone: '',
      birthDate: '',
    })
    const corrected = await browser.patch('/api/account', {
      language: 'de',
      fields: { firstName: 'Augusta', city: 'Berlin', phone: '+49 30 1234567', birthDate: '1985-12-10' },
    })
    expect(corrected.body).toMatchObject({
      language: 'de',
      fields: {
        firstName: 'Augusta',
        lastName: 'Lovelace',
        city: 'Berlin',
        phone: '+49 30 1234567',
        birthDate: '1985-12-10',
      },
    })
    expect((await browser.patch('/api/account', { fields: { phone: '' } })).body.fields.phone).toBe('')
    expect((await browser.patch('/api/account', {})).status).toBe(200)
  })

  it('keeps what is required filled, and takes nothing that it did not ask for', async () => {
    const browser = await ada('two@example.org')
    const wrong = await browser.patch('/api/account', {
      fields: { city: ' ', birthDate: '1990-02-30', street: 'Weg 1', customerNumber: '1' },
      mail: 'x@example.org',
    })
    expect(wrong.status).toBe(422)
    expect(Object.keys(wrong.body.fields).sort()).toEqual(['mail'])
    const fields = await browser.patch('/api/account', {
      fields: { city: ' ', birthDate: '1990-02-30', street: 'Weg 1', customerNumber: '1', firstName: 'A'.repeat(101) },
    })
    expect(Object.keys(fields.body.fields).sort()).toEqual([
      'birthDate',
      'city',
      'customerNumber',
      'firstName',
      'street',
    ])
    expect((await browser.get('/api/account')).body.fields.city).toBe('London')
  })

  it('takes names that every object inherits for what they are: names that nobody asked for', async () => {
    const browser = await ada('inherited@example.org')
    for (const name of Object.getOwnPropertyNames(Object.prototype).filter(one => one !== '__proto__')) {
      expect((await browser.patch('/api/account', { fields: { [name]: 'x' } })).body.fields, name).toHaveProperty(name)
    }
    expect((await browser.patch('/api/account', JSON.parse('{"fields":{"__proto__":"x"}}'))).status).toBeLessThan(500)
  })

  it('is nobody else’s', async () => {
    expect((await world.visitor().get('/api/account')).status).toBe(401)
    expect((await world.visitor().get('/api/session')).body).toEqual({ account: null })
    expect((await world.visitor().patch('/api/account', { language: 'de' })).status).toBe(401)
    const one = await ada('three@example.org')
    expect((await one.get('/api/session')).body.account).toEqual((await one.get('/api/account')).body)
    await one.patch('/api/account', { fields: { city: 'Rom' } })
    expect(await world.rows(`select from identity.account where city = 'Rom'`)).toHaveLength(1)
  })

  it('is nobody’s once it is gone, also for a question that was on its way', async () => {
    const asks = world.routes().find(({ at }) => at === 'GET /api/session')
    for (const more of [{ is: 'customer' }, { is: 'staff', roles: [], secondFactor: 'given' }]) {
      const caller = { ...more, account: randomUUID(), session: randomUUID() }
      expect(await asks?.does({}, { caller } as never)).toEqual({ status: 200, body: { account: null } }) // as: it looks at nothing else
    }
  })

  it('is known to others by name and address only where they declare it', async () => {
    await ada('four@example.org')
    const [{ id }] = await world.rows(`select id from identity.account where mail = 'four@example.org'`)
    const people = world.offered(People)
    expect(await world.store.under(accounts, as(id), work => people.byId(work, id))).toEqual({
      id,
      name: 'Ada Lovelace',
      mail: 'four@example.org',
      language: 'en',
    })
  })
})

describe('a new password', () => {
  it('wants the old one, ends all other sessions and is told by mail', async () => {
    const world = await anIdentityWorld()
    const browser = await signedIn(world, 'ada@example.org')
    const other = await signsIn(world.visitor(), 'ada@example.org')
    expect(
      (await browser.post('/api/account/password', { current: 'not the password', next: 'a better one yet' })).body
        .fields,
    ).toEqual({ current: 'The password is wrong.' })
    expect(
      (await browser.post('/api/account/password', { current: goodPassword, next: 'ada@example.org' })).body.fields,
    ).toHaveProperty('next')
    expect(
      (await browser.post('/api/account/password', { current: goodPassword, next: 'a better one yet' })).status,
    ).toBe(204)
    expect((await browser.get('/api/account')).status).toBe(200)
    expect((await other.get('/api/account')).status).toBe(401)
    expect(
      (await world.visitor().post('/api/sign-in', { mail: 'ada@example.org', password: goodPassword })).status,
    ).toBe(401)
    await signsIn(world.visitor(), 'ada@example.org', { password: 'a better one yet' })
    await world.settle()
    expect((await lettersTo(world, 'ada@example.org'))[0]?.subject).toBe('Your password was changed')
  })

  it('cannot be guessed by whoever found an open session', async () => {
    const world = await anIdentityWorld()
    const browser = await signedIn(world, 'ada@example.org')
    const answers = []
    for (let one = 0; one < 12; one++)
      answers.push((await browser.post('/api/account/delete', { password: 'not the password' })).status)
    expect(answers).toEqual([...Array<number>(10).fill(422), 429, 429])
    // The tries of that session are used up, and not those of its owner, who puts it out.
    const owner = await signsIn(world.visitor(), 'ada@example.org')
    expect(
      (await owner.post('/api/account/password', { current: goodPassword, next: 'a better one yet' })).status,
    ).toBe(204)
    expect((await browser.get('/api/account')).status).toBe(401)
  })
})

describe('a new address (home/11.2)', () => {
  let world: World
  beforeAll(async () => {
    world = await anIdentityWorld()
  })

  it('counts once both addresses have agreed', async () => {
    const browser = await signedIn(world, 'old@example.org')
    expect((await browser.post('/api/account/mail', { mail: 'New@example.org', password: goodPassword })).status).toBe(
      202,
    )
    expect((await browser.get('/api/account')).body).toMatchObject({
      mail: 'old@example.org',
      pendingMail: 'new@example.org',
    })
    await world.settle()
    const [toOld] = await lettersTo(world, 'old@example.org')
    const [toNew] = await lettersTo(world, 'new@example.org')
    expect(toNew?.text).not.toContain('Ada')
    const first = await world.visitor().post('/api/account/mail/confirm', { token: tokenIn(toNew) })
    expect(first.body).toEqual({ confirmed: 'one' })
    expect(
      (await world.visitor().post('/api/sign-in', { mail: 'new@example.org', password: goodPassword })).status,
    ).toBe(401)
    const second = await world.visitor().post('/api/account/mail/confirm', { token: tokenIn(toOld) })
    expect(second.body).toEqual({ confirmed: 'both' })
    expect((await browser.get('/api/account')).body).toMatchObject({ mail: 'new@example.org', pendingMail: null })
    await signsIn(world.visitor(), 'new@example.org')
    expect(
      (await world.visitor().post('/api/sign-in', { mail: 'old@example.org', password: goodPassword })).status,
    ).toBe(401)
    expect(await world.visitor().post('/api/account/mail/confirm', { token: tokenIn(toOld) })).toMatchObject({
      status: 410,
      body: { id: 'link-used' },
    })
  })

  it('does not tell whether it has an account; its owner learns of it', async () => {
    await registered(world, 'taken@example.org')
    const browser = await signedIn(world, 'mover@example.org')
    const known = await browser.post('/api/account/mail', { mail: 'taken@example.org', password: goodPassword })
    const unknown = await browser.post('/api/account/mail', { mail: 'not-taken@example.org', password: goodPassword })
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text])
    await browser.post('/api/account/mail', { mail: 'taken@example.org', password: goodPassword })
    await world.settle()
    const [letter] = await lettersTo(world, 'taken@example.org')
    expect(letter).toMatchObject({ subject: 'Your e-mail address already has an account', links: [] })
  })

  it('goes to whoever confirms first, and never to two', async () => {
    const one = await signedIn(world, 'left@example.org')
    const two = await signedIn(world, 'right@example.org')
    for (const browser of [one, two])
      await browser.post('/api/account/mail', { mail: 'middle@example.org', password: goodPassword })
    await world.settle()
    for (const mail of ['left@example.org', 'right@example.org'])
      await world.visitor().post('/api/account/mail/confirm', { token: tokenIn((await lettersTo(world, mail))[0]) })
    const both = await Promise.all(
      (await lettersTo(world, 'middle@example.org')).map(letter =>
        world.visitor().post('/api/account/mail/confirm', { token: tokenIn(letter) }),
      ),
    )
    expect(both.map(answer => answer.status).sort()).toEqual([200, 409])
    expect(await world.rows(`select from identity.login where mail = 'middle@example.org'`)).toHaveLength(1)
  })

  it('wants the password, is another than the present one, and is an address', async () => {
    const browser = await signedIn(world, 'still@example.org')
    expect(
      (await browser.post('/api/account/mail', { mail: 'x@example.org', password: 'not the password' })).body.fields,
    ).toHaveProperty('password')
    expect(
      (await browser.post('/api/account/mail', { mail: 'STILL@example.org', password: goodPassword })).body.fields,
    ).toHaveProperty('mail')
    expect(
      (await browser.post('/api/account/mail', { mail: 'nothing', password: goodPassword })).body.fields,
    ).toHaveProperty('mail')
  })

  it('is forgotten when nobody agrees, and when the password is changed', async () => {
    const own = await anIdentityWorld()
    const browser = await signedIn(own, 'ada@example.org')
    await browser.post('/api/account/mail', { mail: 'other@example.org', password: goodPassword })
    await own.settle()
    const token = tokenIn((await lettersTo(own, 'other@example.org'))[0])
    await browser.post('/api/account/password', { current: goodPassword, next: 'a better one yet' })
    expect((await browser.get('/api/account')).body.pendingMail).toBeNull()
    expect((await own.visitor().post('/api/account/mail/confirm', { token })).status).toBe(410)
    await browser.post('/api/account/mail', { mail: 'third@example.org', password: 'a better one yet' })
    await own.settle()
    await own.turnBy(days(45))
    expect(await own.traces('third@example.org')).toEqual([])
  })
})

describe('the end of an account (home/11.3)', () => {
  it('leaves no trace, ends every session at once, and the person can come back', async () => {
    const world = await anIdentityWorld()
    const browser = await signedIn(world, 'ada@example.org')
    const elsewhere = await signsIn(world.visitor(), 'ada@example.org', { stay: true })
    const [{ id, customer_number: number }] = await world.rows('select id, customer_number from identity.account')
    await browser.post('/api/account/mail', { mail: 'other@example.org', password: goodPassword })
    await browser.post('/api/password-resets', { mail: 'ada@example.org' })
    await world.settle()
    expect((await browser.post('/api/account/delete', { password: 'not the password' })).body.fields).toHaveProperty(
      'password',
    )

    const preview = await browser.get('/api/account/deletion')
    const deleted = await browser.post('/api/account/delete', { password: goodPassword })
    expect(deleted.status).toBe(200)
    expect(deleted.body.gone).toEqual(
      expect.arrayContaining([
        { what: 'Your account', rows: 1 },
        { what: 'Sessions', rows: 2 },
      ]),
    )
    // That she looked at the preview is on record, too, and goes with the rest.
    const log = 'What was done with your data'
    type Gone = { gone: { what: string; rows: number }[] }
    const beside = ({ gone }: Gone) =>
      gone.filter(({ what }) => what !== log).toSorted((a, b) => a.what.localeCompare(b.what))
    const logged = ({ gone }: Gone): number => gone.find(({ what }) => what === log)?.rows ?? 0
    expect(beside(preview.body)).toEqual(beside(deleted.body))
    expect(logged(preview.body)).toBeGreaterThan(5)
    expect(logged(deleted.body)).toBeGreaterThanOrEqual(logged(preview.body))
    expect(preview.body.kept).toEqual([])
    expect(deleted.body.kept).toEqual([])
    expect(browser.cookies.size).toBe(0)
    expect((await elsewhere.get('/api/account')).status).toBe(401)
    for (const trace of ['ada@example.org', 'other@example.org', 'Lovelace', id, number])
      expect([trace, await world.traces(trace)]).toEqual([trace, []])

    await signedIn(world, 'ada@example.org')
    expect(world.faults).toEqual([])
  })

  it('leaves the browser one that the others of the platform are known in', async () => {
    const world = await anIdentityWorld()
    const shared = await signedIn(world, 'ada@example.org')
    await registered(world, 'bea@example.org')
    await signsIn(shared, 'bea@example.org')
    const known = (): string => [...shared.cookies].find(([name]) => name.endsWith('_known'))?.[1] ?? ''
    const [bea, ada, ...rest] = known().split('.')
    expect([bea, ada, rest]).toEqual([expect.any(String), expect.any(String), []])
    expect((await shared.post('/api/account/delete', { password: goodPassword })).status).toBe(200)
    expect(known()).toBe(ada)
    await signsIn(shared, 'ada@example.org')
    expect((await shared.post('/api/account/delete', { password: goodPassword })).status).toBe(200)
    expect(known()).toBe('')
  })
  it('does not write to somebody who is gone, though letters were waiting', async () => {
    const world = await anIdentityWorld()
    const browser = await signedIn(world, 'ada@example.org')
    await world.jobs.stop()
    await browser.post('/api/password-resets', { mail: 'ada@example.org' })
    expect((await browser.post('/api/account/delete', { password: goodPassword })).status).toBe(200)
    const again = await anIdentityWorld({ database: world.database })
    await again.settle()
    expect(await lettersTo(again, 'ada@example.org')).toEqual([])
    expect(await again.traces('ada@example.org')).toEqual([])
  })
})

describe('an account that is deleted while somebody is being written to', () => {
  it('waits for the letter and takes it along; what comes later finds nobody', async () => {
    const world = await anIdentityWorld()
    const browser = await signedIn(world, 'ada@example.org')
    const [{ id }] = await world.rows('select id from identity.account')
    await world.jobs.stop()
    const letterPosted = Promise.withResolvers<void>()
    const writing = world.store.under(signIn, as(id), async work => {
      expect(await isStillHere(work, id)).toBe(true)
      await world
        .offered(Mailer)
        .post(work, { to: 'ada@example.org', subjectId: id, language: 'en', title: 'A letter', says: [] })
      letterPosted.resolve()
      await new Promise(resolve => {
        setTimeout(resolve, 400)
      })
    })
    await letterPosted.promise
    expect((await browser.post('/api/account/delete', { password: goodPassword })).status).toBe(200)
    await writing
    expect(await world.traces('ada@example.org')).toEqual([])
    expect(await world.store.under(signIn, as(id), work => isStillHere(work, id))).toBe(false)
  })

  it('leaves no session behind for those who sign in at that moment', async () => {
    passwordsAtTheirCost()
    const world = await anIdentityWorld()
    for (let round = 0; round < 5; round++) {
      const mail = `round${round}@example.org`
      const browser = await signedIn(world, mail)
      await Promise.all([
        browser.post('/api/account/delete', { password: goodPassword }),
        ...Array.from({ length: 4 }, () => world.visitor().post('/api/sign-in', { mail, password: goodPassword })),
        browser.post('/api/password-resets', { mail }),
      ])
      await world.settle()
      expect(await world.rows('select from identity.session')).toEqual([])
      expect(await world.traces(mail)).toEqual([])
    }
    expect(world.faults).toEqual([])
  })
})
