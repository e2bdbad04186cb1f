import { randomBytes } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defineModule, type Module } from '../../platform/module.ts'
import { days, systemClock } from '../../kernel/clock/clock.ts'
import { activity } from '../../kernel/declare/activity.ts'
import { consent, Purpose } from '../../kernel/declare/terms.ts'
import { prove } from '../../kernel/proof/prove.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import { platform } from '../../kernel/store/work.ts'
import { accountability } from '../../kernel/declare/activities.ts'
import { givenKeys, WrongKeys } from '../../kernel/vault/generations.ts'
import { everybodyTold, takeEffect } from '../../kernel/versions/waiting.ts'
import { databaseIn, type Database } from '../../server/startup/database.ts'
import { asOwner, lay, type Foundation } from '../../server/startup/foundation.ts'
import { checkUpgrade, publishBeforeUpgrade } from '../../server/startup/upgrade.ts'
import { testSecret } from '../../server/testing/world.ts'
import { testCluster } from '../../tools/testing/cluster.ts'
import { parts, stating } from './statement-for-test.ts'

type Spec = Module['activities'][number]['spec']
/** The parts as later software would have them, with the access log's activity said otherwise. */
const withLog = (to: (spec: Spec) => Spec): readonly Module[] =>
  parts.map(part =>
    part.name !== 'website'
      ? part
      : {
          ...part,
          activities: part.activities.map(one =>
            one.name === 'website.access-log' ? { ...one, spec: to(one.spec) } : one,
          ),
        },
  )
const reworded = withLog(spec => ({ ...spec, words: { de: 'Andere Worte.', en: 'Other words.' } }))
const doesLess = withLog(spec => ({ ...spec, operations: (spec.operations ?? []).slice(0, -1) }))
const doesMore = withLog(spec => ({ ...spec, operations: [...(spec.operations ?? []), 'dissemination'] }))

/** A module that asks for a consent in these words. */
const asking = (en: string): Module =>
  defineModule('comparing', {
    activities: [
      activity('comparing', {
        purposes: [Purpose.ServiceUsageAnalytics],
        basis: consent,
        asks: { says: { de: 'Dürfen wir vergleichen?', en } },
        title: { de: 'Vergleich', en: 'Comparing' },
        words: { de: 'Wir vergleichen.', en: 'We compare.' },
      }),
    ],
  })

/** A module that brings nothing but migrations. */
async function migrating(...files: readonly (readonly [name: string, sql: string])[]): Promise<Module> {
  const folder = await mkdtemp(join(tmpdir(), 'obhut-migrations-'))
  for (const [name, sql] of files) await writeFile(join(folder, `${name}.sql`), sql)
  return defineModule('later', { migrations: folder })
}
const harmless = ['20300101_later', `comment on table obhut.store is 'later'`] as const

const manifest = { source: stating(), file: 'firma.yaml' }
const start = (database: Database, modules: readonly Module[], more = manifest): Promise<Foundation> =>
  lay({
    database,
    secret: testSecret,
    modules,
    manifest: more,
    kind: 'live',
    ledgerFor: () => join(tmpdir(), `obhut-ledger-${database.place.database}`),
  })
const versionOnceStarted = async (database: Database, modules: readonly Module[], more = manifest): Promise<number> => {
  const { store } = await start(database, modules, more)
  await store.close()
  return store.inForce.version
}
async function aLiveStore(): Promise<Database> {
  const database = await databaseIn(testCluster(), `upgrade_${randomBytes(6).toString('hex')}`, testSecret)
  await versionOnceStarted(database, parts)
  return database
}
const rows = <R>(database: Database, sql: string, values?: unknown[]): Promise<R[]> =>
  asOwner(database, async owner => (await owner.query(sql, values)).rows as R[])
const state = (database: Database) =>
  rows(
    database,
    `select applied, (select count(*)::int from obhut.migration) as migrations, (select string_agg(version || hash || coalesce(in_force_since::text, ''), ',' order by version) from obhut.statement) as statements,
  (select md5(string_agg(outline::text, '' order by version)) from obhut.statement) as outlines from obhut.store`,
  )
const checked = (database: Database, modules: readonly Module[]) =>
  checkUpgrade({ database, modules }, undefined, systemClock().now())

/** So many milliseconds pass while the store is off, and somebody vouches for the clock. */
async function daysLater(database: Database, passed: number): Promise<void> {
  await rows(database, 'update obhut.store set clock_offset = $1', [passed])
  await rows(
    database,
    `insert into obhut.upkeep (what, at) values ('confirmed', $1) on conflict (what) do update set at = $1`,
    [new Date(systemClock().now().getTime() + passed)],
  )
}

/** Everybody is told by the software that runs, and its day comes. */
async function toldAndDue(database: Database, version: number, effective: string, by = parts): Promise<void> {
  const {
    store,
    stating: {
      manifest: { lead, timeZone },
    },
    written,
  } = await start(database, by, { ...manifest, source: aManifest(by) })
  await store.under(accountability, platform, work =>
    everybodyTold(work, version, store.clock.now(), { outline: written.outline, hash: written.hash, lead, timeZone }),
  )
  await store.close()
  await daysLater(database, new Date(`${effective}T12:00:00Z`).getTime() - systemClock().now().getTime())
}

describe('later software on a live store', () => {
  it('makes a version of other words, says so, and takes none back where the software before comes again', async () => {
    const database = await aLiveStore()
    expect((await checked(database, reworded)).verdict).toMatchObject({
      is: 'can start',
      changes: [{ where: 'website.access-log/words', material: false }],
    })
    expect((await checked(database, reworded)).facts).toMatchObject([{ promise: 'website.access-log/words' }])
    const { store, mended } = await start(database, reworded)
    await store.close()
    expect(store.inForce.version).toBe(2)
    expect(mended.join(' ')).toMatch(
      /words the statement otherwise[^]*version 2[^]*Zugriffsprotokoll|Access log: wording/,
    )
    expect((await checked(database, reworded)).facts).toEqual([])
    expect(await versionOnceStarted(database, reworded)).toBe(2)
    expect([await versionOnceStarted(database, parts), await versionOnceStarted(database, reworded)]).toEqual([2, 2])
  })
  it('is told by the proof where what people read is not what the version was published with', async () => {
    const database = await aLiveStore()
    const against = async (modules: readonly Module[]): Promise<readonly string[]> => {
      const { store, stating: stated, written, periods, versions } = await start(database, modules)
      const { promises } = await prove({
        store,
        manifest: stated.manifest,
        hash: written.hash,
        periods: await periods(),
        versions: await versions(),
      })
      await store.close()
      return promises.flatMap(one => one.against)
    }
    expect(await against(parts)).toEqual([])
    expect(await against(reworded)).toEqual([])
    expect(await against(parts)).toEqual([
      'the sentence for website.access-log/words is not the one that version 2 was published with',
    ])
  })
  it('is refused where it asks for a consent in other words, until that is published', async () => {
    const before = [...parts, asking('May we compare your consumption with that of others, once a month?')]
    const later = [...parts, asking('OK?')]
    const database = await databaseIn(testCluster(), `upgrade_${randomBytes(6).toString('hex')}`, testSecret)
    const given = { source: aManifest(before), file: 'firma.yaml' }
    expect(await versionOnceStarted(database, before, given)).toBe(1)
    expect((await checked(database, later)).verdict).toMatchObject({
      is: 'publish first',
      changes: [{ where: 'comparing/asks', material: true, after: { en: 'OK?' } }],
    })
    await expect(start(database, later, given)).rejects.toThrow('Comparing: wording of the consent')
    const published = await publishBeforeUpgrade(
      { database, modules: later },
      { given: undefined, effective: undefined },
      systemClock().now(),
    )
    expect(published).toMatchObject({ version: 2, material: true })
    await toldAndDue(database, 2, published?.effective ?? '', before)
    expect(await versionOnceStarted(database, later, given)).toBe(2)
  })
  it('makes a version of what people can see and need not be told of before', async () => {
    const database = await aLiveStore()
    expect((await checked(database, doesLess)).verdict).toMatchObject({
      is: 'can start',
      changes: [{ where: 'website.access-log/operations', material: false }],
    })
    expect(await versionOnceStarted(database, doesLess)).toBe(2)
    expect(
      await rows(
        database,
        'select version, material, in_force_since is not null as held, withdrawn_at is null as stands, hash = first_value(hash) over (order by version) as same from obhut.statement order by version',
      ),
    ).toEqual([
      { version: 1, material: false, held: true, stands: true, same: true },
      { version: 2, material: false, held: true, stands: true, same: true },
    ])
    expect(await versionOnceStarted(database, doesLess)).toBe(2)
  })
  it('is refused before anything is migrated where people have to be told, and the software before goes on', async () => {
    const database = await aLiveStore()
    const later = [...doesMore, await migrating(harmless)]
    const before = await state(database)
    const found = await checked(database, later)
    expect([found.verdict.is, found.missing]).toEqual(['publish first', ['20300101_later']])
    await expect(start(database, later)).rejects.toThrow(
      /people have to be told|People have to be told[^]*obhut upgrade --publish/,
    )
    expect(await state(database)).toEqual(before)
    expect(await versionOnceStarted(database, parts)).toBe(1)
  })
  it('with keys that are not those of the store changes nothing of it', async () => {
    const database = await aLiveStore()
    const before = await state(database)
    const keys = givenKeys(`1:${randomBytes(32).toString('base64')}`)
    await expect(
      lay({
        database,
        secret: testSecret,
        modules: [...parts, await migrating(harmless)],
        manifest,
        kind: 'live',
        keys,
      }),
    ).rejects.toThrow(WrongKeys)
    expect(await state(database)).toEqual(before)
    expect(await versionOnceStarted(database, parts)).toBe(1)
  })
  it('publishes ahead, waits while the software before goes on, and starts on the day', async () => {
    const database = await aLiveStore()
    const later = [...doesMore, await migrating(harmless)]
    const published = await publishBeforeUpgrade(
      { database, modules: later },
      { given: undefined, effective: undefined },
      systemClock().now(),
    )
    expect(published).toMatchObject({
      version: 2,
      material: true,
      changes: expect.arrayContaining([expect.objectContaining({ where: 'website.access-log/operations' })]),
    })
    expect(await rows(database, `select activity, about from obhut.audit_entry where what = 'published'`)).toEqual([
      { activity: 'kernel.accountability', about: 'statement 2' },
    ])
    await expect(start(database, later)).rejects.toThrow(
      `Version 2 of the statement tells of it and waits for ${published?.effective}`,
    )
    await expect(
      publishBeforeUpgrade(
        { database, modules: later },
        { given: undefined, effective: undefined },
        systemClock().now(),
      ),
    ).rejects.toThrow('Version 2 has been published already')
    expect(await versionOnceStarted(database, parts)).toBe(1)
    await toldAndDue(database, 2, published?.effective ?? '')
    const { store, reading } = await start(database, doesMore)
    expect(store.inForce.version).toBe(2)
    expect(await takeEffect(store, reading.published, facts => facts.manifest.timeZone)).toEqual({ is: 'nothing due' })
    await store.close()
    expect(
      await versionOnceStarted(database, later, {
        ...manifest,
        source:
          (await rows<{ manifest: string }>(database, 'select manifest from obhut.statement where version = 2'))[0]
            ?.manifest ?? '',
      }),
    ).toBe(2)
    expect((await checked(database, later)).facts).toEqual([])
  })
  it('is let in after the software before ran on under the version that was published for it', async () => {
    const database = await aLiveStore()
    const published = await publishBeforeUpgrade(
      { database, modules: doesMore },
      { given: undefined, effective: undefined },
      systemClock().now(),
    )
    await toldAndDue(database, 2, published?.effective ?? '')
    expect([await versionOnceStarted(database, parts), await versionOnceStarted(database, parts)]).toEqual([2, 2])
    expect((await checked(database, doesMore)).facts).toEqual([])
    expect(await versionOnceStarted(database, doesMore)).toBe(2)
  })
  it('does not come before everybody was told, whatever the day', async () => {
    const database = await aLiveStore()
    await publishBeforeUpgrade(
      { database, modules: doesMore },
      { given: undefined, effective: undefined },
      systemClock().now(),
    )
    await daysLater(database, days(90))
    await expect(start(database, doesMore)).rejects.toThrow('Version 2 of the statement tells of it and waits for')
  })
  it('leaves nothing behind where one of its migrations fails', async () => {
    const database = await aLiveStore()
    const before = await state(database)
    await expect(
      start(database, [
        ...parts,
        await migrating(harmless, ['20300102_broken', 'alter table obhut.nowhere add x int']),
      ]),
    ).rejects.toThrow('20300102_broken failed')
    await expect(
      start(database, [
        ...parts,
        await migrating(harmless, ['20300102_undeclared', 'create table website.more (x int)']),
      ]),
    ).rejects.toThrow('website.more is in the database and no module keeps it')
    expect(await state(database)).toEqual(before)
    expect(await versionOnceStarted(database, parts)).toBe(1)
  })
})
