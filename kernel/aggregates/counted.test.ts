import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { advising, order, ordering, vouchers, vouchersSql } from '../restriction/vouchers-for-test.ts'
import { person, platform } from '../store/work.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { counted } from './counted.ts'

describe('people counted in groups', () => {
  let world: World
  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'counted-'))
    await writeFile(join(directory, '20261126_vouchers.sql'), vouchersSql)
    world = await aWorld({ modules: [kernel, vouchers(directory)] })
    const wanted = { lamp: 12, chair: 6, table: 2 }
    for (const [what, people] of Object.entries(wanted))
      for (let one = 0; one < people; one++) await buys(randomUUID(), what)
  })
  const buys = (subject: string, what: string): Promise<unknown> =>
    world.store.under(ordering, person(subject), work =>
      work.over(order).insertInto('vouchers.order').values({ what, open: false }).execute(),
    )
  const asked = (atLeast: number) =>
    world.store.under(advising, platform, work => {
      const db = work.over(order)
      return counted(db, db.selectFrom('vouchers.order'), { atLeast, people: 'subject', by: ['what'] })
    })

  it('are shown by steps in groups that are large enough, and leave out what would tell of a small one', async () => {
    expect(await asked(5)).toEqual([
      { by: { what: 'lamp' }, people: 10, averages: {} },
      { by: {}, people: 20, averages: {} },
    ])
    expect((await asked(2)).map(({ by, people }) => [by.what, people]).toSorted()).toEqual([
      [undefined, 20],
      ['chair', 6],
      ['lamp', 12],
      ['table', 2],
    ])
    expect(await asked(21)).toEqual([])
  })

  it('are averaged by two columns, with totals of both', async () => {
    const cells = await world.store.under(advising, platform, work => {
      const db = work.over(order)
      const orders = db
        .selectFrom('vouchers.order')
        .select(['subject', 'what', sql<number>`length(what)`.as('size')])
        .as('orders')
      return counted(db, db.selectFrom(orders), {
        atLeast: 2,
        people: 'subject',
        by: ['what', 'size'],
        averages: ['size'],
      })
    })
    expect(cells).toContainEqual({ by: { what: 'chair', size: 5 }, people: 6, averages: { size: 5 } })
    expect(cells).toContainEqual({ by: { size: 5 }, people: 8, averages: { size: 5 } })
    expect(cells).toContainEqual({ by: {}, people: 20, averages: { size: (12 * 4 + 8 * 5) / 20 } })
    // Combinations that nobody has look like those of a few.
    expect(cells.some(({ by }) => by.what === 'lamp' && by.size === 5)).toBe(false)
  })

  it('count once, however many rows they have: each by the own average', async () => {
    const often = randomUUID()
    for (let one = 0; one < 20; one++) await buys(often, 'lamp')
    const [all] = await world.store.under(advising, platform, work => {
      const db = work.over(order)
      const orders = db
        .selectFrom('vouchers.order')
        .select(['subject', sql<number>`(subject = ${often}::uuid)::int * 100`.as('size')])
        .where('what', '=', 'lamp')
        .as('orders')
      return counted(db, db.selectFrom(orders), { atLeast: 13, people: 'subject', averages: ['size'] })
    })
    expect(all?.people).toBe(13)
    expect(all?.averages.size).toBeCloseTo(100 / 13)
    await world.rows('delete from vouchers."order" where subject = $1', [often])
  })

  it('are counted while others come and go, and no call fails for it', async () => {
    const comes = async (): Promise<void> => {
      for (let one = 0; one < 40; one++) {
        const id = randomUUID()
        await buys(id, 'chair')
        await world.rows('delete from vouchers."order" where subject = $1', [id])
      }
    }
    let over = false
    const coming = comes().finally(() => {
      over = true
    })
    while (!over) await asked(5)
    await coming
  })

  it('are refused where somebody is in several groups, or a group may be a single person', async () => {
    await expect(asked(1)).rejects.toThrow(RangeError)
    const both = randomUUID()
    await buys(both, 'lamp')
    await buys(both, 'chair')
    await expect(asked(5)).rejects.toThrow(/several groups/)
    await world.rows('delete from vouchers."order" where subject = $1', [both])
  })
})
