import { randomUUID } from 'node:crypto'
import { copyFile, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { prove } from '../../kernel/proof/prove.ts'
import { sweep } from '../../kernel/retention/sweep.ts'
import { overdue } from '../../kernel/retention/overdue.ts'
import { databaseIn, withClient, type Database } from '../../server/startup/database.ts'
import { asOwner, lay, storedIn, type Foundation } from '../../server/startup/foundation.ts'
import { everyModule } from '../../server/modules.ts'
import { testSecret } from '../../server/testing/world.ts'
import { whole } from '../whole.ts'
import { testCluster } from '../../tools/testing/cluster.ts'
import type { CommandTarget } from './killed.ts'

/** A copy of a store with a copy of its ledger, for one death. */
export async function copyOf({ database, ledger }: CommandTarget): Promise<CommandTarget> {
  const name = `crash_${randomUUID().replaceAll('-', '')}`
  await withClient(testCluster(), admin =>
    admin.query(
      `create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(database.place.database)} owner obhut_owner`,
    ),
  )
  return { database: await databaseIn(testCluster(), name, testSecret), ledger: await copyOfLedger(ledger) }
}

/** An empty database with a copy of a ledger. */
export const emptyWith = async (ledger: string): Promise<CommandTarget> => ({
  database: await databaseIn(testCluster(), `crash_${randomUUID().replaceAll('-', '')}`, testSecret),
  ledger: await copyOfLedger(ledger),
})

async function copyOfLedger(ledger: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'obhut-crash-')), 'entries')
  await copyFile(ledger, file)
  return file
}

export const dropped = ({ database }: CommandTarget): Promise<unknown> =>
  withClient(testCluster(), admin =>
    admin.query(`drop database ${pg.escapeIdentifier(database.place.database)} with (force)`),
  )
export const rowsIn = <R extends pg.QueryResultRow>(
  { place }: Database,
  sql: string,
  values: unknown[] = [],
): Promise<R[]> =>
  withClient({ ...testCluster(), database: place.database }, async admin => (await admin.query<R>(sql, values)).rows)

/** Starts the platform again on what a death left, as every start does before it serves, and ends it after the work. */
export async function startedAgain<R>(
  { database, ledger }: CommandTarget,
  work: (foundation: Foundation) => Promise<R>,
): Promise<R> {
  const stored = await asOwner(database, storedIn)
  if (!stored || stored.manifest === null) throw new Error('there is no store that could be started')
  const foundation = await lay({
    database,
    secret: testSecret,
    modules: everyModule,
    manifest: { source: stored.manifest, file: `version ${stored.version}` },
    kind: stored.kind,
    ledgerFor: () => ledger,
  })
  try {
    return await work(foundation)
  } finally {
    await foundation.store.close()
  }
}

/**
 * What is wrong with a started store: ledger and store apart, no or several versions in force, rows overdue, promises
 * broken.
 */
export async function wrongWith(foundation: Foundation, { database }: CommandTarget): Promise<string[]> {
  const { store, stating, written } = foundation
  await store.shipped()
  const wrong: string[] = []
  const filed: string[] = []
  if (store.ledger) for await (const { number, id } of store.ledger.after(0)) filed.push(`${number} ${id}`)
  const stored = (
    await rowsIn<{ entry: string }>(
      database,
      `select coalesce(number::text, 'not shipped') || ' ' || id as entry from obhut.ledger order by number`,
    )
  ).map(({ entry }) => entry)
  if (filed.join() !== stored.join())
    wrong.push(`the ledger holds ${filed.length} entries and the store ${stored.length}, or others`)
  const versions = await rowsIn<{ version: number; current: boolean }>(
    database,
    `select s.version, f.version is not null as current from obhut.statement s left join obhut.in_force f using (version) where s.in_force_since is not null order by s.version`,
  )
  if (versions.filter(({ current }) => current).length !== 1 || versions.at(-1)?.current !== true)
    wrong.push(`in force are: ${JSON.stringify(versions)}`)
  await sweep(store, await foundation.periods())
  for (const { table, rows } of await overdue(store, await foundation.periods()))
    wrong.push(`${rows} rows of ${table} are overdue`)
  const { promises } = await prove({
    store,
    manifest: stating.manifest,
    hash: written.hash,
    periods: await foundation.periods(),
    versions: await foundation.versions(),
    deep: whole,
  })
  return [...wrong, ...promises.flatMap(one => one.against.map(says => `${one.id}: ${says}`))]
}

/** How many rows each table holds, but for those of the platform's own bookkeeping, which goes on with every start. */
export async function countsIn(
  { place }: Database,
  where: (table: { readonly at: string; readonly owned: boolean }) => string | undefined,
): Promise<Record<string, number>> {
  return withClient({ ...testCluster(), database: place.database }, async admin => {
    const { rows: tables } = await admin.query<{ at: string; owned: boolean }>(`
      select format('%I.%I', n.nspname, c.relname) as at, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'subject' and not a.attisdropped) as owned
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)' order by 1`)
    const counts: Record<string, number> = {}
    for (const table of tables) {
      const condition = where(table)
      if (condition === undefined) continue
      const {
        rows: [row],
      } = await admin.query<{ n: number }>(`select count(*)::int as n from ${table.at} ${condition}`)
      counts[table.at] = row?.n ?? 0
    }
    return counts
  })
}
