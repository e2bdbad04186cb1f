import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { days, later } from '../clock/clock.ts'
import { library, librarySql } from '../store/example-for-test.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld } from '../../server/testing/world.ts'

it('keeps rows under a hold past their period, those and no others, and lets them go when it ends', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'library-'))
  await writeFile(join(directory, '20261122_library.sql'), librarySql)
  const world = await aWorld({ modules: [kernel, library(directory)] })
  const now = world.clock.now()
  for (const [at, room] of [
    [now, 'hall'],
    [later(now, days(1)), 'attic'],
  ] as const)
    await world.rows('insert into library.visit (at, room) values ($1, $2)', [at, room])
  await world.rows(
    `insert into obhut.hold (held, begins, ends, reason, until, recorded_at) values ('library.visit', $1, $2, 'somebody took the globe', $3, $1)`,
    [now, later(now, 1000), later(now, days(30))],
  )
  const rooms = async (): Promise<string[]> =>
    (await world.rows('select room from library.visit order by at')).map(row => row.room as string)

  await world.turnBy(days(20))
  expect(await rooms()).toEqual(['hall'])
  expect(world.faults).toEqual([])
  await world.turnBy(days(12))
  expect(await rooms()).toEqual([])
  await expect(
    world.rows(
      `insert into obhut.hold (held, begins, ends, reason, until, recorded_at) values ('library.visit', $1, $2, '', $2, $1)`,
      [now, later(now, 1000)],
    ),
  ).rejects.toThrow('check')
})
