import pg, { type ClientBase } from 'pg'
import { migrate, type Migration } from '../store/migrate.ts'
import type { KeySource } from '../vault/generations.ts'
import { openVault } from '../vault/opening.ts'
import { BadBackup, type Opener } from './container.ts'
import { readBoth, refuseUnlike } from './backup.ts'
import { makeRoomForKey, settleKey } from './key-of-marks.ts'
import { placed, plainly, saysWhatIsStated, type BackupFacts, type Begins } from './contents.ts'
import { rowsIn, rowsOut } from './copying.ts'
import { tally, type Frame } from './frames.ts'
import { transaction } from '../problems/transaction.ts'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

/** There is something already where a backup was to be restored. */
export class NotEmpty extends Error {
  constructor() {
    super(
      'This store is not empty, and a backup is restored into an empty one only. Choose another folder or database, and move over when you have looked at it.',
    )
    this.name = 'NotEmpty'
  }
}

export interface Restoring {
  readonly owner: ClientBase
  readonly file: string
  /** The file of wrapped keys; without it nothing that is encrypted opens. */
  readonly keys: string
  readonly opener: Opener
  /** What opens the file of wrapped keys, where that is something else. */
  readonly keysOpener?: Opener
  readonly migrations: readonly Migration[]
  /** The master keys that the restored store will be opened with: where they do not fit, nothing is restored. */
  readonly vault?: KeySource
  readonly now: Date
  /**
   * Looks at the statement of the backup, in the transaction that it comes in; what it throws leaves the database
   * empty.
   */
  readonly stated?: (owner: ClientBase) => Promise<void>
  readonly told?: (table: string, rows: number) => void
}

export interface Restored {
  readonly about: BackupFacts
  readonly tables: number
  readonly rows: number
}

/**
 * Fills an empty database from a backup: the structure by the letters that it was made under, then all rows in one
 * transaction, counted and compared before it ends, and tried with the master keys of the vault. Killed in between, or
 * without the right keys, it leaves an empty store. Roles and policies, and what the ledger holds, are the next
 * start's.
 */
export async function restore({
  owner,
  file,
  keys,
  opener,
  keysOpener = opener,
  migrations,
  vault,
  now,
  stated = async () => {},
  told = () => {},
}: Restoring): Promise<Restored> {
  await owner.query(`select pg_advisory_lock(hashtext('obhut prepare'))`)
  try {
    await refuseFilled(owner)
    const { data, wrapped } = await readBoth({ file, opener, keys, keysOpener })
    return transaction(owner, async () => {
      await migrate(owner, lettersOf(data.about, migrations), now)
      await owner.query(`${plainly}; set constraints all deferred`)
      await empty(owner)
      const filled = await fill(
        owner,
        data.frames,
        file,
        afterAll(saysWhatIsStated, () => stated(owner), told),
      )
      await makeRoomForKey(owner)
      await fill(owner, wrapped.frames, keys, told, 'where there is a table')
      await settleKey(owner, { file, keys })
      await letArrive(owner)
      await nothingDerived(owner)
      await dropKeysWithoutRows(owner)
      await countOn(owner)
      if (vault) await openVault(owner, vault)
      return { about: data.about, ...filled }
    })
  } finally {
    await owner.query(`select pg_advisory_unlock(hashtext('obhut prepare'))`)
  }
}

/** Does something once these tables are filled. */
function afterAll(tables: readonly string[], does: () => Promise<void>, told: Told): Told {
  const missing = new Set(tables)
  return async (table, rows) => {
    await told(table, rows)
    if (missing.delete(table) && missing.size === 0) await does()
  }
}

async function refuseFilled(owner: ClientBase): Promise<void> {
  const {
    rows: [there],
  } = await owner.query<{ store: boolean }>(`select to_regclass('obhut.store') is not null as store`)
  if (!there?.store) return
  const {
    rows: [row],
  } = await owner.query<{ some: boolean }>('select exists (select from obhut.store) as some')
  if (row?.some) throw new NotEmpty()
}

/** The letters that made the structure of the backup; later ones follow at the next start. */
function lettersOf({ migrations: then }: BackupFacts, now: readonly Migration[]): Migration[] {
  const names = new Map(then.map(one => [one.name, one.hash]))
  const unknown = then.filter(one => !now.some(({ name, hash }) => name === one.name && hash === one.hash))
  if (unknown.length)
    throw new BadBackup(
      `This backup was made by another version of Obhut (${unknown.map(one => one.name).join(', ')} is not known here). Restore it with that version, or a later one.`,
    )
  return now.filter(one => names.has(one.name))
}

/** What the letters themselves put in comes with the backup again. */
async function empty(owner: ClientBase): Promise<void> {
  const { rows } = await owner.query<{ at: string }>(`
    select format('%I.%I', n.nspname, c.relname) as at from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not exists (select from pg_inherits i where i.inhrelid = c.oid) and n.nspname !~ '^(pg_|information_schema)'`)
  for (const { at } of rows) await owner.query(`delete from ${at}`)
}

type Told = (table: string, rows: number) => void | Promise<void>

async function fill(
  owner: ClientBase,
  frames: AsyncGenerator<Frame>,
  file: string,
  told: Told,
  into: 'every table' | 'where there is a table' = 'every table',
): Promise<{ tables: number; rows: number }> {
  let [tables, rows, whole] = [0, 0, false]
  for (let next = await frames.next(); !next.done; next = await frames.next()) {
    const frame = next.value
    if (frame.is === 'rows') throw new BadBackup(`${file} is damaged: rows without a table.`)
    if (frame.facts['whole']) {
      whole = true
      continue
    }
    const begins = frame.facts as unknown as Begins // encrypted by us, so it has this shape
    const end: { facts?: Readonly<Record<string, unknown>> } = {}
    // The newest keys may come from a later version than the data.
    if (into === 'where there is a table' && !(await isThere(owner, begins.table))) {
      for await (const _ of rowsUntilEnd(frames, end));
      continue
    }
    await makeLeaves(owner, begins)
    const place = `${placed(begins.table)} (${begins.columns.map(id).join(', ')})`
    await rowsIn(owner, place, rowsUntilEnd(frames, end))
    if (!end.facts) throw new BadBackup(`The end of ${file} is missing. Take another one.`)
    await compare(owner, begins, end.facts)
    tables += 1
    rows += Number(end.facts['rows'])
    await told(begins.table, Number(end.facts['rows']))
  }
  if (!whole) throw new BadBackup(`The end of ${file} is missing. Take another one.`)
  return { tables, rows }
}

async function* rowsUntilEnd(
  frames: AsyncGenerator<Frame>,
  end: { facts?: Readonly<Record<string, unknown>> },
): AsyncGenerator<Buffer> {
  for (let next = await frames.next(); !next.done; next = await frames.next()) {
    if (next.value.is === 'facts') {
      end.facts = next.value.facts
      return
    }
    yield Buffer.concat(next.value.rows)
  }
}

/** What stands in the table now is what stood in the backed-up one. */
async function compare(
  owner: ClientBase,
  { table, columns }: Begins,
  told: Readonly<Record<string, unknown>>,
): Promise<void> {
  const counted = tally()
  for await (const row of rowsOut(owner, `select ${columns.map(id).join(', ')} from ${placed(table)}`)) counted.add(row)
  refuseUnlike(table, counted.sum(), told)
}

const isThere = async (owner: ClientBase, table: string): Promise<boolean> =>
  (await owner.query<{ there: boolean }>('select to_regclass($1) is not null as there', [placed(table)])).rows[0]
    ?.there === true

const range = /^FOR VALUES FROM \('([^']+)'\) TO \('([^']+)'\)$/

async function makeLeaves(owner: ClientBase, { table, leaves }: Begins): Promise<void> {
  for (const { name, bounds } of leaves) {
    const [, from, to] = range.exec(bounds) ?? []
    if (from === undefined || to === undefined)
      throw new BadBackup(`The part ${name} of table ${table} has bounds that are not known here.`)
    if (await isThere(owner, name)) continue
    await owner.query(
      `create table ${placed(name)} (like ${placed(table)} including defaults including constraints including indexes)`,
    )
    await owner.query(
      `alter table ${placed(table)} attach partition ${placed(name)} for values from (${literal(from)}) to (${literal(to)})`,
    )
  }
}

/** A backup holds rows alone: policies, triggers and grants are made at the start, and nobody took them away by hand. */
async function nothingDerived(owner: ClientBase): Promise<void> {
  await owner.query('update obhut.store set applied = null')
  const {
    rows: [has],
  } = await owner.query<{ derived: boolean }>(`select to_regclass('obhut.derived') is not null as derived`)
  if (has?.derived) await owner.query('delete from obhut.derived')
}

/** The newest keys may know rows that this older backup does not. */
async function dropKeysWithoutRows(owner: ClientBase): Promise<void> {
  const { rows: kept } = await owner.query<{ table: string }>('select distinct kept_in as table from obhut.row_key')
  for (const { table } of kept)
    await owner.query(
      `delete from obhut.row_key k where k.kept_in = $1 and not exists (select from ${placed(table)} t where t.id = k.id)`,
      [table],
    )
}

/**
 * Rows come back into their tables; an entry of the log that has no seal yet gets it from where entries arrive. It is
 * not taken for one that somebody wrote just now with a time of the past.
 */
async function letArrive(owner: ClientBase): Promise<void> {
  const {
    rows: [log],
  } = await owner.query<{ arrives: boolean; timed: boolean }>(
    `select to_regclass('obhut.audit_entry_arriving') is not null as arrives,
      exists (select from pg_attribute where attrelid = to_regclass('obhut.audit_entry_arriving') and attname = 'arrived') as timed`,
  )
  if (!log?.arrives) return
  // By name: a column that came later stands behind the time of arrival there.
  const { rows } = await owner.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = 'obhut.audit_entry'::regclass and attnum > 0 and not attisdropped order by attnum`,
  )
  const columns = rows.map(({ name }) => id(name)).join(', ')
  await owner.query(
    `with waiting as (delete from only obhut.audit_entry where seal is null returning *)
     insert into obhut.audit_entry_arriving (${columns}${log.timed ? ', arrived' : ''}) select ${columns}${log.timed ? ', at' : ''} from waiting`,
  )
}

/** Numbers that the database gives by itself go on where they were. */
async function countOn(owner: ClientBase): Promise<void> {
  const { rows } = await owner.query<{ at: string; name: string; sequence: string }>(`
    select format('%I.%I', n.nspname, c.relname) as at, a.attname as name, pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) as sequence
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not exists (select from pg_inherits i where i.inhrelid = c.oid) and a.attnum > 0 and not a.attisdropped and n.nspname !~ '^(pg_|information_schema)'
      and pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) is not null`)
  for (const { at, name, sequence } of rows)
    await owner.query(`select setval($1::regclass, coalesce((select max(${id(name)}) from ${at}), 0) + 1, false)`, [
      sequence,
    ])
}
