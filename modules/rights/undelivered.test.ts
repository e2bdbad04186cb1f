import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { minutes } from '../../kernel/clock/clock.ts'
import { person } from '../../kernel/store/work.ts'
import { aWholeWorld } from '../../server/testing/whole-world.ts'
import { Mailer, type Letter } from '../mail/contract.ts'
import { aRelay, refusal } from '../mail/relay-for-test.ts'
import { desk } from './activities.ts'
import { PrivacyDesk } from './contract.ts'

it('a letter about a request that nobody gets stands in the history of that one, once, so that staff write by post', async () => {
  const relay = await aRelay({
    refuses: address => (address.startsWith('gone') ? refusal(550, '5.1.1 No such user') : undefined),
  })
  const ca = join(mkdtempSync(join(tmpdir(), 'obhut-relay-')), 'relay.pem')
  writeFileSync(ca, relay.cert)
  const world = await aWholeWorld({
    settings: { smtpUrl: `smtp://localhost:${relay.port}?ca=${ca}`, mailFrom: 'post@testhaus.example' },
  })
  const opens = async (from: string, subject = randomUUID()) => ({
    subject,
    ...(await world.offered(PrivacyDesk).open({
      by: 'form',
      list: 'desk',
      subject,
      from,
      says: 'What do you hold about me?',
      receivedAt: world.clock.now(),
    })),
  })
  const writes = (to: string, subject: string, more: Partial<Letter>) =>
    world.store.under(desk, person(subject), work =>
      world.offered(Mailer).post(work, {
        to,
        subjectId: subject,
        language: 'en',
        title: 'An answer',
        says: ['There is an answer.'],
        ...more,
      }),
    )
  const gone = await opens('gone@example.org')
  const [latest, there, twice] = [
    await opens('gone@example.org', gone.subject),
    await opens('ida@example.org'),
    await opens('gone2@example.org'),
  ]
  await writes('gone@example.org', gone.subject, { concerns: gone.id })
  await writes('ida@example.org', there.subject, { concerns: there.id })
  // A code of one's own is about no request, whether it bounces or was not worth sending any more.
  await writes('gone@example.org', latest.subject, {})
  await writes('ida@example.org', there.subject, { worthUntil: new Date(0) })
  await writes('gone2@example.org', twice.subject, { concerns: twice.id })
  await world.turnBy(minutes(5))
  await writes('gone2@example.org', twice.subject, { concerns: twice.id })
  // More than one page of others that came before.
  await world.rows(
    `insert into mail.letter ("to", language, named, activity, posted_at, worth_until, due_at, closed_at, state, concerns, subject, version)
    select 'x@example.org', 'en', 'no', 'rights.desk', $1::timestamptz, $1::timestamptz, $1::timestamptz, $1::timestamptz, 'too late', gen_random_uuid(), gen_random_uuid(), 1 from generate_series(1, 510)`,
    [world.clock.now()],
  )
  for (const time of [minutes(16), minutes(16)]) await world.turnBy(time)
  const history = (id: string) =>
    world.rows('select what, note, by from rights.event where request_id = $1 order by at', [id])
  const [received, lost] = [
    { what: 'received', note: null, by: 'platform' },
    { what: 'mail not delivered', note: '550 5.1.1', by: 'platform' },
  ]
  expect(await history(gone.id)).toEqual([received, lost])
  expect([await history(latest.id), await history(there.id)]).toEqual([[received], [received]])
  expect(await history(twice.id)).toEqual([received, lost, lost])
})

it('what a person does not want any more is told from what could not be delivered', async () => {
  const world = await aWholeWorld()
  const subject = randomUUID()
  const { id } = await world
    .offered(PrivacyDesk)
    .open({ by: 'form', list: 'desk', subject, from: 'ida@example.org', says: 'Hello', receivedAt: world.clock.now() })
  for (const state of ['unwanted', 'refused']) {
    await world.rows(
      `insert into mail.letter ("to", language, named, activity, posted_at, worth_until, due_at, closed_at, state, answer, concerns, subject, version) values ('ida@example.org', 'en', 'no', 'rights.desk', $1, $1, $1, $1, $2, $2, $3, $4, 1)`,
      [world.clock.now(), state, id, subject],
    )
  }
  await world.turnBy(minutes(16))
  expect(await world.rows(`select note from rights.event where what = 'mail not delivered'`)).toEqual([
    { note: 'refused' },
  ])
})
