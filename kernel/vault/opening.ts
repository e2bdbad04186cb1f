import type { ClientBase } from 'pg'
import { markOfKey, newestOf, WrongKeys, type KeySource } from './generations.ts'

interface Found {
  readonly number: number
  readonly mark: Buffer
  readonly retired: boolean
}

/**
 * Holds the master keys against what the store knows of them, before anything is encrypted or opened: a key that is
 * missing, or another one under the same number, stops the start. The first start, which says what time it is, writes
 * down the first generation.
 */
export async function openVault(owner: ClientBase, keys: KeySource, now?: Date): Promise<void> {
  const given = keys.read()
  const { rows: known } = await owner.query<Found>(
    'select number, mark, retired_at is not null as retired from obhut.key_generation order by number',
  )
  if (known.length === 0 && now) {
    const { number, key } = newestOf(given)
    await owner.query('insert into obhut.key_generation (number, mark, since) values ($1, $2, $3)', [
      number,
      markOfKey(key),
      now,
    ])
  }
  for (const { number, mark } of known) {
    const one = given.find(other => other.number === number)
    if (!one || (one.derived && keys.read().length > 1 && !markOfKey(one.key).equals(mark)))
      throw new WrongKeys(
        `Generation ${number} of the vault's keys is in use in this store and not in ${keys.name}: put it back from where you keep it. Without it nothing that was encrypted under it opens.`,
      )
    if (!markOfKey(one.key).equals(mark))
      throw new WrongKeys(
        `Generation ${number} in ${keys.name} is not the key that this store was encrypted under: put the right one back from where you keep it.`,
      )
  }
}
