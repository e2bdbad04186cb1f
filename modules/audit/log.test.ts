import { beforeAll, describe, expect, it } from 'vitest'
import { days, later } from '../../kernel/clock/clock.ts'
import { auditEntry, auditGone, auditOrigin, auditPerson, auditSeal } from '../../kernel/audit/tables.ts'
import { verifyAudit } from '../../kernel/checkpoints/verify.ts'
import { sealAudit } from '../../kernel/sealing/seal.ts'
import type { Staff } from '../../platform/route.ts'
import { kernel } from '../../server/kernel-module.ts'
import { grow, idOf } from '../../server/testing/grown.ts'
import { hearQueries, tooFar } from '../../server/testing/plans.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { entriesFor, type EntryFound, type LogQuery } from './log.ts'
import { audit } from './index.ts'

const rows = 20_000
const modules = [kernel, audit]
const staff: Staff = { is: 'staff', account: idOf(999_999), session: 'one', roles: [], secondFactor: 'given' }
const queries = hearQueries()

describe('a long audit log', () => {
  let world: World
  let [busy, rare] = ['', '']
  let until: Date
  beforeAll(async () => {
    world = await aWorld({
      modules,
      manifest: aManifest(modules, { 'kernel.accountability': { fields: ['userName', 'browser'] } }),
      sealEvery: 3_600_000,
    })
    ;[busy, rare] = [idOf(1), idOf(7)]
    await grow(world, [auditEntry, auditPerson, auditOrigin, auditGone, auditSeal], rows)
    // Somebody who did every tenth of all, and entries that nobody has given a place yet.
    await world.rows(
      `update obhut.audit_person set subject = $1, part = 'acted' where right(entry_id::text, 1) = '5'`,
      [busy],
    )
    await world.rows(
      `insert into obhut.audit_entry_arriving (id, at, activity, what, actor) select gen_random_uuid(), $1, 'kernel.accountability', 'arrived', 'platform' from generate_series(1, 5)`,
      [world.clock.now()],
    )
    await world.rows('analyze')
    // Each look is an entry itself; what comes later is in none of these answers.
    until = later(world.clock.now(), 1)
  })
  const asks = (question: LogQuery, after?: EntryFound, limit = 51): Promise<EntryFound[]> =>
    entriesFor(world.store, staff, question, { after, limit })

  it.each([
    ['of all', {}],
    ['of somebody', { person: idOf(7) }],
    ['of somebody who does much', { person: idOf(1) }],
    ['of somebody who was in none', { person: idOf(5_999_999) }],
    ['of a user name', { user: 'user_name 1' }],
    ['of a user name that nobody has', { user: 'nobody' }],
    ['of somebody by a user name', { person: idOf(1), user: 'user_name 1' }],
    ['of somebody who does much, about one thing', { person: idOf(1), about: 'about 15' }],
    ['long ago', { to: new Date('2020-01-01') }],
  ] as const)('shows the newest entries %s without a walk through the others', async (_, question) => {
    queries.taken(world)
    const found = await asks(question)
    if (found.length === 51) await asks(question, found.at(-1))
    expect(await tooFar(world, queries.taken(world), 'about' in question || 'user' in question ? 3000 : 300)).toEqual(
      [],
    )
  })
  it('answers page by page with what a plain query says', async () => {
    const plain = async (where: string, ...values: unknown[]): Promise<string[]> =>
      (
        await world.rows<{ id: string }>(
          `select e.id from obhut.audit_entry e where e.at >= $1 and e.at < $2 and (${where}) order by e.at desc, e.id desc limit 120`,
          [later(until, -days(7)), until, ...values],
        )
      ).map(({ id }) => id)
    const inPages = async (question: LogQuery): Promise<string[]> => {
      const all: EntryFound[] = []
      while (all.length < 120) {
        const page = await asks({ to: until, ...question }, all.at(-1), 40)
        all.push(...page)
        if (page.length < 40) break
      }
      return all.map(({ id }) => id)
    }
    const beside = 'exists (select from obhut.audit_person p where p.entry_id = e.id and p.subject = $3)'
    const named = 'exists (select from obhut.audit_origin o where o.entry_id = e.id and starts_with(o.user_name, $3))'
    expect(await plain(beside, busy)).toHaveLength(120)
    expect(await inPages({ person: busy })).toEqual(await plain(beside, busy))
    expect(await inPages({ person: rare })).toEqual(await plain(beside, rare))
    expect(await inPages({ user: 'User_Name 12' })).toEqual(await plain(named, 'user_name 12'))
    expect(await inPages({ person: busy, user: 'user_name 1' })).toEqual(
      await plain(`${beside} and ${named.replace('$3', '$4')}`, busy, 'user_name 1'),
    )
    expect(await inPages({ person: busy, about: 'about 15' })).toEqual(
      await plain(`${beside} and e.about = 'about 15'`, busy),
    )
  })
  it('shows who acted and who was concerned, and from where', async () => {
    const [acted, concerned] = [idOf(3), idOf(4)]
    await world.rows(
      `insert into obhut.audit_entry_arriving (id, at, activity, what, about, rows, actor) values ($1, $2, 'kernel.accountability', 'looked up', 'identity.account', 1, 'staff')`,
      [idOf(500_001), world.clock.now()],
    )
    await world.rows(
      `insert into obhut.audit_person_arriving (entry_id, place, part, salt, facts, at, subject, version)
       values ($1, 0, 'concerned', '', '{"reason": "a call"}', $4, $3, 1), ($1, 1, 'acted', '', '{}', $4, $2, 1)`,
      [idOf(500_001), acted, concerned, world.clock.now()],
    )
    const [found] = await asks({ what: 'looked up' })
    expect(found).toMatchObject({ acted, concerned, reason: 'a call', sealed: false, userName: null, address: null })
    const [other] = await asks({ user: 'user_name 4' })
    expect(other).toMatchObject({ userName: expect.stringMatching(/^user_name 4/), browser: expect.any(String) })
  })
  it('is verified, as to its newest part, without a walk through the rest', async () => {
    const other = await aWorld({ modules, sealEvery: 3_600_000 })
    await grow(other, [auditEntry, auditPerson, auditOrigin, auditGone, auditSeal], rows)
    await other.rows(
      'update obhut.audit_entry set seal = right(id::text, 12)::bigint, place = 0, sealed_at = at, covers = null, up_to = null',
    )
    await other.rows('update obhut.audit_seal set entries = 1')
    await other.rows('vacuum (full, analyze) obhut.audit_entry')
    await sealAudit(other.store)
    queries.taken(other)
    const { looked } = await verifyAudit(other.store, await other.periods(), { newest: { seals: 20, entries: 500 } })
    expect(looked).toBe(20)
    const asked = queries.taken(other)
    expect(asked.length).toBeGreaterThan(10)
    expect(await tooFar(other, asked, 300)).toEqual([])
  })
})
