import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { hearStatements, type Connected } from '../../tools/testing/wire.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { NotStated } from '../problems/errors.ts'
import { card, cards, lending, library, librarySql, loan, marketing, reader, visits } from './example-for-test.ts'
import { UnitBroken, UnitEnded, UnitLent, UnitUnfinished } from './unit-state.ts'
import { person, platform, type Work } from './work.ts'

let modules: ReturnType<typeof libraryModules>
const libraryModules = (directory: string) => [kernel, library(directory)]
beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'library-'))
  await writeFile(join(directory, '20261122_library.sql'), librarySql)
  modules = libraryModules(directory)
})

type OfCards = Work<typeof cards>
const names = (work: OfCards) => work.read(card, 'name').execute()
/** Who a unit of work is to the database at this moment. */
const bound = async (work: OfCards) =>
  work
    .over(card)
    .selectNoFrom([
      sql<string>`current_user`.as('role'),
      sql<string>`current_setting('obhut.subject')`.as('subject'),
      sql<string>`current_setting('obhut.now')`.as('now'),
    ])
    .executeTakeFirstOrThrow()

describe('a unit of work', () => {
  let world: World
  let ida: string
  let otto: string
  let cardRole: string
  const aCard = async (name: string): Promise<string> => {
    const id = randomUUID()
    await world.store.under(cards, person(id), work =>
      work
        .over(card)
        .insertInto('library.card')
        .values({ name, address: `${name}'s street` })
        .execute(),
    )
    return id
  }
  const underCards = <R>(subject: string, work: (work: OfCards) => Promise<R>) =>
    world.store.under(cards, person(subject), work)
  const named = async (name: string) => (await world.rows('select from library.card where name = $1', [name])).length
  /** Connections of units of work that stand in a transaction once everything has come to rest. */
  const nothingLeftOpen = () =>
    expect
      .poll(() =>
        world.rows(`select state from pg_stat_activity where usename = $1 and state like 'idle in%'`, [
          world.store.roles.app,
        ]),
      )
      .toEqual([])
  beforeAll(async () => {
    world = await aWorld({ modules })
    ida = await aCard('Ida')
    otto = await aCard('Otto')
    cardRole = world.store.roles.of('library.cards')
  })

  describe('while it is lent to an inner one', () => {
    it('cannot be used by any of its abilities, nor by what it gave out before', async () => {
      await underCards(ida, async work => {
        const database = work.over(card)
        const asked = work.read(card, 'name')
        await work.under(lending, person(otto), async inner => {
          expect(() => work.over(card)).toThrow(UnitLent)
          expect(() => work.read(card, 'name')).toThrow(UnitLent)
          expect(() => work.note({ what: 'x' })).toThrow(UnitLent)
          expect(() => work.afterwards(() => {})).toThrow(UnitLent)
          await expect(asked.execute()).rejects.toThrow(
            "the unit of work under 'library.cards' is lent to one under 'library.lending'",
          )
          await expect(database.selectFrom('library.card').select('name').execute()).rejects.toThrow(UnitLent)
          await expect(work.under(cards, person(ida), names)).rejects.toThrow(UnitLent)
          await expect(work.remember({ what: 'withdrawn', kind: reader.kind, person: ida } as never)).rejects.toThrow(
            UnitLent,
          )
          expect(await inner.over(loan).selectFrom('library.loan').select('title').execute()).toEqual([])
        })
        expect(await names(work)).toEqual([{ name: 'Ida' }])
      })
    })
    it('is not used beside it: a query that comes later is refused, one that was asked before is right', async () => {
      await underCards(ida, async work => {
        const before = work.read(card, 'name').execute()
        const inner = work.under(cards, person(otto), async inner => [await names(inner), await names(inner)])
        const late = (async () => {
          await Promise.resolve()
          await Promise.resolve()
          return names(work)
        })()
        const [asked, ofOtto, refused] = await Promise.allSettled([before, inner, late])
        expect(asked).toEqual({ status: 'fulfilled', value: [{ name: 'Ida' }] })
        expect(ofOtto).toEqual({ status: 'fulfilled', value: [[{ name: 'Otto' }], [{ name: 'Otto' }]] })
        expect(refused).toMatchObject({ status: 'rejected', reason: expect.any(UnitLent) })
        expect(await names(work)).toEqual([{ name: 'Ida' }])
      })
    })
    it('refuses a second one at once', async () => {
      await underCards(ida, async work => {
        const first = work.under(cards, person(otto), names)
        await expect(work.under(cards, person(ida), names)).rejects.toThrow(UnitLent)
        expect(await first).toEqual([{ name: 'Otto' }])
        expect(await work.under(cards, person(otto), names)).toEqual([{ name: 'Otto' }])
      })
    })
    it('refuses an inner one that is not stated', async () => {
      const few = await aWorld({ modules, manifest: aManifest(modules, { 'library.marketing': null }) })
      await few.store.under(cards, platform, async work => {
        await expect(work.under(marketing, platform, async () => 'ran')).rejects.toThrow(NotStated)
        expect(await bound(work)).toMatchObject({ role: few.store.roles.of('library.cards') })
      })
      await few.stop()
    })
  })

  describe('is bound as before', () => {
    it('after an inner one that threw, which somebody caught', async () => {
      await underCards(ida, async work => {
        const { now } = await bound(work)
        const failed = work.under(lending, person(otto), async () => {
          throw new Error('a plain error')
        })
        await expect(failed).rejects.toThrow('a plain error')
        expect(await bound(work)).toEqual({ role: cardRole, subject: ida, now })
        expect(await names(work)).toEqual([{ name: 'Ida' }])
      })
    })
    it('and is broken after one that failed in the database, whoever catches that', async () => {
      const caught = underCards(ida, async work => {
        await work.over(card).insertInto('library.card').values({ name: 'Ida twice', address: 'x' }).execute()
        await work
          .under(cards, person(otto), inner =>
            inner.over(card).insertInto('library.card').values({ name: 'x', address: 'x', subject: ida }).execute(),
          )
          .catch(() => {})
      })
      await expect(caught).rejects.toThrow(UnitBroken)
      await expect(caught).rejects.toMatchObject({ cause: { code: '42501' } })
      expect(await named('Ida twice')).toBe(0)
    })
    it('also where it had only read', async () => {
      const caught = underCards(ida, async work => {
        await work
          .under(cards, person(otto), inner => inner.over(card).selectNoFrom(sql`1 / 0`.as('x')).execute())
          .catch(() => {})
      })
      await expect(caught).rejects.toThrow(UnitBroken)
    })
    it('and is not, where its own statement failed and was caught: the commit says so', async () => {
      const caught = underCards(ida, async work => {
        await work.over(card).insertInto('library.card').values({ name: 'Ida twice', address: 'x' }).execute()
        await work
          .over(card)
          .selectNoFrom(sql`1 / 0`.as('x'))
          .execute()
          .catch(() => {})
      })
      await expect(caught).rejects.toThrow()
      expect(await named('Ida twice')).toBe(0)
      await nothingLeftOpen()
    })
  })

  describe('once it has ended', () => {
    it('cannot be used, while another one is open or none is', async () => {
      let kept: OfCards | undefined
      let query: { execute(): Promise<unknown> } | undefined
      await underCards(ida, async work => {
        kept = work
        query = work.over(card).insertInto('library.card').values({ name: 'late', address: 'x' })
        await names(work)
      })
      const late = kept as unknown as OfCards
      const refused = async () => {
        expect(() => late.over(card)).toThrow(UnitEnded)
        expect(() => late.read(card, 'name')).toThrow(UnitEnded)
        expect(() => late.note({ what: 'x' })).toThrow(UnitEnded)
        expect(() => late.afterwards(() => {})).toThrow(UnitEnded)
        await expect(query?.execute()).rejects.toThrow("the unit of work under 'library.cards' has ended")
        await expect(late.under(lending, person(ida), async () => {})).rejects.toThrow(UnitEnded)
      }
      await refused()
      await underCards(otto, async work => {
        expect(await names(work)).toEqual([{ name: 'Otto' }])
        await refused()
        expect(await names(work)).toEqual([{ name: 'Otto' }])
      })
      expect(await named('late')).toBe(0)
    })
    it('so an inner one', async () => {
      await underCards(ida, async work => {
        let kept: OfCards | undefined
        await work.under(cards, person(otto), async inner => {
          kept = inner
        })
        expect(() => kept?.over(card)).toThrow(UnitEnded)
      })
    })
  })

  describe('that returns while something runs', () => {
    const insert = (work: OfCards, name: string) =>
      work.over(card).insertInto('library.card').values({ name, address: 'x' }).execute()
    const forgotten: Record<string, (work: OfCards) => unknown> = {
      'a query': work => insert(work, 'floating'),
      'a query that came some turns ago': async work => {
        void insert(work, 'floating')
        for (let turns = 0; turns < 12; turns++) await Promise.resolve()
      },
      'a query behind one that was awaited': async work => {
        await names(work)
        void insert(work, 'floating')
      },
      'an inner unit': work => work.under(cards, person(otto), inner => insert(inner, 'floating')),
      'an inner unit with a pause in it': work =>
        work.under(cards, person(otto), async inner => {
          await new Promise(setImmediate)
          await insert(inner, 'floating').catch(() => {})
        }),
      'an inner unit of an inner unit': work =>
        work.under(lending, person(otto), async inner => {
          // oxlint-disable-next-line obhut/unawaited -- this is what somebody forgets
          void inner.under(cards, person(ida), last => insert(last, 'floating')).catch(() => {})
        }),
    }
    for (const [what, forgets] of Object.entries(forgotten))
      it(`fails: ${what}`, async () => {
        const failed = underCards(ida, async work => {
          await names(work)
          const going = forgets(work)
          if (going instanceof Promise) going.catch(() => {})
          if (what.includes('turns') || what.includes('behind')) await going
          if (what.endsWith('of an inner unit')) await going
        })
        await expect(failed).rejects.toThrow(UnitUnfinished)
        for (let next = 0; next < 3; next++) {
          expect(await underCards(otto, names)).toEqual([{ name: 'Otto' }])
          expect(await underCards(otto, bound)).toMatchObject({ role: cardRole, subject: otto })
        }
        await nothingLeftOpen()
        expect(await named('floating')).toBe(0)
      })
    it('fails also where an inner unit forgot it and somebody caught that', async () => {
      const failed = underCards(ida, async work => {
        await insert(work, 'floating')
        await work
          .under(cards, person(otto), async inner => {
            void insert(inner, 'floating')
          })
          .catch(() => {})
      })
      await expect(failed).rejects.toMatchObject({ name: 'UnitBroken', cause: expect.any(UnitUnfinished) })
      expect(await named('floating')).toBe(0)
    })
    it('keeps the first error where one of several failed', async () => {
      const failed = underCards(ida, async work => {
        await Promise.all([
          work.over(card).selectNoFrom(sql`1 / 0`.as('x')).execute(),
          insert(work, 'floating'),
          Promise.reject(new Error('the first')),
        ])
      })
      await expect(failed).rejects.toThrow('the first')
      expect(await underCards(otto, names)).toEqual([{ name: 'Otto' }])
      await nothingLeftOpen()
    })
    it('does not mind what was compiled and never asked', async () => {
      await underCards(ida, async work => {
        expect(work.read(card, 'name').compile().sql).toContain('library')
      })
    })
  })

  it('adds for a desk only until it has done so', async () => {
    await world.store.desk('rights', async (client, now) => {
      let late: (() => void) | undefined
      await world.store.adds(client, now, { under: visits, who: platform }, async work => {
        late = () => work.afterwards(() => {})
      })
      expect(late).toThrow(UnitEnded)
    })
  })
  it('is rolled back aloud where a desk caught what the database refused', async () => {
    await expect(
      world.store.desk('rights', async client => {
        await client.query('select 1 / 0').catch(() => {})
      }),
    ).rejects.toThrow('the transaction was rolled back')
    expect(await world.store.desk('rights', async client => (await client.query('select 1 as one')).rows)).toEqual([
      { one: 1 },
    ])
  })
})

/** What a unit of work does, step by step. */
type Step =
  | { readonly does: 'looks' }
  | { readonly does: 'uses an ended one' }
  | { readonly does: 'uses the outer one' }
  | { readonly does: 'fails in the database' }
  | { readonly does: 'forgets a query' }
  | { readonly does: 'forgets an inner one'; readonly steps: readonly Step[] }
  | { readonly does: 'two at once'; readonly who: number; readonly steps: readonly Step[] }
  | { readonly does: 'inner'; readonly who: number; readonly throws: boolean; readonly steps: readonly Step[] }

const { steps } = fc.letrec<{ steps: Step[]; step: Step }>(tie => ({
  step: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: fc.constant<Step>({ does: 'looks' }) },
    { weight: 2, arbitrary: fc.constant<Step>({ does: 'uses an ended one' }) },
    { weight: 2, arbitrary: fc.constant<Step>({ does: 'uses the outer one' }) },
    {
      weight: 6,
      arbitrary: fc.record({
        does: fc.constant('inner' as const),
        who: fc.nat(2),
        throws: fc.boolean(),
        steps: tie('steps'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ does: fc.constant('two at once' as const), who: fc.nat(2), steps: tie('steps') }),
    },
    { weight: 1, arbitrary: fc.constant<Step>({ does: 'fails in the database' }) },
    { weight: 1, arbitrary: fc.constant<Step>({ does: 'forgets a query' }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('forgets an inner one' as const), steps: tie('steps') }) },
  ),
  steps: fc.array(tie('step'), { maxLength: 4 }),
}))

class Thrown extends Error {}

describe('units of work of any shape, side by side', () => {
  it('are each bound to their own activity, person and time after every step, and leave clean connections', async () => {
    const world = await aWorld({ modules })
    const { store } = world
    const people = ['Ida', 'Otto', 'Uma'].map(name => ({ name, id: randomUUID() }))
    for (const { name, id } of people)
      await store.under(cards, person(id), work =>
        work.over(card).insertInto('library.card').values({ name, address: 'x' }).execute(),
      )
    const role = store.roles.of('library.cards')
    let looks = 0

    const looked = async (work: OfCards, who: number): Promise<void> => {
      const { name, id } = people[who]! // of three
      expect(await bound(work)).toEqual({ role, subject: id, now: work.now.toISOString() })
      expect(await names(work)).toEqual([{ name }])
      looks += 1
    }
    /** Runs one program and answers whether what it did can be kept. */
    const runs = async (program: readonly Step[], first: number): Promise<void> => {
      let spoilt = false
      const ended: OfCards[] = []
      const within = async (work: OfCards, who: number, todo: readonly Step[], outer?: OfCards): Promise<void> => {
        for (const step of todo) {
          // Nothing can be asked of a transaction that failed.
          if (spoilt) return
          if (step.does === 'uses an ended one')
            for (const one of ended) expect(() => one.over(card)).toThrow(UnitEnded)
          if (step.does === 'uses the outer one' && outer) {
            expect(() => outer.over(card)).toThrow(UnitLent)
            await expect(outer.under(cards, person(ida(0)), names)).rejects.toThrow(UnitLent)
          }
          if (step.does === 'fails in the database') {
            spoilt = true
            await work
              .over(card)
              .selectNoFrom(sql`1 / 0`.as('x'))
              .execute()
              .catch(() => {})
            return
          }
          if (step.does === 'forgets a query') {
            spoilt = true
            // oxlint-disable-next-line obhut/unawaited -- this is what somebody forgets
            void work.over(card).insertInto('library.card').values({ name: 'floating', address: 'x' }).execute()
            return
          }
          if (step.does === 'forgets an inner one') {
            spoilt = true
            // oxlint-disable-next-line obhut/unawaited -- this is what somebody forgets
            void work.under(cards, person(ida(0)), inner => within(inner, 0, step.steps, work)).catch(() => {})
            return
          }
          if (step.does === 'inner' || step.does === 'two at once') {
            const inner = work.under(cards, person(ida(step.who)), async one => {
              await within(one, step.who, step.steps, work)
              ended.push(one)
              if (step.does === 'inner' && step.throws && !spoilt) throw new Thrown()
            })
            if (step.does === 'two at once')
              await expect(work.under(cards, person(ida(0)), names)).rejects.toThrow(UnitLent)
            await inner.catch(error => {
              if (!(error instanceof Thrown) && !spoilt) throw error
            })
          }
          if (!spoilt) await looked(work, who)
        }
      }
      const ida = (of: number): string => people[of]!.id // of three
      const result = await store
        .under(cards, person(ida(first)), async work => {
          await work.over(card).updateTable('library.card').set({ address: 'y' }).execute()
          await within(work, first, program)
        })
        .then(
          () => undefined,
          error => error as Error,
        )
      if (spoilt) expect(['UnitBroken', 'UnitUnfinished', 'RolledBack', 'DatabaseRefusal']).toContain(result?.name)
      else expect(result).toBeUndefined()
    }

    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(steps, fc.nat(2)), { minLength: 1, maxLength: 3 }), async programs => {
        await Promise.all(programs.map(([program, first]) => runs(program, first)))
        for (const [who] of people.entries())
          await store.under(cards, person(people[who]!.id), work => looked(work, who)) // of three
      }),
      { numRuns: 60, seed: 20_261_130 },
    )
    expect(looks).toBeGreaterThan(300)
    expect(await world.rows(`select from library.card where name = 'floating'`)).toEqual([])
    await expect
      .poll(() =>
        world.rows(`select from pg_stat_activity where usename = $1 and state like 'idle in transaction%'`, [
          store.roles.app,
        ]),
      )
      .toEqual([])
  })
})

describe('what a unit of work says to the database', () => {
  it('is no begin where it reads once and holds nothing, and one as soon as more is expected', async () => {
    const id = randomUUID()
    const said = new Map<Connected, string[]>()
    const stop = hearStatements((connection, text, [, subject]) => {
      const its = said.get(connection) ?? []
      said.set(connection, its)
      if (/^(begin|commit)/.test(text)) its.push(text)
      else if (text.includes(`set_config('role'`)) its.push(subject === id ? 'binds' : 'binds another')
      else its.push(/"library"\."card"/.test(text) ? 'card' : 'other')
    })
    const world = await aWorld({ modules })
    const under = <R>(work: (work: OfCards) => Promise<R>) => world.store.under(cards, person(id), work)
    /** What went out on the connection of this unit, from its binding on; others may have the connection before and after. */
    const heardOf = async (work: (work: OfCards) => Promise<unknown>): Promise<string> => {
      said.clear()
      await under(work)
      const its = [...said.values()].find(words => words.includes('binds')) ?? []
      const [from, to] = [its.indexOf('binds'), its.lastIndexOf('card')]
      return its.slice(its[from - 1] === 'begin' ? from - 1 : from, to + 1).join(', ')
    }
    const add = (work: OfCards) =>
      work.over(card).insertInto('library.card').values({ name: 'Ida', address: 'x' }).execute()
    const twice = async (work: OfCards) => [await names(work), await names(work)]
    await under(add)
    // A connection that has yet to learn the statements begins all the same, so that these are asked until one knows.
    await expect.poll(() => heardOf(names)).toBe('binds, card')
    expect(await heardOf(work => work.read(card, 'name').forUpdate().execute())).toBe('begin, binds, card')
    // What came after the first is expected the next time, and no longer once it does not come.
    await expect.poll(() => heardOf(twice)).toBe('begin, binds, card, card')
    await expect.poll(() => heardOf(names)).toBe('binds, card')
    const failing = under(async work => {
      await names(work)
      await add(work)
      throw new Error('nothing of it')
    })
    await expect(failing).rejects.toThrow('nothing of it')
    expect(await under(names)).toEqual([{ name: 'Ida' }])
    stop()
    await world.stop()
  })
})
