import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Module } from '../../platform/module.ts'
import { databaseIn, withClient } from '../../server/startup/database.ts'
import { embeddedPostgres, type EmbeddedPostgres } from '../../server/postgres/embedded.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { lay } from '../../server/startup/foundation.ts'
import { testSecret } from '../../server/testing/world.ts'
import { derivedKeys } from '../vault/generations.ts'
import { aReader, theLibrary } from '../recovery/example-for-test.ts'
import { eraseSubject } from '../rights/erase.ts'
import type { Store } from '../store/store.ts'
import { purge } from './purge.ts'

describe('a purge', () => {
  const dir = mkdtempSync(join(tmpdir(), 'obhut-purge-'))
  let postgres: EmbeddedPostgres
  let store: Store
  let modules: Module[]
  beforeAll(async () => {
    modules = await theLibrary()
    postgres = await embeddedPostgres({ dir })
    const database = await databaseIn(postgres.admin, 'obhut', testSecret)
    ;({ store } = await lay({
      database,
      secret: testSecret,
      keys: derivedKeys(testSecret),
      modules,
      manifest: { source: aManifest(modules), file: 'test.yaml' },
      kind: 'test',
      ledgerFor: () => join(dir, 'ledger'),
    }))
  }, 60_000)
  afterAll(async () => {
    await store.close()
    await postgres.stop()
    rmSync(dir, { recursive: true, force: true })
  })
  const asAdministrator = <R>(work: Parameters<typeof withClient<R>>[1]): Promise<R> =>
    withClient({ ...postgres.admin, database: 'obhut' }, work)

  it('leaves no byte of an erased person in the data directory: not in pages, indexes, statistics or log', async () => {
    const tokens = Array.from({ length: 50 }, () => `canary-${randomUUID()}`)
    const readers: string[] = []
    for (const token of tokens) readers.push(await aReader(store, token))
    // So that the values are in the statistics and in the log, too.
    await store.asOwner(owner => owner.query('analyze'))
    await asAdministrator(admin => admin.query('checkpoint'))
    expect(filesWith(dir, tokens).length).toBeGreaterThan(0)
    for (const id of readers) await eraseSubject(store, { kind: 'reader', id })
    expect(filesWith(dir, tokens).length).toBeGreaterThan(0)

    const done = await purge(store, { administrator: asAdministrator })
    expect(done).toMatchObject({ passedOver: [], leftToDo: [] })
    expect(filesWith(dir, [...tokens, ...readers])).toEqual([])
  }, 180_000)
  it('passes over a table that somebody is using, says which, and is not noted as done', async () => {
    await store.asOwner(owner => owner.query('delete from obhut.upkeep'))
    await asAdministrator(async admin => {
      await admin.query('begin')
      await admin.query('select from library.card')
      await admin.query('lock table library.card in access share mode')
      const done = await purge(store, { administrator: asAdministrator, tries: 1 })
      expect(done.passedOver).toEqual(['library.card'])
      await admin.query('rollback')
    })
    expect(await store.asOwner(owner => owner.query('select from obhut.upkeep'))).toMatchObject({ rowCount: 0 })
  }, 60_000)
  it('says on a server of somebody else’s what is left to do', async () => {
    expect((await purge(store)).leftToDo).toEqual([
      expect.stringContaining('pg_statistic'),
      expect.stringContaining('pg_switch_wal'),
      expect.stringContaining('wal_recycle'),
    ])
  }, 60_000)
})

/** Files in which any of these texts stands, as text or as the bytes of a uuid. */
function filesWith(folder: string, texts: readonly string[]): string[] {
  const wanted = texts.flatMap(text => [
    Buffer.from(text),
    ...(/^[0-9a-f-]{36}$/.test(text) ? [Buffer.from(text.replaceAll('-', ''), 'hex')] : []),
  ])
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => statSync(path, { throwIfNoEntry: false }))
    .filter(path => {
      const bytes = readFileSync(path)
      return wanted.some(one => bytes.includes(one))
    })
    .map(path => path.slice(folder.length + 1))
}
