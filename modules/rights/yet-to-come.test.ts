import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { days, hours, later, minutes } from '../../kernel/clock/clock.ts'
import { SomeFailed } from '../../kernel/problems/batches.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { goodPassword, parts, signedIn } from '../identity/people-for-test.ts'
import { website } from '../website/index.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { rights } from './index.ts'

let world: World
let ida: Browser
beforeAll(async () => {
  world = await aWorld({ modules: [...parts, rights, website] })
})
let count = 0
beforeEach(async () => {
  ida = await signedIn(world, `ida${++count}@example.org`)
})
/** As if all of it had come about 600 days later. */
const cameAhead = async (table: string, ...columns: string[]): Promise<void> => {
  await world.rows(`update ${table} set ${columns.map(one => `${one} = ${one} + interval '600 days'`).join(', ')}`)
}
const inAnHour = (): Promise<void> => world.turnBy(hours(1) + minutes(1))
const asks = () => ida.post('/api/my-data/requests', { says: 'What do you hold about me?' })
const requests = () =>
  world.rows<{ received_at: Date; due_at: Date }>('select received_at, due_at from rights.request order by received_at')
const within = (moment: Date | undefined, time: number): boolean =>
  moment !== undefined && moment > later(world.clock.now(), -time) && moment <= later(world.clock.now(), time)

describe('what came about by a clock that was ahead', () => {
  it('proves to nobody who sits there, and keeps nobody from proving it', async () => {
    await inAnHour()
    expect((await ida.post('/api/my-data/proof', { password: goodPassword })).status).toBe(200)
    await cameAhead('rights.proof', 'proven_at', 'expires_at')
    expect(await ida.post('/api/my-data/copies', { format: 'copy' })).toMatchObject({ body: { id: 'proof-needed' } })
    for (let one = 0; one < 6; one++) await ida.post('/api/my-data/proof/code')
    expect((await ida.post('/api/my-data/proof/code')).status).toBe(429)
    await cameAhead('rights.proof', 'expires_at')
    expect((await ida.post('/api/my-data/proof/code')).status).toBe(202)
    await cameAhead('rights.proof', 'expires_at')
    await inAnHour()
    expect(await world.rows('select from rights.proof')).toEqual([])
  })
  it('is kept for its own time: copies, links and letters, and a request has its deadline', async () => {
    expect((await ida.post('/api/my-data/copies', { format: 'copy' })).status).toBe(201)
    expect((await asks()).status).toBeLessThan(300)
    await cameAhead('rights.copy', 'made_at', 'expires_at')
    await cameAhead('rights.request', 'received_at', 'due_at')
    await inAnHour()
    const [copy] = await world.rows<{ expires_at: Date }>('select expires_at from rights.copy')
    expect(within(copy?.expires_at, hours(1))).toBe(true)
    const [request] = await requests()
    expect([within(request?.received_at, minutes(1)), within(request?.due_at, days(33))]).toEqual([true, true])
    await world.rows('delete from rights.event')
    await world.rows('delete from rights.request')
  })
  it('and one that cannot be set right keeps no other from it', async () => {
    await asks()
    await asks()
    await cameAhead('rights.request', 'received_at', 'due_at')
    await world.rows(
      `create function rights.poison() returns trigger language plpgsql as $$ begin raise exception 'poisoned'; end $$`,
    )
    await world.rows(
      `do $$ begin execute format('create trigger poison before update on rights.request for each row when (old.id = %L) execute function rights.poison()', (select id from rights.request limit 1)); end $$`,
    )
    world.faults.splice(0)
    await inAnHour()
    expect((await requests()).map(one => within(one.due_at, days(33)))).toEqual([true, false])
    expect(
      world.faults
        .splice(0)
        .flatMap(({ what, error }) => (what === 'proof' ? [] : [[what, error instanceof SomeFailed]])),
    ).toEqual([['job rights.yet-to-come', true]])
    await world.rows('drop trigger poison on rights.request')
    await inAnHour()
    expect((await requests()).map(one => within(one.due_at, days(33)))).toEqual([true, true])
  })
})
