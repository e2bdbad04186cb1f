import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { another, withinTenant } from '../../kernel/store/another.ts'
import { card, cards, lending, library, librarySql, marketing } from '../../kernel/store/example-for-test.ts'
import type { Units } from '../../kernel/store/units.ts'
import { person, platform, platformFor, type Who } from '../../kernel/store/work.ts'
import { Callers } from '../../platform/access.ts'
import { offer } from '../../platform/contract.ts'
import { defineModule } from '../../platform/module.ts'
import { customers, everybody, nothing, ok, route, staff } from '../../platform/route.ts'
import { TheStore } from '../../platform/services.ts'
import { kernel } from '../kernel-module.ts'
import { aWorld, type World } from '../testing/world.ts'

const reads = (units: Units, who: Who): Promise<string[]> =>
  units.under(cards, who, async work => (await work.read(card, 'name').execute()).map(({ name }) => name))
const shown = (names: string[]) => ok({ names })

let world: World
/** What a stream met, and what it read at its end. */
const streamed: string[] = []

/** Routes as somebody might write them: each takes a person's id from what comes in. */
const counter = defineModule('counter', {
  needs: { store: TheStore },
  offers: [Callers],
  always: true,
  starts: ({ store }) => ({
    offers: [
      offer(Callers, {
        callerOf: async ({ account, colleague }) => {
          if (colleague !== undefined)
            return { is: 'staff', account: colleague, session: colleague, roles: ['desk'], secondFactor: 'fresh' }
          return account === undefined ? { is: 'visitor' } : { is: 'customer', account, session: account }
        },
      }),
    ],
    routes: [
      ...(
        [
          ['cards', id => reads(store, person(id))],
          [
            'inner',
            (id, own) => store.under(lending, person(own), work => work.under(cards, person(id), async () => ['in'])),
          ],
          ['said', id => reads(store, another(id))],
          ['platform', id => reads(store, platformFor(id))],
          ['user', (id, own) => reads(store, { is: 'user', id: own, tenant: id })],
          ['all', (id, own) => store.under(marketing, person(own, id), async () => [])],
          ['own', (id, own) => store.under(lending, person(own, id), async () => [])],
          ['visitor', id => reads(store, { is: 'visitor', tenant: id })],
          ['tenant', (id, own) => reads(store, withinTenant({ is: 'user', id: own, tenant: id }))],
          [
            'woken',
            async (id, own) => {
              let woken: Promise<string[]> | undefined
              await store.under(cards, person(own), async work => {
                work.afterwards(() => {
                  woken = reads(store, person(id))
                })
              })
              return woken ?? []
            },
          ],
          [
            'renamed',
            async id => {
              await store.under(cards, another(id), work =>
                work.over(card).updateTable('library.card').set({ name: 'Bob' }).execute(),
              )
              return []
            },
          ],
          [
            'added',
            async id => {
              let woken: Promise<string[]> | undefined
              const { afterwards } = await world.store.desk('rights', (client, now) =>
                world.store.adds(client, now, { under: cards, who: platform }, async work => {
                  work.afterwards(() => {
                    woken = reads(store, person(id))
                  })
                }),
              )
              for (const what of afterwards) what()
              return woken ?? []
            },
          ],
        ] as const satisfies readonly (readonly [string, (id: string, own: string) => Promise<string[]>])[]
      ).map(([name, does]) =>
        route({
          at: `POST /api/${name}`,
          who: customers,
          says: 'Shows the names on somebody’s card.',
          takes: z.object({ of: z.uuid() }),
          does: async ({ of }, { caller }) => shown(await does(of, caller.account)),
        }),
      ),
      route({
        at: 'POST /api/streamed',
        who: customers,
        says: 'Shows the names on somebody’s card, piece by piece.',
        takes: z.object({ of: z.uuid() }),
        does: async ({ of }, { caller }) => ({
          status: 200,
          stream: (async function* () {
            try {
              yield '['
              yield JSON.stringify(await reads(store, person(of)))
              yield ']'
            } catch (error) {
              streamed.push((error as Error).name)
              throw error
            } finally {
              streamed.push(...(await reads(store, person(caller.account))))
            }
          })(),
        }),
      }),
      route({
        at: 'POST /api/desk',
        who: staff('desk'),
        says: 'Looks as a colleague.',
        takes: z.object({ as: z.uuid() }),
        does: async ({ as }) => {
          await store.under(cards, { is: 'staff', id: as }, async () => {})
          return nothing()
        },
      }),
      route({
        at: 'POST /api/door',
        who: everybody,
        says: 'Lets somebody in as somebody.',
        takes: z.object({ of: z.uuid() }),
        does: async ({ of }) => shown(await reads(store, person(of))),
      }),
      route({
        at: 'POST /api/door/tenant',
        who: everybody,
        says: 'Takes a tenant from whoever comes.',
        takes: z.object({ of: z.uuid() }),
        does: async ({ of }) => shown(await reads(store, platformFor(of))),
      }),
    ],
  }),
})

describe('a request', () => {
  const [ada, bob, kim, lee] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'library-'))
    await writeFile(join(directory, '20261122_library.sql'), librarySql)
    world = await aWorld({ modules: [kernel, library(directory), counter] })
    for (const [id, name] of [
      [ada, 'Ada'],
      [bob, 'Bob'],
    ] as const)
      await world.store.under(cards, person(id), work =>
        work.over(card).insertInto('library.card').values({ name, address: 'here' }).execute(),
      )
  })
  const asks = (cookie: 'account' | 'colleague', id: string, at: string, body: object) => {
    const browser = world.visitor()
    browser.cookies.set(cookie, id)
    return browser.post(at, body)
  }
  const told = () => world.faults.splice(0).map(({ error }) => (error as Error).name)

  it.each(['/api/cards', '/api/inner'])('works for whoever asked and for nobody whom it names (%s)', async at => {
    expect((await asks('account', ada, at, { of: ada })).status).toBe(200)
    expect(told()).toEqual([])
    const { status, text } = await asks('account', ada, at, { of: bob })
    expect(status).toBe(500)
    expect(text).not.toContain('Bob')
    expect(told()).toEqual(['NotTheCaller'])
  })
  it.each(['/api/platform', '/api/user', '/api/visitor', '/api/all', '/api/door/tenant'])(
    'works for no tenant that it names (%s), but where code says so',
    async at => {
      expect((await asks('account', ada, at, { of: randomUUID() })).status).toBe(500)
      expect(told()).toEqual(['NotTheCaller'])
      for (const mine of ['/api/tenant', '/api/own'])
        expect((await asks('account', ada, mine, { of: randomUUID() })).body).toEqual({ names: [] })
      expect(told()).toEqual([])
    },
  )
  it('works for whoever asked also while the answer is on its way, and as it is broken off', async () => {
    expect((await asks('account', ada, '/api/streamed', { of: ada })).text).toBe('[["Ada"]]')
    expect(streamed.splice(0)).toEqual(['Ada'])
    await asks('account', ada, '/api/streamed', { of: bob }).catch(() => undefined)
    // What its end reads is the caller's still.
    await expect.poll(() => streamed).toEqual(['NotTheCaller', 'Ada'])
    told()
  })
  it('of a member of staff is answered as that one’s', async () => {
    expect((await asks('colleague', kim, '/api/desk', { as: kim })).status).toBe(204)
    expect((await asks('colleague', kim, '/api/desk', { as: lee })).status).toBe(500)
    expect(told()).toEqual(['NotTheCaller'])
  })
  it('concerns another where code says so, and works for nobody signed in where it lets in everybody', async () => {
    for (const at of ['/api/said', '/api/door'])
      expect((await asks('account', ada, at, { of: bob })).body).toEqual({ names: ['Bob'] })
    expect(told()).toEqual([])
  })
  it('does to another what the platform did, and not that one, nor from where the request came', async () => {
    const about = () =>
      world.rows(
        `select e.actor, p.part, exists (select from obhut.audit_origin o where o.entry_id = e.id) as "from" from obhut.audit_entry e join obhut.audit_person p on p.entry_id = e.id where e.about = 'library.card' and e.what = 'update' and p.subject = $1`,
        [bob],
      )
    expect((await asks('account', ada, '/api/renamed', { of: bob })).status).toBe(200)
    expect(await about()).toEqual([{ actor: 'platform', part: 'concerned', from: false }])
    expect(told()).toEqual([])
  })
  it.each(['/api/woken', '/api/added'])('is over for what it wakes: that is on nobody’s behalf (%s)', async at => {
    expect((await asks('account', ada, at, { of: bob })).body).toEqual({ names: ['Bob'] })
    expect(told()).toEqual([])
  })
})
