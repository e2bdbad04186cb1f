import type { ClientBase } from 'pg'

/**
 * Functions of PostgreSQL by which anybody can store data outside of tables: large objects, and messages in the
 * write-ahead log. PostgreSQL lets everybody call them until a superuser revokes that.
 */
export async function openToEverybody(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    select p.oid::regprocedure::text as name from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace and p.prorettype <> 'trigger'::regtype
      and (p.proname ~ '^lo_' or p.proname in ('lowrite', 'loread', 'pg_logical_emit_message')) and has_function_privilege('public', p.oid, 'execute')
    order by 1`)
  return rows.map(({ name }) => name)
}

/** Closes them in this database, as its superuser. */
export async function closeToEverybody(superuser: ClientBase): Promise<void> {
  const open = await openToEverybody(superuser)
  if (open.length) await superuser.query(`revoke execute on function ${open.join(', ')} from public`)
}
