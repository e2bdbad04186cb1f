import { inflateRawSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { days, minutes } from '../../kernel/clock/clock.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { Attempts, StaffAccounts } from '../identity/contract.ts'
import { goodPassword, lettersTo, parts, signedIn, signsIn } from '../identity/people-for-test.ts'
import { website } from '../website/index.ts'
import { rights } from './index.ts'
import { eraseSubject } from '../../kernel/rights/erase.ts'
import { PrivacyDesk } from './contract.ts'

const platform = (): Promise<World> => aWorld({ modules: [...parts, rights, website] })
async function staffOf(world: World, role: 'privacy' | 'officer' | 'support'): Promise<Browser> {
  const mail = `${role}@staff.example`
  await world
    .offered(StaffAccounts)
    .withPassword({ mail, firstName: 'Grace', lastName: 'Hopper', roles: [role], language: 'en' }, goodPassword)
  return signsIn(world.visitor(), mail)
}
const accountOf = async (world: World, mail: string): Promise<{ id: string; number: string }> =>
  (
    await world.rows<{ id: string; number: string }>(
      'select id, customer_number as number from identity.account where mail = $1',
      [mail],
    )
  )[0]!

describe('who asks has to be the person', () => {
  let world: World
  beforeAll(async () => {
    world = await platform()
  })

  it('a fresh sign-in is enough, an old session is not', async () => {
    const ida = await signedIn(world, 'ida@example.org')
    expect((await ida.post('/api/my-data/copies', { format: 'copy' })).status).toBe(201)
    await world.turnBy(minutes(16))
    expect(await ida.post('/api/my-data/copies', { format: 'copy' })).toMatchObject({
      status: 403,
      body: { id: 'proof-needed' },
    })
    expect((await ida.get('/api/my-data/copy')).status).toBe(403)
    expect((await ida.put('/api/my-data/restriction', { ground: 'accuracy' })).status).toBe(403)
    expect((await ida.post('/api/my-data/proof', { password: 'something else' })).status).toBe(422)
    expect((await ida.post('/api/my-data/proof', { password: goodPassword })).status).toBe(200)
    expect((await ida.post('/api/my-data/copies', { format: 'copy' })).status).toBe(201)
    await world.turnBy(minutes(16))
    expect((await ida.post('/api/my-data/copies', { format: 'copy' })).status).toBe(403)
  })
  it('a code goes to the known address, and after five wrong ones the right one does not help', async () => {
    const ola = await signedIn(world, 'ola@example.org')
    await world.turnBy(minutes(20))
    const code = async (): Promise<string> => {
      expect((await ola.post('/api/my-data/proof/code')).status).toBe(202)
      await world.settle()
      return /\d{6}/.exec((await lettersTo(world, 'ola@example.org'))[0]?.text ?? '')?.[0] ?? ''
    }
    const right = await code()
    expect((await ola.post('/api/my-data/proof/code/redeem', { code: right })).status).toBe(200)
    expect((await ola.post('/api/my-data/copies', { format: 'portable' })).status).toBe(201)
    await world.turnBy(minutes(20))
    const second = await code()
    const wrong = second === '000000' ? '000001' : '000000'
    for (let round = 0; round < 5; round++)
      expect(await ola.post('/api/my-data/proof/code/redeem', { code: wrong })).toMatchObject({
        status: 422,
        body: { id: 'wrong-code' },
      })
    expect((await ola.post('/api/my-data/proof/code/redeem', { code: second })).status).toBe(429)
    expect((await ola.post('/api/my-data/proof/code')).status).toBe(429)
    expect(await world.traces(second)).toEqual([])
  })
})

/** The files in a ZIP whose parts were written as they came: names and content, as the central directory has them. */
function filesIn(zip: Buffer): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const at = zip.lastIndexOf(Buffer.from('504b0506', 'hex'))
  for (let [entry, left] = [zip.readUInt32LE(at + 16), zip.readUInt16LE(at + 10)]; left > 0; left--) {
    const [packed, name, extra, comment, begins] = [
      zip.readUInt32LE(entry + 20),
      zip.readUInt16LE(entry + 28),
      zip.readUInt16LE(entry + 30),
      zip.readUInt16LE(entry + 32),
      zip.readUInt32LE(entry + 42),
    ]
    const data = begins + 30 + zip.readUInt16LE(begins + 26) + zip.readUInt16LE(begins + 28)
    files.set(
      zip.subarray(entry + 46, entry + 46 + name).toString(),
      inflateRawSync(zip.subarray(data, data + packed)).toString(),
    )
    entry += 46 + name + extra + comment
  }
  return files
}

describe('a copy', () => {
  let world: World
  beforeAll(async () => {
    world = await platform()
  })
  const fetched = async (browser: Browser, link: string): Promise<ReadonlyMap<string, string>> =>
    filesIn(Buffer.from(await (await browser.fetch(link)).arrayBuffer()))

  it('comes as a ZIP for the session that asked for it, and for nobody else who has the link', async () => {
    const ida = await signedIn(world, 'ida@example.org')
    const {
      body: { link },
    } = await ida.post('/api/my-data/copies', { format: 'copy' })
    const file = await ida.fetch(link)
    expect([file.status, file.headers.get('content-type'), file.headers.get('content-disposition')]).toEqual([
      200,
      'application/zip',
      'attachment; filename="my-data.zip"',
    ])
    const bytes = Buffer.from(await file.arrayBuffer())
    expect(Number(file.headers.get('content-length'))).toBe(bytes.length)
    const files = filesIn(bytes)
    for (const name of ['README.txt', 'about.json', 'json/identity.account.json', 'csv/identity.account.csv'])
      expect([...files.keys()]).toContain(name)
    const [elsewhere, eve] = [
      await signsIn(world.visitor(), 'ida@example.org'),
      await signedIn(world, 'eve@example.org'),
    ]
    expect((await world.visitor().get(link)).status).toBe(401)
    expect((await eve.get(link)).status).toBe(404)
    expect((await elsewhere.get(link)).status).toBe(404)
    expect((await elsewhere.get('/api/my-data/copies')).body.items).toEqual([])
    expect((await eve.delete(link)).status).toBe(404)
    expect((await ida.get(link)).status).toBe(200)
  })
  it('shows the moment it was asked for, whatever happens until it is fetched', async () => {
    const ola = await signedIn(world, 'ola@example.org')
    const {
      body: { link, madeAt },
    } = await ola.post('/api/my-data/copies', { format: 'copy' })
    await ola.patch('/api/account', { fields: { lastName: 'Renamed' } })
    await world.turnBy(minutes(30))
    const files = await fetched(ola, link)
    expect(JSON.parse(files.get('json/identity.account.json') ?? '')).toMatchObject([{ lastName: 'Lovelace' }])
    expect(files.get('csv/identity.account.csv')).not.toContain('Renamed')
    expect(JSON.parse(files.get('about.json') ?? '')).toMatchObject({ madeAt })
    const about = JSON.parse(files.get('about.json') ?? '') as { held: { items: { table: string; rows: number }[] }[] }
    for (const { table, rows } of about.held.flatMap(({ items }) => items))
      expect([table, JSON.parse(files.get(`json/${table}.json`) ?? '[]').length]).toEqual([table, rows])
  })
  it('is made one at a time for an account in whichever session, two at a time in all, and so often an hour', async () => {
    const [ann, ben, cem] = [
      await signedIn(world, 'ann@example.org'),
      await signedIn(world, 'ben@example.org'),
      await signedIn(world, 'cem@example.org'),
    ]
    const elsewhere = await signsIn(world.visitor(), 'ann@example.org')
    const asked = async (...by: readonly Browser[]) =>
      (await Promise.all(by.map(one => one.post('/api/my-data/copies', { format: 'copy' }))))
        .map(({ status }) => status)
        .toSorted()
    // Copies wait for a table that only they read, so that they are made at once however fast the machine is.
    const whileCopiesWait = async (...by: readonly Browser[]): Promise<number[]> => {
      await world.rows('begin')
      await world.rows('lock table obhut.consent_event in access exclusive mode')
      const all = by.map(one => one.post('/api/my-data/copies', { format: 'copy' }))
      await Promise.race(all)
      await world.rows('rollback')
      return (await Promise.all(all)).map(({ status }) => status).toSorted()
    }
    expect(await whileCopiesWait(ann, elsewhere)).toEqual([201, 429])
    expect(await whileCopiesWait(ann, ben, cem)).toEqual([201, 201, 503])
    const { id: account } = await accountOf(world, 'cem@example.org')
    for (;;)
      if (
        await world
          .offered(Attempts)
          .countCopy({ kind: 'customer', account })
          .then(
            () => false,
            () => true,
          )
      )
        break
    const { status, headers } = await cem.post('/api/my-data/copies', { format: 'portable' })
    expect([status, Number(headers.get('retry-after')) > 0]).toEqual([429, true])
    expect(await asked(ben)).toEqual([201])
    await world.turnBy(minutes(6))
    expect(await asked(cem)).toEqual([201])
  })
  it('lies encrypted in the store, and ends with its hour, with the session, with a new password, when it is thrown away and when the person goes', async () => {
    const ada = await signedIn(world, 'ada@example.org')
    const asks = async (browser: Browser, format = 'copy'): Promise<string> =>
      (await browser.post('/api/my-data/copies', { format })).body.link
    expect(
      (await world.rows(`select content from rights.copy_part`)).map(
        ({ content }: { content: Buffer }) =>
          content.includes('identity.account') || content.subarray(0, 4).toString() === 'UEsD',
      ),
    ).not.toContain(true)

    const first = await asks(ada)
    expect((await ada.get('/api/my-data/copies')).body.items).toMatchObject([
      { link: first, format: 'copy', size: expect.any(Number) },
    ])
    const second = await asks(ada)
    expect([(await ada.get(first)).status, (await ada.get(second)).status]).toEqual([404, 200])
    expect((await ada.delete(second)).status).toBe(204)
    expect((await ada.get(second)).status).toBe(404)

    const hourly = await asks(ada, 'portable')
    await world.turnBy(minutes(61))
    expect((await ada.get(hourly)).status).toBe(404)
    expect(await world.rows('select from rights.copy_part')).toEqual([])

    await ada.post('/api/my-data/proof', { password: goodPassword })
    const old = await asks(ada)
    await world.turnBy(1000)
    expect(
      (await ada.post('/api/account/password', { current: goodPassword, next: 'another horse staple' })).status,
    ).toBe(204)
    expect((await ada.get(old)).status).toBe(404)

    const other = await signsIn(world.visitor(), 'ada@example.org', { password: 'another horse staple' })
    const left = await asks(other)
    const cookies = new Map(other.cookies)
    await other.post('/api/sign-out')
    const stolen = world.visitor()
    for (const [name, value] of cookies) stolen.cookies.set(name, value)
    expect((await stolen.get(left)).status).toBe(401)

    const another = await signsIn(world.visitor(), 'ada@example.org', { password: 'another horse staple' })
    const everywhere = await asks(another)
    await ada.delete('/api/sessions')
    expect((await another.get(everywhere)).status).toBe(401)

    const last = await asks(await signsIn(ada, 'ada@example.org', { password: 'another horse staple' }))
    expect((await ada.post('/api/account/delete', { password: 'another horse staple' })).status).toBe(200)
    expect((await ada.get(last)).status).toBe(401)
    expect(
      await world.rows(
        'select from rights.copy_part p where not exists (select from identity.login l where l.id = p.subject)',
      ),
    ).toEqual([])
  })
  it('made by staff for somebody who wrote is fetched by that member of staff, in that session', async () => {
    await signedIn(world, 'letter@example.org')
    const { id: account, number } = await accountOf(world, 'letter@example.org')
    const desk = await staffOf(world, 'privacy')
    const {
      body: { id },
    } = await desk.post('/api/desk/requests', { from: 'Lena', says: 'What do you hold?', right: 'eu-gdpr:A15' })
    await desk.post(`/api/desk/requests/${id}/person`, { customerNumber: number, provenBy: 'identity card shown' })
    for (const looked of ['choices', 'erasure'])
      expect([looked, (await desk.get(`/api/desk/requests/${id}/${looked}`)).status]).toEqual([looked, 200])
    const {
      body: { link },
    } = await desk.post(`/api/desk/requests/${id}/carry-out`, { what: 'copy' })
    expect(JSON.parse((await fetched(desk, link)).get('json/identity.account.json') ?? '')).toMatchObject([
      { mail: 'letter@example.org', customerNumber: number },
    ])
    expect((await (await signsIn(world.visitor(), 'privacy@staff.example')).get(link)).status).toBe(404)
    expect((await world.visitor().get(link)).status).toBe(401)
    const seen = await world.rows(
      `select e.actor from obhut.audit_entry e join obhut.audit_person p on p.entry_id = e.id and p.part = 'concerned' where e.what = 'copy' and p.subject = $1`,
      [account],
    )
    expect(seen.map(({ actor }: { actor: string }) => actor)).toContain('staff')
  })
})

describe('a request', () => {
  let world: World
  let desk: Browser
  beforeAll(async () => {
    world = await platform()
    desk = await staffOf(world, 'privacy')
  })

  it('comes in by account, mail and letter, and lies on the desk with a deadline of a month', async () => {
    const ida = await signedIn(world, 'ida@example.org')
    expect(
      (await ida.post('/api/my-data/requests', { right: 'eu-gdpr:A16', says: 'My name is spelled otherwise.' })).status,
    ).toBe(201)
    await world.offered(PrivacyDesk).open({
      by: 'mail',
      list: 'desk',
      from: 'somebody@example.org',
      says: 'What do you hold about me?',
      receivedAt: world.clock.now(),
    })
    expect(
      (await desk.post('/api/desk/requests', { from: 'Ida Sonne, Uferweg 1', says: 'Please erase all of it.' })).status,
    ).toBe(201)
    const {
      body: { items },
    } = await desk.get('/api/desk/requests?state=open')
    expect(items.map((one: { by: string }) => one.by).toSorted()).toEqual(['account', 'letter', 'mail'])
    for (const one of items) {
      const length = (Date.parse(one.dueAt) - Date.parse(one.receivedAt)) / days(1)
      expect(length).toBeGreaterThan(28)
      expect(length).toBeLessThan(33)
    }
  })
  it('by letter came today at the latest, and not before anybody could ask', async () => {
    const now = world.clock.now()
    const enters = (receivedAt: string) => desk.post('/api/desk/requests', { says: 'By letter.', receivedAt })
    for (const wrong of [
      '2999-01-01T00:00:00Z',
      '0000-01-01T00:00:00Z',
      '0001-01-01T00:00:00Z',
      '1800-01-01T00:00:00Z',
      '2018-05-24T12:00:00Z',
      '9999-12-31T23:59:59Z',
      new Date(now.getTime() + days(2)).toISOString(),
    ]) {
      expect(await enters(wrong)).toMatchObject({ status: 422, body: { fields: { receivedAt: expect.any(String) } } })
    }
    for (const right of ['2018-05-25T12:00:00Z', new Date(now.getTime() - days(30)).toISOString()]) {
      const {
        body: { id },
      } = await enters(right)
      expect((await desk.get(`/api/desk/requests/${id}`)).body.receivedAt).toBe(new Date(right).toISOString())
      await world.rows('delete from rights.event where request_id = $1', [id])
      await world.rows('delete from rights.request where id = $1', [id])
    }
  })
  it('of the officer’s list is read by the officer alone', async () => {
    const { id } = await world
      .offered(PrivacyDesk)
      .open({ by: 'mail', list: 'officer', says: 'For your eyes only.', receivedAt: world.clock.now() })
    const officer = await staffOf(world, 'officer')
    expect((await officer.get(`/api/desk/requests/${id}`)).body).toMatchObject({
      says: 'For your eyes only.',
      history: [{ what: 'received' }],
    })
    expect((await desk.get(`/api/desk/requests/${id}`)).status).toBe(404)
    expect((await (await staffOf(world, 'support')).get('/api/desk/requests')).status).toBe(403)
  })
  it('by letter does nothing until it is on record who wrote, and then erases', async () => {
    await signedIn(world, 'letter@example.org')
    const { id: account, number } = await accountOf(world, 'letter@example.org')
    const {
      body: { id },
    } = await desk.post('/api/desk/requests', { from: 'Lena', says: 'Erase me.', right: 'eu-gdpr:A17' })
    expect(await desk.post(`/api/desk/requests/${id}/carry-out`, { what: 'erase' })).toMatchObject({
      status: 409,
      body: { id: 'person-unknown' },
    })
    expect(
      await desk.post(`/api/desk/requests/${id}/person`, {
        customerNumber: '00000000',
        provenBy: 'identity card shown',
      }),
    ).toMatchObject({
      status: 422,
      body: { id: 'no-such-customer', fields: { customerNumber: expect.stringContaining('customer number') } },
    })
    expect(
      (await desk.post(`/api/desk/requests/${id}/person`, { customerNumber: number, provenBy: 'identity card shown' }))
        .status,
    ).toBe(204)
    expect((await desk.post(`/api/desk/requests/${id}/take`)).status).toBe(204)
    expect((await desk.get(`/api/desk/requests/${id}`)).body).toMatchObject({
      provenBy: 'identity card shown',
      history: [{ what: 'received', by: 'staff' }, { what: 'person known' }, { what: 'taken on' }],
    })
    const {
      body: { reference },
    } = await desk.get(`/api/desk/requests/${id}`)
    const done = await desk.post(`/api/desk/requests/${id}/carry-out`, { what: 'erase' })
    expect(done.body.gone.map((one: { table: string }) => one.table)).toContain('identity.account')
    expect(await world.traces(account)).toEqual([])
    // One act: the answer to print, and a proof that names nobody under the reference that the letter bears.
    expect(done.body.reference).toBe(reference)
    for (const said of [
      '<address>Ada Lovelace\nLena</address>',
      reference,
      'Your account',
      'Art. 17 GDPR',
      'Aufsicht für Tests',
      '@page{size:A4',
    ])
      expect(done.body.letter).toContain(said)
    expect(await world.traces('Lena')).toEqual([])
    const [kept] = await world.rows('select * from handled.request where reference = $1', [reference])
    expect(kept).toEqual({
      reference,
      right: 'eu-gdpr:A17',
      by: 'letter',
      received_at: expect.any(Date),
      due_at: expect.any(Date),
      state: 'answered',
      closed_at: expect.any(Date),
      erased_at: expect.any(Date),
    })
    expect(kept.closed_at <= kept.due_at).toBe(true)
    expect(await world.traces(number)).toEqual([])
    expect((await desk.delete(`/api/desk/requests/${id}/letter`)).status).toBe(204)
    for (const again of [
      await desk.get(`/api/desk/requests/${id}/letter`),
      await desk.post(`/api/desk/requests/${id}/carry-out`, { what: 'erase' }),
      await desk.delete(`/api/desk/requests/${id}/letter`),
    ])
      expect(again.status).toBe(404)
  })
  it('by letter that erased, and whose answer was lost on its way, gives it again to that session, until it is printed or for an hour', async () => {
    const other = await platform()
    const chief = await staffOf(other, 'privacy')
    const elsewhere = await signsIn(other.visitor(), 'privacy@staff.example')
    const erases = async (mail: string, from: string): Promise<string> => {
      await signedIn(other, mail)
      const { number } = await accountOf(other, mail)
      const {
        body: { id },
      } = await chief.post('/api/desk/requests', { from, says: 'Erase me.', right: 'eu-gdpr:A17' })
      await chief.post(`/api/desk/requests/${id}/person`, { customerNumber: number, provenBy: 'identity card shown' })
      await chief
        .fetch(`/api/desk/requests/${id}/carry-out`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"what":"erase"}',
          signal: AbortSignal.timeout(20),
        })
        .catch(() => undefined)
      await expect
        .poll(async () => (await other.rows('select from identity.account where mail = $1', [mail])).length)
        .toBe(0)
      return id
    }
    const id = await erases('lost@example.org', 'Lore Lost')
    const { status, body } = await chief.post(`/api/desk/requests/${id}/carry-out`, { what: 'erase' })
    expect([status, body.letter]).toEqual([200, expect.stringContaining('Lore Lost')])
    expect((await chief.get(`/api/desk/requests/${id}/letter`)).text).toBe(body.letter)
    expect((await chief.get('/api/desk/letters-to-print')).body.items).toMatchObject([
      { request: id, reference: body.reference },
    ])
    expect(await other.rows('select from handled.request where reference = $1', [body.reference])).toHaveLength(1)
    expect(await other.traces('Lore Lost')).toEqual([])
    expect([
      (await elsewhere.get(`/api/desk/requests/${id}/letter`)).status,
      (await elsewhere.get('/api/desk/letters-to-print')).body.items,
      (await elsewhere.delete(`/api/desk/requests/${id}/letter`)).status,
    ]).toEqual([404, [], 404])
    expect((await chief.delete(`/api/desk/requests/${id}/letter`)).status).toBe(204)
    expect((await chief.get(`/api/desk/requests/${id}/letter`)).status).toBe(404)

    const late = await erases('other@example.org', 'Otto Other')
    expect((await chief.get(`/api/desk/requests/${late}/letter`)).status).toBe(200)
    await other.turnBy(minutes(61))
    expect((await chief.get(`/api/desk/requests/${late}/letter`)).status).toBe(404)
    expect(await other.rows('select from rights.erasure_letter')).toEqual([])
  })
  it('that is erased with the account leaves the same proof, of each request, for its period and once', async () => {
    const other = await platform()
    const eva = await signedIn(other, 'eva@example.org')
    const open = (await eva.post('/api/my-data/requests', { says: 'What do you hold?', right: 'eu-gdpr:A15' })).body.id
    const closed = (await eva.post('/api/my-data/requests', { says: 'And why?' })).body.id
    await eva.post(`/api/my-data/requests/${closed}/withdraw`)
    const references = new Map(
      (await other.rows<{ id: string; reference: string }>('select id, reference from rights.request')).map(one => [
        one.id,
        one.reference,
      ]),
    )
    expect((await eva.post('/api/account/delete', { password: goodPassword })).status).toBe(200)
    const left = async () =>
      new Map(
        (await other.rows<{ reference: string; state: string }>('select reference, state from handled.request')).map(
          one => [one.reference, one.state],
        ),
      )
    expect(await left()).toEqual(
      new Map([
        [references.get(open), 'open'],
        [references.get(closed), 'withdrawn'],
      ]),
    )
    // Repeated, as after a restored backup, it changes nothing.
    await eraseSubject(other.store, { kind: 'customer', id: '00000000-0000-4000-8000-000000000001' }, { again: true })
    expect((await left()).size).toBe(2)
    await other.turnBy(days(3 * 365 - 5))
    expect((await left()).size).toBe(2)
    await other.turnBy(days(10))
    expect((await left()).size).toBe(0)
  })
  it('for a copy on paper is fetched as a page for A4, with source, purpose, recipients and period of every item', async () => {
    await signedIn(world, 'paper@example.org')
    const { id: account, number } = await accountOf(world, 'paper@example.org')
    await world
      .rows(
        `insert into statements.seen (shown, seen_at, subject, version) select n, now(), $1, 1 from generate_series(1, 2) n`,
        [account],
      )
      .catch(() => undefined)
    const {
      body: { id },
    } = await desk.post('/api/desk/requests', {
      from: 'Lena <b>Brief</b>\nUferweg 1\n14467 Potsdam',
      says: 'What do you hold?',
      right: 'eu-gdpr:A15',
    })
    await desk.post(`/api/desk/requests/${id}/person`, {
      customerNumber: number,
      provenBy: 'signature and customer number',
    })
    const {
      body: { link },
    } = await desk.post(`/api/desk/requests/${id}/carry-out`, { what: 'print' })
    const page = await desk.get(link)
    expect([page.status, page.headers.get('content-type'), page.headers.get('content-length')]).toEqual([
      200,
      'text/html; charset=utf-8',
      String(Buffer.byteLength(page.text)),
    ])
    for (const said of [
      'Lena &lt;b&gt;Brief&lt;/b&gt;\nUferweg 1\n14467 Potsdam',
      '@page{size:A4',
      'counter(pages)',
      'paper@example.org',
      number,
      'What for',
      'Legal basis',
      'Recipients',
      'Where from',
      'Storage',
      'Briefdienst GmbH',
      'the registration form',
      'Art. 6(1)(b) GDPR',
      'Aufsicht für Tests',
      'Your account',
    ])
      expect(page.text).toContain(said)
    // Words of the program stand in words, what is empty is left out, and each thing that is not shown is named once.
    for (const said of [
      '<dt>Kind of account</dt><dd>Customer account</dd>',
      '<dt>Stay signed in</dt><dd>no</dd>',
      '<dt>What for</dt><dd>registration</dd>',
      '<dt>Occasion</dt><dd>Registration</dd>',
    ])
      expect(page.text).toContain(said)
    expect(page.text).not.toMatch(/<dd>(customer|\[\]|\{\}|de|en|[a-z]+\.[a-z-]+)<\/dd>/)
    expect(page.text).not.toMatch(/Not shown[^.]*?(\b[\w ]+\b), [^.]*\b\1[,.]/)
    expect(page.text).not.toContain('<b>Brief')
    expect(page.text).not.toMatch(/\$argon2/)
    expect((await desk.get(`/api/desk/requests/${id}`)).body.history).toContainEqual(
      expect.objectContaining({ what: 'carried out', note: 'print' }),
    )
  })
  it('asked by form or account is erased with a last mail that says so, and nothing of the person stays but its address in the outbox', async () => {
    const other = await platform()
    const chief = await staffOf(other, 'privacy')
    const eva = await signedIn(other, 'eva@example.org')
    const {
      body: { id },
    } = await eva.post('/api/my-data/requests', { says: 'Please erase me.', right: 'eu-gdpr:A17' })
    const { id: account } = await accountOf(other, 'eva@example.org')
    const {
      body: { reference },
    } = await chief.post(`/api/desk/requests/${id}/carry-out`, { what: 'erase' })
    await other.settle()
    // Letters of one moment come in no order.
    const letter = (await lettersTo(other, 'eva@example.org')).find(
      ({ subject }) => subject === 'Your data has been erased',
    )
    expect(letter?.text).toContain(reference)
    expect(await other.traces(account)).toEqual([])
    expect(await other.traces('eva@example.org')).toEqual(['mail.letter.to'])
  })
  it('erases nothing where the last mail cannot be posted, and else posts it in the same transaction', async () => {
    const fay = await signedIn(world, 'fay@example.org')
    const {
      body: { id },
    } = await fay.post('/api/my-data/requests', { says: 'Please erase me.', right: 'eu-gdpr:A17' })
    const erase = () => desk.post(`/api/desk/requests/${id}/carry-out`, { what: 'erase' })
    await world.settle()
    await world.rows(`alter table mail.letter add constraint no_room check ("to" <> 'fay@example.org') not valid`)
    expect((await erase()).status).toBe(500)
    expect(world.faults.splice(0)).toHaveLength(1)
    expect([(await fay.get('/api/account')).status, (await desk.get(`/api/desk/requests/${id}`)).body.state]).toEqual([
      200,
      'open',
    ])
    await world.rows('alter table mail.letter drop constraint no_room')
    const {
      status,
      body: { reference, letter },
    } = await erase()
    expect([status, letter]).toEqual([200, expect.stringContaining(reference)])
    expect(
      await world.rows(
        `select h.reference from handled.request h join mail.letter l on l.posted_at = h.erased_at where l."to" = 'fay@example.org'`,
      ),
    ).toEqual([{ reference }])
    await world.settle()
    expect((await lettersTo(world, 'fay@example.org')).map(({ subject }) => subject)).toContain(
      'Your data has been erased',
    )
  })
  it('is answered in the account, and the mail says only that', async () => {
    const ada = await signedIn(world, 'ada@example.org')
    const {
      body: { id },
    } = await ada.post('/api/my-data/requests', { says: 'Who got my address?' })
    expect(
      (await desk.post(`/api/desk/requests/${id}/answer`, { answer: 'Nobody but the mail service.' })).status,
    ).toBe(204)
    await world.settle()
    const [letter] = await lettersTo(world, 'ada@example.org')
    expect(letter?.subject).toBe('Our answer is waiting for you')
    expect(letter?.text).not.toContain('mail service')
    expect((await ada.get('/api/my-data/requests')).body.items[0]).toMatchObject({
      state: 'answered',
      answer: 'Nobody but the mail service.',
      history: [
        { what: 'received', by: 'person' },
        { what: 'answered', by: 'staff' },
      ],
    })
    expect((await desk.post(`/api/desk/requests/${id}/refuse`, { reason: 'excessive', answer: 'No.' })).status).toBe(
      409,
    )
    const printed = await desk.get(`/api/desk/requests/${id}/letter`)
    expect(printed.text).toContain('Nobody but the mail service.')
    expect(printed.text).toContain('Aufsicht für Tests')
  })
  it('is answered on paper in the language of the person, by the name, and called what it was', async () => {
    const printed = async (id: string): Promise<string> =>
      (await desk.fetch(`/api/desk/requests/${id}/letter`, { headers: { 'accept-language': 'de' } })).text()
    await signedIn(world, 'grace@example.org')
    const { id: account, number } = await accountOf(world, 'grace@example.org')
    const {
      body: { id },
    } = await desk.post('/api/desk/requests', {
      from: 'Uferweg 1\n14467 Potsdam, Babelsberg',
      says: 'What do you hold?',
    })
    // Of a stranger no language is known: the first of the statement.
    expect(await printed(id)).toMatch(
      /<address>Uferweg 1\n14467 Potsdam, Babelsberg<\/address>[^]*Ihr Schreiben haben wir am/,
    )
    await desk.post(`/api/desk/requests/${id}/person`, { customerNumber: number, provenBy: 'known in person' })
    expect(await printed(id)).toMatch(
      /lang="en"[^]*<address>Ada Lovelace\nUferweg 1\n14467 Potsdam, Babelsberg<\/address>[^]*We received your letter on/,
    )
    const own = await world
      .offered(PrivacyDesk)
      .open({ by: 'account', list: 'desk', subject: account, says: 'And why?', receivedAt: world.clock.now() })
    expect(await printed(own.id)).toMatch(
      /<address>Ada Lovelace<\/address>[^]*We received your request from the account on/,
    )
    const mailed = await world
      .offered(PrivacyDesk)
      .open({ by: 'mail', list: 'desk', from: 'otto@example.org', says: 'Warum?', receivedAt: world.clock.now() })
    expect(await printed(mailed.id)).toContain('Ihre E-Mail haben wir am')
    await world.rows(`update rights.request set name = 'Otto Meier' where id = $1`, [mailed.id])
    expect(await printed(mailed.id)).toContain('<address>Otto Meier\notto@example.org</address>')
  })
  it('that nears its deadline is told to the desk once', async () => {
    const near = await platform()
    await near.offered(PrivacyDesk).open({ by: 'mail', list: 'desk', says: 'Hello?', receivedAt: near.clock.now() })
    await near.turnBy(days(20))
    expect(await lettersTo(near, 'datenschutz@testhaus.example')).toEqual([])
    await near.turnBy(days(5))
    await near.turnBy(days(1))
    expect((await lettersTo(near, 'datenschutz@testhaus.example')).map(letter => letter.subject)).toEqual([
      'Eine Anfrage wird bald fällig',
    ])
  })
})

describe('a restriction that a person asks for', () => {
  it('lets the person sign in and read, and nothing else; what comes in is restricted, too, and lifting brings all back', async () => {
    const world = await platform()
    const ida = await signedIn(world, 'ida@example.org')
    const { id } = await accountOf(world, 'ida@example.org')
    expect(
      (await ida.put('/api/my-data/restriction', { ground: 'accuracy', says: 'My address is wrong.' })).status,
    ).toBe(204)
    expect((await world.rows('select restricted from identity.account where id = $1', [id]))[0]).toEqual({
      restricted: 'on request',
    })
    const again = await signsIn(world.visitor(), 'ida@example.org')
    expect((await again.get('/api/my-data/standing')).body.restriction).toMatchObject({
      ground: 'accuracy',
      asked: 'person',
    })
    expect(
      (await world.rows('select restricted from identity.session where subject = $1', [id])).map(row => row.restricted),
    ).toContain('on request')
    // The address stays taken.
    await world.visitor().post('/api/registrations', {
      language: 'en',
      firstName: 'I',
      lastName: 'S',
      password: goodPassword,
      mail: 'ida@example.org',
    })
    await world.settle()
    expect((await lettersTo(world, 'ida@example.org'))[0]?.subject).toBe('You already have an account')
    expect((await again.delete('/api/my-data/restriction')).status).toBe(204)
    expect(await world.rows(`select restricted from identity.account where restricted is not null`)).toEqual([])
  })
  it('is lifted by the desk only on the day that the person was told of', async () => {
    const world = await platform()
    const desk = await staffOf(world, 'privacy')
    const ida = await signedIn(world, 'ida@example.org')
    await ida.put('/api/my-data/restriction', { ground: 'unlawful' })
    const {
      body: {
        items: [one],
      },
    } = await desk.get('/api/desk/restrictions')
    expect((await desk.post(`/api/desk/restrictions/${one.subject}/lift`, { inDays: 14 })).status).toBe(200)
    await world.settle()
    await world.turnBy(days(13))
    expect((await lettersTo(world, 'ida@example.org'))[0]?.subject).toBe('The restriction ends')
    expect(await world.rows('select from obhut.restriction')).toHaveLength(1)
    await world.turnBy(days(2))
    expect(await world.rows('select from obhut.restriction')).toEqual([])
  })
})

it('an objection is refused with the reason where the basis gives none, and the authority is named', async () => {
  const world = await platform()
  const ida = await signedIn(world, 'ida@example.org')
  const refused = await ida.put('/api/my-data/objections/identity.account', { grounds: 'I do not like it.' })
  expect(refused).toMatchObject({
    status: 409,
    body: {
      id: 'right-does-not-apply',
      title: expect.stringContaining('Art. 6(1)(b)'),
      helps: expect.stringContaining('Aufsicht für Tests'),
    },
  })
  expect((await ida.put('/api/my-data/objections/no.such')).status).toBe(404)
})
