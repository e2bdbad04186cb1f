import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { days, later } from '../clock/clock.ts'
import { ledgerKey } from '../ledger/key.ts'
import { SetAside, SomeFailed } from '../problems/batches.ts'
import { repeat } from '../recovery/repeat.ts'
import { askForHold, decideHold, endHold, legalHolds, type HoldAsked } from '../restriction/legal-holds.ts'
import { order, ordering, vouchers, vouchersSql } from '../restriction/vouchers-for-test.ts'
import { sweep } from '../retention/sweep.ts'
import { copyOf } from '../rows/copy.ts'
import { person } from '../store/work.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, testSecret, type World } from '../../server/testing/world.ts'
import { eraseSubject, erasureOf } from './erase.ts'
import { legalHoldJobs } from './waiting-erasures.ts'

const [one, another] = [randomUUID(), randomUUID()]
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
async function held(world: World, subject: string, more: Partial<HoldAsked> = {}): Promise<string> {
  const asked = await askForHold(world.store, one, {
    kind: 'customer',
    subject,
    fileNumber: '3 O 12/26',
    ground: 'claims',
    because: 'the buyer sued for damages',
    until: later(world.clock.now(), days(90)),
    ...more,
  })
  if (asked === 'erased') throw new Error('nobody is there any more')
  expect(await decideHold(world.store, another, asked.id, { decision: 'approved', reason: 'looked at the file' })).toBe(
    undefined,
  )
  return asked.id
}
const orders = (world: World, subject: string) =>
  world.rows<{ restricted: string | null }>('select restricted from vouchers."order" where subject = $1', [subject])
const seenByTheShop = (world: World, subject: string) =>
  world.store.under(ordering, person(subject), work => work.read(order, 'what').execute())
const goOn = (world: World, aside?: SetAside): Promise<void> => {
  const [job] = legalHoldJobs(world.store, aside)
  return job!.does({} as never, {} as never)
}

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
      until: later(world.clock.now(), days(90)).toISOString().slice(0, 10),
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
    expect(await invoices()).toEqual([{ restricted: 'held' }])
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

  it('of one that cannot be erased keeps no other', async () => {
    const world = await aShop()
    const all = [await aBuyer(world), await aBuyer(world), await aBuyer(world)]
    for (const id of all) {
      await held(world, id, { until: later(world.clock.now(), days(1)) })
      await eraseSubject(world.store, customer(id))
    }
    await world.rows(
      `create function public.poison() returns trigger language plpgsql as $$ begin raise exception 'poisoned'; end $$`,
    )
    await world.rows(
      `create trigger poison before delete on vouchers."order" for each row when (old.subject = '${all[1]}') execute function public.poison()`,
    )
    await world.turnBy(days(2))
    await expect(goOn(world, new SetAside(world.clock))).rejects.toThrow(SomeFailed)
    expect(await Promise.all(all.map(id => orders(world, id)))).toEqual([[], [{ restricted: 'held' }], []])
  })

  it('stands again in a restored store that lacks it, before what was asked under it', async () => {
    const world = await aShop()
    const ida = await aBuyer(world)
    await held(world, ida)
    await eraseSubject(world.store, customer(ida))
    await world.store.shipped()
    const entries = (
      await world.rows<any>(
        // any: rows of the ledger
        'select * from obhut.ledger order by at, id',
      )
    ).map((entry, at) => ({ ...entry, number: at + 1 }))
    const said = ['held', 'erased'].map(what => entries.find(entry => entry.what === what))
    // As the backup was made before the hold.
    await world.rows('delete from obhut.legal_hold')
    await world.rows(`update vouchers."order" set restricted = null`)
    await repeat(world.store, ledgerKey(testSecret), said)
    expect(await orders(world, ida)).toEqual([{ restricted: 'held' }])
    await repeat(world.store, ledgerKey(testSecret), said)
    expect(await legalHolds(world.store, one, { limit: 10 })).toHaveLength(1)
  })
})
