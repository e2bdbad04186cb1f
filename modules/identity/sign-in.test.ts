import { beforeAll, describe, expect, it } from 'vitest'
import { days, hours, minutes, seconds } from '../../kernel/clock/clock.ts'
import { TooManyAttempts } from '../../platform/refusal.ts'
import { person as as } from '../../kernel/store/work.ts'
import type { Browser } from '../../server/testing/browser.ts'
import type { World } from '../../server/testing/world.ts'
import { passwordsAtTheirCost } from '../../tools/testing/passwords-at-their-cost.ts'
import { accounts, security, signIn } from './activities.ts'
import {
  anIdentityWorld,
  codeIn,
  goodPassword,
  lettersTo,
  registered,
  signedIn,
  signsIn,
  tokenIn,
} from './people-for-test.ts'
import { from, limits, limitsIn } from './limits.ts'
import { mostSessions } from './sessions.ts'
import { account, login } from './tables.ts'

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0'
/** The fullest counter stays full, however long a busy machine takes until the next attempt. */
const staysFull = (world: World) =>
  world.rows(
    `update security.attempt set empty_at = empty_at + interval '1 hour' where empty_at = (select max(empty_at) from security.attempt)`,
  )
/** Guesses from so many places that an account is locked. */
async function locked(world: World, mail: string): Promise<void> {
  const { count } = limitsIn(world.store)
  while (
    await count([limits.signInOfOne, mail]).then(
      () => true,
      () => false,
    )
  );
  await staysFull(world)
}
const cookieOf = (headers: Headers): string => headers.getSetCookie().find(line => line.startsWith('obhut_')) ?? ''

describe('sign-in', () => {
  let world: World
  beforeAll(async () => {
    world = await anIdentityWorld()
    await registered(world, 'ada@example.org')
  })

  it('says the same of a wrong password, an unknown address and what is no address at all', async () => {
    const answers = []
    for (const mail of ['ada@example.org', 'nobody@example.org', 'nobody', "' or true --"])
      answers.push(await world.visitor().post('/api/sign-in', { mail, password: 'not the password' }))
    expect(new Set(answers.map(answer => `${answer.status} ${answer.text}`)).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 401, body: { id: 'wrong-credentials' } })
  })

  it('takes as long for an address that is not there', async () => {
    passwordsAtTheirCost()
    const times = { here: [] as number[], not: [] as number[] }
    for (let round = 0; round < 25; round++) {
      for (const [kind, mail] of [
        ['here', 'ada@example.org'],
        ['not', 'nobody@example.org'],
      ] as const) {
        await world.rows('delete from security.attempt')
        const before = performance.now()
        await world.visitor().post('/api/sign-in', { mail, password: 'not the password' })
        times[kind].push(performance.now() - before)
      }
    }
    const middle = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
    expect(middle(times.here) / middle(times.not)).toBeGreaterThan(0.7)
    expect(middle(times.here) / middle(times.not)).toBeLessThan(1.4)
  })

  it('gives a cookie that scripts cannot read and that no other page sends along', async () => {
    const got = await world.visitor().post('/api/sign-in', { mail: 'ada@example.org', password: goodPassword })
    expect(cookieOf(got.headers)).toMatch(/HttpOnly/i)
    expect(cookieOf(got.headers)).toMatch(/SameSite=Lax/i)
    expect(cookieOf(got.headers)).not.toMatch(/Max-Age|Expires/i)
    expect(await world.traces(cookieOf(got.headers).split(/[=;]/)[1] ?? '?')).toEqual([])
  })

  it('lasts beyond the browser where one wants to stay (home/2.1.2-a)', async () => {
    const got = await world
      .visitor()
      .post('/api/sign-in', { mail: 'ada@example.org', password: goodPassword, stay: true })
    expect(Number(/Max-Age=(\d+)/i.exec(cookieOf(got.headers))?.[1])).toBeGreaterThan(days(80) / 1000)
  })

  it('ends the old session when one signs in anew in the same browser', async () => {
    const browser = await signsIn(world.visitor(), 'ada@example.org')
    const old = new Map(browser.cookies)
    await signsIn(browser, 'ada@example.org')
    const former = world.visitor()
    for (const [name, value] of old) former.cookies.set(name, value)
    expect((await former.get('/api/account')).status).toBe(401)
    expect(await former.get('/api/session')).toMatchObject({ status: 200, body: { account: null } })
    expect((await browser.get('/api/account')).status).toBe(200)
  })

  it('reads an identifier for no other purpose than signing in', async () => {
    const [{ id }] = await world.rows(`select id from identity.account where mail = 'ada@example.org'`)
    await expect(
      world.store.under(security, as(id), work =>
        work
          .over(account as never)
          .selectFrom('identity.account' as never)
          .selectAll()
          .execute(),
      ),
    ).rejects.toThrow('permission denied')
    await expect(
      world.store.under(accounts, as(id), work =>
        work
          .over(login as never)
          .selectFrom('identity.login' as never)
          .select('password' as never)
          .execute(),
      ),
    ).rejects.toThrow('permission denied')
    await expect(
      world.store.under(signIn, as(id), work =>
        work
          .over(account as never)
          .selectFrom('identity.account' as never)
          .select('street' as never)
          .execute(),
      ),
    ).rejects.toThrow('permission denied')
  })

  it.each([[null], [5], [[]], [{}]])('refuses %j where text belongs, and stays up', async wrong => {
    expect((await world.visitor().post('/api/sign-in', { mail: wrong, password: 'x' })).status).toBe(422)
    expect((await world.visitor().post('/api/sign-in', { mail: 'a@example.org', password: wrong })).status).toBe(422)
    expect(
      (await world.visitor().post('/api/sign-in', { mail: 'a@example.org', password: 'x', stay: wrong })).status,
    ).toBe(422)
  })

  it('does not hash ten thousand characters', async () => {
    expect(
      (await world.visitor().post('/api/sign-in', { mail: 'ada@example.org', password: 'x'.repeat(10_000) })).status,
    ).toBe(422)
  })

  it('takes a password that is typed in another Unicode form', async () => {
    await registered(world, 'form@example.org', { password: 'cr\u00E8me br\u00FBl\u00E9e' })
    expect(
      (
        await world
          .visitor()
          .post('/api/sign-in', { mail: 'form@example.org', password: 'cre\u0300me bru\u0302le\u0301e' })
      ).status,
    ).toBe(200)
  })
})

describe('guessing', () => {
  it('is slowed down after ten wrong passwords, with the time to wait, and forgotten after a day', async () => {
    const world = await anIdentityWorld()
    await registered(world, 'ada@example.org')
    const guess = () => world.visitor().post('/api/sign-in', { mail: 'ada@example.org', password: 'not the password' })
    const answers = []
    for (let one = 0; one < 12; one++) answers.push((await guess()).status)
    expect(answers).toEqual([...Array<number>(10).fill(401), 429, 429])
    const refused = await world.visitor().post('/api/sign-in', { mail: 'ada@example.org', password: goodPassword })
    expect(refused).toMatchObject({ status: 429, body: { id: 'too-many-attempts' } })
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    await world.turnBy(minutes(1))
    expect(
      (await world.visitor().post('/api/sign-in', { mail: 'ada@example.org', password: goodPassword })).status,
    ).toBe(200)
    await world.turnBy(hours(25))
    expect(await world.rows('select from security.attempt')).toEqual([])
    expect(await world.rows('select from security.daily_key')).toEqual([])
  })

  it('does not count those who know their password', async () => {
    const world = await anIdentityWorld()
    await registered(world, 'ada@example.org')
    const answers = []
    for (let one = 0; one < 14; one++)
      answers.push(
        (await world.visitor().post('/api/sign-in', { mail: 'ada@example.org', password: goodPassword })).status,
      )
    expect(answers).toEqual(Array(14).fill(200))
  })

  it('counts what one network of IPv6 tries as one, and a wider one with a larger allowance', async () => {
    const world = await anIdentityWorld({ trustedProxies: ['127.0.0.1'] })
    const guess = async (address: string) =>
      (
        await world
          .visitor({ 'x-forwarded-for': address })
          .post('/api/sign-in', { mail: 'ada@example.org', password: 'not the password' })
      ).status
    for (let one = 0; one < 10; one++)
      expect(await guess(one % 2 ? `2001:db8:7:0::${one + 1}` : `[2001:db8:7:0:${one}::]:5${one}`)).toBe(401)
    expect(await guess('2001:db8:7:0:ffff::')).toBe(429)
    expect(await guess('2001:db8:7:1::1')).toBe(401)
    // The same guesses without the hashing, which takes so long that the counters empty meanwhile.
    const { count } = limitsIn(world.store)
    const tries = async (address: string) =>
      count([limits.signIn, from(address), 'ada@example.org']).then(
        () => true,
        () => false,
      )
    for (let network = 1; network < 40; network++)
      for (let one = 0; one < 5; one++) await tries(`2001:db8:7:${network}::${one + 1}`)
    await staysFull(world)
    expect(await guess('2001:db8:7:99::1')).toBe(429)
    expect(await guess('2001:db8:8::1')).toBe(401)
    expect(await guess('::ffff:203.0.113.7')).toBe(401)
  })

  it('does not lock out the owner, in a browser in which the account was signed in to before', async () => {
    const world = await anIdentityWorld({ trustedProxies: ['127.0.0.1'] })
    await registered(world, 'ada@example.org')
    const from = (address: string) => world.visitor({ 'x-forwarded-for': address })
    const own = await signsIn(from('203.0.113.7'), 'ada@example.org')
    await own.post('/api/sign-out')
    const enter = (browser: Browser, password = goodPassword) =>
      browser.post('/api/sign-in', { mail: 'ada@example.org', password })
    await locked(world, 'ada@example.org')
    expect((await enter(from('203.0.113.8'))).status).toBe(429)
    expect((await enter(from('203.0.113.7'))).status).toBe(429)
    expect((await enter(own)).status).toBe(200)
    // It has a count of its own, which signing in elsewhere does not give back.
    await own.post('/api/sign-out')
    const guesses = []
    for (let one = 0; one < 12; one++) guesses.push((await enter(own, 'not the password')).status)
    expect(guesses).toEqual([...Array<number>(10).fill(401), 429, 429])
  })

  it('is not made easier by a cookie of another account, an older password, another store, too long ago, or what only looks like one', async () => {
    const world = await anIdentityWorld({ trustedProxies: ['127.0.0.1'] })
    for (const mail of ['ada@example.org', 'bob@example.org']) await registered(world, mail)
    const of = async (mail: string) => {
      const browser = await signsIn(world.visitor(), mail)
      await browser.post('/api/sign-out')
      return [...browser.cookies][0] ?? ['', '']
    }
    const [name, ada] = await of('ada@example.org')
    const [, bob] = await of('bob@example.org')
    const enter = async (value: string, password = goodPassword) => {
      const browser = world.visitor()
      browser.cookies.set(name, value)
      return browser.post('/api/sign-in', { mail: 'ada@example.org', password })
    }
    await locked(world, 'ada@example.org')
    for (const value of [
      bob,
      ada.slice(0, -1),
      `${ada.startsWith('A') ? 'B' : 'A'}${ada.slice(1)}`,
      '',
      'x'.repeat(5000),
      Buffer.alloc(48).toString('base64url'),
    ])
      expect((await enter(value)).status).toBe(429)
    expect((await enter(`${bob}.${ada}`)).status).toBe(200)
    await world.turnBy(days(91))
    await locked(world, 'ada@example.org')
    expect((await enter(ada)).status).toBe(429)
    const [, again] = await of('bob@example.org')
    expect(again).not.toBe(bob)
  })

  it('does not lock out the owner who sets a new password by a mailed link', async () => {
    const world = await anIdentityWorld()
    await registered(world, 'ada@example.org')
    const browser = world.visitor()
    await browser.post('/api/password-resets', { mail: 'ada@example.org' })
    await world.settle()
    await browser.post('/api/password-resets/redeem', {
      token: tokenIn((await lettersTo(world, 'ada@example.org'))[0]),
      password: 'another good one',
    })
    await locked(world, 'ada@example.org')
    expect(
      (await world.visitor().post('/api/sign-in', { mail: 'ada@example.org', password: 'another good one' })).status,
    ).toBe(429)
    expect((await browser.post('/api/sign-in', { mail: 'ada@example.org', password: 'another good one' })).status).toBe(
      200,
    )
  })

  it('from one place, however much at once, leaves room for others, and counts nothing that was not tried', async () => {
    passwordsAtTheirCost()
    const world = await anIdentityWorld({ trustedProxies: ['127.0.0.1'] })
    await registered(world, 'ada@example.org')
    const own = await signsIn(world.visitor({ 'x-forwarded-for': '2001:db8:9:9::1' }), 'ada@example.org')
    await world.rows('delete from security.attempt')
    const crowd = Array.from({ length: 80 }, (_, at) =>
      world
        .visitor({ 'x-forwarded-for': `2001:db8:9:9::${at}` })
        .post('/api/sign-in', { mail: `q${at}@example.org`, password: 'not the password' }),
    )
    const single = await world
      .visitor({ 'x-forwarded-for': '198.51.100.7' })
      .post('/api/sign-in', { mail: 'ada@example.org', password: goodPassword })
    expect(single.status).toBe(200)
    expect(
      (await own.post('/api/sign-in', { mail: 'ada@example.org', password: goodPassword })).status,
      'the same network, in a browser that is known',
    ).toBe(200)
    const statuses = (await Promise.all(crowd)).map(one => one.status)
    const tried = statuses.filter(status => status === 401).length
    expect(statuses.filter(status => status === 503)).toHaveLength(80 - tried)
    expect(tried).toBeLessThan(80)
    // Of the hundred attempts that the network has, those that were refused as busy are left.
    expect(
      await world.rows(`select from security.attempt where empty_at > at + interval '${(tried + 1) * 5} seconds'`),
    ).toEqual([])
    expect(world.faults).toEqual([])
  })

  it('is refused from memory, for a moment, once the database has refused it', async () => {
    const world = await anIdentityWorld()
    let asked = 0
    const { count, refuseAtOnce } = limitsIn(
      new Proxy(world.store, {
        get: (store, name) => {
          if (name === 'under') asked++
          return Reflect.get(store, name) as unknown
        },
      }),
    )
    const guess = [limits.code, from('203.0.113.7'), 'ada@example.org'] as const
    const isRefused = async (): Promise<boolean> =>
      count(guess).then(
        () => false,
        error => error instanceof TooManyAttempts,
      )
    const first = await count(guess)
    for (let one = 1; one < 5; one++) await count(guess)
    expect(await isRefused()).toBe(true)
    const before = asked
    expect(await isRefused()).toBe(true)
    expect(() => {
      refuseAtOnce(guess)
    }).toThrow(TooManyAttempts)
    expect(asked).toBe(before)
    await first.giveBack()
    expect(await isRefused(), 'there is room again').toBe(false)
    expect(await isRefused()).toBe(true)
    await world.turnBy(seconds(2))
    expect(() => {
      refuseAtOnce(guess)
    }).not.toThrow()
    expect(await isRefused(), 'the database knows it still').toBe(true)
    expect(() => {
      refuseAtOnce([limits.code, from('203.0.113.8'), 'ada@example.org'])
    }).not.toThrow()
  })

  it('counts attempts that come all at once', async () => {
    passwordsAtTheirCost()
    const world = await anIdentityWorld()
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        world.visitor().post('/api/sign-in', { mail: 'ada@example.org', password: 'not the password' }),
      ),
    )
    expect(answers.filter(answer => answer.status === 401)).toHaveLength(10)
    expect(answers.filter(answer => answer.status === 429)).toHaveLength(20)
    expect(world.faults).toEqual([])
  })
})

describe('sessions', () => {
  let world: World
  beforeAll(async () => {
    world = await anIdentityWorld()
    await registered(world, 'ada@example.org')
    await registered(world, 'bob@example.org')
  })

  it('are listed with the kind of browser and no address, the present one marked', async () => {
    const browser = await signsIn(world.visitor({ 'user-agent': firefox, 'accept-language': 'de' }), 'ada@example.org')
    const { body } = await browser.get('/api/sessions')
    expect(body.items.find((one: { current: boolean }) => one.current)).toMatchObject({
      agent: 'Firefox auf Linux',
      stay: false,
    })
    expect(await world.traces('142.0')).toEqual([])
    expect(await world.traces('127.0.0.1')).toEqual([])
  })

  it('can be ended one by one; somebody else’s is not there', async () => {
    const [one, two, bob] = await Promise.all([
      signsIn(world.visitor(), 'ada@example.org'),
      signsIn(world.visitor(), 'ada@example.org'),
      signsIn(world.visitor(), 'bob@example.org'),
    ])
    const idOf = async (browser: typeof one) =>
      (await browser.get('/api/sessions')).body.items.find((session: { current: boolean }) => session.current).id
    const second = await idOf(two)
    expect((await bob.delete(`/api/sessions/${second}`)).status).toBe(404)
    expect((await bob.delete('/api/sessions/nothing')).status).toBe(404)
    expect((await two.get('/api/account')).status).toBe(200)
    expect((await one.delete(`/api/sessions/${second}`)).status).toBe(204)
    expect((await two.get('/api/account')).status).toBe(401)
    expect((await one.get('/api/account')).status).toBe(200)
  })

  it('can all be ended but the present one', async () => {
    const [one, two, bob] = await Promise.all([
      signsIn(world.visitor(), 'ada@example.org'),
      signsIn(world.visitor(), 'ada@example.org'),
      signsIn(world.visitor(), 'bob@example.org'),
    ])
    expect((await one.delete('/api/sessions')).status).toBe(204)
    expect((await one.get('/api/sessions')).body.items).toHaveLength(1)
    expect((await two.get('/api/account')).status).toBe(401)
    expect((await bob.get('/api/account')).status).toBe(200)
  })

  it('end by signing out, and the cookie goes', async () => {
    const browser = await signsIn(world.visitor(), 'ada@example.org')
    const kept = new Map(browser.cookies)
    expect((await browser.post('/api/sign-out')).status).toBe(204)
    expect([...browser.cookies.keys()].map(name => name.replace(/^.*_/, ''))).toEqual(['known'])
    for (const [name, value] of kept) browser.cookies.set(name, value)
    expect((await browser.get('/api/account')).status).toBe(401)
    expect((await world.visitor().post('/api/sign-out')).status).toBe(204)
  })

  it('are so many of one person and no more: the one that was not used for longest ends', async () => {
    const world = await anIdentityWorld()
    await registered(world, 'many@example.org')
    const first = await signsIn(world.visitor(), 'many@example.org')
    const [{ subject }] = await world.rows('select subject from identity.session')
    // The others of a busy day, without their hashing.
    await world.rows(`insert into identity.session (token, stay, started_at, last_seen_at, ends_at, subject, version)
      select sha256(n::text::bytea), 'no', started_at + n * interval '1 ms', last_seen_at + n * interval '1 ms', ends_at, subject, version from identity.session, generate_series(1, 25) n`)
    await world.turnBy(minutes(1))
    const last = await signsIn(world.visitor(), 'many@example.org')
    expect(await world.rows('select from identity.session where subject = $1', [subject])).toHaveLength(mostSessions)
    expect((await first.get('/api/account')).status).toBe(401)
    expect((await last.get('/api/account')).status).toBe(200)
  })

  it('are not opened by what only looks like a cookie', async () => {
    const signed = await signsIn(world.visitor(), 'ada@example.org')
    const [name = '', known = ''] = [...signed.cookies.keys()]
    for (const value of [signed.cookies.get(known) ?? '', 'x', 'A'.repeat(43), 'A'.repeat(5000), '%00', "'--"]) {
      const browser = world.visitor()
      browser.cookies.set(name, value)
      expect((await browser.get('/api/account')).status).toBe(401)
    }
  })
})

describe('the life of a session', () => {
  it('ends half a day after it was last used, or a month where one stays; and is gone then', async () => {
    const world = await anIdentityWorld()
    await registered(world, 'ada@example.org')
    const short = await signsIn(world.visitor(), 'ada@example.org')
    const long = await signsIn(world.visitor(), 'ada@example.org', { stay: true })
    await world.turnBy(hours(11))
    expect((await short.get('/api/account')).status).toBe(200)
    await world.turnBy(hours(11))
    expect((await short.get('/api/account')).status).toBe(200)
    await world.turnBy(hours(13))
    expect((await short.get('/api/account')).status).toBe(401)
    expect((await long.get('/api/account')).status).toBe(200)
    expect((await long.get('/api/sessions')).body.items).toHaveLength(1)
    expect(await world.rows('select from identity.session')).toHaveLength(1)
  })

  it('ends at last, however much it is used', async () => {
    const world = await anIdentityWorld()
    const long = await signsIn(await registered(world, 'ada@example.org'), 'ada@example.org', { stay: true })
    for (let weeks = 0; weeks < 12; weeks++) {
      await world.turnBy(days(7))
      expect((await long.get('/api/account')).status).toBe(200)
    }
    await world.turnBy(days(7))
    expect((await long.get('/api/account')).status).toBe(401)
  })

  it('notes its last use once a minute at most', async () => {
    const world = await anIdentityWorld()
    const browser = await signedIn(world, 'ada@example.org')
    const seen = async () => (await world.rows('select last_seen_at from identity.session'))[0].last_seen_at.getTime()
    const first = await seen()
    await browser.get('/api/account')
    expect(await seen()).toBe(first)
    await world.turnBy(minutes(1))
    await browser.get('/api/account')
    expect(await seen()).toBeGreaterThan(first)
  })
})

describe('a clock that was ahead', () => {
  it('leaves nothing behind that decides the present: no session, no link, no count, no second factor', async () => {
    const world = await anIdentityWorld()
    const browser = await signedIn(world, 'ada@example.org')
    await browser.post('/api/password-resets', { mail: 'ada@example.org' })
    await world.settle()
    const letter = (await lettersTo(world, 'ada@example.org'))[0]
    for (let guess = 0; guess < 10; guess++)
      await world.visitor().post('/api/sign-in', { mail: 'ada@example.org', password: 'not the password' })
    expect(
      (await world.visitor().post('/api/sign-in', { mail: 'ada@example.org', password: goodPassword })).status,
    ).toBe(429)
    // As if all of it had come about a year later.
    await world.rows(
      `update identity.session set started_at = started_at + interval '1 year', last_seen_at = last_seen_at + interval '1 year', ends_at = ends_at + interval '1 year'`,
    )
    await world.rows(
      `update identity.link set created_at = created_at + interval '1 year', expires_at = expires_at + interval '1 year'`,
    )
    await world.rows(`update security.attempt set at = at + interval '1 year', empty_at = empty_at + interval '1 year'`)
    // What was refused is believed for a second without a look at the count.
    await world.turnBy(seconds(2))
    expect((await browser.get('/api/account')).status).toBe(401)
    expect(
      (
        await world
          .visitor()
          .post('/api/password-resets/redeem', { token: tokenIn(letter), password: 'another good one' })
      ).status,
    ).toBe(410)
    expect(
      (await world.visitor().post('/api/links/code', { mail: 'ada@example.org', code: codeIn(letter) })).status,
    ).toBe(422)
    expect(
      (await world.visitor().post('/api/sign-in', { mail: 'ada@example.org', password: goodPassword })).status,
    ).toBe(200)
  })
})

describe('a forgotten password', () => {
  let world: World
  beforeAll(async () => {
    world = await anIdentityWorld()
    await registered(world, 'ada@example.org')
  })

  it('answers the same for everybody and writes only to who is there', async () => {
    const known = await world.visitor().post('/api/password-resets', { mail: 'Ada@example.org' })
    const unknown = await world.visitor().post('/api/password-resets', { mail: 'nobody@example.org' })
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text])
    await world.settle()
    expect((await lettersTo(world, 'ada@example.org'))[0]?.subject).toBe('Set a new password')
    expect(await lettersTo(world, 'nobody@example.org')).toEqual([])
    expect(await world.traces('nobody@example.org')).toEqual([])
  })

  it('answers the same when too many mails went there, sends no more, and the newest link still works', async () => {
    const own = await anIdentityWorld({ trustedProxies: ['127.0.0.1'] })
    await registered(own, 'ada@example.org')
    const answers = []
    for (let one = 0; one < 30; one++) {
      answers.push(
        await own
          .visitor({ 'x-forwarded-for': `198.51.100.${one}` })
          .post('/api/password-resets', { mail: 'ada@example.org' }),
      )
      await own.settle()
    }
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    const letters = (await lettersTo(own, 'ada@example.org')).filter(letter => letter.subject === 'Set a new password')
    expect(letters.length).toBeGreaterThanOrEqual(9)
    expect(letters.length).toBeLessThan(15)
    expect(
      (
        await own
          .visitor()
          .post('/api/password-resets/redeem', { token: tokenIn(letters[0]), password: 'another good one' })
      ).status,
    ).toBe(204)
  })

  it('is replaced by the link, once, and everybody who was signed in is out', async () => {
    const browser = await signsIn(world.visitor(), 'ada@example.org')
    await world.visitor().post('/api/password-resets', { mail: 'ada@example.org' })
    await world.settle()
    const letters = await lettersTo(world, 'ada@example.org')
    const [newer, older] = letters.filter(letter => letter.subject === 'Set a new password').map(tokenIn)
    const weak = await world.visitor().post('/api/password-resets/redeem', { token: newer, password: 'AdaLovelace1' })
    expect(weak.body.fields).toHaveProperty('password')
    const both = await Promise.all(
      ['another good one', 'yet another one'].map(password =>
        world.visitor().post('/api/password-resets/redeem', { token: newer, password }),
      ),
    )
    expect(both.map(one => one.status).sort()).toEqual([204, 410])
    expect(
      await world.visitor().post('/api/password-resets/redeem', { token: older, password: 'third good one' }),
    ).toMatchObject({ status: 410 })
    expect((await browser.get('/api/account')).status).toBe(401)
    expect(
      (await world.visitor().post('/api/sign-in', { mail: 'ada@example.org', password: goodPassword })).status,
    ).toBe(401)
    await world.settle()
    expect((await lettersTo(world, 'ada@example.org'))[0]?.subject).toBe('Your password was changed')
  })

  it('is not replaced by a link that is older than it may be, or made for something else', async () => {
    await registered(world, 'eve@example.org')
    const registration = tokenIn((await lettersTo(world, 'eve@example.org'))[0])
    expect(
      await world.visitor().post('/api/password-resets/redeem', { token: registration, password: 'another good one' }),
    ).toMatchObject({ status: 410 })
    await world.visitor().post('/api/password-resets', { mail: 'eve@example.org' })
    await world.settle()
    const token = tokenIn((await lettersTo(world, 'eve@example.org'))[0])
    await world.turnBy(hours(1))
    expect(
      await world.visitor().post('/api/password-resets/redeem', { token, password: 'another good one' }),
    ).toMatchObject({ status: 410, body: { id: 'link-expired' } })
  })
})
