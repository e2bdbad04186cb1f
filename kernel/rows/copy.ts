import pg, { type ClientBase } from 'pg'
import { isThrough, liesWithin, possessionsOf, spansOf } from '../enforce/possessions.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'
import { isPart, isSetAside, partsOf, wholeTable, type Part } from '../declare/persons.ts'
import { catalogueName, placeOf, snake, type AnyTable, type Tells } from '../declare/table.ts'
import { qualified } from '../declare/qualified.ts'
import { fileColumnsOf } from '../declare/file-columns.ts'
import { filesBeside } from '../files/beside.ts'
import { behindPseudonym, isBehindPseudonym } from '../pseudonyms/behind.ts'
import { besideEncrypted } from '../vault/beside.ts'
import { isDamage, missed, type Missed, type Unreadable } from './unreadable.ts'
import { column } from './walk.ts'
import type { DataSubject } from '../declare/subject.ts'

const { escapeLiteral: literal } = pg

/** One table's rows about a person; columns that hold secrets (hashes) are named and not shown. */
export interface HeldRows {
  readonly table: AnyTable
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** Whether its rows are a kind of person's own, by their subject. */
export const isOwnedBy = ({ about }: AnyTable, kind: string): boolean =>
  about.who === 'owner' && (about.kinds.length === 0 || about.kinds.some(one => one.kind === kind))
export const isAbout = (table: AnyTable, kind: string): boolean =>
  table.about.who === 'through' || isOwnedBy(table, kind) || isBehindPseudonym(table, kind)

/** The tables that hold anything about a kind of person, also those in whose rows such a person is a further one; a file
 * is told with the row that it belongs to. */
export const tablesAbout = (store: Units, kind: string): AnyTable[] =>
  [...store.declarations.tables.values()].flatMap(table => [
    ...(isAbout(table, kind) && !isSetAside(table) && !table.holdsFiles ? [table] : []),
    ...partsOf(table, kind),
  ])

const shown = (table: AnyTable): string[] =>
  Object.entries(table.columns)
    .filter(([, facts]) => !facts.secret)
    .map(([name]) => name)
export const secretsOf = (table: AnyTable): string[] =>
  Object.entries(table.columns)
    .filter(([, facts]) => facts.secret)
    .map(([name]) => name)

/** From where a person's rows of a table come; `$1` is the subject. */
async function source(client: ClientBase, store: Units, table: AnyTable, { id }: DataSubject): Promise<string> {
  if (table.about.who === 'pseudonym')
    return `${qualified(table)} t where $1::uuid is not null and ${await behindPseudonym(client, store, table, id)}`
  if (isPart(table)) return `${partsFrom(table.part)}${told(table)}`
  if (!isThrough(table)) return `${qualified(table)} t where t.subject = $1${told(table)}`
  const spans = spansOf(possessionsOf(table.about), 'h.subject = $1')
  return `${qualified(table)} t where ${liesWithin(table.about.through, spans, 't.')}`
}

const told = ({ toldFrom }: AnyTable): string =>
  toldFrom === undefined ? '' : ` and (t.${column(toldFrom)} is null or t.${column(toldFrom)} <= obhut.reached())`

/**
 * The rows in which somebody stands as a further person, and what of such rows lies apart. Rows that are about the person
 * anyway are shown as these.
 */
function partsFrom({ whole, person }: Part): string {
  const apart = `select k.* from obhut.set_aside a, pg_catalog.jsonb_populate_record(null::${qualified(whole)}, a.kept) k
    where a.subject = $1 and a.kept_in = ${literal(catalogueName(whole))} and a.person = ${literal(snake(person.column))}`
  return `(select r.* from ${qualified(whole)} r where r.${column(person.column)} = $1 and r.subject <> $1 union all ${apart}) t where true`
}

export interface RowCount {
  readonly table: AnyTable
  readonly rows: number
}

/** How many rows each table holds about a person. */
export async function countRows(store: Units, subject: DataSubject): Promise<RowCount[]> {
  await wholeOf(store).readsKept()
  return wholeOf(store).desk('rights', client => counted(client, store, subject))
}

export async function counted(client: ClientBase, store: Units, subject: DataSubject): Promise<RowCount[]> {
  const held = []
  for (const table of tablesAbout(store, subject.kind)) {
    const {
      rows: [row],
    } = await client.query<{ n: number }>(`select count(*) as n from ${await source(client, store, table, subject)}`, [
      subject.id,
    ])
    held.push({ table, rows: row?.n ?? 0 })
  }
  return held
}

/** All that is held about a person as it stood at one moment, to be read table by table, each as often as one likes. */
export interface Snapshot {
  readonly at: Date
  held(): Promise<readonly RowCount[]>
  /** The rows of a table in pages; one table at a time. */
  rowsOf(table: string, alsoKeys?: readonly string[]): AsyncGenerator<HeldRows['rows']>
  /** The files of a table's rows, in those of these columns that have any. */
  filesOf(table: string, columns?: readonly string[]): AsyncGenerator<FileInCopy>
  /** What could not be read so far of all that was asked for; the copy goes on without it. */
  unreadable(): readonly Unreadable[]
}

/** A file as a copy has it: under the path that stands in its row. */
export interface FileInCopy {
  readonly path: string
  /**
   * Read one after the other, and while nothing else is read of the same snapshot. One that is damaged ends where it is,
   * and stands among what could not be read.
   */
  readonly content: () => AsyncGenerator<Buffer>
}

/**
 * Reads a person's data at one moment, however often and for however long; what comes or goes meanwhile is not seen.
 */
export async function atOneMoment<R>(
  store: Units,
  subject: DataSubject,
  work: (snapshot: Snapshot) => Promise<R>,
): Promise<R> {
  await wholeOf(store).readsKept()
  return wholeOf(store).desk(
    'rights',
    (client, at) => {
      const without = missed()
      return work({
        at,
        unreadable: () => without.all,
        held: () => counted(client, store, subject),
        async *rowsOf(name, alsoKeys) {
          const table = tablesAbout(store, subject.kind).find(one => one.name === name)
          if (table) yield* rowsOf(client, store, table, subject, alsoKeys, without)
        },
        async *filesOf(name, columns) {
          const table = tablesAbout(store, subject.kind).find(one => one.name === name)
          if (table) yield* filesOf(client, store, table, subject, { only: columns, without })
        },
      })
    },
    { snapshot: true },
  )
}

/**
 * Everything held about a person (Art. 15 GDPR), table by table in pages, as it stood at one moment; memory stays
 * bounded.
 */
export async function* copyOf(
  store: Units,
  subject: DataSubject,
  only?: readonly string[],
  alsoKeys?: readonly string[],
): AsyncGenerator<HeldRows> {
  await wholeOf(store).readsKept()
  const pages = channel<HeldRows>()
  const reading = wholeOf(store)
    .desk(
      'rights',
      async client => {
        for (const table of tablesAbout(store, subject.kind)) {
          if (only && !only.includes(table.name)) continue
          for await (const rows of rowsOf(client, store, table, subject, alsoKeys))
            if (!(await pages.put({ table, rows }))) return
        }
      },
      { snapshot: true },
    )
    .then(
      () => {
        pages.end()
      },
      error => {
        pages.end(error)
      },
    )
  try {
    yield* pages.take()
  } finally {
    pages.stop()
    await reading
  }
}

/** A column of the row that this one refers to. */
const besideIt = ({ of, by }: Tells, name: string): string =>
  `(select b.${column(name)} from ${qualified(of())} b where b.id = t.${column(by)})`

const pageSize = 1000

async function* rowsOf(
  client: ClientBase,
  store: Units,
  table: AnyTable,
  subject: DataSubject,
  alsoKeys: readonly string[] = [],
  without?: Missed,
): AsyncGenerator<Record<string, unknown>[]> {
  const keys = [...table.key, ...(table.tenanted ? ['tenant'] : [])]
  const names = [...new Set([...keys.filter(name => alsoKeys.includes(name)), ...shown(table)])]
  const { fields, open } = besideEncrypted(
    wholeOf(store).vault,
    wholeTable(table),
    names,
    isPart(table) ? 'may be lost' : undefined,
    without &&
      ((column, row) => {
        without.note(row, { at: `${table.name}.${column}` })
      }),
  )
  const { tells } = table
  const told = Object.keys(tells?.columns ?? {})
  const list =
    [
      ...names.map(name => `t.${column(name)} as ${column(name)}`),
      ...(tells ? told.map(name => `${besideIt(tells, name)} as ${column(name)}`) : []),
      ...fields,
    ].join(', ') || '1 as held'
  const order = [
    ...(table.latestFirst ? [`t.${column(table.latestFirst)} desc`] : []),
    ...table.key.map(name => `t.${column(name)}`),
  ].join(', ')
  const cursor = pg.escapeIdentifier(`copy_${placeOf(table).schema}_${placeOf(table).name}`)
  await client.query(
    `declare ${cursor} no scroll cursor for select ${list} from ${await source(client, store, table, subject)} order by ${order}`,
    [subject.id],
  )
  try {
    for (;;) {
      const { rows } = await client.query<Record<string, unknown>>(`fetch ${pageSize} from ${cursor}`)
      if (rows.length)
        yield await withPaths(
          client,
          store,
          table,
          rows.map(open).map(row => Object.fromEntries([...told, ...names].map(name => [name, row[snake(name)]]))),
        )
      if (rows.length < pageSize) return
    }
  } finally {
    await client.query(`close ${cursor}`)
  }
}

/** The path of a file in a copy: readable, and another one for each file. */
const pathOf = ({ told: { id, name } }: { readonly told: { readonly id: string; readonly name: string } }): string => {
  const dot = name.lastIndexOf('.')
  return `files/${name.slice(0, dot)}-${id.slice(0, 8)}${id.slice(-4)}${name.slice(dot)}`
}

/** Rows with the paths of their files in place of the files' ids. */
async function withPaths(
  client: ClientBase,
  store: Units,
  table: AnyTable,
  rows: Record<string, unknown>[],
): Promise<Record<string, unknown>[]> {
  const columns = fileColumnsOf(table).map(({ name }) => name)
  if (columns.length === 0) return rows
  const ids = rows.flatMap(row => columns.flatMap(name => (row[name] as string | null | undefined) ?? []))
  const files = await filesBeside(client, wholeOf(store).vault, ids)
  return rows.map(row => ({
    ...row,
    ...Object.fromEntries(
      columns
        .filter(name => typeof row[name] === 'string')
        .map(name => {
          const file = files.get(row[name] as string)
          return [name, file ? pathOf(file) : null]
        }),
    ),
  }))
}

async function* filesOf(
  client: ClientBase,
  store: Units,
  table: AnyTable,
  subject: DataSubject,
  { only, without }: { readonly only: readonly string[] | undefined; readonly without: Missed },
): AsyncGenerator<FileInCopy> {
  for (const { name, column: of } of fileColumnsOf(table).filter(one => only?.includes(one.name) !== false)) {
    const at = `${table.name}.${of}`
    const { rows } = await client.query<{ id: string }>(
      `select t.${column(name)} as id from ${await source(client, store, table, subject)} and t.${column(name)} is not null order by 1`,
      [subject.id],
    )
    for (const { id } of rows) {
      const file = (await filesBeside(client, wholeOf(store).vault, [id])).get(id)
      if (!file) {
        without.note(id, { at })
        continue
      }
      const path = pathOf(file)
      yield { path, content: () => upToDamage(file.content(), () => without.note(id, { at, path })) }
    }
  }
}

async function* upToDamage(content: AsyncGenerator<Buffer>, damaged: () => void): AsyncGenerator<Buffer> {
  try {
    yield* content
  } catch (error) {
    if (!isDamage(error)) throw error
    damaged()
  }
}

/** Hands values from one task to another, one at a time, so that the reader sets the pace. */
function channel<T>() {
  let waiting: { value: T; taken: (goOn: boolean) => void } | undefined
  let arrived: (() => void) | undefined
  let ended: { error?: unknown } | undefined
  let stopped = false
  return {
    put: (value: T) =>
      new Promise<boolean>(taken => {
        if (stopped) return taken(false)
        waiting = { value, taken }
        arrived?.()
      }),
    end(error?: unknown) {
      ended = { error }
      arrived?.()
    },
    stop() {
      stopped = true
      waiting?.taken(false)
    },
    async *take(): AsyncGenerator<T> {
      for (;;) {
        if (!waiting && !ended)
          await new Promise<void>(resolve => {
            arrived = resolve
          })
        if (waiting) {
          const { value, taken } = waiting
          waiting = undefined
          // A reader who has enough leaves here, and the one who puts must not wait for ever.
          let goOn = false
          try {
            yield value
            goOn = true
          } finally {
            taken(goOn)
          }
        } else if (ended) {
          if (ended.error) throw ended.error
          return
        }
      }
    },
  }
}
