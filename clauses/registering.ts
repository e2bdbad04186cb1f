import { expect } from 'vitest'
import { goodPassword, lettersTo, tokenIn } from '../modules/identity/people-for-test.ts'
import { hours } from '../kernel/clock/clock.ts'
import type { World } from '../server/testing/world.ts'

/** A form as one fills it in, complete, for the address that it names. */
export type Form = Readonly<Record<string, unknown>> & { readonly mail: string }

const register = async (world: World, form: Form): Promise<string> => {
  expect((await world.visitor().post('/api/registrations', form)).status).toBe(202)
  await world.settle()
  return tokenIn((await lettersTo(world, form.mail))[0])
}
const signIn = (world: World, { mail }: Form) => world.visitor().post('/api/sign-in', { mail, password: goodPassword })
const confirm = (world: World, token: string) =>
  world.visitor().post('/api/registrations/confirm', { token, password: goodPassword })

/** Nothing is open before the link, everything after it, and the link opens once. */
export async function opensByTheLinkAlone(world: World, form: Form): Promise<void> {
  const token = await register(world, form)
  expect(await signIn(world, form)).toMatchObject({ status: 401, body: { id: 'wrong-credentials' } })
  expect(await world.rows('select from identity.account where mail = $1', [form.mail])).toEqual([])
  expect((await confirm(world, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).status).toBe(410)
  expect((await confirm(world, token)).status).toBe(200)
  const got = await signIn(world, form)
  expect([got.status, got.body.mail]).toEqual([200, form.mail])
  expect(await confirm(world, token)).toMatchObject({
    status: 410,
    body: { id: 'link-used', helps: expect.any(String) },
  })
}

/** After the time that the statement names the link opens nothing, and what was typed is nowhere any more. */
export async function expiresUnopened(world: World, form: Form, { after }: { readonly after: number }): Promise<void> {
  const token = await register(world, form)
  await world.turnBy(hours(after - 1))
  expect(await world.traces(form.mail)).toContain('identity.registration.mail')
  await world.turnBy(hours(1))
  expect(await confirm(world, token)).toMatchObject({ status: 410, body: { id: 'link-expired' } })
  expect((await signIn(world, form)).status).toBe(401)
  expect((await world.traces(form.mail)).filter(place => place.startsWith('identity.'))).toEqual([])
}

/**
 * When somebody asked, when we wrote, and when the link was opened, each with its time, and the person can see all
 * three.
 */
export async function isOnRecord(world: World, form: Form): Promise<void> {
  const token = await register(world, form)
  await world.turnBy(hours(2))
  const { status } = await confirm(world, token)
  const [account] = await world.rows('select id, requested_at, confirmed_at from identity.account where mail = $1', [
    form.mail,
  ])
  const [letter] = await world.rows(
    'select activity, posted_at, closed_at, state from mail.letter where subject = $1',
    [account.id],
  )
  expect([status, letter.activity, letter.state]).toEqual([200, 'identity.registration', 'sent'])
  expect(
    account.requested_at <= letter.posted_at &&
      letter.posted_at <= letter.closed_at &&
      letter.closed_at < account.confirmed_at,
  ).toBe(true)
  const browser = world.visitor()
  await browser.post('/api/sign-in', { mail: form.mail, password: goodPassword })
  const {
    items: [own],
  } = (await browser.get('/api/my-data/identity.account')).body
  const { items: letters } = (await browser.get('/api/my-data/mail.letter')).body
  expect(own).toMatchObject({
    requestedAt: account.requested_at.toISOString(),
    confirmedAt: account.confirmed_at.toISOString(),
  })
  expect(letters).toContainEqual(
    expect.objectContaining({
      to: form.mail,
      postedAt: letter.posted_at.toISOString(),
      closedAt: letter.closed_at.toISOString(),
    }),
  )
}
