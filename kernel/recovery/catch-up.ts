import type { ClientBase } from 'pg'
import type { Store } from '../store/store.ts'
import type { LedgerFile } from '../ledger/file.ts'
import { LedgerMissing } from '../ledger/problems.ts'
import { repeat } from './repeat.ts'
import type { Shipped } from '../ledger/line.ts'
import { batches, heldAfter, noteNumbers, strikeErased } from '../ledger/shipping.ts'

/** The ledger belongs to another store, or grew apart from this one. */
export class ForeignLedger extends Error {
  constructor(place: string, why: string) {
    super(`The ledger ${place} ${why}. Say where the right one is with --ledger FILE (OBHUT_LEDGER).`)
    this.name = 'ForeignLedger'
  }
}

/** The ledger ends before the store does, and the store no longer holds what is missing. */
export class LedgerBehind extends Error {
  constructor(place: string, has: number, wants: number) {
    super(
      `The ledger ${place} ends at entry ${has}, the store knows ${wants}, and what lies between is in neither. Put the latest copy of the ledger back.`,
    )
    this.name = 'LedgerBehind'
  }
}

/** What a start found in the ledger that the store lacked, and did again. */
export interface CaughtUp {
  readonly entries: number
  readonly repeated: number
}

/**
 * Compares store and ledger and repeats what the store lacks, before anybody is served: a backup was restored, by
 * whatever means. One process does it at a time; a second finds all done.
 */
export async function catchUp(store: Store, told: (done: number, of: number) => void = () => {}): Promise<CaughtUp> {
  const { ledger } = store
  if (!ledger) return { entries: 0, repeated: 0 }
  return alone(store, async () => {
    await present(store, ledger)
    const result = await repeatMissing(store, ledger, told)
    await store.shipped()
    return result
  })
}

/**
 * Puts a ledger in place of one that is lost, from what the store holds. A store that was restored from a backup must
 * not do this.
 */
export async function renewLedger(store: Store): Promise<void> {
  const { ledger } = store
  if (ledger) await alone(store, () => make(store, ledger))
}

const alone = <R>(store: Store, work: () => Promise<R>): Promise<R> =>
  store.asOwner(async owner => {
    await owner.query(`select pg_advisory_lock(hashtext('obhut ledger'))`)
    try {
      return await work()
    } finally {
      await owner.query(`select pg_advisory_unlock(hashtext('obhut ledger'))`)
    }
  })

interface End {
  readonly number: number
  readonly madeAt: Date | null
}
export const lastShipped = (store: Store): Promise<End> =>
  store.desk('rights', async client => {
    const {
      rows: [end],
    } = await client.query<End>('select number, made_at as "madeAt" from obhut.ledger_end')
    if (!end) throw new Error('the store lost the end of its ledger')
    return end
  })
const noteMade = (store: Store): Promise<unknown> =>
  store.desk('rights', (client, now) =>
    client.query('update obhut.ledger_end set made_at = coalesce(made_at, $1)', [now]),
  )

/** A ledger that fits this store; made where there has never been one. */
async function present(store: Store, ledger: LedgerFile): Promise<void> {
  const header = await ledger.header()
  const end = await lastShipped(store)
  if (header && header.store !== store.id) throw new ForeignLedger(ledger.place, 'is that of another store')
  if (header) return fit(store, ledger, header.after, end)
  if (end.madeAt !== null && store.kind === 'live') throw new LedgerMissing(ledger.place)
  await make(store, ledger)
}

async function make(store: Store, ledger: LedgerFile): Promise<void> {
  const held = withoutGaps(await store.desk('rights', client => heldAfter(client, 0)))
  await ledger.make({ store: store.id, after: held[0] ? held[0].number - 1 : (await lastShipped(store)).number }, held)
  await noteMade(store)
}

/** Suppressions stay in the store when their neighbours have gone; the ledger begins after the last gap. */
function withoutGaps(held: readonly Shipped[]): readonly Shipped[] {
  const gap = held.findLastIndex(({ number }, index) => index > 0 && number !== held[index - 1]!.number + 1) // the index is above 0
  return held.slice(Math.max(gap, 0))
}

/** Where both hold an entry it is the same one; where the file ends earlier the store gives back what is missing. */
async function fit(store: Store, ledger: LedgerFile, after: number, end: End): Promise<void> {
  const last = await ledger.end()
  if (last < end.number) {
    const missing = await store.desk('rights', client => heldAfter(client, last))
    if (missing[0]?.number !== last + 1 || missing.length !== end.number - last)
      throw new LedgerBehind(ledger.place, last, end.number)
    await ledger.append(missing)
  }
  if (after > end.number)
    throw new ForeignLedger(
      ledger.place,
      `begins after entry ${after}, and this store, restored from a backup, knows ${end.number}: that backup is older than the ledger reaches back, and must not come back`,
    )
  await sameEntries(store, ledger, after)
  if (end.madeAt === null) await noteMade(store)
}

async function sameEntries(store: Store, ledger: LedgerFile, after: number): Promise<void> {
  const held = new Map(
    (
      await store.desk('rights', client =>
        client.query<{ id: string; number: number }>('select id, number from obhut.ledger where number > $1', [after]),
      )
    ).rows.map(row => [row.number, row.id]),
  )
  if (held.size === 0) return
  for await (const { id, number } of ledger.after(after))
    if (held.has(number) && held.get(number) !== id)
      throw new ForeignLedger(
        ledger.place,
        `and this store have grown apart at entry ${number}: two stores have written into it`,
      )
}

async function repeatMissing(
  store: Store,
  ledger: LedgerFile,
  told: (done: number, of: number) => void,
): Promise<CaughtUp> {
  const from = (await lastShipped(store)).number
  const entries = (await ledger.end()) - from
  let repeated = 0
  let done = 0
  await store.repeating(async key => {
    for await (const batch of batches(ledger.after(from), 5000)) {
      const known = await store.desk('rights', client =>
        knownOf(
          client,
          batch.map(one => one.id),
        ),
      )
      repeated += await repeat(
        store,
        key,
        batch.filter(one => !known.has(one.id)),
      )
      await store.desk('rights', async client => {
        await noteNumbers(client, batch)
        await strikeErased(ledger, client, batch)
      })
      told((done += batch.length), entries)
    }
  })
  return { entries, repeated }
}

/** Those that this store shipped itself, and whose numbers a lost commit took away: they happened here. */
async function knownOf(client: ClientBase, ids: readonly string[]): Promise<Set<string>> {
  return new Set(
    (await client.query<{ id: string }>('select id from obhut.ledger where id = any($1)', [ids])).rows.map(
      row => row.id,
    ),
  )
}

/** For whoever opens a store beside a running platform, or without one: not before what it lacks was repeated. */
export async function refuseBehindLedger(store: Store): Promise<void> {
  const { ledger } = store
  if (!ledger) return
  const [header, end] = [await ledger.header(), await lastShipped(store)]
  if (!header) {
    if (end.madeAt !== null && store.kind === 'live') throw new LedgerMissing(ledger.place)
    return
  }
  if (header.store !== store.id) throw new ForeignLedger(ledger.place, 'is that of another store')
  if ((await ledger.end()) <= end.number) return
  const lacking: string[] = []
  for await (const one of ledger.after(end.number)) lacking.push(one.id)
  const known = await store.desk('rights', client => knownOf(client, lacking))
  if (known.size < lacking.length) throw new RestoredStore(lacking.length - known.size)
}

/** The store was restored from a backup, and what happened since has not been repeated yet. */
export class RestoredStore extends Error {
  constructor(entries: number) {
    super(
      `This store was restored from a backup: the ledger holds ${entries} entries that it lacks. Start it, or run obhut migrate; either repeats them before anything else is done.`,
    )
    this.name = 'RestoredStore'
  }
}
