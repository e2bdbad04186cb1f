import pg, { type ClientBase } from 'pg'
import type { Declarations } from '../declare/declarations.ts'
import { DatabaseRefusal, withoutValues } from '../problems/errors.ts'
import { transaction } from '../problems/transaction.ts'
import { deskRoles, type Roles } from './roles.ts'

const { escapeIdentifier: id } = pg

/** The roles and logins that a store has. */
export const declaredRoles = (all: Pick<Declarations, 'activities'>, roles: Roles): ReadonlySet<string> =>
  new Set([...[...all.activities.keys()].map(roles.of), ...deskRoles.map(roles.desk), roles.app, roles.deskLogin])

/** What a session of our logins begins with; whoever signs in as one could change it for everybody who comes later. */
export const sessionSettings: readonly (readonly [name: string, value: string])[] = [
  ['jit', 'off'],
  ['search_path', 'pg_catalog'],
]

/**
 * Roles that bear this store's name and follow from no declaration: of an activity that is gone. One that holds nothing
 * here and is needed by a copy of this store in another database is none.
 */
export async function strayRoles(owner: ClientBase, all: Declarations, roles: Roles): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `
    select r.rolname as name from pg_roles r where starts_with(r.rolname, $1) and r.rolname <> all($2)
      and (exists (select from pg_shdepend d where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid and d.dbid in (0, (select oid from pg_database where datname = current_database())))
        or not exists (select from pg_shdepend d where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid))
    order by 1`,
    [roles.of(''), [...declaredRoles(all, roles)]],
  )
  return rows.map(({ name }) => name)
}

interface RoleSetting {
  readonly role: string
  readonly database: string | null
  readonly settings: readonly string[]
}

/** Settings of this store's roles that nobody declared: text that is stored outside of every table. */
export async function strayRoleSettings(owner: ClientBase, roles: Roles): Promise<RoleSetting[]> {
  const { rows } = await owner.query<RoleSetting>(
    `
    select r.rolname as role, d.datname as database, s.setconfig as settings
    from pg_db_role_setting s join pg_roles r on r.oid = s.setrole left join pg_database d on d.oid = s.setdatabase
    where starts_with(r.rolname, $1) and (s.setdatabase = 0 or d.datname = current_database()) order by 1, 2`,
    [roles.of('')],
  )
  const asDeclared = sessionSettings.map(([name, value]) => `${name}=${value}`).join()
  const logins = new Set([roles.app, roles.deskLogin])
  return rows.filter(
    ({ role, database, settings }) =>
      !(logins.has(role) && database === null && [...settings].sort().join() === asDeclared),
  )
}

/**
 * Takes away what no declaration stands behind: roles of activities that are gone with all that they hold here, and
 * settings of roles. Says what, line by line. What cannot be taken away stays for the proof to find.
 */
export async function takeAwayStrays(owner: ClientBase, all: Declarations, roles: Roles): Promise<string[]> {
  const lines: string[] = []
  for (const { role, database, settings } of await strayRoleSettings(owner, roles)) {
    const sets = [roles.app, roles.deskLogin].includes(role) && database === null ? sessionSettings : []
    await owner.query(
      [
        `alter role ${id(role)}${database === null ? '' : ` in database ${id(database)}`} reset all`,
        ...sets.map(([name, value]) => `alter role ${id(role)} set ${name} = ${value}`),
      ].join(';\n'),
    )
    lines.push(`Role ${role} had settings that nobody declared (${settings.length}); they were reset.`)
  }
  for (const role of await strayRoles(owner, all, roles)) lines.push(await takeAway(owner, role))
  return lines
}

async function takeAway(owner: ClientBase, role: string): Promise<string> {
  try {
    const stays = await transaction(owner, async () => {
      // Whoever made a role may give it to anybody, and drops what belongs to it only as its member.
      await owner.query(`grant ${id(role)} to current_user; drop owned by ${id(role)}; savepoint emptied`)
      return owner.query(`drop role ${id(role)}`).then(
        () => false,
        async (error: unknown) => {
          if (!neededElsewhere(error)) throw error
          await owner.query(`rollback to emptied; revoke ${id(role)} from current_user`)
          return true
        },
      )
    })
    return `Role ${role} follows from no declaration; what it held here was taken away.${stays ? ' The role itself stays: another database of the server needs it.' : ''}`
  } catch (error) {
    const known = withoutValues(error)
    if (!(known instanceof DatabaseRefusal)) throw known
    return `Role ${role} follows from no declaration, and could not be taken away: ${known.message}`
  }
}

/** Objects in another database depend on it. */
const neededElsewhere = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '2BP01'
