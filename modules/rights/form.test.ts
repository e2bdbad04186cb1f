import { beforeAll, describe, expect, it } from 'vitest'
import { days } from '../../kernel/clock/clock.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { StaffAccounts } from '../identity/contract.ts'
import { goodPassword, lettersTo, parts, signedIn, signsIn } from '../identity/people-for-test.ts'
import { everyModule } from '../../server/modules.ts'

/** What a browser without a script sends, and the page that it gets. */
async function sends(world: World, answers: Readonly<Record<string, string>>, at = '/privacy/request'): Promise<{ readonly status: number, readonly page: string, readonly location: string | null }> {
  const got = await world.visitor().fetch(at, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }, body: new URLSearchParams(answers) })
  return { status: got.status, page: await got.text(), location: got.headers.get('location') }
}
const filled = (more: Readonly<Record<string, string>> = {}) => ({ right: 'eu-gdpr:A15', name: 'Ida Sonne', mail: 'ida@example.org', words: 'What do you hold about me?', ...more })

describe('the form for privacy requests', () => {
  let world: World
  let desk: Browser
  beforeAll(async () => {
    world = await aWorld({ modules: everyModule.filter(module => parts.includes(module) || ['rights', 'website'].includes(module.name)) })
    await world.offered(StaffAccounts).withPassword({ mail: 'grace@staff.example', firstName: 'Grace', lastName: 'Hopper', roles: ['privacy'], language: 'en' }, goodPassword)
    desk = await signsIn(world.visitor(), 'grace@staff.example')
  })
  const onDesk = async (mail: string): Promise<{ id: string }> => (await desk.get('/api/desk/requests')).body.items.find((one: { from: string | null }) => one.from === mail)
  const linkTo = async (mail: string): Promise<string> => {
    await world.settle()
    return new URL((await lettersTo(world, mail))[0]?.links.find(link => link.includes('/privacy/request/')) ?? '').pathname
  }

  it('is one click away on every page, and asks for a message and an address alone', async () => {
    expect((await world.visitor().get('/en')).text).toContain('href="/privacy/request"')
    expect((await world.visitor().get('/privacy')).text).toContain('/privacy/request')
    const { text, headers } = await world.visitor().get('/privacy/request')
    expect([...text.matchAll(/<(?:input|select|textarea)[^>]* name="(\w+)"/g)].map(match => match[1])).toEqual(['right', 'name', 'mail', 'words'])
    expect([...text.matchAll(/<(?:input|select|textarea)[^>]* name="(\w+)"[^>]* required/g)].map(match => match[1])).toEqual(['mail', 'words'])
    expect([headers.getSetCookie(), text.includes('<script')]).toEqual([[], false])
    expect((await world.visitor().get('/datenschutz/anfrage')).text).toContain('Anfrage zum Datenschutz')
  })
  it('says what is missing beside the field, and keeps what was typed', async () => {
    const { status, page } = await sends(world, filled({ mail: 'ida(at)example', words: '' }))
    expect(status).toBe(422)
    for (const said of ['id="mail-fault"', 'id="words-fault"', 'aria-invalid="true"', 'value="Ida Sonne"', 'value="ida(at)example"', '<option value="eu-gdpr:A15" selected>']) expect(page).toContain(said)
    expect(await world.rows(`select from rights.request where by = 'form'`)).toEqual([])
  })
  it('opens a request with a deadline, and lies on the desk with a history', async () => {
    const { status, page } = await sends(world, filled())
    expect([status, page.includes('Your request has reached us')]).toEqual([200, true])
    const [{ due }] = await world.rows<{ due: string }>(`select to_char(due_at - interval '1 minute', 'FMDD FMMonth YYYY') as due from rights.request where by = 'form'`) as [{ due: string }]
    expect(page).toContain(due)
    const { id } = await onDesk('ida@example.org')
    expect((await desk.get(`/api/desk/requests/${id}`)).body).toMatchObject({ by: 'form', right: 'eu-gdpr:A15', name: 'Ida Sonne', says: 'What do you hold about me?', confirmedAt: null, provenBy: null, person: null, history: [{ what: 'received', by: 'person' }] })
  })
  it('writes to the address, and what the letter leads to changes nothing before the button is pressed', async () => {
    const link = await linkTo('ida@example.org')
    expect((await world.visitor().get(link)).text).toContain('Yes, this is my address')
    expect(await world.rows(`select confirmed_at from rights.request where "from" = 'ida@example.org'`)).toEqual([{ confirmed_at: null }])
    expect(await sends(world, {}, link)).toMatchObject({ status: 303, location: link })
    expect((await world.visitor().get(link)).text).toContain('Your address is confirmed')
    const { id } = await onDesk('ida@example.org')
    expect((await desk.get(`/api/desk/requests/${id}`)).body).toMatchObject({ confirmedAt: expect.any(String), person: null, history: [{ what: 'received' }, { what: 'address confirmed', by: 'person' }] })
  })
  it('has its answer behind a link that goes to the confirmed address, and not in the letter', async () => {
    const { id } = await onDesk('ida@example.org')
    expect((await desk.post(`/api/desk/requests/${id}/answer`, { answer: 'Nothing but this request.' })).status).toBe(204)
    const link = await linkTo('ida@example.org')
    const [letter] = await lettersTo(world, 'ida@example.org')
    expect([letter?.subject, letter?.text.includes('Nothing but')]).toEqual(['Our answer is waiting for you', false])
    const { text } = await world.visitor().get(link)
    expect(text).toContain('Nothing but this request.')
    expect(text).toContain('Aufsicht für Tests')
    expect((await world.visitor().get(`${link.slice(0, -4)}AAAA`)).status).toBe(410)
  })
  it('sends no answer to an address that nobody confirmed', async () => {
    await sends(world, filled({ mail: 'unsure@example.org' }))
    const { id } = await onDesk('unsure@example.org')
    await desk.post(`/api/desk/requests/${id}/answer`, { answer: 'Nothing.' })
    await world.settle()
    expect((await lettersTo(world, 'unsure@example.org')).map(({ subject }) => subject)).toEqual(['Your privacy request'])
  })
  it('tells nobody who is known: page and letter are the same, and who confirms is known to the desk alone', async () => {
    await signedIn(world, 'known@example.org')
    const pages = []
    for (const mail of ['known@example.org', 'strange@example.org']) {
      pages.push((await sends(world, filled({ mail }))).page)
      await world.settle()
    }
    expect(pages[0]).toBe(pages[1])
    const [known, strange] = await Promise.all(['known@example.org', 'strange@example.org'].map(async mail => (await lettersTo(world, mail))[0]))
    const withoutLink = (text = ''): string => text.replaceAll(/request\/[\w-]+/g, 'request/…').replaceAll(/(known|strange)@/g, '')
    expect(withoutLink(known?.text)).toBe(withoutLink(strange?.text))
    const link = await linkTo('known@example.org')
    await sends(world, {}, link)
    expect((await world.visitor().get(link)).text.replaceAll(link, '')).toBe((await (async () => { const other = await linkTo('strange@example.org'); await sends(world, {}, other); return (await world.visitor().get(other)).text.replaceAll(other, '') })()))
    const { id } = await onDesk('known@example.org')
    expect((await desk.get(`/api/desk/requests/${id}`)).body).toMatchObject({ provenBy: 'code to the known address', person: { mail: 'known@example.org' } })
  })
  it('is the person’s own from then on: in the account, with its history, and gone with the account', async () => {
    const known = await signsIn(world.visitor(), 'known@example.org')
    expect((await known.get('/api/my-data/requests')).body.items).toMatchObject([{ by: 'form', state: 'open', history: [{ what: 'received' }, { what: 'address confirmed' }, { what: 'person known' }] }])
    await known.post('/api/account/delete', { password: goodPassword })
    expect(await world.rows(`select from rights.request where "from" = 'known@example.org'`)).toEqual([])
  })
  it('is limited in rate, for a sender and for an address that is written to', async () => {
    const statuses: number[] = []
    for (let round = 0; round < 7; round++) statuses.push((await sends(world, filled({ mail: 'flooded@example.org' }))).status)
    expect(statuses.slice(0, 5)).toEqual([200, 200, 200, 200, 200])
    expect(statuses.slice(5)).toEqual([429, 429])
    expect(await world.rows(`select from rights.request where "from" = 'flooded@example.org'`)).toHaveLength(5)
    await world.settle()
    expect(await lettersTo(world, 'flooded@example.org')).toHaveLength(5)
  })
  it('is not acted for by a foreign page', async () => {
    const got = await world.visitor().fetch('/privacy/request', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://elsewhere.example' }, body: new URLSearchParams(filled({ mail: 'foreign@example.org' })) })
    expect(got.status).toBe(403)
  })
  it('has links that end', async () => {
    const link = await linkTo('ida@example.org')
    expect((await world.visitor().get(link)).status).toBe(200)
    await world.turnBy(days(125))
    expect((await world.visitor().get(link)).status).toBe(410)
  })
})
