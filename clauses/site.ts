import { sql } from 'kysely'
import { byHand } from '../kernel/store/by-hand.ts'
import { expect } from 'vitest'
import { defineModule } from '../platform/module.ts'
import { platform } from '../kernel/store/work.ts'
import { prove } from '../kernel/proof/prove.ts'
import { activity } from '../kernel/declare/activity.ts'
import { personalColumnsUnder } from '../kernel/statement/data-section.ts'
import { label } from '../kernel/statement/labels.ts'
import { states } from '../kernel/statement/manifest.ts'
import { CustomerAccounts } from '../modules/identity/contract.ts'
import { everyModule } from '../server/modules.ts'
import type { Browser, Got } from '../server/testing/browser.ts'
import { aWorld, type World } from '../server/testing/world.ts'
import type { System } from './catalogue.ts'
import { statementWith } from './written.ts'

/** A browser that sends all that browsers send. */
export const aBrowserThatTells = {
  'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
  'accept-language': 'de-DE,de;q=0.9,en;q=0.5',
  referer: 'https://search.example/results?q=ada+lovelace',
  accept: 'text/html',
}

/** The whole access log, as whoever has the server sees it. */
export async function accessLog(world: World): Promise<Record<string, unknown>[]> {
  await world.settle()
  return world.rows('select * from website.request order by at, id')
}
/** What a row holds; the row's own random id tells nothing and is left out. */
export const held = (row: Record<string, unknown> | undefined): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row ?? {}).filter(([name, value]) => value !== null && name !== 'id'))

/** When a row came about, by the clocks of the platform. */
export const momentOf = (row: Record<string, unknown> | undefined): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(Number(row?.['at'])).toZonedDateTimeISO('Europe/Berlin')

/** The rows that this request alone leaves. */
export async function rowsOf(world: World, request: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const before = new Set((await accessLog(world)).map(({ id }) => id))
  await request()
  return (await accessLog(world)).filter(({ id }) => !before.has(id)).map(held)
}

/** Requests of all kinds, answered and refused. */
export const requests: readonly (readonly [
  what: string,
  ask: (world: World, headers: Readonly<Record<string, string>>) => Promise<Got>,
])[] = [
  ['a page', (world, headers) => world.visitor(headers).get('/datenschutz?utm_source=letter#top')],
  ['a file', (world, headers) => world.visitor(headers).get('/robots.txt')],
  ['something that is not there', (world, headers) => world.visitor(headers).get('/ada.lovelace@example.org')],
  ['something that only others may have', (world, headers) => world.visitor(headers).get('/api/my-data')],
  ['something that cannot be read', (world, headers) => world.visitor(headers).post('/api/sign-in', 'no object')],
  [
    'something from a foreign page',
    (world, headers) => world.visitor(headers).post('/api/sign-in', {}, { origin: 'https://evil.example' }),
  ],
]

/** Public pages, found as a visitor finds them: from the start page by following links. */
export async function publicPages(world: World): Promise<string[]> {
  const found = new Set(['/', '/robots.txt', '/favicon.svg'])
  for (const address of found) {
    const { text } = await world.visitor({ accept: 'text/html' }).get(address)
    for (const [, link = ''] of text.matchAll(/href="([^"]+)"/g)) {
      const url = new URL(link, world.url)
      if (url.origin === world.url && !url.pathname.startsWith('/app/')) found.add(url.pathname)
    }
  }
  return [...found]
}

/** Every activity but the log's own is refused the log by the database. */
export async function isRefusedToOtherPurposes(world: World, table: string, own: string): Promise<void> {
  const others = [...world.declarations.activities.values()].filter(
    ({ name }) => name !== own && world.stating.states(name),
  )
  expect(others.length).toBeGreaterThan(5)
  for (const activity of others) {
    await expect(
      world.store.under(
        activity,
        platform,
        work =>
          byHand(
            work.over() as never,
            { reads: [world.declarations.tables.get(table)!] },
            sql`select * from ${sql.table(table)}`,
          ), // it is declared
      ),
      activity.name,
    ).rejects.toThrow(/permission denied/)
  }
}

/** Nothing refers to the table and it refers to nothing; its schema holds nothing else. */
export async function standsAlone(world: World, table: string): Promise<void> {
  const [schema] = table.split('.')
  expect(
    await world.rows(
      `select conname from pg_constraint where contype = 'f' and ($1::regclass in (conrelid, confrelid))`,
      [table],
    ),
  ).toEqual([])
  expect(
    await world.rows(
      `select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind in ('r', 'p', 'v', 'm')`,
      [schema],
    ),
  ).toEqual([{ relname: table.split('.')[1] }])
}

/**
 * Somebody signs in and looks at account, data and sessions: what the log then holds names neither account nor session
 * nor person.
 */
export async function holdsNothingOfASignedInVisit(
  world: World,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const [mail, password] = ['ida@example.org', 'Sieben kleine Zaunkönige']
  const account = await world.offered(CustomerAccounts).withPassword({ mail, fields }, password)
  const ida = world.visitor(aBrowserThatTells)
  const cookies = new Set<string>()
  const rows = await rowsOf(world, async () => {
    expect((await ida.post('/api/sign-in', { mail, password, stay: false })).status).toBe(200)
    for (const value of ida.cookies.values()) cookies.add(value)
    expect((await ida.get('/api/account')).status).toBe(200)
    expect((await ida.get('/api/my-data')).status).toBe(200)
    const { body: sessions } = await ida.get('/api/sessions')
    expect((await ida.delete(`/api/sessions/${sessions.items[0].id}`)).status).toBe(204)
  })
  expect(rows).toHaveLength(5)
  expect(cookies.size).toBeGreaterThan(0)
  const [customer] = await world.rows('select customer_number from identity.account where id = $1', [account])
  const sessions = await world.rows('select id from identity.session')
  const secrets = [
    account,
    customer?.customer_number as string,
    ...cookies,
    ...sessions.map(({ id }) => id as string),
    mail,
    ...Object.values(fields).filter(value => value.length > 3),
  ]
  for (const secret of secrets) expect(JSON.stringify(rows)).not.toContain(secret)
  for (const row of rows) expect(`${row['path']} ${row['file']}`).not.toMatch(/[0-9a-f]{8}-/)
}

/** What the statement says of each promise; what only employees are told, their notice says. */
export async function told(
  world: World,
  page: '/datenschutz' | '/privacy' = '/datenschutz',
): Promise<ReadonlyMap<string, string>> {
  const [everybody, employees] = await Promise.all(
    [page, page === '/datenschutz' ? '/datenschutz/beschaeftigte' : '/privacy/employees'].map(at => saidOn(world, at)),
  )
  return new Map([...(employees ?? []), ...(everybody ?? [])])
}

async function saidOn(world: World, page: string): Promise<ReadonlyMap<string, string>> {
  const { text } = await world.visitor().get(page)
  const all = new Map<string, string>()
  for (const [, ids = '', said = ''] of text.matchAll(/<span data-promise="([^"]+)">(.*?)<\/span>/g)) {
    const words = said
      .replaceAll(/<[^>]+>/g, '')
      .replaceAll('\u00A0', ' ')
      .replaceAll('\u00AD', '')
      .replaceAll('&amp;', '&')
    for (const id of ids.split(' ')) all.set(id, [all.get(id), words].filter(Boolean).join(' '))
  }
  return all
}

/**
 * Every activity that runs, with each of its purposes and the letter of Art. 6(1) GDPR that it rests on, stands in the
 * statement.
 */
export async function givesPurposeAndBasis(world: World): Promise<void> {
  const said = await told(world)
  const stated = Object.entries(world.stating.manifest.activities)
  expect(stated.length).toBeGreaterThan(10)
  for (const [name, { purposes }] of stated) {
    expect(purposes.length).toBeGreaterThan(0)
    for (const purpose of purposes)
      expect(said.get(`${name}/purpose`)?.toLowerCase(), name).toContain(label(purpose).de.toLowerCase())
    const letter = world.declarations.activities.get(name)?.spec.basis.letter
    expect(said.get(`${name}/basis`), name).toContain(`(Art. 6 Abs. 1 Buchst. ${letter} DSGVO)`)
  }
}

/** Every column about persons that this manifest lets anybody fill stands in the statement by its category. */
export async function namesEachColumn(world: World): Promise<void> {
  const { manifest } = world.stating
  const [said, activities, tables] = [
    await told(world),
    [...world.declarations.activities.values()],
    [...world.declarations.tables.values()],
  ]
  const held = activities
    .filter(({ name }) => states(manifest, name))
    .flatMap(activity =>
      personalColumnsUnder({ manifest, activities, tables, language: 'de' }, activity).map(one => ({
        ...one,
        activity: activity.name,
      })),
    )
  expect(held.length).toBeGreaterThan(60)
  for (const { activity, table, column, is } of held)
    expect(said.get(`${activity}/data/${table}.${column}`), `${table}.${column}`).toContain(label(is).de)
}

/** What a person sees under "My data" is each category with its purpose; and the statement leads to each right. */
export async function laysItOpenTo(world: World, browser: Browser): Promise<void> {
  const { groups } = (await browser.get('/api/my-data')).body as {
    groups: { activity: string; purposes: string[]; items: { columns: { category: string; source: string }[] }[] }[]
  }
  expect(groups.map(({ activity }) => activity)).toContain('identity.account')
  for (const { activity, purposes, items } of groups) {
    expect(purposes.length, activity).toBeGreaterThan(0)
    for (const { category, source } of items.flatMap(({ columns }) => columns))
      expect([category, source].every(Boolean), activity).toBe(true)
  }
  const said = await told(world)
  for (const right of ['A15', 'A16', 'A17', 'A18', 'A20', 'A77'])
    expect(said.get(`statement/right/${right}`), right).toBeTruthy()
}

export const broken = async (world: World): Promise<string[]> =>
  (
    await prove({
      store: world.store,
      manifest: world.stating.manifest,
      hash: world.written.hash,
      periods: await world.periods(),
      versions: await world.versions(),
    })
  ).promises
    .filter(({ holds }) => !holds)
    .map(({ id }) => id)

/** A column about persons that the statement does not name fails the proof. */
export async function failsTheProofForAColumn(world: World): Promise<void> {
  expect(await broken(world)).toEqual([])
  await world.store.asOwner(owner => owner.query('alter table identity.account add column nickname text'))
  expect(await broken(world)).toEqual(['identity.account/data'])
}

/** What has no legal basis stops the start. */
export async function startsNothingWithoutBasis(system: System): Promise<void> {
  const words = { de: 'Raten', en: 'Guessing' }
  const groundless = defineModule('guessing', {
    activities: [activity('guessing', { purposes: ['dpv:DirectMarketing'], title: words, words } as never)],
  })
  const manifest = await statementWith(system, of => {
    of['activities'].guessing = {}
  })
  await expect(aWorld({ manifest, modules: [...everyModule, groundless] })).rejects.toThrow(/'guessing'.*legal basis/)
}
