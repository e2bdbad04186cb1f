import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { aMachine, type Machine } from '../../server/testing/machine.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { days, later } from '../clock/clock.ts'
import { eraseSubject } from '../rights/erase.ts'
import { countRows } from '../rows/copy.ts'
import { platformFor } from './work.ts'
import { aDevice, aTenant, changingTree, devicesFor, estates, livesIn } from '../tenants/example-for-test.ts'
import { endGrant, grantTenant } from '../tenants/grants.ts'
import { endTenant } from '../tenants/tree.ts'
import { another, held } from '../restriction/holds-for-test.ts'
import { endHold } from '../restriction/legal-holds.ts'
import { legalHold } from '../restriction/tables.ts'

let machine: Machine
let world: World
beforeEach(async () => {
  machine = aMachine()
  world = await aWorld({ modules: await estates(), kind: 'live', machine })
})
async function ahead<R>(does: () => Promise<R>): Promise<R> {
  machine.wrongBy = days(600)
  expect(world.clock.inDoubt?.is).toBe('ahead')
  try {
    return await does()
  } finally {
    machine.wrongBy = 0
    expect(world.clock.inDoubt).toBeUndefined()
  }
}

describe('while a clock is ahead', () => {
  it('a legal hold stands, and what is asked meanwhile waits for it', async () => {
    const ida = { kind: 'resident', id: randomUUID() }
    await livesIn(world, ida.id, await aTenant(world), 'Ida')
    const id = await held(world, ida.id, { kind: ida.kind })
    await ahead(() => eraseSubject(world.store, ida))
    expect(await world.rows('select name, restricted from estate.resident')).toEqual([
      { name: 'Ida', restricted: 'held' },
    ])
    const over = () => world.rows('select ended_at <= now() as is from obhut.legal_hold')
    expect(await over()).toEqual([{ is: null }])
    expect(await ahead(() => endHold(world.store, another, id, 'the claim was settled'))).toBeUndefined()
    expect(await over()).toEqual([{ is: true }])
  })

  it('nobody is told of a hold that a law forbids to tell of', async () => {
    const ida = { kind: 'resident', id: randomUUID() }
    await livesIn(world, ida.id, await aTenant(world), 'Ida')
    const until = later(world.clock.now(), days(60))
    await held(world, ida.id, { kind: ida.kind, silent: { until, because: 'section 1 of a law' } })
    const told = async () =>
      (await countRows(world.store, ida)).find(({ table }) => table.name === legalHold.name)?.rows ?? 0
    expect(await told()).toBe(0)
    expect(await ahead(told)).toBe(0)
  })

  it('tenants and grants begin and end at once, and not when the clock says', async () => {
    const [first, second] = [await ahead(() => aTenant(world)), await aTenant(world)]
    await aDevice(world, platformFor(first), 'one')
    await aDevice(world, platformFor(second), 'two')
    const staff = randomUUID()
    const granted = (tenant: string, until: Date) =>
      changingTree(world, work => grantTenant(work, { staff, tenant, reason: 'a call for help', until }))
    const tomorrow = later(world.clock.now(), days(1))
    const grants = [await granted(second, tomorrow), await ahead(() => granted(first, tomorrow))]
    const seen = async () =>
      (await Promise.all([first, second].map(one => devicesFor(world, { is: 'staff', id: staff, tenant: one })))).flat()
    expect(await seen()).toEqual(['one', 'two'])
    await ahead(() => changingTree(world, work => endGrant(work, grants[0]!)))
    expect(await seen()).toEqual(['one'])
    await ahead(() => changingTree(world, work => endTenant(work, first)))
    expect(await devicesFor(world, platformFor(first))).toEqual([])
  })
})
