import type { ClientBase } from 'pg'
import { deskRoles } from '../enforce/roles.ts'
import { declaredRoles, strayRoles, strayRoleSettings } from '../enforce/strays.ts'
import type { Findings } from './findings.ts'
import { declaredActivities, meansOf, type ProofContext } from './context.ts'

interface Role {
  readonly name: string
  readonly may: readonly string[]
  readonly memberOf: readonly string[]
}

/**
 * Each activity has a role that nobody can sign in as and that is nothing else; our logins stand under the policies.
 */
export async function proveRoles(
  owner: ClientBase,
  context: ProofContext,
  found: Findings,
): Promise<ReadonlySet<string>> {
  const { roles } = context
  const ours = await rolesIn(owner, [...declaredRoles(context.declared, roles)])
  const activityRoles = new Set(declaredActivities(context).map(one => roles.of(one.name)))
  for (const activity of declaredActivities(context)) {
    const promise = `${activity.name}/purpose`
    const role = ours.get(roles.of(activity.name))
    for (const fault of plain(role, roles.of(activity.name))) found.fault(fault, promise)
    if (role)
      found.shows(promise, {
        from: 'catalogue',
        says: `role ${role.name}: no login, no superuser, past no policy, member of no other`,
      })
  }
  for (const task of deskRoles) {
    for (const fault of plain(ours.get(roles.desk(task)), roles.desk(task)))
      found.fault(fault, task === 'rights' ? 'statement/rights' : 'statement/measures')
  }
  for (const fault of login(ours.get(roles.app), roles.app, activityRoles)) found.fault(fault, 'statement/measures')
  for (const fault of login(ours.get(roles.deskLogin), roles.deskLogin, new Set(deskRoles.map(roles.desk))))
    found.fault(fault, 'statement/measures')
  for (const fault of await ownersFaults(owner)) found.fault(fault, 'statement/measures')
  for (const fault of await strangersIn(owner, context)) found.fault(fault.says, fault.breaks)
  const [strays, settings] = [await strayRoles(owner, context.declared, roles), await strayRoleSettings(owner, roles)]
  for (const role of strays) found.fault(`role ${role} follows from no declaration`, 'statement/activities')
  for (const { role, settings: all } of settings)
    found.fault(`role ${role} has ${all.length} settings that nobody declared`, 'statement/measures')
  found.shows('statement/measures', {
    from: 'catalogue',
    says: `the logins ${roles.app}, ${roles.deskLogin} and the owner are no superusers and pass by no policy; ${roles.app} may become the roles of activities, and no other; ${strays.length} roles of this store follow from no declaration, ${settings.length} have settings of their own`,
  })
  return new Set(ours.keys())
}

async function rolesIn(owner: ClientBase, names: readonly string[]): Promise<Map<string, Role>> {
  const { rows } = await owner.query<{ name: string; may: string[]; member_of: string[] }>(
    `
    select r.rolname as name,
      array_remove(array[case when r.rolsuper then 'superuser' end, case when r.rolbypassrls then 'bypassrls' end, case when r.rolcanlogin then 'login' end, case when r.rolcreaterole then 'createrole' end,
        case when r.rolcreatedb then 'createdb' end, case when r.rolreplication then 'replication' end, case when r.rolinherit then 'inherit' end], null) as may,
      array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid order by 1) as member_of
    from pg_roles r where r.rolname = any($1)`,
    [names],
  )
  return new Map(rows.map(row => [row.name, { name: row.name, may: row.may, memberOf: row.member_of }]))
}

function* plain(role: Role | undefined, name: string): Generator<string> {
  if (!role) return yield `there is no role ${name}`
  for (const power of role.may) if (power !== 'inherit') yield `role ${name} may ${inWords(power)}`
  for (const other of role.memberOf) yield `role ${name} is a member of ${other}`
}

function* login(role: Role | undefined, name: string, becomes: ReadonlySet<string>): Generator<string> {
  if (!role) return yield `there is no login ${name}`
  for (const power of role.may) if (power !== 'login') yield `login ${name} may ${inWords(power)}`
  for (const other of role.memberOf) if (!becomes.has(other)) yield `login ${name} may become ${other}`
}

async function ownersFaults(owner: ClientBase): Promise<string[]> {
  const {
    rows: [me],
  } = await owner.query<{ name: string; superuser: boolean; bypass: boolean }>(
    'select rolname as name, rolsuper as superuser, rolbypassrls as bypass from pg_roles where rolname = current_user',
  )
  return [
    ...(me?.superuser ? [`login ${me.name}, which owns the tables, is a superuser`] : []),
    ...(me?.bypass ? [`login ${me.name}, which owns the tables, passes by policies`] : []),
  ]
}

/** Nobody but our logins and the owner may become one of our roles. */
async function strangersIn(owner: ClientBase, context: ProofContext): Promise<{ says: string; breaks: string }[]> {
  const { roles } = context
  const { rows } = await owner.query<{ role: string; member: string }>(
    `
    select g.rolname as role, u.rolname as member from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles u on u.oid = m.member
    where u.rolname <> current_user and u.rolname <> all($1)`,
    [[roles.app, roles.deskLogin]],
  )
  return rows.flatMap(({ role, member }) => {
    const means = meansOf(context, role)
    if (means.is === 'stranger') return []
    return [
      {
        says: `${member} may become ${role}`,
        breaks: means.is === 'activity' ? `${means.activity.name}/purpose` : 'statement/measures',
      },
    ]
  })
}

const inWords = (power: string): string =>
  ({
    superuser: 'do everything (superuser)',
    bypassrls: 'pass by policies (bypassrls)',
    login: 'sign in',
    createrole: 'make roles',
    createdb: 'make databases',
    replication: 'copy the server (replication)',
    inherit: 'use what it may become without becoming it (inherit)',
  })[power] ?? power
