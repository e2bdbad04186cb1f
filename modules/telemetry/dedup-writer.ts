import type { PoolClient } from 'pg'
import { withoutValues } from '../../kernel/problems/errors.ts'
import { transaction } from '../../kernel/problems/transaction.ts'
import type { Leaves } from '../../kernel/enforce/partitions.ts'
import { beginWriting, LateDays } from './closed.ts'
import type { Reading } from './contract.ts'
import type { Counts, PendingAppend } from './waiting.ts'

/**
 * The careful way, for what may be there already: of two values for one channel and moment the first holds, and it is
 * counted whether the second was the same. A fraction as fast as copying (`npm run bench -- ingest` says which).
 */
export async function withCare(client: PoolClient, batch: readonly PendingAppend[], leaves: Leaves): Promise<Counts[]> {
  // In one order everywhere, or two writers of the same readings would wait for each other.
  const all = batch.flatMap(one => one.readings).sort((a, b) => a.channel - b.channel || a.at - b.at)
  for (const { at } of all) if (leaves.known(at) === undefined) await leaves.ensure(at)
  try {
    return await transaction(client, () => written(client, batch, all, leaves), {
      commit: () => client.query('commit'),
    })
  } catch (error) {
    if (!(error instanceof CameBetween)) throw withoutValues(error)
  }
  return withCare(client, batch, leaves)
}

/**
 * The other connection was writing one of them when we looked. Once nothing of ours is left it has committed, and the
 * counts come out true.
 */
class CameBetween extends Error {}

/** Begins with its first statement. */
async function written(
  client: PoolClient,
  batch: readonly PendingAppend[],
  all: readonly Reading[],
  leaves: Leaves,
): Promise<Counts[]> {
  const late = new LateDays(await beginWriting(client))
  const there = await known(client, all)
  const fresh = all.filter(one => !there.has(keyOf(one)))
  // A repetition changes nothing, so it makes no day late either.
  for (const { channel, at } of fresh) late.see(channel, at)
  await late.write(client)
  let inserted = 0
  for (const [leaf, readings] of Map.groupBy(fresh, one => leaves.known(one.at)))
    if (leaf !== undefined) inserted += await insert(client, leaf, readings)
  if (inserted !== new Set(fresh.map(keyOf)).size) throw new CameBetween()
  return batch.map(({ readings }) => counted(readings, there))
}

const keyOf = ({ channel, at }: Pick<Reading, 'channel' | 'at'>): string => `${channel} ${at}`

/** Which of these moments are there, with their value. */
async function known(client: PoolClient, all: readonly Reading[]): Promise<Map<string, number>> {
  const times = all.map(one => one.at)
  const { rows } = await client.query<{ channel: number; at: number; value: number }>({
    name: 'telemetry-known',
    text: `select r.channel, asked.at, r.value from unnest($1::integer[], $2::float8[]) as asked (channel, at)
           join telemetry.reading r on r.channel = asked.channel and r.at = to_timestamp(asked.at / 1000)
           where r.at between to_timestamp($3::float8 / 1000) and to_timestamp($4::float8 / 1000)`,
    values: [
      all.map(one => one.channel),
      times,
      times.reduce((a, b) => Math.min(a, b)),
      times.reduce((a, b) => Math.max(a, b)),
    ],
  })
  return new Map(rows.map(row => [keyOf(row), row.value]))
}

/** Counts in the order in which they came, so that the first of two in one batch is the one that is kept. */
function counted(readings: readonly Reading[], there: Map<string, number>): Counts {
  let kept = 0,
    repeated = 0,
    differing = 0
  for (const one of readings) {
    const before = there.get(keyOf(one))
    if (before === undefined) {
      kept += 1
      there.set(keyOf(one), one.value)
    } else if (before === one.value) repeated += 1
    else differing += 1
  }
  return { kept, repeated, differing }
}

async function insert(client: PoolClient, leaf: string, readings: readonly Reading[]): Promise<number> {
  // Without a target: naming one would need the right to read the leaf, which nobody has.
  const { rowCount } = await client.query(
    `insert into ${leaf} (channel, at, value) select channel, to_timestamp(at / 1000), value from unnest($1::integer[], $2::float8[], $3::float8[]) as given (channel, at, value) on conflict do nothing`,
    [readings.map(one => one.channel), readings.map(one => one.at), readings.map(one => one.value)],
  )
  return rowCount ?? 0
}
