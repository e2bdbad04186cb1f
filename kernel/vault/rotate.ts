import { setTimeout as pause } from 'node:timers/promises'
import type { ClientBase } from 'pg'
import { DatabaseRefusal } from '../problems/errors.ts'
import type { Store } from '../store/store.ts'
import { markOfKey, newestOf, WrongKeys, type Generation } from './generations.ts'
import { transaction } from '../problems/transaction.ts'

export interface Rotated {
  readonly generation: number
  readonly rewrapped: number
}
export interface RotateOptions {
  /** Keys a transaction; small, so that nobody waits long. */
  readonly batch?: number
  /** Told after each batch how many keys lie under the new generation by now. */
  readonly progress?: (rewrapped: number) => void
}

/** Somebody else is at it. */
export class RotatingAlready extends Error {
  override readonly name = 'RotatingAlready'
}

/**
 * Makes the next generation of master keys, wraps the key of every row under it and destroys the earlier ones, while
 * others go on reading and writing: the earlier generation opens until nothing lies under it. Killed in between, the
 * next run goes on where it ended.
 */
export async function rotate(store: Store, { batch = 1000, progress }: RotateOptions = {}): Promise<Rotated> {
  return store.asOwner(async owner => {
    const {
      rows: [lock],
    } = await owner.query<{ mine: boolean }>(`select pg_try_advisory_lock(hashtext('obhut vault rotate')) as mine`)
    if (!lock?.mine) throw new RotatingAlready('the keys are being rotated already')
    try {
      const next = await announced(owner, store)
      store.vault.use(next)
      let rewrapped = 0
      while (await anyBefore(owner, next)) {
        const some = await rewrap(owner, store, next, batch)
        rewrapped += some
        if (some === 0)
          await pause(20) // whoever holds the last ones is at it
        else progress?.(rewrapped)
      }
      await owner.query('delete from obhut.key_generation where number < $1', [next])
      store.vault.source.dropBefore?.(next)
      return { generation: next, rewrapped }
    } finally {
      await owner.query(`select pg_advisory_unlock(hashtext('obhut vault rotate'))`)
    }
  })
}

interface Known {
  readonly number: number
  readonly retired: boolean
}

/**
 * The generation to wrap under: that of a rotation that was cut off, or a new one, of which the store knows from now
 * on.
 */
async function announced(owner: ClientBase, store: Store): Promise<number> {
  const { rows: known } = await owner.query<Known>(
    'select number, retired_at is not null as retired from obhut.key_generation order by number desc',
  )
  const [current] = known
  if (!current) throw new WrongKeys('this store has no generation of keys yet: start it once')
  if (known.some(({ retired }) => retired)) return current.number
  const next = nextAfter(current.number, store)
  await retireEarlier(owner, next, store.clock.now())
  return next.number
}

/**
 * A generation that is there and that the store does not know yet, from a run that was cut off or from whoever looks
 * after the keys; else a new one.
 */
function nextAfter(current: number, { vault: { source } }: Store): Generation {
  const newest = newestOf(source.read())
  if (newest.number > current) return newest
  if (!source.add)
    throw new WrongKeys(
      `There is no newer key than generation ${current} in ${source.name}. Put generation ${current + 1} into OBHUT_VAULT_KEYS, in every process, and say this again: ${current + 1}:<32 random bytes in base64>${newest.derived ? `. Generation ${current} follows from OBHUT_SECRET and stays at hand with it` : `,${current}:<the key in use>`}. Make one with: openssl rand -base64 32`,
    )
  return source.add()
}

/**
 * From its commit on nothing new is wrapped under an earlier generation: the lock waits for those who are at it, and
 * whoever comes later sees that it is retired, reads the keys again and takes the new one.
 */
async function retireEarlier(owner: ClientBase, { number, key }: Generation, now: Date): Promise<void> {
  for (let tries = 20; ; tries--) {
    try {
      return await transaction(owner, async () => {
        await owner.query(`set local lock_timeout = '500ms'`)
        await owner.query('lock table obhut.row_key in share mode')
        await owner.query('insert into obhut.key_generation (number, mark, since) values ($1, $2, $3)', [
          number,
          markOfKey(key),
          now,
        ])
        await owner.query('update obhut.key_generation set retired_at = $2 where number < $1', [number, now])
      })
    } catch (error) {
      const busy =
        (error as { code?: string }).code === '55P03' || (error instanceof DatabaseRefusal && error.code === '55P03')
      if (!busy || tries === 0) throw error
      await pause(250)
    }
  }
}

async function anyBefore(owner: ClientBase, next: number): Promise<boolean> {
  const {
    rows: [row],
  } = await owner.query<{ some: boolean }>('select exists (select from obhut.row_key where generation < $1) as some', [
    next,
  ])
  return row?.some === true
}

async function rewrap(owner: ClientBase, { vault }: Store, next: number, batch: number): Promise<number> {
  return transaction(owner, async () => {
    const { rows } = await owner.query<{ id: string; kept_in: string; wrapped: Buffer }>(
      'select id, kept_in, wrapped from obhut.row_key where generation < $1 order by generation, id limit $2 for update skip locked',
      [next, batch],
    )
    const anew = rows.map(row => vault.wrap(vault.unwrap(row.wrapped, row.kept_in, row.id), row.kept_in, row.id))
    if (anew.some(({ generation }) => generation !== next))
      throw new WrongKeys('the newest key changed while keys were being rotated')
    await owner.query(
      'update obhut.row_key k set generation = $1, wrapped = n.wrapped from unnest($2::uuid[], $3::bytea[]) as n (id, wrapped) where k.id = n.id',
      [next, rows.map(row => row.id), anew.map(one => one.wrapped)],
    )
    return rows.length
  })
}
