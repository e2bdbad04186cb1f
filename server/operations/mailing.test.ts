// Mail in and out of a live store as it is installed: by real processes and a real relay.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliver, mailOf } from '../../modules/intake/sender-for-test.ts'
import { aRelay, refusal, type TestRelay } from '../../modules/mail/relay-for-test.ts'
import { freePort } from '../http/port.ts'
import { aFolder, aManifestFile, asInstalled, obhut, running, type Running } from '../testing/command-line.ts'

describe('a live store', () => {
  const folder = aFolder()
  const data = join(folder, 'live')
  let relay: TestRelay
  let env: NodeJS.ProcessEnv
  let intakePort: number
  let platform: Running
  let wanted = true
  beforeAll(async () => {
    relay = await aRelay({
      onMailFrom: (_address, _session, done) => {
        done(wanted ? null : refusal(553, '5.7.1 Sender not owned by you'))
      },
    })
    const ca = join(mkdtempSync(join(tmpdir(), 'obhut-ca-')), 'relay.pem')
    writeFileSync(ca, relay.cert)
    env = {
      OBHUT_SMTP_URL: `smtp://localhost:${relay.port}?ca=${ca}`,
      OBHUT_MAIL_FROM: 'Firma <post@testhaus.example>',
    }
    intakePort = await freePort('127.0.0.1', 0)
    platform = await running(
      [
        'start',
        '--port',
        '0',
        '--mqtt-port',
        '0',
        '--intake-port',
        String(intakePort),
        '--data',
        data,
        '--manifest',
        aManifestFile(folder),
      ],
      env,
      asInstalled,
    )
  })
  afterAll(async () => {
    await platform.kill('SIGTERM')
  })
  const mail = (body: string, headers: Readonly<Record<string, string>> = {}) =>
    deliver(intakePort, {
      from: 'ida@example.org',
      to: 'datenschutz@testhaus.example',
      raw: mailOf({ From: 'ida@example.org', Subject: 'Auskunft', ...headers }, body),
    })

  it('reads mail in a process that its supervisor starts, and outlives a mail that keeps it busy', async () => {
    expect((await mail('Was halten Sie über mich?')).answer).toMatch(/^250/)
    const parts = 'Content-Type: message/rfc822\r\n\r\n'
    const busy = mail(parts.repeat(35_000), { 'Content-Type': 'message/rfc822' })
    expect((await fetch(`${platform.url}/health/live`)).status).toBe(200)
    expect((await busy).answer).toMatch(/^55/)
    expect((await mail('Bitte löschen Sie alles.')).answer).toMatch(/^250/)
  })
  it('can have its relay tried by a letter', async () => {
    const tried = await obhut(['mail', 'test', 'You@Firma.example', '--data', data, '--language', 'en'], { env })
    expect(tried).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /✓ connection, encryption\n +✓ letter from post@testhaus\.example to you@firma\.example: 250/,
      ),
    })
    expect(relay.taken.at(-1)).toMatchObject({
      from: 'post@testhaus.example',
      to: ['you@firma.example'],
      raw: expect.stringMatching(/From: Firma <post@testhaus\.example>[^]*Test letter/),
    })
  })
  it('hears of a refusal in the words of the relay', async () => {
    wanted = false
    expect(await obhut(['mail', 'test', 'you@firma.example', '--data', data], { env })).toMatchObject({
      code: 1,
      out: expect.stringContaining(
        '✗ letter from post@testhaus.example to you@firma.example: Mail command failed: 553 5.7.1 Sender not owned by you',
      ),
    })
    wanted = true
  })
  it('is told by the test letter what is wrong with the relay, and what mends it', async () => {
    const gone = await freePort('127.0.0.1', 0)
    const tried = (url: string) =>
      obhut(['mail', 'test', 'you@firma.example', '--data', data], { env: { ...env, OBHUT_SMTP_URL: url } })
    const wrong: [string, RegExp][] = [
      [
        `smtp://localhost:${relay.port}`,
        /whose issuer nobody here knows\. Name an issuer of your own with OBHUT_SMTP_URL=…\?ca=FILE/,
      ],
      [env['OBHUT_SMTP_URL']!.replace('smtp:', 'smtps:'), /Write smtp:\/\/ in place of smtps:\/\//],
      [`smtp://localhost:${gone}`, /The relay cannot be reached\. Check name and port in OBHUT_SMTP_URL/],
    ]
    for (const [url, says] of wrong)
      expect(await tried(url)).toMatchObject({ code: 1, out: expect.stringMatching(says) })
  })
  it('is told what is wrong with the settings', async () => {
    expect(await obhut(['mail', 'test', 'nobody', '--data', data], { env })).toMatchObject({
      code: 2,
      err: expect.stringContaining('is no mail address'),
    })
    expect(await obhut(['mail', 'test', 'you@firma.example', '--data', data])).toMatchObject({
      err: expect.stringContaining('OBHUT_SMTP_URL is not set'),
    })
    for (const wrong of ['Firma post@firma.example', 'Firma <post>', '<>', 'a@b', 'Firma <post@firma.example> more']) {
      expect(
        await obhut(['mail', 'test', 'you@firma.example', '--data', data], { env: { ...env, OBHUT_MAIL_FROM: wrong } }),
      ).toMatchObject({ err: expect.stringContaining('OBHUT_MAIL_FROM is written as') })
    }
  })
  it('goes on without its relay, and says so', async () => {
    const other = join(folder, 'no-relay')
    const lonely = await running(
      ['start', '--port', '0', '--mqtt-port', '0', '--data', other, '--manifest', aManifestFile(folder)],
      { OBHUT_SMTP_URL: 'smtp://localhost:9', OBHUT_MAIL_FROM: 'post@testhaus.example' },
      asInstalled,
    )
    expect((await fetch(`${lonely.url}/health/live`)).status).toBe(200)
    await expect.poll(() => lonely.heard()).toContain('The mail relay localhost:9 cannot be reached.')
    await lonely.kill('SIGTERM')
  })
})
