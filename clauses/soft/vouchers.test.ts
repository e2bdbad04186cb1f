import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { days } from '../../kernel/clock/clock.ts'
import { person } from '../../kernel/store/work.ts'
import {
  invoice,
  invoicing,
  ordering,
  order,
  vouchers,
  vouchersSql,
} from '../../kernel/restriction/vouchers-for-test.ts'
import { whyKept } from '../../kernel/statement/keeping-laws.ts'
import { eraseSubject } from '../../kernel/rights/erase.ts'
import { everyModule } from '../../server/modules.ts'
import type { World } from '../../server/testing/world.ts'
import { clause, platformOf } from '../clause.ts'

const states = ['vouchers.orders', 'vouchers.invoices', 'vouchers.advice', 'vouchers.looks']
async function aShop(): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'vouchers-'))
  await writeFile(join(directory, '20261126_vouchers.sql'), vouchersSql)
  return platformOf('soft', { modules: [...everyModule, vouchers(directory)], states })
}
async function aBuyer(world: World): Promise<string> {
  const subject = randomUUID()
  await world.store.under(ordering, person(subject), async work => {
    await work.over(order).insertInto('vouchers.order').values({ what: 'a licence', open: false }).execute()
    await work.under(invoicing, person(subject), inner =>
      inner
        .over(invoice)
        .insertInto('vouchers.invoice')
        .values({ number: subject, recipient: 'Ida Sonne', orderId: null, issuedAt: inner.now, paidAt: inner.now })
        .execute(),
    )
  })
  return subject
}
const newYear = (year: number): Date =>
  new Date(Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime('Europe/Berlin').epochMilliseconds)

describe(
  clause('soft/3-b', { without: 'invoices of the shop; shown on a table of vouchers made for the test' }),
  () => {
    it('invoices stay blocked until the statutory period ends, and then go by themselves', async () => {
      const world = await aShop()
      const ida = await aBuyer(world)
      const year = Number(
        new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: 'Europe/Berlin' }).format(world.clock.now()),
      )
      await eraseSubject(world.store, { kind: 'customer', id: ida })
      expect(await world.rows('select restricted from vouchers.invoice where subject = $1', [ida])).toEqual([
        { restricted: 'by law' },
      ])
      expect(await world.store.under(invoicing, person(ida), work => work.read(invoice, 'number').execute())).toEqual(
        [],
      )
      await world.turnTo(new Date(newYear(year + 9).getTime() - days(1)))
      expect(await world.rows('select from vouchers.invoice')).toHaveLength(1)
      await world.turnTo(newYear(year + 9))
      expect(await world.rows('select from vouchers.invoice')).toEqual([])
    })
  },
)

describe(clause('soft/5-b', { without: 'the answer in writing to a letter; invoices of the shop' }), () => {
  it('one request does both, and says which is which, why and until when', async () => {
    const world = await aShop()
    const ida = await aBuyer(world)
    const { gone, kept } = await eraseSubject(world.store, { kind: 'customer', id: ida })
    expect(gone.map(({ table }) => table)).toContain('vouchers.order')
    expect(kept).toMatchObject([
      { table: 'vouchers.invoice', rows: 1, law: 'vouchers', until: expect.stringMatching(/-12-31$/) },
    ])
    expect(whyKept('vouchers', 'de')).toContain('§ 147 AO')
  })
})
