import type { ClientBase } from 'pg'
import type { LedgerFile } from './file.ts'
import type { Shipped } from './line.ts'
import { LedgerAhead, LedgerOlder } from './problems.ts'

/** Takes what transactions remembered to the ledger. */
export interface Shipping {
  /** Everything that was remembered before this call lies in the ledger, on the disk, when it comes back. */
  shipped(): Promise<void>
}

type Transaction = <R>(work: (client: ClientBase) => Promise<R>) => Promise<R>

/** Whoever comes while a batch is under way waits for the next one together with all others: one write for all. */
export function shipping(file: LedgerFile, inTransaction: Transaction): Shipping {
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  const start = (): Promise<void> => {
    next = undefined
    running = ship(file, inTransaction).finally(() => {
      running = undefined
    })
    return running
  }
  return {
    shipped() {
      if (!running) return start()
      next ??= running.then(start, start)
      return next
    },
  }
}

const most = 5000

/**
 * Numbers are given here and not when an entry is written, because transactions commit out of order: one shipper at a
 * time takes what it sees. The file comes first. Should the store's commit be lost after it, the next round finds its
 * own entries in the file and only notes their numbers.
 */
async function ship(file: LedgerFile, inTransaction: Transaction): Promise<void> {
  for (let more = true; more; ) more = await inTransaction(client => shipBatch(file, client))
}

async function shipBatch(file: LedgerFile, client: ClientBase): Promise<boolean> {
  const end = await lockedEnd(client)
  await settle(file, client, end)
  const entries = await unshipped(client, await file.end())
  if (entries.length === 0) return false
  await file.append(entries)
  await strikeErased(file, client, entries)
  await noteNumbers(client, entries)
  return entries.length === most
}

/** The last number that the store knows of; nobody else ships until this transaction ends. */
export async function lockedEnd(client: ClientBase): Promise<number> {
  const {
    rows: [end],
  } = await client.query<{ number: number }>('select number from obhut.ledger_end for update')
  if (!end) throw new Error('the store lost the end of its ledger')
  return end.number
}

/** What the file holds beyond the store's number is our own from a commit that was lost, or a stranger's. */
async function settle(file: LedgerFile, client: ClientBase, end: number): Promise<void> {
  const last = await file.end()
  if (last === end) return
  if (last < end) throw new LedgerOlder(file.place, last, end)
  for await (const batch of batches(file.after(end), most)) {
    const { rows } = await client.query<{ id: string }>('select id from obhut.ledger where id = any($1)', [
      batch.map(one => one.id),
    ])
    if (rows.length < batch.length) throw new LedgerAhead(file.place)
    await strikeErased(file, client, batch)
    await noteNumbers(client, batch)
  }
}

interface Row extends Omit<Shipped, 'number'> {
  readonly number: number | null
}
const columns = 'id, number, at, what, kind, mark, person, facts, sealed'

async function unshipped(client: ClientBase, end: number): Promise<Shipped[]> {
  const { rows } = await client.query<Row>(
    `select ${columns} from obhut.ledger where number is null order by noted limit ${most}`,
  )
  return rows.map((row, index) => ({ ...row, number: end + 1 + index }))
}

/** The entries that the store holds after a number, in order. */
export async function heldAfter(client: ClientBase, number: number): Promise<Shipped[]> {
  const { rows } = await client.query<Shipped>(
    `select ${columns} from obhut.ledger where number > $1 order by number`,
    [number],
  )
  return rows
}

/** Notes which entries stand in the ledger under which number; such as the store lacks are added to it. */
export async function noteNumbers(client: ClientBase, entries: readonly Shipped[]): Promise<void> {
  const last = entries.at(-1)
  if (!last) return
  await client.query(
    `
    insert into obhut.ledger (${columns}) select e.id, e.number, e.at, e.what, e.kind, decode(e.mark, 'hex'), decode(e.person, 'hex'), e.facts, decode(e.sealed, 'hex')
    from jsonb_to_recordset($1) as e (id uuid, number bigint, at timestamptz, what text, kind text, mark text, person text, facts jsonb, sealed text)
    on conflict (id) do update set number = excluded.number`,
    [
      JSON.stringify(
        entries.map(one => ({ ...one, mark: hex(one.mark), person: hex(one.person), sealed: hex(one.sealed) })),
      ),
    ],
  )
  await client.query('update obhut.ledger_end set number = greatest(number, $1)', [last.number])
}
const hex = (bytes: Buffer | null): string | null => bytes?.toString('hex') ?? null

/** With a person goes what their rows were corrected to, in the store and in the file. */
export async function strikeErased(file: LedgerFile, client: ClientBase, entries: readonly Shipped[]): Promise<void> {
  const persons = entries.filter(one => one.what === 'erased' && one.kind !== null).map(one => one.mark)
  if (persons.length === 0) return
  const { rowCount } = await client.query(
    `update obhut.ledger set sealed = null where what = 'corrected' and person = any($1) and sealed is not null`,
    [persons],
  )
  if (rowCount) await file.strike(persons)
}

export async function* batches<T>(all: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = []
  for await (const one of all) {
    batch.push(one)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length) yield batch
}
