import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import { encryptedIn } from '../declare/encrypted-tables.ts'
import { snake, type AnyTable } from '../declare/table.ts'
import { PersonalData } from '../declare/terms.ts'
import { softwareAtFault, WordedError } from '../problems/worded.ts'
import { column } from '../rows/walk.ts'
import type { Store } from '../store/store.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'
import { besideEncrypted } from '../vault/beside.ts'
import { names, numbers, saidToOne, withoutKeys, type SaidToAll } from './said.ts'

/** A message as it is about to leave the platform. */
export interface Outgoing {
  /** The person whom it is about. */
  readonly subject: string
  /** The address that it goes to. */
  readonly to: string
  /** What the hand-over declares. */
  readonly fields: readonly PersonalData[]
  /** Headers that we make of nobody's data: ids alone are looked for there. */
  readonly made: string
  /** Whatever else stands in its headers, and what the person reads, both without encodings. */
  readonly headers: readonly string[]
  readonly body: readonly string[]
  readonly toAll: SaidToAll
  /** Ids of the message itself, which name nobody. */
  readonly own: readonly string[]
  /** The activity that it is sent under. */
  readonly ground: string
}

const excesses = {
  'an id': 'carries the id of a person',
  'a number': 'carries a number that identifies the person',
  'a name': 'carries the name of the person, which the hand-over does not declare',
  'a name to an unproven address': 'carries the name of the person to an address that nobody has shown to be theirs',
} as const
type Excess = keyof typeof excesses

/** What was about to leave says more than was declared. It does not leave; the value is not repeated. */
export class SaysTooMuch extends WordedError {
  readonly told = softwareAtFault
  readonly excess: Excess
  constructor(ground: string, excess: Excess, where: 'header' | 'body') {
    super(`A message of '${ground}' ${excesses[excess]} (in its ${where}). It was not sent.`)
    this.name = 'SaysTooMuch'
    this.excess = excess
  }
}

/**
 * Holds what leaves against what the platform keeps about its person, immediately before it goes: ids are in no message,
 * numbers and names only where they are declared, names only to an address that is the person's. What everybody reads
 * who gets such a message is not looked at for numbers and names.
 */
export async function refuseExcess(units: Units, message: Outgoing): Promise<void> {
  const store = wholeOf(units)
  const { fields, subject } = message
  const told = spoken(message)
  const ids = idsIn([message.made, ...message.headers, ...message.body].join('\n')).filter(
    id => !message.own.includes(id),
  )
  await store.desk('rights', async client => {
    const named = await namedIn(client, store, ids)
    const id = ids.find(one => one === subject || named.has(one))
    if (id !== undefined) refuse(message, 'an id', text => idsIn(text).includes(id))
    const known = await identifying(client, store, subject)
    const number = fields.includes(PersonalData.AccountIdentifier)
      ? undefined
      : known.numbers.find(one => told.some(text => numbers(withoutKeys(text, message.toAll), one)))
    if (number !== undefined) refuse(message, 'a number', text => numbers(text, number))
    const name = known.names.find(one => told.some(text => names(text, one)))
    if (name !== undefined && !fields.includes(PersonalData.Name)) refuse(message, 'a name', text => names(text, name))
    const isKnown = known.names.length + known.addresses.length > 0
    if (isKnown && fields.includes(PersonalData.Name) && !known.addresses.includes(message.to.toLowerCase()))
      refuse(message, 'a name to an unproven address', text => name !== undefined && names(text, name))
  })
}

/** What the body and the headers say to this person alone. The address that it goes to is declared by itself. */
function spoken({ to, toAll, headers, body }: Outgoing): readonly [body: string, headers: string] {
  const all = { ...toAll, phrases: [...toAll.phrases, to] }
  return [saidToOne(body, all), saidToOne(headers, all)]
}

function refuse(message: Outgoing, excess: Excess, isIn: (text: string) => boolean): never {
  const [body] = spoken(message)
  throw new SaysTooMuch(message.ground, excess, isIn(body) ? 'body' : 'header')
}

/** Every id in a text, with or without its hyphens. */
const idsIn = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/(?<![\da-f])[\da-f]{8}(-?)[\da-f]{4}\1[\da-f]{4}\1[\da-f]{4}\1[\da-f]{12}(?![\da-f])/gi)].map(
      ([id]) =>
        id
          .toLowerCase()
          .replaceAll('-', '')
          .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    ),
  ),
]

const aboutPersons = ({ declarations }: Store): AnyTable[] =>
  [...declarations.tables.values()].filter(({ about }) => about.who === 'owner')

/** Which of these ids are those of persons. Few messages carry any. */
async function namedIn(client: ClientBase, store: Store, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await client.query<{ subject: string }>(
    aboutPersons(store)
      .map(table => `select subject from ${qualified(table)} where subject = any($1::uuid[])`)
      .join(' union '),
    [ids],
  )
  return new Set(rows.map(({ subject }) => subject))
}

interface Identifying {
  /** First and last name together: either alone may be a word of any text. */
  readonly names: readonly string[]
  readonly numbers: readonly string[]
  /** In lower case, those that were shown to be the person's. */
  readonly addresses: readonly string[]
}

interface Reading {
  readonly text: string
  readonly tables: readonly {
    readonly table: AnyTable
    readonly columns: readonly string[]
    readonly open: (row: Row) => Row
  }[]
}
type Row = Record<string, unknown>

/** One statement for all tables: a letter waits for one answer of the database, however many modules there are. */
function readingOf(store: Store): Reading {
  const known = readings.get(store)
  if (known) return known
  const tables = aboutPersons(store).flatMap(table => {
    const columns = Object.entries(table.columns).flatMap(([name, facts]) => (tells(facts) ? [name] : []))
    return columns.length === 0 ? [] : [{ table, columns, ...besideEncrypted(store.vault, table, columns) }]
  })
  const text = tables
    .map(
      ({ table, columns, fields }, at) =>
        `select ${at} as at, to_jsonb(r) as row from (select ${[...columns.map(name => shown(table, name)), ...fields].join(', ')} from ${qualified(table)} t where t.subject = $1::uuid) r`,
    )
    .join(' union all ')
  const reading = { text, tables }
  readings.set(store, reading)
  return reading
}
const readings = new WeakMap<Store, Reading>()

/** The column, null as long as what has to show that the address is the person's is missing. */
function shown(table: AnyTable, name: string): string {
  const unproven = table.columns[name]?.unproven
  return typeof unproven === 'object'
    ? `case when t.${column(unproven.until)} is not null then t.${column(name)} end as ${column(name)}`
    : `t.${column(name)}`
}

async function identifying(client: ClientBase, store: Store, subject: string): Promise<Identifying> {
  const { text, tables } = readingOf(store)
  const { rows } =
    tables.length === 0
      ? { rows: [] }
      : await client.query<{ at: number; row: Row }>({ name: 'obhut-outgoing', text, values: [subject] })
  const found = rows.flatMap(({ at, row }) => {
    const from = tables[at]
    return from ? inRow(from.table, from.columns, from.open(withBytes(from.table, row))) : []
  })
  const of = (is: PersonalData): string[] => found.flatMap(one => (one.is === is ? one.value : []))
  return {
    names: of(PersonalData.Name).filter(name => /\S\s+\S/.test(name)),
    numbers: of(PersonalData.AccountIdentifier).filter(number => /\d{5}/.test(number)),
    addresses: of(PersonalData.EmailAddress).map(address => address.toLowerCase()),
  }
}

/** JSON holds bytes in hex: those of encrypted columns and of the keys beside them. */
function withBytes(table: AnyTable, row: Row): Row {
  const bytes = new Set(encryptedIn(table).map(({ name }) => name))
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && (bytes.has(name) || /^obhut key \d+$/.test(name))
        ? Buffer.from(value.slice(2), 'hex')
        : value,
    ]),
  )
}

const identifies: readonly (PersonalData | undefined)[] = [
  PersonalData.Name,
  PersonalData.AccountIdentifier,
  PersonalData.EmailAddress,
]
const tells = ({ is, unproven, kind, encrypted, words }: AnyTable['columns'][string]): boolean =>
  identifies.includes(is as PersonalData) &&
  unproven !== true &&
  !words &&
  (kind === 'text' || (encrypted?.as === 'text' && encrypted.findable === true))

/** The values of a row; its names as one, as people write them. */
function inRow(table: AnyTable, columns: readonly string[], row: Row): { is: PersonalData; value: string }[] {
  const values = columns.flatMap(name => {
    const value = row[snake(name)]
    return typeof value === 'string' && value !== ''
      ? [{ is: table.columns[name]?.is as PersonalData, value }] // as: declared with a term, see tells
      : []
  })
  const name = values.flatMap(one => (one.is === PersonalData.Name ? one.value : [])).join(' ')
  return [...values.filter(one => one.is !== PersonalData.Name), { is: PersonalData.Name, value: name }]
}
