// What somebody outside can send, at the largest that is taken and in the worst forms that we know, and how long the
// thread that serves computes over it without a pause.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Inventory } from '../../modules/homes/contract.ts'
import { moveClock } from '../../kernel/store/move-clock.ts'
import { Refusal } from '../../platform/refusal.ts'
import { labelsPage } from '../../modules/homes/labels-page.ts'
import { aHomesWorld, type HomesWorld, type MadeGateway } from '../../modules/homes/home-for-test.ts'
import { StaffAccounts } from '../../modules/identity/contract.ts'
import { goodPassword, signsIn } from '../../modules/identity/people-for-test.ts'
import { atTheEnd } from '../../tools/testing/at-the-end.ts'
import { freePort } from '../http/port.ts'
import type { Browser } from '../testing/browser.ts'
import { everyModule } from '../modules.ts'
import { passwordsAtTheirCost } from '../../tools/testing/passwords-at-their-cost.ts'
import { aSender, blockedBy, slowness } from '../testing/event-loop.ts'
import type { Sending } from '../testing/event-loop-sender.ts'

/** Milliseconds of processor time, of which other work on the machine takes nothing. */
const most = 50
const sender = aSender()
passwordsAtTheirCost()
atTheEnd(() => sender.end())

let world: HomesWorld
let gateway: MadeGateway
let desk: Browser
let intakePort: number
beforeAll(async () => {
  intakePort = await freePort('127.0.0.1', 0)
  world = await aHomesWorld({ modules: everyModule, intakePort })
  gateway = await world.claimed({ by: await world.customer('Ada') })
  await world
    .offered(StaffAccounts)
    .withPassword(
      { mail: 'kim@testhaus.example', firstName: 'Kim', lastName: 'Muster', roles: ['privacy'] },
      goodPassword,
    )
  desk = await signsIn(world.visitor(), 'kim@testhaus.example')
  // The first page is drawn, and code compiled, before anything is measured.
  for (const warm of [get('/privacy'), json('{"mail":"a@example.org","password":"x"}'), mail('text/plain', 'x')])
    await sender.send(warm)
  await desk.post('/api/desk/statement/check', { manifest: 'a: b' })
})

const longest: Record<string, number> = {}
afterAll(() => {
  if (process.env['HELD'])
    process.stdout.write(
      `${Object.entries(longest)
        .map(([way, ms]) => `${ms.toFixed(1).padStart(6)} ms  ${way}`)
        .join('\n')}\n`,
    )
  world.faults.splice(0)
})

/**
 * Once more where it took long: what counts is the text, and not a collection of garbage that came just then, or that the
 * machine is slow while others use it.
 */
async function holds(way: string, what: string, work: () => Promise<unknown>): Promise<void> {
  let held = Infinity
  for (let tries = 0; tries < 3 && held > most / 2; tries++) held = Math.min(held, (await blockedBy(work)).blocked)
  for (let tries = 0; tries < 3 && held > most; tries++)
    held = Math.min(held, (await blockedBy(work)).blocked / slowness())
  longest[way] = Math.max(longest[way] ?? 0, held)
  expect(held, `${way}, ${what}`).toBeLessThan(most)
}
/**
 * Each is answered as a text of its way is: what a limit turns away on arrival would measure nothing. Limits count by
 * the hour, so an hour lies between two.
 */
const sent = (way: string, all: Readonly<Record<string, () => Sending>>, answered: RegExp): Promise<void> =>
  oneByOne(Object.entries(all), ([what, sending]) =>
    holds(way, what, async () => {
      await moveClock(world.store, new Date(world.clock.now().getTime() + 3_600_000))
      expect(await sender.send(sending()), `${way}, ${what}`).toMatch(answered)
    }),
  )
async function oneByOne<T>(all: readonly T[], does: (one: T) => Promise<void>): Promise<void> {
  for (const one of all) await does(one)
}

const KB = 1024
const fill = (text: string, bytes: number): string =>
  text.repeat(Math.ceil(bytes / Buffer.byteLength(text))).slice(0, bytes)
const joined = (bytes: number, part: (n: number) => string): string => {
  let all = ''
  for (let n = 0; all.length < bytes; n++) all += `${n ? ',' : ''}${part(n)}`
  return all
}

const port = (): number => Number(new URL(world.url).port)
function http(head: string, body: string): Sending {
  const bytes = Buffer.from(body)
  return {
    by: 'http',
    port: port(),
    says: [
      Buffer.concat([
        Buffer.from(
          `${head}\r\nhost: 127.0.0.1:${port()}\r\nconnection: close\r\n${bytes.length ? `content-length: ${bytes.length}\r\n` : ''}\r\n`,
          'latin1',
        ),
        bytes,
      ]),
    ],
  }
}
const json = (body: string, at = 'POST /api/sign-in'): Sending =>
  http(`${at} HTTP/1.1\r\ncontent-type: application/json`, body)
const form = (body: string): Sending =>
  http('POST /privacy/request HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded', body)
const get = (at: string, more = ''): Sending => http(`GET ${at} HTTP/1.1${more}`, '')
const mail = (type: string, body: string, more = ''): Sending => ({
  by: 'smtp',
  port: intakePort,
  says: [
    'EHLO a.example\r\n',
    'MAIL FROM:<ida@example.org>\r\n',
    'RCPT TO:<datenschutz@testhaus.example>\r\n',
    'DATA\r\n',
    `Subject: x\r\nFrom: ida@example.org\r\n${more}Content-Type: ${type}\r\n\r\n${body}\r\n.\r\n`,
  ],
})
const reports = (what: string, payload: string): Sending => ({
  by: 'mqtt',
  port: world.mqttPort ?? 0,
  ...gateway,
  what,
  payload,
})

/** JSON of about so many bytes. */
const jsons = (bytes: number): Readonly<Record<string, string>> => ({
  'one text': JSON.stringify({ mail: fill('a', bytes - 100) }),
  'a text of spaces': JSON.stringify({ mail: fill(' ', bytes - 100) }),
  'marks to compose': JSON.stringify({ mail: `a${fill('\u0323\u0301', bytes / 2 - 100)}` }),
  escapes: `{"mail":"${fill('\\u0000', bytes - 40)}"}`,
  'half characters': `{"mail":"${fill('\\ud800', bytes - 40)}"}`,
  'names that nobody knows': `{${joined(bytes - 20, n => `"k${n}":${n}`)}}`,
  'names that are numbers': `{${joined(bytes - 20, n => `"${n * 7919}":0`)}}`,
  'as many names as are taken': `{${Array.from({ length: 1000 }, (_, n) => `"${fill('k', bytes / 1100 - 12)}${n}":${n}`).join(',')}}`,
  'names in a list': `{"mail":[${joined(bytes - 40, () => '{"a":1}')}]}`,
  'lists in lists': `{"a":${fill('[', bytes / 2 - 10)}${fill(']', bytes / 2 - 10)}}`,
  'a list of lists': `{"mail":[${joined(bytes - 40, () => '[]')}]}`,
  'objects in objects': fill('{"a":', bytes),
  'a list of numbers': `{"mail":[${joined(bytes - 40, () => '1')}]}`,
  'a long number': `{"mail":${fill('9', bytes - 40)}}`,
  'no JSON': fill('\\', bytes),
})
const signs = ['a', ' ', ',', ';', 'a=b; ', '"', 'de;q=0.1,', '%', '1.', '(', '/']
const inAll = (texts: readonly string[], sending: (text: string) => Sending): Record<string, () => Sending> =>
  Object.fromEntries(texts.map(text => [JSON.stringify(text), () => sending(text)]))

describe('what comes from outside holds nobody else for more than 50 ms', () => {
  it.each(['POST /api/sign-in', 'POST /api/registrations', 'POST /api/password-resets'])(
    'JSON, 255 KB: %s',
    async at => {
      await sent(
        'JSON body, 255 KB',
        Object.fromEntries(Object.entries(jsons(255 * KB)).map(([what, body]) => [what, () => json(body, at)])),
        / (400|422) /,
      )
    },
  )
  it('JSON and forms, 1 MB', async () => {
    await sent(
      'JSON or form, 1 MB (refused)',
      { JSON: () => json(fill('{"a":', KB * KB)), 'a form': () => form(fill('a=b&', KB * KB)) },
      / 413 /,
    )
    const chunks = (body: string): Sending => ({
      by: 'http',
      port: port(),
      says: [
        `POST /api/sign-in HTTP/1.1\r\nhost: 127.0.0.1:${port()}\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
        body,
        '0\r\n\r\n',
      ],
    })
    await sent(
      'JSON body in chunks of one byte, 1 MB',
      { blanks: () => chunks(fill('1\r\n \r\n', KB * KB)) },
      /ECONNRESET/,
    )
  })
  it('forms, 63 KB', async () => {
    await sent(
      'form, 63 KB',
      {
        ...inAll(['a', '&', 'a=b&', '%', '%20', '+', '=', 'a=%u0000&'], text => form(fill(text, 63 * KB))),
        'many names': () => form(joined(63 * KB, n => `a${n}=1`).replaceAll(',', '&')),
      },
      / 422 /,
    )
  })
  it('addresses and queries, 15 KB', async () => {
    const parts = ['a', '/', '%2e', '../', '%', '?', '&', 'a=b&', '[]=', '%C3', '//x', '+']
    await sent(
      'path, 15 KB',
      inAll(parts, text => get(`/${fill(text, 15 * KB)}`)),
      / (200|308|404) /,
    )
    await sent(
      'query, 15 KB',
      inAll(parts, text => get(`/privacy?${fill(text, 15 * KB)}`)),
      / 200 /,
    )
  })
  it.each([
    'cookie',
    'user-agent',
    'accept-language',
    'accept',
    'accept-encoding',
    'x-forwarded-for',
    'forwarded',
    'origin',
    'referer',
    'if-none-match',
    'idempotency-key',
    'authorization',
    'range',
    'content-type',
  ])('header, 15 KB: %s', async name => {
    await sent(
      `header ${name}, 15 KB`,
      inAll(signs, text => get('/privacy', `\r\n${name}: ${fill(text, 15 * KB)}x`)),
      / 200 /,
    )
  })
  it('headers beyond what is taken', async () => {
    await sent(
      'header, 1 MB (refused)',
      {
        cookies: () => get('/', `\r\ncookie: ${fill('a=b; ', KB * KB)}`),
        names: () => get('/', Array.from({ length: 1900 }, (_, n) => `\r\na${n}: 1`).join('')),
      },
      / 431 |ECONNRESET/,
    )
  })
  it('many requests in one piece, on one connection and on several, whose answers are read or not', async () => {
    const body = JSON.stringify({ mail: 'ada@example.org', password: 'no garden' })
    const piece = (at: string, times: number, what = ''): Sending & { says: readonly string[] } => ({
      by: 'http',
      port: port(),
      says: [
        `${at} HTTP/1.1\r\nhost: 127.0.0.1:${port()}\r\n${what ? `content-type: application/json\r\ncontent-length: ${what.length}\r\n` : ''}\r\n${what}`.repeat(
          times,
        ),
      ],
    })
    for (const at of [
      'GET /api/openapi.json',
      'GET /api/site',
      'GET /privacy',
      'GET /privacy/request',
      'GET /health/live',
      'HEAD /privacy',
    ]) {
      await sent(
        'requests in one piece, 1,500',
        { [at]: () => piece(at, 1500), [`${at}, unread`]: () => ({ ...piece(at, 1500), deaf: true }) },
        / 200 |closed|ECONNRESET/,
      )
    }
    await sent(
      'requests in one piece, 1,500',
      {
        'POST with a body': () => piece('POST /api/sign-in', 1500, body),
        'POST with a body of 20 KB': () => piece('POST /api/sign-in', 40, JSON.stringify({ mail: fill('a', 20 * KB) })),
      },
      / (401|422) |ECONNRESET/,
    )
    await sent(
      'requests in one piece, 100 on each of 50 connections',
      {
        GET: () => ({ ...piece('GET /api/openapi.json', 100), connections: 50 }),
        unread: () => ({ ...piece('GET /api/openapi.json', 100), connections: 50, deaf: true }),
        POST: () => ({ ...piece('POST /api/sign-in', 100, body), connections: 50 }),
      },
      / (200|401|429|503) |closed|ECONNRESET/,
    )
  })
  it('a mail of 1 MB, and one that is larger than is taken', async () => {
    for (const type of ['text/plain', 'text/html; charset=utf-8'])
      await sent(
        'mail, 1 MB',
        inAll(['<', '&#38;', 'a\r\n', '..\r\n', 'a', '\r'], text => mail(type, fill(text, 1000 * KB))),
        /^(250|55\d) /,
      )
    await sent(
      'mail, 1 MB',
      {
        headers: () => mail('text/plain', 'x', fill('Received: a\r\n', 1000 * KB - 7)),
        encoded: () => mail('text/plain\r\nContent-Transfer-Encoding: quoted-printable', fill('=3D', 1000 * KB)),
      },
      /^(250|55\d) /,
    )
    await sent('mail, 4 MB (refused)', { 'one line': () => mail('text/plain', fill('a', 4000 * KB)) }, /^552 /)
    const talks = (text: string): Sending => ({ by: 'smtp', port: intakePort, says: [text] })
    await sent(
      'SMTP commands, 1 MB',
      { 'one line': () => talks(`${fill('A', KB * KB)}\r\n`), many: () => talks(fill('NOOP\r\n', KB * KB)) },
      /^\d{3} /,
    )
  })
  it('a message of a gateway, 100 KB', async () => {
    const list = 100 * KB
    const at = new Date(world.clock.now().getTime() - 60_000).toISOString()
    const channel = (n: number) => ({
      key: `c${n}`,
      obis: '1-0:1.8.0',
      unit: 'kWh',
      kind: 'counter',
      medium: 'electricity',
    })
    const device = (n: number, channels: number) => ({
      key: `d${n}`,
      kind: 'plug',
      name: `L${n}`,
      state: 'ok',
      switchable: true,
      on: false,
      channels: Array.from({ length: channels }, (_, place) => channel(place)),
    })
    const hello = (devices: number, channels: number): string =>
      JSON.stringify({
        protocol: 1,
        model: 'Qbox 2',
        firmware: '2.4.1',
        devices: Array.from({ length: devices }, (_, n) => device(n, channels)),
      })
    await sent(
      'MQTT message, 100 KB',
      {
        devices: () => reports('hello', hello(64, 10)),
        'too many devices': () => reports('hello', hello(600, 0)),
        readings: () =>
          reports(
            'readings',
            JSON.stringify({
              readings: Array.from({ length: 1000 }, () => ({ device: 'd1', channel: 'c0', at, value: 1 })),
            }),
          ),
        ...Object.fromEntries(
          ['readings', 'events', 'devices'].map(name => [
            `${name} that are none`,
            () =>
              reports(
                name === 'devices' ? 'hello' : name,
                `{"protocol":1,"${name}":[${joined(list - 60, () => '0')}]}`,
              ),
          ]),
        ),
        ...Object.fromEntries(
          Object.entries(jsons(list)).map(([what, body]) => [what, () => reports('readings', body)]),
        ),
      },
      /^acknowledged$/,
    )
  })
  it('a manifest, 250 KB', async () => {
    const whole = readFileSync(`${import.meta.dirname}/../../statements/demo.yaml`, 'utf8')
    const texts = {
      'of a whole company': whole,
      names: joined(120 * KB, n => `k${n}: 1`).replaceAll(',', '\n'),
      'more names than are taken': joined(250 * KB, n => `k${n}: 1`).replaceAll(',', '\n'),
      'lists in lists': fill('- ', 250 * KB),
      brackets: fill('[', 250 * KB),
      quotes: fill('"', 250 * KB),
      anchors: joined(100 * KB, n => `a${n}: &a${n} 1`).replaceAll(',', '\n'),
      spaces: `a:${fill(' ', 250 * KB)}b`,
      recipients: `${whole.replace(/^clauses:[^]*/m, '')}\n`.replace(
        /^recipients:\n/m,
        `recipients:\n${Array.from({ length: 300 }, (_, n) => `  r${n}: { name: R${n}, role: dpv:DataController, street: S, postcode: "1", city: C, country: DE, link: https://r.example, task: { de: t, en: t }, serves: [x] }`).join('\n')}\n`,
      ),
    }
    await oneByOne(Object.entries(texts), ([what, manifest]) =>
      holds('manifest to check, 250 KB', what, async () => {
        expect((await desk.post('/api/desk/statement/check', { manifest })).status).toBeLessThan(500)
      }),
    )
  })
  it('a list of gateways, 200 KB', async () => {
    const inventory = world.offered(Inventory)
    await oneByOne(['a,', 'serial,model\n', '"', '"a\n', ';', '\n'], text =>
      holds('CSV, 200 KB', JSON.stringify(text), async () => {
        const lines = await inventory
          .import(`serial;model\n${fill(text, 199 * KB)}`, { is: 'staff', id: crypto.randomUUID() })
          .catch((error: unknown) => {
            if (error instanceof Refusal) return []
            throw error
          })
        await Array.fromAsync(
          labelsPage(
            lines.flatMap(one =>
              one.became === 'added' ? [{ serial: one.serial, model: one.model, secret: one.secret }] : [],
            ),
            'de',
          ),
        )
      }),
    )
  })
})
