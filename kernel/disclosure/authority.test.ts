import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { days, later, minutes } from '../clock/clock.ts'
import { parts, registered } from '../../modules/identity/people-for-test.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import {
  decideRequest,
  fetchPackage,
  packageFor,
  recordedRequest,
  recordRequest,
  requestsOfAuthorities,
  unknownFields,
  waitingOfAuthorities,
  type AuthorityRequest,
} from './authority.ts'

const [grace, alan] = [randomUUID(), randomUUID()]
let world: World
let subject: string
beforeAll(async () => {
  world = await aWorld({ modules: parts })
  await registered(world, 'ida@example.org')
  const [row] = await world.rows<{ id: string }>(`select id from identity.account where mail = 'ida@example.org'`)
  subject = row?.id ?? ''
})

const asked = (more: Partial<AuthorityRequest> = {}): AuthorityRequest => ({
  kind: 'customer',
  subject,
  authority: 'Staatsanwaltschaft Elbmark',
  fileNumber: '412 Js 1/26',
  ground: 'StPO 95',
  because: 'ordered in writing',
  fields: ['identity.account.mail'],
  ...more,
})
const records = (more: Partial<AuthorityRequest> = {}): Promise<string> =>
  recordRequest(world.store, grace, asked(more))
const approves = (id: string, about?: string) =>
  decideRequest(world.store, alan, id, { decision: 'approved', reason: 'examined', about })
async function approved(more: Partial<AuthorityRequest> = {}): Promise<string> {
  const id = await records(more)
  expect(await approves(id)).toBeUndefined()
  return id
}
async function fetched(id: string): Promise<Exclude<Awaited<ReturnType<typeof fetchPackage>>, string>> {
  const got = await fetchPackage(world.store, grace, id)
  if (typeof got === 'string') throw new Error(got)
  return got
}
const told = () =>
  world.rows(`select recipient, ground, fields, told_from from obhut.disclosure where subject = $1 order by at`, [
    subject,
  ])

describe('the request of an authority', () => {
  it('is decided by somebody else than who recorded it, once, about the same person', async () => {
    const id = await records()
    expect(await recordedRequest(world.store, alan, id)).toEqual({ kind: 'customer', recordedBy: grace })
    expect(await decideRequest(world.store, grace, id, { decision: 'approved', reason: 'mine' })).toBe('own request')
    expect(await approves(id, randomUUID())).toBe('another person')
    expect(await approves(id, subject)).toBeUndefined()
    expect(await approves(id, subject)).toBe('decided already')
    expect(await approves(randomUUID())).toBe('no such request')
    expect(await recordedRequest(world.store, alan, randomUUID())).toBeUndefined()
  })
  it('is handed out once, when it was approved, to whoever recorded it', async () => {
    const id = await records()
    expect(await fetchPackage(world.store, grace, id)).toBe('not approved')
    expect(await fetchPackage(world.store, alan, id)).toBe('somebody else’s')
    expect(await fetchPackage(world.store, grace, randomUUID())).toBe('no such request')
    await approves(id)
    expect(await fetchPackage(world.store, grace, id)).toMatchObject({ id, subject, decidedBy: alan })
    expect(await fetchPackage(world.store, grace, id)).toBe('fetched already')
  })
  it('is not handed out once it was refused', async () => {
    const id = await records()
    await decideRequest(world.store, alan, id, { decision: 'refused', reason: 'no ground' })
    expect(await fetchPackage(world.store, grace, id)).toBe('not approved')
    expect((await world.rows('select ended_at from obhut.authority_request where id = $1', [id]))[0]?.ended_at).toEqual(
      expect.any(Date),
    )
  })
  it('is a disclosure, by what kinds of data went, and told from when the law allows', async () => {
    const until = later(world.clock.now(), days(30))
    await fetched(
      await approved({ fields: ['identity.account.lastName', 'identity.account.firstName'], fileNumber: '7' }),
    )
    await fetched(await approved({ fileNumber: '8', silent: { until, because: 'StPO 95a' } }))
    expect((await told()).slice(-2)).toEqual([
      { recipient: 'Staatsanwaltschaft Elbmark', ground: 'StPO 95, 7', fields: ['pd:Name'], told_from: null },
      { recipient: 'Staatsanwaltschaft Elbmark', ground: 'StPO 95, 8', fields: ['pd:EmailAddress'], told_from: until },
    ])
  })
  it('names only fields that a copy for such a person shows', () => {
    expect(
      unknownFields(world.store, 'customer', [
        'identity.account.mail',
        'identity.account.everything',
        'identity.account',
        'identity.login.password',
        'identity.staff.mail',
        'nothing.here.at',
        '',
      ]),
    ).toEqual([
      'identity.account.everything',
      'identity.account',
      'identity.login.password',
      'identity.staff.mail',
      'nothing.here.at',
      '',
    ])
  })
})

describe('the package for an authority', () => {
  const textOf = async (id: string): Promise<string> => {
    let text = ''
    for await (const piece of packageFor(world.store, await fetched(id))) text += piece
    return text
  }
  it('holds the fields that were approved, and nothing beside', async () => {
    const id = await approved({
      fields: ['identity.account.lastName', 'identity.account.mail'],
      authority: 'AG "Nord"',
    })
    expect(JSON.parse(await textOf(id))).toEqual({
      disclosure: { authority: 'AG "Nord"', fileNumber: '412 Js 1/26' },
      data: [{ table: 'identity.account', lastName: 'Lovelace', mail: 'ida@example.org' }],
    })
  })
  it('is empty where nothing is held any more', async () => {
    const id = await approved({ subject: randomUUID() })
    expect(JSON.parse(await textOf(id)).data).toEqual([])
  })
})

describe('the list of requests', () => {
  it('goes from the latest to the oldest, on from a place in it', async () => {
    const [old, middle, late] = [await records(), await records(), await records()]
    for (const [id, ago] of [
      [old, 3],
      [middle, 2],
      [late, 1],
    ] as const)
      await world.rows('update obhut.authority_request set recorded_at = $2 where id = $1', [
        id,
        later(world.clock.now(), minutes(60 - ago)),
      ])
    const first = await requestsOfAuthorities(world.store, alan, { after: undefined, limit: 2 })
    expect(first.map(({ id }) => id)).toEqual([late, middle])
    const last = first.at(-1)!
    const [next] = await requestsOfAuthorities(world.store, alan, {
      after: { at: last.recordedAt, id: last.id },
      limit: 1,
    })
    expect(next?.id).toBe(old)
  })
  it('tells everybody what waits for them', async () => {
    const before = {
      grace: await waitingOfAuthorities(world.store, grace),
      alan: await waitingOfAuthorities(world.store, alan),
    }
    await records()
    await approved()
    expect(await waitingOfAuthorities(world.store, grace)).toEqual({
      undecided: before.grace.undecided,
      toFetch: before.grace.toFetch + 1,
    })
    expect(await waitingOfAuthorities(world.store, alan)).toEqual({
      undecided: [...before.alan.undecided, grace],
      toFetch: before.alan.toFetch,
    })
  })
})
