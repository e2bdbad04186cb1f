import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { aBrowser, type Browser } from '../testing/browser.ts'
import { aFolder, obhut, running, type Running } from '../testing/command-line.ts'
import { demoPassword } from '../../modules/identity/demo-people.ts'

const [jana, emre, frieda] = [
  'jana.brandt@example.org',
  'emre.yildiz@example.org',
  'frieda.sommer@example.org',
] as const

/** Until the demo has let everybody in, with what it says of them. */
async function settled(demo: Running): Promise<Running & { readonly told: string }> {
  let told = ''
  while (!told.includes('Ctrl-C')) told += `${await demo.says()}\n`
  return { ...demo, told }
}
async function signedIn({ url }: Running, mail: string): Promise<Browser> {
  const browser = aBrowser(url)
  const got = await browser.post('/api/sign-in', { mail, password: demoPassword, stay: false })
  if (got.status !== 200) throw new Error(got.text)
  return browser
}
async function until<T>(what: () => Promise<T | undefined>): Promise<T> {
  for (const end = performance.now() + 30_000; performance.now() < end; await pause(200)) {
    const found = await what()
    if (found !== undefined) return found
  }
  throw new Error('it did not come about within 30 s')
}

describe('the demo', () => {
  const data = join(aFolder(), 'demo')
  const start = async (...more: string[]): ReturnType<typeof settled> =>
    settled(await running(['demo', '--data', data, ...more]))
  let demo: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    demo = await start()
  }, 120_000)

  it('has people who can sign in, and a home whose measurements arrive', async () => {
    const browser = await signedIn(demo, jana)
    const meter = await until(async () => {
      const { body } = await browser.get('/api/home')
      return body.gateways[0]?.devices.find(
        (one: any) => one.kind === 'electricity-meter' && one.channels.every((channel: any) => channel.last),
      )
    })
    const counter = meter.channels.find((one: any) => one.key === 'energy')
    const year = new Date().getUTCFullYear()
    await until(async () => {
      const { body } = await browser.get(`/api/channels/${counter.id}/series?by=month&from=${year}-01-01`)
      return body.total > 100 ? body : undefined
    })
    expect((await (await signedIn(demo, emre)).get('/api/account')).status).toBe(200)
  }, 60_000)
  it('shows its letters, and the link in one of them waits', async () => {
    const { body } = await aBrowser(demo.url).get('/dev/letterbox', { accept: 'application/json' })
    expect(body.items.map((one: any) => one.to)).toContain(frieda)
    expect(demo.told).toContain(frieda)
  })
  it('lets a second one run beside it, on other ports', async () => {
    const second = await settled(await running(['demo', '--data', `${data}-2`]))
    expect(second.url).not.toBe(demo.url)
    await second.kill('SIGTERM')
    expect((await fetch(demo.url)).ok).toBe(true)
  }, 60_000)
  it('gives a copy and erases while it runs', async () => {
    const file = join(data, '..', 'copy.json')
    expect(
      await obhut(['rights', 'copy', '--data', data, '--mail', '-', '-o', file], { input: `${emre}\n` }),
    ).toMatchObject({ code: 0, err: '' })
    expect(JSON.stringify(JSON.parse(readFileSync(file, 'utf8')))).toContain('Yıldız')
    expect(await obhut(['rights', 'copy', '--data', data, '--mail', emre, '-o', file])).toMatchObject({
      code: 3,
      err: expect.stringContaining('is there already'),
    })

    const portable = join(data, '..', 'portable.zip')
    expect(await obhut(['rights', 'portable', '--data', data, '--mail', emre, '-o', portable])).toMatchObject({
      code: 0,
      err: '',
    })
    expect([readFileSync(portable).subarray(0, 2).toString(), readFileSync(portable).includes('schema.json')]).toEqual([
      'PK',
      true,
    ])
    const piped = await obhut(['rights', 'portable', '--data', data, '--mail', emre, '-o', '-'])
    expect([piped.code, piped.out.startsWith('PK'), piped.out.includes('schema.json'), existsSync('-')]).toEqual([
      0,
      true,
      true,
      false,
    ])
    expect(
      await obhut(['rights', 'restrict', '--data', data, '--mail', emre, '--ground', 'claims', '--json']),
    ).toMatchObject({ code: 0, out: expect.stringContaining('"restricted": true') })
    expect((await obhut(['rights', 'restrict', '--data', data, '--mail', emre])).out).toContain(
      'was restricted already',
    )
    expect((await obhut(['rights', 'restrict', '--data', data, '--mail', emre, '--lift'])).out).toContain(
      'The restriction is lifted',
    )

    const asked = await obhut(['rights', 'erase', '--data', data, '--mail', emre])
    expect(asked).toMatchObject({ code: 1, err: expect.stringContaining('Say --yes to erase it') })
    await signedIn(demo, emre)
    const erased = await obhut(['rights', 'erase', '--data', data, '--mail', emre, '--yes', '--json'])
    expect(JSON.parse(erased.out).gone.map((one: any) => one.table)).toEqual(
      expect.arrayContaining(['identity.account', 'identity.login', 'homes.claim']),
    )
    await expect(signedIn(demo, emre)).rejects.toThrow('wrong-credentials')
    expect(await obhut(['rights', 'erase', '--data', data, '--mail', emre, '--yes'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Nothing is held'),
    })
  }, 120_000)
  it('keeps its promises', async () => {
    const { code, out } = await obhut(['prove', '--data', data, '--json'])
    expect({ code, broken: JSON.parse(out).promises.filter((one: any) => !one.holds) }).toEqual({ code: 0, broken: [] })
  }, 60_000)
  it('goes on after a kill -9, without its letters, and does not bring back who is gone', async () => {
    await demo.kill('SIGKILL')
    demo = await start()
    expect((await (await signedIn(demo, jana)).get('/api/account')).status).toBe(200)
    await expect(signedIn(demo, emre)).rejects.toThrow('wrong-credentials')
    expect(demo.told).toContain(jana)
    expect(demo.told).not.toContain(frieda)
  }, 60_000)
  it('starts anew with --fresh', async () => {
    await demo.kill('SIGTERM')
    demo = await start('--fresh')
    expect((await (await signedIn(demo, emre)).get('/api/account')).status).toBe(200)
    await demo.kill('SIGTERM')
    expect(existsSync(join(data, 'postgres/cluster/postmaster.pid'))).toBe(false)
  }, 60_000)
})
