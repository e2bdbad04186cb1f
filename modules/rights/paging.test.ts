import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Browser } from '../../server/testing/browser.ts'
import { audit } from '../audit/index.ts'
import { disclosures } from '../disclosures/index.ts'
import { website } from '../website/index.ts'
import { rights } from './index.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { StaffAccounts } from '../identity/contract.ts'
import { goodPassword, parts, signsIn } from '../identity/people-for-test.ts'
import { PrivacyDesk } from './contract.ts'

/** Everything that a list has, page by page, as a screen asks for it. */
async function all(
  browser: Browser,
  at: string,
  limit: number,
  by = 'id',
): Promise<{ readonly ids: string[]; readonly pages: number }> {
  const ids: string[] = []
  let [after, pages] = ['', 0]
  do {
    const { status, body } = await browser.get(
      `${at}${at.includes('?') ? '&' : '?'}limit=${limit}${after && `&after=${encodeURIComponent(after)}`}`,
    )
    expect(status).toBe(200)
    expect(body.items.length).toBeLessThanOrEqual(limit)
    ids.push(...(body.items as Record<string, string>[]).map(one => one[by] ?? ''))
    after = body.next ?? ''
    pages++
  } while (after && pages < 100)
  return { ids, pages }
}

describe('lists of the desk', () => {
  let world: World
  let desk: Browser
  beforeAll(async () => {
    world = await aWorld({ modules: [...parts, rights, disclosures, website, audit] })
    await world
      .offered(StaffAccounts)
      .withPassword(
        { mail: 'grace@staff.example', firstName: 'Grace', lastName: 'Hopper', roles: ['privacy'] },
        goodPassword,
      )
    desk = await signsIn(world.visitor(), 'grace@staff.example')
    const { id } = await world.offered(PrivacyDesk).open({
      by: 'mail',
      list: 'desk',
      from: 'genuine@example.org',
      says: 'A genuine request.',
      receivedAt: world.clock.now(),
    })
    // A flood of others, many of them at the same moment, before and after the genuine one.
    const columns = (
      await world.rows<{ name: string }>(
        `select column_name as name from information_schema.columns where table_schema = 'rights' and table_name = 'request' and column_name not in ('id', 'subject', 'due_at', 'state', 'closed_at')`,
      )
    )
      .map(({ name }) => `"${name}"`)
      .join(', ')
    await world.rows(
      `insert into rights.request (id, subject, due_at, state, closed_at, ${columns}) select gen_random_uuid(), gen_random_uuid(), due_at + ((n / 20) - 15) * interval '1 hour', case when n % 3 = 0 then 'withdrawn' else 'open' end, case when n % 3 = 0 then received_at end, ${columns}
      from rights.request, generate_series(1, 600) n where id = $1`,
      [id],
    )
  })
  it('show each request once, whatever the size of a page, with the filter kept, those due first before the others', async () => {
    const ids = async (sql: string) =>
      (await world.rows<{ id: string }>(`select id from rights.request ${sql}`)).map(({ id }) => id)
    const open = await all(desk, '/api/desk/requests?state=open', 50)
    expect(open).toEqual({ ids: await ids(`where state = 'open' order by due_at, id`), pages: 9 })
    expect(await all(desk, '/api/desk/requests?state=closed', 70)).toEqual({
      ids: await ids(`where state <> 'open' order by due_at desc, id desc`),
      pages: 3,
    })
    const whole = await all(desk, '/api/desk/requests', 200)
    expect([whole.ids.length, new Set(whole.ids).size]).toEqual([601, 601])
  })
  it('miss nothing and show nothing twice where something comes in before the page that is read next', async () => {
    const { body: first } = await desk.get('/api/desk/requests?state=open&limit=100')
    await world.rows(`update rights.request set due_at = due_at - interval '30 days' where id = $1`, [
      (await desk.get('/api/desk/requests?state=open&limit=200')).body.items.at(-1).id,
    ])
    const { body: second } = await desk.get(
      `/api/desk/requests?state=open&limit=100&after=${encodeURIComponent(first.next)}`,
    )
    const shown = [...first.items, ...second.items].map(({ id }: { id: string }) => id)
    expect(new Set(shown).size).toBe(200)
  })
  it('go on behind every moment that can be stored', async () => {
    const columns = (
      await world.rows<{ name: string }>(
        `select column_name as name from information_schema.columns where table_schema = 'rights' and table_name = 'request' and column_name not in ('id', 'subject', 'due_at', 'list')`,
      )
    )
      .map(({ name }) => `"${name}"`)
      .join(', ')
    await world.rows(
      `insert into rights.request (id, subject, list, due_at, ${columns}) select gen_random_uuid(), gen_random_uuid(), 'officer', due, ${columns} from (select * from rights.request limit 1) r, unnest('{0044-03-15 BC,0001-01-01,2026-01-01,9999-12-31 23:59:59.999+00,12000-01-01}'::timestamptz[]) due`,
    )
    await world
      .offered(StaffAccounts)
      .withPassword(
        { mail: 'officer@staff.example', firstName: 'Olga', lastName: 'Muster', roles: ['officer'] },
        goodPassword,
      )
    const officer = await signsIn(world.visitor(), 'officer@staff.example')
    expect((await all(officer, '/api/desk/requests', 1)).ids).toEqual(
      (
        await world.rows<{ id: string }>(`select id from rights.request where list = 'officer' order by due_at, id`)
      ).map(({ id }) => id),
    )
  })
  it('refuse a place that no page named', async () => {
    const day = '2026-01-01T00:00:00.000Z'
    const wrong = [
      'nonsense',
      '-004800-01-01T00:00:00Z_00000000-0000-4000-8000-000000000000',
      '2026-99-99T00:00:00.000Z_00000000-0000-4000-8000-000000000000',
      `${day}_' or true --`,
      `${day}_${'-'.repeat(36)}`,
      `${day}_${'0'.repeat(36)}`,
      `${day}_0000-00000000-4000-8000-000000000000`,
    ]
    await world
      .offered(StaffAccounts)
      .withPassword(
        { mail: 'chief@staff.example', firstName: 'Ada', lastName: 'Muster', roles: ['administration'] },
        goodPassword,
      )
    const chief = await signsIn(world.visitor(), 'chief@staff.example')
    for (const [browser, list] of [
      [desk, 'requests'],
      [desk, 'disclosures'],
      [desk, 'holds'],
      [chief, 'audit'],
    ] as const) {
      for (const after of wrong)
        expect([
          list,
          after,
          (await browser.get(`/api/desk/${list}?after=${encodeURIComponent(after)}`)).status,
        ]).toEqual([list, after, 422])
    }
    expect((await desk.get('/api/desk/requests?limit=100000')).status).toBe(422)
  })
  it('of requests of authorities and of holds go the same way', async () => {
    const staff = (await world.rows<{ id: string }>('select id from identity.staff'))[0]?.id ?? ''
    await world.rows(
      `insert into obhut.authority_request (kind, authority, file_number, ground, because, fields, recorded_by, recorded_at, subject, version) select 'customer', 'Polizei', n::text, 'StPO 95', 'ordered by a court', '{identity.account.mail}', $1, $2::timestamptz + (n / 7) * interval '1 minute', $3, 1 from generate_series(1, 130) n`,
      [staff, world.clock.now(), randomUUID()],
    )
    await world.rows(
      `insert into obhut.hold (held, begins, ends, reason, until, recorded_at) select 'website.request', $1::timestamptz, $1::timestamptz + interval '1 day', 'a suspicion', $1::timestamptz + interval '30 days', $1::timestamptz + (n / 7) * interval '1 minute' from generate_series(1, 130) n`,
      [world.clock.now()],
    )
    for (const [at, table] of [
      ['/api/desk/disclosures', 'obhut.authority_request'],
      ['/api/desk/holds', 'obhut.hold'],
    ] as const) {
      expect(await all(desk, at, 50)).toEqual({
        ids: (await world.rows<{ id: string }>(`select id from ${table} order by recorded_at desc, id desc`)).map(
          ({ id }) => id,
        ),
        pages: 3,
      })
    }
  })
  it('of objections, restrictions and assessments go the same way', async () => {
    const now = world.clock.now()
    await world.rows(
      `insert into obhut.objection (activity, at, grounds, state, stops, subject) select 'website.access-log', $1::timestamptz + (n / 7) * interval '1 minute', 'mine', 'examined', true, gen_random_uuid() from generate_series(1, 130) n`,
      [now],
    )
    await world.rows(
      `insert into obhut.restriction (subject, since, ground, asked) select gen_random_uuid(), $1::timestamptz + (n / 7) * interval '1 minute', 'accuracy', 'person' from generate_series(1, 130) n`,
      [now],
    )
    await world.rows(
      `insert into obhut.assessment (year, reason, opened_at, closed_at) select 2000 + n, 'audit', $1::timestamptz + (n / 7) * interval '1 minute', $1 from generate_series(1, 130) n`,
      [now],
    )
    const ids = async (sql: string) => (await world.rows<{ id: string }>(sql)).map(({ id }) => id)
    expect(await all(desk, '/api/desk/objections', 50)).toEqual({
      ids: await ids(`select id from obhut.objection order by at, id`),
      pages: 3,
    })
    expect(await all(desk, '/api/desk/restrictions', 50, 'subject')).toEqual({
      ids: await ids('select r.subject as id from obhut.restriction r order by r.since, r.id'),
      pages: 3,
    })
    expect(await all(desk, '/api/desk/assessments', 50)).toEqual({
      ids: await ids('select id from obhut.assessment order by opened_at desc, id desc'),
      pages: 3,
    })
  })
  it('of what was handed over go the same way, counted', async () => {
    const now = world.clock.now()
    await world.rows(
      `insert into obhut.disclosure (at, recipient, activity, fields, ground, subject, version) select $1::timestamptz - (n / 7) * interval '1 minute', 'r' || n, 'mail.delivery', '{pd:EmailAddress}', 'mail.delivery', gen_random_uuid(), 1 from generate_series(1, 130) n, generate_series(1, 2)`,
      [now],
    )
    const found = await all(desk, '/api/desk/disclosures/handed-over', 50, 'recipient')
    expect([found.pages, found.ids.length, new Set(found.ids).size]).toEqual([3, 130, 130])
    const { body } = await desk.get('/api/desk/disclosures/handed-over?limit=1')
    expect(body.items).toMatchObject([{ times: 2, last: expect.any(String) }])
  })
  it('say how many there are on all pages, for the overview', async () => {
    const { body: requests } = await desk.get('/api/desk/requests?state=open&limit=1')
    expect([requests.items.length, requests.total]).toEqual([1, 401])
    expect(requests.items[0].dueAt).toBe(
      (
        await world.rows<{ due: Date }>(
          `select min(due_at) as due from rights.request where list = 'desk' and state = 'open'`,
        )
      )[0]?.due.toISOString(),
    )
    expect((await desk.get('/api/desk/objections?limit=1')).body.total).toBe(130)
    // Those that were recorded by oneself wait for somebody else.
    expect((await desk.get('/api/desk/disclosures?limit=1')).body.forYou).toBe(0)
    await world.rows(
      `update obhut.authority_request set decision = 'approved', decided_at = $1, decided_by = gen_random_uuid(), ended_at = $1 where id in (select id from obhut.authority_request limit 60)`,
      [world.clock.now()],
    )
    expect((await desk.get('/api/desk/disclosures?limit=1')).body.forYou).toBe(60)
  })
  it('of everybody who works here go by name, and show each once', async () => {
    const administrator = await world
      .offered(StaffAccounts)
      .withPassword(
        { mail: 'ada@staff.example', firstName: 'Ada', lastName: 'Lovelace', roles: ['administration'] },
        goodPassword,
      )
    const browser = await signsIn(world.visitor(), 'ada@staff.example')
    // Many of one name.
    for (const [schema, name] of [
      ['identity', 'staff'],
      ['identity', 'login'],
    ] as const) {
      const columns = (
        await world.rows<{ name: string }>(
          `select column_name as name from information_schema.columns where table_schema = $1 and table_name = $2 and column_name not in ('id', 'subject', 'mail', 'last_name')`,
          [schema, name],
        )
      )
        .map(one => `"${one.name}"`)
        .join(', ')
      const named = name === 'staff' ? ', last_name' : ''
      await world.rows(
        `insert into ${schema}.${name} (id, subject, mail, ${columns}${named}) select ids.id, ids.id, 'c' || n || '@staff.example', ${columns}${named && `, 'Name ' || n / 40`}
        from ${schema}.${name}, generate_series(1, 120) n, lateral (select md5('colleague ' || n)::uuid as id) ids where ${schema}.${name}.id = $1`,
        [administrator],
      )
    }
    const found = await all(browser, '/api/staff/accounts', 50)
    expect(found).toEqual({
      ids: (await world.rows<{ id: string }>('select id from identity.staff order by last_name, first_name, id')).map(
        ({ id }) => id,
      ),
      pages: 3,
    })
  })
})
