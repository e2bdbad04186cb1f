import { randomUUID } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, describe, expect, it } from 'vitest'
import { atOneMoment } from '../../kernel/rows/copy.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { parts } from '../identity/people-for-test.ts'
import { copyAsZip, portableAsZip } from './archive.ts'
import { website } from '../website/index.ts'
import { rights } from './index.ts'

const rows = 100_000
const mostMiB = 30

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
/** What lives in this process, in MiB: what waits to be collected is not counted. */
function living(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 2 ** 20
}

describe(`the copy of somebody with ${rows.toLocaleString('en')} rows`, () => {
  let world: World
  const id = randomUUID()
  beforeAll(async () => {
    world = await aWorld({ modules: [...parts, rights, website] })
    await world.rows(
      `insert into mail.letter ("to", language, named, activity, posted_at, worth_until, due_at, closed_at, state, subject, version)
       select md5(n::text) || '@example.org', 'en', 'no', 'identity.registration', $3, $3, $3, $3, 'sent', $1::uuid, 1 from generate_series(1, $2::int) n`,
      [id, rows, world.clock.now()],
    )
  })
  it.each([
    ['as a ZIP of all that is held', copyAsZip],
    ['as portable data', portableAsZip],
  ] as const)(`is made within ${mostMiB} MiB of memory, %s`, async (_, make) => {
    const { store, stating } = world
    const before = living()
    let [chunks, highest] = [0, 0]
    const subject = { kind: 'customer', id }
    await atOneMoment(store, subject, async snapshot => {
      for await (const _chunk of await make({ store, stating, subject, language: 'en', snapshot }))
        if (++chunks % 10 === 0) highest = Math.max(highest, living() - before)
    })
    expect(chunks).toBeGreaterThan(20)
    expect(highest).toBeLessThan(mostMiB)
  })
})
