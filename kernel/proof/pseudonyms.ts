import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import { snake } from '../declare/table.ts'
import { pseudonymousIn, type Pseudonymous } from '../pseudonyms/hashed.ts'
import { declaredTables, type ProofContext } from './context.ts'
import type { Findings } from './findings.ts'
import { looking } from './looking.ts'

const sample = 10_000

/** Keys of pseudonyms end when they are to; behind a key that is destroyed nobody can be led back to the person. */
export async function provePseudonyms(
  client: ClientBase,
  context: ProofContext,
  deep: boolean,
  found: Findings,
): Promise<void> {
  for (const one of pseudonymousIn(declaredTables(context))) {
    const promise = `${one.table.under.name}/pseudonym/${one.table.name}`
    await looking(client, one.table, found, [promise], () => proveOne(client, one, promise, deep, found))
  }
}

async function proveOne(
  client: ClientBase,
  { table, key, rotates }: Pseudonymous,
  promise: string,
  deep: boolean,
  found: Findings,
): Promise<void> {
  // The sweep takes a key within minutes; a day lets it stand still for a while.
  const {
    rows: [keys],
  } = await client.query<{ there: number; late: number }>(
    `select count(*)::int as there, count(*) filter (where ends_at < obhut.now() - interval '1 day')::int as late from obhut.pseudonym_key where activity = $1 and rotates = $2`,
    [table.under.name, rotates],
  )
  const {
    rows: [rows],
  } = await client.query<{ looked: number; free: number }>(
    `select count(*)::int as looked, count(*) filter (where few.key not in (select id from obhut.pseudonym_key))::int as free
    from (select t."${snake(key)}" as key from ${qualified(table)} t${deep ? '' : ` limit ${sample}`}) few`,
  )
  found.shows(promise, {
    from: 'rows',
    rows: rows?.looked ?? 0,
    says: `${keys?.there ?? 0} keys are there; the keys of ${rows?.free ?? 0} of ${rows?.looked ?? 0} rows are destroyed, and nobody can be led back to the persons of these${deep ? '' : ` (up to ${sample} rows; --deep looks at all)`}`,
  })
  if (keys?.late)
    found.fault(`${keys.late} keys of pseudonyms of ${table.name} are there a day after their end`, promise)
}
