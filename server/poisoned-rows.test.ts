import { beforeAll, describe, expect, it } from 'vitest'
import { days, hours, later, minutes } from '../kernel/clock/clock.ts'
import { moveClock } from '../kernel/clock/move.ts'
import { SomeFailed } from '../kernel/jobs/batches.ts'
import { aHomesWorld, type Customer, type HomesWorld } from '../modules/homes/home-for-test.ts'
import { publish } from '../modules/statements/statement-for-test.ts'
import { everyModule } from './modules.ts'
import { aManifest } from './testing/manifest.ts'

// Each job of the platform with one row among good ones that the database will not take: the others are done, and the bad one is told.

let world: HomesWorld
let people: Customer[]
beforeAll(async () => {
  world = await aHomesWorld()
  people = []
  for (const name of ['Ada', 'Bea', 'Cem']) people.push(await world.customer(name))
})

/** Rows of a table for which this holds can no longer be changed so, until the function that comes back is called. */
async function poisoned(table: string, how: 'insert' | 'update' | 'delete', condition: string): Promise<() => Promise<void>> {
  await world.rows(`create or replace function public.poison() returns trigger language plpgsql as $$ begin raise exception 'poisoned'; end $$`)
  await world.rows(`create trigger poison before ${how} on ${table} for each row when (${condition}) execute function public.poison()`)
  return async () => { await world.rows(`drop trigger poison on ${table}`) }
}
/** Faults since it was asked last, but for those of the proof, which notices a trigger that nobody declared. */
const told = () => world.faults.splice(0).filter(({ what }) => what !== 'proof')
const onlyOne = (job: string) => [{ what: `job ${job}`, error: expect.any(SomeFailed) }]

/** Runs with the second of three rows poisoned, looks who was done, and then, when its time has come, at the second. */
async function holdsUpNobody(job: string, poison: readonly [table: string, how: 'insert' | 'update' | 'delete', condition: string], { soon = minutes(2), done }: { readonly soon?: number, readonly done: () => Promise<boolean[]> }): Promise<void> {
  told()
  const cure = await poisoned(...poison)
  try {
    await moveClock(world.store, later(world.clock.now(), soon))
    await world.jobs.drain()
    expect(await done()).toEqual([true, false, true])
    expect(told()).toEqual(onlyOne(job))
    await world.jobs.drain()
    expect(told(), 'it is not tried again at once').toEqual([])
  } finally {
    await cure()
  }
  await world.turnBy(hours(1))
  expect(await done()).toEqual([true, true, true])
  expect(told()).toEqual([])
}
const ids = async (sql: string, values: unknown[] = []): Promise<string[]> => (await world.rows<{ id: string }>(sql, values)).map(one => one.id)
const here = async (sql: string, of: readonly string[]): Promise<boolean[]> => {
  const found = await ids(sql, [of])
  return of.map(one => found.includes(one))
}
const one = (list: readonly string[]): string => list[1] ?? ''

describe('one bad row keeps no other', () => {
  it('from being shown as silent', async () => {
    for (const customer of people) await world.claimed({ by: customer })
    await world.rows(`insert into homes.status (claim_id, model, firmware, online, last_seen_at, subject, version) select id, 'Qbox', '1', true, $1, subject, 1 from homes.claim`, [later(world.clock.now(), -hours(1))])
    const all = await ids('select id from homes.status order by last_seen_at, id')
    await holdsUpNobody('homes.silence', ['homes.status', 'update', `new.id = '${one(all)}'`], { done: () => here('select id from homes.status where not online and id = any($1)', all) })
  })
  it('from having its command expire', async () => {
    await world.rows(`insert into homes.switching (claim_id, device, at, "on", by, state, expires_at, subject, version)
      select id, gen_random_uuid(), $1, true, 'you', 'waiting', $1, subject, 1 from homes.claim`, [world.clock.now()])
    const all = await ids('select id from homes.switching')
    await holdsUpNobody('homes.expire', ['homes.switching', 'update', `new.id = '${one(all)}'`], { done: () => here(`select id from homes.switching where state = 'expired' and id = any($1)`, all) })
  })
  it('from going with the channel that nobody holds', async () => {
    await world.rows(`insert into telemetry.channel (device, key, label, unit, kind, medium, standing, retired_at) select gen_random_uuid(), 'k', 'l', 'W', 'gauge', 'other', false, $1 from generate_series(1, 3)`, [later(world.clock.now(), -hours(1))])
    const all = await ids('select id from telemetry.channel')
    await holdsUpNobody('telemetry.tidy', ['telemetry.channel', 'delete', `old.id = '${one(all)}'`], { done: async () => (await here('select id from telemetry.channel where id = any($1)', all)).map(is => !is) })
  })
  it('from having its consent end', async () => {
    await world.rows(`insert into obhut.consent (purpose, recipient, channel, state, statement, since, valid_until, subject, version) select 'homes.comparison', '', '', 'given', 1, $1, $1, id, 1 from identity.account`, [later(world.clock.now(), -hours(1))])
    const all = await ids('select id from obhut.consent')
    await holdsUpNobody('kernel.consents', ['obhut.consent', 'update', `new.id = '${one(all)}'`], { done: () => here(`select id from obhut.consent where state = 'expired' and id = any($1)`, all) })
  })
  it('from finding out which recipients to tell', async () => {
    await world.rows(`insert into obhut.notice (what, kind, recipient, fields, marks, state, at, subject, version) select 'withdrawn', 'customer', 'x', '{}', '{}', 'open', $1, id, 1 from identity.account`, [world.clock.now()])
    const all = await ids('select id from obhut.notice')
    await holdsUpNobody('kernel.notices', ['obhut.notice', 'delete', `old.id = '${one(all)}'`], { soon: minutes(16), done: async () => (await here('select id from obhut.notice where id = any($1)', all)).map(is => !is) })
  })
  it('from telling recipients, though it has waited longest', async () => {
    await world.rows(`insert into obhut.notice (what, kind, recipient, fields, marks, state, at, subject, version) select 'erased', 'customer', 'x', '{}', '{}', 'to tell', $1, id, 1 from identity.account`, [world.clock.now()])
    const all = await ids('select id from obhut.notice')
    await world.rows('update obhut.notice set at = $2 where id = $1', [one(all), later(world.clock.now(), -hours(1))])
    await holdsUpNobody('rights.tell-recipients', ['obhut.notice', 'update', `new.id = '${one(all)}'`], { done: async () => (await here(`select id from obhut.notice where state = 'to tell' and id = any($1)`, all)).map(is => !is) })
  })
  it('from having its restriction lifted', async () => {
    await world.rows(`insert into obhut.restriction (subject, since, ground, asked, told_at, lifts_at) select id, $1, 'accuracy', 'person', $1, $1 from identity.account`, [world.clock.now()])
    const all = people.map(({ id }) => id)
    await holdsUpNobody('rights.lift', ['obhut.restriction', 'delete', `old.subject = '${one(all)}'`], { soon: hours(1) + 1, done: async () => (await here('select subject as id from obhut.restriction where subject = any($1)', all)).map(is => !is) })
  })
  it('from having its deadline told', async () => {
    for (const customer of people) await world.rows(`insert into rights.request (reference, by, list, says, received_at, due_at, state, subject, version)
      values ('DS-' || gen_random_uuid(), 'account', 'desk', 'x', $1, $2, 'open', $3, 1)`, [world.clock.now(), later(world.clock.now(), days(6)), customer.id])
    const all = await ids('select id from rights.request')
    await holdsUpNobody('rights.remind', ['rights.request', 'update', `new.id = '${one(all)}' and new.reminded_at is not null`], { soon: hours(1) + 1, done: () => here('select id from rights.request where reminded_at is not null and id = any($1)', all) })
  })
  it('from being swept', async () => {
    await world.rows('insert into homes.guess (at, subject, version) select $1, id, 1 from identity.account', [later(world.clock.now(), -hours(2))])
    const all = await ids('select id from homes.guess')
    await holdsUpNobody('kernel.sweep', ['homes.guess', 'delete', `old.id = '${one(all)}'`], { soon: minutes(6), done: async () => (await here('select id from homes.guess where id = any($1)', all)).map(is => !is) })
  })
  it('from being told of a new statement; and as long as one was not told, it is not said that everybody was', async () => {
    const all = people.map(({ id }) => id)
    const isTold = async (): Promise<boolean> => (await world.rows<{ told: boolean }>('select bool_or(told_at is not null) as told from obhut.statement where version = 2'))[0]?.told ?? false
    told()
    const cure = await poisoned('statements.notice', 'insert', `new.subject = '${one(all)}'`)
    await publish(world, aManifest(everyModule, { 'website.access-log': { keep: 'P6M' } }), later(world.clock.now(), days(40)).toISOString().slice(0, 10))
    await world.turnBy(minutes(2))
    expect(await here('select subject as id from statements.notice where subject = any($1)', all)).toEqual([true, false, true])
    expect(told().every(({ error }) => error instanceof SomeFailed)).toBe(true)
    expect(await isTold()).toBe(false)
    await cure()
    await world.turnBy(hours(1))
    await world.turnBy(minutes(2))
    expect(await here('select subject as id from statements.notice where subject = any($1)', all)).toEqual([true, true, true])
    expect(await isTold()).toBe(true)
  })
})
