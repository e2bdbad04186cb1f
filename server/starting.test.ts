// Every way to start that the documentation shows, by real processes: fresh, and again on the same data.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aFolder, aManifestFile, asInstalled, obhut, running, type Running } from './testing/command-line.ts'

const folder = aFolder()
const manifest = aManifestFile(folder)
/** A live store sends letters; no test of these does, and nobody listens there. */
const relay = { OBHUT_SMTP_URL: 'smtp://localhost:5699', OBHUT_MAIL_FROM: 'post@testhaus.example' }

const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Running> =>
  running(['start', '--port', '0', '--mqtt-port', '0', ...args], { ...relay, ...env }, asInstalled)

async function stopped(platform: Running): Promise<string> {
  await platform.kill('SIGTERM')
  const { code, said } = await platform.ended()
  expect(code).toBe(0)
  return said
}

async function answers({ url }: Running): Promise<void> {
  expect((await fetch(`${url}/datenschutz`)).status).toBe(200)
}

describe('a live store on the PostgreSQL that comes along', () => {
  const data = join(folder, 'live')

  it('starts fresh, and again without its manifest, and keeps its ledger beside its folder', async () => {
    const made = await start(['--data', data, '--manifest', manifest, '--store', 'live'])
    await answers(made)
    expect(await stopped(made)).toContain('live store, statement version 1')
    expect(readdirSync(`${data}.ledger`)).toEqual(['entries'])
    const again = await start(['--data', data])
    await answers(again)
    expect(await obhut(['prove', '--data', data, '--json'])).toMatchObject({ code: 0 })
    await stopped(again)
    expect(existsSync(join(data, 'postgres/cluster/postmaster.pid'))).toBe(false)
  })
  it('keeps its ledger where it is told to', async () => {
    const [elsewhere, ledger] = [join(folder, 'ledgers'), join(folder, 'ledgers', 'live', 'entries')]
    const other = ['--data', `${data}-2`, '--ledger', ledger]
    await stopped(await start([...other, '--manifest', manifest]))
    expect(existsSync(ledger)).toBe(true)
    expect(existsSync(`${data}-2.ledger`)).toBe(false)
    const again = await start(other)
    await answers(again)
    await stopped(again)
    expect(readdirSync(elsewhere)).toEqual(['live'])
  })
  it('is refused a ledger in the folder of its database, before anything is made there', async () => {
    const inside = await obhut(['start', '--data', `${data}-3`, '--ledger', join(`${data}-3`, 'entries'), '--manifest', manifest], { env: relay })
    expect(inside).toMatchObject({ code: 3, err: expect.stringContaining('would be restored together with it') })
  })
})
