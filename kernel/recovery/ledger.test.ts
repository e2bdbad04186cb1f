import { randomUUID } from 'node:crypto'
import { appendFile, chown, copyFile, readFile, stat, writeFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Module } from '../../platform/module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { operation } from '../declare/activities.ts'
import { platform } from '../store/work.ts'
import { eraseSubject } from '../rights/erase.ts'
import { aReader, aStore, theLibrary } from './example-for-test.ts'
import { remember, type Lasting } from '../ledger/ledger.ts'
import { renewLedger } from './catch-up.ts'

let modules: Module[]
beforeAll(async () => {
  modules = await theLibrary()
})

const remembers = (world: World, ...all: Lasting[]): Promise<void> =>
  world.store.desk('rights', async (client, now) => {
    for (const one of all) await remember(client, now, one)
  })
const fileOf = (world: World): string => world.store.ledger!.place // a world has one
const numbers = (world: World) =>
  world.rows<{ number: number; what: string }>('select number::int, what from obhut.ledger order by noted')

describe('the ledger', () => {
  let world: World
  beforeAll(async () => {
    world = await aWorld({ modules })
  })

  it('is written to by desk roles and by everyday activities alike, in their transactions, and shipped before they come back', async () => {
    const subject = randomUUID()
    await remembers(world, { what: 'erased', kind: 'reader', subject })
    await world.store.under(operation, platform, work =>
      work.remember({ what: 'withdrawn', kind: 'reader', subject, purpose: 'newsletter', channel: 'mail' }),
    )
    await expect(
      world.store.under(operation, platform, async work => {
        await work.remember({ what: 'objected', kind: 'reader', subject, purpose: 'newsletter' })
        throw new Error('thought better of it')
      }),
    ).rejects.toThrow('thought better')
    expect(await numbers(world)).toEqual([
      { number: 1, what: 'erased' },
      { number: 2, what: 'withdrawn' },
    ])
    expect((await readFile(fileOf(world), 'utf8')).split('\n').slice(1)).toEqual([
      expect.stringContaining('"erased"'),
      expect.stringContaining('"newsletter"'),
      '',
    ])
    expect(await world.traces(subject)).toEqual([])
  })
  it('keeps neither an id nor an address nor a correction that anybody could read', async () => {
    const subject = randomUUID()
    await remembers(
      world,
      { what: 'suppressed', address: 'ida@example.org' },
      {
        what: 'corrected',
        kind: 'reader',
        subject,
        table: 'library.card',
        row: randomUUID(),
        columns: { name: 'Ida Sonnenschein' },
      },
    )
    const written = await readFile(fileOf(world), 'utf8')
    for (const text of [subject, 'ida@example.org', 'Sonnenschein']) {
      expect(await world.traces(text)).toEqual([])
      expect(written).not.toContain(text)
    }
  })
  it('loses what was corrected about a person together with the person', async () => {
    const subject = await aReader(world.store, 'Otto')
    await remembers(world, {
      what: 'corrected',
      kind: 'reader',
      subject,
      table: 'library.card',
      row: randomUUID(),
      columns: { name: 'Otto' },
    })
    const sealed = (text: string): string =>
      text
        .trimEnd()
        .split('\n')
        .findLast(line => line.includes('"corrected"'))
        ?.split('\t')[1] ?? ''
    expect(sealed(await readFile(fileOf(world), 'utf8'))).toMatch(/^[A-Za-z0-9+/=]{40,}$/)
    await remembers(world, { what: 'erased', kind: 'reader', subject })
    expect(sealed(await readFile(fileOf(world), 'utf8'))).toMatch(/^-{40,}$/)
    expect(
      await world.rows(`select sealed from obhut.ledger where what = 'corrected' order by noted desc limit 1`),
    ).toEqual([{ sealed: null }])
    await remembers(world, { what: 'erased', kind: 'reader', subject: randomUUID() })
  })
  it('gives every entry one place, however many write at once from two processes', async () => {
    const other = await aWorld({ modules, database: world.database })
    const before = (await numbers(world)).length
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        remembers(index % 2 ? world : other, { what: 'erased', kind: 'reader', subject: randomUUID() }),
      ),
    )
    const all = await numbers(world)
    expect(all.map(one => one.number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: before + 60 }, (_, index) => index + 1),
    )
    expect(await world.store.ledger?.end()).toBe(before + 60)
    await other.stop()
  })
  it('passes over a line that a crash cut off, and writes its entry anew', async () => {
    await appendFile(fileOf(world), '{"number":9999,"id":"cut off in the mid')
    await remembers(world, { what: 'erased', kind: 'reader', subject: randomUUID() })
    expect(await readFile(fileOf(world), 'utf8')).not.toContain('cut off')
    expect(await world.store.ledger?.end()).toBe((await numbers(world)).length)
  })
  it('finds its own entries when a crash came between file and commit, and repeats nothing', async () => {
    await world.rows('update obhut.ledger set number = null where number > (select number - 3 from obhut.ledger_end)')
    await world.rows('update obhut.ledger_end set number = number - 3')
    await remembers(world, { what: 'suppressed', address: 'emil@example.org' })
    const all = await numbers(world)
    expect(all.map(one => one.number).sort((a, b) => a - b)).toEqual(all.map((_, index) => index + 1))
  })
})

it.runIf(process.getuid?.() === 0)(
  'a ledger that root makes anew belongs to the user of the one before, or of its folder',
  async () => {
    const world = await aWorld({ modules })
    await chown(fileOf(world), 65534, 65534)
    await renewLedger(world.store)
    expect((await stat(fileOf(world))).uid).toBe(65534)
    await remembers(world, { what: 'suppressed', address: 'ida@example.org' })
  },
)

describe('a start after a backup was restored', () => {
  it('does again what the store lacks, before anybody is served: erasures and corrections', async () => {
    const store = await aStore(modules)
    const [ida, otto, emil] = [
      await aReader(store.world.store, 'Ida'),
      await aReader(store.world.store, 'Otto'),
      await aReader(store.world.store, 'Emil'),
    ]
    const older = await store.snapshot()
    const { world } = store
    await eraseAndRemember(world, ida)
    const { id: card } = (
      await world.rows<{ id: string }>('select id from library.card where subject = $1', [otto])
    )[0]! // made above
    await world.rows(`update library.card set name = 'Otto Neu' where id = $1`, [card])
    await remembers(world, {
      what: 'corrected',
      kind: 'reader',
      subject: otto,
      table: 'library.card',
      row: card,
      columns: { name: 'Otto Neu' },
    })
    await eraseAndRemember(world, emil)
    const again = await store.restored(older)
    expect(again.caughtUp).toMatchObject({ repeated: 3 })
    expect(await again.rows('select name, subject from library.card')).toEqual([{ name: 'Otto Neu', subject: otto }])
    expect(await again.traces(ida)).toEqual([])
    expect(await numbers(again)).toHaveLength((await numbers(world)).length)
    const third = await aWorld({ modules, database: again.database, ledger: fileOf(world) })
    expect(third.caughtUp).toEqual({ entries: 0, repeated: 0 })
  })
  it('goes on counting where the ledger ends', async () => {
    const store = await aStore(modules)
    const older = await store.snapshot()
    await remembers(store.world, { what: 'erased', kind: 'reader', subject: randomUUID() })
    const again = await store.restored(older)
    await remembers(again, { what: 'erased', kind: 'reader', subject: randomUUID() })
    expect((await numbers(again)).map(one => one.number)).toEqual([1, 2])
  })
  it('is noticed where another store writes into its ledger meanwhile', async () => {
    const store = await aStore(modules)
    const older = await store.snapshot()
    const again = await store.restored(older)
    await remembers(store.world, { what: 'erased', kind: 'reader', subject: randomUUID() })
    await expect(remembers(again, { what: 'erased', kind: 'reader', subject: randomUUID() })).rejects.toThrow(
      /holds entries that this store lacks/,
    )
    again.faults.length = 0
  })
})

describe('a ledger that does not fit', () => {
  it('stops the start: changed in the middle, another store’s, and on a live store gone', async () => {
    const world = await aWorld({ modules, kind: 'live' })
    await remembers(
      world,
      { what: 'erased', kind: 'reader', subject: randomUUID() },
      { what: 'erased', kind: 'reader', subject: randomUUID() },
    )
    const right = await readFile(fileOf(world), 'utf8')
    const start = () => aWorld({ modules, kind: 'live', database: world.database })

    await writeFile(fileOf(world), right.replace('"number":1', '"number":7'))
    await expect(start()).rejects.toThrow(/does not hold together from line 2/)
    const other = await aWorld({ modules, kind: 'live', another: true })
    await copyFile(fileOf(other), fileOf(world))
    await expect(start()).rejects.toThrow(/is that of another store/)
    await writeFile(fileOf(world), right.split('\n').slice(0, 2).join('\n') + '\n')
    expect((await start()).caughtUp.entries).toBe(0)
    expect(await readFile(fileOf(world), 'utf8')).toBe(right)
  })
  it('is asked for by a live store that had one', async () => {
    const world = await aWorld({ modules, kind: 'live' })
    await remembers(world, { what: 'erased', kind: 'reader', subject: randomUUID() })
    const place = fileOf(world)
    await world.stop()
    await expect(aWorld({ modules, kind: 'live', database: world.database })).rejects.toThrow(/is not there/)
    expect(place).toBeTruthy()
  })
})

async function eraseAndRemember(world: World, subject: string): Promise<void> {
  const before = (await numbers(world)).length
  await eraseSubject(world.store, { kind: 'reader', id: subject })
  if ((await numbers(world)).length === before) await remembers(world, { what: 'erased', kind: 'reader', subject })
}
