import pg, { type ClientBase } from 'pg'
import { fileColumnsOf, type FileColumn } from '../declare/file-columns.ts'
import { qualified } from '../declare/qualified.ts'
import { filesBeside } from '../files/beside.ts'
import { chunkSize } from '../files/chunks.ts'
import { isLost } from '../problems/errors.ts'
import { column } from '../rows/walk.ts'
import { overhead } from '../vault/cipher.ts'
import type { Vault } from '../vault/vault.ts'
import { statedTables, type ProofContext } from './context.ts'
import type { Findings } from './findings.ts'
import { looking } from './looking.ts'

const sample = 2000
/** Files whose content is read, and at most so many bytes of them. */
const opened = { files: 20, bytes: 32 * 1024 * 1024 }

/**
 * Each row has the file that it names, each file its row and all its chunks, and what is in them is what was written. Of
 * many files a sample; which, is another one each time.
 */
export async function proveAttachments(
  client: ClientBase,
  context: ProofContext,
  vault: Vault,
  deep: boolean,
  found: Findings,
): Promise<void> {
  for (const one of statedTables(context).flatMap(fileColumnsOf))
    await looking(client, one.table, found, [promiseOn(one)], async () => {
      const { rows, files } = await countsOf(client, one, deep)
      for (const [count, says] of faultsIn(one, { rows, files })) if (count) found.fault(says, promiseOn(one))
      const read = await contentsRead(client, one, vault, deep, found)
      found.shows(promiseOn(one), {
        from: 'rows',
        rows: files.looked,
        says: `${rows.looked} rows with a file and ${files.looked} files looked at, each with the other and with all its chunks${files.looked === sample && !deep ? ' (a sample; --deep looks at all)' : ''}; ${read} of them opened, their content as it was written`,
      })
    })
  await strays(client, context, found)
}

const promiseOn = ({ table, name }: FileColumn): string => `${table.under.name}/data/${table.name}.${name}`

interface Counts {
  readonly rows: { readonly looked: number; readonly without: number }
  readonly files: {
    readonly looked: number
    readonly orphans: number
    readonly marked: number
    readonly incomplete: number
  }
}

const faultsIn = ({ of }: FileColumn, { rows, files }: Counts): [count: number, says: string][] => [
  [rows.without, `${rows.without} of ${rows.looked} rows name a file in ${of} that is not theirs, or not there`],
  [files.orphans, `${files.orphans} of ${files.looked} files of ${of} have no row`],
  [
    files.marked,
    `${files.marked} of ${files.looked} files of ${of} are of another person, version or restriction than their row, or their chunks are`,
  ],
  [files.incomplete, `of ${files.incomplete} of ${files.looked} files of ${of} chunks are missing or of another size`],
]

async function countsOf(client: ClientBase, { table, column: name, of }: FileColumn, deep: boolean): Promise<Counts> {
  const at = qualified(table)
  const few = deep ? '' : ` limit ${sample}`
  const { rows } = await client.query<Counts['rows']>(
    `select count(*) as looked, count(*) filter (where not exists (
       select from obhut.file f where f.id = few.file and f.row_id = few.id and f.of = $1 and f.whole is not null)) as without
     from (select t.id, t.${column(name)} as file from ${at} t where t.${column(name)} is not null${few}) few`,
    [of],
  )
  // A smaller picture belongs to the row of its original.
  const { rows: files } = await client.query<Counts['files']>(
    `select count(*) as looked, count(*) filter (where row.id is null) as orphans,
       count(*) filter (where row.id is not null and (row.subject, row.version, row.restricted) is distinct from (few.subject, few.version, few.restricted) or chunks.marked) as marked,
       count(*) filter (where chunks.count <> ceil(few.size::numeric / ${chunkSize}) or chunks.bytes is distinct from few.size or chunks.last is distinct from chunks.count - 1) as incomplete
     from (select f.* from obhut.file f where f.of = $1 and f.row_id is not null${few}) few
     left join ${at} row on row.id = few.row_id and row.${column(name)} = coalesce(few.original, few.id)
     cross join lateral (select count(*) as count, sum(octet_length(c.content) - ${overhead}) as bytes, max(c.place) filter (where c.last) as last,
       bool_or((c.subject, c.version, c.restricted) is distinct from (few.subject, few.version, few.restricted)) as marked
       from obhut.file_chunk c where c.file_id = few.id) chunks`,
    [of],
  )
  return {
    rows: rows[0] ?? { looked: 0, without: 0 },
    files: files[0] ?? { looked: 0, orphans: 0, marked: 0, incomplete: 0 },
  }
}

/** Opens some files, from a place that chance names on. Says how many. */
async function contentsRead(
  client: ClientBase,
  one: FileColumn,
  vault: Vault,
  deep: boolean,
  found: Findings,
): Promise<number> {
  const { rows } = await client.query<{ id: string; size: number }>(
    deep
      ? 'select id, size from obhut.file where of = $1 and whole is not null order by id'
      : `(select id, size from obhut.file where of = $1 and whole is not null and id >= gen_random_uuid() order by id limit ${opened.files})
         union all (select id, size from obhut.file where of = $1 and whole is not null order by id limit ${opened.files}) limit ${opened.files}`,
    [one.of],
  )
  let [read, bytes, damaged] = [0, 0, 0]
  for (const { id, size } of new Map(rows.map(row => [row.id, row])).values()) {
    bytes += size
    if (!deep && read > 0 && bytes > opened.bytes) break
    read += 1
    if (!(await opens(client, vault, id))) damaged += 1
  }
  if (damaged)
    found.fault(`${damaged} of ${read} files of ${one.of} do not open, or are not what was written`, promiseOn(one))
  return read
}

async function opens(client: ClientBase, vault: Vault, id: string): Promise<boolean> {
  try {
    const file = (await filesBeside(client, vault, [id])).get(id)
    if (!file) return false
    for await (const _ of file.content()) {
      // read to its end
    }
    return true
  } catch (error) {
    if (isLost(error) || error instanceof pg.DatabaseError) throw error
    return false
  }
}

/** Files that no row took and no sweep took away, and chunks of no file, whatever column they say that they are for. */
async function strays(client: ClientBase, context: ProofContext, found: Findings): Promise<void> {
  const known = statedTables(context)
    .flatMap(fileColumnsOf)
    .map(({ of }) => of)
  const { rows } = await client.query<{ late: number; unknown: number; chunks: number }>(
    `select (select count(*) from (select from obhut.file where unclaimed_until < $1::timestamptz - interval '1 day' limit ${sample}) late) as late,
       (select count(*) from (select from obhut.file where of <> all($2) limit ${sample}) unknown) as unknown,
       (select count(*) from (select from obhut.file_chunk c where not exists (select from obhut.file f where f.id = c.file_id) limit ${sample}) chunks) as chunks`,
    [context.now, known],
  )
  const { late = 0, unknown = 0, chunks = 0 } = rows[0] ?? {}
  if (late) found.fault(`${late} files wait for a row for more than a day longer than they may`, 'statement/rights')
  if (unknown) found.fault(`${unknown} files are of columns that nothing stated has`, 'statement/activities')
  if (chunks) found.fault(`${chunks} chunks of files belong to no file`, 'statement/rights')
}
