import { beforeAll, describe, expect, it } from 'vitest'
import type { AnyTable } from '../../kernel/declare/table.ts'
import { StaffAccounts, type StaffRole } from '../../modules/identity/contract.ts'
import { goodPassword, signsIn } from '../../modules/identity/people-for-test.ts'
import type { Browser } from '../testing/browser.ts'
import { grow, idOf } from '../testing/grown.ts'
import { hearQueries, tooFar, type AskedQuery } from '../testing/plans.ts'
import { aWholeWorld } from '../testing/whole-world.ts'
import type { World } from '../testing/world.ts'

/** What does not grow with customers, and may be read whole. */
const bounded = new Set(['obhut.statement', 'obhut.in_force', 'obhut.stated', 'obhut.key_generation', 'identity.staff'])
const rows = 20_000
/** A list shows fifty. With what belongs to each of these it walks through no more than so many rows of a table. */
const most = 1500
/** What a look of staff at a grown store is not held to here, and why. */
const others: Readonly<Record<string, string>> = {
  'GET /api/desk/audit/verification': 'is no list; modules/audit/log.test.ts holds it to the newest part of the log',
  'GET /api/desk/disclosures/handed-over': 'sums up three months',
}

const roles: readonly StaffRole[] = ['administration', 'privacy', 'officer', 'support']
/**
 * What a list is asked for, where it asks for something. Two looks walk along what they look at until their page is full:
 * the audit log for what was done or under which activity, within the time that is asked for; and the gateways for a part
 * of a serial number, or for whether somebody has them.
 */
const asked: Readonly<Record<string, readonly string[]>> = {
  'GET /api/desk/alarms': ['state=open', 'state=over'],
  'GET /api/desk/audit': ['', `person=${idOf(7)}`, 'user=user_name', 'user=nobody'],
  'GET /api/desk/gateways': ['', 'state=retired'],
  'GET /api/desk/requests': ['', 'state=open', 'state=closed'],
  'GET /api/desk/disclosures/fields': ['kind=customer'],
}

/** Most of what was to do has been done. */
const done = [
  `update obhut.alarm set ended_at = last_at where id::text !~ '[05]0$'`,
  `update obhut.objection set state = 'upheld' where id::text !~ '[05]0$'`,
  `update obhut.authority_request set decision = coalesce(decision, 'refused') where id::text !~ '[05]0$'`,
  `update obhut.legal_hold set decision = 'refused', decided_by = coalesce(decided_by, 'somebody'), decided_at = recorded_at, reason = coalesce(reason, ''), ended_at = recorded_at where id::text !~ '[05]0$'`,
  `update rights.request set state = 'answered' where id::text !~ '[05]0$'`,
]
/** All gateways are counted for whoever takes stock. */
const isCount = ({ text }: AskedQuery): boolean => text.includes('count(*)') && text.includes('"homes"."gateway"')

/** What cannot be shown where rows mean nothing: a proof and alarms are read as what they say. */
const unreadable: ReadonlySet<string> = new Set(['GET /api/desk/proof', 'GET /api/desk/alarms'])

const queries = hearQueries()

describe('the lists of the console', () => {
  let world: World
  let grace: Browser
  let lists: { at: string; path: string }[]
  const seen = new Map<string, AskedQuery[]>()
  const look = async (meaningless = false): Promise<void> => {
    for (const { at, path } of lists) {
      await world.store.readsKept()
      queries.taken(world)
      const status = await grace.get(path).then(
        got => got.status,
        () => 'broken off',
      )
      if (!(meaningless && unreadable.has(at))) expect([path, status]).toEqual([path, 200])
      seen.set(at, [...(seen.get(at) ?? []), ...queries.taken(world)])
    }
  }
  const growing = ({ store }: World): AnyTable[] =>
    [...store.declarations.tables.values()].filter(table => !bounded.has(table.name) && !table.bulk)

  beforeAll(async () => {
    world = await aWholeWorld({ manifest: 'demo' })
    await world
      .offered(StaffAccounts)
      .withPassword({ mail: 'grace@firma.example', firstName: 'Grace', lastName: 'Hopper', roles }, goodPassword)
    grace = await signsIn(world.visitor(), 'grace@firma.example')
    lists = world
      .routes()
      .filter(({ at, who }) => at.startsWith('GET /api/') && who.name.startsWith('staff') && !at.includes('/:'))
      .filter(({ at }) => others[at] === undefined)
      .flatMap(({ at }) => (asked[at] ?? ['']).map(query => ({ at, path: `${at.slice(4)}?${query}` })))
    await world.jobs.stop()
    // As a store with few rows is asked, and once more one with many, which shows rows that mean nothing.
    await look()
    await grow(world, growing(world), rows)
    for (const change of done) await world.rows(change)
    await world.rows('vacuum analyze')
    await look(true)
    world.faults.splice(0)
  })

  it('are all looked at', () => {
    expect(seen.size).toBeGreaterThan(15)
    const withoutQueries = [...seen].filter(([, its]) => its.length === 0).map(([at]) => at)
    expect(withoutQueries).toEqual([])
  })
  it('walk through no more than they show, however much there is', async () => {
    const far = new Map<string, string[]>()
    for (const [at, its] of seen) {
      const walks = await tooFar(
        world,
        its.filter(one => !isCount(one)),
        most,
      )
      if (walks.length) far.set(at, walks)
    }
    expect(Object.fromEntries(far)).toEqual({})
  })
})
