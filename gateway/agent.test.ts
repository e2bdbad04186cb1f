import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { aHomesWorld, type Customer, type HomesWorld, type MadeGateway } from '../modules/homes/home-for-test.ts'
import { aGateway, hello, until } from '../modules/homes/gateway-for-test.ts'
import { program } from '../tools/testing/processes.ts'
import { runAgent } from './agent.ts'
import { platformClock } from './clock.ts'
import { demoGateway } from './demo.ts'
import type { Device } from './protocol.ts'
import type { Outlet, Source } from './source.ts'

let world: HomesWorld
beforeAll(async () => {
  world = await aHomesWorld()
})

const running: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of running.splice(0)) await stop()
})

/** A source in the hand of a test: it measures what it is told to. */
function aSource(): Source & {
  out?: Outlet
  since?: Date
  switched: string[]
  forgotten: number
  measures(value: number, at?: Date): Promise<void>
} {
  const lamp = { on: false }
  const source = {
    switched: [] as string[],
    forgotten: 0,
    out: undefined as Outlet | undefined,
    since: undefined as Date | undefined,
    devices: (): Device[] => [
      {
        key: 'meter',
        kind: 'electricity-meter',
        name: 'Zähler',
        state: 'ok',
        switchable: false,
        channels: [{ key: 'energy', obis: '1-0:1.8.0', unit: 'kWh', kind: 'counter', medium: 'electricity' }],
      },
      { key: 'lamp', kind: 'plug', name: 'Lampe', state: 'ok', switchable: true, on: lamp.on, channels: [] },
    ],
    async measure(out: Outlet, since: Date, _clock: unknown, stop: AbortSignal) {
      Object.assign(source, { out, since })
      await new Promise(resolve => {
        stop.addEventListener('abort', resolve, { once: true })
      })
    },
    async switch(device: string, on: boolean) {
      if (device !== 'lamp') throw new Error('It does not switch.')
      lamp.on = on
      source.switched.push(`${device} ${on}`)
    },
    async forget() {
      source.forgotten += 1
    },
    measures: async (value: number, at = world.clock.now()) => {
      await until(
        async () => source.out,
        out => out !== undefined,
      )
      await source.out?.readings([{ device: 'meter', channel: 'energy', at: at.toISOString(), value }])
    },
  }
  return source as never
}

/** Starts an agent, whose tries come quickly; gives back how to stop it. */
async function startAgent(
  made: MadeGateway,
  source: Source,
  { port = world.mqttPort, dir }: { port?: number | undefined; dir?: string } = {},
) {
  const stop = new AbortController()
  const said: string[] = []
  const state = dir ?? (await mkdtemp(join(tmpdir(), 'agent-')))
  const done = runAgent({
    server: `mqtt://127.0.0.1:${port}`,
    ...made,
    model: 'Qbox 2',
    firmware: '1.0.0',
    dir: state,
    clock: platformClock(),
    source,
    says: line => {
      said.push(line)
    },
    until: stop.signal,
    backOff: { first: 50, most: 200 },
  })
  const stops = async (): Promise<void> => {
    stop.abort()
    await done
  }
  running.push(stops)
  return { said, stops, dir: state }
}
const homeOf = async (of: Customer) => (await of.get('/api/home')).body.gateways[0]
const lastOf = async (of: Customer): Promise<number | undefined> =>
  (await homeOf(of))?.devices.find((one: { kind: string }) => one.kind === 'electricity-meter')?.channels[0].last?.value
const valuesOf = async (of: Customer): Promise<number[]> =>
  (
    await world.rows<{ value: number }>(
      'select r.value from telemetry.reading r join telemetry.holding h using (channel) where h.subject = $1 order by r.at',
      [of.id],
    )
  ).map(row => row.value)

describe('the agent', () => {
  it('announces what is there, sends what is measured and says goodbye', async () => {
    const ada = await world.customer('Ada')
    const source = aSource()
    const agent = await startAgent(await world.claimed({ by: ada }), source)
    await until(
      () => homeOf(ada),
      home => home?.online,
    )
    await source.measures(1.5)
    expect(
      await until(
        () => lastOf(ada),
        one => one === 1.5,
      ),
    ).toBe(1.5)
    expect((await homeOf(ada)).health.uptimeSeconds).toBeGreaterThanOrEqual(0)
    await agent.stops()
    await until(
      () => homeOf(ada),
      home => !home.online,
    )
  })
  it('measures on while the platform is away, also over its own restart, and loses nothing', async () => {
    const away = await aHomesWorld()
    const bea = await away.customer('Bea')
    const made = await away.claimed({ by: bea })
    const port = away.mqttPort
    const source = aSource()
    const agent = await startAgent(made, source, { port })
    await until(
      () => homeOf(bea),
      home => home?.online,
    )
    await source.measures(1)
    await until(
      () => lastOf(bea),
      one => one === 1,
    )
    await away.stop()
    for (const value of [2, 3, 4]) {
      await source.measures(value)
      await new Promise(resolve => setTimeout(resolve, 5))
    }
    await agent.stops()
    const restarted = aSource()
    await startAgent(made, restarted, { port, dir: agent.dir })
    const back = await aHomesWorld({ database: away.database, settings: { mqttPort: port! } })
    const rows = (): Promise<number[]> =>
      back
        .rows<{ value: number }>('select value from telemetry.reading order by at')
        .then(found => found.map(row => row.value))
    expect(await until(rows, found => found.length >= 4)).toEqual([1, 2, 3, 4])
    await restarted.measures(5)
    expect(await until(rows, found => found.length >= 5)).toEqual([1, 2, 3, 4, 5])
  })
  it('carries out a command once, however often it comes', async () => {
    const cem = await world.customer('Cem')
    const made = await world.claimed({ by: cem })
    const source = aSource()
    const agent = await startAgent(made, source)
    const home = await until(
      () => homeOf(cem),
      one => one?.online,
    )
    const lamp = home.devices.find((one: { kind: string }) => one.kind === 'plug')
    await cem.post(`/api/devices/${lamp.id}/switch`, { on: true })
    await until(
      () => homeOf(cem),
      one => one.devices.find((other: { id: string }) => other.id === lamp.id).on === true,
    )
    // As after a platform that was killed before it had written down the answer.
    await world.rows(`update homes.switching set state = 'sent', answered_at = null where subject = $1`, [cem.id])
    await agent.stops()
    await startAgent(made, source, { dir: agent.dir })
    await until(
      async () => (await cem.get(`/api/devices/${lamp.id}/switchings`)).body.items[0].state,
      state => state === 'done',
    )
    expect(source.switched).toEqual(['lamp true'])
  })
  it('forgets everything when the gateway changes hands', async () => {
    const [dan, eva] = [await world.customer('Dan'), await world.customer('Eva')]
    const made = await world.claimed({ by: dan })
    const source = aSource()
    await startAgent(made, source)
    await until(
      () => homeOf(dan),
      home => home?.online,
    )
    await source.measures(7)
    await until(
      () => lastOf(dan),
      one => one === 7,
    )
    const forgotten = source.forgotten
    await dan.delete(`/api/gateways/${(await homeOf(dan)).id}`)
    await until(
      async () => source.forgotten,
      times => times > forgotten,
    )
    await eva.post('/api/gateways/claims', { serial: made.serial })
    await until(
      () => homeOf(eva),
      home => home?.online && home.devices.length === 2,
    )
    await source.measures(8)
    await until(
      () => lastOf(eva),
      one => one === 8,
    )
    expect(await valuesOf(eva)).toEqual([8])
  })
  it('keeps trying, ever more slowly, where it is not let in', async () => {
    const made = await world.gateway()
    const agent = await startAgent({ ...made, secret: 'x'.repeat(32) }, aSource())
    await until(
      async () => agent.said.length,
      lines => lines >= 3,
    )
    expect(agent.said[0]).toMatch(/not connected .*next try/)
  })
})

describe("the demo's gateway", () => {
  it('plays a whole home into the platform, is killed, and goes on where it was', async () => {
    const fay = await world.customer('Fay')
    const since = new Date(world.clock.now().getTime() - 4 * 86_400_000)
    const made = await world.claimed({ by: fay, since: since.toISOString() })
    const dir = await mkdtemp(join(tmpdir(), 'demo-gateway-'))
    const secretFile = join(dir, 'secret')
    await writeFile(secretFile, `${made.secret}\n`)
    const start = demoGateway({
      server: `mqtt://127.0.0.1:${world.mqttPort}`,
      serial: made.serial,
      secretFile,
      stateDir: join(dir, 'state'),
      timeZone: 'Europe/Berlin',
    })
    const gateway = program(start.file, [...start.arguments])
    running.push(() => gateway.kill())
    expect(await gateway.says()).toBe('connected')
    const home = await until(
      () => homeOf(fay),
      one => one?.devices.every((device: any) => device.channels.every((channel: any) => channel.last)),
    )
    expect(home.devices.map((one: { name: string }) => one.name)).toEqual([
      'Küche',
      'Waschküche',
      'Stromzähler',
      'Warmwasser und Klima',
    ])
    const count = async (): Promise<number> =>
      (
        await world.rows(
          'select count(*)::int as n from telemetry.reading r join telemetry.holding h using (channel) where h.subject = $1',
          [fay.id],
        )
      )[0].n
    const energy = home.devices[2].channels.find((one: { key: string }) => one.key === 'energy')
    await until(
      async () =>
        Date.parse((await homeOf(fay)).devices[2].channels.find((one: { key: string }) => one.key === 'power').last.at),
      at => world.clock.now().getTime() - at < 60_000,
    )
    const day = Temporal.Instant.fromEpochMilliseconds(world.clock.now().getTime())
      .toZonedDateTimeISO('Europe/Berlin')
      .toPlainDate()
      .subtract({ days: 1 })
    const { body: series } = await fay.get(`/api/channels/${energy.id}/series?by=hour&from=${day.toString()}`)
    expect(series.buckets.filter((one: { value: number | null }) => one.value !== null && one.value > 0).length).toBe(
      series.buckets.length,
    )

    await gateway.kill('SIGKILL')
    const before = await count()
    const again = program(start.file, [...start.arguments])
    running.push(() => again.kill())
    expect(await again.says()).toBe('connected')
    await until(count, n => n > before)
    expect((await count()) - before).toBeLessThan(500)
    await world.turnBy(3 * 3_600_000)
    await until(
      async () =>
        Date.parse((await homeOf(fay)).devices[2].channels.find((one: { key: string }) => one.key === 'power').last.at),
      at => world.clock.now().getTime() - at < 60_000,
    )
    await again.kill('SIGTERM')
    await until(
      () => homeOf(fay),
      one => !one.online,
    )
  })
})

describe('docs/gateway.md', () => {
  it('holds a session that runs as it stands there', async () => {
    const text = await readFile(join(import.meta.dirname, '../docs/gateway.md'), 'utf8')
    const [, code = ''] = /```js\n([\s\S]*?)```/.exec(text) ?? []
    const file = join(import.meta.dirname, `example-${process.pid}-for-test.mjs`)
    await writeFile(file, code)
    const gil = await world.customer('Gil')
    const made = await world.claimed({ by: gil })
    const client = program(file, [], {
      env: { ...process.env, SERVER: `mqtt://127.0.0.1:${world.mqttPort}`, SERIAL: made.serial, SECRET: made.secret },
    })
    try {
      expect(await client.says()).toBe('welcome')
      expect([await client.says(), await client.says()].toSorted()).toEqual([
        'readings acknowledged',
        `refused in readings: unknown-device. No device 'metre' was announced; announced are: meter, lamp.`,
      ])
      expect(await lastOf(gil)).toBe(4711.305)
      const lamp = (await homeOf(gil)).devices.find((one: { kind: string }) => one.kind === 'plug')
      await gil.post(`/api/devices/${lamp.id}/switch`, { on: true })
      expect(await client.says()).toBe('lamp switched on')
      expect((await client.ended()).code).toBe(0)
      expect((await gil.get(`/api/devices/${lamp.id}/switchings`)).body.items).toMatchObject([
        { on: true, by: 'you', state: 'done' },
      ])
    } finally {
      await client.kill()
      await rm(file, { force: true })
    }
  })
  it('says the limits that hold', async () => {
    const text = await readFile(join(import.meta.dirname, '../docs/gateway.md'), 'utf8')
    const gateway = await aGateway(world.mqttPort, await world.gateway())
    await gateway.says('hello', hello())
    const { limits, statusSeconds } = await gateway.hears('welcome')
    const [, said = ''] = /"limits": (\{[^}]*\})/.exec(text) ?? []
    expect(JSON.parse(said)).toEqual(limits)
    expect(text).toContain(`"statusSeconds": ${statusSeconds}`)
  })
})
