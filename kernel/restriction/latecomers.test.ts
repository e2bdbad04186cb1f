import { createHash, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Module } from '../../platform/module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { days, hours } from '../clock/clock.ts'
import { markOfErased, marksOfErased } from '../enforce/mark-of-erased.ts'
import { theLibrary } from '../recovery/example-for-test.ts'
import { eraseSubject } from '../rights/erase.ts'
import { sealAudit } from '../sealing/seal.ts'
import { card, cards } from '../store/example-for-test.ts'
import { person } from '../store/work.ts'
import { keyMarks } from './marks.ts'

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

describe('the mark of somebody erased', () => {
  it('tells nobody who knows the id and holds the data that the person was there', async () => {
    const world = await aWorld({ modules })
    const vera = randomUUID()
    await comesIn(world, vera)
    await eraseSubject(world.store, { kind: 'reader', id: vera })
    const [kept] = await world.rows<{ mark: Buffer; key: Buffer; keyed: boolean }>(
      'select mark, key, keyed from obhut.erased, obhut.erasure_key',
    )
    const hashed = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest()
    const id = Buffer.from(vera.replaceAll('-', ''), 'hex')
    expect(kept!.mark).not.toEqual(hashed(id))
    expect(kept!.mark).toEqual(hashed(kept!.key, hashed(id)))
    await expect(world.rows('insert into obhut.erasure_key (key) values (sha256($1))', [id])).rejects.toThrow(/is_one/)
  })
  it('lets nobody in where its key is missing, and no function looks past that', async () => {
    const world = await aWorld({ modules })
    const vera = randomUUID()
    await comesIn(world, vera)
    await eraseSubject(world.store, { kind: 'reader', id: vera })
    expect(
      await world.rows(
        `select proname from pg_proc where pronamespace = 'obhut'::regnamespace and prosrc like '%obhut.erasure_key%'`,
      ),
    ).toEqual([{ proname: 'key_of_marks' }])
    await world.rows('truncate obhut.erasure_key')
    for (const id of [vera, randomUUID()]) expect(await comesIn(world, id)).toBe('55000')
  })
  it('is known without its key to the seal and to the proof as well, and needs it where there is one', async () => {
    const world = await aWorld({ modules })
    const [plain, keyed, other] = [randomUUID(), randomUUID(), randomUUID()]
    await world.rows(
      `insert into obhut.erased (mark, at, keyed) values (sha256(uuid_send($1::uuid)), now(), false), (${markOfErased('$2::uuid')}, now(), true)`,
      [plain, keyed],
    )
    expect(
      await world.rows(
        `select one as id from unnest($1::uuid[]) one where exists (select from obhut.erased e where e.mark in ${marksOfErased('one')}) order by array_position($1::uuid[], one)`,
        [[plain, keyed, other]],
      ),
    ).toEqual([{ id: plain }, { id: keyed }])
  })
  it('counts also where a process of an earlier version made it, until a start keys it', async () => {
    const world = await aWorld({ modules })
    const [vera, both] = [randomUUID(), randomUUID()]
    await comesIn(world, both)
    await eraseSubject(world.store, { kind: 'reader', id: both })
    for (const id of [vera, both])
      await world.rows('insert into obhut.erased (mark, at) values (sha256(uuid_send($1::uuid)), $2)', [
        id,
        world.clock.now(),
      ])
    expect(await comesIn(world, vera)).toBe('OB410')
    await world.store.asOwner(owner => keyMarks(owner))
    expect(await world.rows('select from obhut.erased where not keyed')).toEqual([])
    expect(await world.rows('select from obhut.erased')).toHaveLength(2)
    for (const id of [vera, both]) expect(await comesIn(world, id)).toBe('OB410')
  })
})
