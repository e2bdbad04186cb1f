import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { days, later } from '../clock/clock.ts'
import { rightsKept } from '../declare/activities.ts'
import { Contradictions, declarations } from '../declare/declarations.ts'
import { nobody } from '../declare/subject.ts'
import { sharedWithSweeps } from '../enforce/lock-on-person.ts'
import { isStopped, stoppedAmong } from '../enforce/stopped.ts'
import { ledgerKey } from '../ledger/key.ts'
import { SetAside, SomeFailed } from '../problems/batches.ts'
import { repeat } from '../recovery/repeat.ts'
import { another, goOn, held, one } from '../restriction/holds-for-test.ts'
import { askForHold, decideHold, endHold, legalHolds } from '../restriction/legal-holds.ts'
import { lift, restrict } from '../restriction/on-request.ts'
import { proveNow } from '../proof/prove-for-test.ts'
import { advising, order, ordering, vouchers, vouchersSql } from '../restriction/vouchers-for-test.ts'
import { sweep } from '../retention/sweep.ts'
import { moveClock } from '../store/move-clock.ts'
import { lockClasses } from '../enforce/lock-classes.ts'
import { copyOf } from '../rows/copy.ts'
import { person, platform } from '../store/work.ts'
import { agrees, likes, manifestOf, takesBack, tastes, thePaper } from '../consent/example-for-test.ts'
import { conversation, conversations, message, talks } from '../enforce/talks-for-test.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, testSecret, type World } from '../../server/testing/world.ts'
import { testCluster } from '../../tools/testing/cluster.ts'
import { eraseSubject, erasureOf } from './erase.ts'
import { object } from './objections.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'held-'))
  await writeFile(join(directory, '20261126_vouchers.sql'), vouchersSql)
})
const aShop = (): Promise<World> => aWorld({ modules: [kernel, vouchers(directory)] })
const customer = (id: string) => ({ kind: 'customer', id })

async function aBuyer(world: World): Promise<string> {
  const subject = randomUUID()
  await world.store.under(ordering, person(subject), work =>
    work.over(order).insertInto('vouchers.order').values({ what: 'a lamp', open: false }).execute(),
  )
  return subject
}
/** The day on which a hold of ninety days ends, as the person is told: in the time zone of the manifest. */
const dayIn90 = (world: World): string =>
  Temporal.Instant.fromEpochMilliseconds(later(world.clock.now(), days(90)).getTime())
    .toZonedDateTimeISO('Europe/Berlin')
    .toPlainDate()
    .toString()
/** What the ledger was told so far, as it is shipped. */
async function ledgerOf(world: World): Promise<any[]> {
  await world.store.shipped()
  const entries = await world.rows<any>('select * from obhut.ledger order by at, id') // any: rows of the ledger
  return entries.map((entry, at) => ({ ...entry, number: at + 1 }))
}
const orders = (world: World, subject: string) =>
  world.rows<{ restricted: string | null }>('select restricted from vouchers."order" where subject = $1', [subject])
const seenByTheShop = (world: World, subject: string) =>
  world.store.under(ordering, person(subject), work => work.read(order, 'what').execute())
/** Other tests of the same cluster wait for locks as well. */
const waitingForAdvisoryLocks = `select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`
const waitingForLocks = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`

/** A consumer asks twice, and an agent answers one of the questions. */
async function talkOf({ store }: World, asks: string, answers: string): Promise<void> {
  await store.under(conversations, person(asks), async work => {
    const { id: conversationId } = await work
      .over(conversation)
      .insertInto('talks.conversation')
      .values({ topic: 'a lamp' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const sentAt = work.now
    await work
      .over(message)
      .insertInto('talks.message')
      .values([
        { conversationId, question: 'is it broken?', sentAt },
        { conversationId, question: 'why?', agentId: answers, answer: 'it is off', sentAt },
      ])
      .execute()
  })
}
const byTable = (kept: readonly { readonly table: string }[]) =>
  kept.filter(({ table }) => table.startsWith('talks.')).toSorted((a, b) => a.table.localeCompare(b.table))

it('what counts as an erasure where it is deleted is about one person, row by row', () => {
  const shop = vouchers(directory)
  const faults = (more: object): string => {
    try {
      declarations([
        kernel as never,
        {
          ...shop,
          keeps: [...shop.keeps, { ...order, name: 'vouchers.wish', deletedAsErasure: true, ...more }],
        } as never,
      ])
      return ''
    } catch (error) {
      if (error instanceof Contradictions) return error.all.join('\n')
      throw error
    }
  }
  const says = 'says that deleting counts as an erasure'
  expect(faults({})).not.toMatch(says)
  for (const more of [{ about: nobody }, { bulk: true }, { key: ['what'] }]) expect(faults(more)).toMatch(says)
})

describe('a legal hold', () => {
  it('has an erasure wait: nothing goes, nobody works with it, and it goes automatically once the hold is over', async () => {
    const world = await aShop()
    const ida = await aBuyer(world)
    const id = await held(world, ida)
    expect(await erasureOf(world.store, customer(ida))).toMatchObject({ waits: true, gone: [] })
    const report = await eraseSubject(world.store, customer(ida))
    expect(report.gone).toEqual([])
    expect(report.kept).toContainEqual({
      table: 'vouchers.order',
      rows: 1,
      law: 'claims',
      until: dayIn90(world),
      assessment: false,
    })
    expect(await orders(world, ida)).toEqual([{ restricted: 'held' }])
    expect(await seenByTheShop(world, ida)).toEqual([])
    // What still comes in is out of reach as well.
    await world.rows(`insert into vouchers."order" (what, open, subject, version) values ('late', false, $1, 1)`, [ida])
    expect(await orders(world, ida)).toEqual([{ restricted: 'held' }, { restricted: 'held' }])
    await goOn(world)
    expect(await orders(world, ida)).toHaveLength(2)
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    expect(await orders(world, ida)).toEqual([])
    expect(await legalHolds(world.store, one, { limit: 10 })).toEqual([])
    const noted = await world.rows<{ what: string }>(
      `select what from obhut.audit_entry where what ~ 'hold|eras' order by at`,
    )
    expect(noted.map(({ what }) => what)).toEqual([
      'asked for a legal hold',
      'approved a legal hold',
      'put an erasure off',
      'ended a legal hold',
      'erased',
    ])
  })

  it('holds nothing before a second person approves, and nobody approves the own', async () => {
    const world = await aShop()
    const ida = await aBuyer(world)
    const asked = { kind: 'customer', subject: ida, fileNumber: 'x', ground: 'duty', because: 'so it is' } as const
    const until = later(world.clock.now(), days(9))
    const recorded = await askForHold(world.store, one, { ...asked, until })
    if (recorded === 'erased') throw new Error('nobody is there any more')
    const decision = { decision: 'approved', reason: 'because' } as const
    expect(await decideHold(world.store, one, recorded.id, decision)).toBe('own hold')
    await expect(
      world.rows(
        `update obhut.legal_hold set decision = 'approved', decided_by = recorded_by, decided_at = recorded_at`,
      ),
    ).rejects.toThrow()
    expect((await eraseSubject(world.store, customer(ida))).waits).toBe(false)
    expect(await askForHold(world.store, one, { ...asked, until })).toBe('erased')
  })

  it('that overlaps with another has the erasure wait for the last of them, by the clock, too', async () => {
    const world = await aShop()
    const ida = await aBuyer(world)
    await held(world, ida)
    await eraseSubject(world.store, customer(ida))
    await held(world, ida, { until: later(world.clock.now(), days(120)), fileNumber: '3 O 13/26' })
    await world.turnBy(days(91))
    await goOn(world)
    expect(await orders(world, ida)).toEqual([{ restricted: 'held' }])
    await world.turnBy(days(30))
    await goOn(world)
    expect(await orders(world, ida)).toEqual([])
  })

  it('keeps from the sweep what is past its period, out of reach, and gives it back to the sweep', async () => {
    const world = await aShop()
    const ida = await aBuyer(world)
    await world.rows(
      `insert into vouchers.invoice (number, recipient, paid_at, subject, version) values ('1', 'Ida', $2, $1, 1)`,
      [ida, world.clock.now()],
    )
    const invoices = () => world.rows<{ restricted: string | null }>('select restricted from vouchers.invoice')
    await world.turnBy(days(700))
    const id = await held(world, ida)
    await world.turnBy(days(40))
    expect(await invoices()).toEqual([{ restricted: 'put away' }])
    // What is not due yet is worked with as before.
    expect(await seenByTheShop(world, ida)).toEqual([{ what: 'a lamp' }])
    await endHold(world.store, another, id, 'the claim was settled')
    await sweep(world.store, await world.periods())
    expect(await invoices()).toEqual([])
  })

  it('is told to its person, unless a law forbids that: then neither copy nor report name it', async () => {
    const world = await aShop()
    const [ida, tim] = [await aBuyer(world), await aBuyer(world)]
    await held(world, ida)
    await held(world, tim, {
      ground: 'order',
      silent: { until: later(world.clock.now(), days(30)), because: 'StPO 95a' },
    })
    const copied = async (id: string): Promise<number> => {
      const found = []
      for await (const { table, rows } of copyOf(world.store, customer(id)))
        if (table.name === 'obhut.legal_hold') found.push(...rows)
      return found.length
    }
    expect([await copied(ida), await copied(tim)]).toEqual([1, 0])
    const why = async (id: string) => (await erasureOf(world.store, customer(id))).kept[0]?.law
    expect([await why(ida), await why(tim)]).toEqual(['claims', 'unnamed'])
    await world.turnBy(days(31))
    expect([await copied(tim), await why(tim)]).toEqual([1, 'order'])
  })

  it('and an erasure at the same time come one after the other: held and there, or gone', async () => {
    const world = await aShop()
    for (let round = 0; round < 8; round++) {
      const ida = await aBuyer(world)
      const asked = await askForHold(world.store, one, {
        kind: 'customer',
        subject: ida,
        fileNumber: 'x',
        ground: 'claims',
        because: 'so it is',
        until: later(world.clock.now(), days(9)),
      })
      if (asked === 'erased') throw new Error('nobody is there any more')
      const [report, hindrance] = await Promise.all([
        eraseSubject(world.store, customer(ida)),
        decideHold(world.store, another, asked.id, { decision: 'approved', reason: 'because' }),
      ])
      const there = (await orders(world, ida)).length
      expect([report.waits, hindrance, there]).toEqual(report.waits ? [true, undefined, 1] : [false, 'no such hold', 0])
    }
  })

  /** Three whose erasure waits for a day, and a poison for a trigger. */
  async function threeWaiting() {
    const world = await aShop()
    const all = [await aBuyer(world), await aBuyer(world), await aBuyer(world)]
    for (const id of all) {
      await held(world, id, { until: later(world.clock.now(), days(1)) })
      await eraseSubject(world.store, customer(id))
    }
    await world.rows(
      `create function public.poison() returns trigger language plpgsql as $$ begin raise exception 'poisoned'; end $$`,
    )
    return { world, all }
  }
  it('of one that cannot be erased keeps no other', async () => {
    const { world, all } = await threeWaiting()
    await world.rows(
      `create trigger poison before delete on vouchers."order" for each row when (old.subject = '${all[1]}') execute function public.poison()`,
    )
    await world.turnBy(days(2))
    await expect(goOn(world, new SetAside(world.clock))).rejects.toThrow(SomeFailed)
    expect(await Promise.all(all.map(id => orders(world, id)))).toEqual([[], [{ restricted: 'held' }], []])
  })

  it('that cannot be ended keeps no other from ending, nor what waits for them', async () => {
    const { world, all } = await threeWaiting()
    await world.rows(
      `create trigger poison before update on obhut.legal_hold for each row when (old.subject = '${all[1]}' and new.ended_at is not null) execute function public.poison()`,
    )
    await moveClock(world.store, later(world.clock.now(), days(2)))
    await expect(goOn(world, new SetAside(world.clock))).rejects.toThrow(SomeFailed)
    expect(await Promise.all(all.map(id => orders(world, id)))).toEqual([[], [{ restricted: 'held' }], []])
    expect(await world.rows('select subject from obhut.legal_hold where ended_at is null')).toEqual([
      { subject: all[1] },
    ])
    await world.rows('drop trigger poison on obhut.legal_hold')
    await goOn(world, new SetAside(world.clock))
    expect(await orders(world, all[1]!)).toEqual([])
    world.faults.splice(0)
  })

  it('stands again in a restored store that lacks it, before what was asked under it', async () => {
    const world = await aShop()
    const ida = await aBuyer(world)
    await held(world, ida)
    await eraseSubject(world.store, customer(ida))
    const entries = await ledgerOf(world)
    const said = ['held', 'erased'].map(what => entries.find(entry => entry.what === what))
    // As the backup was made before the hold.
    await world.rows('delete from obhut.legal_hold')
    await world.rows(`update vouchers."order" set restricted = null`)
    await repeat(world.store, ledgerKey(testSecret), said)
    expect(await orders(world, ida)).toEqual([{ restricted: 'held' }])
    await repeat(world.store, ledgerKey(testSecret), said)
    expect(await legalHolds(world.store, one, { limit: 10 })).toHaveLength(1)
  })

  it('that puts an erasure off leaves objection and restriction standing, and nothing goes out about the person', async () => {
    const world = await aShop()
    const [ida, tim] = [await aBuyer(world), await aBuyer(world)]
    await object(world.store, customer(ida), { activity: advising, by: person(ida) })
    await restrict(world.store, customer(ida), { ground: 'accuracy', by: person(ida) })
    const stopped = (id: string) => world.store.under(rightsKept, platform, work => isStopped(work, ordering, id))
    expect([await stopped(ida), await stopped(tim)]).toEqual([true, false])
    for (const id of [ida, tim]) {
      await held(world, id)
      await eraseSubject(world.store, customer(id))
    }
    expect(
      await world.rows(
        'select o.restricted as objection, r.restricted as restriction from obhut.objection o, obhut.restriction r where o.subject = $1 and r.subject = $1',
        [ida],
      ),
    ).toEqual([{ objection: null, restriction: null }])
    // Tim neither objected nor had anything restricted: it is the erasure that stops it.
    expect([await stopped(ida), await stopped(tim)]).toEqual([true, true])
    const somebody = await aBuyer(world)
    const among = await world.store.under(ordering, platform, work =>
      stoppedAmong(work, ordering, [ida, somebody, tim]),
    )
    expect(new Set(among)).toEqual(new Set([ida, tim]))
  })

  it('that ends gives the sweep nothing that the person had restricted meanwhile', async () => {
    const world = await aShop()
    const ida = await aBuyer(world)
    await world.rows(
      `insert into vouchers.invoice (number, recipient, paid_at, subject, version) values ('1', 'Ida', $2, $1, 1)`,
      [ida, world.clock.now()],
    )
    const invoices = async () => (await world.rows('select from vouchers.invoice')).length
    const sweeps = async () => sweep(world.store, await world.periods())
    const id = await held(world, ida, { until: later(world.clock.now(), days(800)) })
    await world.turnBy(days(740))
    await restrict(world.store, customer(ida), { ground: 'claims', by: person(ida) })
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    await sweeps()
    expect(await invoices()).toBe(1)
    await lift(world.store, customer(ida), platform)
    await sweeps()
    expect(await invoices()).toBe(0)
  })

  it('keeps from the sweep a row in which the person is a further one', async () => {
    const world = await aWorld({ modules: await talks() })
    const [sender, agent] = [randomUUID(), randomUUID()]
    await world.rows(
      `insert into talks.parcel (content, agent_id, stamp, sent_at, subject, version) values ('a lamp', $2, 'Pia', $3, $1, 1)`,
      [sender, agent, world.clock.now()],
    )
    const parcels = () => world.rows<{ restricted: string | null }>('select restricted from talks.parcel')
    const id = await held(world, agent, { kind: 'agent', until: later(world.clock.now(), days(300)) })
    await world.turnBy(days(250))
    expect(await parcels()).toEqual([{ restricted: 'put away' }])
    await endHold(world.store, another, id, 'the claim was settled')
    await sweep(world.store, await world.periods())
    expect(await parcels()).toEqual([])
  })

  it('on a further person keeps that row when its subject is erased, out of reach, and lets it go when it ends', async () => {
    const world = await aWorld({ modules: await talks() })
    const [asks, answers] = [randomUUID(), randomUUID()]
    await talkOf(world, asks, answers)
    const id = await held(world, answers, { kind: 'agent' })
    const subject = { kind: 'consumer', id: asks }
    const until = dayIn90(world)
    const kept = ['talks.conversation', 'talks.message'].map(table => ({
      table,
      rows: 1,
      law: 'claims',
      until,
      assessment: false,
    }))
    expect(byTable((await erasureOf(world.store, subject)).kept)).toEqual(kept)
    const report = await eraseSubject(world.store, subject)
    expect(byTable(report.kept)).toEqual(kept)
    expect(report.gone).toContainEqual({ table: 'talks.message', rows: 1 })
    const rows = async () => [
      ...(await world.rows('select restricted, answer from talks.message')),
      ...(await world.rows('select restricted from talks.conversation')),
    ]
    expect(await rows()).toEqual([{ restricted: 'held', answer: 'it is off' }, { restricted: 'held' }])
    expect(await proveNow(world)).toEqual([])
    await goOn(world)
    expect(await rows()).toHaveLength(2)
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    expect(await rows()).toEqual([])
    expect(await world.rows('select from obhut.set_aside')).toEqual([])
  })

  it('that puts an erasure off has the parts of others’ rows rest until it is done', async () => {
    const world = await aWorld({ modules: await talks() })
    const [asks, answers] = [randomUUID(), randomUUID()]
    await talkOf(world, asks, answers)
    const id = await held(world, answers, { kind: 'agent' })
    await eraseSubject(world.store, { kind: 'agent', id: answers })
    const seen = () =>
      world.store.under(conversations, person(asks), work => work.read(message, 'question', 'answer').execute())
    expect(await seen()).toEqual([
      { question: 'is it broken?', answer: null },
      { question: 'why?', answer: null },
    ])
    await world.rows('update talks.message set agent_id = $1, answer = $2 where question = $3', [
      answers,
      'late',
      'why?',
    ])
    expect(await seen()).toContainEqual({ question: 'why?', answer: null })
    expect(await world.rows('select from obhut.set_aside')).not.toEqual([])
    expect(await proveNow(world)).toEqual([])
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    expect(await seen()).toHaveLength(2)
    expect(await world.rows('select from obhut.set_aside')).toEqual([])
    expect(await world.traces('it is off')).toEqual([])
  })

  it('keeps what rested on a consent that ends, out of reach, and lets it go when it ends', async () => {
    const modules = await thePaper()
    const world = await aWorld({ modules, manifest: manifestOf(modules) })
    const ida = randomUUID()
    await agrees(world, ida, tastes)
    await likes(world, ida, 'whodunits')
    const id = await held(world, ida, { kind: 'reader' })
    await takesBack(world, ida, tastes)
    const rows = () =>
      world.rows<{ restricted: string | null }>('select restricted from paper.taste where subject = $1', [ida])
    await expect.poll(rows, { timeout: 60_000 }).toEqual([{ restricted: 'held' }])
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    expect(await rows()).toEqual([])
  })

  it('of a wrong kind has the erasure done for whom it was asked', async () => {
    const world = await aShop()
    const ida = await aBuyer(world)
    const id = await held(world, ida, { kind: 'staff' })
    await eraseSubject(world.store, customer(ida))
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    expect(await orders(world, ida)).toEqual([])
  })

  it('is approved once the sweep is through with what it is just taking', async () => {
    const world = await aShop()
    const ida = await aBuyer(world)
    const sweeping = new Client({ ...testCluster(), database: world.database.place.database })
    await sweeping.connect()
    await sweeping.query('begin')
    await sharedWithSweeps(sweeping)
    let approved = false
    const approval = held(world, ida).then(() => {
      approved = true
    })
    await expect.poll(async () => (await world.rows(waitingForAdvisoryLocks)).length).toBeGreaterThan(0)
    expect(approved).toBe(false)
    await sweeping.query('commit')
    await sweeping.end()
    await approval
    expect(approved).toBe(true)
  })

  it('that ends while an erasure finds it standing does not have the erasure forgotten', async () => {
    const world = await aShop()
    const ida = await aBuyer(world)
    const id = await held(world, ida)
    const ending = new Client({ ...testCluster(), database: world.database.place.database })
    await ending.connect()
    await ending.query('begin')
    await ending.query('update obhut.legal_hold set ended_at = recorded_at where id = $1', [id])
    const erasure = eraseSubject(world.store, customer(ida))
    await expect.poll(async () => (await world.rows(waitingForLocks)).length).toBeGreaterThan(0)
    await ending.query('commit')
    await ending.end()
    await erasure
    await goOn(world)
    expect(await orders(world, ida)).toEqual([])
  })

  it('that must not be told is not told after a restored backup either', async () => {
    const world = await aShop()
    const [ida, tim, ann] = [await aBuyer(world), await aBuyer(world), await aBuyer(world)]
    const silent = { until: later(world.clock.now(), days(30)), because: 'StPO 95a' }
    await held(world, ida)
    await held(world, tim, { ground: 'order', silent })
    await held(world, ann, { ground: 'order', silent })
    const entries = await ledgerOf(world)
    // The last of them is of a version that did not say whether it may be told.
    const { silentUntil: _, ...facts } = entries[2].facts
    await world.rows('delete from obhut.legal_hold')
    await repeat(world.store, ledgerKey(testSecret), [...entries.slice(0, 2), { ...entries[2], facts }])
    const told = async () => {
      const why = await Promise.all(
        [ida, tim, ann].map(async one => (await erasureOf(world.store, customer(one))).kept[0]?.law),
      )
      return why
    }
    expect(await told()).toEqual(['claims', 'unnamed', 'unnamed'])
    await world.turnBy(days(31))
    expect(await told()).toEqual(['claims', 'order', 'unnamed'])
  })

  it('that is repeated for somebody erased after it, and of whom a law keeps something, can be repeated again', async () => {
    const world = await aShop()
    const ida = await aBuyer(world)
    await world.rows(
      `insert into vouchers.invoice (number, recipient, issued_at, subject, version) values ('1', 'Ida', $2, $1, 1)`,
      [ida, world.clock.now()],
    )
    await restrict(world.store, customer(ida), { ground: 'claims', by: person(ida) })
    const id = await held(world, ida)
    await endHold(world.store, another, id, 'the claim was settled')
    await eraseSubject(world.store, customer(ida))
    expect(await world.rows('select restricted from vouchers.invoice')).toEqual([{ restricted: 'by law' }])
    const entries = await ledgerOf(world)
    expect(entries.map(({ what }) => what)).toEqual(['restricted', 'held', 'released', 'erased'])
    await repeat(world.store, ledgerKey(testSecret), entries)
    expect(await orders(world, ida)).toEqual([])
    expect(await world.rows('select restricted from vouchers.invoice')).toEqual([{ restricted: 'by law' }])
  })

  it('and a row that is open while an erasure waits for it is a finding of the proof', async () => {
    const world = await aShop()
    const ida = await aBuyer(world)
    await held(world, ida)
    await eraseSubject(world.store, customer(ida))
    expect(await proveNow(world)).toEqual([])
    await world.rows('update vouchers."order" set restricted = null')
    expect(await proveNow(world)).toEqual([
      'statement/rights: vouchers.order shows everyday work the data of 1 of 1 people whose erasure waits for the end of a hold',
    ])
  })

  it('that ends takes nothing that goes with a row and that somebody else had restricted', async () => {
    const world = await aWorld({ modules: await talks() })
    const [asks, keeps, answers] = [randomUUID(), randomUUID(), randomUUID()]
    await talkOf(world, asks, answers)
    await world.rows('update talks.conversation set agent_id = $1, closed_at = $2', [keeps, world.clock.now()])
    const id = await held(world, keeps, { kind: 'agent', until: later(world.clock.now(), days(300)) })
    await restrict(world.store, { kind: 'agent', id: answers }, { ground: 'claims', by: person(answers) })
    await world.turnBy(days(250))
    const rows = async () => [
      ...(await world.rows<{ restricted: string | null }>('select restricted from talks.conversation')),
      ...(await world.rows('select from talks.message')),
    ]
    // It is not due as long as a part of it rests, with or without a hold.
    expect(await rows()).toEqual([{ restricted: null }, {}, {}])
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    await sweep(world.store, await world.periods())
    expect(await rows()).toHaveLength(3)
    await lift(world.store, { kind: 'agent', id: answers }, platform)
    await sweep(world.store, await world.periods())
    expect(await rows()).toEqual([])
  })

  it('that ends takes what stayed for a row of the person, also as the person is erased with it', async () => {
    const world = await aWorld({ modules: await talks() })
    const [asks, agent] = [randomUUID(), randomUUID()]
    await talkOf(world, asks, randomUUID())
    await world.rows('update talks.conversation set agent_id = $1', [agent])
    await world.rows(
      `insert into talks.reminder (conversation_id, says, subject, version) select id, 'call back', $1, 1 from talks.conversation`,
      [agent],
    )
    // Another agent took over, so that only the reminder leads to the conversation.
    await world.rows('update talks.conversation set agent_id = $1', [randomUUID()])
    const id = await held(world, agent, { kind: 'agent' })
    await eraseSubject(world.store, { kind: 'consumer', id: asks })
    const conversations = () => world.rows<{ restricted: string | null }>('select restricted from talks.conversation')
    expect(await conversations()).toEqual([{ restricted: 'held' }])
    await eraseSubject(world.store, { kind: 'agent', id: agent })
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    expect(await conversations()).toEqual([])
    expect(await world.rows('select from talks.reminder')).toEqual([])
  })

  it('that ends leaves a row as long as what stayed for it cannot go with it', async () => {
    const world = await aWorld({ modules: await talks() })
    const [asks, answers, takesPart] = [randomUUID(), randomUUID(), randomUUID()]
    await talkOf(world, asks, answers)
    await world.rows('update talks.conversation set agent_id = $1', [takesPart])
    const id = await held(world, answers, { kind: 'agent' })
    await eraseSubject(world.store, { kind: 'consumer', id: asks })
    const rows = async () => [
      ...(await world.rows<{ restricted: string | null }>('select restricted from talks.message')),
      ...(await world.rows<{ restricted: string | null }>('select restricted from talks.conversation')),
    ]
    await restrict(world.store, { kind: 'agent', id: takesPart }, { ground: 'claims', by: person(takesPart) })
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    expect(await rows()).toEqual([{ restricted: 'held' }, { restricted: 'held' }])
    await lift(world.store, { kind: 'agent', id: takesPart }, platform)
    await goOn(world)
    expect(await rows()).toEqual([])
  })

  it('stands again in a restored store before others are erased whose rows it keeps', async () => {
    const world = await aWorld({ modules: await talks() })
    const answers = randomUUID()
    const asking = Array.from({ length: 4 }, () => randomUUID())
    for (const asks of asking) await talkOf(world, asks, answers)
    await held(world, answers, { kind: 'agent' })
    for (const id of asking) await eraseSubject(world.store, { kind: 'consumer', id })
    const entries = await ledgerOf(world)
    // As the backup was made before the hold.
    await world.rows('delete from obhut.legal_hold')
    await world.rows('update talks.conversation set restricted = null')
    await world.rows('update talks.message set restricted = null')
    await repeat(world.store, ledgerKey(testSecret), entries)
    const marks = () => world.rows<{ restricted: string | null }>('select restricted from talks.message')
    expect(await marks()).toEqual(asking.map(() => ({ restricted: 'held' })))
    await repeat(world.store, ledgerKey(testSecret), entries)
    expect(await marks()).toHaveLength(asking.length)
  })

  it('that came after an erasure keeps nothing of it in a restored store', async () => {
    const world = await aWorld({ modules: await talks() })
    const [asks, answers] = [randomUUID(), randomUUID()]
    await talkOf(world, asks, answers)
    await eraseSubject(world.store, { kind: 'consumer', id: asks })
    await held(world, answers, { kind: 'agent' })
    const entries = await ledgerOf(world)
    // As the backup was made before both.
    await world.rows('delete from obhut.legal_hold')
    await world.rows('delete from obhut.erased')
    await talkOf(world, asks, answers)
    await repeat(world.store, ledgerKey(testSecret), entries)
    expect(await world.rows('select from talks.message where subject = $1', [asks])).toEqual([])
    expect(await world.rows('select from obhut.legal_hold where ended_at is null')).toHaveLength(1)
  })

  it('that is just being approved keeps its rows from the erasure of somebody else', async () => {
    const world = await aWorld({ modules: await talks() })
    const [asks, answers] = [randomUUID(), randomUUID()]
    await talkOf(world, asks, answers)
    const asked = await askForHold(world.store, one, {
      kind: 'agent',
      subject: answers,
      fileNumber: 'x',
      ground: 'claims',
      because: 'so it is',
      until: later(world.clock.now(), days(9)),
    })
    if (asked === 'erased') throw new Error('nobody is there any more')
    const approving = new Client({ ...testCluster(), database: world.database.place.database })
    await approving.connect()
    await approving.query('begin')
    await approving.query('select pg_advisory_xact_lock($1, 0)', [lockClasses.sweeps])
    await approving.query(
      `update obhut.legal_hold set decision = 'approved', decided_by = $2, decided_at = recorded_at, reason = 'so it is' where id = $1`,
      [asked.id, another],
    )
    const erasure = eraseSubject(world.store, { kind: 'consumer', id: asks })
    await expect.poll(async () => (await world.rows(waitingForAdvisoryLocks)).length).toBeGreaterThan(0)
    await approving.query('commit')
    await approving.end()
    await erasure
    expect(await world.rows('select restricted, answer from talks.message')).toEqual([
      { restricted: 'held', answer: 'it is off' },
    ])
  })

  it('that ends takes nothing that came about after a consent which had ended before it', async () => {
    const modules = await thePaper()
    const world = await aWorld({ modules, manifest: manifestOf(modules) })
    const ida = randomUUID()
    await agrees(world, ida, tastes)
    await likes(world, ida, 'whodunits')
    await takesBack(world, ida, tastes)
    const rows = () => world.rows<{ likes: string }>('select likes from paper.taste where subject = $1', [ida])
    await expect.poll(rows, { timeout: 60_000 }).toEqual([])
    await world.turnBy(days(1))
    await world.rows(`insert into paper.taste (likes, at, subject, version) values ('poems', $2, $1, 1)`, [
      ida,
      world.clock.now(),
    ])
    const id = await held(world, ida, { kind: 'reader' })
    await endHold(world.store, another, id, 'the claim was settled')
    await goOn(world)
    expect(await rows()).toEqual([{ likes: 'poems' }])
  })
})
