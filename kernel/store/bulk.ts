import type { PoolClient } from 'pg'
import { isUsable, type UsableActivity } from '../declare/activity.ts'
import type { AnyTable } from '../declare/table.ts'
import { leavesOf, type Leaves } from '../enforce/partitions.ts'
import { DescriptionOnly } from '../problems/errors.ts'
import type { Units } from './units.ts'
import { wholeOf } from './whole.ts'

/** The way into a table that is declared as filled in bulk. */
export interface BulkWay {
  readonly leaves: Leaves
  /**
   * A connection as the role of the table's activity, outside of a transaction, for COPY. Nothing is bound and nothing
   * is audited.
   */
  write<R>(work: (client: PoolClient) => Promise<R>): Promise<R>
}

export function bulkWay(units: Units, table: AnyTable & { readonly under: UsableActivity }): BulkWay {
  if (!table.bulk) throw new TypeError(`'${table.name}' is not declared as filled in bulk`)
  if (!isUsable(table.under)) throw new DescriptionOnly(table.name)
  const store = wholeOf(units)
  return { leaves: leavesOf(store, table), write: work => store.bulk(table.under, work) }
}
