import { Client } from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { days, hours } from '../../kernel/clock/clock.ts'
import { lockClasses } from '../../kernel/enforce/lock-classes.ts'
import { testCluster } from '../../tools/testing/cluster.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { StaffAccounts } from '../identity/contract.ts'
import { goodPassword, lettersTo, parts, signedIn, signsIn } from '../identity/people-for-test.ts'
import { website } from '../website/index.ts'
import { rights } from './index.ts'

/** What a browser without a script sends, and the page that it shows then: it follows where it is led. */
async function sends(
  world: World,
  answers: Readonly<Record<string, string>>,
  at = '/privacy/request',
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly page: string; readonly location: string | null }> {
  const got = await world.visitor().fetch(at, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', ...headers },
    body: new URLSearchParams(answers),
  })
  const location = got.headers.get('location')
  return {
    status: got.status,
    page: location === null ? await got.text() : (await world.visitor().get(location)).text,
    location,
  }
}
const filled = (more: Readonly<Record<string, string>> = {}) => ({
  right: 'eu-gdpr:A15',
  name: 'Ida Sonne',
  mail: 'ida@example.org',
  words: 'What do you hold about me?',
  ...more,
})

describe('the form for privacy requests', () => {
  let world: World
  let desk: Browser
  beforeAll(async () => {
    world = await aWorld({ modules: [...parts, rights, website] })
    await world
      .offered(StaffAccounts)
      .withPassword(
        { mail: 'grace@staff.example', firstName: 'Grace', lastName: 'Hopper', roles: ['privacy'], language: 'en' },
        goodPassword,
      )
    desk = await signsIn(world.visitor(), 'grace@staff.example')
  })
  const onDesk = async (mail: string): Promise<{ id: string }> =>
    (await desk.get('/api/desk/requests')).body.items.find((one: { from: string | null }) => one.from === mail)
  const accountWith = async (mail: string): Promise<string> => {
    await signedIn(world, mail)
    const [account] = await world.rows<{ id: string }>('select id from identity.account where mail = $1', [mail])
    return account!.id // who signed in has one
  }
  const linkTo = async (mail: string): Promise<string> => {
    await world.settle()
    return new URL((await lettersTo(world, mail))[0]?.links.find(link => link.includes('/privacy/request/')) ?? '')
      .pathname
  }

  it('is one click away on every page, and asks for a message and an address alone', async () => {
    expect((await world.visitor().get('/en')).text).toContain('href="/privacy/request"')
    expect((await world.visitor().get('/privacy')).text).toContain('/privacy/request')
    const { text, headers } = await world.visitor().get('/privacy/request')
    expect([...text.matchAll(/<(?:input|select|textarea)[^>]* name="(\w+)"/g)].map(match => match[1])).toEqual([
      'right',
      'name',
      'mail',
      'words',
    ])
    expect(
      [...text.matchAll(/<(?:input|select|textarea)[^>]* name="(\w+)"[^>]* required/g)].map(match => match[1]),
    ).toEqual(['mail', 'words'])
    expect([headers.getSetCookie(), text.includes('<script')]).toEqual([[], false])
    expect((await world.visitor().get('/datenschutz/anfrage')).text).toContain('Anfrage zum Datenschutz')
  })
  it('says what is wrong beside the field, and keeps what was typed', async () => {
    const { status, page } = await sends(world, filled({ mail: 'ida(at)example', words: '' }))
    expect(status).toBe(422)
    for (const said of [
      'Please check:',
      'id="mail-fault"',
      'id="words-fault"',
      'aria-invalid="true"',
      'value="Ida Sonne"',
      'value="ida(at)example"',
      '<option value="eu-gdpr:A15" selected>',
    ])
      expect(page).toContain(said)
    expect(await world.rows(`select from rights.request where by = 'form'`)).toEqual([])
  })
  it('opens a request with a deadline, and lies on the desk with a history', async () => {
    const { status, page, location } = await sends(world, filled())
    expect([status, page.includes('Your request has reached us')]).toEqual([303, true])
    const [{ due }] = (await world.rows<{ due: string }>(
      `select to_char(due_at - interval '1 minute', 'FMDD FMMonth YYYY') as due from rights.request where by = 'form'`,
    )) as [{ due: string }]
    expect(page).toContain(due)
    // Loaded again, it sends nothing, and its address tells nothing of anybody.
    expect(location).toMatch(/^\/privacy\/request\/received\?on=\d{4}-\d\d-\d\d$/)
    expect((await world.visitor().get(location ?? '')).text).toContain(due)
    expect(await world.rows(`select from rights.request where by = 'form'`)).toHaveLength(1)
    for (const on of ['2199-01-01', '2019-01-01', 'nonsense', ''])
      expect((await world.visitor().get(`/privacy/request/received?on=${on}`)).text).toContain(
        'We answer within one month.',
      )
    const { id } = await onDesk('ida@example.org')
    expect((await desk.get(`/api/desk/requests/${id}`)).body).toMatchObject({
      by: 'form',
      right: 'eu-gdpr:A15',
      name: 'Ida Sonne',
      says: 'What do you hold about me?',
      confirmedAt: null,
      provenBy: null,
      person: null,
      history: [{ what: 'received', by: 'person' }],
    })
  })
  it('writes to the address, and what the letter leads to changes nothing before the button is pressed', async () => {
    const link = await linkTo('ida@example.org')
    for (const one of (await lettersTo(world, 'ida@example.org'))[0]?.links ?? [])
      expect(new URL(one).hash, 'a gateway may cut it').toBe('')
    // A gateway that looks before its customer does, even twice, takes nothing away from them.
    for (const look of [link, `${link}?utm_source=mail`, link])
      expect((await world.visitor().get(look)).text).toContain('Yes, I made this request')
    expect(await world.rows(`select confirmed_at from rights.request where "from" = 'ida@example.org'`)).toEqual([
      { confirmed_at: null },
    ])
    expect(await sends(world, {}, link)).toMatchObject({ status: 303, location: link })
    expect((await world.visitor().get(link)).text).toContain('Your address is confirmed')
    const { id } = await onDesk('ida@example.org')
    expect((await desk.get(`/api/desk/requests/${id}`)).body).toMatchObject({
      confirmedAt: expect.any(String),
      person: null,
      history: [{ what: 'received' }, { what: 'address confirmed', by: 'person' }],
    })
  })
  it('has its answer behind a link that goes to the confirmed address, and not in the letter', async () => {
    const { id } = await onDesk('ida@example.org')
    expect((await desk.post(`/api/desk/requests/${id}/answer`, { answer: 'Nothing but this request.' })).status).toBe(
      204,
    )
    const link = await linkTo('ida@example.org')
    const [letter] = await lettersTo(world, 'ida@example.org')
    expect([letter?.subject, letter?.text.includes('Nothing but')]).toEqual(['Our answer is waiting for you', false])
    const { text } = await world.visitor().get(link)
    expect(text).toContain('Nothing but this request.')
    expect(text).toContain('Aufsicht für Tests')
    expect((await world.visitor().get(`${link.slice(0, -4)}AAAA`)).status).toBe(410)
    // The earlier letter said that behind its link one sees how things stand.
    const [, earlier] = await lettersTo(world, 'ida@example.org')
    expect((await world.visitor().get(new URL(earlier?.links[0] ?? '').pathname)).text).toContain(
      'Nothing but this request.',
    )
  })
  it('sends no answer to an address that nobody confirmed', async () => {
    await sends(world, filled({ mail: 'unsure@example.org' }))
    const { id } = await onDesk('unsure@example.org')
    await desk.post(`/api/desk/requests/${id}/answer`, { answer: 'Nothing.' })
    await world.settle()
    expect((await lettersTo(world, 'unsure@example.org')).map(({ subject }) => subject)).toEqual([
      'Did you make this request?',
    ])
  })
  it('tells nobody who is known: page and letter are the same, and who confirms is known to the desk alone', async () => {
    await signedIn(world, 'known@example.org')
    const pages = []
    for (const mail of ['known@example.org', 'strange@example.org']) {
      pages.push((await sends(world, filled({ mail }))).page)
      await world.settle()
    }
    expect(pages[0]).toBe(pages[1])
    const [known, strange] = await Promise.all(
      ['known@example.org', 'strange@example.org'].map(async mail => (await lettersTo(world, mail))[0]),
    )
    const withoutLink = (text = ''): string =>
      text.replaceAll(/request\/[\w-]+/g, 'request/…').replaceAll(/(known|strange)@/g, '')
    expect(withoutLink(known?.text)).toBe(withoutLink(strange?.text))
    const link = await linkTo('known@example.org')
    await sends(world, {}, link)
    expect((await world.visitor().get(link)).text.replaceAll(link, '')).toBe(
      await (async () => {
        const other = await linkTo('strange@example.org')
        await sends(world, {}, other)
        return (await world.visitor().get(other)).text.replaceAll(other, '')
      })(),
    )
    const { id } = await onDesk('known@example.org')
    expect((await desk.get(`/api/desk/requests/${id}`)).body).toMatchObject({
      provenBy: 'code to the known address',
      person: { mail: 'known@example.org' },
    })
  })
  it('is the person’s own from then on: in the account, with its history, and gone with the account', async () => {
    const known = await signsIn(world.visitor(), 'known@example.org')
    expect((await known.get('/api/my-data/requests')).body.items).toMatchObject([
      {
        by: 'form',
        state: 'open',
        history: [{ what: 'received' }, { what: 'address confirmed' }, { what: 'person known' }],
      },
    ])
    await known.post('/api/account/delete', { password: goodPassword })
    expect(await world.rows(`select from rights.request where "from" = 'known@example.org'`)).toEqual([])
  })
  it('is tied to the customer in one step, with its history and an entry in the log, and to nobody who is erased', async () => {
    const mail = 'bound@example.org'
    const account = await accountWith(mail)
    const requests = () =>
      world.rows(
        `select r.subject = $2 as bound, r.confirmed_at is not null as confirmed, (select count(*)::int from rights.event e where e.request_id = r.id and e.subject = r.subject) as events
          from rights.request r where r."from" = $1 order by r.received_at`,
        [mail, account],
      )
    // The history cannot be written: then nothing of it happens.
    await sends(world, filled({ mail }))
    const link = await linkTo(mail)
    await world.rows(`
      create function public.no_history() returns trigger language plpgsql as $$ begin raise exception 'no history'; end $$;
      create trigger no_history before insert on rights.event for each row when (new.what = 'person known') execute function public.no_history()`)
    expect((await sends(world, {}, link)).status).toBe(500)
    world.faults.splice(0)
    expect(await requests()).toEqual([{ bound: false, confirmed: false, events: 1 }])
    await world.rows('drop trigger no_history on rights.event')
    await sends(world, {}, link)
    expect(await requests()).toEqual([{ bound: true, confirmed: true, events: 3 }])
    expect(
      await world.rows(
        `select e.what from obhut.audit_entry e where e.about = 'rights.request' and e.what = 'update' and exists (select from obhut.audit_person p where p.entry_id = e.id and p.subject = $1)`,
        [account],
      ),
    ).toHaveLength(1)

    // Erased since the link was asked whose address it is.
    await world.turnBy(hours(1))
    await sends(world, filled({ mail }))
    const late = await linkTo(mail)
    await world.rows(
      `insert into obhut.erased (mark, at, keyed) values (sha256((select key from obhut.erasure_key) || sha256(uuid_send($1::uuid))), $2, true)`,
      [account, world.clock.now()],
    )
    expect((await sends(world, {}, late)).status).toBe(303)
    expect((await requests()).at(-1)).toEqual({ bound: false, confirmed: true, events: 2 })
  })
  it('waits for an erasure of the customer that is under way', async () => {
    const mail = 'going@example.org'
    const account = await accountWith(mail)
    await sends(world, filled({ mail }))
    const link = await linkTo(mail)
    const erasing = new Client({ ...testCluster(), database: world.database.place.database })
    await erasing.connect()
    await erasing.query('begin')
    await erasing.query('select pg_advisory_xact_lock($1, obhut.stripe($2))', [lockClasses.persons, account])
    const pressed = sends(world, {}, link)
    const waits = `select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`
    await expect.poll(async () => (await world.rows(waits)).length).toBeGreaterThan(0)
    await erasing.query('commit')
    await erasing.end()
    expect((await pressed).status).toBe(303)
    expect(await world.rows('select from rights.request where subject = $1', [account])).toHaveLength(1)
  })
  it('shows whoever got the letter what a confirmation would make theirs, and the letter itself carries nothing of a stranger', async () => {
    const typed = {
      name: 'Jana <b>Brandt</b>',
      mail: 'jana@example.org',
      right: 'eu-gdpr:A17',
      words:
        'Erase my account at once, or read <a href="https://evil.example">https://evil.example</a> and call +49 30 555',
    }
    await sends(world, typed)
    await world.settle()
    const [letter] = await lettersTo(world, 'jana@example.org')
    expect(letter?.text).toMatch(/Erasure \(Art\. 17 GDPR\)/)
    expect(letter?.text).toMatch(/On \d+ \w+ \d{4} a privacy request/)
    expect(letter?.links).toHaveLength(1)
    for (const part of [letter?.text, letter?.html, letter?.subject])
      for (const strange of ['evil', 'Jana', 'at once, or', '555']) expect(part).not.toContain(strange)
    const { text } = await world.visitor().get(await linkTo('jana@example.org'))
    for (const said of [
      'Erasure (Art. 17 GDPR)',
      'Erase my account at once',
      'This cannot be undone',
      'Yes, I made this request',
      'No, erase this request',
      '&lt;a href=&quot;https://evil.example&quot;&gt;',
    ])
      expect(text).toContain(said)
    expect(text).not.toContain('href="https://evil')
  })
  it('is taken away with all that it says by whoever got the letter and did not ask', async () => {
    const link = await linkTo('jana@example.org')
    const { status, page } = await sends(world, {}, `${link}/refusal`)
    expect([status, page.includes('The request is erased')]).toEqual([303, true])
    expect(await world.traces('jana@example.org')).toEqual([])
    expect(await world.traces('evil.example')).toEqual([])
    expect(await onDesk('jana@example.org')).toBeUndefined()
    expect((await world.visitor().get(link)).status).toBe(410)
    expect((await sends(world, {}, link)).status).toBe(410)
    await world.settle()
    expect(await world.rows(`select from obhut.notice`)).toEqual([])
  })
  it('is not taken away once it was confirmed, or once staff found out who asks; of two who press at once one wins', async () => {
    await sends(world, filled({ mail: 'sure@example.org' }))
    const sure = await linkTo('sure@example.org')
    await sends(world, {}, sure)
    expect((await sends(world, {}, `${sure}/refusal`)).status).toBe(409)
    expect(await onDesk('sure@example.org')).toBeDefined()

    await signedIn(world, 'tied@example.org')
    const [{ number }] = (await world.rows<{ number: string }>(
      `select customer_number as number from identity.account where mail = 'tied@example.org'`,
    )) as [{ number: string }]
    await sends(world, filled({ mail: 'elsewhere@example.org', words: 'I write from another mailbox.' }))
    const tied = await linkTo('elsewhere@example.org')
    expect(
      (
        await desk.post(`/api/desk/requests/${(await onDesk('elsewhere@example.org')).id}/person`, {
          customerNumber: number,
          provenBy: 'identity card shown',
        })
      ).status,
    ).toBe(204)
    expect((await sends(world, {}, `${tied}/refusal`)).status).toBe(409)
    expect((await world.visitor().get(tied)).text).not.toContain('I write from another mailbox.')
    expect(await world.rows(`select from identity.account where mail = 'tied@example.org'`)).toHaveLength(1)

    await signedIn(world, 'raced@example.org')
    let confirmed = 0
    for (let round = 0; round < 4; round++) {
      await world.turnBy(hours(1))
      await sends(world, filled({ mail: 'raced@example.org' }))
      const raced = await linkTo('raced@example.org')
      const pressed = await Promise.all([
        sends(world, {}, raced),
        sends(world, {}, `${raced}/refusal`),
        sends(world, {}, raced),
      ])
      const left = await world.rows(
        `select count(*)::int as requests, (select count(*)::int from rights.event e where not exists (select from rights.request r where r.id = e.request_id)) as orphans from rights.request where "from" = 'raced@example.org'`,
      )
      if (pressed[1]?.status === 409) confirmed += 1
      expect(left).toEqual([{ requests: confirmed, orphans: 0 }])
      for (const { status } of pressed) expect([303, 409, 410]).toContain(status)
    }
    expect(await world.rows(`select from identity.account where mail = 'raced@example.org'`)).toHaveLength(1)
  })
  it('is limited in rate for a sender; letters to one address wait where they are many, and no request is refused for them', async () => {
    const own = await aWorld({ modules: [...parts, rights, website], trustedProxies: ['127.0.0.1'] })
    const mail = 'flooded@example.org'
    const from = (place: number) =>
      sends(own, filled({ mail }), undefined, { 'x-forwarded-for': `198.51.100.${place}` })
    const statuses: number[] = []
    for (let round = 0; round < 12; round++) statuses.push((await from(1)).status)
    expect(statuses).toEqual([...Array<number>(10).fill(303), 429, 429])
    const letters = async () => {
      await own.settle()
      return (await lettersTo(own, mail)).length
    }
    expect(await letters()).toBe(5)
    const answers = []
    for (let place = 2; place < 10; place++) answers.push(await from(place))
    expect(new Set(answers.map(({ status, page }) => `${status} ${page}`)).size).toBe(1)
    expect(await own.rows(`select from rights.request where "from" = $1`, [mail])).toHaveLength(18)
    expect(await letters()).toBe(10)
    for (let hour = 0; hour < 3; hour++) await own.turnBy(hours(1))
    expect(await letters()).toBe(18)
    expect(new Set((await lettersTo(own, mail)).flatMap(({ links }) => links)).size).toBe(18)
  })
  it('is not acted for by a foreign page', async () => {
    const got = await world.visitor().fetch('/privacy/request', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://elsewhere.example' },
      body: new URLSearchParams(filled({ mail: 'foreign@example.org' })),
    })
    expect(got.status).toBe(403)
  })
  it('ends by its period if nobody confirms it, also where another one cannot be erased', async () => {
    const late = await aWorld({ modules: [...parts, rights, website] })
    for (const mail of ['poisoned@example.org', 'silent@example.org', 'sure@example.org'])
      await sends(late, filled({ mail }))
    await late.settle()
    await sends(late, {}, new URL((await lettersTo(late, 'sure@example.org'))[0]?.links[0] ?? '').pathname)
    await late.rows(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
      create trigger poisoned before delete on rights.request for each row when (old."from" = 'poisoned@example.org') execute function refuse()`)
    const left = async () =>
      (await late.rows<{ from: string }>('select "from" from rights.request order by 1')).map(one => one.from)
    await late.turnBy(days(13))
    expect(await left()).toEqual(['poisoned@example.org', 'silent@example.org', 'sure@example.org'])
    await late.turnBy(days(2))
    expect(await left()).toEqual(['poisoned@example.org', 'sure@example.org'])
    expect(late.faults.splice(0).map(({ what }) => what)).toContain('job rights.end-unconfirmed')
    await late.rows('drop trigger poisoned on rights.request')
    await late.turnBy(hours(1))
    expect(await left()).toEqual(['sure@example.org'])
    expect(await late.traces('silent@example.org')).toEqual([])
  })
  it('has links that end', async () => {
    const link = await linkTo('ida@example.org')
    expect((await world.visitor().get(link)).status).toBe(200)
    const earlier = new URL((await lettersTo(world, 'ida@example.org'))[1]?.links[0] ?? '').pathname
    expect(await sends(world, {}, `${link}/end`)).toMatchObject({
      status: 303,
      page: expect.stringContaining('The link has ended'),
    })
    for (const at of [link, `${link}/end`, earlier]) expect((await sends(world, {}, at)).status).toBe(410)
    // What is said instead of a page is said in the language of its address, whatever the browser prefers.
    for (const [at, asked, said] of [
      [link, 'de', 'This link is not valid'],
      [link.replace('/privacy/request', '/datenschutz/anfrage'), 'en', 'Dieser Link gilt nicht'],
    ] as const) {
      const gone = await world.visitor().fetch(at, { headers: { accept: 'text/html', 'accept-language': asked } })
      expect([gone.status, await gone.text()]).toEqual([410, expect.stringContaining(said)])
    }
    const sure = await linkTo('sure@example.org')
    expect((await world.visitor().get(sure)).status).toBe(200)
    await world.turnBy(days(125))
    expect((await world.visitor().get(sure)).status).toBe(410)
  })
})
