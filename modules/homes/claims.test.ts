import { Client } from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { lockClasses } from '../../kernel/enforce/lock-classes.ts'
import { another, goOn, held } from '../../kernel/restriction/holds-for-test.ts'
import { endHold } from '../../kernel/restriction/legal-holds.ts'
import { lift, restrict } from '../../kernel/restriction/on-request.ts'
import { testCluster } from '../../tools/testing/cluster.ts'
import { aHomesWorld, type Customer, type HomesWorld } from './home-for-test.ts'

let world: HomesWorld
beforeAll(async () => {
  world = await aHomesWorld()
})

const claim = (by: Customer, serial: string) => by.post('/api/gateways/claims', { serial })
const gatewaysOf = async (of: Customer): Promise<string[]> =>
  (await of.get('/api/home')).body.gateways.map((one: { serial: string }) => one.serial)

describe('a gateway', () => {
  it('is claimed in the portal by its serial number, however that is typed', async () => {
    const ada = await world.customer('Ada')
    const { serial } = await world.gateway()
    expect(await claim(ada, serial.toLowerCase().replaceAll('-', ' '))).toMatchObject({ status: 201, body: { serial } })
    expect(await gatewaysOf(ada)).toEqual([serial])
  })
  it('belongs to one alone: another is refused with a reason and a way out', async () => {
    const [bea, cem] = [await world.customer('Bea'), await world.customer('Cem')]
    const { serial } = await world.gateway()
    await claim(bea, serial)
    expect(await claim(cem, serial)).toMatchObject({
      status: 409,
      body: { id: 'serial-claimed', title: expect.stringContaining('another account'), helps: expect.any(String) },
    })
    expect(await claim(bea, serial)).toMatchObject({
      status: 409,
      body: { id: 'serial-already-yours', title: expect.stringContaining('your account') },
    })
    expect(await gatewaysOf(cem)).toEqual([])
  })
  it('goes to exactly one of many who claim it at the same moment', async () => {
    const all = await Promise.all(['Dan', 'Eva', 'Fay', 'Gil', 'Hal', 'Ivy'].map(name => world.customer(name)))
    const { serial } = await world.gateway()
    const answers = await Promise.all(all.map(one => claim(one, serial)))
    expect(answers.map(one => one.status).toSorted()).toEqual([201, 409, 409, 409, 409, 409])
    expect((await Promise.all(all.map(gatewaysOf))).flat()).toEqual([serial])
  })
  it('is told apart from a slip and from one that nobody made, and the answer says where to look', async () => {
    const jan = await world.customer('Jan')
    expect(await claim(jan, 'QB-7K3M-9QXD-K')).toMatchObject({
      status: 422,
      body: {
        id: 'serial-malformed',
        helps: expect.stringContaining('underside'),
        fields: { serial: expect.any(String) },
      },
    })
    expect(await claim(jan, 'QB-7K3M-9QXD-J')).toMatchObject({
      status: 422,
      body: { id: 'serial-unknown', helps: expect.stringContaining('underside') },
    })
    expect(await claim(jan, '')).toMatchObject({ status: 422, body: { id: 'serial-malformed' } })
    expect(await claim(jan, 'x'.repeat(100_000))).toMatchObject({ status: 422 })
    expect(await jan.post('/api/gateways/claims', { serial: 7 })).toMatchObject({
      status: 422,
      body: { fields: { serial: expect.any(String) } },
    })
  })
  it('is not found by guessing: ten tries an hour, a hundred at once included', async () => {
    const kai = await world.customer('Kai')
    const tries = await Promise.all(Array.from({ length: 25 }, () => claim(kai, 'QB-7K3M-9QXD-J')))
    expect(tries.filter(one => one.status === 422)).toHaveLength(10)
    expect(tries.find(one => one.status === 429)).toMatchObject({ body: { id: 'too-many-attempts' } })
    const { serial } = await world.gateway()
    expect(await claim(kai, serial)).toMatchObject({ status: 429 })
    await world.turnBy(3_600_001)
    expect(await claim(kai, serial)).toMatchObject({ status: 201 })
  })
  it('stays with whoever had the own data restricted, and home and claim say so', async () => {
    const pia = await world.customer('Pia')
    const { serial } = await world.gateway()
    await claim(pia, serial)
    const [subject, by] = [
      { kind: 'customer', id: pia.id },
      { is: 'person', subject: pia.id },
    ] as const
    await restrict(world.store, subject, { ground: 'accuracy', by })
    expect((await pia.get('/api/home')).body).toEqual({ restrictedSince: expect.any(String), gateways: [], missed: [] })
    for (const one of [serial, (await world.gateway()).serial])
      expect(await claim(pia, one)).toMatchObject({
        status: 409,
        body: { id: 'data-restricted', helps: expect.stringContaining('My data') },
      })
    await lift(world.store, subject, by)
    expect((await pia.get('/api/home')).body).toMatchObject({ restrictedSince: null, gateways: [{ serial }] })
    expect((await claim(pia, (await world.gateway()).serial)).status).toBe(201)
  })
  it('given back is free for the next, and shows nothing of who had it', async () => {
    const [lea, mia] = [await world.customer('Lea'), await world.customer('Mia')]
    const { serial } = await world.gateway()
    const {
      body: { id },
    } = await claim(lea, serial)
    expect(await mia.delete(`/api/gateways/${id}`)).toMatchObject({ status: 404 })
    expect(await lea.delete(`/api/gateways/${id}`)).toMatchObject({ status: 204 })
    expect(await lea.delete(`/api/gateways/${id}`)).toMatchObject({ status: 404 })
    expect(await gatewaysOf(lea)).toEqual([])
    expect(await claim(mia, serial)).toMatchObject({ status: 201 })
  })
  it('given back under a legal hold is free for the next, and what it told of its holder goes with the end of the hold', async () => {
    const [una, vik] = [await world.customer('Una'), await world.customer('Vik')]
    const { serial } = await world.gateway()
    const {
      body: { id },
    } = await claim(una, serial)
    await world.rows(
      `insert into homes.device (claim_id, key, kind, name, state, switchable, subject, version) select id, 'meter', 'electricity-meter', 'Meter', 'ok', false, subject, version from homes.claim where subject = $1`,
      [una.id],
    )
    const hold = await held(world, una.id)
    expect(await una.delete(`/api/gateways/${id}`)).toMatchObject({ status: 204 })
    expect(await una.delete(`/api/gateways/${id}`)).toMatchObject({ status: 404 })
    expect(await gatewaysOf(una)).toEqual([])
    expect(await claim(vik, serial)).toMatchObject({ status: 201 })
    const kept = () =>
      world.rows(
        'select restricted from homes.claim where subject = $1 union all select restricted from homes.device where subject = $1',
        [una.id],
      )
    await world.settle()
    expect(await kept()).toEqual([{ restricted: 'held' }, { restricted: 'held' }])
    await endHold(world.store, another, hold, 'the claim was settled')
    await goOn(world)
    expect(await kept()).toEqual([])
    expect(await gatewaysOf(vik)).toEqual([serial])
  })
  it('given back waits for the approval of a hold that is under way, and sees it', async () => {
    const wim = await world.customer('Wim')
    const {
      body: { id },
    } = await claim(wim, (await world.gateway()).serial)
    const approving = new Client({ ...testCluster(), database: world.database.place.database })
    await approving.connect()
    await approving.query('begin')
    await approving.query('select pg_advisory_xact_lock($1, 0)', [lockClasses.sweeps])
    const back = wim.delete(`/api/gateways/${id}`)
    const waits = `select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`
    await expect.poll(async () => (await world.rows(waits)).length).toBeGreaterThan(0)
    await approving.query(
      `insert into obhut.legal_hold (kind, file_number, ground, because, until, recorded_by, recorded_at, decision, decided_by, decided_at, subject, version)
        values ('customer', '1', 'claims', 'so it is', $2, 'one', $3, 'approved', 'another', $3, $1, 1)`,
      [wim.id, new Date(world.clock.now().getTime() + 86_400_000), world.clock.now()],
    )
    await approving.query('commit')
    await approving.end()
    expect((await back).status).toBe(204)
    expect(await world.rows('select restricted from homes.claim where subject = $1', [wim.id])).toEqual([
      { restricted: 'held' },
    ])
  })
  it('is free again when its holder deletes the account', async () => {
    const [nia, ole] = [await world.customer('Nia'), await world.customer('Ole')]
    const { serial } = await world.gateway()
    await claim(nia, serial)
    expect(await nia.post('/api/account/delete', { password: nia.password })).toMatchObject({ status: 200 })
    expect(await claim(ole, serial)).toMatchObject({ status: 201 })
  })
})

describe('at registration the serial number', () => {
  const register = (serial: string, mail: string) =>
    world.visitor().post('/api/registrations', {
      language: 'en',
      mail,
      password: 'a long enough phrase for tests',
      firstName: 'Pia',
      lastName: 'Beispiel',
      serial,
    })
  /** Opens the link of the last letter to this address. */
  async function confirm(mail: string) {
    await world.settle()
    const { body } = await world.visitor().get('/dev/letterbox', { accept: 'application/json' })
    const text = JSON.stringify((body.items ?? body).find((letter: object) => JSON.stringify(letter).includes(mail)))
    const [, token] = /#([\w-]{20,})/.exec(text) ?? []
    return world.visitor().post('/api/registrations/confirm', { token, password: 'a long enough phrase for tests' })
  }
  async function signIn(mail: string): Promise<Customer> {
    const visitor = world.visitor()
    const { body } = await visitor.post('/api/sign-in', {
      mail,
      password: 'a long enough phrase for tests',
      stay: false,
    })
    return { ...visitor, id: body.id, mail, password: '' }
  }

  it('is asked for, and refused by name where it is missing, malformed, unknown or claimed', async () => {
    const { body } = await world.visitor().get('/api/site')
    expect(body.registration.fields.find((one: { name: string }) => one.name === 'serial')).toMatchObject({
      kind: 'serial',
      required: true,
      label: expect.any(String),
      why: expect.stringContaining('underside'),
    })
    const quin = await world.customer('Quin')
    const { serial } = await world.claimed({ by: quin })
    expect(await register('', 'r1@example.org')).toMatchObject({
      status: 422,
      body: { fields: { serial: expect.any(String) } },
    })
    expect(await register('QB-1', 'r2@example.org')).toMatchObject({ status: 422, body: { id: 'serial-malformed' } })
    expect(await register('QB-7K3M-9QXD-J', 'r3@example.org')).toMatchObject({
      status: 422,
      body: { id: 'serial-unknown' },
    })
    expect(await register(serial, 'r4@example.org')).toMatchObject({ status: 409, body: { id: 'serial-claimed' } })
  })
  it('is bound when the address is confirmed, and until then blocks nobody', async () => {
    const { serial } = await world.gateway()
    expect((await register(serial, 'first@example.org')).status).toBe(202)
    expect((await register(serial, 'second@example.org')).status).toBe(202)
    expect((await confirm('second@example.org')).status).toBe(200)
    expect(await gatewaysOf(await signIn('second@example.org'))).toEqual([serial])
  })
  it('goes to who confirms first; the other has the account all the same and reads what became of the gateway', async () => {
    const { serial } = await world.gateway()
    await register(serial, 'slow@example.org')
    await register(serial, 'quick@example.org')
    await confirm('quick@example.org')
    expect((await confirm('slow@example.org')).status).toBe(200)
    const slow = await signIn('slow@example.org')
    expect((await slow.get('/api/home')).body).toMatchObject({ gateways: [], missed: [{ serial }] })
    const other = await world.gateway()
    await claim(slow, other.serial)
    expect((await slow.get('/api/home')).body).toMatchObject({ gateways: [{ serial: other.serial }], missed: [] })
  })
})

describe('all of this', () => {
  it('was no fault of the platform', () => {
    expect(world.faults).toEqual([])
  })
})
