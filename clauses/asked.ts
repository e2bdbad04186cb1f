import { expect, it } from 'vitest'
import { deliver, mailOf } from '../modules/intake/sender-for-test.ts'
import { freePort } from '../server/http/port.ts'
import type { World } from '../server/testing/world.ts'
import { platformOf } from './clause.ts'
import type { System } from './catalogue.ts'
import { aCustomer } from './roles/callers.ts'
import { staffOf } from './staff.ts'

/** A platform of this system that takes mail, and somebody who writes to it. */
export async function writingTo(
  system: System,
): Promise<{ readonly world: World; readonly writes: (to: string, subject: string, says: string) => Promise<string> }> {
  const intakePort = await freePort('127.0.0.1', 0)
  const world = await platformOf(system, { intakePort })
  return {
    world,
    writes: async (to, subject, says) =>
      (
        await deliver(intakePort, {
          from: 'ida@example.org',
          to,
          raw: mailOf({ From: 'Ida <ida@example.org>', To: to, Subject: subject }, says),
        })
      ).answer,
  }
}

/** What a browser sends that runs no script; the page that it is led to. */
export async function sendsForm(
  world: World,
  answers: { readonly right?: string; readonly name?: string; readonly mail: string; readonly words: string },
): Promise<string> {
  const got = await world.visitor().fetch('/datenschutz/anfrage', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(answers),
  })
  expect([got.status, got.headers.getSetCookie()]).toEqual([303, []])
  return (await world.visitor().get(got.headers.get('location') ?? '')).text
}

/**
 * That what was written lies on a list, with a deadline of a month at most, in the state of one that nobody has
 * answered, and with a history that says how it came.
 */
export async function expectRequest(
  world: World,
  says: string,
  list: 'desk' | 'officer',
  by: 'mail' | 'form' | 'letter' = 'mail',
): Promise<string> {
  const found = await world.rows<{ id: string; received_at: Date; due_at: Date }>(
    `select id, list, by, state, received_at, due_at from rights.request where strpos(says, $1) > 0`,
    [says],
  )
  expect(found).toMatchObject([{ list, by, state: 'open' }])
  const [{ id, received_at: received, due_at: due }] = found as [(typeof found)[number]] // one, as said above
  const days = (due.getTime() - received.getTime()) / 86_400_000
  expect(days).toBeGreaterThan(27)
  expect(days).toBeLessThan(32.1)
  expect(await world.rows('select what from rights.event where request_id = $1', [id])).toMatchObject([
    { what: 'received' },
  ])
  return id
}

/** A letter as staff enter it, until it is on record who wrote it and who takes care of it. */
export async function entersLetter(world: World, says: string, customerNumber: string) {
  const desk = await staffOf(world, ['privacy'])
  const {
    body: { id },
  } = await desk.post('/api/desk/requests', { from: 'Ida Sonne, Am Wehr 3, Potsdam', says })
  await expectRequest(world, says, 'desk', 'letter')
  // Nothing is done for somebody of whom it is not known who it is.
  expect((await desk.post(`/api/desk/requests/${id}/carry-out`, { what: 'copy' })).status).toBe(409)
  expect(
    (await desk.post(`/api/desk/requests/${id}/person`, { customerNumber, provenBy: 'signature and customer number' }))
      .status,
  ).toBe(204)
  expect((await desk.post(`/api/desk/requests/${id}/take`)).status).toBe(204)
  expect((await desk.get(`/api/desk/requests/${id}`)).body).toMatchObject({
    handledBy: desk.account,
    provenBy: 'signature and customer number',
    history: [{ what: 'received', by: 'staff' }, { what: 'person known' }, { what: 'taken on', staffId: desk.account }],
  })
  return Object.assign(desk, {
    request: id as string,
    does: (deed: object) => desk.post(`/api/desk/requests/${id}/carry-out`, deed),
  })
}

/** A customer of any system, by id and number. */
export async function known(
  world: World,
  mail: string,
): Promise<{ readonly id: string; readonly number: string; readonly mail: string }> {
  await aCustomer(world, mail, 'de')
  const [{ id, number }] = (await world.rows<{ id: string; number: string }>(
    'select id, customer_number as number from identity.account where mail = $1',
    [mail],
  )) as [{ id: string; number: string }]
  return { id, number, mail }
}

/** The two ways beside the mail: a form for everybody, and a letter that staff enter. */
export function formAndLetter(of: () => World): void {
  it('a form on the site opens one, needs neither account nor script nor cookie, and is named in the statement', async () => {
    const world = of()
    expect((await world.visitor().get('/datenschutz')).text).toContain('href="/datenschutz/anfrage"')
    expect((await world.visitor().get('/datenschutz/anfrage')).text).not.toContain('<script')
    const page = await sendsForm(world, { mail: 'otto@example.org', words: 'Eine Anfrage über das Formular.' })
    expect(page).toContain('Wir antworten spätestens am')
    await expectRequest(world, 'Eine Anfrage über das Formular.', 'desk', 'form')
  })
  it('a letter that staff enter opens one, with proof of who wrote it, somebody in charge and a history', async () => {
    const world = of()
    const otto = await known(world, 'otto.brief@example.org')
    const desk = await entersLetter(world, 'Eine Anfrage mit der Post.', otto.number)
    expect((await desk.does({ what: 'copy' })).body.link).toMatch(/^\/api\/my-data\/copies\//)
  })
}
