import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { Module } from '../../platform/module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { days, hours } from '../clock/clock.ts'
import { theLibrary } from '../recovery/example-for-test.ts'
import { eraseSubject } from '../rights/erase.ts'
import { sealAudit } from '../sealing/seal.ts'
import { card, cards } from '../store/example-for-test.ts'
import { person } from '../store/work.ts'

let modules: Module[]
beforeAll(async () => {
  modules = await theLibrary()
})

const comesIn = ({ store }: World, id: string): Promise<string> =>
  store
    .under(cards, person(id), work =>
      work.over(card).insertInto('library.card').values({ name: 'Vera', address: 'a street' }).execute(),
    )
    .then(
      () => 'taken',
      (error: { code: string }) => error.code,
    )

/** Somebody is erased; after how long, of these, does somebody who still knows the id bring them back? */
async function stayOut(
  stated: { readonly latecomers: string; readonly backups: string },
  after: readonly number[],
): Promise<boolean[]> {
  const world = await aWorld({
    modules,
    manifest: aManifest(modules, {
      'kernel.rights': { latecomers: stated.latecomers },
      'kernel.accountability': { backups: stated.backups },
    }),
  })
  const vera = randomUUID()
  expect(await comesIn(world, vera)).toBe('taken')
  await eraseSubject(world.store, { kind: 'reader', id: vera })
  const out: boolean[] = []
  let passed = 0
  for (const moment of after) {
    await world.turnBy(moment - passed)
    passed = moment
    out.push((await comesIn(world, vera)) === 'OB410')
  }
  await sealAudit(world.store)
  return out
}

it.each([
  [
    'as long as a job or a letter may wait',
    { latecomers: 'PT24H', backups: 'P2D' },
    [hours(1), days(2), days(30)],
    days(33),
  ],
  [
    'as long as a backup names them',
    { latecomers: 'PT24H', backups: 'P60D' },
    [hours(26), days(33), days(59)],
    days(62),
  ],
  ['as long as the statement says', { latecomers: 'P90D', backups: 'P30D' }, [hours(26), days(62), days(89)], days(92)],
])('somebody erased stays out %s', async (_, stated, within, beyond) => {
  expect(await stayOut(stated, [...within, beyond])).toEqual([...within.map(() => true), false])
})
