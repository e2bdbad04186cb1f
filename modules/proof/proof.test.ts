import { describe, expect, it } from 'vitest'
import { hours, minutes } from '../../kernel/clock/clock.ts'
import { StaffAccounts } from '../identity/contract.ts'
import { goodPassword, parts, signsIn } from '../identity/people-for-test.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { website } from '../website/index.ts'
import { proof } from './index.ts'
import type { Browser } from '../../server/testing/browser.ts'
import type { Contract } from '../../platform/contract.ts'

const started = (): Promise<World> => aWorld({ modules: [...parts, website, proof] })

async function colleague(world: World, role: 'privacy' | 'support'): Promise<Browser> {
  const mail = `${role}@testhaus.example`
  await world
    .offered(StaffAccounts as Contract<any>)
    .withPassword({ mail, firstName: 'Kim', lastName: 'Muster', roles: [role] }, goodPassword) // any: only its type differs
  return signsIn(world.visitor(), mail)
}

/** The latest proof, once there is one and none is being made. */
async function made(
  desk: Browser,
): Promise<{ readonly promises: readonly { readonly evidence: readonly unknown[] }[] }> {
  await expect
    .poll(async () => (await desk.get('/api/desk/proof')).body)
    .toMatchObject({ at: expect.any(String), underWay: null })
  return (await desk.get('/api/desk/proof')).body
}

describe('the proof at the privacy desk', () => {
  it('is made on demand, with evidence for each promise, and stays to be looked at', async () => {
    const world = await started()
    const desk = await colleague(world, 'privacy')
    expect((await desk.get('/api/desk/proof')).body).toMatchObject({ at: null, holds: null, promises: [] })
    expect((await world.visitor().get('/metrics')).text).toMatch(/^obhut_proof_made 0$/m)
    expect(await desk.post('/api/desk/proof', {})).toMatchObject({
      status: 202,
      body: { at: null, underWay: { deep: false, done: 0 } },
    })
    const body = await made(desk)
    expect(body).toMatchObject({ holds: true, version: 1, brokeOff: null })
    expect((await world.visitor().get('/metrics')).text).toMatch(/^obhut_proof_made 1$/m)
    expect(body.promises.filter(({ evidence }) => evidence.length === 0)).toEqual([])
    const { body: later } = await desk.get('/api/desk/proof')
    expect(later.promises).toEqual(body.promises)
  })
  it('says nothing of a version that came into force since', async () => {
    const world = await started()
    const desk = await colleague(world, 'privacy')
    await desk.post('/api/desk/proof', {})
    await made(desk)
    await world.rows(`with next as (insert into obhut.statement (version, hash, effective, published_at, manifest, outline, material, in_force_since) select 2, 'next', effective, published_at, manifest, outline, false, published_at from obhut.statement returning version)
      update obhut.in_force set version = next.version from next`)
    await world.keepUp()
    expect((await desk.get('/api/desk/proof')).body).toMatchObject({ holds: null, version: 1 })
    const { text } = await world.visitor().get('/metrics')
    expect(text).toMatch(/^obhut_proof_made 0$/m)
    expect(text).not.toContain('obhut_promises{')
  })
  it('is made once, however many ask for it at the same time', async () => {
    const world = await started()
    const desk = await colleague(world, 'privacy')
    const asked = await Promise.all([1, 2, 3].map(() => desk.post('/api/desk/proof', {})))
    expect(new Set(asked.map(({ body }) => body.underWay?.since)).size).toBe(1)
    await made(desk)
    expect(await world.rows('select from obhut.proof')).toHaveLength(1)
  })
  it('says that it broke off, and can be asked for again', async () => {
    const world = await started()
    const desk = await colleague(world, 'privacy')
    await world.rows('alter table obhut.proof add constraint full_disk check (false)')
    await desk.post('/api/desk/proof', {})
    await expect
      .poll(async () => (await desk.get('/api/desk/proof')).body)
      .toMatchObject({ at: null, underWay: null, brokeOff: expect.any(String) })
    expect(world.faults.splice(0).map(({ what }) => what)).toEqual(['proof'])
    await world.rows('alter table obhut.proof drop constraint full_disk')
    await desk.post('/api/desk/proof', {})
    expect(await made(desk)).toMatchObject({ holds: true, brokeOff: null })
  })
  it('is nobody else’s', async () => {
    const world = await started()
    const support = await colleague(world, 'support')
    expect((await support.get('/api/desk/proof')).status).toBe(403)
    expect((await support.post('/api/desk/proof', {})).status).toBe(403)
    expect((await world.visitor().get('/api/desk/proof')).status).toBe(401)
  })
})

describe('the proof by schedule', () => {
  it('is made by itself, once a day, and of the ones before only the outcome is kept', async () => {
    const world = await started()
    await world.turnBy(minutes(11))
    await world.turnBy(hours(5))
    const kept = (): Promise<unknown[]> =>
      world.rows('select promises > 0 as some, broken, found is not null as whole from obhut.proof order by at')
    expect(await kept()).toEqual([{ some: true, broken: 0, whole: true }])
    await world.turnBy(hours(20))
    expect(await kept()).toEqual([
      { some: true, broken: 0, whole: false },
      { some: true, broken: 0, whole: true },
    ])
  })
  it('raises an alarm about what does not hold, and counts it', async () => {
    const world = await started()
    await world.rows('create policy handy on identity.account using (true)')
    await world.turnBy(minutes(11))
    expect(world.faults.splice(0).map(({ what, error }) => `${what}: ${(error as Error).message}`)).toEqual([
      expect.stringMatching(
        /^proof: These promises of the statement do not hold: identity\.account\/purpose \(policy "handy"/,
      ),
    ])
    expect((await world.visitor().get('/metrics')).text).toMatch(/obhut_promises\{holds="no"\} [1-9]/)
  })
})
