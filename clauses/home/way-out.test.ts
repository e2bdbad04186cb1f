import { mkdtempSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { get as encrypted } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { selfSigned } from '../../server/testing/certificate.ts'
import { aRelay } from '../../modules/mail/relay-for-test.ts'
import { freePort } from '../../server/http/port.ts'
import { waysTried } from '../../server/serving/try-the-ways.ts'
import { aWholeWorld } from '../../server/testing/whole-world.ts'
import { seenHere, undeclared } from '../../tools/testing/recorded.ts'
import { clause, platformOf } from '../clause.ts'
import { mailAt, mailingPlatform, write } from '../relayed.ts'
import { staffOf } from '../staff.ts'
import { statementWith } from '../written.ts'

beforeAll(async () => {
  await platformOf('home')
})

describe(clause('home/4.1'), () => {
  it('writes each transfer down with recipient, ground and fields', async () => {
    const relay = await aRelay()
    const world = await mailingPlatform('home', relay)
    const subject = await write(world, 'ida@example.org')
    expect(relay.taken.map(({ to }) => to)).toEqual([['ida@example.org']])
    expect(
      await world.rows('select recipient, ground, fields from obhut.disclosure where subject = $1', [subject]),
    ).toMatchObject([
      { recipient: 'brieftaube', ground: 'mail.delivery', fields: expect.arrayContaining(['pd:EmailAddress']) },
    ])
    const { body } = await (await staffOf(world, ['privacy'])).get('/api/desk/disclosures/handed-over')
    expect(body.items).toMatchObject([
      {
        activity: 'mail.delivery',
        country: 'DE',
        times: 1,
        fields: expect.arrayContaining([expect.stringMatching(/mail/i)]),
      },
    ])
    expect(JSON.stringify(body)).not.toContain(subject)
  })
  it('contacts no host that the statement does not name, as a watch on the network sees', async () => {
    const relay = await aRelay()
    await write(await mailingPlatform('home', relay), 'ida@example.org')
    const seen = seenHere()
    expect(seen).toContainEqual(
      expect.objectContaining({ port: relay.port, recipient: 'brieftaube', by: 'the package nodemailer' }),
    )
    expect(undeclared(seen)).toEqual([])
    expect(
      undeclared([...seen, { host: '192.0.2.1', port: 443, recipient: undefined, by: 'the package figures-helper' }]),
    ).toEqual(['192.0.2.1:443, by the package figures-helper'])
  })
  it('refuses a part or a dependency that opens a connection past the gate, whichever way it takes', async () => {
    const tried = await waysTried()
    expect(tried.length).toBeGreaterThan(15)
    expect(tried.filter(({ stoppedBy }) => stoppedBy === 'nothing')).toEqual([])
  })
})

describe(clause('home/4.2'), () => {
  it('a processor without a contract on record stops the start', async () => {
    const manifest = await statementWith('home', ({ recipients }) => {
      delete recipients['brieftaube'].contract
    })
    await expect(aWholeWorld({ manifest })).rejects.toThrow(/without a contract on record \(Art\. 28\(3\) GDPR\)/)
  })
  it('a mail server that the statement does not name as the processor’s stops the start, with the line and what mends it', async () => {
    const manifest = await statementWith('home', mailAt('smtp.brieftaube.example:465'))
    const refused = aWholeWorld({
      manifest,
      settings: { smtpUrl: 'smtp://mail.elsewhere.example:587', mailFrom: 'post@haus.example' },
    })
    await expect(refused).rejects.toThrow(
      /test\.yaml:\d+:\d+ {2}OBHUT_SMTP_URL leads to a host that this manifest does not name[^]*hosts: \[mail\.elsewhere\.example:587\]/,
    )
  })
  it.each([
    ['without TLS', { disabledCommands: ['STARTTLS'] }, 'offers no encryption (TLS'],
    ['with an expired certificate', { validity: { until: '20250101000000Z' } }, 'certificate'],
    ['with a certificate for another name', { name: 'elsewhere.example' }, 'certificate'],
  ])('a mail server %s gets nothing, and that is reported', async (_, how, says) => {
    const relay = await aRelay(how)
    const world = await mailingPlatform('home', relay)
    const subject = await write(world, 'ida@example.org')
    expect({ taken: relay.taken, heard: relay.envelopes }).toEqual({ taken: [], heard: [] })
    expect(await world.rows('select from obhut.disclosure where subject = $1', [subject])).toEqual([])
    const [fault] = world.faults.splice(0)
    expect(fault).toMatchObject({ what: 'mail relay', error: { message: expect.stringContaining(says) } })
  })
})

describe(clause('home/8.1'), () => {
  it('the platform itself speaks TLS, and answers plain HTTP only with the way there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'obhut-tls-'))
    const { cert, key } = selfSigned('localhost')
    const tls = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
    writeFileSync(tls.cert, cert)
    writeFileSync(tls.key, key)
    const redirectPort = await freePort('127.0.0.1', 0)
    const world = await platformOf('home', { tls, redirectPort })
    const page = await new Promise<{ status: number | undefined; hsts: unknown }>((resolve, reject) => {
      encrypted(
        { host: '127.0.0.1', servername: 'localhost', port: new URL(world.here).port, path: '/datenschutz', ca: cert },
        answer => {
          answer.resume()
          resolve({ status: answer.statusCode, hsts: answer.headers['strict-transport-security'] })
        },
      ).on('error', reject)
    })
    expect(page).toEqual({ status: 200, hsts: expect.stringContaining('max-age=') })
    const plain = await new Promise<{ status: number | undefined; to: string | undefined }>((resolve, reject) => {
      get({ host: '127.0.0.1', port: redirectPort, path: '/app/' }, answer => {
        answer.resume()
        resolve({ status: answer.statusCode, to: answer.headers.location })
      }).on('error', reject)
    })
    expect(plain).toEqual({ status: 308, to: `${world.url}/app/` })
    const heard = await new Promise<string>(resolve => {
      const chunks: string[] = []
      const socket = connect(world.mqttPort ?? 0, '127.0.0.1', () => {
        socket.write(Buffer.from([0x10, 0x0f, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 30, 0, 3, 0x61, 0x62, 0x63]))
      })
      socket
        .on('data', (chunk: Buffer) => {
          chunks.push(chunk.toString('hex'))
        })
        .on('error', () => {})
        .on('close', () => {
          resolve(chunks.join(''))
        })
    })
    expect(heard.startsWith('20')).toBe(false) // an MQTT server would have answered with CONNACK
  })
})
