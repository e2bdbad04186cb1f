import type { ClientBase } from 'pg'
import type { Declarations } from '../declare/declarations.ts'
import { alsoIn, isSetAside, wholeRowOf } from '../declare/persons.ts'
import { qualified } from '../declare/qualified.ts'
import type { DataSubject } from '../declare/subject.ts'
import { catalogueName, type AnyTable } from '../declare/table.ts'
import { anybodyHeld, holdsStandingFor, type Standing } from '../enforce/held-persons.ts'
import { goesOnWhileErasureWaits } from '../enforce/privileges.ts'
import { settleParts } from '../restriction/set-aside.ts'
import { isOwnedBy, type RowCount } from '../rows/copy.ts'
import { keptAmong, type KeptByLaw, type LawClock } from '../rows/kept-by-law.ts'
import { column } from '../rows/walk.ts'
import { isUnderLegalHold } from '../rows/whose-row.ts'

/** Whether rows of these tables go out of reach while the erasure of a person of this kind waits. */
export const isPutAside = (table: AnyTable, kind: string): boolean =>
  isOwnedBy(table, kind) && !goesOnWhileErasureWaits(table.under)

/**
 * Puts a person's rows out of everyday reach, for an erasure that a hold stands against: nobody works with them any
 * more.
 */
export async function putAside(
  client: ClientBase,
  tables: ReadonlyMap<string, AnyTable>,
  { kind, id }: DataSubject,
  now: Date,
): Promise<void> {
  // Also of a hold that ends at this moment: the erasure must not be forgotten with it.
  await client.query(
    `update obhut.legal_hold set erasure_asked_at = $2, erasure_kind = $3 where subject = $1 and decision = 'approved' and erasure_asked_at is null`,
    [id, now, kind],
  )
  for (const table of tables.values())
    if (isPutAside(table, kind))
      await client.query(
        `update ${qualified(table)} set restricted = 'held' where subject = $1 and restricted is distinct from 'by law' and restricted is distinct from 'held'`,
        [id],
      )
  await restInOthers(client, tables, { kind, id })
}

/** Where the person is a further one, rows that are wholly the person's rest as well, and of others the person's part. */
async function restInOthers(
  client: ClientBase,
  tables: ReadonlyMap<string, AnyTable>,
  { kind, id }: DataSubject,
): Promise<void> {
  for (const table of tables.values())
    for (const one of goesOnWhileErasureWaits(table.under) ? [] : wholeRowOf(table))
      if (one.kind.kind === kind)
        await client.query(
          `update ${qualified(table)} set restricted = 'held' where ${column(one.column)} = $1 and restricted is distinct from 'by law' and restricted is distinct from 'held'`,
          [id],
        )
  await settleParts(client, { tables }, id)
}

/**
 * What an erasure leaves for a hold, as the person is told: by which ground, where a law lets us say so, and until when
 * at most.
 */
export function keptForHold(
  counts: readonly RowCount[],
  standing: readonly Standing[],
  timeZone: string,
): readonly KeptByLaw[] {
  const [longest] = standing
  if (!longest) return []
  const until = Temporal.Instant.fromEpochMilliseconds(longest.until.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString()
  const law = standing.every(({ told }) => told) ? longest.ground : 'unnamed'
  return counts
    .filter(({ rows }) => rows > 0)
    .map(({ table, rows }) => ({ table: table.name, rows, law, until, assessment: false }))
}

/** What is left of an erasure as a hold stands for somebody else of these rows: by table, as the person is told. */
export async function keptForOthers(
  client: ClientBase,
  held: ReadonlyMap<AnyTable, ReadonlySet<string>>,
  timeZone: string,
): Promise<readonly KeptByLaw[]> {
  const people = new Set<string>()
  for (const [table, ids] of held) {
    const columns = ['t.subject', ...alsoIn(table).map(one => `t.${column(one.column)}`)]
    const { rows } = await client.query<{ one: string }>(
      `select unnest(array[${columns.join(', ')}]) as one from ${qualified(table)} t where t.id = any($1)
       union select a.subject from obhut.set_aside a where a.row_id = any($1) and a.kept_in = $2`,
      [[...ids], catalogueName(table)],
    )
    for (const { one } of rows) if (one) people.add(one)
  }
  const counts = [...held].map(([table, ids]) => ({ table, rows: ids.size }))
  return people.size ? keptForHold(counts, await holdsStandingFor(client, ...people), timeZone) : []
}

/** The rows that an erasure would leave as a hold stands for somebody else of them. */
export async function wouldStay(
  client: ClientBase,
  all: Declarations,
  { kind, id }: DataSubject,
  law: LawClock,
): Promise<ReadonlyMap<AnyTable, ReadonlySet<string>>> {
  const found = new Map<AnyTable, Set<string>>()
  if (!(await anybodyHeld(client))) return found
  for (const table of all.tables.values()) {
    const whose = [
      ...(isOwnedBy(table, kind) ? ['t.subject'] : []),
      ...wholeRowOf(table)
        .filter(one => one.kind.kind === kind)
        .map(one => `t.${column(one.column)}`),
    ]
    if (whose.length === 0 || !table.key.includes('id') || isSetAside(table) || table.holdsFiles) continue
    const { rows } = await client.query<{ id: string }>(
      `select t.id from ${qualified(table)} t where (${whose.map(one => `${one} = $1`).join(' or ')}) and ${isUnderLegalHold(all, table)}`,
      [id],
    )
    const ids = rows.map(row => row.id)
    const kept = new Set(await keptAmong(client, table, ids, law))
    const staying = ids.filter(one => !kept.has(one))
    if (staying.length) found.set(table, new Set(staying))
  }
  return found
}
