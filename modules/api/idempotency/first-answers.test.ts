import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Callers } from '../../../platform/access.ts'
import { offer } from '../../../platform/contract.ts'
import { defineModule } from '../../../platform/module.ts'
import { NotFound } from '../../../platform/refusal.ts'
import { accepted, created, customers, everybody, nothing, route } from '../../../platform/route.ts'
import { hours, seconds } from '../../../kernel/clock/clock.ts'
import { eraseSubject } from '../../../kernel/rights/erase.ts'
import { kernel } from '../../../server/kernel-module.ts'
import { aManifest } from '../../../server/testing/manifest.ts'
import { aWorld, type World } from '../../../server/testing/world.ts'
import type { Browser, Got } from '../../../server/testing/browser.ts'
import { api } from '../index.ts'

/** A shop with a counter: each order that is carried out counts. */
let carriedOut = 0
let hold: Promise<void> | undefined
const order = z.object({ what: z.string() })
const shop = defineModule('shop', {
  offers: [Callers],
  starts: () => ({
    offers: [
      offer(Callers, {
        callerOf: async ({ account }) =>
          account === undefined ? { is: 'visitor' } : { is: 'customer', account, session: account },
      }),
    ],
    routes: [
      route({
        at: 'POST /api/orders',
        who: customers,
        once: true,
        says: 'Orders.',
        takes: order,
        does: async ({ what }) => {
          await hold
          if (what === 'the moon') throw new NotFound()
          if (what === 'trouble') throw new Error('a fault of ours')
          carriedOut++
          return created({ number: carriedOut, what, secret: `token-${what}` })
        },
      }),
      route({
        at: 'POST /api/enquiries',
        who: everybody,
        once: true,
        says: 'Asks.',
        takes: order,
        does: async ({ what }) => {
          carriedOut++
          return accepted({ heard: what })
        },
      }),
      route({
        at: 'POST /api/bells',
        who: customers,
        once: true,
        says: 'Rings.',
        takes: order,
        does: async () => {
          carriedOut++
          return nothing()
        },
      }),
    ],
  }),
})
const modules = [kernel, api, shop]
let world: World
beforeAll(async () => {
  world = await aWorld({ modules })
})
afterEach(() => {
  hold = undefined
  world.faults.splice(0)
})

function aCustomer(account = randomUUID(), at = world): Browser {
  const customer = at.visitor()
  customer.cookies.set('account', account)
  return customer
}
const orders = (who: Browser, what: string, key: string, at = '/api/orders'): Promise<Got> =>
  who.post(at, { what }, { 'idempotency-key': key })
const counted = async (what: () => Promise<unknown>): Promise<number> => {
  const before = carriedOut
  await what()
  return carriedOut - before
}

describe('a request that comes twice under one key', () => {
  it('is carried out once and answered twice, in the same words', async () => {
    const ida = aCustomer()
    const key = randomUUID()
    const answers: Got[] = []
    expect(
      await counted(async () => {
        for (let times = 0; times < 3; times++) answers.push(await orders(ida, 'a lamp', key))
      }),
    ).toBe(1)
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(answers[2]?.body).toEqual(answers[0]?.body)
    expect(answers.map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true', 'true'])
  })
  it('is refused when it asks for something else, with the reason', async () => {
    const ida = aCustomer()
    const key = randomUUID()
    await orders(ida, 'a lamp', key)
    const other = await orders(ida, 'two lamps', key)
    expect(other.status).toBe(422)
    expect(other.body).toMatchObject({
      id: 'idempotency-key-used-otherwise',
      helps: expect.stringContaining('new key'),
    })
  })
  it('waits its turn while the first is still being worked on', async () => {
    const ida = aCustomer()
    const key = randomUUID()
    const { promise, resolve } = Promise.withResolvers<void>()
    hold = promise
    const first = orders(ida, 'a lamp', key)
    await expect.poll(() => world.rows('select 1 from api.answer where status is null')).toHaveLength(1)
    const second = await orders(ida, 'a lamp', key)
    expect([second.status, second.body.id, second.headers.get('retry-after')]).toEqual([409, 'still-at-it', '1'])
    resolve()
    expect((await first).status).toBe(201)
    expect((await orders(ida, 'a lamp', key)).body).toEqual((await first).body)
  })
  it('is carried out once, however many come at the same moment', async () => {
    const ida = aCustomer()
    const key = randomUUID()
    let answers: Got[] = []
    expect(
      await counted(async () => {
        answers = await Promise.all(Array.from({ length: 10 }, () => orders(ida, 'a lamp', key)))
      }),
    ).toBe(1)
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
  })
  it('is two requests when two people send it, or when it is for two things', async () => {
    const key = randomUUID()
    const [ida, otto] = [aCustomer(), aCustomer()]
    expect(
      await counted(async () => {
        await orders(ida, 'a lamp', key)
        await orders(otto, 'a lamp', key)
        await orders(ida, 'a lamp', key, '/api/bells')
      }),
    ).toBe(3)
    expect((await orders(ida, 'a lamp', key, '/api/bells')).status).toBe(204)
  })
  it('has its key back after a refusal, and after a fault of ours', async () => {
    const ida = aCustomer()
    for (const what of ['the moon', 'trouble']) {
      const key = randomUUID()
      const first = await orders(ida, what, key)
      expect(first.status).toBeGreaterThanOrEqual(400)
      expect((await orders(ida, 'a lamp', key)).status).toBe(201)
    }
  })
  it('is carried out anew a minute after a process died over it', async () => {
    const ida = aCustomer()
    const key = randomUUID()
    await orders(ida, 'a lamp', key)
    await world.rows('update api.answer set status = null, body = null')
    expect((await orders(ida, 'a lamp', key)).status).toBe(409)
    await world.turnBy(seconds(61))
    expect(await counted(() => orders(ida, 'a lamp', key))).toBe(1)
  })
  it.each(['short', 'x'.repeat(201), 'with a blank in it'])(
    'has to be under a key that can be one, which %j is not',
    async key => {
      expect((await orders(aCustomer(), 'a lamp', key)).body).toMatchObject({
        id: 'idempotency-key-malformed',
        status: 400,
      })
    },
  )
})

describe('a first answer', () => {
  it('lies in the store encrypted: whoever reads the store finds neither key nor words', async () => {
    const key = randomUUID()
    await orders(aCustomer(), 'a-telling-lamp', key)
    for (const trace of [key, 'a-telling-lamp', 'token-']) expect(await world.traces(trace)).toEqual([])
  })
  it('of a visitor keeps that it was given, and nothing of what was said', async () => {
    const visitor = world.visitor()
    const key = randomUUID()
    expect(
      await counted(async () => {
        expect((await orders(visitor, 'my name is Ottilie', key, '/api/enquiries')).body).toEqual({
          heard: 'my name is Ottilie',
        })
        expect(await orders(visitor, 'my name is Ottilie', key, '/api/enquiries')).toMatchObject({
          status: 202,
          body: {},
        })
      }),
    ).toBe(1)
    expect(await world.traces('Ottilie')).toEqual([])
    expect(Object.keys((await world.rows('select * from api.outcome'))[0] ?? {}).toSorted()).toEqual([
      'asked_at',
      'input',
      'key',
      'status',
    ])
  })
  it('goes when its period is over, and with its person', async () => {
    const short = await aWorld({ modules, manifest: aManifest(modules, { 'api.idempotency': { keep: 'PT2H' } }) })
    const account = randomUUID()
    const key = randomUUID()
    await orders(aCustomer(account, short), 'a lamp', key)
    await orders(short.visitor(), 'a lamp', key, '/api/enquiries')
    await short.turnBy(hours(1))
    expect(await short.rows('select 1 from api.answer union all select 1 from api.outcome')).toHaveLength(2)
    await short.turnBy(hours(1) + 1000)
    expect(await short.rows('select 1 from api.answer union all select 1 from api.outcome')).toHaveLength(0)

    await orders(aCustomer(account, short), 'a lamp', key)
    await eraseSubject(short.store, { kind: 'customer', id: account })
    expect(await short.rows('select 1 from api.answer')).toHaveLength(0)
  })
  it('is not kept where the manifest does not state it', async () => {
    const without = await aWorld({ modules, manifest: aManifest(modules, { 'api.idempotency': null }) })
    const ida = aCustomer(randomUUID(), without)
    const key = randomUUID()
    expect(
      await counted(async () => {
        await orders(ida, 'a lamp', key)
        await orders(ida, 'a lamp', key)
      }),
    ).toBe(2)
    expect(await without.rows('select 1 from api.answer')).toHaveLength(0)
  })
})
