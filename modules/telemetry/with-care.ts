import type { PoolClient } from 'pg'
import { withoutValues } from '../../kernel/data/errors.ts'
import type { Leaves } from '../../kernel/data/leaves.ts'
import { beginWriting } from './closed.ts'
import type { Reading } from './contract.ts'
import { lateOf } from './copied.ts'
import type { Counts, Waiting } from './waiting.ts'

/**
 * The careful way, for what may be there already: of two values for one channel and moment the first holds, and it is counted
 * whether the second was the same. About a third as fast as copying.
 */
export async function withCare(client: PoolClient, batch: readonly Waiting[], leaves: Leaves): Promise<Counts[]> {
  const all = batch.flatMap(one => one.readings)
  const byLeaf = await intoLeaves(all, leaves)
  try {
    const closed = await beginWriting(client)
    const there = await known(client, all)
    const counts = batch.map(({ readings }) => counted(readings, there))
    // A repetition changes nothing, so it makes no day late either.
    const fresh = batch.map(({ readings }, index) => ({ ...batch[index]!, readings: counts[index]!.kept > 0 ? readings : [] })) // both have one for each
    await lateOf(fresh, closed).write(client)
    let inserted = 0
    for (const [leaf, readings] of byLeaf) inserted += await insert(client, leaf, readings)
    if (inserted === counts.reduce((sum, one) => sum + one.kept, 0)) {
      await client.query('commit')
      return counts
    }
    // The other connection was writing one of them when we looked. Now it has committed, and the counts come out true.
    await client.query('rollback')
  } catch (error) {
    await client.query('rollback').catch(() => {}) // a connection that is lost says so in the first error
    throw withoutValues(error)
  }
  return withCare(client, batch, leaves)
}

const keyOf = ({ channel, at }: Reading): string => `${channel} ${at}`

async function intoLeaves(all: readonly Reading[], leaves: Leaves): Promise<Map<string, Reading[]>> {
  const found = new Map<string, Reading[]>()
  // In one order everywhere, or two writers of the same readings would wait for each other.
  for (const one of all.toSorted((a, b) => a.channel - b.channel || a.at - b.at)) {
    const leaf = leaves.known(one.at) ?? await leaves.ensure(one.at)
    const some = found.get(leaf)
    if (some) some.push(one)
    else found.set(leaf, [one])
  }
  return found
}

/** Which of these moments are there, with their value. */
async function known(client: PoolClient, all: readonly Reading[]): Promise<Map<string, number>> {
  const times = all.map(one => one.at)
  const iso = (at: number): string => new Date(at).toISOString()
  const { rows } = await client.query<{ channel: number, at: Date, value: number }>({
    text: `select r.channel, r.at, r.value from unnest($1::integer[], $2::timestamptz[]) as asked (channel, at)
           join telemetry.reading r on r.channel = asked.channel and r.at = asked.at where r.at between $3 and $4`,
    values: [all.map(one => one.channel), times.map(iso), iso(times.reduce((a, b) => Math.min(a, b))), iso(times.reduce((a, b) => Math.max(a, b)))],
  })
  return new Map(rows.map(row => [keyOf({ ...row, at: row.at.getTime() }), row.value]))
}

function counted(readings: readonly Reading[], there: Map<string, number>): Counts {
  let kept = 0, repeated = 0, differing = 0
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
  const { rowCount } = await client.query(`insert into ${leaf} (channel, at, value) select * from unnest($1::integer[], $2::timestamptz[], $3::float8[]) on conflict do nothing`,
    [readings.map(one => one.channel), readings.map(one => new Date(one.at).toISOString()), readings.map(one => one.value)])
  return rowCount ?? 0
}
