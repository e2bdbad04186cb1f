import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { minutes } from '../../kernel/clock/clock.ts'
import { simpleParser } from '../../modules/mail/parsed-for-test.ts'
import { aRelay, type RelayedMail } from '../../modules/mail/relay-for-test.ts'
import { goodPassword as password, signsIn } from '../../modules/identity/people-for-test.ts'
import type { World } from '../../server/testing/world.ts'
import { known } from '../asked.ts'
import { clause, platformOf } from '../clause.ts'
import { mailingPlatform } from '../relayed.ts'
import { staffOf } from '../staff.ts'

const wordsOf = ({ raw }: RelayedMail): string => simpleParser(raw).parts['text/plain'] ?? ''
const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

let world: World
let relay: Awaited<ReturnType<typeof aRelay>>
beforeAll(async () => {
  await platformOf('home')
  relay = await aRelay()
  world = await mailingPlatform('home', relay)
})
/** The words of what the recipient got at its address for notices since then. */
const noticed = async (since: number): Promise<string[]> => {
  await world.settle()
  await world.turnBy(minutes(2))
  return relay.taken
    .slice(since)
    .filter(({ to }) => to.includes('datenschutz@brieftaube.example'))
    .map(wordsOf)
}
/** Somebody whose address the mail service has received: by a letter that it delivered. */
async function somebodyKnownThere(mail: string) {
  const person = await known(world, mail)
  const browser = await signsIn(world.visitor(), mail)
  await browser.post('/api/my-data/proof/code')
  await world.settle()
  expect(await world.rows('select recipient from obhut.disclosure where subject = $1', [person.id])).toEqual([
    { recipient: 'brieftaube' },
  ])
  return { ...person, browser }
}

describe(clause('home/11.2'), () => {
  it('a changed detail reaches whoever got the old one, behind a link and not in the mail; who was told is in the person’s log', async () => {
    const ida = await somebodyKnownThere('ida@example.org')
    const before = relay.taken.length
    // Nobody got the street: nobody is told.
    await ida.browser.patch('/api/account', { fields: { street: 'Am Wehr 4' } })
    expect(await noticed(before)).toEqual([])
    await world.store.desk('rights', client =>
      client.query(`update obhut.disclosure set fields = fields || '{pd:Street}' where subject = $1`, [ida.id]),
    )
    await ida.browser.patch('/api/account', { fields: { street: 'Am Wehr 5' } })
    const [text = '', ...more] = await noticed(before)
    expect([more, text.includes('Art. 19 DSGVO'), text.includes('Am Wehr')]).toEqual([[], true, false])
    const link = new URL(/https?:\/\/\S+\/datenschutz\/mitteilung\/\S+/.exec(text)?.[0] ?? '').pathname
    const page = (await world.visitor().get(link)).text
    expect(page).toMatch(/Am Wehr 4[^]*Am Wehr 5/)
    expect(
      await world.rows(`select recipient, ground from obhut.disclosure where subject = $1 and ground like 'Art. 19%'`, [
        ida.id,
      ]),
    ).toEqual([{ recipient: 'brieftaube', ground: 'Art. 19 GDPR, rectified' }])
    expect((await ida.browser.get('/api/my-data/obhut.disclosure')).text).toContain('Art. 19 GDPR, rectified')
  })
})

describe('recipients of data (Art. 19 GDPR)', () => {
  it('hear of a restriction, by a check value that says something only to who has the address', async () => {
    const otto = await somebodyKnownThere('otto@example.org')
    const before = relay.taken.length
    await otto.browser.put('/api/my-data/restriction', { ground: 'unlawful' })
    const [text = ''] = await noticed(before)
    expect([
      text.includes(sha('otto@example.org')),
      text.includes('otto@example.org'),
      text.includes('Art. 18 DSGVO'),
    ]).toEqual([true, false, true])
    expect(await world.rows('select from obhut.notice where subject = $1', [otto.id])).toEqual([])
  })
  it('hear of an erasure, and the person learns who they are; afterwards nothing here names the person', async () => {
    const eva = await somebodyKnownThere('eva@example.org')
    const before = relay.taken.length
    const { body } = await eva.browser.post('/api/account/delete', { password })
    expect(body.told).toEqual(['Brieftaube Versand GmbH'])
    const [text = ''] = await noticed(before)
    expect([text.includes(sha('eva@example.org')), text.includes('eva@example.org')]).toEqual([true, false])
    for (const trace of ['eva@example.org', eva.id, sha('eva@example.org')])
      expect([trace, await world.traces(trace)]).toEqual([trace, []])
    const desk = await staffOf(world, ['privacy'])
    await desk.post('/api/desk/proof')
    await expect
      .poll(async () => (await desk.get('/api/desk/proof')).body)
      .toMatchObject({ at: expect.any(String), underWay: null })
    expect(
      (await desk.get('/api/desk/proof')).body.promises.filter(
        (one: { id: string; holds: boolean }) => !one.holds && /disclosure|recipient/.test(one.id),
      ),
    ).toEqual([])
  })
  it('are told through the desk where the statement names no address of theirs', async () => {
    const other = await mailingPlatform('home', relay, ({ recipients }) => {
      delete recipients['brieftaube']?.notices
    })
    const max = await known(other, 'max@example.org')
    await (await signsIn(other.visitor(), max.mail)).post('/api/my-data/proof/code')
    await other.settle()
    const before = relay.taken.length
    await (await signsIn(other.visitor(), max.mail)).post('/api/account/delete', { password })
    await other.settle()
    await other.turnBy(minutes(2))
    const [letter] = relay.taken
      .slice(before)
      .filter(({ to }) => to.includes(other.stating.manifest.privacyContact.mail))
    expect(letter && wordsOf(letter)).toMatch(
      /mit der Post weiter an: Brieftaube Versand GmbH, Postgasse 8, 10115 Berlin/,
    )
  })
})
