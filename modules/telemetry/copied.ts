import type { PoolClient } from 'pg'
import { copyIn, TripleRows } from '../../kernel/store/copy.ts'
import { withoutValues } from '../../kernel/problems/errors.ts'
import { transaction } from '../../kernel/problems/transaction.ts'
import { monthOf, type Leaves, type Month } from '../../kernel/enforce/partitions.ts'
import { beginWriting, LateDays } from './closed.ts'
import type { PendingAppend } from './waiting.ts'

/** The fast way: COPY straight into the leaves. It fails as a whole if one of the readings is there already. */
export async function copied(client: PoolClient, batch: readonly PendingAppend[], leaves: Leaves): Promise<void> {
  const months = await rowsByMonth(batch, leaves)
  const begun = beginWriting(client)
  const copies = [...months].map(([into, rows]) => ({ into, columns: 'channel, at, value', bytes: rows.done() }))
  try {
    await transaction(client, async () => lateOf(batch, await begun).write(client), {
      // Rows and commit are one message.
      commit: async () => {
        await copyIn(client, copies, 'commit')
        return undefined
      },
    })
  } catch (error) {
    throw withoutValues(error)
  }
}

async function rowsByMonth(batch: readonly PendingAppend[], leaves: Leaves): Promise<ReadonlyMap<string, TripleRows>> {
  const found = new Map<string, TripleRows>()
  let month: Month | undefined
  let rows: TripleRows | undefined
  for (const { readings } of batch) {
    for (const { channel, at, value } of readings) {
      if (rows === undefined || month === undefined || at < month.begins || at >= month.ends) {
        month = monthOf(at)
        const leaf = leaves.known(at) ?? (await leaves.ensure(at))
        rows = found.get(leaf) ?? new TripleRows(batch.length * 3)
        found.set(leaf, rows)
      }
      rows.add(channel, at, value)
    }
  }
  return found
}

function lateOf(batch: readonly PendingAppend[], closed: number): LateDays {
  const late = new LateDays(closed)
  for (const { readings } of batch) for (const { channel, at } of readings) if (at < closed) late.see(channel, at)
  return late
}
