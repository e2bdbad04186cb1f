import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { days } from '../clock/clock.ts'
import { person, platform } from '../store/work.ts'
import { handOver } from '../recipients/hand-over.ts'
import type { Module } from '../../platform/module.ts'
import { eraseSubject } from '../rights/erase.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import {
  agrees,
  editors,
  likes,
  manifestOf,
  offers,
  questionTo,
  readers,
  readerTable,
  takesBack,
  taste,
  tastes,
  thePaper,
  whatEditorsSee,
} from './example-for-test.ts'
import { recordAnswer, withdrawAll } from './change.ts'
import { consented } from './consented.ts'
import { NoConsent } from '../enforce/consent-gate.ts'
import { proofsFor } from './proofs.ts'
import { proveNow } from '../proof/prove-for-test.ts'

// Some turn the clock by years, and a busy machine needs its time for that.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let modules: readonly Module[]
beforeAll(async () => {
  modules = await thePaper()
})
const aPaper = (activities = {}, more = {}): Promise<World> =>
  aWorld({ modules, manifest: manifestOf(modules, activities, more) })
const events = (world: World, subject: string): Promise<any[]> =>
  world.rows(
    "select e.what, e.how, e.place, e.signal, e.statement, t.wording, t.language, encode(sha256(convert_to(t.wording, 'UTF8')), 'hex') = t.hash as hashed from obhut.consent_event e left join obhut.consent_text t on t.id = e.text_id where e.subject = $1 order by e.at",
    [subject],
  ) // any: rows as they come

describe('a unit of work under consent', () => {
  let world: World
  beforeAll(async () => {
    world = await aPaper()
  })

  it('does not open for a person who has not consented, has refused, or has taken it back', async () => {
    const ida = randomUUID()
    await expect(likes(world, ida, 'crime')).rejects.toThrow(NoConsent)
    await world.store.under(readers, person(ida), work =>
      recordAnswer(work, {
        kind: 'reader',
        subject: ida,
        question: questionTo(world, tastes),
        language: 'en',
        says: 'refused',
        how: 'form',
      }),
    )
    await expect(likes(world, ida, 'crime')).rejects.toThrow(NoConsent)
    await agrees(world, ida, tastes)
    await likes(world, ida, 'crime')
    expect(await takesBack(world, ida, tastes)).toBe(1)
    await expect(likes(world, ida, 'poems')).rejects.toThrow(NoConsent)
    expect(await takesBack(world, ida, tastes)).toBe(0)
  })
  it('does not open on somebody else’s consent, or on one to something else', async () => {
    const [ida, otto] = [randomUUID(), randomUUID()]
    await agrees(world, otto, tastes)
    await agrees(world, ida, editors)
    await expect(likes(world, ida, 'crime')).rejects.toThrow(NoConsent)
  })
  it('leaves whoever opened it where they were, when it does not open', async () => {
    const ida = randomUUID()
    await world.store.under(readers, person(ida), async work => {
      await expect(work.under(tastes, person(ida), async () => 'done')).rejects.toThrow(NoConsent)
      await work.over(readerTable).insertInto('paper.reader').values({ mail: 'ida@example.org' }).execute()
    })
    expect(await world.rows('select mail from paper.reader where subject = $1', [ida])).toEqual([
      { mail: 'ida@example.org' },
    ])
  })
  it('over everybody sees those alone who consent, and writes about nobody else', async () => {
    const [ida, otto] = [randomUUID(), randomUUID()]
    for (const one of [ida, otto]) await agrees(world, one, tastes)
    await likes(world, ida, 'idas garden')
    await likes(world, otto, 'ottos boats')
    await agrees(world, ida, editors)
    expect(await whatEditorsSee(world)).toEqual(['idas garden'])
    await takesBack(world, ida, editors)
    expect(await whatEditorsSee(world)).toEqual([])
    await expect(
      world.store.under(tastes, platform, work =>
        work
          .over(taste)
          .insertInto('paper.taste')
          .values({ likes: 'x', at: work.now, subject: randomUUID() })
          .execute(),
      ),
    ).rejects.toMatchObject({ code: '42501' })
  })
})

describe('a consent', () => {
  let world: World
  beforeAll(async () => {
    world = await aPaper()
  })

  it('keeps the words that were shown, their hash, how, where and under which statement, and adds nothing for the same said twice', async () => {
    const ida = randomUUID()
    await agrees(world, ida, tastes)
    await agrees(world, ida, tastes)
    await takesBack(world, ida, tastes)
    expect(await events(world, ida)).toEqual([
      {
        what: 'given',
        how: 'switch',
        place: '/app/consents',
        signal: null,
        statement: 1,
        wording: 'Ich möchte, dass Sie sich merken, was ich gern lese.',
        language: 'de',
        hashed: true,
      },
      {
        what: 'withdrawn',
        how: 'switch',
        place: null,
        signal: null,
        statement: 1,
        wording: null,
        language: null,
        hashed: null,
      },
    ])
  })
  it('cannot be changed afterwards by what may record it', async () => {
    const ida = randomUUID()
    await agrees(world, ida, tastes)
    const role = world.store.roles.of('kernel.consents')
    expect(
      await world.rows(
        `select has_table_privilege($1, 'obhut.consent_event', 'update') as changes, has_table_privilege($1, 'obhut.consent_event', 'delete') as deletes, has_any_column_privilege($1, 'obhut.consent_event', 'update') as column`,
        [role],
      ),
    ).toEqual([{ changes: false, deletes: false, column: false }])
  })
  it('is one of its own for each recipient and channel: taking one back keeps the others', async () => {
    const ida = randomUUID()
    const send = (to: 'fuchs' | 'dachs', channel: string): Promise<string> =>
      world.store
        .under(offers, platform, work =>
          handOver(
            work,
            { ...world.stating.manifest, recipients: world.stating.manifest.recipients.filter(one => one.id === to) },
            { to: 'partner', channel, fields: ['pd:EmailAddress'], ground: 'offer', subject: ida },
          ),
        )
        .then(recipient => recipient.id)
    expect(questionTo(world, offers, 'fuchs', 'post').says.de).toBe('Stromfuchs GmbH darf mir mit der Post schreiben.')
    await agrees(world, ida, offers, 'fuchs', 'mail')
    await agrees(world, ida, offers, 'fuchs', 'post')
    await agrees(world, ida, offers, 'dachs', 'mail')
    await expect(send('dachs', 'post')).rejects.toThrow(NoConsent)
    await takesBack(world, ida, offers, 'fuchs', 'mail')
    await expect(send('fuchs', 'mail')).rejects.toThrow(NoConsent)
    expect([await send('fuchs', 'post'), await send('dachs', 'mail')]).toEqual(['fuchs', 'dachs'])
    await takesBack(world, ida, offers, 'fuchs')
    await expect(send('fuchs', 'post')).rejects.toThrow(NoConsent)
    expect(
      (await world.rows('select recipient from obhut.disclosure where subject = $1 order by recipient', [ida])).map(
        row => row.recipient,
      ),
    ).toEqual(['dachs', 'fuchs'])
  })
  it('to a recipient by name can be asked about in whatever unit of work', async () => {
    const ida = randomUUID()
    const asks = (recipient: string): Promise<boolean> =>
      world.store.under(readers, platform, work =>
        consented(work, { subject: ida, purpose: offers.name, recipient, channel: 'mail' }),
      )
    await agrees(world, ida, offers, 'fuchs', 'mail')
    expect([await asks('fuchs'), await asks('dachs')]).toEqual([true, false])
  })
  it('shows in every process as soon as it is taken back', async () => {
    const other = await aWorld({ modules, manifest: manifestOf(modules), database: world.database })
    const ida = randomUUID()
    await agrees(world, ida, tastes)
    await likes(other, ida, 'crime')
    await takesBack(world, ida, tastes)
    await expect(likes(other, ida, 'poems')).rejects.toThrow(NoConsent)
  })
  it('that was given for a time runs out with it', async () => {
    const world = await aPaper()
    const ida = randomUUID()
    const until = new Date(world.clock.now().getTime() + days(30))
    await world.store.under(readers, person(ida), work =>
      recordAnswer(work, {
        kind: 'reader',
        subject: ida,
        question: questionTo(world, tastes),
        language: 'en',
        says: 'given',
        how: 'form',
        validUntil: until,
      }),
    )
    await likes(world, ida, 'crime')
    await world.turnTo(new Date(until.getTime() + 1))
    await expect(likes(world, ida, 'poems')).rejects.toThrow(NoConsent)
    await world.turnBy(days(1))
    expect((await events(world, ida)).map(event => event.what)).toEqual(['given', 'expired'])
    expect(await world.traces('crime')).toEqual([])
  })
  it('can be taken back all at once', async () => {
    const ida = randomUUID()
    await agrees(world, ida, tastes)
    await agrees(world, ida, offers, 'dachs', 'post')
    expect(
      await world.store.under(readers, person(ida), work =>
        withdrawAll(work, { kind: 'reader', subject: ida, how: 'switch' }),
      ),
    ).toBe(2)
    expect(await world.rows(`select state from obhut.consent where subject = $1 group by 1`, [ida])).toEqual([
      { state: 'withdrawn' },
    ])
    expect(
      await world.rows(
        `select facts->>'purpose' as purpose, facts->>'channel' as channel from obhut.ledger where what = 'withdrawn'`,
      ),
    ).toEqual(
      expect.arrayContaining([
        { purpose: 'paper.offers', channel: 'post' },
        { purpose: 'paper.tastes', channel: '' },
      ]),
    )
  })
  it('takes along what rested on it, and nothing else', async () => {
    const [ida, otto] = [randomUUID(), randomUUID()]
    for (const one of [ida, otto]) {
      await agrees(world, one, tastes)
      await likes(world, one, `what ${one} likes`)
    }
    await takesBack(world, ida, tastes)
    await world.settle()
    expect(await world.traces(`what ${ida} likes`)).toEqual([])
    expect(await world.traces(`what ${otto} likes`)).toEqual(['paper.taste.likes'])
  })
  it('of which none is to be proven later goes with its person; of another a keyed hash stays, and goes on its day', async () => {
    const world = await aPaper({ 'paper.tastes': { proof: 'keep P3Y' } })
    const ida = randomUUID()
    await world.store.under(readers, person(ida), work =>
      work.over(readerTable).insertInto('paper.reader').values({ mail: 'ida@example.org' }).execute(),
    )
    await agrees(world, ida, tastes)
    await agrees(world, ida, editors)
    await eraseSubject(world.store, { kind: 'reader', id: ida })
    expect([await world.traces(ida), await world.traces('ida@example.org')]).toEqual([[], []])
    const proofs = (mail: string) => world.store.desk('proof', client => proofsFor(client, world.store, 'mail', mail))
    expect(await proofs('Ida@example.org')).toEqual([
      expect.objectContaining({
        purpose: 'paper.tastes',
        statement: 1,
        textHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    ])
    expect(await proofs('otto@example.org')).toEqual([])
    await world.turnBy(days(3 * 365 - 1))
    expect(await proofs('ida@example.org')).toHaveLength(1)
    await world.turnBy(days(3))
    expect(await proofs('ida@example.org')).toEqual([])
  })
  it('that ended stays in view for its time, and then goes with its history', async () => {
    const world = await aPaper({ 'kernel.consents': { keep: 'P30D' } })
    const ida = randomUUID()
    await agrees(world, ida, tastes)
    await takesBack(world, ida, tastes)
    await agrees(world, ida, editors)
    await world.turnBy(days(29))
    expect(await events(world, ida)).toHaveLength(3)
    await world.turnBy(days(3))
    expect(await world.rows('select purpose, state from obhut.consent where subject = $1', [ida])).toEqual([
      { purpose: 'paper.editors', state: 'given' },
    ])
    expect(await events(world, ida)).toHaveLength(1)
  })
})

describe('a new statement', () => {
  const next = (world: World, activities: object): Promise<World> =>
    aWorld({
      modules,
      manifest: manifestOf(modules, activities as never, { effective: '2026-02-01' }),
      database: world.database,
    })

  it('that does more than people agreed to asks anew, from its first moment', async () => {
    const world = await aPaper()
    const [ida, otto] = [randomUUID(), randomUUID()]
    for (const one of [ida, otto]) {
      await agrees(world, one, tastes)
      await agrees(world, one, editors)
    }
    const later = await next(world, { 'paper.tastes': { keep: 'P2Y' } })
    await expect(likes(later, ida, 'crime')).rejects.toThrow(NoConsent)
    expect(
      await later.store.under(readers, person(ida), work =>
        consented(work, { subject: ida, purpose: 'paper.editors' }),
      ),
    ).toBe(true)
    await later.turnBy(days(1))
    expect((await events(later, ida)).map(event => event.what)).toContain('invalidated')
    await agrees(later, ida, tastes)
    await likes(later, ida, 'crime')
    await expect(likes(later, otto, 'poems')).rejects.toThrow(NoConsent)
  })
  it('that does less leaves a consent as it is', async () => {
    const world = await aPaper({ 'paper.tastes': { keep: 'P2Y' } })
    const ida = randomUUID()
    await agrees(world, ida, tastes)
    const later = await next(world, { 'paper.tastes': { keep: 'P1Y' } })
    await likes(later, ida, 'crime')
    await later.turnBy(days(1))
    expect((await events(later, ida)).map(event => event.what)).toEqual(['given'])
  })
})

describe('the proof', () => {
  it('holds where each row and each hand-over has its consent, and falls where one lacks it', async () => {
    const world = await aPaper()
    const ida = randomUUID()
    await agrees(world, ida, tastes)
    await likes(world, ida, 'crime')
    await agrees(world, ida, offers, 'fuchs', 'mail')
    await world.store.under(offers, platform, work =>
      handOver(work, world.stating.manifest, {
        to: 'partner',
        channel: 'mail',
        fields: ['pd:EmailAddress'],
        ground: 'offer',
        subject: ida,
      }),
    )
    expect(await proveNow(world)).toEqual([])
    const stranger = randomUUID()
    await world.rows(`insert into paper.taste (likes, at, subject, version) values ('x', $2, $1, 1)`, [
      stranger,
      world.clock.now(),
    ])
    await world.rows(
      `insert into obhut.disclosure (at, recipient, activity, fields, ground, subject, version) values ($2, 'dachs', 'paper.offers', '{}', 'offer', $1, 1)`,
      [stranger, world.clock.now()],
    )
    await world.rows(
      `update obhut.consent_text set wording = wording || '!' where id = (select id from obhut.consent_text limit 1)`,
    )
    expect(await proveNow(world)).toEqual([
      expect.stringContaining('texts of consents are no longer what was shown'),
      expect.stringContaining('1 of 2 rows of paper.taste are about people who have not consented'),
      expect.stringContaining("1 of 2 hand-overs of 'paper.offers' were covered by no consent"),
    ])
  })
})
