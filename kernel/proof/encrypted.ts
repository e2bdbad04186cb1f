import type { ClientBase } from 'pg'
import { fileColumnsOf } from '../declare/file-columns.ts'
import { qualified } from '../declare/qualified.ts'
import { asksFor } from '../enforce/privileges.ts'
import { catalogueName } from '../declare/table.ts'
import { column } from '../rows/walk.ts'
import { overhead } from '../vault/cipher.ts'
import { encryptedIn, tablesWithKeys, type EncryptedColumn } from '../declare/encrypted-tables.ts'
import type { Findings } from './findings.ts'
import { statedTables, declaredTables, type ProofContext } from './context.ts'
import { looking } from './looking.ts'

const sample = 2000
const atRest = 'dpv:EncryptionAtRest'

/**
 * What is encrypted is ciphertext, each value has its key and each key its row, and the measures of the statement that
 * speak of it are more than words.
 */
export async function proveEncrypted(
  client: ClientBase,
  context: ProofContext,
  deep: boolean,
  found: Findings,
): Promise<void> {
  // A field that the manifest does not ask for stays empty, and guards nothing.
  const columns = statedTables(context)
    .flatMap(encryptedIn)
    .filter(({ asked }) => !asked || asksFor(asked, context.stated))
  for (const one of columns)
    await looking(client, one.table, found, [promiseOn(one)], () => valuesOf(client, one, deep, found))
  await keysHaveRows(client, context, deep, found)
  await generations(client, found)
  // What the kernel encrypts of its own accord for some days is not what a statement means that names it.
  const promised = columns.filter(({ table, asked }) => asked || !isOfKernel(table))
  const files = statedTables(context).flatMap(fileColumnsOf)
  if (context.manifest.measures.includes(atRest) && promised.length === 0 && files.length === 0)
    found.fault(
      'the statement names encryption at rest, and no column of what it states is encrypted',
      'statement/measures',
    )
  if (columns.length)
    found.shows('statement/measures', {
      from: 'catalogue',
      says: `${columns.length} columns lie encrypted, each value under the key of a row: ${columns.map(({ at }) => at).join(', ')}`,
    })
}

const isOfKernel = ({ name }: { readonly name: string }): boolean => name.startsWith('obhut.')

const promiseOn = ({ table, name }: EncryptedColumn): string =>
  `${table.under.name}/data/${table.name}.${Object.keys(table.columns).find(one => column(one) === column(name)) ?? name}`

async function valuesOf(client: ClientBase, one: EncryptedColumn, deep: boolean, found: Findings): Promise<void> {
  const { table, name, keyColumn, keptIn, at } = one
  const { rows } = await client.query<{ value: Buffer; keyed: boolean }>(
    `
    select t.${column(name)} as value, exists (select from obhut.row_key k where k.id = t.${column(keyColumn)} and k.kept_in = $1) as keyed
    from ${qualified(table)} t where t.${column(name)} is not null${deep ? '' : ` limit ${sample}`}`,
    [keptIn],
  )
  const legible = rows.filter(({ value }) => value[0] !== 1 || value.length < overhead).length
  if (legible)
    found.fault(
      `${legible} of ${rows.length} values in ${at} are not what the vault makes`,
      promiseOn(one),
      'statement/measures',
    )
  const share = printable(rows.map(({ value }) => value.subarray(1)))
  if (share !== undefined && share > 0.5)
    found.fault(
      `what lies in ${at} reads like text: ${Math.round(share * 100)} of 100 bytes are letters and signs, where chance makes 37`,
      promiseOn(one),
      'statement/measures',
    )
  const keyless = rows.filter(({ keyed }) => !keyed).length
  if (keyless)
    found.fault(`${keyless} of ${rows.length} values in ${at} have no key any more and open for nobody`, promiseOn(one))
  const looks = share === undefined ? '' : `, ${Math.round(share * 100)} of 100 bytes printable (37 by chance)`
  found.shows(promiseOn(one), {
    from: 'rows',
    rows: rows.length,
    says: `${rows.length} values looked at, all ciphertext under a key${looks}${rows.length === sample && !deep ? ' (a sample; --deep looks at all)' : ''}`,
  })
}

/** How much of some bytes could be read; too few of them tell nothing. */
function printable(values: readonly Buffer[]): number | undefined {
  let all = 0
  let signs = 0
  for (const value of values)
    for (const byte of value) {
      all += 1
      if (byte >= 32 && byte < 127) signs += 1
    }
  return all < 500 ? undefined : signs / all
}

/** A key whose row is gone would open what is left of that row elsewhere. */
async function keysHaveRows(client: ClientBase, context: ProofContext, deep: boolean, found: Findings): Promise<void> {
  for (const table of tablesWithKeys(declaredTables(context))) {
    await looking(client, table, found, ['statement/rights'], async () => {
      const {
        rows: [row],
      } = await client.query<{ looked: number; orphans: number }>(
        `
        select count(*) as looked, count(*) filter (where not exists (select from ${qualified(table)} t where t.id = few.id)) as orphans
        from (select k.id from obhut.row_key k where k.kept_in = $1${deep ? '' : ` limit ${sample}`}) few`,
        [catalogueName(table)],
      )
      const { looked = 0, orphans = 0 } = row ?? {}
      if (orphans)
        found.fault(`${orphans} of ${looked} keys of ${table.name} are there without their row`, 'statement/rights')
      found.shows('statement/rights', {
        from: 'rows',
        rows: looked,
        says: `${looked} keys of ${table.name} looked at, each with its row`,
      })
    })
  }
}

async function generations(client: ClientBase, found: Findings): Promise<void> {
  const { rows } = await client.query<{ number: number; retired: Date | null; keys: number }>(`
    select g.number, g.retired_at as retired, (select count(*) from obhut.row_key k where k.generation = g.number) as keys from obhut.key_generation g order by g.number`)
  const {
    rows: [stray],
  } = await client.query<{ some: boolean }>(
    'select exists (select from obhut.row_key k where not exists (select from obhut.key_generation g where g.number = k.generation)) as some',
  )
  if (stray?.some)
    found.fault('keys lie under a generation of master keys that the store does not know', 'statement/measures')
  if (rows.length)
    found.shows('statement/measures', {
      from: 'rows',
      says: `keys of rows by generation of the master key, which lies outside of the store: ${rows.map(({ number, retired, keys }) => `${keys} under ${number}${retired ? ' (being rotated away)' : ''}`).join(', ')}; they are in no backup of the data`,
    })
}
