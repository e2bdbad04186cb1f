import { describe, expect, it } from 'vitest'
import { days, minutes } from '../../kernel/clock/clock.ts'
import { moveClock } from '../../kernel/store/move-clock.ts'
import type { Store } from '../../kernel/store/store.ts'
import { against, proofOf } from '../../kernel/proof/prove-for-test.ts'
import { takeEffect } from '../../kernel/versions/waiting.ts'
import { declarationsOf, lay } from '../../server/startup/foundation.ts'
import { manifestFrom } from '../../server/statement/manifest.ts'
import { aDatabase, aWorld, testSecret } from '../../server/testing/world.ts'
import { registered } from '../identity/people-for-test.ts'
import { aStatementWorld, beginOf, inDays, parts, publish, stating } from './statement-for-test.ts'

const longer = stating({ 'website.access-log': { keep: 'P6M' } })

describe('a platform that is killed between publishing and the day', () => {
  it('tells whoever had not been told when it starts again, nobody twice, and the version holds on its day', async () => {
    const first = await aStatementWorld()
    await registered(first, 'ada@example.org')
    const day = inDays(first, 20)
    await publish(first, longer, day)
    // Killed at this point: nobody has been told yet, and the job waits.
    await first.stop()
    const second = await aWorld({ modules: parts, database: first.database })
    await second.settle()
    expect(
      await second.rows(`select count(*)::int as letters from mail.letter where activity = 'statements.notices'`),
    ).toEqual([{ letters: 1 }])
    await second.stop()
    const third = await aWorld({ modules: parts, database: first.database })
    await third.settle()
    expect(
      await third.rows(`select count(*)::int as letters from mail.letter where activity = 'statements.notices'`),
    ).toEqual([{ letters: 1 }])
    expect(third.store.inForce.version).toBe(1)
    await third.turnTo(beginOf(day))
    expect(third.store.inForce.version).toBe(2)
    expect(await against(third)).toEqual([])
  })
  it('brings a version into force at its start whose day came while it was down', async () => {
    const first = await aStatementWorld()
    const day = inDays(first, 20)
    await publish(first, longer, day)
    await first.settle()
    await first.stop()
    const { store } = await lay({
      database: first.database,
      secret: testSecret,
      modules: parts,
      manifest: { source: stating(), file: 'test.yaml' },
      kind: 'test',
    })
    await moveClock(store, new Date(beginOf(day).getTime() + days(2)))
    await store.close()
    const second = await aWorld({ modules: parts, database: first.database })
    await second.settle()
    await expect.poll(() => second.store.inForce.version).toBe(2)
    expect(second.stating.manifest.activities['website.access-log']?.settings['keep']).toBe('P6M')
  })
})

describe('a switch that is killed', () => {
  /** Its own connection ends at the nth thing that it asks: what an out-of-memory killer does to it. */
  const killedAt = (store: Store, nth: number, asked: { count: number }): Store => ({
    ...store,
    inForce: store.inForce,
    ledger: store.ledger,
    asOwner: work =>
      store.asOwner(client =>
        work(
          new Proxy(client, {
            get: (target, name) =>
              name !== 'query'
                ? (Reflect.get(target, name) as unknown)
                : async (...given: unknown[]) => {
                    if (++asked.count === nth) await target.query('select pg_terminate_backend(pg_backend_pid())')
                    return Reflect.apply(target.query as (...all: unknown[]) => Promise<unknown>, target, given)
                  },
          }),
        ),
      ),
  })
  it('has happened wholly or not at all, wherever that was', async () => {
    const world = await aStatementWorld()
    await registered(world, 'ada@example.org')
    const day = inDays(world, 20)
    await publish(world, longer, day)
    await expect
      .poll(async () => {
        await world.turnBy(minutes(1))
        return world.rows('select told_at is not null as told from obhut.statement where version = 2')
      })
      .toEqual([{ told: true }])
    await world.jobs.stop()
    await moveClock(world.store, new Date(beginOf(day).getTime() + minutes(1)))
    const { activities, tables } = declarationsOf(parts)
    const read = (source: string, file: string) =>
      manifestFrom(source, file, [...activities.values()], [...tables.values()])
    const state = (): Promise<unknown[]> =>
      world.rows(`select f.version, (select count(*)::int from obhut.stated) as stated, (select in_force_since is not null from obhut.statement where version = 2) as came,
      (select string_agg(concat_ws(' ', table_name, column_name, privilege_type, grantee), ',' order by table_name, column_name, privilege_type, grantee) from information_schema.column_privileges where table_schema = 'website') as grants from obhut.in_force f`)
    const before = await state()
    const asked = { count: 0 }
    let nth = 1
    for (; nth < 100; nth++) {
      asked.count = 0
      const took = await takeEffect(killedAt(world.store, nth, asked), read, facts => facts.manifest.timeZone).catch(
        () => undefined,
      )
      if (took) {
        expect(took).toEqual({ is: 'in force', version: 2 })
        break
      }
      expect([nth, await state()]).toEqual([nth, before])
    }
    expect(nth).toBeGreaterThan(8)
    expect(await state()).toMatchObject([{ version: 2, came: true }])
  })
})

describe('a start on a live store', () => {
  it('is refused where the code does otherwise than the version in force says, though nobody touched the file', async () => {
    const published = { source: stating(), file: 'published.yaml' }
    const database = await aDatabase(parts, published, 'live')
    const start = (modules = parts) => lay({ database, secret: testSecret, modules, manifest: published, kind: 'live' })
    await (await start()).store.close()
    const other = parts.map(part =>
      part.name !== 'website'
        ? part
        : {
            ...part,
            activities: part.activities.map(one => ({
              ...one,
              spec: { ...one.spec, operations: [...(one.spec.operations ?? []), 'dissemination' as const] },
            })),
          },
    )
    await expect(start(other)).rejects.toThrow(
      /This software does otherwise than the statement in force says[^]*Access log: what is done with the data: .*disseminat.*\(further operations on the data\)[^]*obhut upgrade --publish/,
    )
    // Refused again, and not the second time let in.
    await expect(start(other)).rejects.toThrow('This software does otherwise')
    await (await start()).store.close()
  })
})

describe('the proof that people were told in time', () => {
  it('holds after a change that was told, and fails where the record says that it was told too late, or to nobody', async () => {
    const world = await aStatementWorld()
    await registered(world, 'ada@example.org')
    const day = inDays(world, 20)
    await publish(world, longer, day)
    await world.settle()
    await world.turnTo(beginOf(day))
    expect(await against(world)).toEqual([])
    const { promises } = await proofOf(world)
    expect(promises.find(({ id }) => id === 'statement/changes')?.evidence).toContainEqual(
      expect.objectContaining({
        from: 'rows',
        rows: 1,
        says: '1 version changed something material, each told to everybody in time',
      }),
    )
    for (const [sql, says] of [
      [
        `update obhut.statement set told_at = in_force_since - interval '2 days' where version = 2`,
        'told too late for that',
      ],
      ['update obhut.statement set told_at = null where version = 2', 'nobody was told of it'],
      [
        `update obhut.statement set told_at = published_at, in_force_since = in_force_since - interval '1 day' where version = 2`,
        'came into force before its day',
      ],
    ] as const) {
      await world.rows(sql)
      expect(await against(world)).toEqual([expect.stringContaining(says)])
    }
  })
})
