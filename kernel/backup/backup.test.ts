import { randomUUID } from 'node:crypto'
import { copyFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Module } from '../../platform/module.ts'
import { aWorld, testSecret, type World } from '../../server/testing/world.ts'
import { sealAudit } from '../sealing/seal.ts'
import { verifyAudit } from '../checkpoints/verify.ts'
import { aReader, theLibrary } from '../recovery/example-for-test.ts'
import { remember } from '../ledger/ledger.ts'
import { eraseSubject } from '../rights/erase.ts'
import { asOwner, migrationsOf, refuseUnlessItRuns } from '../../server/startup/foundation.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { derivedKeys, givenKeys, WrongKeys } from '../vault/generations.ts'
import { backUp, checked, keysBeside, readBoth } from './backup.ts'
import { restore } from './restore.ts'
import { aBackupFolder, anEmptyDatabase, onBackup, opener, restoredInto } from './store-for-test.ts'

let modules: Module[]
let folder: string
beforeAll(async () => {
  modules = await theLibrary()
  folder = await aBackupFolder()
})

const erase = async (world: World, subject: string): Promise<void> => {
  const count = async () => (await world.rows(`select from obhut.ledger where what = 'erased'`)).length
  const before = await count()
  await eraseSubject(world.store, { kind: 'reader', id: subject })
  if ((await count()) === before)
    await world.store.desk('rights', (client, now) =>
      remember(client, now, { what: 'erased', kind: 'reader', subject }),
    )
}
const everything = (world: World) =>
  world.rows<{ card: object; loan: object }>(
    'select to_jsonb(c) as card, to_jsonb(l) as loan from library.card c join library.loan l on l.card_id = c.id order by c.id',
  )

describe('a backup', () => {
  let world: World
  let file: string
  beforeAll(async () => {
    world = await aWorld({ modules })
    for (const name of ['Ida', 'Otto', 'Grüße\t\\ "mit"\nallem', '']) await aReader(world.store, name)
    file = join(folder, 'whole.backup')
    await backUp(world.store, file, opener)
  })

  it('brings back every row as it was, under the same id and the same roles, and goes on counting', async () => {
    const again = await onBackup(world, modules, file)
    expect(await everything(again)).toEqual(await everything(world))
    expect(again.store.id).toBe(world.store.id)
    expect(again.caughtUp).toEqual({ entries: 0, repeated: 0 })
    // Policies and grants are not in it, which is nobody's change.
    expect(again.mended.filter(line => line.includes('by hand'))).toEqual([])
    await aReader(again.store, 'Emil')
    await again.store.desk('rights', (client, now) =>
      remember(client, now, { what: 'suppressed', address: 'emil@example.org' }),
    )
  })
  it('brings back the log, and what had no seal yet gets it there', async () => {
    const own = await aWorld({ modules, sealEvery: 3_600_000 })
    await own.jobs.stop()
    await own.rows(
      `insert into obhut.audit_entry_arriving (at, activity, what, rows, actor) values ($1, 'kernel.operation', 'on its way', 1, 'platform')`,
      [own.clock.now()],
    )
    const later = join(folder, 'on-its-way.backup')
    await backUp(own.store, later, opener)
    const database = await anEmptyDatabase()
    await restoredInto(database, modules, later, own.store.id, derivedKeys(testSecret))
    // It came when it says, and not with the restore.
    const { rows } = await asOwner(database, owner =>
      owner.query('select what, arrived = at as "whenItSays" from obhut.audit_entry_arriving'),
    )
    expect(rows).toEqual([{ what: 'on its way', whenItSays: true }])
    const again = await onBackup(own, modules, later)
    await sealAudit(again.store)
    expect(
      await again.rows(`select place is not null as sealed from obhut.audit_entry where what = 'on its way'`),
    ).toEqual([{ sealed: true }])
    expect(await verifyAudit(again.store, await again.periods())).toMatchObject({ faults: [], unsealed: 0 })
  })
  it('leaves the database empty where the master key of the vault is not the right one, and goes in with the right one', async () => {
    const database = await anEmptyDatabase()
    const wrong = givenKeys(`1:${Buffer.alloc(32, 'another key').toString('base64')}`)
    await expect(restoredInto(database, modules, file, world.store.id, wrong)).rejects.toThrow(WrongKeys)
    const { rows } = await asOwner(database, owner =>
      owner.query(`select from pg_namespace where nspname in ('obhut', 'library')`),
    )
    expect(rows).toEqual([])
    expect((await restoredInto(database, modules, file, world.store.id, derivedKeys(testSecret))).rows).toBeGreaterThan(
      0,
    )
  })
  it('names nobody to whom it does not open', async () => {
    const bytes = await readFile(file)
    for (const text of ['Ida', 'library', 'street']) expect(bytes.includes(text)).toBe(false)
  })
  it('is refused changed, cut off, with its parts exchanged, and under another secret', async () => {
    const bytes = await readFile(file)
    const broken = join(folder, 'broken.backup')
    for (const at of [3, 40, 120, bytes.length >> 1, bytes.length - 1]) {
      const changed = Buffer.from(bytes)
      changed[at] = changed[at]! ^ 1 // within its length
      await writeFile(broken, changed)
      await expect(checked(broken, opener)).rejects.toThrow(/no backup|does not open|damaged|whole/)
    }
    for (const length of [0, 20, 80, bytes.length - 1]) {
      await copyFile(file, broken)
      await truncate(broken, length)
      await expect(checked(broken, opener)).rejects.toThrow(/whole|does not open|damaged|no backup/)
    }
    await expect(checked(file, { secret: Buffer.alloc(32, 'another') })).rejects.toThrow(/another master secret/)
    await expect(checked(file, { passphrase: 'long enough to be one' })).rejects.toThrow(/not with a passphrase/)
  })
  it('opens with the passphrase that it was encrypted with, and no other', async () => {
    const own = join(folder, 'passphrase.backup')
    await backUp(world.store, own, { passphrase: 'viel Wasser unter der Brücke' })
    expect(await checked(own, { passphrase: 'viel Wasser unter der Brücke' })).toMatchObject({
      tables: expect.any(Number),
    })
    await expect(checked(own, { passphrase: 'viel Wasser unter der Brucke' })).rejects.toThrow(/does not open/)
    await backUp(world.store, join(folder, 'again.backup'), opener)
  })
  it('and the wrapped keys beside it open each with what it was encrypted with, whichever came later, and what is said names the file', async () => {
    const own = await aBackupFolder()
    const [bySecret, byPassphrase, byAnother] = ['secret', 'passphrase', 'another'].map(name =>
      join(own, `${name}.backup`),
    ) as [string, string, string]
    const [passphrase, another] = ['viel Wasser unter der Brücke', 'noch mehr Wasser unter der Brücke']
    const keys = keysBeside(bySecret, world.store.id)
    expect((await backUp(world.store, bySecret, opener)).sealedAnew).toBe(false)
    expect((await backUp(world.store, byPassphrase, { ...opener, passphrase })).sealedAnew).toBe(true)
    expect(
      (
        await restoredInto(await anEmptyDatabase(), modules, bySecret, world.store.id, undefined, {
          ...opener,
          passphrase,
        })
      ).rows,
    ).toBeGreaterThan(8)
    await expect(restoredInto(await anEmptyDatabase(), modules, bySecret, world.store.id)).rejects.toThrow(
      `${keys} was encrypted with a passphrase`,
    )
    expect((await backUp(world.store, byAnother, { ...opener, passphrase: another })).sealedAnew).toBe(true)
    await expect(
      restoredInto(await anEmptyDatabase(), modules, byPassphrase, world.store.id, undefined, {
        ...opener,
        passphrase,
      }),
    ).rejects.toThrow(`${keys} does not open: it was encrypted with another passphrase`)
    const both = {
      file: byPassphrase,
      opener: { ...opener, passphrase },
      keys,
      keysOpener: { ...opener, passphrase: another },
    }
    await expect(readBoth({ ...both, file: keys, opener: both.keysOpener })).rejects.toThrow(
      `${keys} holds the wrapped keys of a store, not its data`,
    )
    const migrations = await migrationsOf(modules)
    const now = world.clock.now()
    expect(
      (await asOwner(await anEmptyDatabase(), owner => restore({ owner, ...both, migrations, now }))).rows,
    ).toBeGreaterThan(8)
    expect((await backUp(world.store, join(own, 'last.backup'), opener)).sealedAnew).toBe(true)
    expect(
      (
        await restoredInto(await anEmptyDatabase(), modules, byAnother, world.store.id, undefined, {
          ...opener,
          passphrase: another,
        })
      ).rows,
    ).toBeGreaterThan(8)
  })
  it('goes into an empty store only', async () => {
    const again = await onBackup(world, modules, file)
    await expect(restoredInto(again.database, modules, file, world.store.id)).rejects.toThrow(/not empty/)
  })
  it('leaves an empty store where it fails on the way', async () => {
    const bytes = await readFile(file)
    const broken = join(folder, 'half.backup')
    await writeFile(broken, bytes.subarray(0, bytes.length - 1))
    const database = await anEmptyDatabase()
    await expect(restoredInto(database, modules, broken, world.store.id)).rejects.toThrow(/damaged|does not open/)
    expect((await restoredInto(database, modules, file, world.store.id)).rows).toBeGreaterThan(8)
  })
  it('leaves nothing unfinished behind', async () => {
    await expect(backUp(world.store, join(folder, 'whole.backup', 'below.backup'), opener)).rejects.toThrow()
    expect((await readdir(folder)).filter(name => name.includes('unfinished'))).toEqual([])
  })
})

describe('a backup of a live store', () => {
  it('goes nowhere that its statement does not name, unless with a manifest that does, and then leaves the database empty', async () => {
    const live = await aWorld({ modules, kind: 'live' })
    const file = join(folder, 'live.backup')
    await backUp(live.store, file, opener)
    const database = await anEmptyDatabase()
    const elsewhere = { ...database, place: { ...database.place, host: 'db.elsewhere.example' } }
    const migrations = await migrationsOf(modules)
    const now = live.clock.now()
    const tables: string[] = []
    const goes = (manifest?: string) =>
      asOwner(database, owner =>
        restore({
          owner,
          file,
          keys: keysBeside(file, live.store.id),
          opener,
          migrations,
          now,
          told: table => {
            tables.push(table)
          },
          stated: () =>
            refuseUnlessItRuns(owner, {
              database: elsewhere,
              modules,
              given: manifest === undefined ? undefined : { source: manifest, file: 'firma.yaml' },
              now,
            }),
        }),
      )
    await expect(goes()).rejects.toThrow(
      /DATABASE_URL leads to a host that no store of this manifest names[^]*Nothing was restored\.[^]*--manifest FILE/,
    )
    expect(
      (await asOwner(database, owner => owner.query(`select from pg_namespace where nspname in ('obhut', 'library')`)))
        .rows,
    ).toEqual([])
    expect(tables).not.toContain('library.card')
    const stores = {
      database: {
        name: { de: 'Datenbank', en: 'Database' },
        country: 'DE',
        hosts: [`db.elsewhere.example:${database.place.port}`],
      },
    }
    await expect(goes(aManifest(modules, {}, { stores, allowedCountries: ['DE', 'FR'] }))).rejects.toThrow(
      /obhut statement publish/,
    )
    expect((await goes(aManifest(modules, {}, { stores }))).rows).toBeGreaterThan(8)
  })
})

describe('erasures while a backup is written', () => {
  it('are in the backup whole or not at all, and none of those persons comes back', async () => {
    const world = await aWorld({ modules })
    const readers: string[] = []
    for (let index = 0; index < 60; index++) readers.push(await aReader(world.store, `Reader ${index}`))
    const file = join(folder, 'meanwhile.backup')
    const backup = backUp(world.store, file, opener)
    for (const one of readers.slice(0, 40)) await erase(world, one)
    await backup
    for (const one of readers.slice(40, 50)) await erase(world, one)
    const again = await onBackup(world, modules, file)
    expect((await again.rows('select subject from library.card order by 1')).map(row => row.subject)).toEqual(
      readers.slice(50).sort(),
    )
    expect(await again.rows('select from library.loan')).toHaveLength(10)
  }, 60_000)
})

describe('a backup from before a thousand erasures', () => {
  it('brings none of those persons back, before anybody is served, in less than a minute', async () => {
    const world = await aWorld({ modules })
    const readers = Array.from({ length: 1100 }, () => randomUUID())
    await world.rows(
      `
      with cards as (insert into library.card (name, address, subject, version) select 'Reader ' || n, 'street ' || n, id, 1 from unnest($1::uuid[]) with ordinality as r (id, n) returning id, subject)
      insert into library.loan (card_id, title, subject, version) select id, 'a book', subject, 1 from cards`,
      [readers],
    )
    const file = join(folder, 'older.backup')
    await backUp(world.store, file, opener)
    for (const one of readers.slice(0, 1000)) await erase(world, one)
    const database = await anEmptyDatabase()
    await restoredInto(database, modules, file, world.store.id)
    const began = performance.now()
    const again = await aWorld({ modules, database, ledger: world.store.ledger!.place }) // a world has one
    expect(performance.now() - began).toBeLessThan(60_000)
    expect(again.caughtUp.repeated).toBe(1000)
    expect((await again.rows('select subject from library.card order by 1')).map(row => row.subject)).toEqual(
      readers.slice(1000).sort(),
    )
    expect(await again.traces(readers[0]!)).toEqual([]) // there are 1100
  }, 180_000)
})
