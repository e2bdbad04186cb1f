import { setTimeout as pause } from 'node:timers/promises'
import pg, { type ClientBase } from 'pg'
import type { Store } from '../store/store.ts'
import { days } from '../clock/clock.ts'
import { lastUpkeep, noteUpkeep } from '../store/upkeep.ts'
import { OperatorProblem } from '../problems/problem.ts'

const { escapeIdentifier: id } = pg

/**
 * What a purge did: tables rewritten, those that somebody held too long, and what only the server's administrator can
 * do.
 */
export interface Purged {
  readonly at: Date
  readonly rewritten: readonly string[]
  readonly passedOver: readonly string[]
  readonly leftToDo: readonly string[]
}

export interface PurgeOptions {
  /** The administrator of the server, where it is ours: statistics and log belong to it. */
  readonly administrator?: (<R>(work: (client: ClientBase) => Promise<R>) => Promise<R>) | undefined
  readonly told?: (table: string, done: number, of: number) => void
  /** How often a table is tried that somebody is using. */
  readonly tries?: number
}

/**
 * Removes physically what was deleted: after a DELETE the values still lie in the pages, in statistics and in the
 * server's log. Every table is written anew, one at a time; while that lasts (about a second for 100 MB) nobody else
 * reads or writes it. A table in use for longer is passed over and tried again later.
 */
export async function purge(
  store: Store,
  { administrator, told = () => {}, tries = 5 }: PurgeOptions = {},
): Promise<Purged> {
  const at = store.clock.now()
  const rewritten: string[] = []
  const passedOver: string[] = []
  await store.asOwner(async owner => {
    const tables = await everyTable(owner)
    for (const [index, { at: place, name }] of tables.entries()) {
      ;((await rewrite(owner, place, tries)) ? rewritten : passedOver).push(name)
      told(name, index + 1, tables.length)
    }
    // What is known of a partitioned table as a whole is no part's own.
    for (const parent of await partitionedTables(owner)) await owner.query(`analyze ${parent}`)
  })
  const leftToDo = administrator ? await administrator(clearServer).then(() => []) : await store.asOwner(clearAsOwner)
  if (passedOver.length === 0) await noteUpkeep(store, 'purge', at)
  return { at, rewritten, passedOver, leftToDo }
}

/** A purge once a week, counted from the store's own first day. */
export async function purgeWhenDue(store: Store, options: PurgeOptions): Promise<Purged | undefined> {
  const { purge: last } = await lastUpkeep(store)
  if (last && store.clock.now().getTime() - last.getTime() < days(7)) return undefined
  return purge(store, options)
}

/** Somebody used these tables for so long that they could not be written anew. */
export class PurgeLags extends OperatorProblem {
  constructor(tables: readonly string[]) {
    super({
      says: {
        de: `Die wöchentliche Bereinigung kam an ${tables.length} Tabellen nicht heran, die in Benutzung waren: ${tables.join(', ')}.`,
        en: `The weekly purge passed over ${tables.length} tables that were in use: ${tables.join(', ')}.`,
      },
      mend: {
        de: 'Sie versucht es stündlich erneut. Bleibt es dabei, beenden Sie, was die Tabellen festhält (pg_stat_activity), oder führen Sie „obhut purge“ zu einer ruhigen Zeit aus.',
        en: "It tries again every hour. If this stays, end what holds the tables (pg_stat_activity), or run 'obhut purge' at a quiet time.",
      },
    })
  }
}

async function partitionedTables(owner: ClientBase): Promise<string[]> {
  const { rows } = await owner.query<{ at: string }>(`
    select format('%I.%I', n.nspname, c.relname) as at from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'p' and n.nspname !~ '^(pg_|information_schema)' and pg_has_role(c.relowner, 'usage')`)
  return rows.map(row => row.at)
}

async function everyTable(owner: ClientBase): Promise<{ at: string; name: string }[]> {
  const { rows } = await owner.query<{ schema: string; name: string }>(`
    select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema)' and pg_has_role(c.relowner, 'usage') order by pg_relation_size(c.oid), 1, 2`)
  return rows.map(({ schema, name }) => ({ at: `${id(schema)}.${id(name)}`, name: `${schema}.${name}` }))
}

/** Waits two seconds for whoever uses the table, and lets them go first: everybody who comes after waits for us. */
async function rewrite(owner: ClientBase, table: string, tries: number): Promise<boolean> {
  for (let left = tries; left > 0; left--) {
    await owner.query(`set lock_timeout = '2s'`)
    try {
      await owner.query(`vacuum (full, analyze) ${table}`)
      return true
    } catch (error) {
      const { code } = error as { code?: string }
      if (code === '42P01') return true // dropped meanwhile
      if (code !== '55P03') throw error
      await pause(500)
    } finally {
      await owner.query('reset lock_timeout')
    }
  }
  return false
}

/**
 * Old statistics go with a rewrite of their table; the log goes with a checkpoint after it has begun a new segment,
 * where segments are not used again.
 */
async function clearServer(administrator: ClientBase): Promise<void> {
  await administrator.query(forgetEmpty)
  await administrator.query('vacuum (full) pg_catalog.pg_statistic')
  await administrator.query('checkpoint')
  for (let left = 64; left > 0; left--) {
    await newSegment(administrator)
    await administrator.query('checkpoint')
    if (!(await hasOldSegments(administrator))) return
  }
}

async function newSegment(administrator: ClientBase): Promise<void> {
  await administrator.query(`select pg_logical_emit_message(false, 'obhut', '')`)
  await administrator.query('select pg_switch_wal()')
}

/** Segments that lie ready for later use hold what they held before. */
async function hasOldSegments(administrator: ClientBase): Promise<boolean> {
  const {
    rows: [row],
  } = await administrator.query<{ more: boolean }>(
    'select count(*) filter (where name > pg_walfile_name(pg_current_wal_lsn())) > 0 as more from pg_ls_waldir() where name ~ $1',
    ['^[0-9A-F]{24}$'],
  )
  return row?.more === true
}

/** ANALYZE finds nothing new in an empty table and lets stand what it knew of the rows that were there. */
const forgetEmpty = `
  delete from pg_catalog.pg_statistic s using pg_catalog.pg_class c, pg_catalog.pg_namespace n
  where c.oid = s.starelid and n.oid = c.relnamespace and c.reltuples <= 0 and n.nspname !~ '^(pg_|information_schema)'`

const onServer = [
  `As the administrator of the server, in this database: ${forgetEmpty.replaceAll(/\s+/g, ' ').trim()};`,
  'And then: VACUUM FULL pg_catalog.pg_statistic; CHECKPOINT; SELECT pg_switch_wal(); CHECKPOINT;',
  'With wal_recycle = off no segment of the log is used again with what it held. Replicas, archived log and the server’s own backups have a life of their own.',
]

/** On a server of somebody else's we do what our login may, and say the rest. */
async function clearAsOwner(owner: ClientBase): Promise<readonly string[]> {
  try {
    await clearServer(owner)
    return onServer.slice(2)
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error
    return onServer
  }
}
