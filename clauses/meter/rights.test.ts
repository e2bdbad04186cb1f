import { beforeAll, describe, expect, it } from 'vitest'
import { dayOf } from '../../kernel/declare/periods.ts'
import { goodPassword as password, signsIn } from '../../modules/identity/people-for-test.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'
import { entersLetter, known, sendsForm } from '../asked.ts'
import { figures, foundBy, interests, looks, readsAbout, states } from '../interests.ts'
import { staffOf } from '../staff.ts'
import { lettersTo } from '../home/customer.ts'

let world: World
beforeAll(async () => {
  world = await platformOf('meter', { states, modules: await interests() })
})
const as = async (one: { readonly mail: string }) => signsIn(world.visitor(), one.mail)
const authority = (): string => world.stating.manifest.authority.name

describe(clause('meter/4.2-i'), () => {
  it('the basis stands in manifest, statement and Art. 30 record', async () => {
    const privacy = await staffOf(world, ['privacy'])
    const {
      body: { activities },
    } = await privacy.get('/api/desk/record')
    const rests = activities.filter(({ activity }: { activity: string }) =>
      ['identity.account', 'identity.sign-in', 'telemetry.readings'].includes(activity),
    )
    expect(rests.map(({ basis }: { basis: string }) => basis)).toEqual(
      rests.map(() => expect.stringContaining('Art. 6(1)(b)')),
    )
    expect(rests).toHaveLength(3)
    expect((await world.visitor().get('/datenschutz.jsonld')).text).toContain('A6-1-b-contract-performance')
  })
  it('what rests on the contract can be taken along', async () => {
    const ida = await as(await known(world, 'ida@example.org'))
    const {
      body: { link },
    } = await ida.post('/api/my-data/copies', { format: 'portable' })
    const bytes = Buffer.from(await (await ida.fetch(link)).arrayBuffer())
    expect([bytes.includes('data.json'), bytes.includes('schema.json')]).toEqual([true, true])
  })
  it('and cannot be objected to, with the reason and the authority', async () => {
    const eva = await as(await known(world, 'eva@example.org'))
    const { status, body } = await eva.put('/api/my-data/objections/identity.account', { grounds: 'Ich mag es nicht.' })
    expect([status, body.id, body.title]).toEqual([
      409,
      'right-does-not-apply',
      expect.stringContaining('Art. 6(1)(b)'),
    ])
    expect(body.helps).toContain(authority())
    expect(
      (await eva.get('/api/my-data/standing')).body.switches.map((one: { activity: string }) => one.activity),
    ).not.toContain('identity.account')
  })
})

describe(clause('meter/8-a', { without: 'customer instances: a person’s data in several of them' }), () => {
  it('access names the recipients; correction, restriction, portability and erasure each work, and show nothing of others', async () => {
    const [otto, other] = [await known(world, 'otto@example.org'), await known(world, 'other@example.org')]
    await readsAbout(world, otto.id, 'what Otto reads')
    await readsAbout(world, other.id, 'what another reads')
    const browser = await as(otto)
    const { text } = await browser.get('/api/my-data/copy')
    expect([
      text.includes('what Otto reads'),
      text.includes('Brieftaube Versand GmbH'),
      text.includes('what another reads'),
      text.includes(other.id),
    ]).toEqual([true, true, false, false])
    expect((await browser.patch('/api/account', { fields: { city: 'Kiel' } })).body.fields.city).toBe('Kiel')
    expect((await browser.put('/api/my-data/restriction', { ground: 'accuracy' })).status).toBe(204)
    expect(await world.rows('select restricted from interests.topic where subject = $1', [otto.id])).toEqual([
      { restricted: 'on request' },
    ])
    expect((await browser.delete('/api/my-data/restriction')).status).toBe(204)
    expect((await browser.post('/api/my-data/copies', { format: 'portable' })).status).toBe(201)
    expect((await browser.post('/api/account/delete', { password })).status).toBe(200)
    expect(await world.traces('what Otto reads')).toEqual([])
    expect(await world.traces('what another reads')).toEqual(['interests.topic.label'])
  })
  it('a right whose condition is missing is refused with the reason', async () => {
    const max = await as(await known(world, 'max@example.org'))
    for (const refused of [
      await max.put('/api/my-data/objections/identity.account', {}),
      await max.put('/api/my-data/objections/website.access-log', {}),
      await max.put('/api/my-data/restriction', { ground: 'objection' }),
    ]) {
      expect(refused).toMatchObject({
        status: 409,
        body: {
          id: 'right-does-not-apply',
          title: expect.stringMatching(/Art\. \d+/),
          helps: expect.stringContaining(authority()),
        },
      })
    }
  })
})

describe(
  clause('meter/8-b', {
    without: 'purposes of metering that rest on a legitimate interest: shown on purposes made for the test',
  }),
  () => {
    it.each([
      ['stopped', 'Wir hören damit auf.', 'answered', false],
      ['adapted', 'Nur noch ohne Ihren Namen.', 'answered', true],
      ['overruled', 'Die Netzsicherheit verlangt es.', 'refused', true],
    ] as const)(
      'is examined with a deadline while processing is paused, and ends: %s, in writing',
      async (as_, answer, state, found) => {
        const person = await known(world, `${as_}@example.org`)
        await readsAbout(world, person.id, `what ${as_} reads`)
        const browser = await as(person)
        expect(
          (await browser.put('/api/my-data/objections/interests.figures', { grounds: 'Ich bin Wettbewerber.' })).status,
        ).toBe(204)
        expect(await foundBy(world, figures)).not.toContain(person.id)
        const privacy = await staffOf(world, ['privacy'])
        const {
          body: { items },
        } = await privacy.get('/api/desk/objections')
        const objection = items.find((one: { subject: string }) => one.subject === person.id)
        expect(objection).toMatchObject({
          grounds: 'Ich bin Wettbewerber.',
          state: 'examined',
          request: expect.any(String),
        })
        expect(objection.lastDay).toBe(
          Temporal.PlainDate.from(dayOf(new Date(objection.at), world.stating.manifest.timeZone))
            .add({ months: 1 })
            .toString(),
        )
        expect((await privacy.get(`/api/desk/requests/${objection.request}`)).body.examined).toBe(true)
        // The request is not answered past the examination.
        expect(
          await privacy.post(`/api/desk/requests/${objection.request}/answer`, { answer: 'Erledigt.' }),
        ).toMatchObject({ status: 409, body: { id: 'settle-first' } })
        expect((await privacy.post(`/api/desk/objections/${objection.id}/settle`, { as: as_, answer })).status).toBe(
          204,
        )
        expect((await foundBy(world, figures)).includes(person.id)).toBe(found)
        expect(
          (await browser.get('/api/my-data/standing')).body.switches.find(
            (one: { activity: string }) => one.activity === figures.name,
          ).objection,
        ).toMatchObject({ state: as_, answer, stops: !found })
        expect((await browser.get('/api/my-data/requests')).body.items).toMatchObject([
          { right: 'eu-gdpr:A21', state, answer: expect.stringContaining(answer) },
        ])
        const printed = (await privacy.get(`/api/desk/requests/${objection.request}/letter`)).text
        expect([printed.includes(answer), printed.includes(authority())]).toEqual([true, true])
        await world.settle()
        const [letter] = await lettersTo(world, person.mail)
        expect([letter?.subject, letter?.text.includes(answer)]).toEqual(['Unsere Antwort liegt für Sie bereit', false])
      },
    )
    it('an objection against several purposes is one request, answered when all of them are', async () => {
      const person = await known(world, 'several@example.org')
      await readsAbout(world, person.id, 'what several reads')
      const desk = await entersLetter(world, 'Ich widerspreche allem.', person.number)
      expect((await desk.does({ what: 'object' })).status).toBe(200)
      const its = (await desk.get('/api/desk/objections')).body.items.filter(
        (one: { request: string }) => one.request === desk.request,
      )
      expect(its.map((one: { activity: string }) => one.activity)).toEqual(
        expect.arrayContaining([figures.name, looks.name]),
      )
      for (const [at, { id }] of its.entries()) {
        expect((await desk.get(`/api/desk/requests/${desk.request}`)).body.state).toBe('open')
        await desk.post(
          `/api/desk/objections/${id}/settle`,
          at === 0 ? { as: 'stopped', answer: 'Das endet.' } : { as: 'overruled', answer: 'Das muss sein.' },
        )
      }
      expect((await desk.get(`/api/desk/requests/${desk.request}`)).body).toMatchObject({
        state: 'answered',
        answer: expect.stringMatching(/Das endet\.[^]*Das muss sein\.|Das muss sein\.[^]*Das endet\./),
      })
    })
    it('one who takes the objection back need not be answered any more', async () => {
      const person = await known(world, 'back@example.org')
      const browser = await as(person)
      await browser.put('/api/my-data/objections/interests.figures', {})
      await browser.delete('/api/my-data/objections/interests.figures')
      expect((await browser.get('/api/my-data/requests')).body.items).toMatchObject([{ state: 'withdrawn' }])
    })
  },
)

describe(clause('meter/8-c'), () => {
  it('the authority stands in the statement with its address', async () => {
    const { name, street, postcode, city } = world.stating.manifest.authority
    const { text } = await world.visitor().get('/datenschutz')
    for (const part of [name, street, postcode, city]) expect(text).toContain(part)
  })
  it('and in each refusal: in the account, on paper, and behind the link of who wrote by the form', async () => {
    const { name, street, postcode, city } = world.stating.manifest.authority
    const privacy = await staffOf(world, ['privacy'])
    const person = await as(await known(world, 'refused@example.org'))
    const refused = await person.put('/api/my-data/objections/identity.account', {})
    for (const part of [name, street, postcode, city]) expect(refused.body.helps).toContain(part)
    await sendsForm(world, { mail: 'stranger@example.org', words: 'Alles löschen, sofort.' })
    await world.settle()
    const newestLink = async (): Promise<string> =>
      new URL((await lettersTo(world, 'stranger@example.org'))[0]?.links[0] ?? '').pathname
    await world
      .visitor()
      .fetch(await newestLink(), { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    const [{ id }] = await world.rows(`select id from rights.request where "from" = 'stranger@example.org'`)
    expect(
      (
        await privacy.post(`/api/desk/requests/${id}/refuse`, {
          reason: 'identity',
          answer: 'Wir wissen nicht, wer Sie sind.',
        })
      ).status,
    ).toBe(204)
    await world.settle()
    for (const text of [
      (await privacy.get(`/api/desk/requests/${id}/letter`)).text,
      (await world.visitor().get(await newestLink())).text,
    ])
      for (const part of [name, street, postcode, city]) expect(text).toContain(part)
    expect((await person.get('/api/my-data/standing')).body.authority).toMatchObject({ name, street, postcode, city })
  })
})
