import type { ClientBase } from 'pg'

/**
 * Keys the marks of erased people that a process of an earlier version made while it ran on beside this one; they are
 * heeded as they are until then.
 */
export const keyMarks = (owner: ClientBase): Promise<unknown> =>
  owner.query(`
    with plain as (delete from obhut.erased where not keyed returning mark, at)
    insert into obhut.erased (mark, at, keyed) select sha256((select obhut.key_of_marks()) || mark), at, true from plain
    on conflict (mark) do update set at = greatest(erased.at, excluded.at)`)
