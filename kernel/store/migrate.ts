import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import pg, { type ClientBase } from 'pg'
import { DatabaseRefusal, withoutValues } from '../problems/errors.ts'
import { storeDiffers, WordedError } from '../problems/worded.ts'

/** SQL that brings the tables from one shape to the next: dated, run once, and never changed afterwards. */
export interface Migration {
  readonly name: string
  readonly sql: string
  readonly hash: string
}

export async function migrationsIn(directories: readonly string[]): Promise<Migration[]> {
  const found = await Promise.all(
    directories.map(async directory => {
      const files = await readdir(directory).catch(() => [])
      return Promise.all(
        files
          .filter(file => file.endsWith('.sql'))
          .sort()
          .map(async file => {
            const sql = await readFile(join(directory, file), 'utf8')
            return { name: basename(file, '.sql'), sql, hash: createHash('sha256').update(sql).digest('hex') }
          }),
      )
    }),
  )
  // By date; of one day in the order in which the modules are listed, which is that in which they build on each other.
  return found.flat().sort((a, b) => (dateOf(a) < dateOf(b) ? -1 : dateOf(a) > dateOf(b) ? 1 : 0))
}

/**
 * A migration that the database refused, by what it names of ours: its own name and its line where PostgreSQL knows it,
 * table, column and constraint. Never by its message or detail, which repeat a row's values.
 */
export class MigrationFailed extends WordedError {
  readonly told = storeDiffers
  constructor(migration: string, line: number | undefined, refusal: DatabaseRefusal) {
    const { table, column, constraint, message } = refusal
    const at = [
      ...(line === undefined ? [] : [`line ${line}`]),
      ...(table === undefined ? [] : [`table ${table}`]),
      ...(column === undefined ? [] : [`column ${column}`]),
      ...(constraint === undefined ? [] : [`constraint ${constraint}`]),
    ]
    super(`migration ${migration} failed${at.length ? ` (${at.join(', ')})` : ''}: ${message}`, { cause: refusal })
    this.name = 'MigrationFailed'
  }
}

function failed({ name, sql }: Migration, error: unknown): unknown {
  const known = withoutValues(error)
  if (!(known instanceof DatabaseRefusal)) return known
  const position = error instanceof pg.DatabaseError ? Number(error.position) : Number.NaN
  return new MigrationFailed(
    name,
    Number.isNaN(position) ? undefined : sql.slice(0, position).split('\n').length,
    known,
  )
}

/** `20261129` or, to the minute, `202611291820`. */
const dateOf = ({ name }: Migration): string => (/^\d+/.exec(name)?.[0] ?? '').padEnd(12, '0')

/**
 * Applies what the store lacks, in the transaction of whoever asks, and says which. One that was changed after it ran
 * is refused.
 */
export async function migrate(owner: ClientBase, migrations: readonly Migration[], now: Date): Promise<string[]> {
  const {
    rows: [known],
  } = await owner.query<{ there: boolean }>(`select to_regclass('obhut.migration') is not null as there`)
  const done = new Map(
    known?.there
      ? (await owner.query<{ name: string; hash: string }>('select name, hash from obhut.migration')).rows.map(row => [
          row.name,
          row.hash,
        ])
      : [],
  )
  const changed = migrations.filter(one => done.has(one.name) && done.get(one.name) !== one.hash)
  if (changed.length)
    throw new Error(
      `Migrations were changed after they had run here: ${changed.map(one => one.name).join(', ')}. Put their text back, and make the change in a migration of its own.`,
    )

  const missing = migrations.filter(one => !done.has(one.name))
  for (const one of missing) {
    // What is checked at the end of a transaction is checked here, so that the next one may alter the same table.
    await owner.query(`${one.sql}\n; set constraints all immediate`).catch((error: unknown) => {
      throw failed(one, error)
    })
    await owner.query('insert into obhut.migration (name, hash, at) values ($1, $2, $3)', [one.name, one.hash, now])
  }
  return missing.map(one => one.name)
}
