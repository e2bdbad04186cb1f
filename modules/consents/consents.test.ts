import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { days } from '../../kernel/clock/clock.ts'
import { person, platform } from '../../kernel/store/work.ts'
import { Callers } from '../../platform/access.ts'
import { offer } from '../../platform/contract.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { manifestOf, offers, readers, thePaper } from '../../kernel/consent/example-for-test.ts'
import { Consents } from './contract.ts'
import { consents } from './index.ts'

/** Whoever says in a cookie who they are is believed. */
const callers = offer(Callers, {
  callerOf: async cookies =>
    cookies['who']
      ? { is: 'customer' as const, account: cookies['who'], session: 'of a test' }
      : { is: 'visitor' as const },
})
const ida = '11111111-1111-4111-8111-111111111111'
const otto = '22222222-2222-4222-8222-222222222222'

describe('consents in the account', () => {
  let world: World
  beforeAll(async () => {
    const modules = [...(await thePaper()), consents]
    world = await aWorld({ modules, manifest: manifestOf(modules), given: [callers] })
  })
  const as = (who: string): Browser => {
    const visitor = world.visitor()
    visitor.cookies.set('who', who)
    return visitor
  }
  const items = async (who: string): Promise<any[]> => (await as(who).get('/api/consents')).body.items // any: an answer
  const one = async (
    who: string,
    purpose: string,
    recipient: string | null = null,
    channel: string | null = null,
    // any: an answer
  ): Promise<any> =>
    (await items(who)).find(
      each =>
        each.purpose === purpose &&
        (each.recipient?.id ?? null) === recipient &&
        (each.channel?.name ?? null) === channel,
    )
  const says = async (
    who: string,
    what: 'given' | 'refused',
    purpose: string,
    recipient: string | null = null,
    channel: string | null = null,
    headers = {},
  ) =>
    as(who).post(
      '/api/consents',
      { purpose, recipient, channel, says: what, hash: (await one(who, purpose, recipient, channel)).asks.hash },
      headers,
    )

  it('are open to whoever is signed in, and to nobody else', async () => {
    expect((await world.visitor().get('/api/consents')).status).toBe(401)
    expect(
      (await items(ida)).map(each => [each.purpose, each.recipient?.name, each.channel?.label, each.state]),
    ).toEqual([
      ['paper.tastes', undefined, undefined, 'open'],
      ['paper.editors', undefined, undefined, 'open'],
      ['paper.offers', 'Stromfuchs GmbH', 'by e-mail', 'open'],
      ['paper.offers', 'Stromfuchs GmbH', 'by post', 'open'],
      ['paper.offers', 'Dachs KG', 'by e-mail', 'open'],
      ['paper.offers', 'Dachs KG', 'by post', 'open'],
    ])
  })
  it('hold nobody to words that they did not see', async () => {
    const other = createHash('sha256').update('something else').digest('hex')
    expect(await as(ida).post('/api/consents', { purpose: 'paper.tastes', says: 'given', hash: other })).toMatchObject({
      status: 409,
      body: { id: 'consent-words-changed' },
    })
    expect(await as(ida).post('/api/consents', { purpose: 'paper.readers', says: 'given', hash: other })).toMatchObject(
      { status: 404 },
    )
  })
  it('last as long as the statement says', async () => {
    expect((await says(ida, 'given', 'paper.tastes')).status).toBe(204)
    const given = await one(ida, 'paper.tastes')
    expect(given).toMatchObject({ state: 'given', holds: true, statement: 1 })
    expect(new Date(given.validUntil).getTime() - world.clock.now().getTime()).toBeGreaterThan(days(729))
  })
  it('take a browser’s “do not share” for a refusal of advertising, note it, and let all else be answered', async () => {
    expect(await says(ida, 'given', 'paper.offers', 'fuchs', 'mail', { 'sec-gpc': '1' })).toMatchObject({
      status: 409,
      body: { id: 'browser-refuses' },
    })
    expect(await one(ida, 'paper.offers', 'fuchs', 'mail')).toMatchObject({ state: 'refused', holds: false })
    expect((await says(ida, 'given', 'paper.editors', null, null, { 'sec-gpc': '1' })).status).toBe(204)
    const { id } = await one(ida, 'paper.editors')
    expect((await as(ida).get(`/api/consents/${id}/history`)).body.items).toEqual([
      expect.objectContaining({ what: 'given', how: 'switch', place: '/app/consents', signal: 'Sec-GPC: 1' }),
    ])
  })
  it('taken back for one partner stay for the others', async () => {
    for (const partner of ['fuchs', 'dachs']) await says(ida, 'given', 'paper.offers', partner, 'post')
    await as(ida).post('/api/consents/withdraw', { purpose: 'paper.offers', recipient: 'fuchs' })
    expect([
      (await one(ida, 'paper.offers', 'fuchs', 'post')).state,
      (await one(ida, 'paper.offers', 'dachs', 'post')).state,
    ]).toEqual(['withdrawn', 'given'])
  })
  it('come with a receipt that can be verified: its text has the hash that it names', async () => {
    const { id } = await one(ida, 'paper.tastes')
    const got = await as(ida).fetch(`/api/consents/${id}/receipt`)
    expect([got.status, got.headers.get('content-type'), got.headers.get('content-disposition')]).toEqual([
      200,
      'application/ld+json; charset=utf-8',
      expect.stringContaining('attachment; filename="consent-'),
    ])
    const receipt = (await got.json()) as any // any: JSON-LD
    const record = receipt['dpv:hasRecordOfActivity']
    expect([receipt['dct:conformsTo']['@id'], record['dct:conformsTo']['@id']]).toEqual([
      'https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr',
      'https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr',
    ])
    const notice = record['dpv:hasNotice']
    expect(notice['obhut:textHash']).toBe(`sha256:${createHash('sha256').update(notice['schema:text']).digest('hex')}`)
    // What ISO/IEC TS 27560 and the profile for the GDPR make mandatory.
    expect(Object.keys(record)).toEqual(
      expect.arrayContaining([
        'dct:identifier',
        'dpv:hasDataSubject',
        'dpv:hasDataController',
        'dpv:hasJurisdiction',
        'dpv:hasNotice',
        'dpv:hasProcess',
        'dpv:hasRight',
        'dpv:hasAuthority',
        'dpv:hasConsentStatus',
        'dpv:hasDuration',
        'dpv:hasConsentControl',
        'dpv:hasActivity',
      ]),
    )
    expect(Object.keys(record['dpv:hasProcess'])).toEqual(
      expect.arrayContaining([
        'dpv:hasPurpose',
        'dpv:hasLegalBasis',
        'dpv:hasPersonalData',
        'dpv:hasRecipient',
        'dpv:hasStorageCondition',
        'dpv:hasProcessingLocation',
      ]),
    )
    expect(record['dpv:hasActivity']).toEqual([
      expect.objectContaining({
        '@type': 'dpv:ConsentGiven',
        'dpv:isIndicatedBy': 'dpv:DataSubject',
        'dpv:hasIndicationMethod': 'switch',
      }),
    ])
  })
  it('of others are nobody’s to see or to change', async () => {
    const { id } = await one(ida, 'paper.tastes')
    expect([
      (await as(otto).get(`/api/consents/${id}/history`)).status,
      (await as(otto).get(`/api/consents/${id}/receipt`)).status,
    ]).toEqual([404, 404])
    await as(otto).post('/api/consents/withdraw-all')
    expect((await one(ida, 'paper.tastes')).state).toBe('given')
  })
  it('are recorded and asked after by other modules in their own unit of work', async () => {
    const own = world.offered(Consents)
    const question = own
      .questions(offers)
      .find(({ recipient, channel }) => recipient?.id === 'dachs' && channel?.name === 'mail')! // the manifest states both
    await world.store.under(readers, person(otto), work =>
      own.record(work, {
        kind: 'reader',
        subject: otto,
        question,
        language: 'de',
        says: 'given',
        how: 'double opt-in',
        place: '/newsletter',
      }),
    )
    const asks = (): Promise<boolean> =>
      world.store.under(readers, platform, work =>
        own.given(work, { subject: otto, purpose: offers.name, recipient: 'dachs', channel: 'mail' }),
      )
    expect(await asks()).toBe(true)
    await world.store.under(readers, person(otto), work =>
      own.withdraw(work, { kind: 'reader', subject: otto, purpose: offers.name, how: 'link' }),
    )
    expect(await asks()).toBe(false)
  })
})
