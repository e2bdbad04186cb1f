import type { ClientBase } from 'pg'

/** Marks a store as just restored; it bears the mark until it is taken into service. */
export async function markRestored(owner: ClientBase, at: Date): Promise<void> {
  await owner.query(
    `insert into obhut.upkeep (what, at) values ('restored', $1) on conflict (what) do update set at = excluded.at`,
    [at],
  )
}

/** Whether a store was restored and has served nobody since. */
export async function isRestoredCopy(owner: ClientBase): Promise<boolean> {
  if (!(await hasUpkeep(owner))) return false
  const { rowCount } = await owner.query(`select from obhut.upkeep where what = 'restored'`)
  return rowCount === 1
}

/** A store is taken into service: from now on it is no copy to be tried. */
export async function markInService(owner: ClientBase): Promise<void> {
  if (await hasUpkeep(owner)) await owner.query(`delete from obhut.upkeep where what = 'restored'`)
}

/** Tables of earlier versions do not have it yet. */
async function hasUpkeep(owner: ClientBase): Promise<boolean> {
  const {
    rows: [there],
  } = await owner.query<{ upkeep: boolean }>(`select to_regclass('obhut.upkeep') is not null as upkeep`)
  return there?.upkeep === true
}
