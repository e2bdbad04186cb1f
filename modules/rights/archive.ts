import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { Stating } from '../../platform/services.ts'
import type { FileInCopy, Snapshot } from '../../kernel/rows/copy.ts'
import { portableSchema, portableTables } from '../../kernel/rights/portable.ts'
import type { Unreadable } from '../../kernel/rows/unreadable.ts'
import type { Units } from '../../kernel/store/units.ts'
import type { DataSubject } from '../../kernel/declare/subject.ts'
import { csvLine, csvStart, dialectFor, type Cell, type Dialect } from '../../kernel/text/csv.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { groupsOf } from './my-data.ts'

/** What a copy is made of and for whom. */
export interface Taking {
  readonly store: Units
  readonly stating: Stating
  readonly subject: DataSubject
  readonly language: Language
  /** The moment that all of it is read at. */
  readonly snapshot: Snapshot
}

type Part = readonly [name: string, content: () => AsyncIterable<string> | Iterable<string>]

/**
 * A ZIP that is written while it is read: one part after the other, and memory stays bounded however much there is. Files
 * come last, as they are: what people keep as files is packed already. What could not be read is named behind them.
 */
function zipOf(taking: Taking, parts: readonly Part[], files: readonly FileInCopy[]): Readable {
  const zip = new ZipFile()
  const how = { mtime: taking.snapshot.at, mode: 0o100600 }
  const entries = [
    ...parts.map(([name, content]) => ({ name, content, how })),
    ...files.map(({ path, content }) => ({ name: path, content, how: { ...how, compress: false } })),
  ]
  const ends = (): void => {
    const unreadable = taking.snapshot.unreadable()
    if (unreadable.length)
      zip.addBuffer(Buffer.from(whatIsMissing(taking, unreadable)), missingIn[taking.language], how)
    zip.end()
  }
  for (const [index, { name, content, how }] of entries.entries())
    zip.addReadStreamLazy(name, how, done => {
      const all = index === entries.length - 1 ? followedBy(content(), ends) : content()
      done(null, Readable.from(all, { objectMode: false }))
    })
  return Readable.from(zip.outputStream, { objectMode: false })
}

type Content = AsyncIterable<string | Buffer> | Iterable<string>

async function* followedBy(content: Content, ends: () => void): AsyncGenerator<string | Buffer> {
  yield* content
  ends()
}

const missingIn = { de: 'FEHLT.txt', en: 'MISSING.txt' }

function whatIsMissing({ stating, language }: Taking, unreadable: readonly Unreadable[]): string {
  const { privacyContact } = stating.manifest
  const list = [
    ...unreadable.flatMap(({ at, path }) => (path === undefined ? [] : [`  ${path} (${at})`])),
    ...[
      ...Map.groupBy(
        unreadable.filter(({ path }) => path === undefined),
        ({ at }) => at,
      ),
    ].map(([at, { length }]) => `  ${at} (${length})`),
  ]
  return (
    language === 'de'
      ? [
          'In dieser Kopie fehlt etwas, weil es bei uns beschädigt ist und sich nicht lesen lässt. Alles andere ist vollständig.',
          'Dateien brechen an der beschädigten Stelle ab; andere Angaben sind leer:',
          ...list,
          '',
          `Wir wissen davon. Fragen: ${privacyContact.mail}.`,
          '',
        ]
      : [
          'Something is missing from this copy, as it is damaged in our store and cannot be read. Everything else is complete.',
          'Files end where they are damaged; other details are empty:',
          ...list,
          '',
          `We know about it. Questions: ${privacyContact.mail}.`,
          '',
        ]
  ).join('\r\n')
}

/**
 * Everything held, table by table, as JSON and as CSV, with what it is for, from where, for whom and until when (Art.
 * 15(3) GDPR).
 */
export async function copyAsZip(taking: Taking): Promise<Readable> {
  const { store, stating, subject, language } = taking
  const { at } = taking.snapshot
  const groups = groupsOf(store, stating, subject, await taking.snapshot.held(), language)
  const { company, effective, authority, privacyContact } = stating.manifest
  const about = {
    article: 'Art. 15(3) GDPR',
    madeAt: at,
    controller: company.name,
    contact: privacyContact.mail,
    authority: authority.name,
    statement: effective,
    held: groups,
  }
  const tables = groups.flatMap(group => group.items.map(item => item))
  return zipOf(
    taking,
    [
      [
        { de: 'LIESMICH.txt', en: 'README.txt' }[language],
        () => [
          readMe(
            taking,
            tables.map(item => ({ name: item.table, title: item.title, rows: item.rows })),
            at,
          ),
        ],
      ],
      ['about.json', () => [JSON.stringify(about, null, 1)]],
      ...tables.flatMap(({ table, columns }): Part[] => {
        const names = columns.filter(({ secret }) => !secret).map(({ name }) => name)
        return [
          [`json/${table}.json`, () => asJson(rowsOf(taking, table))],
          [`csv/${table}.csv`, () => asCsv(rowsOf(taking, table), names, dialectFor(language))],
        ]
      }),
    ],
    await filesIn(
      taking,
      tables.map(({ table }) => ({ table })),
    ),
  )
}

/** What the person provided, typed, with its schema (Art. 20 GDPR). */
export async function portableAsZip(taking: Taking): Promise<Readable> {
  const { store, stating, subject } = taking
  const { at } = taking.snapshot
  return zipOf(
    taking,
    [
      ['data.json', () => portableJson(taking, at)],
      [
        'schema.json',
        () => [
          JSON.stringify(
            portableSchema(store, subject.kind, `Data of one person, provided to ${stating.manifest.company.name}`),
            null,
            1,
          ),
        ],
      ],
    ],
    await filesIn(
      taking,
      portableTables(store, subject.kind).map(({ table, columns }) => ({ table: table.name, columns })),
    ),
  )
}

async function* portableJson(taking: Taking, at: Date): AsyncGenerator<string> {
  const { store, stating, subject } = taking
  yield `{"controller":${JSON.stringify(stating.manifest.company.name)},"madeAt":${JSON.stringify(at)},"data":{`
  let first = true
  for (const { table, columns } of portableTables(store, subject.kind)) {
    yield `${first ? '' : ','}\n${JSON.stringify(table.name)}:`
    first = false
    yield* asJson(only(rowsOf(taking, table.name, columns), columns))
  }
  yield '}}\n'
}

async function* only(pages: AsyncGenerator<Rows>, columns: readonly string[]): AsyncGenerator<Rows> {
  for await (const rows of pages) yield rows.map(row => Object.fromEntries(columns.map(name => [name, row[name]])))
}

type Rows = readonly Readonly<Record<string, unknown>>[]
const rowsOf = ({ snapshot }: Taking, table: string, alsoKeys?: readonly string[]): AsyncGenerator<Rows> =>
  snapshot.rowsOf(table, alsoKeys)

/** The files of these tables, in all of their columns or in these. */
async function filesIn(
  { snapshot }: Taking,
  tables: readonly { readonly table: string; readonly columns?: readonly string[] }[],
): Promise<FileInCopy[]> {
  const files: FileInCopy[] = []
  for (const { table, columns } of tables) for await (const file of snapshot.filesOf(table, columns)) files.push(file)
  return files
}

async function* asJson(pages: AsyncGenerator<Rows>): AsyncGenerator<string> {
  yield '['
  let first = true
  for await (const rows of pages) {
    yield rows.map((row, index) => `${first && index === 0 ? '' : ','}\n${JSON.stringify(row)}`).join('')
    first = false
  }
  yield ']'
}

async function* asCsv(pages: AsyncGenerator<Rows>, names: readonly string[], dialect: Dialect): AsyncGenerator<string> {
  yield csvStart(dialect) + csvLine(names, dialect)
  for await (const rows of pages)
    yield rows
      .map(row =>
        csvLine(
          names.map(name => row[name] as Cell),
          dialect,
        ),
      )
      .join('')
}

function readMe(
  { stating, language }: Taking,
  tables: readonly { readonly name: string; readonly title: string; readonly rows: number }[],
  at: Date,
): string {
  const { company, privacyContact, authority } = stating.manifest
  const list = tables.map(({ name, title, rows }) => `  ${name}: ${title} (${rows})`).join('\r\n')
  return (
    language === 'de'
      ? [
          `Ihre Daten bei ${company.name}, ${at.toISOString()}`,
          '',
          'about.json sagt zu jeder Angabe, woher sie stammt, wozu sie dient, auf welcher Rechtsgrundlage, wer sie erhält und wie lange sie bleibt.',
          'json/ und csv/ enthalten dasselbe in zwei Formen, je Bereich eine Datei:',
          list,
          '',
          `Fragen: ${privacyContact.mail}. Beschwerden: ${authority.name}, ${authority.street}, ${authority.postcode} ${authority.city}.`,
          '',
        ]
      : [
          `Your data at ${company.name}, ${at.toISOString()}`,
          '',
          'about.json says of each item where it came from, what it serves, on which legal basis, who receives it and how long it stays.',
          'json/ and csv/ hold the same in two forms, one file for each area:',
          list,
          '',
          `Questions: ${privacyContact.mail}. Complaints: ${authority.name}, ${authority.street}, ${authority.postcode} ${authority.city}.`,
          '',
        ]
  ).join('\r\n')
}
