import { beforeAll, describe, expect, it } from 'vitest'
import { days, hours, later } from '../../kernel/clock/clock.ts'
import { moveClock } from '../../kernel/store/move-clock.ts'
import { platform } from '../../kernel/store/work.ts'
import { Telemetry } from '../telemetry/contract.ts'
import { claiming } from './activities.ts'
import { aHomesWorld, type Customer, type HomesWorld } from './home-for-test.ts'

const compares = { purpose: 'homes.comparison' }
const shown = async (by: Customer): Promise<any> =>
  (await by.get('/api/consents')).body.items.find((one: { purpose: string }) => one.purpose === compares.purpose) // any: an answer
const consents = async (by: Customer): Promise<number> =>
  (await by.post('/api/consents', { ...compares, says: 'given', hash: (await shown(by)).asks.hash })).status

/** A customer whose meter counted so much in each day of the last two months. */
async function aHome(world: HomesWorld, name: string, aDay: number): Promise<Customer> {
  const customer = await world.customer(name)
  const telemetry = world.offered(Telemetry)
  const from = later(world.clock.now(), -hours(24 * 65))
  const [channel] = await world.store.under(claiming, platform, async work => {
    const device = crypto.randomUUID()
    const made = await telemetry.register(work, device, [
      {
        key: 'energy',
        label: 'Energy',
        obis: '1-0:1.8.0',
        unit: 'kWh',
        kind: 'counter',
        medium: 'electricity',
        standing: true,
      },
    ])
    await telemetry.holds(work, { subject: customer.id, device, since: from })
    return made
  })
  const all = Array.from({ length: 65 * 4 }, (_, n) => ({
    channel: channel!.number, // one was registered
    at: from.getTime() + n * hours(6),
    value: 1000 + (n * aDay) / 4,
  }))
  expect((await telemetry.append(all)).kept).toBe(all.length)
  return customer
}

/** Hours and days from here on do not cross the end of a month by themselves. */
const middleOfNextMonth = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 12, 12))

describe('the comparison with other homes', () => {
  let world: HomesWorld
  const home: Customer[] = []
  beforeAll(async () => {
    world = await aHomesWorld()
    await world.turnTo(middleOfNextMonth(world.clock.now()))
    for (let n = 1; n <= 6; n++) home.push(await aHome(world, `Home${n}`, n))
  })

  it('is not made for who did not ask for it', async () => {
    expect(await home[0]!.get('/api/home/comparison')).toMatchObject({ status: 403, body: { id: 'no-consent' } })
    await world.settle()
    expect(await world.rows('select from homes.compared')).toEqual([])
  })
  it('shows the own figure at once, and no average of a few', async () => {
    expect(await consents(home[0]!)).toBe(204)
    const { body } = await home[0]!.get('/api/home/comparison')
    const days = Temporal.PlainYearMonth.from(body.month).daysInMonth
    expect(body).toMatchObject({ average: null, homes: 0 })
    expect(body.used).toBeCloseTo(days, 0)
  })
  it('averages those who take part and nobody else', async () => {
    for (const one of home.slice(1, 5)) await consents(one)
    await world.turnBy(hours(2))
    const { body } = await home[2]!.get('/api/home/comparison')
    const days = Temporal.PlainYearMonth.from(body.month).daysInMonth
    expect(body).toMatchObject({ average: Math.round(3 * days), homes: 5 })
    expect(body.used).toBeCloseTo(3 * days, 0)
    expect(await world.rows('select from homes.compared where subject = $1', [home[5]!.id])).toEqual([])
  })
  it('is worked out for all others where it cannot be for one', async () => {
    await world.rows(`delete from homes.compared; create function public.poison() returns trigger language plpgsql as $$ begin raise exception 'poisoned'; end $$;
      create trigger poison before insert on homes.compared for each row when (new.subject = '${home[1]!.id}') execute function public.poison()`)
    await moveClock(world.store, later(world.clock.now(), hours(2)))
    await world.jobs.drain()
    await world.rows('drop trigger poison on homes.compared')
    expect(
      world.faults
        .splice(0)
        .filter(({ what }) => what !== 'proof')
        .map(({ what }) => what),
    ).toEqual(['job homes.compare'])
    expect((await world.rows('select subject from homes.compared')).map(one => one.subject).toSorted()).toEqual(
      [0, 2, 3, 4].map(n => home[n]!.id).toSorted(),
    )
    await world.turnBy(hours(2))
    expect((await world.rows('select subject from homes.compared')).length).toBe(5)
  })
  it('ends with the consent: the figure is gone, and the others’ average is without it', async () => {
    expect((await home[4]!.post('/api/consents/withdraw', compares)).status).toBe(204)
    expect((await home[4]!.get('/api/home/comparison')).status).toBe(403)
    expect((await home[0]!.get('/api/home/comparison')).body).toMatchObject({ average: null, homes: 0 })
    await world.settle()
    expect(await world.rows('select from homes.compared where subject = $1', [home[4]!.id])).toEqual([])
    expect((await world.rows('select from homes.compared')).length).toBe(4)
    expect((await world.rows('select from telemetry.holding where subject = $1', [home[4]!.id])).length).toBe(1)
  })
  it('of a month long past follows a reading that came late, within a week; and stays where its readings are gone', async () => {
    await world.turnBy(days(33))
    const months = async (): Promise<{ id: string; month: Date; used: number }[]> =>
      world.rows('select id, month, used from homes.compared where subject = $1 order by month', [home[0]!.id])
    const [before] = await months()
    const monthEnds = Temporal.Instant.fromEpochMilliseconds(before!.month.getTime())
      .toZonedDateTimeISO(world.stating.manifest.timeZone)
      .add({ months: 1 }).epochMilliseconds
    const [next] = await world.rows<{ channel: number; value: number }>(
      'select r.channel, r.value from telemetry.reading r join telemetry.holding h on h.channel = r.channel where h.subject = $1 and r.at >= $2 order by r.at limit 1',
      [home[0]!.id, new Date(monthEnds)],
    )
    // By the last minute of the month the meter had counted what was taken for the next one's.
    expect(
      (await world.offered(Telemetry).append([{ channel: next!.channel, at: monthEnds - 60_000, value: next!.value }]))
        .kept,
    ).toBe(1)
    await world.turnBy(days(8))
    const [after] = await months()
    expect(after?.id).toBe(before?.id)
    expect(after!.used - before!.used).toBeGreaterThan(0.01)
    await world.rows(`delete from telemetry.reading where channel = $1 and at < $2`, [
      next!.channel,
      new Date(monthEnds - days(10)),
    ])
    await world.turnBy(days(8))
    expect((await months())[0]?.used).toBe(after?.used)
    await world.rows('delete from telemetry.holding where subject = $1', [home[0]!.id])
    await world.turnBy(days(8))
    expect(await months()).toEqual([])
    world.faults.splice(0)
  })
})
