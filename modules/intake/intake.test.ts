import { mkdtempSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../server/http/port.ts'
import { aWholeWorld } from '../../server/testing/whole-world.ts'
import type { World } from '../../server/testing/world.ts'
import { selfSigned } from '../../server/testing/certificate.ts'
import { deliver, mailOf } from './sender-for-test.ts'

/** The demo's statement, which names a keyword, changed in some way. */
async function aWorldWithKeyword(change = (source: string): string => source) {
  const port = await freePort('127.0.0.1', 0)
  const source = await readFile(join(import.meta.dirname, '../../statements/demo.yaml'), 'utf8')
  const world = await aWholeWorld({ manifest: change(source), intakePort: port })
  return { world, port, contact: world.stating.manifest.privacyContact.mail }
}

describe('mail to the privacy desk', () => {
  let world: World
  let port: number
  beforeAll(async () => {
    port = await freePort('127.0.0.1', 0)
    world = await aWholeWorld({ manifest: 'home', intakePort: port, trustedProxies: ['127.0.0.1'] })
  })
  const contact = (): string => world.stating.manifest.privacyContact.mail
  const requests = () => world.rows('select list, by, says, state from rights.request order by received_at')
  const written = (to: string, headers: Readonly<Record<string, string>> = {}, body = 'Bitte löschen Sie alles.') =>
    deliver(port, {
      from: 'ida@example.org',
      to,
      raw: mailOf({ From: 'Ida <ida@example.org>', Subject: 'Datenschutz: Auskunft', ...headers }, body),
    })

  it('is a request as soon as it is acknowledged', async () => {
    const before = (await requests()).length
    expect((await written(contact())).answer).toMatch(/^250/)
    const all = await requests()
    expect(all).toHaveLength(before + 1)
    expect(all.at(-1)).toMatchObject({
      list: 'desk',
      by: 'mail',
      state: 'open',
      says: expect.stringContaining('Bitte löschen Sie alles.'),
    })
  })
  it('is taken for the addresses of the statement, and for no other', async () => {
    const before = (await requests()).length
    expect((await written('somebody@example.org')).answer).toMatch(/^550 5\.1\.1/)
    expect((await written(contact().toUpperCase())).answer).toMatch(/^250/)
    expect(await requests()).toHaveLength(before + 1)
  })
  it('leaves what is attached outside', async () => {
    const token = `attached-${Math.random()}`
    const boundary = 'border'
    const raw = mailOf(
      { From: 'ida@example.org', Subject: 'Datenschutz', 'Content-Type': `multipart/mixed; boundary=${boundary}` },
      [
        `--${boundary}`,
        'Content-Type: text/html; charset=utf-8',
        '',
        '<p>Auskunft &amp; mehr</p><script>alert(1)</script>',
        `--${boundary}`,
        'Content-Type: application/pdf; name=ausweis.pdf',
        'Content-Disposition: attachment; filename=ausweis.pdf',
        '',
        token,
        `--${boundary}--`,
        '',
      ].join('\r\n'),
    )
    expect((await deliver(port, { from: 'ida@example.org', to: contact(), raw })).answer).toMatch(/^250/)
    const last = (await requests()).at(-1)
    expect(last?.says).toContain('Auskunft & mehr')
    expect(last?.says).toContain('1 attachment')
    expect(last?.says).not.toMatch(/script|alert/)
    expect(await world.traces(token)).toEqual([])
  })
  it.each([['that a machine wrote', { 'Auto-Submitted': 'auto-replied' }, /^550/]])(
    '%s is not taken',
    async (_, headers, answer) => {
      expect((await written(contact(), headers)).answer).toMatch(answer)
    },
  )
  it('without a sender, or too large, is not taken', async () => {
    expect(
      (await deliver(port, { from: '', to: contact(), raw: mailOf({ Subject: 'Datenschutz' }, 'x') })).answer,
    ).toMatch(/^550/)
    expect((await written(contact(), {}, `${'x'.repeat(900)}\r\n`.repeat(1300))).answer).toMatch(/^552/)
  })
  it.each([
    [
      'encrypted',
      { 'Content-Type': 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b' },
      '--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n--b--',
      /^550 5\.6\.1 Mail encrypted .*verschluesselt/,
    ],
    [
      'an attachment and nothing else',
      { 'Content-Type': 'multipart/mixed; boundary=b' },
      '--b\r\nContent-Type: text/plain\r\n\r\n \r\n--b\r\nContent-Type: application/pdf; name=brief.pdf\r\n\r\nx\r\n--b--',
      /^550 5\.6\.1 Attachments are not opened .*Anhaenge/,
    ],
    [
      'longer than what is kept',
      {},
      `${'So steht es in unserem Schriftwechsel. '.repeat(20)}\r\n`.repeat(26),
      /^552 5\.3\.4 .*longer than 20000 characters.*laenger als 20000 Zeichen/,
    ],
    ['empty altogether', { Subject: '' }, '', /^550 5\.6\.0 .*leer/],
    [
      'built to keep a parser busy',
      { 'Content-Type': 'text/html' },
      '<b>'.repeat(2000),
      /^554 5\.6\.0 .*laesst sich nicht lesen/,
    ],
  ])('that is %s is refused with a reason and a way out, in both languages', async (_, headers, body, answer) => {
    const before = (await requests()).length
    const said = (await written(contact(), headers, body)).answer
    expect(said).toMatch(answer)
    expect(said).toContain(`${world.url}/datenschutz/anfrage`)
    expect(said.length).toBeLessThan(510)
    expect(said).toMatch(/^[\x20-\x7e]+$/)
    expect(await requests()).toHaveLength(before)
  })
  it('that kills its parser is refused, and the next one is taken', async () => {
    const pdf = 'x'.repeat(50)
    const raw = mailOf(
      { From: 'ida@example.org', Subject: 'Datenschutz', 'Content-Type': 'multipart/mixed; boundary=b' },
      `--b\r\n${pdf}\r\n`.repeat(17_000),
    )
    const before = performance.now()
    expect((await deliver(port, { from: 'ida@example.org', to: contact(), raw })).answer).toMatch(/^(554|250)/)
    expect(performance.now() - before).toBeLessThan(60_000)
    expect((await written(contact())).answer).toMatch(/^250/)
  })
  it('that is delivered again joins the request that it opened, also at the same moment; one that says something else does not', async () => {
    const before = (await requests()).length
    const again = (body = 'Zweimal zugestellt') => written(contact(), { 'Message-ID': '<same@example.org>' }, body)
    expect((await Promise.all([again(), again(), again()])).map(({ answer }) => answer.slice(0, 3))).toEqual([
      '250',
      '250',
      '250',
    ])
    await world.turnBy(24 * 3_600_000)
    expect((await again()).answer).toMatch(/^250/)
    expect(await requests()).toHaveLength(before + 1)
    expect((await again('Etwas anderes')).answer).toMatch(/^250/)
    expect((await written(contact(), {}, 'Zweimal zugestellt')).answer).toMatch(/^250/)
    expect(await requests()).toHaveLength(before + 3)
  })
  it('without the keyword is a request as well (Art. 12(2) GDPR)', async () => {
    const keyword = await aWorldWithKeyword()
    expect(
      (
        await deliver(keyword.port, {
          from: 'ida@example.org',
          to: keyword.contact,
          raw: mailOf({ From: 'ida@example.org', Subject: 'Auskunft' }, 'Was haben Sie?'),
        })
      ).answer,
    ).toMatch(/^250/)
    expect(await keyword.world.rows('select list from rights.request')).toEqual([{ list: 'desk' }])
  })
  it('to an officer is taken in where the statement names one, and nowhere else', async () => {
    const {
      world: without,
      port,
      contact: desk,
    } = await aWorldWithKeyword(source => source.replace(/^privacyOfficer:.*(\n +.*)*/m, 'privacyOfficer: none'))
    expect(without.stating.manifest.privacyOfficer).toBeUndefined()
    expect(
      (
        await deliver(port, {
          from: 'ida@example.org',
          to: world.stating.manifest.privacyOfficer?.mail ?? 'dsb@lindenhof.example',
          raw: mailOf({ Subject: 'x' }, 'y'),
        })
      ).answer,
    ).toMatch(/^550 5\.1\.1/)
    expect(
      (await deliver(port, { from: 'ida@example.org', to: desk, raw: mailOf({ Subject: 'x' }, 'y') })).answer,
    ).toMatch(/^250/)
    for (const page of ['/datenschutz', '/datenschutz/anfrage', '/impressum'])
      expect((await without.visitor().get(page)).text).not.toMatch(/dsb@/)
  })
  it('is asked for again when the desk cannot be reached, and reported without a word of it', async () => {
    await world.rows('alter table rights.request rename to request_away')
    expect((await written(contact(), {}, 'Geheimnis')).answer).toMatch(/^451/)
    await world.rows('alter table rights.request_away rename to request')
    expect(world.faults.map(({ what }) => what)).toContain('mail to the privacy desk')
    world.faults.length = 0
  })
})

describe('with a certificate', () => {
  it('mail is taken after STARTTLS, and nothing before it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'obhut-intake-'))
    const { cert, key } = selfSigned('localhost')
    const tls = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
    writeFileSync(tls.cert, cert)
    writeFileSync(tls.key, key)
    const port = await freePort('127.0.0.1', 0)
    const world = await aWholeWorld({ manifest: 'home', tls, intakePort: port })
    const mail = {
      from: 'ida@example.org',
      to: world.stating.manifest.privacyContact.mail,
      raw: mailOf({ From: 'ida@example.org', Subject: 'Datenschutz' }, 'Auskunft bitte.'),
    }
    expect(await deliver(port, mail)).toMatchObject({ answer: expect.stringMatching(/^530/) })
    expect(await deliver(port, { ...mail, ca: cert })).toMatchObject({
      answer: expect.stringMatching(/^250/),
      encrypted: true,
    })
  })
})
