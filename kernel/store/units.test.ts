import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { defineModule } from '../../platform/module.ts'
import { TheStore } from '../../platform/services.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld } from '../../server/testing/world.ts'
import type { UsableActivity } from '../declare/activity.ts'
import { offered, type AnyTable } from '../declare/table.ts'
import { DescriptionOnly } from '../problems/errors.ts'
import { bulkWay } from './bulk.ts'
import { card, cards, library, librarySql, loan, visits } from './example-for-test.ts'
import { listenFor } from './listen.ts'
import type { Units } from './units.ts'
import { platform } from './work.ts'

describe('what a module gets of the store', () => {
  let units: Units
  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'library-'))
    await writeFile(join(directory, '20261122_library.sql'), librarySql)
    const reader = defineModule('reader', {
      needs: { store: TheStore },
      starts: ({ store }) => {
        units = store
        return {}
      },
      always: true,
    })
    await aWorld({ modules: [kernel, library(directory), reader] })
  })

  it('is units of work and what is to be read, and nothing that reaches further', () => {
    expect(Object.keys(units).sort()).toEqual(
      ['clock', 'declarations', 'id', 'inForce', 'keyedHash', 'kind', 'under'].sort(),
    )
    expect(Object.isFrozen(units)).toBe(true)
    for (const closed of ['desk', 'asOwner', 'bulk', 'repeating', 'adds', 'vault', 'roles', 'ledger', 'close'])
      expect(closed in units).toBe(false)
  })

  it('lets its own activities be acted under', async () => {
    expect(await units.under(visits, platform, async work => work.activity.name)).toBe(visits.name)
  })

  // as: the types refuse each of these; this is what somebody finds who goes around them
  const found = (which: (declared: Units['declarations']) => unknown): UsableActivity =>
    which(units.declarations) as UsableActivity
  const ways: readonly (readonly [where: string, activity: () => UsableActivity])[] = [
    ['among the activities', () => found(({ activities }) => activities.get(cards.name))],
    ['by a table', () => found(({ tables }) => tables.get(card.name)?.under)],
    ['by a table that another refers to', () => found(({ tables }) => referredTo(tables.get(loan.name)).under)],
    ['in the order of the tables', () => found(({ leavesFirst }) => leavesFirst[0]?.under)],
    ['by what a contract offers', () => offered(card, ['name']).under as UsableActivity],
    ['in a copy of its own', () => ({ ...cards })],
  ]
  it.each(ways)('lets nobody act under a foreign activity that is found %s', async (_, activity) => {
    const nothing = async (): Promise<void> => {}
    await expect(units.under(activity(), platform, nothing)).rejects.toThrow(DescriptionOnly)
    await expect(units.under(visits, platform, work => work.under(activity(), platform, nothing))).rejects.toThrow(
      DescriptionOnly,
    )
    expect(() => listenFor(units, activity(), { hear: () => {}, ready: () => {}, stops: AbortSignal.abort() })).toThrow(
      DescriptionOnly,
    )
  })

  it('does not compile where it reaches further', () => {
    const slips = (store: Units): unknown[] => [
      // @ts-expect-error -- a module has no desk
      () => store.desk('rights', async () => {}),
      // @ts-expect-error -- nor is it the owner of tables
      () => store.asOwner(async () => {}),
      // @ts-expect-error -- what is found in the declarations is a description
      () => store.under(store.declarations.activities.get(cards.name)!, platform, async () => {}),
      // @ts-expect-error -- and so is what a table is kept under
      () => store.under(store.declarations.tables.get(card.name)!.under, platform, async () => {}),
      // @ts-expect-error -- and what a contract offers
      () => store.under(offered(card, ['name']).under, platform, async () => {}),
    ]
    expect(slips).toBeTypeOf('function')
  })

  it('opens no bulk way into a table that does not declare one', () => {
    expect(() => bulkWay(units, card)).toThrow(/not declared as filled in bulk/)
  })
})

const referredTo = (table: AnyTable | undefined): AnyTable => {
  const target = Object.values(table?.columns ?? {})
    .find(({ ref }) => ref)
    ?.ref?.table()
  if (!target) throw new Error('the table refers to none')
  return target
}
