import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { aHousehold } from '../clauses/home/household.ts'
import { consents } from '../kernel/declare/activities.ts'
import { backUp } from '../kernel/backup/backup.ts'
import { aBackupFolder, anEmptyDatabase, opener, restoredInto } from '../kernel/backup/store-for-test.ts'
import { withdrawConsent } from '../kernel/consent/change.ts'
import { person } from '../kernel/store/work.ts'
import { lift, restrict } from '../kernel/restriction/on-request.ts'
import { eraseSubject } from '../kernel/rights/erase.ts'
import { object, objectable } from '../kernel/rights/objections.ts'
import { correct } from '../modules/identity/account.ts'
import { until } from '../modules/homes/gateway-for-test.ts'
import type { Needs } from '../modules/identity/needs.ts'
import { databaseIn, withClient, type Database } from '../server/startup/database.ts'
import { everyModule } from '../server/modules.ts'
import { aWholeWorld } from '../server/testing/whole-world.ts'
import { testSecret, type World } from '../server/testing/world.ts'
import { testCluster } from '../tools/testing/cluster.ts'
import { whole } from './whole.ts'

const counts = whole ? { erased: 1000, each: 100 } : { erased: 10, each: 10 }
const groups = ['erased', 'restricted', 'lifted', 'withdrawn', 'objected', 'corrected', 'untouched'] as const
type Group = (typeof groups)[number]
const people = Object.fromEntries(
  groups.map(group => [
    group,
    Array.from({ length: group === 'erased' ? counts.erased : counts.each }, () => randomUUID()),
  ]),
) as Record<Group, string[]>
const everybody = Object.values(people).flat()
const inTurn = async (ids: readonly string[], does: (id: string) => Promise<unknown>): Promise<void> => {
  for (const id of ids) await does(id)
}
const customer = (id: string) => ({ kind: 'customer', id })

describe(`what happened after a backup (${counts.erased} erasures, ${counts.each} of each other kind)`, () => {
  let world: World
  let backup: string
  let fileCopy: Database
  let home: { readonly id: string; readonly channels: readonly number[] }
  let ledger: string

  beforeAll(async () => {
    ledger = join(await aBackupFolder(), 'ledger')
    world = await aWholeWorld({ manifest: 'home', ledger })
    const household = await aHousehold(world, 'household@example.org')
    await lives(world, everybody)
    home = {
      id: household.id,
      channels: (
        await world.rows<{ channel: number }>('select channel from telemetry.holding where subject = $1', [
          household.id,
        ])
      ).map(({ channel }) => channel),
    }
    await until(
      () => readingsOf(world),
      count => count > 0,
    )

    backup = join(await aBackupFolder(), 'before.backup')
    await backUp(world.store, backup, opener)
    // A copy of the files, taken while nobody is connected.
    const { database, written, url } = world
    await world.stop()
    fileCopy = await copied(database)
    world = await aWholeWorld({ manifest: written.source, database, ledger, port: Number(new URL(url).port) })
    const gateways = (await household.browser.get('/api/home')).body.gateways as { id: string }[]
    for (const { id } of gateways) await household.browser.delete(`/api/gateways/${id}`)
    await happens(world)
    await until(
      () => readingsOf(world),
      count => count === 0,
    )
  }, 1_200_000)
  const readingsOf = async (of: World): Promise<number> =>
    (await of.rows('select from telemetry.reading where channel = any($1)', [home.channels])).length

  it('happened', async () => {
    expect(await outcome(world, home)).toEqual(asItShouldBe)
  })
  it('is so again on a start with a restored backup, before anybody is served', async () => {
    const database = await anEmptyDatabase()
    await restoredInto(database, everyModule, backup, world.store.id)
    await isSoAgain(database, 'a restored backup')
  }, 600_000)
  it('is so again on a start with a copy of the files of the database', async () => {
    await isSoAgain(fileCopy, 'a copy of the files')
  }, 600_000)

  async function isSoAgain(database: Database, what: string): Promise<void> {
    const before = performance.now()
    const again = await aWholeWorld({ manifest: world.written.source, database, ledger })
    const took = performance.now() - before
    console.log(
      `${what}: ${again.caughtUp.entries} entries of the ledger, ${again.caughtUp.repeated} found somebody; started in ${(took / 1000).toFixed(1)} s`,
    )
    expect(again.caughtUp.repeated).toBeGreaterThanOrEqual(counts.erased + 5 * counts.each)
    expect(await outcome(again, home)).toEqual(asItShouldBe)
    expect(again.faults).toEqual([])
    await again.stop()
    const third = await aWholeWorld({ manifest: world.written.source, database, ledger })
    expect(third.caughtUp).toEqual({ entries: 0, repeated: 0 })
    await third.stop()
  }
})

/** Accounts as registrations leave them, each with a consent. */
async function lives(world: World, ids: readonly string[]): Promise<void> {
  const now = world.clock.now()
  await world.rows(
    `insert into identity.account (id, subject, version, mail, language, first_name, last_name, customer_number, requested_at)
    select id, id, 1, id || '@example.org', 'de', 'Ida', 'Alt', lpad((1000000 + n)::text, 10, '0'), $2 from unnest($1::uuid[]) with ordinality as p (id, n)`,
    [ids, now],
  )
  await world.rows(
    `insert into identity.login (id, subject, version, kind, mail, roles) select id, id, 1, 'customer', id || '@example.org', '[]' from unnest($1::uuid[]) as p (id)`,
    [ids],
  )
  await world.rows(
    `insert into obhut.consent (purpose, recipient, channel, state, statement, since, subject, version) select 'homes.comparison', '', '', 'given', 1, $2, id, 1 from unnest($1::uuid[]) as p (id)`,
    [ids, now],
  )
}

async function happens(world: World): Promise<void> {
  const { store } = world
  const [activity] = objectable(store, 'customer')
  if (!activity) throw new Error('there is nothing to object to')
  await inTurn(people.erased, id => eraseSubject(store, customer(id)))
  await inTurn([...people.restricted, ...people.lifted], id =>
    restrict(store, customer(id), { ground: 'claims', by: person(id) }),
  )
  await inTurn(people.lifted, id => lift(store, customer(id), person(id)))
  await inTurn(people.withdrawn, id =>
    store.under(consents, person(id), work =>
      withdrawConsent(work, { kind: 'customer', subject: id, purpose: 'homes.comparison', how: 'switch' }),
    ),
  )
  await inTurn(people.objected, id => object(store, customer(id), { activity, by: person(id) }))
  await inTurn(people.corrected, id =>
    correct(
      { store, stating: world.stating } as unknown as Needs, // as: it asks for no more of them
      { is: 'customer', account: id },
      { fields: { lastName: 'Neu' } },
    ),
  )
}

interface Outcome {
  readonly there: Readonly<Record<Group, number>>
  readonly restricted: number
  readonly restrictedRows: number
  readonly withdrawn: number
  readonly given: number
  readonly objecting: number
  readonly corrected: number
  readonly traces: readonly string[]
  readonly claims: number
  readonly readings: number
}
const asItShouldBe: Outcome = {
  there: {
    erased: 0,
    restricted: counts.each,
    lifted: counts.each,
    withdrawn: counts.each,
    objected: counts.each,
    corrected: counts.each,
    untouched: counts.each,
  },
  restricted: counts.each,
  restrictedRows: counts.each,
  withdrawn: counts.each,
  given: 5 * counts.each,
  objecting: counts.each,
  corrected: counts.each,
  traces: [],
  claims: 0,
  readings: 0,
}

async function outcome(
  world: World,
  home: { readonly id: string; readonly channels: readonly number[] },
): Promise<Outcome> {
  const count = async (sql: string, ...values: unknown[]): Promise<number> =>
    (await world.rows<{ n: number }>(`select count(*)::int as n from ${sql}`, values))[0]?.n ?? -1
  const there: Record<string, number> = {}
  for (const group of groups) there[group] = await count('identity.account where id = any($1)', people[group])
  const traces: string[] = []
  for (const table of [...world.declarations.tables.values()].filter(({ about }) => about.who === 'owner')) {
    const at = table.name
      .split('.')
      .map(part => pg.escapeIdentifier(part.replaceAll('-', '_')))
      .join('.')
    if ((await count(`${at} where subject = any($1)`, people.erased)) > 0) traces.push(table.name)
  }
  return {
    there: there as Outcome['there'],
    traces,
    restricted:
      (await count(`obhut.restriction where subject = any($1)`, people.restricted)) +
      (await count(`obhut.restriction where subject <> all($1)`, people.restricted)) * 1000,
    restrictedRows: await count(`identity.account where restricted = 'on request' and id = any($1)`, [
      ...people.restricted,
      ...people.lifted,
    ]),
    withdrawn: await count(`obhut.consent where state = 'withdrawn' and subject = any($1)`, people.withdrawn),
    given: await count(`obhut.consent where state = 'given' and subject = any($1)`, everybody),
    objecting: await count(`obhut.objection where stops and subject = any($1)`, people.objected),
    corrected: await count(`identity.account where last_name = 'Neu' and id = any($1)`, people.corrected),
    claims: await count(`homes.claim where subject = $1`, home.id),
    readings: await count(`telemetry.reading where channel = any($1)`, home.channels),
  }
}

async function copied({ place }: Database): Promise<Database> {
  const name = `copy_${randomUUID().replaceAll('-', '')}`
  await withClient(testCluster(), admin =>
    admin.query(
      `create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(place.database)} owner obhut_owner`,
    ),
  )
  return databaseIn(testCluster(), name, testSecret)
}
