import { describe, expect, it } from 'vitest'
import { days, minutes } from '../../kernel/clock/clock.ts'
import { platform } from '../../kernel/store/work.ts'
import { aWorld } from '../../server/testing/world.ts'
import { lettersTo, registered } from '../identity/people-for-test.ts'
import { Mailer } from '../mail/contract.ts'
import { notices } from './activities.ts'
import { isStillAnnounced } from './taken-back.ts'
import { aStatementWorld, inDays, parts, publish, publisher, stating } from './statement-for-test.ts'

const longer = stating({ 'website.access-log': { keep: 'P6M' } })
const german = 'Die angekündigte Änderung unserer Datenschutzerklärung kommt nicht'
const english = 'The announced change to our privacy statement will not take effect'

describe('a version that is taken back after it was announced', { timeout: 120_000 }, () => {
  it('is told to those who were told of it, once, and to nobody else', async () => {
    const world = await aStatementWorld()
    for (const [mail, language] of [
      ['ada@example.org', 'en'],
      ['bob@example.org', 'de'],
      ['poisoned@example.org', 'en'],
      ['untold@example.org', 'en'],
    ] as const)
      await registered(world, mail, { language })
    // One cannot be told of the announcement, so that some are told and one is not.
    await world.rows(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
      create trigger untold before insert on mail.letter for each row when (new."to" = 'untold@example.org' and new.activity = 'statements.notices') execute function refuse()`)
    await publish(world, longer, inDays(world, 20))
    await world.settle()
    expect((await world.rows('select from statements.notice')).length).toBe(3)
    // Of those who were told, one cannot be reached when it is taken back: the others are, and that one later.
    await world.rows(
      `create trigger poisoned before insert on mail.letter for each row when (new."to" = 'poisoned@example.org' and new.activity = 'statements.notices') execute function refuse()`,
    )
    expect(await publisher(world).withdraw(platform)).toBe(2)
    await world.settle()
    const told = async (mail: string): Promise<string[]> =>
      (await lettersTo(world, mail))
        .map(({ subject }) => subject)
        .filter(subject => [german, english].includes(subject))
    expect([
      await told('ada@example.org'),
      await told('bob@example.org'),
      await told('poisoned@example.org'),
      await told('untold@example.org'),
    ]).toEqual([[english], [german], [], []])
    expect(world.faults.splice(0).length).toBeGreaterThan(0)
    const [letter] = await lettersTo(world, 'bob@example.org')
    expect(letter?.text).toContain('Es bleibt bei der Erklärung, die Sie kennen')
    expect(letter?.text).toContain('/datenschutz/versionen/2')
    expect((await world.visitor().get('/datenschutz/versionen/2')).text).toContain(
      'zurückgenommen und hat nie gegolten',
    )

    await world.rows('drop trigger poisoned on mail.letter; drop trigger untold on mail.letter')
    await world.turnBy(minutes(5))
    await world.turnBy(days(1))
    expect([
      await told('ada@example.org'),
      await told('bob@example.org'),
      await told('poisoned@example.org'),
      await told('untold@example.org'),
    ]).toEqual([[english], [german], [english], []])
    expect((await lettersTo(world, 'untold@example.org')).map(({ subject }) => subject)).not.toContain(
      'Our privacy statement changes',
    )
    world.faults.splice(0)
  })
  it('is told after a kill in between to nobody twice, and of what comes next everybody hears as usual', async () => {
    const first = await aStatementWorld()
    await registered(first, 'ada@example.org')
    await publish(first, longer, inDays(first, 20))
    await first.settle()
    await publisher(first).withdraw(platform)
    await first.stop()
    const second = await aWorld({ modules: parts, database: first.database })
    await second.settle()
    const count = () =>
      second.rows(`select count(*)::int as letters from mail.letter where activity = 'statements.notices'`)
    expect(await count()).toEqual([{ letters: 2 }])
    await second.turnBy(minutes(3))
    expect(await count()).toEqual([{ letters: 2 }])
    await publish(second, longer, inDays(second, 20))
    await second.settle()
    expect(await count()).toEqual([{ letters: 3 }])
  })
  it('goes to nobody any more whose announcement still lay in the outbox, and they do not hear that it was taken back', async () => {
    const world = await aStatementWorld()
    await registered(world, 'ada@example.org', { language: 'en' })
    await registered(world, 'bob@example.org', { language: 'de' })
    await registered(world, 'cem@example.org', { language: 'de' })
    // Nobody takes a letter to Bob for some time, or to Cem until it is too late.
    const announced = async (mail: string) =>
      await world.rows<{ state: string; answer: string | null }>(
        `select state, answer from mail.letter where activity = 'statements.notices' and "to" = $1 order by posted_at`,
        [mail],
      )
    await world.rows(`create function later() returns trigger language plpgsql as $$ begin new.due_at := new.due_at + interval '3 hours'; return new; end $$;
      create trigger later before insert on mail.letter for each row when (new."to" in ('bob@example.org', 'cem@example.org') and new.activity = 'statements.notices') execute function later()`)
    await publish(world, longer, inDays(world, 20))
    await world.settle()
    await world.rows(
      `update mail.letter set state = 'too late', content = null, closed_at = $1 where activity = 'statements.notices' and "to" = 'cem@example.org'`,
      [world.clock.now()],
    )
    expect([await announced('ada@example.org'), await announced('bob@example.org')]).toMatchObject([
      [{ state: 'sent' }],
      [{ state: 'waiting' }],
    ])
    await world.rows('drop trigger later on mail.letter')
    await publisher(world).withdraw(platform)
    await world.settle()
    await world.turnBy(days(1))
    expect([await announced('ada@example.org'), await announced('bob@example.org')]).toMatchObject([
      [{ state: 'sent' }, { state: 'sent' }],
      [{ state: 'unwanted', answer: 'the occasion is gone' }],
    ])
    expect((await lettersTo(world, 'ada@example.org')).map(({ subject }) => subject)).toContain(english)
    for (const mail of ['bob@example.org', 'cem@example.org'])
      expect([mail, (await lettersTo(world, mail)).map(({ subject }) => subject)]).not.toEqual([
        mail,
        expect.arrayContaining([german]),
      ])
    world.faults.splice(0)
  })
  it('is asked about once more when a letter about it is about to go, before anybody was told that it was taken back', async () => {
    const world = await aStatementWorld()
    await registered(world, 'ada@example.org')
    await publish(world, longer, inDays(world, 20))
    await world.settle()
    const [letter] = await world.rows<{ subject: string; postedAt: Date }>(
      `select subject, posted_at as "postedAt" from mail.letter where activity = 'statements.notices'`,
    )
    const goes = () => world.store.under(notices, platform, work => isStillAnnounced(world, work, letter!)) // one was posted
    expect(await goes()).toBe(true)
    await world.jobs.stop()
    await publisher(world).withdraw(platform)
    expect(await goes()).toBe(false)
  })
  it('whatever a letter is about: one that has become pointless by then does not go', async () => {
    const world = await aStatementWorld()
    const mailer = world.offered(Mailer)
    const asked: string[] = []
    mailer.asksBefore(notices.name, async (_, { subject }) => {
      asked.push(subject)
      return subject.startsWith('0')
    })
    const people = ['00000000-0000-4000-8000-000000000000', '10000000-0000-4000-8000-000000000000']
    await world.store.under(notices, platform, async work => {
      for (const subjectId of people)
        await mailer.post(work, {
          to: `${subjectId[0]}@example.org`,
          subjectId,
          language: 'de',
          title: 'Guten Tag',
          says: ['Ein Brief.'],
        })
    })
    await world.jobs.drain()
    expect(asked).toEqual(people)
    expect(await world.rows('select state, answer, content from mail.letter order by subject')).toMatchObject([
      { state: 'sent' },
      { state: 'unwanted', answer: 'the occasion is gone', content: null },
    ])
  })
  it('is told to nobody where nobody was told of it', async () => {
    const world = await aStatementWorld()
    await registered(world, 'ada@example.org')
    await publish(world, stating({ 'website.access-log': { keep: 'P3D' } }), inDays(world, 20))
    await publisher(world).withdraw(platform)
    await world.settle()
    expect(await world.rows(`select from mail.letter where activity = 'statements.notices'`)).toEqual([])
  })
})
