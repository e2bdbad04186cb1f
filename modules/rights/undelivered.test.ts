import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { hours, minutes } from '../../kernel/clock/clock.ts'
import { person } from '../../kernel/data/work.ts'
import { aWorld } from '../../server/testing/world.ts'
import { Mailer } from '../mail/contract.ts'
import { aRelay, refusal } from '../mail/relay-for-test.ts'
import { desk } from './activities.ts'
import { PrivacyDesk } from './contract.ts'

it('a letter about a request that nobody gets stands in its history, once, so that staff write by post', async () => {
  const relay = await aRelay({ refuses: address => address.startsWith('gone') ? refusal(550, '5.1.1 No such user') : undefined })
  const ca = join(mkdtempSync(join(tmpdir(), 'obhut-relay-')), 'relay.pem')
  writeFileSync(ca, relay.cert)
  const world = await aWorld({ settings: { smtpUrl: `smtp://localhost:${relay.port}?ca=${ca}`, mailFrom: 'post@testhaus.example' } })
  const requestOf = async (to: string) => {
    const subject = randomUUID()
    const { id } = await world.offered(PrivacyDesk).open({ by: 'form', list: 'desk', subject, from: to, says: 'What do you hold about me?', receivedAt: world.clock.now() })
    await world.store.under(desk, person(subject), work => world.offered(Mailer).post(work, { to, subjectId: subject, language: 'en', title: 'An answer', says: ['There is an answer.'] }))
    return id
  }
  const [gone, there] = [await requestOf('gone@example.org'), await requestOf('ida@example.org')]
  await world.settle()
  for (const time of [minutes(16), minutes(16), hours(2)]) await world.turnBy(time)
  const history = (id: string) => world.rows('select what, note, by from rights.event where request_id = $1 order by at', [id])
  expect(await history(gone)).toEqual([{ what: 'received', note: null, by: 'platform' }, { what: 'mail not delivered', note: '550 5.1.1', by: 'platform' }])
  expect(await history(there)).toEqual([{ what: 'received', note: null, by: 'platform' }])
})
