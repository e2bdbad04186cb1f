import { randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Column } from '../kernel/declare/columns.ts'
import { isSetAside } from '../kernel/declare/persons.ts'
import type { Through } from '../kernel/declare/subject.ts'
import { placeOf, snake, type AnyTable } from '../kernel/declare/table.ts'
import { isAbout } from '../kernel/rows/copy.ts'
import { newRowKey } from '../kernel/vault/vault.ts'
import { encryptedIn, type EncryptedColumn } from '../kernel/declare/encrypted-tables.ts'
import type { World } from '../server/testing/world.ts'

const name = pg.escapeIdentifier
export const nameOf = (table: AnyTable): string => {
  const at = placeOf(table)
  return `${name(at.schema)}.${name(at.name)}`
}
const columnOf = (column: string): string => name(snake(column))

/**
 * Tables of the running platform that hold anything about a kind of person, those first that others refer to; read from
 * the declarations.
 */
export const tablesAbout = (world: World, kind: string): AnyTable[] =>
  world.declarations.leavesFirst
    .toReversed()
    .filter(
      table =>
        isAbout(table, kind) && !table.holdsFiles && !isSetAside(table) && world.stating.states(table.under.name),
    )
export const aboutCustomers = (world: World): AnyTable[] => tablesAbout(world, 'customer')

/** Which rows of a table (`t`) are about the person `$1`. */
export function ofPerson({ about }: AnyTable): string {
  if (about.who !== 'through') return 't.subject = $1'
  const {
    possession,
    on: [here, there],
    at,
  } = about.through
  const within = at
    ? ` and t.${columnOf(at[0])} >= h.${columnOf(at[1])} and (h.${columnOf(at[2])} is null or t.${columnOf(at[0])} < h.${columnOf(at[2])})`
    : ''
  return `exists (select from ${nameOf(possession() as AnyTable)} h where h.subject = $1 and h.${columnOf(there)} = t.${columnOf(here)}${within})`
}

/** A person's rows as they lie in the store, past every policy. */
export async function rowsAbout(world: World, table: AnyTable, id: string): Promise<Record<string, unknown>[]> {
  return (
    await world.rows<{ row: Record<string, unknown> }>(
      `select to_jsonb(t) as row from ${nameOf(table)} t where ${ofPerson(table)}`,
      [id],
    )
  ).map(({ row }) => row)
}

export interface Token {
  readonly table: string
  readonly column: string
  readonly text: string
}

/**
 * Puts something into each column about this person that can hold it, as if the platform had put it there: a row where
 * there is none, and in each column that takes any text or number one that is nowhere else. Which columns there are say
 * the declarations; `into` leaves tables out.
 */
export async function plant(
  world: World,
  id: string,
  mark: string,
  {
    kind = 'customer',
    into = () => true,
  }: { readonly kind?: string; readonly into?: (table: AnyTable) => boolean } = {},
): Promise<Token[]> {
  const planted: Token[] = []
  for (const table of tablesAbout(world, kind).filter(into)) {
    const words = await wordsIn(world, table)
    const own = Object.entries(table.columns).flatMap(([column, facts], at) => {
      const token =
        words.has(snake(column)) || tiesRows(table, column, facts) || formOf(table, column) !== undefined
          ? undefined
          : tokenFor(table, column, facts, mark, planted.length + at)
      return token ? [{ column, ...token }] : []
    })
    const there = (await rowsAbout(world, table, id)).length > 0
    if (!there && table.about.who === 'through' && !(await holdsAnything(world, table.about.through, id))) continue
    const held = there && (await changed(world, table, id, own)) ? own : await addedAsFits(world, table, id, own, words)
    planted.push(...held.map(({ column, text }) => ({ table: table.name, column, text })))
  }
  return planted
}

/**
 * Whether there is something of this person's that a row could be about; a thing that stays when people go is nobody's
 * to add.
 */
const holdsAnything = async (world: World, { possession, stays }: Through, id: string): Promise<boolean> =>
  !stays && (await world.rows(`select from ${nameOf(possession() as AnyTable)} where subject = $1`, [id])).length > 0

/**
 * Tables whose rows nobody can make up: the proof finds that the log was changed, that data went to somebody unnamed,
 * that nobody consented.
 */
export const vouchedFor = ({ name }: AnyTable): boolean => name.startsWith('obhut.') || name === 'homes.compared'

/** What the database takes in no other form: of an event its name, and identifiers alone; of a keyed hash its length. */
const forms: Readonly<Record<string, () => unknown>> = {
  'obhut.person_event name': () => 'planted.thing-happened',
  'obhut.person_event ids': () => '{}',
  'obhut.imported mark': () => randomBytes(32),
}
const formOf = ({ name }: AnyTable, column: string): unknown => forms[`${name} ${column}`]?.()

type Planted = readonly { readonly column: string; readonly value: unknown }[]

/** Into a row that is there; not where the database lets no such row be (a letter that was sent holds no content). */
async function changed(world: World, table: AnyTable, id: string, own: Planted): Promise<boolean> {
  if (own.length === 0) return true
  const which = table.key.includes('id')
    ? `t.id = (select id from ${nameOf(table)} t where ${ofPerson(table)} limit 1)`
    : ofPerson(table)
  const sets = own.map(({ column }, at) => `${columnOf(column)} = $${at + 2}`)
  return world
    .rows(`update ${nameOf(table)} t set ${sets.join(', ')} where $1::uuid is not null and ${which}`, [
      id,
      ...own.map(({ value }) => value),
    ])
    .then(
      () => true,
      () => false,
    )
}

/**
 * Where the database holds columns to each other (a decision has its moment and its words, or neither), what may be
 * left out is, and a flag says the other thing.
 */
async function addedAsFits<P extends Planted>(
  world: World,
  table: AnyTable,
  id: string,
  own: P,
  words: ReadonlyMap<string, string>,
): Promise<P> {
  const needed = own.filter(({ column }) => !table.columns[column]?.nullable) as unknown as P
  for (const { flags, some } of [
    { flags: false, some: own },
    { flags: false, some: needed },
    { flags: true, some: needed },
  ]) {
    try {
      await added(world, table, id, some, words, flags)
      return some
    } catch (error) {
      if ((error as { code?: string }).code !== '23514') throw error
    }
  }
  throw new Error(`nothing that this program knows fits into ${table.name}`)
}

async function added(
  world: World,
  table: AnyTable,
  id: string,
  own: Planted,
  words: ReadonlyMap<string, string>,
  flags: boolean,
): Promise<void> {
  const all: [column: string, value: unknown][] =
    table.about.who === 'owner'
      ? [
          ['subject', id],
          ['version', world.store.inForce.version],
        ]
      : []
  const row = randomUUID()
  if (table.key.includes('id') && !('id' in table.columns)) all.push(['id', row])
  const encrypted = new Map(encryptedIn(table).map(one => [snake(one.name), one]))
  for (const [column, facts] of Object.entries(table.columns)) {
    const vaulted = encrypted.get(snake(column))
    const [, of] = all.find(([one]) => snake(one) === snake(vaulted?.keyColumn ?? '')) ?? []
    const found =
      vaulted && !facts.nullable && typeof of === 'string'
        ? await encryptedUnder(world, vaulted, { row, of }, 'planted')
        : undefined
    all.push([
      column,
      found ??
        formOf(table, column) ??
        own.find(one => one.column === column)?.value ??
        (await somethingFor(world, table, column, facts, id, words, flags)),
    ])
  }
  const columns = all.map(([column]) => columnOf(column)).join(', ')
  const places = all.map((_, at) => `$${at + 1}`).join(', ')
  await world.rows(
    `insert into ${nameOf(table)} (${columns}) values (${places})`,
    all.map(([, value]) => value),
  )
}

/** What the vault makes of a content for a row, under the key of the row `of`, which gets one if it has none. */
export async function encryptedUnder(
  world: World,
  column: EncryptedColumn,
  { row, of }: { readonly row: string; readonly of: string },
  content: unknown,
): Promise<Buffer> {
  const { vault } = world.store
  const [kept] = await world.rows<{ wrapped: Buffer }>('select wrapped from obhut.row_key where id = $1', [of])
  const key = kept ? vault.unwrap(kept.wrapped, column.keptIn, of) : newRowKey()
  if (!kept) {
    const { generation, wrapped } = vault.wrap(key, column.keptIn, of)
    await world.rows('insert into obhut.row_key (id, kept_in, generation, wrapped) values ($1, $2, $3, $4)', [
      of,
      column.keptIn,
      generation,
      wrapped,
    ])
  }
  return vault.encrypt(column, row, key, content)
}

/** The few words that a column is held to by the database. */
async function wordsIn(world: World, table: AnyTable): Promise<ReadonlyMap<string, string>> {
  const rows = await world.rows<{ column: string; says: string }>(
    `select a.attname as column, pg_get_constraintdef(c.oid) as says from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1] where c.contype = 'c' and cardinality(c.conkey) = 1 and c.conrelid = $1::regclass`,
    [nameOf(table)],
  )
  return new Map(
    rows.flatMap(({ column, says }) => {
      const [, word] = /'([^']+)'::text/.exec(says) ?? []
      return word === undefined ? [] : [[column, word]]
    }),
  )
}

/** References and keys stay what they are, so that rows go on belonging together. */
const tiesRows = ({ about, key }: AnyTable, column: string, { ref, kind }: Column<unknown>): boolean =>
  ref !== undefined ||
  key.includes(column) ||
  (about.who === 'through' && about.through.on[0] === column) ||
  (column === 'channel' && kind === 'int') ||
  column === 'place'

function tokenFor(
  { name: table }: AnyTable,
  column: string,
  { kind, sql, secret }: Column<unknown>,
  mark: string,
  count: number,
): { value: unknown; text: string } | undefined {
  const text = `${mark}-${table}-${column}`.toLowerCase().replaceAll(/[._]/g, '-')
  const number = 700_000_000 + [...mark].reduce((sum, sign) => sum + sign.charCodeAt(0), 0) * 1000 + count
  if (secret) return undefined
  if (sql === 'text[]') return { value: [text], text }
  if (kind === 'text')
    return /mail$|^to$/.test(snake(column))
      ? { value: `${text}@example.org`, text: `${text}@example.org` }
      : { value: text, text }
  if (kind === 'json') return { value: JSON.stringify({ planted: text }), text }
  if (kind === 'int') return { value: number, text: String(number) }
  if (kind === 'real') return { value: number, text: String(number) }
  if (kind === 'reals') return { value: [...Array<null>(95).fill(null), number], text: String(number) }
  return undefined
}

/** For a column that can hold nothing of its own. */
async function somethingFor(
  world: World,
  { about }: AnyTable,
  column: string,
  { kind, ref, secret, nullable }: Column<unknown>,
  id: string,
  words: ReadonlyMap<string, string>,
  flags: boolean,
): Promise<unknown> {
  if (nullable) return null
  if (ref) {
    const target = ref.table()
    const [row] = await world.rows(
      `select t.id from ${nameOf(target)} t where ${target.about.who === 'owner' ? 't.subject = $1' : '$1::uuid is not null'} limit 1`,
      [id],
    )
    return row?.id
  }
  // Beside an entry of the log, where nobody else's facts lie.
  if (column === 'place') return 1_000_000 + Number.parseInt(id.slice(0, 6), 16)
  // A series of this person's own, where no gateway reported any.
  if (column === 'channel' && about.who === 'owner') return 1_000_000_000 + Number.parseInt(id.slice(0, 7), 16)
  if (column === 'channel' && about.who === 'through')
    return (await world.rows('select channel from telemetry.holding where subject = $1 limit 1', [id]))[0]?.channel
  const word = words.get(snake(column))
  if (word !== undefined) return word
  if (secret) return Buffer.from(`${id} ${column}`)
  if (kind === 'moment')
    return new Date(world.clock.now().getTime() + (/expires|ends|until|retired/.test(snake(column)) ? 86_400_000 : 0))
  if (kind === 'flag') return flags
  if (kind === 'int') return 1
  if (kind === 'day') return '1987-03-04'
  return kind === 'uuid' ? id : null
}
