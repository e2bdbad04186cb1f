import { randomUUID } from 'node:crypto'
import { file, KB } from '../files/column.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { aWorld, type World } from '../../server/testing/world.ts'
import { days } from '../clock/clock.ts'
import { text, uuid } from '../declare/columns.ts'
import { declarations } from '../declare/declarations.ts'
import { alsoAbout, blanks } from '../declare/persons.ts'
import { owner } from '../declare/subject.ts'
import { table, untilErasure } from '../declare/table.ts'
import { PersonalData } from '../declare/terms.ts'
import { against } from '../proof/prove-for-test.ts'
import { lift, restrict } from '../restriction/on-request.ts'
import { eraseSubject, erasureOf } from '../rights/erase.ts'
import { object, withdrawObjection } from '../rights/objections.ts'
import { sweep } from '../retention/sweep.ts'
import { copyOf } from '../rows/copy.ts'
import { person as as, platform, type Who } from '../store/work.ts'
import {
  agent,
  archive,
  consumer,
  conversation,
  conversations,
  counts,
  message,
  parcel,
  people,
  reminder,
  reviews,
  talks,
} from './talks-for-test.ts'

let modules: Awaited<ReturnType<typeof talks>>
beforeAll(async () => {
  modules = await talks()
})

interface Talk {
  readonly consumer: string
  readonly agent: string
  readonly contact: string
  readonly conversation: string
}
const at = new Date('2026-03-01T00:00:00Z')

/** A consumer asks, an agent answers, and the consumer names a contact. */
async function aTalk({ store }: World, given: Partial<Talk> = {}): Promise<Talk> {
  const [asks, answers, named] = [
    given.consumer ?? randomUUID(),
    given.agent ?? randomUUID(),
    given.contact ?? randomUUID(),
  ]
  const id = await store.under(conversations, as(asks), async work => {
    const { id: conversationId } = await work
      .over(conversation)
      .insertInto('talks.conversation')
      .values({ topic: 'a lamp', agentId: answers })
      .returning('id')
      .executeTakeFirstOrThrow()
    await work
      .over(message)
      .insertInto('talks.message')
      .values({
        conversationId,
        question: 'is it broken?',
        contactId: named,
        contactMail: 'otto@example.org',
        sentAt: at,
      })
      .execute()
    return conversationId
  })
  await store.under(conversations, as(answers), work =>
    work
      .over(message)
      .insertInto('talks.message')
      .values({
        subject: asks,
        conversationId: id,
        agentId: answers,
        answer: 'it is off',
        notes: 'patience',
        question: 'why?',
        sentAt: at,
      })
      .execute(),
  )
  return { consumer: asks, agent: answers, contact: named, conversation: id }
}
const messagesSeen = (world: World, who: Who) =>
  world.store
    .under(conversations, who, work => work.read(message, 'question', 'answer', 'notes', 'agentId').execute())
    .then(rows =>
      rows.map(({ question, answer, notes, agentId }) => [question, answer, notes, agentId !== null]).sort(),
    )
const rows = (world: World) =>
  world.rows<Record<string, unknown>>(
    'select question, answer, notes is not null as notes, agent_id is not null as agent, contact_mail, restricted from talks.message order by question',
  )
async function copied(world: World, kind: string, id: string): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {}
  for await (const part of copyOf(world.store, { kind, id })) (all[part.table.name] ??= []).push(...part.rows)
  return Object.fromEntries(Object.entries(all).filter(([name, some]) => some.length > 0 && name.startsWith('talks.')))
}
const told = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  )

describe('a conversation of a consumer and agents', () => {
  it('is found by each of them, and by nobody else', async () => {
    const world = await aWorld({ modules })
    const talk = await aTalk(world)
    const other = await aTalk(world)
    expect(await messagesSeen(world, as(talk.consumer))).toEqual([
      ['is it broken?', null, null, false],
      ['why?', 'it is off', 'patience', true],
    ])
    expect(await messagesSeen(world, as(talk.agent))).toEqual([['why?', 'it is off', 'patience', true]])
    expect(await messagesSeen(world, as(talk.contact))).toEqual([])
    expect(await messagesSeen(world, as(randomUUID()))).toEqual([])
    // What is not for agents finds nothing of one.
    expect(await world.store.under(reviews, as(talk.agent), work => work.read(parcel, 'content').execute())).toEqual([])
    expect(other.conversation).not.toBe(talk.conversation)
  })

  it('the copy shows the agent the own words, and none of the consumer’s', async () => {
    const world = await aWorld({ modules })
    const talk = await aTalk(world)
    expect(await copied(world, 'agent', talk.agent)).toEqual({
      'talks.conversation.agentId': [{ closedAt: null }],
      'talks.message.agentId': [{ answer: 'it is off', notes: 'patience', sentAt: at }],
    })
    expect(await copied(world, 'contact', talk.contact)).toEqual({
      'talks.message.contactId': [{ contactMail: 'otto@example.org', sentAt: at }],
    })
    const own = await copied(world, 'consumer', talk.consumer)
    expect(Object.keys(own)).toEqual(['talks.conversation', 'talks.message'])
    expect(own['talks.message']).toHaveLength(2)
  })

  it('goes on without the agent who is erased, and goes with the consumer', async () => {
    const world = await aWorld({ modules })
    const talk = await aTalk(world)
    const subject = { kind: 'agent', id: talk.agent }
    expect((await erasureOf(world.store, subject)).blanked).toEqual([
      { table: 'talks.conversation', rows: 1 },
      { table: 'talks.message', rows: 1 },
    ])
    const report = await eraseSubject(world.store, subject)
    expect(report.blanked).toEqual([
      { table: 'talks.conversation', rows: 1 },
      { table: 'talks.message', rows: 1 },
    ])
    expect(report.gone.filter(({ table: name }) => name.startsWith('talks.'))).toEqual([])
    expect(await rows(world)).toMatchObject([
      { question: 'is it broken?', contact_mail: 'otto@example.org' },
      { question: 'why?', answer: null, notes: false, agent: false },
    ])
    expect(await world.rows('select from obhut.row_key')).toEqual([])
    await eraseSubject(world.store, { kind: 'consumer', id: talk.consumer })
    expect(await rows(world)).toEqual([])
    expect(await against(world)).toEqual([])
  })

  it('a law keeps what is blanked of a contact apart, until its period is over', async () => {
    const world = await aWorld({ modules })
    const talk = await aTalk(world)
    const subject = { kind: 'contact', id: talk.contact }
    const kept = [{ table: 'talks.message', rows: 1, law: 'letters', until: '2032-12-31', assessment: false }]
    expect(await erasureOf(world.store, subject)).toMatchObject({
      kept,
      blanked: [{ table: 'talks.message', rows: 1 }],
    })
    expect(await eraseSubject(world.store, subject)).toMatchObject({
      kept,
      blanked: [{ table: 'talks.message', rows: 1 }],
    })
    expect((await rows(world))[0]).toMatchObject({ contact_mail: null, restricted: null })
    expect(await world.traces('otto@example.org')).toEqual(['obhut.set_aside.kept'])
    // Erased again (by the ledger, say) it stays kept, and goes with its period.
    expect(await eraseSubject(world.store, subject, { again: true })).toMatchObject({ kept, blanked: [] })
    expect(await against(world)).toEqual([])
    await world.turnTo(new Date('2032-12-31T12:00:00Z'))
    expect(await world.traces('otto@example.org')).toEqual(['obhut.set_aside.kept'])
    await world.turnTo(new Date('2033-01-01T12:00:00Z'))
    expect(await world.traces('otto@example.org')).toEqual([])
  })

  it('who comes in late after an erasure is turned away from a row, or blanked', async () => {
    const world = await aWorld({ modules })
    const talk = await aTalk(world)
    await eraseSubject(world.store, { kind: 'agent', id: talk.agent })
    const late = (values: object) =>
      told(
        world.store.under(conversations, as(talk.consumer), work =>
          work
            .over(message)
            .insertInto('talks.message')
            .values({ conversationId: talk.conversation, agentId: talk.agent, answer: 'late', sentAt: at, ...values })
            .execute(),
        ),
      )
    expect(await late({})).toBe('done')
    expect(
      await world.rows('select agent_id, answer from talks.message where agent_id is not null or answer is not null'),
    ).toEqual([])
    const sends = (recipientId: string) =>
      told(
        world.store.under(archive, platform, work =>
          work
            .over(parcel)
            .insertInto('talks.parcel')
            .values({ subject: talk.consumer, recipientId, content: 'x' })
            .execute(),
        ),
      )
    const ida = randomUUID()
    expect(await sends(ida)).toBe('done')
    await eraseSubject(world.store, { kind: 'consumer', id: ida })
    expect(await world.rows('select from talks.parcel')).toEqual([])
    expect(await sends(ida)).toBe('OB410')
  })
})

describe('one of several had the data restricted', () => {
  it('of an agent the part of each row lies apart, the copy shows it, and it comes back', async () => {
    const world = await aWorld({ modules })
    const talk = await aTalk(world)
    const subject = { kind: 'agent', id: talk.agent }
    const before = await rows(world)
    const copy = await copied(world, 'agent', talk.agent)
    await restrict(world.store, subject, { ground: 'claims', by: as(talk.agent) })
    expect(await messagesSeen(world, as(talk.consumer))).toEqual([
      ['is it broken?', null, null, false],
      ['why?', null, null, false],
    ])
    expect(await messagesSeen(world, as(talk.agent))).toEqual([])
    expect(await copied(world, 'agent', talk.agent)).toEqual(copy)
    expect(await against(world)).toEqual([])
    // What comes in meanwhile is restricted as it comes.
    await world.store.under(conversations, as(talk.consumer), work =>
      work
        .over(message)
        .insertInto('talks.message')
        .values({ conversationId: talk.conversation, agentId: talk.agent, answer: 'more', sentAt: at })
        .execute(),
    )
    expect(await world.rows(`select from talks.message where answer = 'more'`)).toEqual([])
    await lift(world.store, subject, as(talk.agent))
    expect(await world.rows('select from obhut.set_aside')).toEqual([])
    expect(
      await world.rows(`select from talks.message where answer = 'more' and agent_id = $1`, [talk.agent]),
    ).toHaveLength(1)
    await world.rows(`delete from talks.message where answer = 'more'`)
    expect(await rows(world)).toEqual(before)
  })

  it('what is restricted outlives the consumer’s erasure, and goes with its own person', async () => {
    const world = await aWorld({ modules })
    const talk = await aTalk(world)
    const subject = { kind: 'agent', id: talk.agent }
    await restrict(world.store, subject, { ground: 'claims', by: as(talk.agent) })
    await eraseSubject(world.store, { kind: 'consumer', id: talk.consumer })
    expect(await rows(world)).toEqual([])
    expect(await copied(world, 'agent', talk.agent)).toMatchObject({
      'talks.message.agentId': [{ answer: 'it is off' }],
    })
    expect(await world.traces('why?')).toEqual([])
    expect((await eraseSubject(world.store, subject)).blanked).toContainEqual({ table: 'talks.message', rows: 1 })
    expect(await world.traces('it is off')).toEqual([])
  })

  it('a row that is wholly two people’s waits for both', async () => {
    const world = await aWorld({ modules })
    const [sender, recipient] = [randomUUID(), randomUUID()]
    await world.store.under(archive, platform, work =>
      work
        .over(parcel)
        .insertInto('talks.parcel')
        .values({ subject: sender, recipientId: recipient, content: 'x' })
        .execute(),
    )
    const seen = () =>
      world.store.under(archive, platform, work => work.read(parcel, 'content').execute()).then(all => all.length)
    const ask = (id: string) => restrict(world.store, { kind: 'consumer', id }, { ground: 'accuracy', by: as(id) })
    const over = (id: string) => lift(world.store, { kind: 'consumer', id }, as(id))
    expect(await seen()).toBe(1)
    await ask(recipient)
    await ask(sender)
    expect(await seen()).toBe(0)
    await over(sender)
    expect(await seen()).toBe(0)
    await over(recipient)
    expect(await seen()).toBe(1)
  })
})

describe('one of several objects', () => {
  it('a reader of the agent’s words finds no row of that agent; who reads none goes on', async () => {
    const world = await aWorld({ modules })
    const talk = await aTalk(world)
    const seen = (of: typeof reviews | typeof counts) =>
      world.store
        .under(of as typeof counts, platform, work => work.read(message, 'question').execute())
        .then(all => all.length)
    expect([await seen(reviews), await seen(counts)]).toEqual([2, 2])
    const subject = { kind: 'agent', id: talk.agent }
    await object(world.store, subject, { activity: reviews, by: as(talk.agent) })
    await object(world.store, subject, { activity: counts, by: as(talk.agent) })
    expect([await seen(reviews), await seen(counts)]).toEqual([1, 2])
    expect(await messagesSeen(world, as(talk.consumer))).toContainEqual(['why?', 'it is off', 'patience', true])
    await object(world.store, { kind: 'consumer', id: talk.consumer }, { activity: counts, by: as(talk.consumer) })
    expect(await seen(counts)).toBe(0)
  })

  it('against what keeps the row: the part lies apart, and the row goes on', async () => {
    const world = await aWorld({ modules })
    const [sender, answers] = [randomUUID(), randomUUID()]
    const send = () =>
      world.store.under(archive, platform, work =>
        work
          .over(parcel)
          .insertInto('talks.parcel')
          .values({ subject: sender, agentId: answers, stamp: 'Ida', content: 'x' })
          .execute(),
      )
    await send()
    const stamps = () =>
      world.store
        .under(archive, platform, work => work.read(parcel, 'stamp').execute())
        .then(all => all.map(one => one.stamp))
    await object(world.store, { kind: 'agent', id: answers }, { activity: archive, by: as(answers) })
    await send()
    expect(await stamps()).toEqual([null, null])
    // A restriction that comes and goes meanwhile changes nothing.
    await restrict(world.store, { kind: 'agent', id: answers }, { ground: 'accuracy', by: as(answers) })
    await lift(world.store, { kind: 'agent', id: answers }, as(answers))
    expect(await stamps()).toEqual([null, null])
    await withdrawObjection(world.store, answers, archive.name, as(answers))
    expect(await stamps()).toEqual(['Ida', 'Ida'])
  })
})

it('the keyed hash of what is encrypted goes with its person, and comes back with a restriction lifted', async () => {
  const world = await aWorld({ modules })
  const answers = randomUUID()
  const subject = { kind: 'agent', id: answers }
  await world.store.under(archive, platform, work =>
    work
      .over(parcel)
      .insertInto('talks.parcel')
      .values({ subject: randomUUID(), agentId: answers, sign: 'Ida', content: 'x' })
      .execute(),
  )
  const marks = () => world.rows('select sign, sign_mark from talks.parcel')
  const before = await marks()
  expect(before).toEqual([{ sign: expect.any(Buffer), sign_mark: expect.any(Buffer) }])
  await restrict(world.store, subject, { ground: 'claims', by: as(answers) })
  expect(await marks()).toEqual([{ sign: null, sign_mark: null }])
  await lift(world.store, subject, as(answers))
  expect(await marks()).toEqual(before)
  await eraseSubject(world.store, subject)
  expect(await marks()).toEqual([{ sign: null, sign_mark: null }])
})

it('a part that lies apart keeps what it has when its person is set again', async () => {
  const world = await aWorld({ modules })
  const answers = randomUUID()
  const subject = { kind: 'agent', id: answers }
  await world.store.under(archive, platform, work =>
    work
      .over(parcel)
      .insertInto('talks.parcel')
      .values({ subject: randomUUID(), agentId: answers, stamp: 'Ida', content: 'x' })
      .execute(),
  )
  await restrict(world.store, subject, { ground: 'claims', by: as(answers) })
  await world.store.under(archive, platform, work =>
    work.over(parcel).updateTable('talks.parcel').set({ agentId: answers }).execute(),
  )
  expect(await world.rows('select agent_id, stamp from talks.parcel')).toEqual([{ agent_id: null, stamp: null }])
  await lift(world.store, subject, as(answers))
  expect(await world.rows('select agent_id, stamp from talks.parcel')).toEqual([{ agent_id: answers, stamp: 'Ida' }])
})

describe('a row whose period is over', () => {
  it('goes with what lies apart on objection, and stays while it lies apart restricted', async () => {
    const world = await aWorld({ modules })
    const [objecting, restricted] = [randomUUID(), randomUUID()]
    for (const agentId of [objecting, restricted])
      await world.store.under(archive, platform, work =>
        work
          .over(parcel)
          .insertInto('talks.parcel')
          .values({ subject: randomUUID(), agentId, stamp: 'Ida', content: 'x', sentAt: world.clock.now() })
          .execute(),
      )
    await object(world.store, { kind: 'agent', id: objecting }, { activity: archive, by: as(objecting) })
    const subject = { kind: 'agent', id: restricted }
    await restrict(world.store, subject, { ground: 'claims', by: as(restricted) })
    const apart = () => world.rows<{ subject: string }>('select subject from obhut.set_aside')
    expect(await apart()).toHaveLength(2)
    await world.turnBy(days(250))
    expect(await world.rows('select from talks.parcel')).toHaveLength(1)
    expect(await apart()).toEqual([{ subject: restricted }])
    expect(await against(world)).toEqual([])
    await lift(world.store, subject, as(restricted))
    await sweep(world.store, await world.periods())
    expect(await world.rows('select from talks.parcel')).toEqual([])
    expect(await apart()).toEqual([])
  })

  it('stays while a row that goes with it is restricted by a further person', async () => {
    const world = await aWorld({ modules })
    const [talk, reminded, other] = [await aTalk(world), await aTalk(world), await aTalk(world)]
    const reminds = async ({ agent: whose, conversation: conversationId }: Talk): Promise<void> => {
      await world.store.under(conversations, as(whose), work =>
        work.over(reminder).insertInto('talks.reminder').values({ conversationId, says: 'call' }).execute(),
      )
      // The agent leaves: nothing but the reminder is theirs any more.
      await world.rows('update talks.conversation set agent_id = null where id = $1', [conversationId])
      await world.rows('update talks.message set agent_id = null where conversation_id = $1', [conversationId])
    }
    await reminds(reminded)
    await reminds(other)
    await world.rows('update talks.conversation set closed_at = $1', [world.clock.now()])
    for (const { agent: id } of [talk, reminded])
      await restrict(world.store, { kind: 'agent', id }, { ground: 'claims', by: as(id) })
    await world.turnBy(days(250))
    const left = () =>
      world.rows<{ id: string }>('select id from talks.conversation').then(all => all.map(({ id }) => id).sort())
    expect(await left()).toEqual([talk.conversation, reminded.conversation].sort())
    expect(await world.rows('select from talks.message')).toHaveLength(4)
    for (const { agent: id } of [talk, reminded]) await lift(world.store, { kind: 'agent', id }, as(id))
    await sweep(world.store, await world.periods())
    expect(await left()).toEqual([])
    expect(await world.rows('select from obhut.set_aside')).toEqual([])
  })
})

it('of whoever the row is about anyway no part lies apart besides', async () => {
  const world = await aWorld({ modules })
  const both = randomUUID()
  await world.store.under(archive, platform, work =>
    work
      .over(parcel)
      .insertInto('talks.parcel')
      .values({ subject: both, agentId: both, stamp: 'Ida', content: 'x' })
      .execute(),
  )
  await restrict(world.store, { kind: 'consumer', id: both }, { ground: 'claims', by: as(both) })
  expect(await world.rows('select stamp, restricted from talks.parcel')).toEqual([
    { stamp: 'Ida', restricted: 'on request' },
  ])
  expect(await world.rows('select from obhut.set_aside')).toEqual([])
})

it('what lies apart on objection goes with its row, and what is restricted outlives it until that is lifted', async () => {
  const world = await aWorld({ modules })
  const [sender, answers] = [randomUUID(), randomUUID()]
  const subject = { kind: 'agent', id: answers }
  await world.store.under(archive, platform, work =>
    work
      .over(parcel)
      .insertInto('talks.parcel')
      .values({ subject: sender, agentId: answers, stamp: 'Ida', content: 'x' })
      .execute(),
  )
  await object(world.store, subject, { activity: archive, by: as(answers) })
  await restrict(world.store, subject, { ground: 'claims', by: as(answers) })
  await eraseSubject(world.store, { kind: 'consumer', id: sender })
  expect(await world.rows('select from obhut.set_aside')).toHaveLength(1)
  await lift(world.store, subject, as(answers))
  expect(await world.rows('select from obhut.set_aside')).toEqual([])
})

it('two of one row who are erased at once leave nothing, whoever was first', async () => {
  const world = await aWorld({ modules })
  for (let round = 0; round < 8; round++) {
    const talk = await aTalk(world)
    await Promise.all([
      eraseSubject(world.store, { kind: 'agent', id: talk.agent }),
      eraseSubject(world.store, { kind: 'consumer', id: talk.consumer }),
    ])
    expect(await rows(world)).toEqual([])
    expect(await world.rows('select from obhut.set_aside')).toEqual([])
  }
})

it('finds the rows of one person by an index in each column, among many', async () => {
  const world = await aWorld({ modules })
  const talk = await aTalk(world)
  await world.rows(
    `insert into talks.conversation (agent_id, topic, subject, version) select gen_random_uuid(), 'x', gen_random_uuid(), 1 from generate_series(1, 20000)`,
  )
  await world.rows('analyze talks.conversation')
  await world.rows('begin')
  await world.rows(`select set_config('role', $1, true), set_config('obhut.subject', $2, true)`, [
    world.store.roles.of(conversations.name),
    talk.agent,
  ])
  const plan = await world.rows('explain select topic from talks.conversation')
  await world.rows('rollback')
  const says = plan.map(line => Object.values(line).join()).join('\n')
  expect(says).toContain('BitmapOr')
  expect(says).not.toMatch(/Seq Scan on conversation/)
})

it('a row refers to one in which its person takes part, and to no other', async () => {
  const world = await aWorld({ modules })
  const [talk, other] = [await aTalk(world), await aTalk(world)]
  const reminds = (conversationId: string) =>
    told(
      world.store.under(conversations, as(talk.agent), work =>
        work.over(reminder).insertInto('talks.reminder').values({ conversationId, says: 'call' }).execute(),
      ),
    )
  expect(await reminds(talk.conversation)).toBe('done')
  expect(await reminds(other.conversation)).toBe('OB403')
  expect(await against(world)).toEqual([])
  // An agent's message about one consumer does not refer to another's conversation, though the agent takes part in both.
  const both = await aTalk(world, { agent: talk.agent })
  const answers = told(
    world.store.under(conversations, as(talk.agent), work =>
      work
        .over(message)
        .insertInto('talks.message')
        .values({
          subject: talk.consumer,
          conversationId: both.conversation,
          agentId: talk.agent,
          answer: 'x',
          sentAt: at,
        })
        .execute(),
    ),
  )
  expect(await answers).toBe('OB403')
})

it('a reminder whose agent was taken out of the conversation, or lies apart, is no row of another person', async () => {
  const world = await aWorld({ modules })
  const [left, rests] = [await aTalk(world), await aTalk(world)]
  for (const { agent: whose, conversation: conversationId } of [left, rests])
    await world.store.under(conversations, as(whose), work =>
      work.over(reminder).insertInto('talks.reminder').values({ conversationId, says: 'call' }).execute(),
    )
  await world.rows('update talks.conversation set agent_id = null where id = $1', [left.conversation])
  await restrict(world.store, { kind: 'agent', id: rests.agent }, { ground: 'claims', by: as(rests.agent) })
  expect(await against(world)).toEqual([])
  // Another agent's conversation is one.
  await world.rows('update talks.conversation set agent_id = $2 where id = $1', [left.conversation, randomUUID()])
  expect(await against(world)).toEqual([
    `1 of 2 rows of talks.reminder refer by 'conversationId' to a row of talks.conversation of another person`,
  ])
})

it('says what a declaration lacks', () => {
  const wrong = table('talks.wrong', {
    about: owner(consumer),
    under: people,
    until: untilErasure,
    persons: [
      // @ts-expect-error: a column that is blanked has to be nullable
      alsoAbout(agent, 'agentId', { sees: ['answer'], erasure: blanks('answer') }),
    ],
    columns: {
      agentId: uuid({ is: 'pd:UID', from: 'the platform' }).orNot(),
      answer: text({ is: PersonalData.Communication, from: 'the agent' }),
    },
  })
  const unnamed = table('talks.unnamed', {
    about: owner(consumer),
    under: people,
    until: untilErasure,
    // @ts-expect-error: a copy shows columns that there are
    persons: [alsoAbout(agent, 'agentId', { sees: ['letter'], erasure: blanks() })],
    columns: { agentId: uuid({ is: 'pd:UID', from: 'the platform' }).orNot() },
  })
  const declared = () => declarations([{ name: 'talks', activities: [people], keeps: [wrong, unnamed] }])
  expect(declared).toThrow(
    /'answer' of table 'talks.wrong' belongs to the agent, so an erasure must be able to blank it/,
  )
  expect(declared).toThrow(/shows the agent the column 'letter', which it does not have/)
})

it('says that files know no parts of rows', () => {
  const letter = {
    is: PersonalData.Communication,
    from: 'the agent',
    most: 100 * KB,
    types: ['application/pdf'],
  } as const
  const withFile = (name: `talks.${string}`, erasure: object) =>
    table(name, {
      about: owner(consumer),
      under: people,
      until: untilErasure,
      persons: [alsoAbout(agent, 'agentId', { sees: ['agentId'], erasure: erasure as never })], // as: made for the test
      columns: { agentId: uuid({ is: 'pd:UID', from: 'the platform' }).orNot(), letter: file(letter).orNot() },
    })
  const declared = (one: ReturnType<typeof withFile>) => () =>
    declarations([{ name: 'talks', activities: [people], keeps: [one] }])
  expect(declared(withFile('talks.parted', blanks('letter')))).toThrow(
    /'letter' of table 'talks.parted' is a file and would be blanked when the agent goes/,
  )
  expect(declared(withFile('talks.shared', blanks()))).toThrow(
    /'letter' of table 'talks.shared' is a file in rows that are also about persons of kind 'agent'/,
  )
})
