// The drill of docs/backup.md, by real processes: a platform with people is backed up, somebody is erased since, and
// the copy is restored elsewhere and rehearsed on.
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { aRelay } from '../../modules/mail/relay-for-test.ts'
import { registers } from '../../modules/identity/coming-in.ts'
import { aBrowser, type Browser } from '../testing/browser.ts'
import { everyModule } from '../modules.ts'
import { aFolder, obhut, running } from '../testing/command-line.ts'
import { aManifest } from '../testing/manifest.ts'

const password = 'ein Garten am Lindenhof'
const mailOf = (name: string): string => `${name.toLowerCase()}@example.org`

it('a copy that is restored and rehearsed on knows everybody but who was erased since, and writes to nobody', async () => {
  const folder = aFolder()
  const [data, backups, drill] = ['real', 'backups', 'drill'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ]
  for (const made of [backups, drill]) mkdirSync(made, { mode: 0o700 })
  const manifest = join(folder, 'firma.yaml')
  writeFileSync(manifest, aManifest(everyModule, { 'homes.claiming': { atRegistration: 'later' } }))
  const real = await running([
    'start',
    '--data',
    data,
    '--manifest',
    manifest,
    '--store',
    'test',
    '--port',
    '0',
    '--mqtt-port',
    '0',
  ])
  const people = new Map<string, Browser>()
  let asked = 0
  const here = {
    visitor: () => aBrowser(real.url),
    // Its jobs run by themselves: a letter has come for everybody who asked.
    async settle() {
      asked++
      const letters = async () => (await aBrowser(real.url).get('/dev/letterbox', { accept: 'application/json' })).body
      while ((await letters()).items.length < asked) await pause(50)
    },
  }
  for (const name of ['Ada', 'Bob']) {
    const mail = mailOf(name)
    const form = { mail, password, language: 'en', firstName: name, lastName: 'Beispiel' }
    const browser = await registers(here, form)
    expect((await browser.post('/api/sign-in', { mail, password, stay: false })).status).toBe(200)
    people.set(name, browser)
  }

  expect(await obhut(['backup', backups, '--data', data, '--no-purge'])).toMatchObject({ code: 0 })
  expect((await people.get('Bob')?.post('/api/account/delete', { password }))?.status).toBe(200)
  // What is asked for in the real store waits for nobody in its copy.
  await real.kill('SIGTERM')
  expect((await real.ended()).code).toBe(0)

  const backup = readdirSync(backups).find(name => name.endsWith('.backup')) ?? 'none'
  const restores = (...more: string[]) => obhut(['restore', join(backups, backup), '--data', drill, ...more])
  expect(await restores()).toMatchObject({
    code: 3,
    err: expect.stringContaining('Put the files secret and vault of the backed-up instance'),
  })
  copyFileSync(join(data, 'secret'), join(drill, 'secret'))
  expect(await restores()).toMatchObject({
    code: 3,
    err: expect.stringContaining('Put the file vault of the backed-up instance'),
  })
  expect(await obhut(['restore', backups, '--data', drill, '--check'])).toMatchObject({
    code: 3,
    err: expect.stringContaining(`${backups} is a folder. Name a backup in it, as ${join(backups, backup)}`),
  })
  // A later backup with a passphrase takes the place of the wrapped keys; the earlier one is restored with both.
  const passphrase = join(folder, 'passphrase')
  writeFileSync(passphrase, 'viel Wasser unter der Brücke\n')
  expect(await obhut(['backup', join(backups, 'later'), '--data', data, '--no-purge'])).toMatchObject({
    code: 3,
    err: expect.stringContaining(`mkdir -m 700 -p ${join(backups, 'later')}`),
  })
  expect(await obhut(['backup', backups, '--data', data, '--no-purge', '--passphrase-file', passphrase])).toMatchObject(
    { code: 0, out: expect.stringContaining('were encrypted otherwise') },
  )
  expect(await restores('--check')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/\.keys was encrypted with a passphrase/),
  })
  expect(await restores('--check', '--passphrase-file', passphrase)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/is whole: [^]*\.keys are whole, too/),
  })
  expect(readdirSync(drill)).toEqual(['secret'])
  copyFileSync(join(data, 'vault'), join(drill, 'vault'))
  mkdirSync(`${drill}.ledger`, { mode: 0o700 })
  const ledgers = readdirSync(data).filter(name => name.startsWith('ledger'))
  copyFileSync(join(data, ledgers[0] ?? 'no ledger', 'entries'), join(`${drill}.ledger`, 'entries'))
  const ledger = ['--ledger', join(`${drill}.ledger`, 'entries')]
  const restored = await restores('--passphrase-file', passphrase, ...ledger, '--json')
  expect(restored).toMatchObject({ code: 0 })
  expect(JSON.parse(restored.out)).toMatchObject({ repeated: { repeated: expect.any(Number) } })

  const relay = await aRelay()
  writeFileSync(join(folder, 'relay.pem'), relay.cert)
  const rehearsal = await running(
    ['start', '--data', drill, ...ledger, '--port', '0', '--mqtt-port', '0', '--rehearsal'],
    {
      OBHUT_SMTP_URL: `smtp://localhost:${relay.port}?ca=${join(folder, 'relay.pem')}`,
      OBHUT_MAIL_FROM: 'post@testhaus.example',
      OBHUT_ALARMS_TO: 'betrieb@example.org',
      OBHUT_BASE_URL: 'https://portal.firma.example',
    },
  )
  // The settings are those of the real system; its address is not where one looks.
  expect(rehearsal.url).toMatch(/^http:\/\/127\.0\.0\.1:/)
  const signsIn = async (name: string): Promise<number> =>
    (await aBrowser(rehearsal.url).post('/api/sign-in', { mail: mailOf(name), password, stay: false })).status
  expect([await signsIn('Ada'), await signsIn('Bob')]).toEqual([200, 401])
  for (const path of ['/', '/datenschutz', '/privacy', '/impressum']) {
    expect(await (await fetch(`${rehearsal.url}${path}`)).text(), path).toContain(
      'Probebetrieb: Nichts verlässt diese Installation',
    )
  }
  // Both would hear of it from a store in service: whoever has an account, and a stranger.
  for (const mail of [mailOf('Ada'), 'stranger@example.org'])
    expect((await aBrowser(rehearsal.url).post('/api/password-resets', { mail })).status).toBe(202)
  const waiting = async (): Promise<number> =>
    Number(/^obhut_mail_waiting (\d+)/m.exec(await (await fetch(`${rehearsal.url}/metrics`)).text())?.[1])
  await expect.poll(waiting, { timeout: 20_000 }).toBeGreaterThan(0)
  expect([relay.taken, relay.envelopes]).toEqual([[], []])
  const said = (await rehearsal.kill('SIGTERM'), await rehearsal.ended())
  expect(said.code).toBe(0)
  expect(said.said).not.toMatch(/mqtts?:\/\//)
  expect(said.said).toMatch(
    / as a rehearsal \(copy of a test store[^]* https:\/\/portal\.firma\.example is not this one/,
  )
  // Who was erased is nowhere in what was restored either, and all that the statement promises holds there.
  expect(await obhut(['rights', 'copy', '--mail', mailOf('Bob'), '-o', '-', '--data', drill, ...ledger])).toMatchObject(
    { code: 1 },
  )
  expect(
    await obhut(['rights', 'copy', '--mail', mailOf('Ada'), '-o', join(folder, 'ada.zip'), '--data', drill, ...ledger]),
  ).toMatchObject({ code: 0 })
  expect(await obhut(['prove', '--data', drill, ...ledger, '--rehearsal'])).toMatchObject({ code: 0 })
}, 240_000)
