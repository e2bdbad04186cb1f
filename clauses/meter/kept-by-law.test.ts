import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { days } from '../../kernel/clock/clock.ts'
import { person } from '../../kernel/store/work.ts'
import { invoice, invoicing, vouchers, vouchersSql } from '../../kernel/restriction/vouchers-for-test.ts'
import { everyModule } from '../../server/modules.ts'
import { clause, platformOf } from '../clause.ts'
import { told } from '../site.ts'

const startOf = (year: number): Date =>
  new Date(Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime('Europe/Berlin').epochMilliseconds)

describe(clause('meter/7', { without: 'invoices of its own; shown on a table of vouchers made for the test' }), () => {
  it('a row under a duty of the law outlives its period restricted, with law and end named, and then goes by itself', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'vouchers-'))
    await writeFile(join(directory, '20261126_vouchers.sql'), vouchersSql)
    const world = await platformOf('meter', {
      modules: [...everyModule, vouchers(directory)],
      states: ['vouchers.orders', 'vouchers.invoices', 'vouchers.advice', 'vouchers.looks'],
    })
    expect((await told(world)).get('vouchers.invoices/end/vouchers.invoice')).toMatch(
      /verlangt das Gesetz acht Jahre ab dem Ende des Kalenderjahres aufzubewahren \(.*§ 147 .*AO/,
    )
    const ida = randomUUID()
    await world.store.under(invoicing, person(ida), work =>
      work
        .over(invoice)
        .insertInto('vouchers.invoice')
        .values({ number: 'R-1', recipient: 'Ida Sonne', orderId: null, issuedAt: work.now, paidAt: work.now })
        .execute(),
    )
    const rows = () => world.rows<{ restricted: string | null }>('select restricted from vouchers.invoice')
    const year = Number(
      new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: 'Europe/Berlin' }).format(world.clock.now()),
    )
    // Its own period is two years.
    await world.turnTo(new Date(startOf(year + 2).getTime() - days(40)))
    expect(await rows()).toEqual([{ restricted: null }])
    await world.turnTo(startOf(year + 3))
    expect(await rows()).toEqual([{ restricted: 'by law' }])
    expect(await world.store.under(invoicing, person(ida), work => work.read(invoice, 'number').execute())).toEqual([])
    await world.turnTo(new Date(startOf(year + 9).getTime() - days(1)))
    expect(await rows()).toEqual([{ restricted: 'by law' }])
    await world.turnTo(startOf(year + 9))
    expect(await rows()).toEqual([])
  }, 180_000)
})
