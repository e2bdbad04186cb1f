import type { ClientBase } from 'pg'
import { qualified } from '../declare/qualified.ts'
import type { Units } from '../store/units.ts'
import { behindPseudonym } from './behind.ts'
import { pseudonymousIn } from './hashed.ts'

/**
 * Has a person's pseudonymous rows bear what stands against working with them, after an objection or a restriction began
 * or ended: no policy could tell whose they are. Where both stand, the restriction is what shows, as it keeps a row that
 * is due; but for an activity that goes on despite a restriction, which an objection alone stops. What is put aside for a
 * hold stays so.
 */
export async function settlePseudonyms(client: ClientBase, store: Units, subject: string): Promise<void> {
  for (const { table } of pseudonymousIn(store.declarations.tables.values())) {
    const theirs = await behindPseudonym(client, store, table, subject)
    if (theirs === 'false') continue
    await client.query(
      `with stands as (select case
          when not $3 and exists (select from obhut.restriction r where r.subject = $1) then 'on request'
          when exists (select from obhut.objection o where o.subject = $1 and o.activity = $2 and o.stops) then 'objected'
          when exists (select from obhut.restriction r where r.subject = $1) then 'on request' end as mark)
      update ${qualified(table)} t set restricted = stands.mark from stands
      where ${theirs} and t.restricted is distinct from stands.mark and t.restricted is distinct from 'held'`,
      [subject, table.under.name, table.under.spec.despiteRestriction !== undefined],
    )
  }
}

/** An erasure that a hold stands against: nobody works with these rows any more. */
export async function putPseudonymsAside(client: ClientBase, store: Units, subject: string): Promise<void> {
  for (const { table } of pseudonymousIn(store.declarations.tables.values()))
    await client.query(
      `update ${qualified(table)} t set restricted = 'held' where ${await behindPseudonym(client, store, table, subject)}`,
    )
}
