import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { beforeAll, describe, expect, it } from 'vitest'
import { hours } from '../../kernel/clock/clock.ts'
import { freePort } from '../../server/http/port.ts'
import { aWholeWorld } from '../../server/testing/whole-world.ts'
import type { World } from '../../server/testing/world.ts'
import { atTheEnd } from '../../tools/testing/at-the-end.ts'
import { wideAllowance } from '../../platform/network.ts'
import { most, rate } from './rate.ts'
import { deliver, mailOf } from './sender-for-test.ts'
import { mostConnections, slots } from './slots.ts'
import { isTrusted } from './trusted.ts'

const isOurs = isTrusted(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])

describe('the rate of mails', () => {
  const times = (count: number, does: (time: number) => boolean): number =>
    Array.from({ length: count }, (_, time) => does(time)).filter(Boolean).length
  const fresh = () => rate({ now: () => new Date(0), isOurs })

  it('lets twenty in from one address within an hour, and again in the next', () => {
    let now = new Date(0)
    const mails = rate({ now: () => now, isOurs })
    expect(times(25, () => mails.counts('192.0.2.7'))).toBe(most.each)
    expect(mails.open('192.0.2.7')).toBe(false)
    expect(mails.counts('::ffff:192.0.2.8')).toBe(true)
    now = new Date(hours(1))
    expect(mails.counts('192.0.2.7')).toBe(true)
  })
  it('begins anew once a clock that was ahead is right', () => {
    let now = new Date(hours(24 * 600))
    const mails = rate({ now: () => now, isOurs })
    for (let one = 0; one < most.all; one++) mails.taken()
    expect(times(25, () => mails.counts('192.0.2.7'))).toBe(0)
    now = new Date(0)
    expect(times(25, () => mails.counts('192.0.2.7'))).toBe(most.each)
  })
  it('counts IPv6 by the network that its owner chooses addresses in, and by the wider one', () => {
    const mails = fresh()
    expect(times(100, one => mails.counts(`2001:db8:1:1::${one.toString(16)}`))).toBe(most.each)
    expect(times(1000, one => mails.counts(`2001:db8:1:${one.toString(16)}::1`))).toBe(most.each * (wideAllowance - 1))
    expect(mails.counts('2001:db8:2:1::1')).toBe(true)
  })
  it('leaves others half of what all may bring, however many networks one provider has', () => {
    const mails = fresh()
    expect(times(1000, one => mails.counts(`2001:db8:${one.toString(16)}:1::1`))).toBe(most.all / 2)
    expect(mails.counts('2001:db9:1:1::1')).toBe(true)
  })
  it('of all together is used up by what was taken alone', () => {
    const mails = fresh()
    times(2000, () => mails.counts('192.0.2.7'))
    expect(mails.counts('192.0.2.8')).toBe(true)
    for (let one = 0; one < most.all; one++) mails.taken()
    expect(mails.open('192.0.2.9')).toBe(false)
  })
  it('does not hold a mail server of ours that brings everybody’s mail', () => {
    const mails = fresh()
    for (const address of ['127.0.0.1', '10.1.2.3', 'fd12::1'])
      expect(times(100, () => mails.counts(address))).toBe(100)
  })
  it('is used up by the second mail that had to be stopped by force within an hour', () => {
    let now = new Date(0)
    const mails = rate({ now: () => now, isOurs })
    mails.exhausts('192.0.2.7')
    expect(mails.open('192.0.2.7')).toBe(true)
    now = new Date(hours(1))
    mails.exhausts('192.0.2.7')
    expect(mails.open('192.0.2.7')).toBe(true)
    mails.exhausts('192.0.2.7')
    expect(mails.open('192.0.2.7')).toBe(false)
    expect(mails.open('192.0.2.8')).toBe(true)
  })
})

describe('connections at a time', () => {
  it('are few from one network, and one that says nothing makes room where there is none', () => {
    let now = 0
    const held = slots({ isOurs, now: () => now })
    const gone: string[] = []
    const enter = (id: string, address: string): boolean =>
      held.enter(id, address, () => {
        gone.push(id)
      })
    expect(Array.from({ length: 6 }, (_, one) => enter(`a${one}`, '192.0.2.7')).filter(Boolean)).toHaveLength(
      mostConnections.each,
    )
    for (let one = 0; held.taken < mostConnections.all; one++) enter(`b${one}`, `198.51.100.${one}`)
    expect(enter('c', '203.0.113.1')).toBe(false)
    now = 4000
    held.alive('a0')
    held.alive('a1', 'mail')
    expect(enter('c', '203.0.113.1')).toBe(true)
    expect(gone).toEqual(['a2'])
    now = 30_000
    for (let one = 0; one < 100; one++) enter(`d${one}`, `203.0.113.${one}`)
    expect(gone).toContain('a0')
    expect(gone).not.toContain('a1')
    now = 70_000
    expect(enter('e', '192.0.2.200')).toBe(true)
    expect(gone).toContain('a1')
  })
})

describe('connections of one provider', () => {
  it('leave others half of all, however many networks it has', () => {
    const held = slots({ isOurs })
    expect(
      Array.from({ length: 60 }, (_, one) =>
        held.enter(`p${one}`, `2001:db8:${one.toString(16)}:1::1`, () => {}),
      ).filter(Boolean),
    ).toHaveLength(mostConnections.all / 2)
    expect(held.enter('other', '2001:db9:1:1::1', () => {})).toBe(true)
  })
})

describe('the listener for mail', () => {
  let world: World
  let port: number
  beforeAll(async () => {
    port = await freePort('127.0.0.1', 0)
    world = await aWholeWorld({ manifest: 'home', intakePort: port, trustedProxies: ['127.0.0.1'] })
  })
  const mail = (at: string, more = {}) =>
    deliver(port, {
      from: 'ida@example.org',
      to: world.stating.manifest.privacyContact.mail,
      raw: mailOf(
        { From: 'ida@example.org', Subject: 'Datenschutz', 'Message-ID': `<${Math.random()}@example.org>` },
        'Auskunft bitte.',
      ),
      at,
      ...more,
    })
  const calls = async (at: string): Promise<{ socket: Socket; said: string }> => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: at })
    socket.on('error', () => {})
    atTheEnd(() => socket.destroy())
    const [bytes] = (await once(socket, 'data')) as [Buffer]
    return { socket, said: bytes.toString() }
  }
  /** Says one line after the other and hears the last answer. */
  const says = async (socket: Socket, ...lines: readonly string[]): Promise<string> => {
    let answer = ''
    for (const line of lines) {
      socket.write(`${line}\r\n`)
      answer = ((await once(socket, 'data')) as [Buffer])[0].toString()
    }
    return answer
  }

  it('takes twenty mails an hour from one network, whether by one connection or by many, and others go on', async () => {
    for (let one = 0; one < most.each; one++) expect((await mail('127.0.2.1')).answer).toMatch(/^250/)
    expect((await mail('127.0.2.1')).answer).toMatch(/^451 4\.7\.1 .*in einer Stunde/)
    expect((await mail('127.0.2.2')).answer).toMatch(/^250/)
    await world.turnBy(hours(1))
    expect((await mail('127.0.2.1')).answer).toMatch(/^250/)
  })
  it('counts a mail where it came from before it reached a mail server of ours', async () => {
    const { socket } = await calls('127.0.0.1')
    const from = (address: string): Promise<string> =>
      says(
        socket,
        'RSET',
        `XFORWARD ADDR=${address}`,
        'MAIL FROM:<ida@example.org>',
        `RCPT TO:<${world.stating.manifest.privacyContact.mail}>`,
        'DATA',
        `Subject: x\r\nMessage-ID: <${Math.random()}@x>\r\n\r\ny\r\n.`,
      )
    await says(socket, 'EHLO mx.example.org')
    for (let one = 0; one < most.each; one++) expect(await from('192.0.2.44')).toMatch(/^250/)
    expect(await says(socket, 'RSET', 'XFORWARD ADDR=192.0.2.44', 'MAIL FROM:<ida@example.org>')).toMatch(/^451/)
    expect(await from('192.0.2.45')).toMatch(/^250/)
  })
  it('does so where the mail servers of ours are named as a network, and greets with the name of the site', async () => {
    const at = await freePort('127.0.0.1', 0)
    const other = await aWholeWorld({
      manifest: 'home',
      intakePort: at,
      trustedProxies: ['127.0.0.0/8'],
      settings: { baseUrl: 'https://portal.example' },
    })
    const socket = connect({ port: at, host: '127.0.0.1', localAddress: '127.0.6.1' })
    atTheEnd(() => socket.destroy())
    const [greeting] = (await once(socket, 'data')) as [Buffer]
    expect(greeting.toString()).toMatch(/^220 portal\.example /)
    expect(await says(socket, 'EHLO mx.example.org')).toMatch(/^250-portal\.example [^]*XFORWARD/)
    const from = (address: string): Promise<string> =>
      says(
        socket,
        'RSET',
        `XFORWARD ADDR=${address}`,
        'MAIL FROM:<ida@example.org>',
        `RCPT TO:<${other.stating.manifest.privacyContact.mail}>`,
        'DATA',
        `Subject: x\r\nMessage-ID: <${Math.random()}@x>\r\n\r\ny\r\n.`,
      )
    for (let one = 0; one < most.each; one++) expect(await from('192.0.2.44')).toMatch(/^250/)
    expect(await says(socket, 'RSET', 'XFORWARD ADDR=192.0.2.44', 'MAIL FROM:<ida@example.org>')).toMatch(/^451/)
    expect(await from('192.0.2.45')).toMatch(/^250/)
  })
  it('believes nobody else who says so', async () => {
    const { socket } = await calls('127.0.2.9')
    expect(await says(socket, 'EHLO mx.example.org')).not.toContain('XFORWARD')
    expect(await says(socket, 'XFORWARD ADDR=192.0.2.44')).toMatch(/^5/)
  })
  it('stays open for others when one network holds connections, or many are idle', async () => {
    const same = await Promise.all(Array.from({ length: 6 }, () => calls('127.0.3.1')))
    expect(same.map(({ said }) => said.slice(0, 3)).toSorted()).toEqual(['220', '220', '220', '220', '421', '421'])
    const idle = await Promise.all(Array.from({ length: 60 }, (_, one) => calls(`127.0.4.${one + 1}`)))
    await expect.poll(async () => (await mail('127.0.5.1')).answer).toMatch(/^250/)
    for (const { socket } of [...same, ...idle]) socket.destroy()
    // The tests that follow have all the room.
    await expect
      .poll(async () =>
        Number(/^obhut_intake_connections (\d+)$/m.exec((await world.visitor().get('/metrics')).text)?.[1]),
      )
      .toBeLessThan(5)
  })
  it('counts a mail that comes when its network has just used up the hour as too many, and as nothing else', async () => {
    const figure = async (outcome: string) =>
      Number(
        new RegExp(`obhut_intake_mails_total\\{outcome="${outcome}"\\} (\\d+)`).exec(
          (await world.visitor().get('/metrics')).text,
        )?.[1],
      )
    const { socket } = await calls('127.0.6.1')
    const [tooMany, later] = [await figure('too many'), await figure('later')]
    await says(
      socket,
      'EHLO mx.example.org',
      'MAIL FROM:<ida@example.org>',
      `RCPT TO:<${world.stating.manifest.privacyContact.mail}>`,
    )
    for (let one = 0; one < most.each; one++) expect((await mail('127.0.6.1')).answer).toMatch(/^250/)
    expect(await says(socket, 'DATA', 'Subject: x\r\n\r\ny\r\n.')).toMatch(/^451 4\.7\.1/)
    expect([await figure('too many'), await figure('later')]).toEqual([tooMany + 1, later])
  })
  it('shuts nobody out for a mail that cannot be read and took nothing to find that out', async () => {
    const raw = mailOf({ From: 'ida@example.org', Subject: 'x', 'Content-Type': 'text/html' }, '<b>'.repeat(2000))
    for (let one = 0; one < 2; one++) expect((await mail('127.0.7.1', { raw })).answer).toMatch(/^554/)
    expect((await mail('127.0.7.1')).answer).toMatch(/^250/)
  })
  it('tells what it did, in figures', async () => {
    const text = (await world.visitor().get('/metrics')).text
    expect(text).toMatch(/obhut_intake_mails_total\{outcome="taken"\} [1-9]/)
    expect(text).toMatch(/obhut_intake_mails_total\{outcome="too many"\} [1-9]/)
  })
})
