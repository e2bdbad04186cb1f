import type { PoolClient } from 'pg'

/** Days by UTC, which is how readings are summed up. */
export const dayLength = 86_400_000
export const utcDayOf = (at: number): number => Math.floor(at / dayLength)
export const startOfDay = (day: number): Date => new Date(day * dayLength)

/**
 * Begins to write readings. Everything older than what comes back (milliseconds) is summed up or just being so, and
 * writing it makes its day late; that line does not move before this transaction has ended.
 */
export async function beginWriting(client: PoolClient): Promise<number> {
  const results = (await client.query(
    `begin; select pg_advisory_xact_lock_shared(hashtext('telemetry.progress')); select closed from telemetry.progress`,
  )) as unknown as { rows: { closed: Date }[] }[]
  const closed = results[2]?.rows[0]?.closed
  // Before the first line is drawn nothing is summed up.
  return closed ? closed.getTime() : -Infinity
}

/** The days of a batch that were closed before it came. */
export class LateDays {
  readonly #closed: number
  readonly #found = new Map<string, { channel: number; day: number }>()
  constructor(closed: number) {
    this.#closed = closed
  }
  see(channel: number, at: number): void {
    if (at >= this.#closed) return
    const day = utcDayOf(at)
    this.#found.set(`${channel} ${day}`, { channel, day })
  }
  async write(client: PoolClient): Promise<void> {
    if (this.#found.size === 0) return
    const days = [...this.#found.values()]
    await client.query({
      name: 'telemetry-late',
      text: 'insert into telemetry.late (channel, at) select * from unnest($1::integer[], $2::timestamptz[])',
      values: [days.map(one => one.channel), days.map(one => startOfDay(one.day).toISOString())],
    })
  }
}
