import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, testSecret, type World } from '../../server/testing/world.ts'
import { program } from '../../tools/testing/processes.ts'
import { platform, type Work } from '../store/work.ts'
import { bearing, credits, example, invoices } from './example-for-test.ts'
import { nextNumber, series, type Series } from './numbers.ts'

const aTrial = (): Promise<World> => aWorld({ modules: [kernel, example] })
const upTo = (last: number): number[] => Array.from({ length: last }, (_, place) => place + 1)
const inUnit = <R>({ store }: World, does: (work: Work) => Promise<R>): Promise<R> =>
  store.under(bearing.under, platform, does)

/** A unit that takes a number and keeps it in a row. */
const issue = (world: World, ends: () => Promise<void> = async () => {}): Promise<number> =>
  world.store.under(bearing.under, platform, async work => {
    const number = await nextNumber(work, { series: invoices, year: 2026 })
    await work.over(bearing).insertInto('trial.bearing').values({ number, mark: randomUUID() }).execute()
    await ends()
    return number
  })
const kept = async (world: World): Promise<number[]> =>
  (await world.rows<{ number: number }>('select number from trial.bearing order by number')).map(one => one.number)

describe('numbers of a series', () => {
  it('begin with 1, and go on by one with each commit; a unit that is rolled back gives its number back', async () => {
    const world = await aTrial()
    expect(await issue(world)).toBe(1)
    const thinksBetter = issue(world, async () => {
      throw new Error('thought better of it')
    })
    await expect(thinksBetter).rejects.toThrow('thought better')
    expect(await issue(world)).toBe(2)
    expect(await inUnit(world, work => nextNumber(work, { series: invoices, year: 2026 }))).toBe(3)
    expect(await kept(world)).toEqual([1, 2])
  })

  it('begin anew with each year where the series says so, and for each tenant', async () => {
    const world = await aTrial()
    const [one, other] = [randomUUID(), randomUUID()]
    const numbers = await inUnit(world, async work => [
      await nextNumber(work, { series: invoices, year: 2026 }),
      await nextNumber(work, { series: invoices, year: 2026 }),
      await nextNumber(work, { series: invoices, year: 2027 }),
      await nextNumber(work, { series: invoices, year: 2026, tenant: one }),
      await nextNumber(work, { series: invoices, year: 2026, tenant: one }),
      await nextNumber(work, { series: invoices, year: 2026, tenant: other }),
      await nextNumber(work, { series: credits }),
      await nextNumber(work, { series: credits, tenant: one }),
      await nextNumber(work, { series: credits }),
    ])
    expect(numbers).toEqual([1, 2, 1, 1, 2, 1, 1, 1, 2])
  })

  it('belong to a declared series, with a year exactly where it counts by years', async () => {
    const world = await aTrial()
    const undeclared = { name: 'trial.receipt', counts: 'on and on', numbers: 'receipts' } as const
    const wrong: [string, (work: Work) => Promise<number>][] = [
      // @ts-expect-error -- only series(…) declares one
      ['declared series', work => nextNumber(work, { series: undeclared })],
      // @ts-expect-error -- nor does its name
      ['declared series', work => nextNumber(work, { series: 'trial.invoice', year: 2026 })],
      // @ts-expect-error -- it counts by years
      ['no year was given', work => nextNumber(work, { series: invoices })],
      // @ts-expect-error -- it counts on
      ["'trial.credit-note' counts on and on", work => nextNumber(work, { series: credits, year: 2026 })],
      ['declared series', work => nextNumber(work, { series: { ...credits } as Series<'on and on'> })],
    ]
    // A text would be another series' name for the same year, and `null` a series that never begins anew.
    for (const year of ['2026', null, 2026.5, Number.NaN, 0, -2026, 20_260, 1e12])
      wrong.push(['what was given is none', work => nextNumber(work, { series: invoices, year: year as number })])
    for (const [says, take] of wrong) await expect(inUnit(world, take)).rejects.toThrow(says)
    // @ts-expect-error -- a name has two parts
    expect(() => series('invoice', { counts: 'on and on', numbers: 'invoices' })).toThrow('module.thing')
    expect(() => series('trial.Ida Muster', { counts: 'on and on', numbers: 'people' })).toThrow('module.thing')
    expect(await world.rows('select name from obhut.series')).toEqual([])
  })

  it('have no gap and no double under 50 at once, of which a third come to nothing', async () => {
    const world = await aTrial()
    const units = upTo(50).flatMap(user =>
      upTo(6).map(async turn => {
        await pause(turn * 5)
        return issue(world, async () => {
          if ((user + turn) % 3 === 0) throw new Error('came to nothing')
        })
      }),
    )
    const done = await Promise.allSettled(units)
    expect(done.filter(({ status }) => status === 'rejected')).toHaveLength(100)
    expect(await kept(world)).toEqual(upTo(200))
  }, 60_000)

  it('have none where processes are killed with a number in hand', async () => {
    const world = await aTrial()
    const child = () =>
      program(join(import.meta.dirname, 'taker-for-test.ts'), [
        JSON.stringify({ database: world.database, secret: testSecret.toString('base64') }),
      ])
    for (const after of [1, 2, 3]) {
      const [one, other] = [child(), child()]
      for (const _ of upTo(after * 5)) {
        await Promise.all([one.says(), other.says()])
        await issue(world)
      }
      await one.kill()
      await other.says()
      await other.kill()
    }
    const next = await issue(world)
    expect(next).toBeGreaterThan(60)
    expect(await kept(world)).toEqual(upTo(next))
  }, 120_000)
})
