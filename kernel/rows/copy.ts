import type { ClientBase } from 'pg'
import { isThrough, liesWithin, possessionsOf, spansOf } from '../enforce/possessions.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'
import { placeOf, snake, type AnyTable, type Tells } from '../declare/table.ts'
import { qualified } from '../declare/qualified.ts'
import { besideEncrypted } from '../vault/beside.ts'
import { column } from './walk.ts'
import type { DataSubject } from '../declare/subject.ts'

/** One table's rows about a person; columns that hold secrets (hashes) are named and not shown. */
export interface HeldRows {
  readonly table: AnyTable
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** Whether its rows are a kind of person's own, by their subject. */
export const isOwnedBy = ({ about }: AnyTable, kind: string): boolean =>
  about.who === 'owner' && (about.kinds.length === 0 || about.kinds.some(one => one.kind === kind))
export const isAbout = (table: AnyTable, kind: string): boolean =>
  table.about.who === 'through' || isOwnedBy(table, kind)

/** The tables that hold anything about a kind of person; a file is told with the row that it belongs to. */
export const tablesAbout = (store: Units, kind: string): AnyTable[] =>
  [...store.declarations.tables.values()].filter(table => isAbout(table, kind) && !table.holdsFiles)

const shown = (table: AnyTable): string[] =>
  Object.entries(table.columns)
    .filter(([, facts]) => !facts.secret)
    .map(([name]) => name)
export const secretsOf = (table: AnyTable): string[] =>
  Object.entries(table.columns)
    .filter(([, facts]) => facts.secret)
    .map(([name]) => name)

/** From where a person's rows of a table come; `$1` is the subject. */
function source(table: AnyTable): string {
  if (!isThrough(table))
    return `${qualified(table)} t where t.subject = $1${table.toldFrom === undefined ? '' : ` and (t.${column(table.toldFrom)} is null or t.${column(table.toldFrom)} <= obhut.now())`}`
  const spans = spansOf(possessionsOf(table.about), 'h.subject = $1')
  return `${qualified(table)} t where ${liesWithin(table.about.through, spans, 't.')}`
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
    } = await client.query<{ n: number }>(`select count(*) as n from ${source(table)}`, [subject.id])
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
    (client, at) =>
      work({
        at,
        held: () => counted(client, store, subject),
        async *rowsOf(name, alsoKeys) {
          const table = tablesAbout(store, subject.kind).find(one => one.name === name)
          if (table) yield* rowsOf(client, store, table, subject, alsoKeys)
        },
      }),
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
): AsyncGenerator<Record<string, unknown>[]> {
  const keys = [...table.key, ...(table.tenanted ? ['tenant'] : [])]
  const names = [...new Set([...keys.filter(name => alsoKeys.includes(name)), ...shown(table)])]
  const { fields, open } = besideEncrypted(wholeOf(store).vault, table, names)
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
  const cursor = `copy_${placeOf(table).schema}_${placeOf(table).name}`
  await client.query(`declare ${cursor} no scroll cursor for select ${list} from ${source(table)} order by ${order}`, [
    subject.id,
  ])
  try {
    for (;;) {
      const { rows } = await client.query<Record<string, unknown>>(`fetch ${pageSize} from ${cursor}`)
      if (rows.length)
        yield rows.map(open).map(row => Object.fromEntries([...told, ...names].map(name => [name, row[snake(name)]])))
      if (rows.length < pageSize) return
    }
  } finally {
    await client.query(`close ${cursor}`)
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
