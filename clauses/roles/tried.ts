import { expect, it } from 'vitest'
import { minutes } from '../../kernel/clock/clock.ts'
import type { Browser, Got } from '../../server/testing/browser.ts'
import type { World } from '../../server/testing/world.ts'
import { everyCaller, needs, type Standing } from './callers.ts'
import { everyEndedSession } from './ended.ts'
import { routesOf, type DescribedRoute } from './routes.ts'
import { whatStaffReach, whoNeedsWhat, type Needed } from './who-needs-what.ts'

const nobodys = '00000000-0000-4000-8000-000000000000'
const ask = (browser: Browser, route: DescribedRoute, id = nobodys): Promise<Got> => {
  const { path, body } = route.call(Object.fromEntries(route.parameters.map(name => [name, id])))
  if (route.method === 'GET') return browser.get(path)
  if (route.method === 'DELETE') return browser.delete(path)
  if (route.method === 'PUT') return putting(browser, path, body)
  return route.method === 'PATCH' ? browser.patch(path, body) : browser.post(path, body)
}
const neededFor = ({ at }: DescribedRoute): Needed => whoNeedsWhat[at] ?? { by: [] }

async function putting(browser: Browser, path: string, body: object | undefined): Promise<Got> {
  const response = await browser.fetch(path, {
    method: 'PUT',
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    text,
    headers: response.headers,
    body: text.startsWith('{') ? JSON.parse(text) : undefined,
  }
}

/**
 * Whether it was the gate that refused, and not what lies behind it (a consent that is missing is no question of
 * roles).
 */
const staysShut = (caller: Standing, status: number, body: unknown): boolean => {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined
  return caller.is === 'visitor'
    ? status === 401 && id === 'not-signed-in'
    : status === 403 && ['not-allowed', 'second-factor-needed', 'fresh-code-needed'].includes(String(id))
}

/** Each route of this platform with everybody who does not need it. */
export function everyRouteWithEveryWrongRole(of: () => World): void {
  let callers: Standing[] = []
  let routes: DescribedRoute[] = []

  it('has a place in the table of who needs what, each route of it', async () => {
    routes = await routesOf(of())
    expect(routes.map(({ at }) => at).filter(at => !(at in whoNeedsWhat))).toEqual([])
    expect(routes.length).toBeGreaterThan(30)
  })
  it('refuses whoever does not need it, each route of it', async () => {
    callers = [...(await everyEndedSession(of())), ...(await everyCaller(of()))]
    const letIn: string[] = []
    for (const route of routes) {
      // All at once: nobody who is refused waits for another.
      await Promise.all(
        callers
          .filter(one => !needs(one, neededFor(route).by))
          .map(async caller => {
            const { status, body } = await ask(caller.browser, route)
            if (!staysShut(caller, status, body)) letIn.push(`${route.at} let in ${caller.who}: ${status}`)
          }),
      )
    }
    expect(letIn).toEqual([])
  })
  it('does not keep out whoever needs it, where looking changes nothing', async () => {
    const keptOut: string[] = []
    for (const route of routes.filter(({ method, at }) => method === 'GET' && at !== 'GET /api/live')) {
      for (const caller of callers.filter(one => needs(one, neededFor(route).by))) {
        const { status, body } = await ask(caller.browser, route)
        if (staysShut(caller, status, body)) keptOut.push(`${route.at} kept out ${caller.who}: ${status}`)
      }
    }
    expect(keptOut).toEqual([])
  })
  it('lets staff reach in the database what their work needs and no more', async () => {
    for (const caller of callers.filter(({ is, roles }) => is === 'staff' && roles.length === 1)) {
      for (const route of routes.filter(one => Array.isArray(neededFor(one).by) && needs(caller, neededFor(one).by)))
        await ask(caller.browser, route)
    }
    for (const {
      browser,
      roles: [role],
    } of callers.filter(({ is, roles }) => is === 'staff' && roles.length === 1)) {
      if (!role) continue
      const {
        body: { mail },
      } = await browser.get('/api/account')
      const reached = await tablesReached(of(), mail)
      expect([role, reached.filter(table => !whatStaffReach[role].includes(table))]).toEqual([role, []])
      expect([role, reached.length > 0]).toEqual([role, whatStaffReach[role].length > 0])
    }
  })
  it('asks for a fresh code before what cannot be taken back', async () => {
    await of().turnBy(minutes(6))
    const undone: string[] = []
    for (const route of routes.filter(one => neededFor(one).steppedUp)) {
      for (const caller of callers.filter(one => one.is === 'staff' && needs(one, neededFor(route).by))) {
        const { status, body } = await ask(caller.browser, route)
        if (status !== 403 || body.id !== 'fresh-code-needed')
          undone.push(`${route.at} did not ask ${caller.who}: ${status}`)
      }
    }
    expect(undone).toEqual([])
  })
}

/**
 * Tables about persons that the database opens, for rows of others, to the activities under which this member of staff
 * was seen working.
 */
async function tablesReached(world: World, mail: string): Promise<string[]> {
  const seen = await world.rows<{ activity: string }>(
    `
    select distinct e.activity from obhut.audit_entry e join obhut.audit_person p on p.entry_id = e.id
    where e.actor = 'staff' and p.part = 'acted' and p.subject = (select id from identity.staff where mail = $1)
      -- The own copies, by the session that asked for them: they lie where those that the desk makes lie.
      and e.about is distinct from 'rights.copy'`,
    [mail],
  )
  // Policies look into the kernel's own tables; who sees what of those is the proof's to check.
  const about = [...world.store.declarations.tables.values()].filter(
    table => ['owner', 'through'].includes(table.about.who) && !table.name.startsWith('obhut.'),
  )
  const reached = new Set<string>()
  for (const { activity } of seen) {
    for (const table of about) {
      const [granted] = await world.rows<{ may: boolean }>(`select has_any_column_privilege($1, $2, 'select') as may`, [
        `obhut_${world.store.id}_${activity}`,
        table.name,
      ])
      if (granted?.may) reached.add(table.name)
    }
  }
  return [...reached].toSorted()
}

/** Routes that take the identifier of something that belongs to somebody. */
const takesIdentifier = ({ parameters }: DescribedRoute): boolean =>
  parameters.some(name => ['id', 'subject'].includes(name))

/**
 * Each route that takes an identifier, with every identifier of somebody else: the answer is to the letter the one for
 * an identifier that nobody has, and where this caller may use the route at all, that is 404.
 */
export async function anothersIdentifiers(
  world: World,
  mine: Standing,
  other: { readonly id: string },
): Promise<{ readonly tried: number; readonly of: number; readonly answered: readonly string[] }> {
  const ids = await identifiersOf(world, other.id)
  const answered = new Set<string>()
  let tried = 0
  for (const route of (await routesOf(world)).filter(takesIdentifier)) {
    const unknown = await ask(mine.browser, route)
    if (needs(mine, neededFor(route).by) ? unknown.status !== 404 : ![401, 403].includes(unknown.status))
      answered.add(`${route.at}, an identifier of nobody: ${unknown.status} ${unknown.text}`)
    await Promise.all(
      [...ids].map(async id => {
        tried++
        const { status, text } = await ask(mine.browser, route, id)
        if (status !== unknown.status || text.replaceAll(id, nobodys) !== unknown.text)
          answered.add(`${route.at}: ${status} ${text}`)
      }),
    )
  }
  return { tried, of: ids.size, answered: [...answered] }
}

/** Everything by which a person, or something of theirs, can be named. */
async function identifiersOf(world: World, person: string): Promise<Set<string>> {
  const tables = [...world.store.declarations.tables.values()].filter(
    table => table.about.who === 'owner' && !table.addedByAll && !table.bulk,
  )
  const ids = new Set<string>([person])
  for (const table of tables)
    for (const row of await world.rows<Record<string, unknown>>(`select * from ${table.name} where subject = $1`, [
      person,
    ])) {
      for (const value of Object.values(row))
        if (typeof value === 'string' && /^[\da-f]{8}-[\da-f-]{27}$/.test(value)) ids.add(value)
    }
  return ids
}
