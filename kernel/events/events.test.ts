import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, testSecret, type World } from '../../server/testing/world.ts'
import { program } from '../../tools/testing/processes.ts'
import { days, minutes } from '../clock/clock.ts'
import { operation } from '../declare/activities.ts'
import { restrict } from '../restriction/on-request.ts'
import { object } from '../rights/objections.ts'
import { eraseSubject } from '../rights/erase.ts'
import { person, platform, type Work } from '../store/work.ts'
import { announce, event, UnfitEvent } from './events.ts'
import {
  accountOpened,
  account,
  counting,
  heard,
  hears,
  hinting,
  lending,
  shelf,
  thingLent,
  trial,
} from './example-for-test.ts'
import { takeUpAgain } from './aside.ts'
import { fromTheStart, listener, type EventListener, type Happened } from './listeners.ts'
import { EventSetAside } from './problems.ts'
import { runEvents } from './runner.ts'

const aTrial = (...listeners: EventListener[]): Promise<World> => aWorld({ modules: [kernel, trial(...listeners)] })
const inUnit = <R>({ store }: World, does: (work: Work<typeof lending>) => Promise<R>): Promise<R> =>
  store.under(lending, platform, does)
const lend = async (world: World, ends: () => Promise<void> = async () => {}): Promise<string> => {
  const thing = randomUUID()
  await inUnit(world, async work => {
    await announce(work, thingLent, { thing })
    await ends()
  })
  return thing
}
const lendAll = async (world: World, count: number): Promise<string[]> => {
  const things = []
  for (let n = 0; n < count; n++) things.push(await lend(world))
  return things
}
/** An account of somebody, and the event about it. */
const opens = async (world: World, subject = randomUUID()): Promise<{ subject: string; thing: string }> => {
  const thing = randomUUID()
  await world.store.under(lending, person(subject), async work => {
    await work.over(account).insertInto('trial.account').values({ name: 'Ida' }).execute()
    await announce(work, accountOpened, { thing, subject })
  })
  return { subject, thing }
}
const heardBy = async (world: World, name = 'trial.count'): Promise<string[]> =>
  (await world.rows<{ thing: string }>('select thing from trial.heard where listener = $1 order by place', [name])).map(
    ({ thing }) => thing,
  )
/** What was told of listeners since it was asked last; the proof has no statement to look at in these worlds. */
const toldBy = (world: World): unknown[] =>
  world.faults
    .splice(0)
    .filter(({ what }) => what.startsWith('listener '))
    .map(({ error }) => error)
/** Refuses the second event that it sees, however often. */
function refuseSecond(refuses: boolean): (work: unknown, happened: Happened) => Promise<void> {
  const seen = new Set<string>()
  return async (_, { ids }) => {
    const thing = ids['thing'] ?? ''
    seen.add(thing)
    if (refuses && [...seen].indexOf(thing) === 1) throw new TypeError('never')
  }
}
const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await holds())) await pause(20)
}

describe('an event', () => {
  it('is heard of once its transaction has committed, and only then', async () => {
    const world = await aTrial(hears('trial.count'))
    await expect(
      lend(world, async () => {
        throw new Error('thought better of it')
      }),
    ).rejects.toThrow('thought better')
    const things = await lendAll(world, 3)
    await world.events.drain()
    expect(await heardBy(world)).toEqual(things)
  })

  it('wakes listeners of the same process at once', async () => {
    const world = await aTrial(hears('trial.count'))
    await world.events.drain()
    const thing = await lend(world)
    await until(async () => (await heardBy(world)).includes(thing))
  })

  it('is made of the ids that it names, and announced by the activities that it names', async () => {
    const world = await aTrial()
    const thing = randomUUID()
    const wrong: [string, (work: Work<typeof lending>) => Promise<void>][] = [
      // @ts-expect-error -- it is about nobody
      ['subject', work => announce(work, thingLent, { thing, subject: thing })],
      // @ts-expect-error -- whom it is about has to be said
      ['subject', work => announce(work, accountOpened, { thing })],
      // @ts-expect-error -- a thing of no such name
      ['shelf', work => announce(work, thingLent, { thing, shelf: thing })],
      ['thing', work => announce(work, thingLent, { thing: 'ida@example.org' })],
    ]
    for (const [field, announces] of wrong) {
      const refusal: unknown = await inUnit(world, announces).catch((error: unknown) => error)
      expect([field, refusal]).toEqual([field, expect.any(UnfitEvent)])
      expect((refusal as Error).message).toBe(
        `'${field}' of an event '${(refusal as Error).message.split("'")[3]}' is none of its ids`,
      )
    }
    await expect(
      world.store.under(counting, platform, work =>
        // @ts-expect-error -- this activity announces no such thing
        announce(work, thingLent, { thing }),
      ),
    ).rejects.toThrow("not announced by 'counting'")
    for (const forged of [
      { ...thingLent },
      { ...thingLent, name: 'ida.muster' },
      { ...thingLent, ids: ['idaMuster'] as const },
    ]) {
      const given = Object.fromEntries(forged.ids.map(id => [id, thing]))
      await expect(inUnit(world, work => announce(work, forged, given as never))).rejects.toThrow('a declared event')
    }
    expect(() => event('trial.thing-lent', { by: [lending], about: 'nobody', ids: ['thing-id'] })).toThrow('no id')
    // @ts-expect-error -- a name has two parts
    expect(() => event('lent', { by: [lending], about: 'nobody', ids: [] })).toThrow('module.thing-happened')
    for (const ids of ['{"name": "ida"}', '["ida"]', '{"to": null}', '{"mail": "ida@example.org"}'])
      await expect(
        world.rows(`insert into obhut.event (name, ids, at) values ('trial.thing-lent', $1, now())`, [ids]),
      ).rejects.toMatchObject({ code: '23514' })
    expect(await world.rows('select name from obhut.event')).toEqual([])
  })
})

describe('the order of events', () => {
  it('is that of commits: what commits late is heard of late, and not lost', async () => {
    const world = await aTrial(hears('trial.count'))
    const [begun, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const first = lend(world, async () => {
      begun.resolve()
      await mayEnd.promise
    })
    await begun.promise
    const second = await lend(world)
    await world.events.drain()
    expect(await heardBy(world)).toEqual([second])
    mayEnd.resolve()
    await first
    await world.events.drain()
    expect(await heardBy(world)).toEqual([second, await first])
  })

  it('keeps that of those who waited for each other, under 20 at once', async () => {
    const world = await aTrial(hears('trial.count'))
    const { id } = await inUnit(world, work =>
      work.over(shelf).insertInto('trial.shelf').values({ lent: 0 }).returning('id').executeTakeFirstOrThrow(),
    )
    const order: string[] = []
    const all = Array.from({ length: 20 }, async (_, user) => {
      for (let turn = 0; turn < 10; turn++) {
        const thing = randomUUID()
        await inUnit(world, async work => {
          // A transaction of a low number may come late to the row.
          if (user % 2) await work.over(shelf).insertInto('trial.shelf').values({ lent: 0 }).execute()
          await pause(Math.random() * 10)
          const { lent } = await work
            .over(shelf)
            .updateTable('trial.shelf')
            .set(eb => ({ lent: eb('lent', '+', 1) }))
            .where('id', '=', id)
            .returning('lent')
            .executeTakeFirstOrThrow()
          order[lent - 1] = thing
          await announce(work, thingLent, { thing })
          await pause(Math.random() * 3)
        })
      }
    })
    await Promise.all(all)
    await world.events.drain()
    expect(order).toHaveLength(200)
    expect(await heardBy(world)).toEqual(order)
  }, 60_000)

  it('holds where two processes handle them, and each is handled once', async () => {
    const world = await aTrial(hears('trial.count', () => pause(2)))
    const other = runEvents({
      store: (await aWorld({ modules: [kernel, trial()], database: world.database })).store,
      listeners: [hears('trial.count', () => pause(2))],
      look: 5,
      failed: (_, error) => {
        throw error
      },
    })
    const things = await lendAll(world, 60)
    await until(async () => (await heardBy(world)).length >= 60)
    await other.drain()
    await other.stop()
    expect(await heardBy(world)).toEqual(things)
  }, 60_000)
})

describe('a listener', () => {
  it('that is killed between its effect and its cursor leaves neither, and the next one does it once', async () => {
    const world = await aTrial()
    const child = program(join(import.meta.dirname, 'hearer-for-test.ts'), [
      JSON.stringify({ database: world.database, secret: testSecret.toString('base64') }),
    ])
    const thing = await lend(world)
    expect(await child.says()).toBe('done, and not committed')
    await child.kill()
    await until(async () => (await world.rows(`select from pg_locks where locktype = 'transactionid'`)).length === 0)
    expect(await heardBy(world)).toEqual([])
    const heir = await aWorld({ modules: [kernel, trial(hears('trial.count'))], database: world.database })
    await heir.events.drain()
    await heir.events.drain()
    expect(await heardBy(world)).toEqual([thing])
  }, 60_000)

  it('that is slow holds up no other', async () => {
    const goesOn = Promise.withResolvers<void>()
    const world = await aTrial(
      hears('trial.slow', () => goesOn.promise),
      hears('trial.quick'),
    )
    const things = await lendAll(world, 20)
    await until(async () => (await heardBy(world, 'trial.quick')).length === 20)
    expect(await heardBy(world, 'trial.slow')).toEqual([])
    goesOn.resolve()
    await world.events.drain()
    expect(await heardBy(world, 'trial.slow')).toEqual(things)
  })

  it('that fails leaves nothing, is told of and tries again at growing intervals, while others go on', async () => {
    let [fails, tries] = [true, 0]
    const world = await aTrial(
      hears('trial.count', async work => {
        tries++
        await work
          .over(heard)
          .insertInto('trial.heard')
          .values({ listener: 'half', thing: randomUUID(), place: 1 })
          .execute()
        if (fails) throw new TypeError('Ida Muster')
      }),
      hears('trial.other'),
    )
    const things = await lendAll(world, 2)
    await world.events.drain()
    expect([tries, await heardBy(world), await heardBy(world, 'half')]).toEqual([1, [], []])
    expect(await heardBy(world, 'trial.other')).toEqual(things)
    expect(world.faults.splice(0)).toEqual([{ what: 'listener trial.count', error: expect.any(TypeError) }])
    for (const [wait, by] of [
      [9_000, 1],
      [1_001, 2],
      [19_000, 2],
      [1_001, 3],
    ] as const) {
      await world.turnBy(wait)
      expect([wait, tries]).toEqual([wait, by])
    }
    fails = false
    await world.turnBy(minutes(1))
    expect([await heardBy(world), (await heardBy(world, 'half')).length]).toEqual([things, 2])
    world.faults.splice(0)
  })

  it('goes past what it can never handle, also where only the commit fails', async () => {
    for (const at of ['once', 'with the commit']) {
      const world = await aTrial({ ...hears('trial.count', refuseSecond(at === 'once')), tries: 3 })
      if (at !== 'once')
        await world.rows(`
          create function public.poison() returns trigger language plpgsql as $$ begin
            if new.place = 2 and (select count(*) from trial.heard) = 2 then raise exception 'poisoned'; end if; return null; end $$;
          create constraint trigger poison after insert on trial.heard deferrable initially deferred for each row execute function public.poison()`)
      const [one, , three] = await lendAll(world, 3)
      for (let n = 0; n < 3; n++) await world.turnBy(minutes(1))
      expect([at, await heardBy(world)]).toEqual([at, at === 'once' ? [one, three] : [one]])
      expect(toldBy(world).filter(error => error instanceof EventSetAside).length).toBeGreaterThan(0)
    }
  })

  it('that no longer fails takes up what was set aside, at the next start or when told to', async () => {
    let fails = true
    const counts: EventListener = {
      ...hears('trial.count', async () => {
        if (fails) throw new TypeError('not yet')
      }),
      tries: 2,
    }
    const world = await aTrial(counts)
    const things = await lendAll(world, 2)
    for (let n = 0; n < 4; n++) await world.turnBy(minutes(5))
    const told = toldBy(world)
    expect(told.filter(error => error instanceof EventSetAside)).toHaveLength(2)
    expect((told.at(-1) as EventSetAside).says.en).toContain('trial.thing-lent')
    const aside = () => world.rows('select listener, due_at from obhut.event_aside')
    expect(await aside()).toHaveLength(2)
    await takeUpAgain(world.store, counts)
    await world.events.drain()
    expect(toldBy(world)).toEqual([expect.any(EventSetAside), expect.any(EventSetAside)])
    expect(await aside()).toEqual([
      { listener: 'trial.count', due_at: null },
      { listener: 'trial.count', due_at: null },
    ])
    fails = false
    await world.turnBy(days(40))
    expect(await heardBy(world), 'it waits to be taken up').toEqual([])
    const restarted = await aWorld({ modules: [kernel, trial(counts)], database: world.database })
    await restarted.events.drain()
    expect([await heardBy(world), await aside()]).toEqual([things, []])
    const alarms = () => world.rows(`select ended_at from obhut.alarm where kind = 'EventSetAside trial.count'`)
    await restarted.turnBy(minutes(5))
    expect(await alarms()).toEqual([{ ended_at: expect.any(Date) }])
    toldBy(world)
    toldBy(restarted)
  })

  it('that is gone keeps no event that it had set aside', async () => {
    const fails = hears('trial.count', async () => {
      throw new TypeError('never')
    })
    const gone = { ...fails, tries: 1 }
    const world = await aTrial(gone, hears('trial.other'))
    const things = await lendAll(world, 1)
    await opens(world)
    await world.events.drain()
    const kept = (one: World): Promise<unknown[]> =>
      one.rows(
        'select handled_at from obhut.event union all select handled_at from obhut.person_event order by handled_at',
      )
    expect(await kept(world), 'while it may still be taken up').toEqual([{ handled_at: null }, { handled_at: null }])
    toldBy(world)
    const without = await aWorld({ modules: [kernel, trial(hears('trial.other'))], database: world.database })
    await world.stop()
    await without.events.drain()
    expect(await kept(without)).toEqual([{ handled_at: expect.any(Date) }, { handled_at: expect.any(Date) }])
    expect(await heardBy(without, 'trial.other')).toEqual([...things, expect.any(String)])
  })

  it('hears of all that is still there anew, where it begins from the start', async () => {
    const counts = hears('trial.count')
    const world = await aTrial(counts, hears('trial.other'))
    const things = await lendAll(world, 5)
    await world.events.drain()
    await world.store.under(counting, platform, async work => {
      await work.over(heard).deleteFrom('trial.heard').where('listener', '=', 'trial.count').execute()
      await fromTheStart(work, counts)
    })
    expect(await heardBy(world)).toEqual([])
    await world.events.drain()
    expect([await heardBy(world), await heardBy(world, 'trial.other')]).toEqual([things, things])
  })

  it('is one of its name', async () => {
    await expect(aTrial(hears('trial.count'), hears('trial.count'))).rejects.toThrow("called 'trial.count'")
    expect(() => listener({ ...hears('trial.count'), name: 'count' })).toThrow('module.does')
  })
})

describe('an event about a person', () => {
  it('is handled for that person, and goes with the person unheard', async () => {
    const found: unknown[] = []
    const world = await aTrial(
      hears('trial.count', async (work, { subject }) => {
        found.push([work.who, subject])
      }),
    )
    const ida = await opens(world)
    await world.events.drain()
    expect(found).toEqual([[person(ida.subject), ida.subject]])
    await world.events.stop()
    const bea = await opens(world)
    await eraseSubject(world.store, { kind: 'member', id: bea.subject })
    const last = await lend(world)
    const heir = await aWorld({ modules: [kernel, trial(hears('trial.count'))], database: world.database })
    await heir.events.drain()
    expect(await heardBy(world)).toEqual([ida.thing, last])
    expect(await world.traces(bea.thing)).toEqual([])
    expect(await world.traces(bea.subject)).toEqual([])
  })

  it('is passed over where its listener rests on a consent that the person has not given', async () => {
    const called: unknown[] = []
    const hints = listener({
      name: 'trial.hint',
      events: [thingLent, accountOpened],
      under: hinting,
      does: async (_, { ids }) => called.push(ids['thing']),
    })
    const world = await aTrial(hints)
    await opens(world)
    const thing = await lend(world)
    await world.events.drain()
    expect([called, toldBy(world)]).toEqual([[thing], []])
  })

  it('is heard of where the person had processing restricted, and whoever hears finds nothing', async () => {
    const world = await aTrial(hears('trial.count'))
    await world.events.stop()
    const { subject, thing } = await opens(world)
    await restrict(world.store, { kind: 'member', id: subject }, { ground: 'accuracy', by: platform })
    let rows: unknown
    const looks = hears('trial.count', work =>
      work.under(lending, work.who, async inner => {
        rows = await inner.read(account, 'name').execute()
      }),
    )
    const heir = await aWorld({ modules: [kernel, trial(looks)], database: world.database })
    await heir.events.drain()
    expect([rows, await heardBy(world)]).toEqual([[], [thing]])
  })
})

describe('the storage of events', () => {
  it('ends so long after all listeners are past them, and not before', async () => {
    let fails = true
    const slow: EventListener = {
      ...hears('trial.slow', async () => {
        if (fails) throw new TypeError('not yet')
      }),
      tries: 1000,
    }
    const world = await aTrial(slow, hears('trial.quick'))
    await lend(world)
    const { subject } = await opens(world)
    const there = async () =>
      (await world.rows(`select from obhut.event union all select from obhut.person_event`)).length
    await world.turnBy(days(40))
    expect(await there()).toBe(2)
    fails = false
    await world.turnBy(days(29))
    expect([await there(), (await heardBy(world, 'trial.slow')).length]).toEqual([2, 2])
    await world.turnBy(days(29))
    expect(await there()).toBe(2)
    await world.turnBy(days(2))
    expect(await there()).toBe(0)
    expect(await world.rows('select from trial.account where subject = $1', [subject])).toHaveLength(1)
    toldBy(world)
  })

  it('ends likewise where the person objected and no listener hears of it', async () => {
    const world = await aTrial(hears('trial.count'))
    await world.events.stop()
    const { subject } = await opens(world)
    await object(world.store, { kind: 'member', id: subject }, { activity: operation, by: person(subject) })
    const heir = await aWorld({ modules: [kernel, trial(hears('trial.count'))], database: world.database })
    await heir.events.drain()
    expect(await heardBy(world)).toEqual([])
    await heir.turnBy(days(29))
    const there = () => world.rows('select from obhut.person_event')
    expect(await there()).toHaveLength(1)
    await heir.turnBy(days(2))
    expect(await there()).toHaveLength(0)
    toldBy(heir)
  })
})
