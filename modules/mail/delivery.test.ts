import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hours, minutes } from '../../kernel/clock/clock.ts'
import { person } from '../../kernel/store/work.ts'
import { eraseSubject } from '../../kernel/rights/erase.ts'
import { accountability } from '../../kernel/declare/activities.ts'
import { activity } from '../../kernel/declare/activity.ts'
import { legitimateInterest, Purpose } from '../../kernel/declare/terms.ts'
import { restrict } from '../../kernel/restriction/on-request.ts'
import { object } from '../../kernel/rights/objections.ts'
import { defineModule } from '../../platform/module.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, testSecret, type World, type WorldOptions } from '../../server/testing/world.ts'
import { program } from '../../tools/testing/processes.ts'
import { TheMetrics } from '../../platform/metrics.ts'
import { delivery } from './activities.ts'
import { Mailer, type Letter } from './contract.ts'
import { mail } from './index.ts'
import { simpleParser } from './parsed-for-test.ts'
import { aRelay, refusal, type TestRelay } from './relay-for-test.ts'

const site = [kernel, mail]
const manifest = aManifest(site)

async function urlOf({ port, cert }: Pick<TestRelay, 'port' | 'cert'>): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'obhut-relay-')), 'relay.pem')
  await writeFile(file, cert)
  return `smtp://localhost:${port}?ca=${file}`
}
const aWorldWith = async (relay: Pick<TestRelay, 'port' | 'cert'>, more: Partial<WorldOptions> = {}): Promise<World> =>
  aWorld({ modules: site, manifest, settings: { smtpUrl: await urlOf(relay) }, ...more })

const link = 'https://testhaus.example/app/reset#a-secret-token'
/** Posts a letter about somebody, under an activity whose letters go out by mail. */
async function post(world: World, more: Partial<Letter> = {}): Promise<string> {
  const subjectId = more.subjectId ?? randomUUID()
  await world.store.under(delivery, person(subjectId), work =>
    world.offered(Mailer).post(work, {
      to: 'ada@example.org',
      subjectId,
      language: 'en',
      title: 'A letter',
      name: 'Ada',
      says: ['This is what it says.'],
      button: { label: 'Open', link },
      ...more,
    }),
  )
  return subjectId
}
const letters = (world: World) =>
  world.rows('select state, answer, content, attempts, closed_at from mail.letter order by posted_at')
const disclosures = (world: World, subject: string) =>
  world.rows('select recipient, activity, fields, ground from obhut.disclosure where subject = $1', [subject])

describe('a letter', () => {
  it('goes out after the transaction that posted it, and only if that commits', async () => {
    const relay = await aRelay()
    const world = await aWorldWith(relay)
    await expect(
      world.store.under(delivery, person(randomUUID()), async work => {
        await world
          .offered(Mailer)
          .post(work, { to: 'never@example.org', subjectId: randomUUID(), language: 'en', title: 'Never', says: [] })
        throw new Error('thought better of it')
      }),
    ).rejects.toThrow('thought better')
    await post(world)
    await world.settle()
    expect(relay.taken.map(one => one.to)).toEqual([['ada@example.org']])
    expect(await world.traces('never@example.org')).toEqual([])
    expect(world.faults).toEqual([])
  })

  it('has a code beside its link where the key of it stands behind the #, as gateways cut that off', async () => {
    const world = await aWorldWith(await aRelay())
    const button = (fragment: string) => ({
      button: { label: 'Open', link: `https://testhaus.example/app/reset#${fragment}` },
    })
    const token = randomBytes(32).toString('base64url')
    await expect(post(world, button(token))).rejects.toThrow('Give it a code beside it')
    await post(world, { ...button(token), code: 'ABCD-2345' })
    await post(world, button('requests'))
    expect(await letters(world)).toHaveLength(2)
  })

  it('loses its content as soon as it is sent, and goes altogether when its period is over', async () => {
    const world = await aWorldWith(await aRelay())
    await post(world)
    expect(await world.traces('a-secret-token')).toEqual([])
    await world.settle()
    expect(await letters(world)).toMatchObject([{ state: 'sent', answer: '250', content: null, attempts: 1 }])
    expect(await world.traces('a-secret-token')).toEqual([])
    await world.turnBy(hours(24 * 29))
    expect(await world.traces('ada@example.org')).toEqual(['mail.letter.to'])
    await world.turnBy(hours(24 * 3))
    expect(await world.traces('ada@example.org')).toEqual([])
  })

  it('is in the log of disclosures once, with recipient, fields and occasion', async () => {
    const world = await aWorldWith(await aRelay())
    const subject = await post(world)
    await world.settle()
    expect(await disclosures(world, subject)).toEqual([
      {
        recipient: 'post',
        activity: 'mail.delivery',
        ground: 'mail.delivery',
        fields: ['pd:EmailAddress', 'pd:EmailContent', 'pd:Name'],
      },
    ])
  })

  it('is read by no other purpose', async () => {
    const world = await aWorldWith(await aRelay())
    await expect(
      world.store.under(accountability, person(randomUUID()), work =>
        work
          .over({ name: 'mail.letter' } as never)
          .selectFrom('mail.letter' as never)
          .selectAll()
          .execute(),
      ),
    ).rejects.toThrow('permission denied')
  })

  it('does not go where the statement names nobody for its occasion', async () => {
    const relay = await aRelay()
    const world = await aWorldWith(relay)
    const subject = randomUUID()
    await world.store.under(accountability, person(subject), work =>
      world
        .offered(Mailer)
        .post(work, { to: 'ada@example.org', subjectId: subject, language: 'en', title: 'Logs', says: [] }),
    )
    await world.settle()
    expect(relay.envelopes).toEqual([])
    expect(await letters(world)).toMatchObject([{ state: 'refused', answer: 'not stated', content: null }])
    expect(world.faults).toHaveLength(1)
  })
})

describe('trouble on the way', () => {
  it('for now is tried again, each time later, and written down once', async () => {
    let refusals = 3
    const relay = await aRelay({
      before: async () => {
        if (refusals-- > 0) throw refusal(451, '4.7.1 Greylisted')
      },
    })
    const world = await aWorldWith(relay)
    const subject = await post(world)
    await world.settle()
    const tries = async () => (await letters(world))[0].attempts
    expect(await tries()).toBe(1)
    await world.turnBy(minutes(1))
    expect(await tries()).toBe(2)
    await world.turnBy(minutes(4))
    expect(await tries()).toBe(2)
    await world.turnBy(minutes(1))
    expect(await tries()).toBe(3)
    await world.turnBy(minutes(15))
    expect(await letters(world)).toMatchObject([{ state: 'sent', attempts: 4 }])
    expect(relay.taken).toHaveLength(1)
    expect(await disclosures(world, subject)).toHaveLength(1)
    expect(await world.rows(`select from obhut.job where name = 'mail.send'`)).toEqual([])
  })

  it('for good is recorded, without what the server said in words', async () => {
    const world = await aWorldWith(
      await aRelay({ refuses: address => refusal(550, `5.1.1 ${address} is unknown here`) }),
    )
    await post(world)
    await world.settle()
    expect(await letters(world)).toMatchObject([{ state: 'refused', answer: '550 5.1.1', content: null, attempts: 1 }])
  })

  it('of one does not hold up the others', async () => {
    const relay = await aRelay({
      refuses: address => (address.startsWith('full') ? refusal(452, '4.2.2 Full') : undefined),
    })
    const world = await aWorldWith(relay)
    for (const to of ['full@example.org', 'ada@example.org', 'full2@example.org', 'bob@example.org'])
      await post(world, { to })
    await world.settle()
    expect(relay.taken.map(one => one.to[0]).sort()).toEqual(['ada@example.org', 'bob@example.org'])
  })

  it('that outlasts the worth of a letter ends it', async () => {
    const relay = await aRelay({
      before: async () => {
        throw refusal(451, '4.3.0 Later')
      },
    })
    const world = await aWorldWith(relay)
    await post(world, { worthUntil: new Date(world.clock.now().getTime() + minutes(10)) })
    await world.settle()
    for (const wait of [1, 5, 15]) await world.turnBy(minutes(wait))
    expect(await letters(world)).toMatchObject([{ state: 'too late', content: null, attempts: 3 }])
  })

  it('with TLS or certificate lets nothing out, keeps the letter and is reported', async () => {
    const relay = await aRelay({ name: 'elsewhere.example' })
    const world = await aWorldWith(relay)
    const subject = await post(world)
    await world.settle()
    expect(relay.envelopes).toEqual([])
    expect(await letters(world)).toMatchObject([{ state: 'waiting' }])
    expect(await disclosures(world, subject)).toEqual([])
    expect(world.faults.splice(0)).toMatchObject([
      { what: 'mail relay', error: { name: 'MailRelayFails', message: expect.stringContaining('certificate') } },
    ])
  })

  it('is over once a letter goes out, whichever process had raised the alarm', async () => {
    const world = await aWorldWith(await aRelay())
    await world.rows(
      `insert into obhut.alarm (kind, place, says, mend, urgent, since, last_at, times) values ('MailRelayFails', 'mail relay', '{}', '{}', true, $1, $1, 1)`,
      [world.clock.now()],
    )
    await post(world)
    await world.settle()
    await world.turnBy(2000)
    expect(await world.rows('select kind, ended_at is not null as over from obhut.alarm')).toEqual([
      { kind: 'MailRelayFails', over: true },
    ])
  })
  it('of a letter that fell out of the queue is noticed', async () => {
    const relay = await aRelay()
    const world = await aWorldWith(relay)
    await world.jobs.stop()
    await post(world)
    await world.rows('delete from obhut.job')
    const again = await aWorldWith(relay, { database: world.database })
    await again.turnBy(minutes(20))
    await again.turnBy(minutes(1))
    expect(relay.taken).toHaveLength(1)
  })
})

describe('a person who is erased', () => {
  it('gets nothing that was waiting, and leaves no address behind', async () => {
    let busy = true
    const relay = await aRelay({
      before: async () => {
        if (busy) throw refusal(451, '4.3.0 Later')
      },
    })
    const world = await aWorldWith(relay)
    const subject = await post(world)
    await world.settle()
    await eraseSubject(world.store, { kind: 'customer', id: subject })
    busy = false
    await world.turnBy(minutes(5))
    expect(relay.taken).toEqual([])
    expect(await world.traces('ada@example.org')).toEqual([])
    expect(world.faults).toEqual([])
  })

  it('while the relay is taking the letter is not brought back by it', async () => {
    let subject = ''
    const relay = await aRelay({
      before: async () => {
        await eraseSubject(world.store, { kind: 'customer', id: subject })
      },
    })
    const world = await aWorldWith(relay)
    subject = await post(world)
    await world.settle()
    expect(await world.traces('ada@example.org')).toEqual([])
    expect(await disclosures(world, subject)).toEqual([])
    expect(world.faults).toEqual([])
  })
})

const adverts = activity('press.adverts', {
  purposes: [Purpose.DirectMarketing],
  basis: legitimateInterest({ de: 'Probe', en: 'Trial' }),
  title: { de: 'Probe', en: 'Trial' },
  words: { de: 'Probe', en: 'Trial' },
  recipients: ['mail'],
})
const sitePress = [...site, defineModule('press', { activities: [adverts] })]

describe('a person who does not want a letter any more while the relay is being called', () => {
  it.each([
    [
      'objects',
      (world: World, id: string) =>
        object(world.store, { kind: 'customer', id }, { activity: adverts, by: person(id) }),
    ],
    [
      'has processing restricted',
      (world: World, id: string) =>
        restrict(world.store, { kind: 'customer', id }, { ground: 'accuracy', by: person(id) }),
    ],
  ])('%s, and the relay is not told of the letter', async (_, saysNo) => {
    const subject = randomUUID()
    let said: Promise<boolean> | undefined
    const relay = await aRelay({
      onConnect: (_session, done) => {
        said ??= saysNo(world, subject)
        said.then(() => done(), done)
      },
    })
    const world = await aWorldWith(relay, {
      modules: sitePress,
      manifest: aManifest(sitePress, { 'press.adverts': { recipients: ['post'] } }),
    })
    await world.jobs.drain()
    await world.store.under(adverts, person(subject), work =>
      world
        .offered(Mailer)
        .post(work, { to: 'ada@example.org', subjectId: subject, language: 'en', title: 'Buy', says: [] }),
    )
    await world.settle()
    expect(await said).toBe(true)
    expect(relay.envelopes).toEqual([])
    expect(await letters(world)).toMatchObject([
      { state: 'unwanted', answer: 'the person does not want it', content: null },
    ])
    expect(await disclosures(world, subject)).toEqual([])
  })
})

describe('a relay that takes no letters', () => {
  it('is told of at once where somebody here has to act, every hour after that, and letters are not lost', async () => {
    let wants = false
    const relay = await aRelay({
      onMailFrom: (_address, _session, done) => {
        done(wants ? null : refusal(553, '5.7.1 Sender rejected'))
      },
    })
    const world = await aWorldWith(relay)
    for (const to of ['ada@example.org', 'bob@example.org']) await post(world, { to })
    await world.settle()
    const told = () => world.faults.splice(0).map(({ error }) => (error as Error).message)
    expect(told()).toEqual([
      expect.stringMatching(/does not accept the sender address of OBHUT_MAIL_FROM.*obhut mail test/),
    ])
    for (let minute = 0; minute < 50; minute += 5) await world.turnBy(minutes(5))
    expect(told()).toEqual([])
    await world.turnBy(minutes(15))
    expect(told().some(one => one.includes('sender address'))).toBe(true)
    wants = true
    for (let hour = 0; hour < 5; hour++) await world.turnBy(hours(1))
    expect((await letters(world)).map(({ state }) => state)).toEqual(['sent', 'sent'])
    world.faults.length = 0
  })
  it('is told of at once when it is not there at the start', async () => {
    const relay = await aRelay()
    const url = await urlOf(relay)
    await relay.close()
    const world = await aWorld({ modules: site, manifest, settings: { smtpUrl: url } })
    await world.settle()
    expect(world.faults.splice(0)).toMatchObject([
      { what: 'mail relay', error: { message: expect.stringContaining('cannot be reached') } },
    ])
  })
  it('is told of after ten minutes where it may come back by itself, and no letter calls it in vain meanwhile', async () => {
    const relay = await aRelay()
    const world = await aWorldWith(relay)
    await world.settle()
    await relay.close()
    for (let one = 0; one < 5; one++) await post(world, { to: `person${one}@example.org` })
    await world.settle()
    expect((await letters(world)).map(({ attempts }) => attempts).toSorted()).toEqual([0, 0, 0, 0, 1])
    expect(world.faults).toEqual([])
    for (let minute = 0; minute < 15; minute++) await world.turnBy(minutes(1))
    expect(world.faults.splice(0)).toMatchObject([
      { what: 'mail relay', error: { message: expect.stringMatching(/cannot be reached/) } },
    ])
    await world.turnBy(hours(2))
    expect(world.faults.splice(0).map(({ error }) => (error as Error).name)).toContain('LettersWait')
    const figures = (await world.offered(TheMetrics).all()).flatMap(({ name, values }) =>
      values.map(({ labels, value }) => [name, ...Object.values(labels ?? {}), value].join(' ')),
    )
    expect(figures).toEqual(
      expect.arrayContaining(['obhut_mail_relay_up 0', 'obhut_mail_waiting 5', 'obhut_mail_letters_total sent 0']),
    )
    // Once none waits any more, the alarm is over by itself.
    await world.rows('delete from mail.letter')
    await world.turnBy(hours(1))
    await expect
      .poll(() => world.rows(`select from obhut.alarm where kind = 'LettersWait' and ended_at is null`), {
        timeout: 10_000,
      })
      .toEqual([])
    expect(await world.rows(`select from obhut.alarm where kind = 'LettersWait'`)).toHaveLength(1)
    world.faults.length = 0
  })
})

describe('one bad letter among good ones', () => {
  it('is given up and told of, and all others go out', async () => {
    const relay = await aRelay({
      refuses: address => (address.startsWith('gone') ? refusal(550, '5.1.1 No such user') : undefined),
    })
    const world = await aWorldWith(relay)
    await world.settle()
    await post(world, { to: 'ada@example.org' })
    const unfit = await post(world, { to: 'unfit@example.org', says: null as never })
    await post(world, { to: 'gone@example.org' })
    await post(world, { to: 'two\r\nlines@example.org' })
    await post(world, { to: 'bob@example.org' })
    await world.settle()
    expect(relay.taken.map(one => one.to[0]).toSorted()).toEqual(['ada@example.org', 'bob@example.org'])
    expect(await world.rows('select "to", state, answer from mail.letter order by posted_at')).toMatchObject([
      { to: 'ada@example.org', state: 'sent' },
      { state: 'refused', answer: 'unfit' },
      { state: 'refused', answer: '550 5.1.1' },
      { state: 'refused', answer: 'address' },
      { to: 'bob@example.org', state: 'sent' },
    ])
    expect(world.faults.splice(0)).toMatchObject([
      { what: 'mail', error: { name: 'LetterUnfit', message: expect.stringContaining('mail.delivery') } },
    ])
    expect(await disclosures(world, unfit)).toEqual([])
  })
})

describe('the sender of letters', () => {
  it.each([
    ['post@haus.example', 'Testhaus <post@haus.example>'],
    ['Firma <post@haus.example>', 'Firma <post@haus.example>'],
    ['"Firma, Berlin" <post@haus.example>', '"Firma, Berlin" <post@haus.example>'],
    ['Grüße aus Köln <post@haus.example>', '=?UTF-8?Q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?= <post@haus.example>'],
  ])('%s stands in the letter as name and address, and in the envelope as address', async (mailFrom, expected) => {
    const relay = await aRelay()
    const world = await aWorld({ modules: site, manifest, settings: { smtpUrl: await urlOf(relay), mailFrom } })
    await post(world)
    await world.settle()
    expect(relay.taken).toMatchObject([{ from: 'post@haus.example' }])
    const { headers } = simpleParser(relay.taken[0]?.raw ?? '')
    expect(headers['from']).toBe(expected)
    expect(headers['message-id']).toMatch(/@haus\.example>$/)
  })
})

describe('several processes', () => {
  it('send each letter once', async () => {
    const relay = await aRelay()
    const one = await aWorldWith(relay)
    await one.jobs.stop()
    for (let letter = 0; letter < 25; letter++) await post(one, { to: `person${letter}@example.org` })
    const others = await Promise.all([
      aWorldWith(relay, { database: one.database }),
      aWorldWith(relay, { database: one.database }),
    ])
    await Promise.all(others.map(world => world.settle()))
    expect(relay.taken.map(taken => taken.to[0]).sort()).toEqual(
      Array.from({ length: 25 }, (_, letter) => `person${letter}@example.org`).sort(),
    )
  })

  it('that are killed lose nothing: before the letter was said it goes once, after it twice with one Message-ID', async () => {
    let kill: (() => void) | undefined
    const relay = await aRelay({
      refuses: address => {
        if (address.startsWith('before')) kill?.()
        return undefined
      },
      before: async to => {
        if (to[0]?.startsWith('after')) kill?.()
      },
    })
    for (const when of ['before', 'after']) {
      const world = await aWorldWith(relay)
      await world.jobs.stop()
      await post(world, { to: `${when}@example.org` })
      const dataDir = await mkdtemp(join(tmpdir(), 'obhut-killed-'))
      const child = program(join(import.meta.dirname, 'sender-for-test.ts'), [
        JSON.stringify({
          database: world.database,
          manifest,
          smtpUrl: await urlOf(relay),
          secret: testSecret.toString('base64'),
          dataDir,
        }),
      ])
      const reached = Promise.withResolvers<void>()
      kill = () => {
        kill = undefined
        process.kill(child.pid, 'SIGKILL') // before the relay's answer is under way
        reached.resolve()
      }
      await reached.promise
      await child.ended()
      expect(await letters(world)).toMatchObject([{ state: 'waiting' }])
      const heir = await aWorldWith(relay, { database: world.database })
      await heir.settle()
      await heir.turnBy(minutes(15))
      expect(await letters(heir)).toMatchObject([{ state: 'sent', content: null }])
    }
    const ids = (to: string) =>
      relay.taken.filter(taken => taken.to[0] === to).map(taken => simpleParser(taken.raw).headers['message-id'])
    expect(ids('before@example.org')).toHaveLength(1)
    expect(ids('after@example.org')).toHaveLength(2)
    expect(new Set(ids('after@example.org')).size).toBe(1)
  }, 60_000)
})

describe('a platform', () => {
  it('does not open its listeners live without a relay, nor with one that the statement does not name', async () => {
    await expect(aWorld({ modules: site, manifest, kind: 'live' })).rejects.toThrow('OBHUT_SMTP_URL')
    await expect(
      aWorld({
        modules: site,
        manifest: aManifest(site, {}, { recipients: {} }),
        settings: { smtpUrl: 'smtp://localhost:2525' },
      }),
    ).rejects.toThrow('no recipient is stated who delivers them')
    await expect(aWorld({ modules: site, manifest, settings: { smtpUrl: 'http://localhost' } })).rejects.toThrow(
      'OBHUT_SMTP_URL',
    )
  })

  it('in a demo puts letters into a letterbox that shows them as page and as JSON', async () => {
    const world = await aWorld({ modules: site, manifest, kind: 'demo' })
    await post(world, { title: 'Grüße & <Küsse>' })
    await world.settle()
    const page = await world.visitor({ accept: 'text/html', 'accept-language': 'de' }).get('/dev/letterbox')
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.text).toContain('Grüße &#38; &#60;Küsse&#62;')
    expect(page.text).not.toMatch(/<script/i)
    const { body } = await world.visitor().get('/dev/letterbox')
    expect(body.items).toMatchObject([
      {
        to: 'ada@example.org',
        subject: 'Grüße & <Küsse>',
        links: [link],
        text: expect.stringContaining('This is what it says.'),
      },
    ])
    expect(await world.traces('a-secret-token')).toEqual([])
  })

  it('has no letterbox where letters go out', async () => {
    const world = await aWorldWith(await aRelay())
    expect((await world.visitor().get('/dev/letterbox')).status).toBe(404)
  })
})
