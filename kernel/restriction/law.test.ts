import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { days } from '../clock/clock.ts'
import { person, platform } from '../store/work.ts'
import { proveNow } from '../proof/prove-for-test.ts'
import { copyOf } from '../rows/copy.ts'
import { eraseSubject, erasureOf } from '../rights/erase.ts'
import { sweep } from '../retention/sweep.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { closeAssessment, openAssessment } from './assessments.ts'
import { invoice, invoicing, line, order, ordering, vouchers, vouchersSql } from './vouchers-for-test.ts'

async function aShop(): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'vouchers-'))
  await writeFile(join(directory, '20261126_vouchers.sql'), vouchersSql)
  return aWorld({ modules: [kernel, vouchers(directory)] })
}
/** Somebody with an order, an invoice of today, its line, and a draft of an invoice that was never issued. */
async function aBuyer(world: World, { paid = true } = {}): Promise<string> {
  const subject = randomUUID()
  const number = randomUUID()
  await world.store.under(ordering, person(subject), async work => {
    const { id: orderId } = await work
      .over(order)
      .insertInto('vouchers.order')
      .values({ what: 'a lamp', open: false })
      .returning('id')
      .executeTakeFirstOrThrow()
    await work.under(invoicing, person(subject), async inner => {
      const db = inner.over(invoice, line)
      const { id } = await db
        .insertInto('vouchers.invoice')
        .values({ number, recipient: 'Ida Sonne', orderId, issuedAt: inner.now, paidAt: paid ? inner.now : null })
        .returning('id')
        .executeTakeFirstOrThrow()
      await db.insertInto('vouchers.line').values({ invoiceId: id, what: 'a lamp' }).execute()
      await db
        .insertInto('vouchers.invoice')
        .values({ number: `draft ${number}`, recipient: 'Ida Sonne', orderId, issuedAt: null, paidAt: null })
        .execute()
    })
  })
  return subject
}
const yearOf = (world: World): number => world.store.clock.now().getFullYear()
const endOf = (year: number): Date =>
  new Date(
    Temporal.PlainDate.from({ year: year + 1, month: 1, day: 1 }).toZonedDateTime('Europe/Berlin').epochMilliseconds,
  )
const rowsOf = (world: World, subject: string) =>
  world.rows<{ at: string; restricted: string | null }>(
    `
  select 'order' as at, restricted from vouchers."order" where subject = $1 union all select 'invoice', restricted from vouchers.invoice where subject = $1
  union all select 'line', restricted from vouchers.line where subject = $1 order by 1`,
    [subject],
  )
const seenBy = (world: World, subject: string) =>
  world.store.under(
    invoicing,
    person(subject),
    async work =>
      (await work.read(invoice, 'number').execute()).length + (await work.read(line, 'what').execute()).length,
  )

describe('a row that a law keeps', () => {
  let world: World
  beforeAll(async () => {
    world = await aShop()
  })

  it('stays when the person is erased, out of everyday reach, with its lines and without what it referred to', async () => {
    const ida = await aBuyer(world)
    const year = yearOf(world)
    const before = await erasureOf(world.store, { kind: 'customer', id: ida })
    const report = await eraseSubject(world.store, { kind: 'customer', id: ida })
    expect(report.kept).toEqual([
      { table: 'vouchers.invoice', rows: 1, law: 'vouchers', until: `${year + 8}-12-31`, assessment: false },
      { table: 'vouchers.line', rows: 1, law: 'vouchers', until: `${year + 8}-12-31`, assessment: false },
    ])
    expect(before.kept).toEqual(report.kept)
    expect(Object.fromEntries(report.gone.map(({ table, rows }) => [table, rows]))).toMatchObject({
      'vouchers.order': 1,
      'vouchers.invoice': 1,
    })
    expect(before.gone.find(({ table }) => table === 'vouchers.invoice')?.rows).toBe(1)
    expect(await rowsOf(world, ida)).toEqual([
      { at: 'invoice', restricted: 'by law' },
      { at: 'line', restricted: 'by law' },
    ])
    expect(await world.rows('select order_id from vouchers.invoice where subject = $1', [ida])).toEqual([
      { order_id: null },
    ])
    expect(await seenBy(world, ida)).toBe(0)
  })
  it('leaves its number free for an invoice of somebody else', async () => {
    const [{ number }] = (await world.rows(
      `select number from vouchers.invoice where restricted = 'by law' limit 1`,
    )) as [{ number: string }]
    await world.store.under(invoicing, person(randomUUID()), work =>
      work
        .over(invoice)
        .insertInto('vouchers.invoice')
        .values({ number, recipient: 'Ola', orderId: null, issuedAt: null, paidAt: null })
        .execute(),
    )
  })
  it('is restricted, too, when its everyday period is over, and goes by itself when the law’s is', async () => {
    const shop = await aShop()
    const ola = await aBuyer(shop)
    const year = yearOf(shop)
    await shop.turnBy(days(365 * 2 + 3))
    expect(await rowsOf(shop, ola)).toEqual([
      { at: 'invoice', restricted: null },
      { at: 'invoice', restricted: 'by law' },
      { at: 'line', restricted: 'by law' },
      { at: 'order', restricted: null },
    ])
    await shop.turnTo(new Date(endOf(year + 8).getTime() - days(1)))
    expect((await rowsOf(shop, ola)).filter(row => row.restricted === 'by law')).toHaveLength(2)
    expect(await proveNow(shop)).toEqual([])
    await shop.turnTo(endOf(year + 8))
    expect((await rowsOf(shop, ola)).filter(row => row.restricted === 'by law')).toEqual([])
  })
  it('stays for as long as the assessment of its year is open', async () => {
    const shop = await aShop()
    const year = yearOf(shop)
    await openAssessment(shop.store, { by: randomUUID(), year, reason: 'tax audit' })
    const ida = await aBuyer(shop)
    const { kept } = await eraseSubject(shop.store, { kind: 'customer', id: ida })
    expect(kept.map(one => one.assessment)).toEqual([true, true])
    await shop.turnTo(new Date(endOf(year + 8).getTime() + days(40)))
    expect(await rowsOf(shop, ida)).toHaveLength(2)
    await closeAssessment(shop.store, { by: randomUUID(), year })
    await sweep(shop.store, await shop.periods())
    expect(await rowsOf(shop, ida)).toEqual([])
  })
  it('goes at once with the person when the law’s period is over already', async () => {
    const shop = await aShop()
    const ida = await aBuyer(shop, { paid: false })
    const year = yearOf(shop)
    await shop.turnTo(endOf(year + 8))
    expect(await rowsOf(shop, ida)).toHaveLength(4)
    expect((await eraseSubject(shop.store, { kind: 'customer', id: ida })).kept).toEqual([])
    expect(await rowsOf(shop, ida)).toEqual([])
  })
  it('is in the copy for the person, and nobody else finds it, whatever for', async () => {
    const ida = await aBuyer(world)
    await eraseSubject(world.store, { kind: 'customer', id: ida })
    const held: string[] = []
    for await (const { table, rows } of copyOf(world.store, { kind: 'customer', id: ida }))
      held.push(...rows.map(() => table.name))
    expect(held).toEqual(['vouchers.invoice', 'vouchers.line'])
    expect(await world.store.under(invoicing, platform, work => work.read(invoice, 'number').execute())).toEqual([])
  })
})
