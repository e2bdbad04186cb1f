import { describe, expect, it } from 'vitest'
import { minutes } from '../../kernel/clock/clock.ts'
import { clause, platformOf } from '../clause.ts'
import { aCustomer, password } from './customer.ts'

describe(clause('home/11.1-b'), () => {
  it('an open session is not enough; the password once more is, or a code to the known address', async () => {
    const world = await platformOf('home')
    const ida = await aCustomer(world, 'ida@example.org')
    await world.turnBy(minutes(30))
    expect(await ida.browser.post('/api/my-data/copies', { format: 'copy' })).toMatchObject({
      status: 403,
      body: { id: 'proof-needed' },
    })
    expect((await ida.browser.post('/api/my-data/proof', { password })).status).toBe(200)
    expect((await ida.browser.post('/api/my-data/copies', { format: 'copy' })).status).toBe(201)
    await world.turnBy(minutes(30))
    expect((await ida.browser.post('/api/my-data/proof/code')).status).toBe(202)
    for (let round = 0; round < 5; round++) await ida.browser.post('/api/my-data/proof/code/redeem', { code: '000000' })
    expect((await ida.browser.post('/api/my-data/proof/code/redeem', { code: '000000' })).status).toBe(429)
  })
})

describe(clause('home/11.1-c'), () => {
  it('a copy comes behind a link that expires, and no mail carries it', async () => {
    const world = await platformOf('home')
    const ida = await aCustomer(world, 'ida@example.org')
    const before = await world.rows('select from mail.letter')
    const {
      body: { link },
    } = await ida.browser.post('/api/my-data/copies', { format: 'copy' })
    const got = await ida.browser.fetch(link)
    const bytes = Buffer.from(await got.arrayBuffer())
    expect([
      got.status,
      bytes.includes('json/identity.account.json'),
      bytes.includes('csv/identity.account.csv'),
    ]).toEqual([200, true, true])
    expect(await world.rows('select from mail.letter')).toHaveLength(before.length)
    expect((await world.visitor().get(link)).status).toBe(401)
    await world.turnBy(minutes(61))
    expect((await ida.browser.get(link)).status).toBe(404)
  })
})
