import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { days } from '../clock/clock.ts'
import { library, librarySql } from '../store/example-for-test.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld } from '../../server/testing/world.ts'
import { testCluster } from '../../tools/testing/cluster.ts'
import { overdue } from './overdue.ts'

it('a sweep that does not get at a row for more than a day raises an alarm, and is quiet once it does', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'library-'))
  await writeFile(join(directory, '20261122_library.sql'), librarySql)
  const world = await aWorld({ modules: [kernel, library(directory)] })
  await world.rows('insert into library.visit (at, room) values ($1, $2)', [world.clock.now(), 'hall'])
  const reader = new Client({ ...testCluster(), database: world.database.place.database })
  await reader.connect()
  await reader.query('begin; select from library.visit for update')

  // Seven days end with the seventh day, so the row is due between the seventh and the eighth.
  await world.turnBy(days(7.5))
  expect(world.faults).toEqual([])
  await world.turnBy(days(2))
  const alarms = world.faults.splice(0).map(({ what, error }) => `${what}: ${(error as Error).message}`)
  // The daily proof says the same in its own words.
  expect(alarms.filter(one => !one.startsWith('proof:'))).toEqual([
    expect.stringMatching(
      /^retention: These storage periods have been over for more than a day, and the data is still there: library\.visit \(1, the oldest of /,
    ),
  ])
  expect(await overdue(world.store, await world.periods())).toMatchObject([{ table: 'library.visit', rows: 1 }])

  await reader.query('rollback')
  await reader.end()
  await world.turnBy(days(1))
  expect(world.faults).toEqual([])
  expect(await world.rows('select from library.visit')).toEqual([])
})
