import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { verifyAudit } from '../../kernel/checkpoints/verify.ts'
import { days, hours, minutes } from '../../kernel/clock/clock.ts'
import { aGateway, hello, lamp, meter, until, type HandGateway } from '../../modules/homes/gateway-for-test.ts'
import {
  aHomesWorld,
  parts,
  type Customer,
  type HomesWorld,
  type MadeGateway,
} from '../../modules/homes/home-for-test.ts'
import { simpleParser } from '../../modules/mail/parsed-for-test.ts'
import { aRelay, refusal, type TestRelay } from '../../modules/mail/relay-for-test.ts'
import { rights } from '../../modules/rights/index.ts'
import { aMachine } from '../testing/machine.ts'

const machine = aMachine()
const since = new Date(Date.now() - hours(2)).toISOString()
let world: HomesWorld
let relay: TestRelay
let relayFails = false
let ada: Customer

beforeAll(async () => {
  relay = await aRelay({
    before: async () => {
      if (relayFails) throw refusal(451, 'not now')
    },
  })
  const ca = join(await mkdtemp(join(tmpdir(), 'obhut-relay-')), 'relay.pem')
  await writeFile(ca, relay.cert)
  world = await aHomesWorld({
    modules: [...parts, rights],
    kind: 'live',
    lasting: true,
    machine,
    settings: { smtpUrl: `smtp://localhost:${relay.port}?ca=${ca}` },
  })
  ada = await registered('ada@example.org')
})

const password = 'a long enough phrase for tests'
async function asksForAccount(mail: string, serial: string): Promise<void> {
  const form = { language: 'en', firstName: 'Ada', lastName: 'Lovelace', mail, password, serial }
  expect(await world.visitor().post('/api/registrations', form)).toMatchObject({ status: 202 })
}
/** Somebody who registered, as in a live store anybody does: by the link of a letter. */
async function registered(mail: string): Promise<Customer> {
  const browser = world.visitor()
  await asksForAccount(mail, (await world.gateway()).serial)
  await settle()
  const letter = simpleParser(relay.taken.at(-1)?.raw ?? '').parts['text/plain'] ?? ''
  const token = /#([\w-]{20,})/.exec(letter)?.[1]
  expect(await browser.post('/api/registrations/confirm', { token, password })).toMatchObject({ status: 200 })
  const [{ id } = { id: '' }] = await world.rows<{ id: string }>('select id from identity.account')
  return { ...browser, id, mail, password }
}
const comesIn = async (): Promise<void> => {
  expect((await ada.post('/api/sign-in', { mail: ada.mail, password: ada.password, stay: true })).status).toBe(200)
}
const settle = async (): Promise<void> => {
  await world.store.readsKept()
  await world.events.drain()
  await world.jobs.drain()
}
const connects = async (to: MadeGateway): Promise<HandGateway> => {
  const one = await aGateway(world.mqttPort, to)
  await one.says('hello', hello(meter, lamp))
  await one.hears('welcome')
  return one
}
const home = async ({ serial }: MadeGateway) =>
  (await ada.get('/api/home')).body.gateways.find((one: { serial: string }) => one.serial === serial)
const lampOf = (of: { readonly devices: readonly { readonly kind: string; readonly id: string }[] }) =>
  of.devices.find(one => one.kind === 'plug')
/** What was measured so long ago, by clocks that are right. */
const measured = (ago: number) => ({
  readings: [{ device: 'meter', channel: 'power', at: new Date(Date.now() - ago).toISOString(), value: 230 }],
})
const count = async (what: string): Promise<number> =>
  (await world.rows<{ n: number }>(`select count(*)::int as n from ${what}`))[0]?.n ?? 0
const readings = (): Promise<number> => count('telemetry.reading')

/** Columns with moments that are yet to come, by more than a deadline is off. */
async function yetToCome(): Promise<string[]> {
  const columns = await world.rows<{ table: string; column: string }>(`
    select format('%I.%I', table_schema, table_name) as table, column_name as column from information_schema.columns
    where data_type like 'timestamp%' and table_schema not in ('pg_catalog', 'information_schema') order by 1, 2`)
  const found: string[] = []
  for (const { table, column } of columns)
    if (await count(`${table} where "${column}" between now() + interval '40 days' and now() + interval '4 years'`))
      found.push(`${table}.${column}`)
  return found
}
/** What only says when something was, by the clock of then, and what counts no longer because it is yet to come. */
const decidesNothing = [
  'homes.switching.at',
  'homes.switching.expires_at',
  'mail.letter.due_at',
  'mail.letter.handed_over_at',
  'mail.letter.posted_at',
  'mail.letter.worth_until',
  'obhut.audit_entry.at',
  'obhut.audit_entry.sealed_at',
  'obhut.audit_person.at',
  'obhut.audit_seal.at',
  'obhut.disclosure.at',
  'obhut.ledger.at',
  'rights.event.at',
  'security.attempt.at',
  'security.attempt.empty_at',
  'security.daily_key.at',
  // A day that is summed up anew at the next round.
  'telemetry.late.at',
  'website.request.at',
]

it('after a clock was ahead for a minute everything is done, and nothing waits for as long as it was', async () => {
  const [kept, other] = [await world.claimed({ by: ada, since }), await world.claimed({ by: ada, since })]
  const gateway = await connects(kept)
  await gateway.says('readings', measured(minutes(60)))
  await (await connects(other)).says('readings', measured(minutes(50)))
  await until(readings, n => n === 2)

  const third = await world.gateway()
  machine.wrongBy = days(600)
  expect(world.clock.inDoubt?.is).toBe('ahead')
  for (let one = 0; one < 20; one++)
    expect((await world.visitor().post('/api/sign-in', { mail: ada.mail, password: ada.password })).status).toBe(200)
  await comesIn()
  const [first, back] = [await home(kept), await home(other)]
  await gateway.says('readings', measured(minutes(40)))
  await until(readings, n => n === 3)
  relayFails = true
  await asksForAccount('eva@example.org', third.serial)
  await world.visitor().post('/api/password-resets', { mail: ada.mail })
  expect((await ada.post('/api/my-data/requests', { says: 'What do you hold about me?' })).status).toBeLessThan(300)
  await settle()
  expect(await count(`mail.letter where state = 'waiting'`)).toBe(2)
  await gateway.leaves()
  await until(
    () => home(kept),
    one => !one.online,
  )
  expect((await ada.post(`/api/devices/${lampOf(first)?.id}/switch`, { on: true })).body.state).toBe('waiting')
  expect((await ada.delete(`/api/gateways/${back.id}`)).status).toBe(204)
  await settle()
  expect(await readings()).toBe(3)

  relayFails = false
  machine.wrongBy = 0
  expect(world.clock.inDoubt).toBeUndefined()
  await settle()
  // What was put off is done, what was given back is forgotten, and a request that came has its deadline.
  expect(relay.taken.flatMap(({ to }) => to).toSorted()).toEqual([ada.mail, ada.mail, 'eva@example.org'])
  expect(await world.rows('select name from obhut.job')).toEqual([])
  expect(await readings()).toBe(2)
  const [request] = await world.rows<{ received_at: Date; due_at: Date }>(
    'select received_at, due_at from rights.request',
  )
  expect(Math.abs(Number(request?.received_at) - Date.now())).toBeLessThan(minutes(1))
  expect(Number(request?.due_at) - Date.now()).toBeLessThan(days(33))
  // Readings are taken, and nothing is switched weeks later.
  const again = await connects(kept)
  await again.says('readings', measured(minutes(30)))
  await until(readings, n => n === 3)
  expect([again.unheard('refused'), again.unheard('command')]).toEqual([0, 0])
  expect(await world.rows(`select state from homes.switching where by = 'you'`)).toEqual([{ state: 'expired' }])
  await comesIn()
  expect(lampOf(await home(kept))).toMatchObject({ wish: null })
  // The log is whole, and nothing that decides anything is in the future.
  await settle()
  await until(
    () => count('obhut.audit_entry where seal is null'),
    n => n === 0,
  )
  expect((await verifyAudit(world.store, await world.periods())).faults).toEqual([])
  expect((await yetToCome()).filter(place => !decidesNothing.includes(place))).toEqual([])
  expect(world.faults.splice(0).map(({ what, error }) => [what, (error as Error).message])).toEqual([])
})
