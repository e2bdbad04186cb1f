import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import { snake, type AnyTable } from '../declare/table.ts'
import type { Units } from '../store/units.ts'
import { wholeOf } from '../store/whole.ts'
import { besideEncrypted } from '../vault/beside.ts'
import { hashed, pseudonymIn, pseudonymousIn, type Pseudonymous } from './hashed.ts'
import { pseudonymKey } from './tables.ts'

/** Whether a table's rows are about such persons, behind a pseudonym. */
export const isBehindPseudonym = ({ about }: AnyTable, kind: string): boolean =>
  about.who === 'pseudonym' && about.kinds.some(one => one.kind === kind)

/**
 * A condition on the row `t` of a pseudonymous table: that it is about this person. The person's pseudonyms are computed
 * for each key that is there; what was made by a key that is destroyed is nobody's.
 */
export async function behindPseudonym(
  client: ClientBase,
  store: Units,
  table: AnyTable,
  subject: string,
): Promise<string> {
  const one = pseudonymIn(table)
  const all = one ? await pseudonymsOf(client, store, one, subject) : []
  if (!one || all.length === 0) return 'false'
  return `t."${snake(one.column)}" in (${all.map(made => `'\\x${made.toString('hex')}'::bytea`).join(', ')})`
}

/** The ids of the rows that are about a person behind a pseudonym, by table, where there are any. */
export async function rowsBehindPseudonyms(
  client: ClientBase,
  store: Units,
  subject: string,
): Promise<ReadonlyMap<AnyTable, readonly string[]>> {
  const found = new Map<AnyTable, readonly string[]>()
  for (const { table } of pseudonymousIn(wholeOf(store).declarations.tables.values())) {
    const { rows } = await client.query<{ id: string }>(
      `select t.id from ${qualified(table)} t where ${await behindPseudonym(client, store, table, subject)} for update`,
    )
    if (rows.length)
      found.set(
        table,
        rows.map(({ id }) => id),
      )
  }
  return found
}

async function pseudonymsOf(
  client: ClientBase,
  store: Units,
  one: Pseudonymous,
  subject: string,
): Promise<readonly Buffer[]> {
  const secrets = await secretsOf(client, store, one)
  if (secrets.length === 0) return []
  const { of } = one.how
  const values = of === undefined ? [subject] : await valuesOf(client, store, one, of, subject)
  return secrets.flatMap(secret => values.map(value => hashed(secret, of, value)))
}

/** The secrets that are there, past ones too as long as they are. */
async function secretsOf(client: ClientBase, store: Units, { table, rotates }: Pseudonymous): Promise<string[]> {
  const { fields, open } = besideEncrypted(wholeOf(store).vault, pseudonymKey, ['secret'], 'may be lost')
  const { rows } = await client.query<Record<string, unknown>>(
    `select ${['t.secret', ...fields].join(', ')} from obhut.pseudonym_key t where t.activity = $1 and t.rotates = $2`,
    [table.under.name, rotates],
  )
  return rows.flatMap(row => (open(row)['secret'] as string | null) ?? [])
}

/** What a person can prove to control, in each table that is about persons of these kinds. */
async function valuesOf(
  client: ClientBase,
  store: Units,
  { table: { about } }: Pseudonymous,
  of: string,
  subject: string,
): Promise<readonly string[]> {
  const kinds = 'kinds' in about ? about.kinds.map(({ kind }) => kind) : []
  const found = new Set<string>()
  for (const table of wholeOf(store).declarations.tables.values()) {
    const holds = table.about.who === 'owner' && table.about.kinds.some(({ kind }) => kinds.includes(kind))
    if (!holds || !table.columns[of]) continue
    const { fields, open } = besideEncrypted(wholeOf(store).vault, table, [of], 'may be lost')
    const { rows } = await client.query<Record<string, unknown>>(
      `select ${[`t."${snake(of)}"`, ...fields].join(', ')} from ${qualified(table)} t where t.subject = $1`,
      [subject],
    )
    for (const row of rows) {
      const value = open(row)[snake(of)]
      if (typeof value === 'string') found.add(value)
    }
  }
  return [...found]
}
