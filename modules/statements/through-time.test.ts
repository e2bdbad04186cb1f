import { describe, expect, it } from 'vitest'
import { dayInWords } from '../../kernel/declare/periods.ts'
import { days, minutes, type Doubt } from '../../kernel/clock/clock.ts'
import type { NotPublished } from '../../kernel/versions/publishing.ts'
import { aWorld } from '../../server/testing/world.ts'
import { lettersTo, registered, signedIn } from '../identity/people-for-test.ts'
import { aStatementWorld, beginOf, inDays, parts, publish, publisher, stating } from './statement-for-test.ts'

const longer = stating({ 'website.access-log': { keep: 'P6M' } })
const shorter = stating({ 'website.access-log': { keep: 'P3D' } })

describe('a material change', { timeout: 120_000 }, () => {
  it('is told to everybody before it holds, and comes into force automatically on its day', async () => {
    const world = await aStatementWorld()
    await registered(world, 'ada@example.org')
    const bob = await registered(world, 'bob@example.org', { language: 'de', firstName: 'Bob' })
    const day = inDays(world, 20)
    const { version, material } = await publish(world, longer, day)
    expect([version, material]).toEqual([2, true])
    await world.settle()

    const [letter] = await lettersTo(world, 'bob@example.org')
    expect(letter?.subject).toMatch(/^Unsere Datenschutzerklärung ändert sich zum /)
    expect(letter?.text).toContain('Aufbewahrung: bisher sieben Tage, künftig sechs Monate')
    expect(letter?.text).toContain(`${world.url}/datenschutz/versionen/2`)
    expect((await lettersTo(world, 'ada@example.org'))[0]?.subject).toMatch(/^Our privacy statement changes on /)
    expect(await world.rows('select announced, told_at is not null as told from statements.notice')).toEqual([
      { announced: 2, told: true },
      { announced: 2, told: true },
    ])

    await world.turnTo(new Date(beginOf(day).getTime() - minutes(1)))
    expect(world.store.inForce.version).toBe(1)
    await world.turnTo(beginOf(day))
    expect(world.store.inForce.version).toBe(2)
    expect(world.stating.manifest.activities['website.access-log']?.settings['keep']).toBe('P6M')
    expect((await bob.get('/datenschutz.yaml')).text).toContain(`effective: ${day}`)
    expect(world.faults).toEqual([])
  })
  it('is told once to each, also when the telling is begun again and again, and by two at once', async () => {
    const world = await aStatementWorld()
    for (const name of ['ada', 'bob', 'cyd']) await registered(world, `${name}@example.org`)
    const second = await aWorld({ modules: parts, database: world.database })
    await publish(world, longer, inDays(world, 20))
    await Promise.all([world.settle(), second.settle()])
    await world.turnBy(minutes(5))
    await second.settle()
    expect(
      await world.rows(
        'select count(*)::int as notices, count(distinct subject)::int as people from statements.notice',
      ),
    ).toEqual([{ notices: 3, people: 3 }])
    expect(
      await world.rows(`select count(*)::int as letters from mail.letter where activity = 'statements.notices'`),
    ).toEqual([{ letters: 3 }])
  })
  it('is told to whoever registers while it waits', async () => {
    const world = await aStatementWorld()
    await publish(world, longer, inDays(world, 20))
    await world.settle()
    await registered(world, 'late@example.org')
    await world.turnBy(minutes(2))
    expect((await lettersTo(world, 'late@example.org'))[0]?.subject).toMatch(/^Our privacy statement changes on /)
  })
  it('is not told to somebody who has gone', async () => {
    const world = await aStatementWorld()
    const ada = await signedIn(world, 'ada@example.org')
    await ada.post('/api/account/delete', { password: 'correct horse battery' })
    await publish(world, longer, inDays(world, 20))
    await world.settle()
    expect(await world.rows('select from statements.notice')).toEqual([])
  })
  it('needs its lead: an earlier day is refused, with the first that is possible', async () => {
    const world = await aStatementWorld()
    await expect(publish(world, longer, inDays(world, 14))).rejects.toThrow(
      `The earliest day is ${dayInWords(inDays(world, 15), 'en')}.`,
    )
    expect((await publish(world, longer, inDays(world, 15))).effective).toBe(inDays(world, 15))
  })
  it('is refused where the statement in force has no way to tell people', async () => {
    const silent = { 'statements.notices': null }
    const world = await aStatementWorld({ manifest: stating(silent) })
    await expect(
      publish(world, stating({ ...silent, 'website.access-log': { keep: 'P6M' } }), inDays(world, 20)),
    ).rejects.toThrow('no way to tell the people concerned')
  })
  it('is told to everybody by a clock that is right alone, and no letter of a time that is yet to come puts it off', async () => {
    const world = await aStatementWorld()
    await registered(world, 'ada@example.org')
    const day = inDays(world, 20)
    let doubt: Doubt | undefined = { is: 'ahead', shows: world.clock.now(), expected: world.clock.now() }
    world.clock.watchedBy(() => doubt)
    await publish(world, longer, day)
    await world.jobs.drain()
    const told = () =>
      world.rows('select told_at is not null as told, effective from obhut.statement where version = 2')
    expect(await told()).toEqual([{ told: false, effective: day }])
    await world.rows(
      `update mail.letter set closed_at = closed_at + interval '600 days' where activity = 'statements.notices'`,
    )
    doubt = undefined
    await world.turnBy(minutes(2))
    expect(await told()).toEqual([{ told: true, effective: day }])
  })
  it('does not hold on its day while somebody has not been told, says so, and holds its lead after they have', async () => {
    const world = await aStatementWorld()
    await registered(world, 'ada@example.org')
    const day = inDays(world, 15)
    await publish(world, longer, day)
    await world.settle()
    // As if the relay had been down since: her letter waits, and so nobody has told her.
    await world.rows(
      `update mail.letter set state = 'waiting', closed_at = null, due_at = $1 where activity = 'statements.notices'`,
      [new Date(beginOf(day).getTime() + days(3))],
    )
    await world.rows('update obhut.statement set told_at = null where version = 2')
    await world.turnTo(new Date(beginOf(day).getTime() + minutes(5)))
    expect(world.store.inForce.version).toBe(1)
    expect(
      world.faults
        .splice(0)
        .map(({ error }) => (error as Error).message)
        .toSorted(),
    ).toEqual([
      expect.stringMatching(/^One letter waits to be sent/),
      expect.stringMatching(
        /^Version 2 of the statement does not come into force on .*\. Not everybody concerned has been told of it yet\./,
      ),
    ])

    await world.rows(
      `update mail.letter set state = 'sent', closed_at = due_at, content = null where activity = 'statements.notices'`,
    )
    await world.turnBy(days(3))
    expect(world.faults.splice(0).map(({ error }) => (error as Error).message)).toContainEqual(
      expect.stringMatching(/was told too late for that; it does on /),
    )
    const { effective } = (await world.versions()).find(({ version }) => version === 2) ?? {}
    expect(effective).toBe(inDays(world, 15))
    await world.turnTo(beginOf(effective ?? ''))
    expect(world.store.inForce.version).toBe(2)
    expect(world.stating.manifest.effective).toBe(effective)
  })
})

describe('a version that waits', { timeout: 120_000 }, () => {
  it('comes into force in every process within a second or so', async () => {
    const world = await aStatementWorld()
    const second = await aWorld({ modules: parts, database: world.database })
    const day = inDays(world, 20)
    await publish(world, longer, day)
    await world.settle()
    await world.turnTo(beginOf(day))
    await expect.poll(() => second.store.inForce.version, { timeout: 3000 }).toBe(2)
    expect(second.stating.manifest.activities['website.access-log']?.settings['keep']).toBe('P6M')
  })
  it('needs no notice and no lead where people lose nothing by it', async () => {
    const world = await aStatementWorld()
    await registered(world, 'ada@example.org')
    expect(await publish(world, shorter, inDays(world, 0))).toMatchObject({ version: 2, material: false })
    await world.turnBy(1500)
    expect(world.store.inForce.version).toBe(2)
    expect(await world.rows('select from statements.notice')).toEqual([])
  })
  it('is the only one: a second one is refused, also when both come at once', async () => {
    const world = await aStatementWorld()
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => publish(world, longer, inDays(world, 20))))
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected'])
    expect(outcomes.flatMap(one => (one.status === 'rejected' ? (one.reason as NotPublished).why : []))).toEqual([
      'another waits',
      'another waits',
      'another waits',
    ])
    await expect(publish(world, shorter, inDays(world, 30))).rejects.toThrow(
      /Version 2 has been published already and waits for \d[^]*obhut statement withdraw/,
    )
  })
  it('can be taken back, and then never holds', async () => {
    const world = await aStatementWorld()
    const day = inDays(world, 20)
    await publish(world, longer, day)
    expect(await publisher(world).withdraw({ is: 'platform' })).toBe(2)
    await expect(publisher(world).withdraw({ is: 'platform' })).rejects.toThrow('No version waits')
    await world.turnTo(new Date(beginOf(day).getTime() + days(1)))
    expect(world.store.inForce.version).toBe(1)
    expect((await world.versions()).map(({ standing }) => standing)).toEqual(['in force', 'withdrawn'])
    expect((await publish(world, longer, inDays(world, 20))).version).toBe(3)
  })
  it('does not work backwards', async () => {
    const world = await aStatementWorld()
    await expect(publish(world, shorter, inDays(world, -1))).rejects.toThrow('has passed')
  })
})
