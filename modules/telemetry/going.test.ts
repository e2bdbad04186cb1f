import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { minutes } from '../../kernel/clock/clock.ts'
import { person } from '../../kernel/store/work.ts'
import { ledgerKey } from '../../kernel/ledger/key.ts'
import { repeat } from '../../kernel/recovery/repeat.ts'
import { another, goOn, held } from '../../kernel/restriction/holds-for-test.ts'
import { endHold } from '../../kernel/restriction/legal-holds.ts'
import { eraseSubject } from '../../kernel/rights/erase.ts'
import { UnderLegalHold } from '../../kernel/rights/held.ts'
import { testSecret } from '../../server/testing/world.ts'
import { charts } from './activities.ts'
import { aMeasuringWorld, type MeasuringWorld } from './world-for-test.ts'
import { sumUp } from './summing.ts'
import { possession, reading } from './tables.ts'

const at = (text: string): number => Date.parse(text)
let platform: MeasuringWorld
beforeAll(async () => {
  platform = await aMeasuringWorld()
})

const tables = ['reading', 'day', 'fall', 'late', 'holding', 'channel']
async function leftOf(channel: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of tables) {
    const [row] = await platform.rows<{ n: number }>(
      `select count(*)::integer as n from telemetry.${table} where ${table === 'channel' ? 'number' : 'channel'} = $1`,
      [channel],
    )
    if (row?.n) counts[table] = row.n
  }
  return counts
}

/** A few days of readings with a fall, summed up. */
async function measured(holder: string, facts: Parameters<MeasuringWorld['aChannel']>[0] = {}) {
  const channel = await platform.aChannel({ holder, since: '2025-01-01T00:00:00Z', ...facts })
  await platform.telemetry.append(
    Array.from({ length: 300 }, (_, index) => ({
      channel: channel.number,
      at: at('2025-01-01T00:00:00Z') + index * 900_000,
      value: index % 200,
    })),
  )
  await sumUp(platform.store)
  return channel
}

describe('erasing', () => {
  it('takes readings away and leaves those beside them, with sums that fit', async () => {
    const holder = randomUUID()
    const { number } = await measured(holder, { kind: 'gauge' })
    expect(
      await platform.telemetry.erase(number, new Date('2025-01-02T06:00:00Z'), new Date('2025-01-03T12:00:00Z')),
    ).toBe(120)
    const asked = {
      channel: number,
      kind: 'gauge',
      by: 'day',
      day: Temporal.PlainDate.from('2025-01-01'),
      zone: 'UTC',
    } as const
    const now = (await platform.series(holder, asked)).buckets.slice(0, 4)
    await sumUp(platform.store)
    expect((await platform.series(holder, asked)).buckets.slice(0, 4)).toEqual(now)
    expect(now.map(one => one.max ?? null)).toEqual([95, 119, 87, 99])
  })
  it('closes over a fall that went with the readings around it', async () => {
    const holder = randomUUID()
    const { number } = await measured(holder)
    const total = async () =>
      (
        await platform.series(holder, {
          channel: number,
          kind: 'counter',
          by: 'month',
          day: Temporal.PlainDate.from('2025-01-01'),
          zone: 'UTC',
        })
      ).total
    expect(await total()).toBe(199 + 99)
    await platform.telemetry.erase(
      number,
      new Date(at('2025-01-01T00:00:00Z') + 150 * 900_000),
      new Date(at('2025-01-01T00:00:00Z') + 250 * 900_000),
    )
    expect(await total()).toBe(149 + 49)
    await sumUp(platform.store)
    expect(await total()).toBe(149 + 49)
  })
  it('leaves nothing of a person whose account goes, and nothing of the channel but a thing without owner, which goes too', async () => {
    const holder = randomUUID()
    const counter = await measured(holder, { standing: false })
    const gauge = await measured(holder, { kind: 'gauge', standing: false })
    await eraseSubject(platform.store, { kind: 'customer', id: holder })
    expect(await leftOf(counter.number)).toEqual({ channel: 1 })
    expect(await leftOf(gauge.number)).toEqual({ channel: 1 })
    // What was on its way when the account went.
    await platform.telemetry.append([{ channel: counter.number, at: at('2025-01-09T00:00:00Z'), value: 1 }])
    for (let minute = 0; minute < 5; minute++) await platform.turnBy(minutes(1))
    expect(await leftOf(counter.number)).toEqual({})
    expect(await leftOf(gauge.number)).toEqual({})
  })
  it('leaves a building’s meter standing when its resident goes', async () => {
    const holder = randomUUID()
    const { number } = await measured(holder, { standing: true })
    await eraseSubject(platform.store, { kind: 'resident', id: holder })
    for (let minute = 0; minute < 5; minute++) await platform.turnBy(minutes(1))
    expect(await leftOf(number)).toEqual({ channel: 1 })
  })
})

describe('giving a device back', () => {
  it('takes along what was measured in that time, and what the next holder measures stays', async () => {
    const [anna, bert] = [randomUUID(), randomUUID()]
    const { number, device } = await measured(anna)
    await platform.releases(anna, device, new Date('2025-01-03T00:00:00Z'), true)
    await platform.holds(bert, device, new Date('2025-01-03T00:00:00Z'))
    await platform.settle()
    expect(await platform.rows('select min(at) as first from telemetry.reading where channel = $1', [number])).toEqual([
      { first: new Date('2025-01-03T00:00:00Z') },
    ])
    expect(await platform.rows('select subject from telemetry.holding where channel = $1', [number])).toEqual([
      { subject: bert },
    ])
  })

  const holdings = (channel: number) =>
    platform.rows('select subject, restricted from telemetry.holding where channel = $1 order by since', [channel])
  const readings = async (channel: number) =>
    (await platform.rows('select from telemetry.reading where channel = $1', [channel])).length
  const during = (hours: number) => ({
    from: new Date('2025-01-01T00:00:00Z'),
    to: new Date(at('2025-01-01T00:00:00Z') + hours * 3_600_000),
  })

  it('destroys nothing of somebody under a legal hold: it is out of reach, and goes once the hold is over', async () => {
    const anna = randomUUID()
    const { number, device } = await measured(anna, { standing: false })
    const id = await held(platform, anna)
    await platform.releases(anna, device, new Date('2025-01-05T00:00:00Z'), true)
    for (let minute = 0; minute < 5; minute++) await platform.turnBy(minutes(1))
    expect(await holdings(number)).toEqual([{ subject: anna, restricted: 'held' }])
    expect(await platform.rows(`select about, rows from obhut.audit_entry where what = 'put an erasure off'`)).toEqual([
      { about: possession.name, rows: 1 },
    ])
    expect(await leftOf(number)).toMatchObject({ reading: 300, channel: 1 })
    expect(
      await platform.store.under(charts, person(anna), work =>
        work.read(reading, 'at').where('channel', '=', number).execute(),
      ),
    ).toEqual([])
    await endHold(platform.store, another, id, 'the claim was settled')
    await goOn(platform)
    expect(await leftOf(number)).toMatchObject({ channel: 1 })
    expect(await readings(number)).toBe(0)
    for (let minute = 0; minute < 5; minute++) await platform.turnBy(minutes(1))
    expect(await leftOf(number)).toEqual({})
  })

  it('destroys nothing of somebody held in a restored store either', async () => {
    const anna = randomUUID()
    const { number, device } = await measured(anna)
    await held(platform, anna)
    await platform.releases(anna, device, new Date('2025-01-05T00:00:00Z'), true)
    await platform.settle()
    await platform.store.shipped()
    const entries = await platform.rows<any>('select * from obhut.ledger order by at, id') // any: rows of the ledger
    // As the backup was made before both.
    await platform.rows('delete from obhut.legal_hold')
    await platform.rows('update telemetry.holding set restricted = null where channel = $1', [number])
    await repeat(
      platform.store,
      ledgerKey(testSecret),
      entries.map((entry, index) => ({ ...entry, number: index + 1 })),
    )
    expect([await holdings(number), await readings(number)]).toEqual([[{ subject: anna, restricted: 'held' }], 300])
  })

  it('takes a stretch of time again in a restored store, also where a hold came after it', async () => {
    const [anna, bert] = [randomUUID(), randomUUID()]
    const { number, device } = await measured(anna)
    await platform.holds(bert, device, new Date('2025-01-01T00:00:00Z'))
    const [from, to] = [new Date('2025-01-02T00:00:00Z'), new Date('2025-01-03T00:00:00Z')]
    const kept = (table: string) =>
      platform.rows(`select to_jsonb(t) as it from ${table} t where channel = $1 order by at`, [number])
    const before = await kept('telemetry.reading')
    expect(await platform.telemetry.erase(number, from, to)).toBe(96)
    const after = await kept('telemetry.reading')
    await held(platform, anna)
    await platform.store.shipped()
    const entries = await platform.rows<any>('select * from obhut.ledger order by at, id') // any: rows of the ledger
    // As the backup was made before both.
    await platform.rows('delete from obhut.legal_hold')
    await platform.rows(
      'insert into telemetry.reading select (jsonb_populate_record(null::telemetry.reading, it)).* from unnest($1::jsonb[]) it on conflict do nothing',
      [before.map(({ it }) => JSON.stringify(it))],
    )
    expect(await kept('telemetry.reading')).toEqual(before)
    await repeat(
      platform.store,
      ledgerKey(testSecret),
      entries.map((entry, index) => ({ ...entry, number: index + 1 })),
    )
    expect(await kept('telemetry.reading')).toEqual(after)
  })

  it('leaves what somebody under a legal hold held as well', async () => {
    const [anna, bert] = [randomUUID(), randomUUID()]
    const { number, device } = await measured(anna)
    await platform.holds(bert, device, new Date('2025-01-01T00:00:00Z'))
    const id = await held(platform, anna)
    for (const one of [anna, bert]) await platform.releases(one, device, new Date('2025-01-05T00:00:00Z'), true)
    await platform.settle()
    expect(await holdings(number)).toEqual([{ subject: anna, restricted: 'held' }])
    expect(await readings(number)).toBe(300)
    await endHold(platform.store, another, id, 'the claim was settled')
    await goOn(platform)
    expect([await holdings(number), await readings(number)]).toEqual([[], 0])
  })

  it('comes before the approval of a hold, or sees it', async () => {
    for (let round = 0; round < 4; round++) {
      const anna = randomUUID()
      const { number, device } = await measured(anna)
      await platform.releases(anna, device, new Date('2025-01-05T00:00:00Z'), true)
      await Promise.all([held(platform, anna), platform.settle()])
      const left = [(await holdings(number)).length, await readings(number)]
      expect([
        [1, 300],
        [0, 0],
        // The readings had gone before the approval.
        [1, 0],
      ]).toContainEqual(left)
    }
  })

  it('and erasing a stretch are refused where somebody is held who held the channel then', async () => {
    const [anna, bert] = [randomUUID(), randomUUID()]
    const { number, device } = await measured(anna)
    await platform.releases(anna, device, new Date('2025-01-02T00:00:00Z'))
    await platform.holds(bert, device, new Date('2025-01-02T00:00:00Z'))
    await held(platform, bert)
    await expect(platform.telemetry.erase(number, ...(Object.values(during(30)) as [Date, Date]))).rejects.toThrow(
      UnderLegalHold,
    )
    expect(await readings(number)).toBe(300)
    expect(await platform.telemetry.erase(number, ...(Object.values(during(24)) as [Date, Date]))).toBe(96)
  })
})

describe('who may read what', () => {
  it('a person’s unit of work sees no reading of a channel that this person never held, whatever it asks', async () => {
    const [anna, bert] = [randomUUID(), randomUUID()]
    const { number } = await measured(anna)
    const seen = (who: string) =>
      platform.store.under(charts, person(who), work =>
        work.read(reading, 'at').where('channel', '=', number).execute(),
      )
    expect((await seen(anna)).length).toBe(300)
    expect(await seen(bert)).toEqual([])
  })
  it('nobody reads a leaf past its parent, and nobody changes a reading', async () => {
    const grants = await platform.rows<{ grantee: string; privilege: string }>(`
      select grantee::regrole::text as grantee, privilege_type as privilege from pg_class c cross join lateral aclexplode(c.relacl)
      where c.oid = 'telemetry.reading_2025_01'::regclass and grantee <> c.relowner`)
    expect(grants.map(({ grantee, privilege }) => [grantee.includes('telemetry.readings'), privilege])).toEqual([
      [true, 'INSERT'],
    ])
  })
  it('a new version of the statement leaves the way in open', async () => {
    const database = platform.database
    const { number } = await measured(randomUUID())
    const newer = await aMeasuringWorld({ database, keep: 'P15Y' })
    expect(await newer.telemetry.append([{ channel: number, at: at('2025-01-20T00:00:00Z'), value: 1 }])).toMatchObject(
      { kept: 1 },
    )
  })
})
