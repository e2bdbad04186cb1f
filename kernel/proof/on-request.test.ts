import { beforeAll, describe, expect, it } from 'vitest'
import { CustomerAccounts } from '../../modules/identity/contract.ts'
import { goodPassword } from '../../modules/identity/people-for-test.ts'
import { aWholeWorld } from '../../server/testing/whole-world.ts'
import type { World } from '../../server/testing/world.ts'
import { object, settle } from '../rights/objections.ts'
import { person } from '../store/work.ts'
import { lift, restrict } from '../restriction/on-request.ts'
import { proofOf, proveNow } from './prove-for-test.ts'

const shown = async (world: World, promise: string): Promise<string[]> =>
  (await proofOf(world)).promises.find(({ id }) => id === promise)?.evidence.map(({ says }) => says) ?? []

describe('the proof of what people asked for', () => {
  let world: World
  let ida: string
  beforeAll(async () => {
    world = await aWholeWorld({ manifest: 'soft' })
    ida = await world
      .offered(CustomerAccounts)
      .withPassword({ mail: 'ida@example.org', fields: { firstName: 'Ida', lastName: 'Ludwig' } }, goodPassword)
  })
  it('shows that nothing of who had the data restricted is open to everyday work, and fails where a row is', async () => {
    await restrict(world.store, { kind: 'customer', id: ida }, { ground: 'accuracy', by: person(ida) })
    expect(await proveNow(world)).toEqual([])
    expect(await shown(world, 'statement/right/A18')).toContainEqual(
      expect.stringMatching(/^1 people had their data restricted; in \d+ tables none of their rows is open/),
    )
    await world.rows('update identity.account set restricted = null')
    expect(await proveNow(world)).toEqual([
      expect.stringMatching(/^statement\/right\/A18: identity\.account shows everyday work the data of 1 of 1 people/),
    ])
    await world.rows(`update identity.account set restricted = 'on request'`)
    await lift(world.store, { kind: 'customer', id: ida }, { is: 'platform' })
    expect(await proveNow(world)).toEqual([])
  })
  it('shows that what somebody objected to rests, and fails where it goes on, or nobody was told why', async () => {
    const log = world.declarations.activities.get('identity.security')!
    await object(
      world.store,
      { kind: 'customer', id: ida },
      { activity: log, by: person(ida), grounds: 'Ich bin oft unterwegs.' },
    )
    expect(await proveNow(world)).toEqual([])
    expect(await shown(world, 'statement/right/A21')).toContainEqual(
      expect.stringMatching(/^1 objections, each against what can be objected to/),
    )
    // The database holds to both by itself, as long as somebody lets it.
    for (const { conname } of await world.rows<{ conname: string }>(
      `select conname from pg_constraint where conrelid = 'obhut.objection'::regclass and contype = 'c'`,
    ))
      await world.rows(`alter table obhut.objection drop constraint "${conname}"`)
    await world.rows('update obhut.objection set stops = false')
    expect(await proveNow(world)).toEqual([
      expect.stringMatching(/^statement\/right\/A21: 'identity\.security' goes on with 1 people/),
    ])
    await world.rows('update obhut.objection set stops = true')
    const [{ id }] = await world.rows('select id from obhut.objection')
    await settle(world.store, id as string, {
      as: 'overruled',
      answer: 'Zum Schutz aller Konten.',
      by: { is: 'platform' },
    })
    expect(await proveNow(world)).toEqual([])
    await world.rows('update obhut.objection set answer = null')
    expect(await proveNow(world)).toEqual([expect.stringContaining('nobody was told why')])
    await world.rows(`update obhut.objection set answer = 'x', activity = 'identity.account'`)
    expect(await proveNow(world)).toEqual([expect.stringContaining('rests on no interest that one could object to')])
  })
})
