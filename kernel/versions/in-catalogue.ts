import type { ClientBase } from 'pg'
import { endedCheck } from '../enforce/ended-rows.ts'

/*
 * Policies, triggers, functions and grants as PostgreSQL's catalogue has them. A piece is named by its kind and its
 * place: `table identity.account`, `grants identity.account`, `function obhut.possessions telemetry.holding`.
 */

const tables = `pg_class c join pg_namespace n on n.oid = c.relnamespace`
const areOurs = `c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)'`
const at = `n.nspname || '.' || c.relname`
/** Triggers `t` that run a function of the kernel's; a module's own run one of the module's. */
const kernelTriggers = `not t.tgisinternal and t.tgparentid = 0
  and exists (select from pg_proc f where f.oid = t.tgfoid and f.pronamespace = 'obhut'::regnamespace)`
const granted = (acl: string): string =>
  `concat_ws(' ', ${acl}.privilege_type, coalesce((select r.rolname::text from pg_roles r where r.oid = ${acl}.grantee), 'public'), ${acl}.is_grantable)`

/** Each piece with what says how it is; of what is nowhere declared, too. */
export async function piecesInCatalogue(owner: ClientBase): Promise<{ name: string; facts: string[] }[]> {
  const { rows } = await owner.query<{ name: string; facts: string[] }>(
    `
    select 'table ' || ${at} as name,
      array(select 'secured' where c.relrowsecurity)
      || array(select concat_ws(' ', p.polname, p.polcmd, p.polpermissive, array(select r.rolname::text from unnest(p.polroles) o left join pg_roles r on r.oid = o order by 1)::text,
           pg_get_expr(p.polqual, p.polrelid), '|', pg_get_expr(p.polwithcheck, p.polrelid)) from pg_policy p where p.polrelid = c.oid order by 1)
      || array(select concat(pg_get_triggerdef(t.oid), t.tgenabled) from pg_trigger t where t.tgrelid = c.oid and ${kernelTriggers} order by 1)
      || array(select pg_get_constraintdef(k.oid) from pg_constraint k where k.conrelid = c.oid and k.conname = $1) as facts
    from ${tables} where ${areOurs}
    union all
    select 'grants ' || ${at},
      array(select ${granted('a')} from aclexplode(c.relacl) a order by 1)
      || array(select concat_ws(' ', t.attname, ${granted('a')}) from pg_attribute t cross join lateral aclexplode(t.attacl) a where t.attrelid = c.oid and t.attacl is not null order by 1)
    from ${tables} where ${areOurs}
    union all
    select 'function obhut.' || p.proname, array[pg_get_functiondef(p.oid)] || array(select ${granted('a')} from aclexplode(p.proacl) a order by 1)
    from pg_proc p where p.pronamespace = 'obhut'::regnamespace and (p.proname ~ '^(possessions|things|there) ' or p.proname = 'tenants_of')`,
    [endedCheck],
  )
  return rows
}

/** SQL that takes away a table's policies, triggers and check, or a function, whichever are there. */
export async function takingAway(owner: ClientBase, piece: string): Promise<string> {
  const { rows } = await owner.query<{ drop: string }>(
    `
    select format('drop policy %I on %I.%I', p.polname, n.nspname, c.relname) as drop
    from pg_policy p join (${tables}) on c.oid = p.polrelid where 'table ' || ${at} = $1
    union all
    select format('drop trigger %I on %I.%I', t.tgname, n.nspname, c.relname)
    from pg_trigger t join (${tables}) on c.oid = t.tgrelid where 'table ' || ${at} = $1 and ${kernelTriggers}
    union all
    select format('alter table %I.%I drop constraint %I', n.nspname, c.relname, k.conname)
    from pg_constraint k join (${tables}) on c.oid = k.conrelid where 'table ' || ${at} = $1 and k.conname = $2
    union all
    select format('drop function %s', p.oid::regprocedure)
    from pg_proc p where p.pronamespace = 'obhut'::regnamespace and 'function obhut.' || p.proname = $1`,
    [piece, endedCheck],
  )
  return rows.map(row => row.drop).join(';\n')
}
