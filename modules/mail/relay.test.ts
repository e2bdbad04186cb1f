import { simpleParser } from './parsed-for-test.ts'
import { describe, expect, it } from 'vitest'
import { aRelay, refusal, type TestRelay } from './relay-for-test.ts'
import { relayAt, smtpTo, type Patience, type Relay } from './relay.ts'
import { composed } from './composed.ts'
import type { Letter, Message } from './transport.ts'

const letter: Letter = {
  id: '3f0e5a52-0000-4000-8000-000000000001',
  messageId: '<3f0e5a52-0000-4000-8000-000000000001@testhaus.example>',
  from: { name: 'Testhaus', address: 'post@testhaus.example' },
  to: 'ada@example.org',
  date: new Date('2026-03-01T12:00:00Z'),
  language: 'de',
  subject: 'Grüße aus dem Haus',
  text: 'Schöne Grüße\nhttps://testhaus.example/app/confirm#token\n',
  html: '<p>Schöne Grüße</p>',
}
const message: Message = { ...letter, bytes: await composed(letter) }
const at = (relay: TestRelay, more: Partial<Relay> = {}): Relay => ({
  host: 'localhost',
  port: relay.port,
  tls: 'starttls',
  trusted: relay.cert,
  ...more,
})
const nobodyStops = async (): Promise<void> => {}
const handTo = (relay: Relay, patience?: Patience) => smtpTo(relay, patience).hand(message, nobodyStops)

describe('a relay (home/8.1)', () => {
  it('gets the letter by STARTTLS, text and HTML, with a stable Message-ID', async () => {
    const relay = await aRelay()
    expect(await handTo(at(relay))).toEqual({ is: 'taken', answer: '250' })
    expect(relay.taken).toMatchObject([{ to: ['ada@example.org'], from: 'post@testhaus.example', secure: true }])
    const letter = simpleParser(relay.taken[0]?.raw ?? '')
    expect(letter.headers).toMatchObject({
      'message-id': message.messageId,
      'auto-submitted': 'auto-generated',
      'content-language': 'de',
      from: 'Testhaus <post@testhaus.example>',
    })
    expect(letter.parts['text/plain']).toContain('Schöne Grüße\nhttps://testhaus.example/app/confirm#token')
    expect(letter.parts['text/html']).toContain('<p>Schöne Grüße</p>')
  })

  it('gets the same bytes however often it is tried', async () => {
    const relay = await aRelay()
    await handTo(at(relay))
    await handTo(at(relay))
    expect(relay.taken[0]?.raw).toBe(relay.taken[1]?.raw)
  })

  it('may speak TLS from the first byte, and ask for a password', async () => {
    const relay = await aRelay({ secure: true, authOptional: false })
    expect(await handTo(at(relay, { tls: 'tls', login: { user: 'haus', pass: 'right' } }))).toEqual({
      is: 'taken',
      answer: '250',
    })
    expect(relay.taken).toMatchObject([{ secure: true, user: 'haus' }])
    expect(await handTo(at(relay, { tls: 'tls', login: { user: 'haus', pass: 'wrong' } }))).toMatchObject({
      is: 'not now',
      trouble: 'sign-in',
    })
  })

  it.each([
    ['that offers no TLS', { disabledCommands: ['STARTTLS'] }, 'no tls'],
    ['whose certificate is for another name', { name: 'elsewhere.example' }, 'certificate'],
    ['whose certificate has expired', { validity: { until: '20250101000000Z' } }, 'certificate'],
  ])('%s learns nothing', async (_, how, answer) => {
    const relay = await aRelay(how)
    expect(await handTo(at(relay))).toMatchObject({ is: 'not now', answer, trouble: answer })
    expect(relay.envelopes).toEqual([])
    expect(relay.taken).toEqual([])
  })

  it('whose certificate nobody vouches for learns nothing, by STARTTLS or TLS', async () => {
    for (const [how, tls] of [
      [{}, 'starttls'],
      [{ secure: true }, 'tls'],
    ] as const) {
      const relay = await aRelay(how)
      const { trusted: _, ...stranger } = at(relay, { tls })
      expect(await handTo(stranger)).toMatchObject({ is: 'not now', trouble: 'unknown issuer' })
      expect(relay.envelopes).toEqual([])
    }
  })

  it('that speaks TLS after STARTTLS alone is told apart where TLS is tried from the start', async () => {
    const relay = await aRelay()
    expect(await handTo(at(relay, { tls: 'tls' }))).toMatchObject({ is: 'not now', trouble: 'starttls' })
  })

  it('says for good that there is no such mailbox, and for now that it is busy', async () => {
    const relay = await aRelay({
      refuses: address => (address.startsWith('ada') ? refusal(550, '5.1.1 No such user ada@example.org') : undefined),
    })
    expect(await handTo(at(relay))).toEqual({ is: 'refused', answer: '550 5.1.1' })
    const busy = await aRelay({
      before: async () => {
        throw refusal(451, '4.7.1 Greylisted')
      },
    })
    expect(await handTo(at(busy))).toEqual({ is: 'not now', answer: '451 4.7.1' })
    const full = await aRelay({
      before: async () => {
        throw refusal(554, '5.7.1 Looks like spam')
      },
    })
    expect(await handTo(at(full))).toEqual({ is: 'refused', answer: '554 5.7.1', byPolicy: true })
  })

  it('that does not answer in time is left, and so is one that is not there', async () => {
    const slow = await aRelay({
      before: () =>
        new Promise(resolve => {
          setTimeout(resolve, 3000).unref()
        }),
    })
    const before = performance.now()
    expect(await handTo(at(slow), { step: 10_000, whole: 400 })).toEqual({
      is: 'not now',
      answer: 'too slow',
      trouble: 'too slow',
    })
    expect(performance.now() - before).toBeLessThan(2000)
    const mute = await aRelay({ onConnect: () => {} })
    expect(await handTo(at(mute), { step: 300, whole: 5000 })).toEqual({
      is: 'not now',
      answer: 'too slow',
      trouble: 'too slow',
    })
    const gone = await aRelay()
    await gone.close()
    expect(await handTo(at(gone))).toEqual({ is: 'not now', answer: 'unreachable', trouble: 'unreachable' })
  })

  it('that does not want our sender is ours to mend: the letter is not lost by it', async () => {
    const relay = await aRelay({
      onMailFrom: (_address, _session, done) => {
        done(refusal(553, '5.7.1 Sender address rejected: not owned by user'))
      },
    })
    expect(await handTo(at(relay))).toEqual({ is: 'not now', answer: '553 5.7.1', trouble: 'sender refused' })
  })
  it('that will not relay to others is told apart from a mailbox that is not there', async () => {
    const relay = await aRelay({ refuses: () => refusal(554, '5.7.1 Relay access denied') })
    expect(await handTo(at(relay))).toEqual({ is: 'refused', answer: '554 5.7.1', byPolicy: true })
  })
  it('that is out of service says so before it learns anything', async () => {
    const relay = await aRelay({
      onConnect: (_session, done) => {
        done(refusal(421, '4.3.2 Over quota'))
      },
    })
    expect(await handTo(at(relay))).toMatchObject({ is: 'not now', trouble: 'not serving' })
    expect(relay.envelopes).toEqual([])
  })
  it('is tried without a word of anybody', async () => {
    const relay = await aRelay()
    expect(await smtpTo(at(relay)).tried?.()).toMatchObject({ is: 'taken' })
    expect(relay.envelopes).toEqual([])
    await relay.close()
    expect(await smtpTo(at(relay)).tried?.()).toMatchObject({ is: 'not now', trouble: 'unreachable' })
  })
  it('is never told of an address that would be two lines', async () => {
    const relay = await aRelay()
    expect(
      await smtpTo(at(relay)).hand({ ...message, to: 'ada@example.org>\r\nRCPT TO:<eve@example.org' }, nobodyStops),
    ).toMatchObject({ is: 'refused' })
    expect(relay.envelopes).toEqual([])
  })

  it('learns nothing when the platform thinks better of it at the last moment', async () => {
    const relay = await aRelay()
    await expect(smtpTo(at(relay)).hand(message, () => Promise.reject(new Error('erased meanwhile')))).rejects.toThrow(
      'erased meanwhile',
    )
    expect(relay.envelopes).toEqual([])
  })
})

describe('the address of a relay', () => {
  it('says how to get there', () => {
    expect(relayAt('smtp://mail.example:587')).toEqual({ host: 'mail.example', port: 587, tls: 'starttls' })
    expect(relayAt('smtps://h%40us:p%3Ass@mail.example')).toEqual({
      host: 'mail.example',
      port: 465,
      tls: 'tls',
      login: { user: 'h@us', pass: 'p:ss' },
    })
    expect(relayAt('smtp://[::1]')).toMatchObject({ host: '::1', port: 587 })
  })
  it.each([
    '',
    'mail.example',
    'https://mail.example',
    'smtp://',
    'smtp://mail.example?tls=off',
    'smtp://mail.example?ca=/nowhere.pem',
  ])('refuses %j with a sentence, and without the password', address => {
    expect(() => relayAt(address.replace('//', '//haus:geheim@'))).toThrow(/OBHUT_SMTP_URL/)
    expect(() => relayAt(address.replace('//', '//haus:geheim@'))).not.toThrow(/geheim/)
  })
})
