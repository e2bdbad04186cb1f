import type { ClientBase } from 'pg'
import { BadBackup } from './container.ts'

const isThere = async (owner: ClientBase, table: string): Promise<boolean> =>
  (await owner.query<{ there: boolean }>('select to_regclass($1) is not null as there', [table])).rows[0]?.there ===
  true

/**
 * Rows of a backup that is older than the key of the marks of erased people have no table for it; wrapped keys that are
 * newer have one. Makes room for it.
 */
export async function makeRoomForKey(owner: ClientBase): Promise<void> {
  if ((await isThere(owner, 'obhut.erasure_key')) || !(await isThere(owner, 'obhut.erased'))) return
  await owner.query('create table obhut.erasure_key (key bytea not null)')
}

/**
 * Once the rows are in: marks that are keyed have their key, or the backup is refused. Where the marks are older than
 * their key, it and they are kept for the migration that keys them (`202611301639_key_of_marks`), so that they match those
 * of later backups.
 */
export async function settleKey(
  owner: ClientBase,
  files: { readonly file: string; readonly keys: string },
): Promise<void> {
  if (!(await isThere(owner, 'obhut.erasure_key'))) return
  const {
    rows: [found],
  } = await owner.query<{ keys: boolean; keyed: boolean }>(
    `select exists (select from obhut.erasure_key) as keys,
      exists (select from pg_attribute where attrelid = 'obhut.erased'::regclass and attname = 'keyed') as keyed`,
  )
  if (!found?.keyed) {
    await owner.query(
      found?.keys
        ? 'alter table obhut.erasure_key rename to restored_erasure_key; create table obhut.restored_erased as select mark, at from obhut.erased'
        : 'drop table obhut.erasure_key',
    )
    return
  }
  if (found.keys) return
  const {
    rows: [marks],
  } = await owner.query<{ keyed: boolean }>('select exists (select from obhut.erased where keyed) as keyed')
  if (marks?.keyed)
    throw new BadBackup(
      `${files.keys} does not hold the key by which ${files.file} knows who was erased; everybody erased would come back. Take the newest file of keys beside the backup.`,
    )
  await owner.query(
    'insert into obhut.erasure_key (key) values (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))',
  )
}
