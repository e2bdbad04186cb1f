import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import { snake, type AnyTable } from '../declare/table.ts'
import { PersonalData } from '../declare/terms.ts'
import { softwareAtFault, WordedError } from '../problems/worded.ts'
import { column } from '../rows/walk.ts'
import type { Store } from '../store/store.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'
import { besideEncrypted } from '../vault/beside.ts'

/** A message as it is about to leave the platform. */
export interface Outgoing {
  /** The person whom it is about. */
  readonly subject: string
  /** The address that it goes to. */
  readonly to: string
  /** What the hand-over declares. */
  readonly fields: readonly PersonalData[]
  /** What machines read on its way, and what the person reads. */
  readonly headers: string
  readonly body: string
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
 * numbers and names only where they are declared, names only to an address that is the person's.
 */
export async function refuseExcess(units: Units, message: Outgoing): Promise<void> {
  const store = wholeOf(units)
  const { fields, ground, body } = message
  const whole = `${message.headers}\n${body}`
  const refuse = (excess: Excess, value: string): never => {
    throw new SaysTooMuch(ground, excess, contains(body, value) ? 'body' : 'header')
  }
  const ids = idsIn(whole).filter(id => !message.own.includes(id))
  await store.desk('rights', async client => {
    const named = await namedIn(client, store, ids)
    const id = ids.find(one => one === message.subject || named.has(one))
    if (id !== undefined) refuse('an id', id)
    const { names, numbers, addresses } = await identifying(client, store, message.subject)
    const number = fields.includes(PersonalData.AccountIdentifier)
      ? undefined
      : numbers.find(one => contains(whole, one))
    if (number !== undefined) refuse('a number', number)
    const name = names.find(one => contains(whole, one))
    if (name !== undefined && !fields.includes(PersonalData.Name)) refuse('a name', name)
    const isKnown = names.length + addresses.length > 0
    if (isKnown && fields.includes(PersonalData.Name) && !addresses.includes(message.to.toLowerCase()))
      refuse('a name to an unproven address', name ?? '')
  })
}

const contains = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase())

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

async function identifying(client: ClientBase, store: Store, subject: string): Promise<Identifying> {
  const found: { is: PersonalData; value: string }[] = []
  for (const table of aboutPersons(store)) {
    const names = Object.entries(table.columns).flatMap(([name, facts]) => (tells(facts) ? [name] : []))
    if (names.length === 0) continue
    const { fields, open } = besideEncrypted(store.vault, table, names)
    const { rows } = await client.query<Record<string, unknown>>(
      `select ${[...names.map(name => `t.${column(name)}`), ...fields].join(', ')} from ${qualified(table)} t where t.subject = $1`,
      [subject],
    )
    for (const row of rows) found.push(...inRow(table, names, open(row)))
  }
  const of = (is: PersonalData): string[] => found.flatMap(one => (one.is === is ? one.value : []))
  return {
    names: of(PersonalData.Name).filter(name => /\S\s+\S/.test(name)),
    numbers: of(PersonalData.AccountIdentifier).filter(number => /\d{5}/.test(number)),
    addresses: of(PersonalData.EmailAddress).map(address => address.toLowerCase()),
  }
}

const identifies: readonly (PersonalData | undefined)[] = [
  PersonalData.Name,
  PersonalData.AccountIdentifier,
  PersonalData.EmailAddress,
]
const tells = ({ is, unproven, kind, encrypted, words }: AnyTable['columns'][string]): boolean =>
  identifies.includes(is as PersonalData) &&
  !unproven &&
  !words &&
  (kind === 'text' || (encrypted?.as === 'text' && encrypted.findable === true))

/** The values of a row; its names as one, as people write them. */
function inRow(
  table: AnyTable,
  names: readonly string[],
  row: Record<string, unknown>,
): { is: PersonalData; value: string }[] {
  const values = names.flatMap(name => {
    const value = row[snake(name)]
    return typeof value === 'string' && value !== ''
      ? [{ is: table.columns[name]?.is as PersonalData, value }] // as: declared with a term, see tells
      : []
  })
  const name = values.flatMap(one => (one.is === PersonalData.Name ? one.value : [])).join(' ')
  return [...values.filter(one => one.is !== PersonalData.Name), { is: PersonalData.Name, value: name }]
}
