import { beforeAll, describe, expect, it } from 'vitest'
import { hours } from '../../kernel/clock/clock.ts'
import type { World } from '../../server/testing/world.ts'
import {
  anIdentityWorld,
  codeIn,
  goodPassword,
  lettersTo,
  person,
  registered,
  signedIn,
  tokenIn,
} from './people-for-test.ts'

const byCode = (world: World, mail: string, code: string, from = '203.0.113.7') =>
  world.visitor({ 'x-forwarded-for': from }).post('/api/links/code', { mail, code })
const newest = async (world: World, mail: string) => (await lettersTo(world, mail))[0]

describe('a code beside a mailed link', () => {
  let world: World
  beforeAll(async () => {
    world = await anIdentityWorld({ trustedProxies: ['127.0.0.1'] })
  })

  const forgets = async (mail: string) => {
    await world.visitor().post('/api/password-resets', { mail })
    await world.settle()
    return newest(world, mail)
  }

  it('opens what its link opens, for each kind of link', async () => {
    await world.visitor().post('/api/registrations', person({ mail: 'ada@example.org' }))
    await world.settle()
    const first = await byCode(world, 'Ada@example.org', codeIn(await newest(world, 'ada@example.org')))
    expect(first).toMatchObject({ status: 200, body: { page: 'confirm', token: expect.stringMatching(/^[\w-]{43}$/) } })
    expect(
      (await world.visitor().post('/api/registrations/confirm', { token: first.body.token, password: goodPassword }))
        .status,
    ).toBe(200)

    const reset = await byCode(world, 'ada@example.org', codeIn(await forgets('ada@example.org')))
    expect(reset.body.page).toBe('reset')
    expect(
      (
        await world
          .visitor()
          .post('/api/password-resets/redeem', { token: reset.body.token, password: 'another good one' })
      ).status,
    ).toBe(204)
  })

  it('works once, and the link beside it no longer', async () => {
    await registered(world, 'once@example.org')
    const letter = await forgets('once@example.org')
    expect((await byCode(world, 'once@example.org', codeIn(letter))).status).toBe(200)
    expect(await byCode(world, 'once@example.org', codeIn(letter))).toMatchObject({
      status: 422,
      body: { id: 'code-wrong' },
    })
    expect(
      (
        await world
          .visitor()
          .post('/api/password-resets/redeem', { token: tokenIn(letter), password: 'another good one' })
      ).status,
    ).toBe(410)
  })

  it('is void once the link was used, has expired, or a newer one was sent', async () => {
    await registered(world, 'void@example.org')
    const used = await forgets('void@example.org')
    await world.visitor().post('/api/password-resets/redeem', { token: tokenIn(used), password: 'another good one' })
    const older = await forgets('void@example.org')
    const newer = await forgets('void@example.org')
    for (const letter of [used, older])
      expect((await byCode(world, 'void@example.org', codeIn(letter))).status).toBe(422)
    await world.turnBy(hours(1))
    expect((await byCode(world, 'void@example.org', codeIn(newer))).status).toBe(422)
  })

  it('is worth nothing with another address, and an unknown address answers the same', async () => {
    for (const mail of ['one@example.org', 'two@example.org']) await registered(world, mail)
    const code = codeIn(await forgets('one@example.org'))
    const answers = [
      await byCode(world, 'two@example.org', code, '203.0.113.20'),
      await byCode(world, 'nobody@example.org', code, '203.0.113.21'),
      await byCode(world, 'one@example.org', 'AAAA-AAAA', '203.0.113.22'),
    ]
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect((await byCode(world, 'one@example.org', code)).status).toBe(200)
  })

  it('is kept by nobody in clear', async () => {
    await registered(world, 'clear@example.org')
    const code = codeIn(await forgets('clear@example.org'))
    for (const form of [code, code.replace('-', '')]) expect(await world.traces(form)).toEqual([])
  })

  it('cannot be guessed, not in one place and not for many people in one place, and guesses in many places shut the owner out nowhere', async () => {
    await registered(world, 'guessed@example.org')
    const code = codeIn(await forgets('guessed@example.org'))
    const statuses = []
    for (let guess = 0; guess < 6; guess++)
      statuses.push((await byCode(world, 'guessed@example.org', 'AAAA-AAAA', '198.51.100.1')).status)
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429])
    for (let place = 2; place < 12; place++)
      for (let guess = 0; guess < 5; guess++)
        await byCode(world, 'guessed@example.org', 'AAAA-AAAA', `198.51.100.${place}`)
    expect((await byCode(world, 'guessed@example.org', code, '198.51.100.99')).status).toBe(200)
    const many = []
    for (let one = 0; one < 21; one++)
      many.push((await byCode(world, `p${one}@example.org`, 'AAAA-AAAA', '198.51.100.77')).status)
    expect(many).toEqual([...Array<number>(20).fill(422), 429])
  })

  it('is refused where it is no text', async () => {
    for (const code of [null, 5, '', 'x'.repeat(41), []])
      expect((await world.visitor().post('/api/links/code', { mail: 'a@example.org', code })).status).toBe(422)
  })
})

describe('a new address for an account', () => {
  it('is shown to whoever is asked to agree, before anything is agreed to', async () => {
    const world = await anIdentityWorld()
    const browser = await signedIn(world, 'before@example.org')
    await browser.post('/api/account/mail', { mail: 'after@example.org', password: goodPassword })
    await world.settle()
    const look = async (mail: string) =>
      (await world.visitor().post('/api/account/mail/look', { token: tokenIn((await lettersTo(world, mail))[0]) })).body
    expect(await look('before@example.org')).toEqual({ mail: 'after@example.org', side: 'old' })
    expect(await look('after@example.org')).toEqual({ mail: 'after@example.org', side: 'new' })
    expect(await world.visitor().post('/api/account/mail/look', { token: 'x' })).toMatchObject({ status: 410 })
    const code = codeIn((await lettersTo(world, 'after@example.org'))[0])
    expect((await byCode(world, 'after@example.org', code)).body.page).toBe('mail')
  })

  it('is asked for though strangers had many letters sent there: the letters wait, and come', async () => {
    const world = await anIdentityWorld({ trustedProxies: ['127.0.0.1'] })
    const mail = 'wanted@example.org'
    const asks = async (account: string) =>
      (await signedIn(world, account)).post('/api/account/mail', { mail, password: goodPassword })
    for (let one = 0; one < 11; one++) await asks(`stranger${one}@example.org`)
    await world.settle()
    const letters = async (to: string) =>
      (await lettersTo(world, to)).filter(letter => letter.subject.includes('address')).length
    const before = await letters(mail)
    expect(before).toBe(10)
    expect((await asks('mine@example.org')).status).toBe(202)
    await world.settle()
    expect(await letters(mail)).toBe(before)
    await world.turnBy(hours(1))
    expect(await letters(mail)).toBe(12)
    expect(tokenIn((await lettersTo(world, mail))[0])).toBeTruthy()
    // Letters of other kinds have room of their own.
    expect((await world.visitor().post('/api/registrations', person({ mail }))).status).toBe(202)
    await world.settle()
    expect((await lettersTo(world, mail)).length).toBe(13)
  })
})
