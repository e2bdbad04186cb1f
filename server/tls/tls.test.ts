import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { get, request } from 'node:https'
import { get as plainly } from 'node:http'
import { once } from 'node:events'
import { connect as plainSocket, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect, type PeerCertificate, type SecureVersion } from 'node:tls'
import mqtt from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { selfSigned } from '../testing/certificate.ts'
import { CannotRun } from '../problems/command-errors.ts'
import { freePort } from '../http/port.ts'
import { aWholeWorld } from '../testing/whole-world.ts'
import type { World } from '../testing/world.ts'
import { certificateIn } from './certificate.ts'

const folder = mkdtempSync(join(tmpdir(), 'obhut-tls-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
/** As a certificate manager does it: written beside, then put in place. */
function install({ cert, key } = selfSigned('localhost')): string {
  for (const [file, text] of [
    [files.key, key],
    [files.cert, cert],
  ] as const) {
    writeFileSync(`${file}.new`, text)
    renameSync(`${file}.new`, file)
  }
  return cert
}

describe('a platform with a certificate', () => {
  let world: World
  let ca: string
  let redirectPort: number
  beforeAll(async () => {
    ca = install()
    redirectPort = await freePort('127.0.0.1', 0)
    world = await aWholeWorld({ manifest: 'home', tls: files, redirectPort })
  })
  const portOf = (url: string): number => Number(new URL(url).port)
  const asked = (
    path: string,
    more: object = {},
  ): Promise<{ readonly status: number | undefined; readonly headers: Record<string, unknown> }> =>
    new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', servername: 'localhost', port: portOf(world.here), path, ca, ...more }, answer => {
        answer.resume().on('end', () => {
          resolve({ status: answer.statusCode, headers: answer.headers })
        })
      }).on('error', reject)
    })
  const shakesHands = (port: number, maxVersion?: SecureVersion): Promise<string> =>
    new Promise(resolve => {
      const socket = connect(
        {
          host: '127.0.0.1',
          servername: 'localhost',
          port,
          ca,
          ...(maxVersion && { maxVersion, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
        },
        () => {
          resolve(socket.getProtocol() ?? '')
        },
      )
      socket
        .on('error', error => {
          resolve((error as NodeJS.ErrnoException).code ?? 'error')
        })
        .on('close', () => {
          resolve('closed')
        })
    })

  it('speaks HTTPS, and asks browsers never to come without it', async () => {
    expect(world.url).toMatch(/^https:/)
    const { status, headers } = await asked('/datenschutz')
    expect(status).toBe(200)
    expect(headers['strict-transport-security']).toMatch(/max-age=31536000/)
  })
  it('gives out cookies for encrypted connections alone', async () => {
    const answer = await new Promise<string[]>((resolve, reject) => {
      const asking = request(
        {
          host: '127.0.0.1',
          servername: 'localhost',
          port: portOf(world.here),
          path: '/api/sign-out',
          method: 'POST',
          ca,
          headers: { cookie: 'session=x' },
        },
        got => {
          got.resume().on('end', () => {
            resolve(got.headers['set-cookie'] ?? [])
          })
        },
      )
      asking.on('error', reject).end()
    })
    for (const cookie of answer) expect(cookie).toMatch(/; Secure/)
  })
  it('speaks TLS 1.2 and 1.3, and nothing older', async () => {
    expect(await shakesHands(portOf(world.here))).toBe('TLSv1.3')
    expect(await shakesHands(portOf(world.here), 'TLSv1.2')).toBe('TLSv1.2')
    expect(await shakesHands(portOf(world.here), 'TLSv1.1')).not.toMatch(/^TLS/)
    expect(await shakesHands(world.mqttPort ?? 0, 'TLSv1.1')).not.toMatch(/^TLS/)
  })
  it('answers plain HTTP only with the way to HTTPS, whatever was asked', async () => {
    const answer = await new Promise<{ status: number | undefined; location: string | undefined; body: string }>(
      (resolve, reject) => {
        plainly(
          { host: '127.0.0.1', port: redirectPort, path: '/app/confirm?x=1', headers: { host: 'elsewhere.example' } },
          got => {
            let body = ''
            got
              .on('data', (chunk: Buffer) => {
                body += chunk.toString()
              })
              .on('end', () => {
                resolve({ status: got.statusCode, location: got.headers.location, body })
              })
          },
        ).on('error', reject)
      },
    )
    expect(answer).toEqual({ status: 308, location: `${world.url}/app/confirm?x=1`, body: '' })
  })
  it('says nothing to HTTP or MQTT in clear on its encrypted listeners', async () => {
    const inClear = (port: number, bytes: string | Buffer): Promise<string> =>
      new Promise(resolve => {
        let heard = ''
        const socket = plainSocket(port, '127.0.0.1', () => {
          socket.write(bytes)
        })
        socket
          .on('data', (chunk: Buffer) => {
            heard += chunk.toString('latin1')
          })
          .on('error', () => {})
          .on('close', () => {
            resolve(heard)
          })
      })
    expect(await inClear(portOf(world.here), 'GET /datenschutz HTTP/1.1\r\nhost: x\r\n\r\n')).not.toContain('200 OK')
    const hello = Buffer.from([0x10, 0x0f, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 30, 0, 3, 0x61, 0x62, 0x63])
    expect((await inClear(world.mqttPort ?? 0, hello)).charCodeAt(0)).not.toBe(0x20) // no CONNACK
  })
  it('lets gateways in over MQTTS as over MQTT', async () => {
    const client = mqtt.connect(`mqtts://127.0.0.1:${world.mqttPort}`, {
      ca,
      servername: 'localhost',
      username: 'nobody',
      password: 'wrong',
      reconnectPeriod: 0,
      rejectUnauthorized: true,
    })
    const said = await new Promise<string>(resolve => {
      client
        .on('error', error => {
          resolve(error.message)
        })
        .on('close', () => {
          resolve('closed')
        })
    })
    client.end(true)
    expect(said).toMatch(/Not authorized|Bad user|refused/i)
  })
  it('shows a renewed certificate without a restart, and keeps the old one while the new does not fit', async () => {
    const serial = (): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connect(
          { host: '127.0.0.1', servername: 'localhost', port: portOf(world.here), rejectUnauthorized: false },
          () => {
            resolve((socket.getPeerCertificate() as PeerCertificate).fingerprint256)
            socket.end()
          },
        )
        socket.on('error', reject)
      })
    const before = await serial()
    writeFileSync(files.cert, 'half a certificate')
    for (const end = performance.now() + 20_000; performance.now() < end && world.faults.length === 0; )
      await pause(100)
    expect(world.faults.splice(0).map(({ what }) => what)).toContain('certificate')
    expect(await serial()).toBe(before)
    ca = install()
    for (const end = performance.now() + 20_000; performance.now() < end && (await serial()) === before; )
      await pause(100)
    expect(await serial()).not.toBe(before)
    expect((await asked('/datenschutz')).status).toBe(200)
    const alarms = (which: string) =>
      world.rows(`select from obhut.alarm where kind = 'CertificateNotTaken' and ended_at is ${which}`)
    await expect.poll(() => alarms('null'), { timeout: 20_000 }).toEqual([])
    expect((await alarms('not null')).length).toBeGreaterThan(0)
    world.faults.length = 0 // between the two files, it looked once more
  }, 60_000)
})

describe('a handshake of TLS 1.2', () => {
  let world: World
  let ca: string
  let intakePort: number
  beforeAll(async () => {
    intakePort = await freePort('127.0.0.1', 0)
    const { cert, key } = selfSigned('localhost', { kind: 'rsa' })
    const rsa = { cert: join(folder, 'rsa-cert.pem'), key: join(folder, 'rsa-key.pem') }
    writeFileSync(rsa.cert, (ca = cert))
    writeFileSync(rsa.key, key)
    world = await aWholeWorld({ tls: rsa, intakePort })
  })
  const over: Record<string, () => Promise<Socket>> = {
    HTTPS: () => socketTo(Number(new URL(world.here).port)),
    MQTTS: () => socketTo(world.mqttPort ?? 0),
    'SMTP with STARTTLS': startsTls,
  }
  const socketTo = async (port: number): Promise<Socket> => {
    const socket = plainSocket(port, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }
  async function startsTls(): Promise<Socket> {
    const socket = await socketTo(intakePort)
    for (const [says, hears] of [
      ['', /^220 /],
      ['EHLO test\r\n', /^250 /m],
      ['STARTTLS\r\n', /^220 /m],
    ] as const) {
      socket.write(says)
      for (let heard = ''; !hears.test(heard); ) heard += String((await once(socket, 'data'))[0])
    }
    return socket
  }
  /** The cipher that both agreed on, or nothing. */
  const agreed = async (protocol: string, ciphers: string): Promise<string | undefined> => {
    const socket = await over[protocol]?.()
    const encrypted = connect({
      socket,
      servername: 'localhost',
      ca,
      ciphers: `${ciphers}:@SECLEVEL=0`,
      maxVersion: 'TLSv1.2',
    })
    const cipher = await once(encrypted, 'secureConnect').then(
      () => encrypted.getCipher().name,
      () => undefined,
    )
    encrypted.destroy()
    return cipher
  }

  describe.each(Object.keys(over))('over %s', protocol => {
    it.each(['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-CHACHA20-POLY1305'])(
      'is made with %s',
      async cipher => {
        expect(await agreed(protocol, cipher)).toBe(cipher)
      },
    )
    it.each([
      ['AES128-GCM-SHA256', 'no forward secrecy'],
      ['AES256-SHA', 'no forward secrecy'],
      ['ECDHE-RSA-AES128-SHA', 'no authenticated encryption'],
      ['ECDHE-RSA-AES256-SHA384', 'no authenticated encryption'],
      ['DHE-RSA-AES128-GCM-SHA256', 'parameters that nobody checks'],
    ])('is refused with %s: %s', async cipher => {
      expect(await agreed(protocol, cipher)).toBeUndefined()
    })
  })
})

describe('a certificate that cannot be', () => {
  const nobodyReports = { fault: () => {} }
  it('stops the start with the names of its files', () => {
    expect(() =>
      certificateIn({ cert: join(folder, 'gone.pem'), key: join(folder, 'gone.pem') }, nobodyReports),
    ).toThrow(/gone\.pem cannot be read/)
    const [one, other] = [selfSigned('localhost'), selfSigned('localhost')]
    writeFileSync(join(folder, 'one.pem'), one.cert)
    writeFileSync(join(folder, 'other.pem'), other.key)
    expect(() =>
      certificateIn({ cert: join(folder, 'one.pem'), key: join(folder, 'other.pem') }, nobodyReports),
    ).toThrow(/is not the one of the certificate/)
    writeFileSync(join(folder, 'text.pem'), 'text')
    expect(() =>
      certificateIn({ cert: join(folder, 'text.pem'), key: join(folder, 'other.pem') }, nobodyReports),
    ).toThrow(CannotRun)
  })
})
