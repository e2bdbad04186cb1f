import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { StaffAccounts } from '../identity/contract.ts'
import { goodPassword, signsIn } from '../identity/people-for-test.ts'
import type { Browser } from '../../server/testing/browser.ts'
import { aGateway, hello, lamp, meter, until } from './gateway-for-test.ts'
import { audit } from '../audit/index.ts'
import { aHomesWorld, parts, type HomesWorld } from './home-for-test.ts'
import { labelsPage } from './labels-page.ts'
import { newSerial } from './serials.ts'

let world: HomesWorld
let keeper: Browser
beforeAll(async () => {
  world = await aHomesWorld({ modules: [...parts, audit] })
  keeper = await aMember('administration')
})
async function aMember(role: 'administration' | 'support' | 'marketing'): Promise<Browser> {
  const mail = `${role}@staff.example`
  await world
    .offered(StaffAccounts)
    .withPassword({ mail, firstName: 'Grace', lastName: 'Hopper', roles: [role], language: 'en' }, goodPassword)
  return signsIn(world.visitor(), mail)
}
const secret = (): string => randomBytes(24).toString('base64url')
const serial = (): string => newSerial(randomBytes)
const imports = async (...lines: string[]) => keeper.post('/api/desk/gateways/import', { csv: lines.join('\n') })
const listed = async (query = '') => (await keeper.get(`/api/desk/gateways${query}`)).body
const wrongCheck = (of: string): string => `${of.slice(0, -1)}${of.endsWith('2') ? '3' : '2'}`

describe('new gateways', () => {
  it('are made with secrets that are shown once, are stored as hashes, and let a gateway in', async () => {
    const { status, body } = await keeper.post('/api/desk/gateways', { model: 'Qbox <3>', count: 3 })
    expect(status).toBe(201)
    expect(body.items).toHaveLength(3)
    expect(
      new Set(body.items.flatMap((one: { serial: string; secret: string }) => [one.serial, one.secret])).size,
    ).toBe(6)
    const [made] = body.items
    expect(await world.traces(made.secret)).toEqual([])
    expect(JSON.stringify(await listed())).not.toContain(made.secret)
    for (const text of [made.serial, made.secret, 'Qbox &lt;3&gt;']) expect(body.labels).toContain(text)
    expect(body.labels).not.toContain('<3>')
    expect(body.labels.match(/<svg/g)).toHaveLength(6)
    const gateway = await aGateway(world.mqttPort, made)
    await gateway.says('hello', hello(meter))
    expect(await gateway.hears('welcome')).toMatchObject({ claimed: false })
    await gateway.leaves()
  })
  it('come with a file of their secrets that no spreadsheet runs', async () => {
    const { body } = await keeper.post('/api/desk/gateways', { model: '=1+1, or "2"', count: 1 })
    const [{ serial: made, secret: its }] = body.items
    expect(body.csv).toBe(`serial,model,secret\r\n${made},"'=1+1, or ""2""",${its}\r\n`)
    expect((await imports(...body.csv.split('\r\n'))).body.lines).toEqual([{ line: 2, serial: made, became: 'known' }])
  })
  it('get their labels without holding up everybody else', async () => {
    let turns = 0
    let next = setImmediate(function turned() {
      turns++
      next = setImmediate(turned)
    })
    const gateways = Array.from({ length: 200 }, () => ({ serial: serial(), model: 'Qbox', secret: secret() }))
    const page = (await Array.fromAsync(labelsPage(gateways, 'de'))).join('')
    clearImmediate(next)
    expect(page.match(/<svg/g)).toHaveLength(400)
    expect(turns).toBeGreaterThanOrEqual(10)
  })
  it('have secrets that no spreadsheet takes for a formula', async () => {
    const { body } = await keeper.post('/api/desk/gateways', { model: 'Many', count: 500 })
    expect(body.items.filter(({ secret }: { secret: string }) => !/^[a-z\d][\w-]{31}$/i.test(secret))).toEqual([])
  })
  it('are entered by the administration, seen by the support as well, and by nobody else', async () => {
    const [support, marketing, customer] = [
      await aMember('support'),
      await aMember('marketing'),
      await world.customer('Nosy'),
    ]
    expect([
      (await support.get('/api/desk/gateways')).status,
      (await marketing.get('/api/desk/gateways')).status,
      (await customer.get('/api/desk/gateways')).status,
    ]).toEqual([200, 403, 403])
    for (const one of [support, marketing, customer]) {
      expect((await one.post('/api/desk/gateways', { model: 'Q' })).status).toBe(403)
      expect((await one.post('/api/desk/gateways/import', { csv: 'serial,model\n,Q' })).status).toBe(403)
    }
    expect((await world.visitor().get('/api/desk/gateways')).status).toBe(401)
  })
  it('stand in the audit log, each with who added it', async () => {
    const { body } = await keeper.post('/api/desk/gateways', { model: 'Logged' })
    const [row] = await world.rows('select id from homes.gateway where serial = $1', [body.items[0].serial])
    await world.settle()
    const { body: log } = await keeper.get('/api/desk/audit?activity=homes.inventory&what=added+a+gateway&limit=200')
    expect(log.items.find((one: { about: string }) => one.about === row.id)).toMatchObject({ actor: 'staff' })
  })
  it.each([
    { model: '', count: 1 },
    { model: 'a\nb' },
    { model: 'Q', count: 0 },
    { model: 'Q', count: 501 },
    { model: 'Q'.repeat(81) },
    { model: 'Q', more: 1 },
  ])('are not made out of %j', async input => {
    expect((await keeper.post('/api/desk/gateways', input)).status).toBe(422)
  })
})

describe('a file with gateways', () => {
  it('is taken in as a whole or not at all, with a report of each line; mended, it makes no gateway twice', async () => {
    const [a, b, c, bad] = [serial(), serial(), serial(), serial()]
    const [ofA, ofC] = [secret(), secret()]
    const head = '\uFEFFmodel;serial;secret'
    const right = [`Qbox 2;${a};${ofA}`, `"Qbox ""Pro""; 3";${b.toLowerCase().replaceAll('-', ' ')};`, 'Qbox 2;;']
    const file = [
      head,
      ...right,
      `Qbox 2;${wrongCheck(bad)};`,
      `;${c};${ofC}`,
      `Qbox 2;${c};tooshort`,
      `Qbox 2;${a};${secret()}`,
      '',
      `Qbox 2;${c};${ofC}`,
    ]
    const before = (await listed()).counts
    const { status, body } = await imports(...file)
    expect(status).toBe(200)
    expect(
      body.lines.map((one: { line: number; became: string; why?: string }) => [one.line, one.why ?? one.became]),
    ).toEqual([
      [2, 'left-out'],
      [3, 'left-out'],
      [4, 'left-out'],
      [5, 'serial'],
      [6, 'model'],
      [7, 'secret-too-short'],
      [8, 'twice'],
      [10, 'left-out'],
    ])
    expect(body.lines.map((one: { serial: string }) => one.serial).slice(0, 3)).toEqual([a, b, ''])
    expect([body.items, body.labels, body.csv]).toEqual([[], '', ''])
    expect((await listed()).counts).toEqual(before)

    const mended = await imports(head, ...right, `Qbox 2;${c};${ofC}`)
    expect(mended.body.lines.map((one: { became: string }) => one.became)).toEqual(['added', 'added', 'added', 'added'])
    expect(mended.body.items.map((one: { serial: string }) => one.serial)).toEqual([
      a,
      b,
      expect.stringMatching(/^QB-/),
      c,
    ])
    expect(mended.body.items[0].secret).toBe(ofA)
    expect(mended.body.items[1]).toMatchObject({ model: 'Qbox "Pro"; 3', secret: expect.stringMatching(/^[\w-]{32}$/) })
    expect((await listed()).counts.inStock - before.inStock).toBe(4)
    const again = await imports(head, right[0]!, right[1]!, `Qbox 2;${c};${secret()}`)
    expect(again.body.lines.map((one: { became: string; why?: string }) => one.why ?? one.became)).toEqual([
      'known',
      'known',
      'other-secret',
    ])
    expect(again.body.items).toEqual([])
    await (await aGateway(world.mqttPort, { serial: a, secret: ofA })).leaves()
  })
  it('of two at once adds each gateway once', async () => {
    const lines = Array.from({ length: 50 }, () => `${serial()},Qbox,${secret()}`)
    const both = await Promise.all([imports('serial,model,secret', ...lines), imports('serial,model,secret', ...lines)])
    expect(both.flatMap(({ body }) => body.lines.map((one: { became: string }) => one.became)).toSorted()).toEqual([
      ...Array<string>(50).fill('added'),
      ...Array<string>(50).fill('known'),
    ])
  })
  it('may have empty rows as Excel writes them, and is refused the names that another encoding has spoilt', async () => {
    const { body } = await imports('serial;model;secret', ';;', ' ; ;', ';Qb\uFFFDx;', '')
    expect(body.lines).toMatchObject([{ line: 4, became: 'refused', why: 'model' }])
  })
  it.each([
    ['no names of columns', 'a,b\n1,2'],
    ['nothing at all', ' '],
    ['too many lines', `serial\n${'x\n'.repeat(502)}`],
  ])('with %s is refused with what a file looks like', async (_, csv) => {
    expect(await keeper.post('/api/desk/gateways/import', { csv })).toMatchObject({
      status: 422,
      body: { id: 'no-gateways', helps: expect.stringContaining('serial, model') },
    })
  })
  it('has up to 500 lines at once, and is told what takes more', async () => {
    const file = (lines: number) => `serial,model,secret\n${'no serial,Q,\n'.repeat(lines)}`
    expect((await keeper.post('/api/desk/gateways/import', { csv: file(500) })).body.lines).toHaveLength(500)
    expect(await keeper.post('/api/desk/gateways/import', { csv: file(501) })).toMatchObject({
      status: 422,
      body: {
        title: 'At most 500 lines at once. Divide the file; up to 10,000 lines are taken by obhut gateway import.',
      },
    })
  })
  it('whatever it holds, is answered line by line', async () => {
    const odd = [
      '"',
      '""',
      '";',
      `${'x'.repeat(5000)}`,
      '\u0000;\u0000',
      'QB;QB;QB',
      `${serial()};\u202eQbox;`,
      `${serial()};Q;${'ü'.repeat(30)}`,
    ]
    const { status, body } = await imports('serial;model;secret', ...odd)
    expect(status).toBe(200)
    expect(body.lines.every((one: { became: string }) => one.became === 'refused')).toBe(true)
    expect(body.lines).toHaveLength(odd.length)
  })
})

describe('the list', () => {
  it('is searched by serial number and model, told apart by state, and comes in pages', async () => {
    const { body } = await keeper.post('/api/desk/gateways', { model: 'Paged 100%', count: 5 })
    const serials = body.items.map((one: { serial: string }) => one.serial).toSorted()
    const first = await listed('?search=paged+100%25&limit=3')
    const second = await listed(`?search=paged+100%25&limit=3&after=${first.next}`)
    expect([...first.items, ...second.items].map((one: { serial: string }) => one.serial)).toEqual(serials)
    expect([first.items.length, second.next]).toEqual([3, null])
    expect((await listed(`?search=${serials[0].slice(3, 12).toLowerCase()}`)).items).toMatchObject([
      { serial: serials[0], state: 'in stock', model: 'Paged 100%' },
    ])
    const owner = await world.customer('Owner')
    await owner.post('/api/gateways/claims', { serial: serials[1] })
    expect((await listed('?search=paged&state=claimed')).items).toMatchObject([
      { serial: serials[1], state: 'claimed' },
    ])
  })
})

describe('a gateway that is taken out of use', () => {
  it('is no longer let in, nor claimed; whoever has it sees that, and keeps what it reported', async () => {
    const owner = await world.customer('Rita')
    const made = await world.claimed({ by: owner })
    const gateway = await aGateway(world.mqttPort, made)
    await gateway.says('hello', hello(meter, lamp))
    await gateway.hears('welcome')
    await gateway.says('readings', {
      readings: [{ device: 'meter', channel: 'power', at: world.clock.now().toISOString(), value: 230 }],
    })
    const [{ id }] = (await listed(`?search=${made.serial}`)).items
    expect(await keeper.post(`/api/desk/gateways/${id}/retire`)).toMatchObject({
      status: 200,
      body: { serial: made.serial, wasClaimed: true },
    })
    await gateway.closed
    await expect(aGateway(world.mqttPort, made)).rejects.toThrow()
    const home = await until(
      async () => (await owner.get('/api/home')).body.gateways[0],
      one => !one.online,
    )
    expect(home).toMatchObject({ serial: made.serial, retiredAt: expect.any(String) })
    expect(
      home.devices.flatMap((one: { channels: { last: { value: number } | null }[] }) =>
        one.channels.map(({ last }) => last?.value),
      ),
    ).toContain(230)
    const plug = home.devices.find((one: { channels: unknown[] }) => one.channels.length === 0)
    expect(plug.switchable).toBe(false)
    expect(await owner.post(`/api/devices/${plug.id}/switch`, { on: true })).toMatchObject({
      status: 409,
      body: { id: 'gateway-retired' },
    })
    const other = await world.customer('Otto')
    expect(await other.post('/api/gateways/claims', { serial: made.serial })).toMatchObject({
      status: 409,
      body: { id: 'gateway-retired' },
    })
    expect((await keeper.post(`/api/desk/gateways/${id}/retire`)).status).toBe(404)
    expect((await owner.delete(`/api/gateways/${home.id}`)).status).toBe(204)
    await world.settle()
    expect(await world.rows('select from homes.claim where gateway_id = $1', [id])).toEqual([])
    expect((await other.post('/api/gateways/claims', { serial: made.serial })).status).toBe(409)
  })
  it('while it was being let in, and so was not told, is sent away when it says hello', async () => {
    const made = await world.claimed({ by: await world.customer('Rosa') })
    const gateway = await aGateway(world.mqttPort, made)
    await world.rows(
      `begin; set local session_replication_role = replica; update homes.gateway set retired_at = now() where serial = '${made.serial}'; commit`,
    )
    gateway.client.publish(`gateway/${made.serial}/up/hello`, JSON.stringify(hello(meter)), { qos: 1 })
    await gateway.closed
    expect(
      await world.rows(
        'select s.model from homes.status s join homes.claim c on c.id = s.claim_id join homes.gateway g on g.id = c.gateway_id where g.serial = $1',
        [made.serial],
      ),
    ).toEqual([])
  })
})
