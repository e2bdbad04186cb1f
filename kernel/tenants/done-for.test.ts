import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { defineModule } from '../../platform/module.ts'
import { TheStore } from '../../platform/services.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { disclosure } from '../disclosure/tables.ts'
import { announce, event } from '../events/events.ts'
import { listener } from '../events/listeners.ts'
import { jobKind } from '../jobs/kinds.ts'
import { enqueue } from '../jobs/queue.ts'
import { person, platform, platformFor, type Who } from '../store/work.ts'
import { aDevice, aTenant, device, estates, fleet, homes } from './example-for-test.ts'

const deviceCame = event('yard.device-came', { by: [fleet], about: 'nobody', ids: ['device'] })
const movedIn = event('yard.moved-in', { by: [homes], about: 'a person', ids: ['device'] })
const looking = jobKind('yard.look', { of: 'id' })
const waiting = jobKind('yard.wait', { of: 'id' })

/** What listeners of each event found, and for which tenant. */
const found: [event: string, tenant: string | undefined, devices: string[]][] = []

const yard = defineModule('yard', {
  activities: [],
  keeps: [],
  needs: { store: TheStore },
  starts: ({ store }) => ({
    jobs: [
      {
        name: looking.name,
        does: ({ of }: { of: string }) => store.under(fleet, platform, work => enqueue(work, waiting, { of }, later)),
      },
    ],
    listeners: [
      listener({
        name: 'yard.look-after-it',
        events: [deviceCame, movedIn],
        under: fleet,
        does: async (work, { name, tenant }) => {
          const all = await work.read(device, 'serial').orderBy('serial').execute()
          found.push([name, tenant, all.map(({ serial }) => serial)])
        },
      }),
    ],
  }),
})
const later = { at: new Date('2100-01-01T00:00:00Z') }

let world: World
let [north, south] = ['', '']
beforeAll(async () => {
  world = await aWorld({ modules: [...(await estates()), yard] })
  ;[north, south] = [await aTenant(world), await aTenant(world)]
  await aDevice(world, platformFor(north), 'of the north')
  await aDevice(world, platformFor(south), 'of the south')
})
const forWhom = async (name: string, of: string): Promise<string | undefined> =>
  (
    await world.rows<{ tenant: string }>(
      `select for_tenant as tenant from obhut.job where name = $1 and payload ->> 'of' = $2`,
      [name, of],
    )
  )[0]?.tenant

describe('what a unit of a tenant sets going is that tenant’s', () => {
  it('jobs, also those of units that are part of it, and those that its jobs put into the queue', async () => {
    const user: Who = { is: 'user', id: randomUUID(), tenant: north }
    const [own, inner, next, nobodys] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
    await world.store.under(fleet, user, async work => {
      await enqueue(work, waiting, { of: own }, later)
      await work.under(homes, platform, part => enqueue(part, waiting, { of: inner }, later))
      await enqueue(work, looking, { of: next })
    })
    await world.store.under(fleet, platform, work => enqueue(work, looking, { of: nobodys }))
    await world.settle()
    expect(await Promise.all([own, inner, next].map(of => forWhom(waiting.name, of)))).toEqual([north, north, north])
    expect(await forWhom(waiting.name, nobodys)).toBe('00000000-0000-0000-0000-000000000000')
  })

  it('events: whoever listens works within the tenant, and sees no other', async () => {
    found.length = 0
    const ids = { device: randomUUID() }
    await world.store.under(fleet, platformFor(south), work => announce(work, deviceCame, ids))
    await world.store.under(homes, person(randomUUID(), north), work =>
      announce(work, movedIn, { ...ids, subject: randomUUID() }),
    )
    await world.store.under(fleet, platform, work => announce(work, deviceCame, ids))
    await world.settle()
    expect(found).toEqual([
      [deviceCame.name, south, ['of the south']],
      [movedIn.name, north, ['of the north']],
      [deviceCame.name, undefined, []],
    ])
  })

  it('disclosures, by hand and for many at once', async () => {
    const [one, many, nobodys] = [randomUUID(), randomUUID(), randomUUID()]
    const discloses = (who: Who, subject: string) =>
      world.store.under(homes, who, work =>
        work.add(disclosure, {
          at: work.now,
          recipient: 'somebody',
          activity: homes.name,
          fields: ['pd:Name'],
          ground: homes.name,
          subject,
        }),
      )
    await discloses(platformFor(north), one)
    await discloses(person(many, south), many)
    await discloses(platform, nobodys)
    expect(
      await Promise.all(
        [one, many, nobodys].map(subject =>
          world.rows('select tenant from obhut.disclosure where subject = $1', [subject]),
        ),
      ),
    ).toEqual([[{ tenant: north }], [{ tenant: south }], [{ tenant: null }]])
  })
})
