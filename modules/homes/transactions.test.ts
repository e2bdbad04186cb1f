import { beforeAll, describe, expect, it } from 'vitest'
import { platform } from '../../kernel/store/work.ts'
import { hearStatements, type Connected } from '../../tools/testing/wire.ts'
import { Telemetry } from '../telemetry/contract.ts'
import { reporting } from './activities.ts'
import { aHomesWorld, type Customer, type HomesWorld } from './home-for-test.ts'

/**
 * The transactions of what a customer's browser asks most, by the activities that begin them: whoever adds one sees it
 * here, and says why it is needed. `ledger` is that in which what was remembered is shipped. What is done after the
 * answer (jobs, entries on own reads, the access log) is left out.
 */
const expected: Readonly<Record<string, readonly string[]>> = {
  'POST /api/sign-in': [
    'identity.account',
    'identity.second-factor',
    'identity.security',
    'identity.sign-in',
    'identity.sign-in',
    'identity.sign-in',
  ],
  'GET /api/session': ['identity.account', 'identity.session', 'identity.sign-in'],
  'GET /api/account': ['identity.account', 'identity.session', 'identity.sign-in'],
  'PATCH /api/account': ['identity.account', 'identity.account', 'identity.session', 'identity.sign-in', 'ledger'],
  'GET /api/sessions': ['identity.session', 'identity.session'],
  'GET /api/second-factor': ['identity.second-factor', 'identity.session'],
  'GET /api/home': ['homes.reporting', 'identity.session'],
  'GET /api/consents': ['identity.session', 'kernel.consents'],
  'GET /api/channels/:id/series': ['identity.session', 'telemetry.charts'],
  'GET /api/channels/:id/recent': ['identity.session', 'telemetry.charts'],
}

/** Activities under which nothing runs but what a request asked for. */
const ofRequests =
  /^(identity\.(account|sign-in|session|security|second-factor)|telemetry\.charts|homes\.\w+|kernel\.consents)$/

describe('what a customer’s browser asks most', () => {
  let world: HomesWorld
  let ida: Customer
  let channel: string
  let begun: string[] = []
  beforeAll(async () => {
    const activities = new Map<unknown, string>()
    const states = new Map<Connected, 'begun' | 'bound'>()
    hearStatements((connection, text, [role]) => {
      if (text.includes('obhut.ledger_end for update')) begun.push('ledger')
      if (text.startsWith('begin')) states.set(connection, 'begun')
      if (text === 'commit' || text === 'rollback') states.delete(connection)
      const activity = text.includes(`set_config('role', $1`) ? activities.get(role) : undefined
      // Inner units are bound in the same transaction; one that reads alone is bound without a begin.
      if (activity === undefined || states.get(connection) === 'bound') return
      if (states.has(connection)) states.set(connection, 'bound')
      if (ofRequests.test(activity)) begun.push(activity)
    })
    world = await aHomesWorld()
    for (const name of world.store.declarations.activities.keys()) activities.set(world.store.roles.of(name), name)
    ida = await world.customer('Ida')
    const made = await world.store.under(reporting, platform, async work => {
      const device = crypto.randomUUID()
      const [one] = await world
        .offered(Telemetry)
        .register(work, device, [
          { key: 'energy', label: 'Energy', unit: 'kWh', kind: 'counter', medium: 'electricity', standing: true },
        ])
      await world.offered(Telemetry).holds(work, { subject: ida.id, device, since: new Date('2026-01-01') })
      return one
    })
    channel = made?.id ?? ''
  })

  /** Of several rounds the smallest: what a unit goes on with is learned from the round before. */
  async function begunBy(asks: () => Promise<{ readonly status: number }>): Promise<readonly string[]> {
    const rounds: string[][] = []
    for (let round = 0; round < 5; round++) {
      begun = []
      expect((await asks()).status).toBeLessThan(300)
      rounds.push(begun.toSorted())
    }
    return rounds.toSorted((a, b) => a.length - b.length)[0] ?? []
  }

  it('takes no more transactions than these', async () => {
    let round = 0
    const asks: Readonly<Record<string, () => Promise<{ readonly status: number }>>> = {
      'POST /api/sign-in': () =>
        world.visitor().post('/api/sign-in', { mail: ida.mail, password: ida.password, stay: false }),
      'GET /api/session': () => ida.get('/api/session'),
      'GET /api/account': () => ida.get('/api/account'),
      'PATCH /api/account': () => ida.patch('/api/account', { fields: { firstName: `Ida ${'abcdefghij'[round++]}` } }),
      'GET /api/sessions': () => ida.get('/api/sessions'),
      'GET /api/second-factor': () => ida.get('/api/second-factor'),
      'GET /api/home': () => ida.get('/api/home'),
      'GET /api/consents': () => ida.get('/api/consents'),
      'GET /api/channels/:id/series': () => ida.get(`/api/channels/${channel}/series?by=day&from=2026-11-01`),
      'GET /api/channels/:id/recent': () => ida.get(`/api/channels/${channel}/recent`),
    }
    const found: Record<string, readonly string[]> = {}
    for (const [at, one] of Object.entries(asks)) found[at] = await begunBy(one)
    expect(found).toEqual(expected)
  })
})
