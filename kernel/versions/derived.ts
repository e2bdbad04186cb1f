import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { ClientBase } from 'pg'
import type { Declarations } from '../declare/declarations.ts'
import { catalogueName, type AnyTable } from '../declare/table.ts'
import { closing, grantsOn, protectionOf, schemaGrants, type Stated } from '../enforce/derive.ts'
import { grantsOnLeaves } from '../enforce/partitions.ts'
import { makingFunction, possessionFunctions } from '../enforce/possessions.ts'
import type { Roles } from '../enforce/roles.ts'
import { errorCodeOf } from '../problems/raised.ts'
import { transaction } from '../problems/transaction.ts'
import { keyTriggersOf } from '../vault/triggers.ts'

/*
 * What follows from declarations and statement lies in the database piece by piece: a table's policies and triggers, its
 * grants, a function. Each piece is noted with what was derived and with what the catalogue showed once it was made. A
 * start makes those anew of which either is another, one at a time, and leaves the others alone: whoever serves beside
 * it waits for nothing but the moment in which one table changes.
 */

/** One thing in the database that follows from the declarations. */
interface Piece {
  readonly name: string
  /** How a line names it. */
  readonly says: string
  readonly makes: readonly string[]
  /** Making it keeps others from the table as long as it takes. */
  readonly locks: boolean
}

export interface Deriving {
  readonly declarations: Declarations
  readonly roles: Roles
  /** The statement under which grants hold; without one there are none yet. */
  readonly stated?: Stated
}

const tablePiece = (table: AnyTable): string => `table ${catalogueName(table)}`
const grantPiece = (table: AnyTable): string => `grants ${catalogueName(table)}`

function piecesOf({ declarations, roles, stated }: Deriving): Piece[] {
  const tables = [...declarations.tables.values()]
  const keys = Map.groupBy(keyTriggersOf(declarations), ({ table }) => table)
  return [
    ...possessionFunctions(declarations, roles).map(one => ({
      name: `function obhut.${one.name}`,
      says: `the function obhut.${one.name}`,
      makes: makingFunction(one),
      locks: false,
    })),
    ...tables.map(table => ({
      name: tablePiece(table),
      says: `policies and triggers of ${table.name}`,
      makes: [...protectionOf(table, declarations, roles), ...(keys.get(table) ?? []).map(({ makes }) => makes)],
      locks: true,
    })),
    ...(stated
      ? tables.map(table => ({
          name: grantPiece(table),
          says: `grants on ${table.name}`,
          makes: grantsOn(table, declarations, roles, stated),
          locks: false,
        }))
      : []),
  ]
}

const digest = (parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex')

/** What the catalogue shows of such pieces, by their names: of what is nowhere declared, too. */
async function found(owner: ClientBase, roles: Roles): Promise<Map<string, string>> {
  const { rows } = await owner.query<{ name: string; facts: string[] }>(
    `
    select 'table ' || n.nspname || '.' || c.relname as name,
      array(select 'secured' where c.relrowsecurity)
      || array(select concat_ws(' ', p.polname, p.polcmd, p.polpermissive, array(select r.rolname::text from unnest(p.polroles) o left join pg_roles r on r.oid = o order by 1)::text,
           pg_get_expr(p.polqual, p.polrelid), '|', pg_get_expr(p.polwithcheck, p.polrelid)) from pg_policy p where p.polrelid = c.oid order by 1)
      || array(select concat(pg_get_triggerdef(t.oid), t.tgenabled) from pg_trigger t join pg_proc f on f.oid = t.tgfoid
           where t.tgrelid = c.oid and not t.tgisinternal and f.pronamespace = 'obhut'::regnamespace order by 1)
      || array(select pg_get_constraintdef(k.oid) from pg_constraint k where k.conrelid = c.oid and k.conname = $1) as facts
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)'
    union all
    select 'grants ' || n.nspname || '.' || c.relname,
      array(select concat_ws(' ', a.privilege_type, coalesce(r.rolname::text, 'public'), a.is_grantable) from aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee order by 1)
      || array(select concat_ws(' ', t.attname, a.privilege_type, coalesce(r.rolname::text, 'public'), a.is_grantable)
           from pg_attribute t cross join lateral aclexplode(t.attacl) a left join pg_roles r on r.oid = a.grantee where t.attrelid = c.oid and t.attacl is not null order by 1)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)'
    union all
    select 'function obhut.' || p.proname, array[pg_get_functiondef(p.oid)] || array(select concat_ws(' ', a.privilege_type, coalesce(r.rolname::text, 'public')) from aclexplode(p.proacl) a left join pg_roles r on r.oid = a.grantee order by 1)
    from pg_proc p where p.pronamespace = 'obhut'::regnamespace and p.proname like 'possessions %'`,
    [closing],
  )
  // Names of roles bear the store's own id, and of two stores with the same declarations the same is derived.
  const plain = (fact: string): string => fact.replaceAll(roles.of(''), 'obhut_')
  return new Map(rows.map(({ name, facts }) => [name, digest(facts.map(plain))]))
}

interface Noted {
  readonly name: string
  readonly wanted: string
  readonly found: string
}
const noted = async (owner: ClientBase): Promise<Map<string, Noted>> => {
  // A store of earlier software has no such table until it is migrated.
  const {
    rows: [has],
  } = await owner.query<{ table: boolean }>(`select to_regclass('obhut.derived') is not null as table`)
  if (!has?.table) return new Map()
  return new Map(
    (await owner.query<Noted>('select name, wanted, found from obhut.derived')).rows.map(
      row => [row.name, row] as const,
    ),
  )
}

/** What a start would do here. */
export interface Change {
  readonly piece: string
  /** Another was derived before, or none; or it was changed by somebody since. */
  readonly because: 'derived' | 'changed' | 'undeclared'
  readonly says: string
}
interface ToDo extends Change {
  readonly make?: Piece
}

async function toDo(owner: ClientBase, deriving: Deriving): Promise<ToDo[]> {
  const pieces = piecesOf(deriving)
  const [there, before] = [await found(owner, deriving.roles), await noted(owner)]
  const plain = (sql: string): string => sql.replaceAll(deriving.roles.of(''), 'obhut_')
  const changes = pieces.flatMap((piece): ToDo[] => {
    const known = before.get(piece.name)
    if (known?.wanted !== digest(piece.makes.map(plain)))
      return [{ piece: piece.name, because: 'derived', says: piece.says, make: piece }]
    return known.found === (there.get(piece.name) ?? '')
      ? []
      : [{ piece: piece.name, because: 'changed', says: piece.says, make: piece }]
  })
  const declared = new Set(piecesOf({ ...deriving, stated: deriving.stated ?? nothingStated }).map(({ name }) => name))
  const gone = [...new Set([...before.keys(), ...[...there.keys()].filter(name => name.startsWith('function '))])]
    .filter(name => !declared.has(name))
    .map((name): ToDo => ({ piece: name, because: 'undeclared', says: name }))
  return [...changes, ...gone]
}
const nothingStated: Stated = { states: () => false, value: () => undefined }

/** What a start would make anew, and why; nothing is changed. */
export const plannedChanges = async (owner: ClientBase, deriving: Deriving): Promise<Change[]> =>
  (await toDo(owner, deriving)).map(({ piece, because, says }) => ({ piece, because, says }))

/**
 * Makes anew what is not as it is derived, piece by piece. Says in a line what somebody had changed. A store that nobody
 * serves yet is made in one go.
 */
export async function derive(
  owner: ClientBase,
  deriving: Deriving,
  how: 'at once' | 'beside others',
): Promise<string[]> {
  const changes = await toDo(owner, deriving)
  if (changes.length === 0) return []
  if (how === 'at once') await transaction(owner, () => makeAll(owner, deriving, changes))
  else {
    await transaction(owner, () =>
      makeAll(
        owner,
        deriving,
        changes.filter(one => !one.make?.locks),
      ),
    )
    for (const one of changes.filter(each => each.make?.locks))
      await besideOthers(owner, one.says, () => makeAll(owner, deriving, [one]))
  }
  return changes
    .filter(one => one.because === 'changed')
    .map(one => `Somebody had changed ${one.says}; that was made anew as it follows from the declarations.`)
}

/** Makes the grants of another statement, in the transaction of whoever puts that in force. */
export async function deriveGrants(owner: ClientBase, deriving: Deriving & { readonly stated: Stated }): Promise<void> {
  const changes = await toDo(owner, deriving)
  await makeAll(
    owner,
    deriving,
    changes.filter(one => one.make?.name.startsWith('grants ')),
  )
}

async function makeAll(owner: ClientBase, deriving: Deriving, changes: readonly ToDo[]): Promise<void> {
  for (const { piece, make } of changes) {
    if (make?.locks) await owner.query((await takingAway(owner, piece)).join(';\n'))
    else if (!make && piece.startsWith('function '))
      await owner.query((await droppingFunction(owner, piece)).join(';\n'))
    if (make?.makes.length) await owner.query(make.makes.join(';\n'))
  }
  const { declarations, roles, stated } = deriving
  if (stated && changes.some(({ make }) => make?.name.startsWith('grants '))) {
    await owner.query(schemaGrants(declarations, roles).join(';\n'))
    await grantsOnLeaves(owner, declarations, roles, stated)
  }
  await note(owner, deriving, changes)
}

/** Policies of a table, and what of its triggers and constraints is ours, whichever are there. */
async function takingAway(owner: ClientBase, piece: string): Promise<string[]> {
  const { rows } = await owner.query<{ drop: string }>(
    `
    select format('drop policy %I on %I.%I', p.polname, n.nspname, c.relname) as drop
    from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace where 'table ' || n.nspname || '.' || c.relname = $1
    union all
    select format('drop trigger %I on %I.%I', t.tgname, n.nspname, c.relname)
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace join pg_proc f on f.oid = t.tgfoid
    where 'table ' || n.nspname || '.' || c.relname = $1 and not t.tgisinternal and t.tgparentid = 0 and f.pronamespace = 'obhut'::regnamespace
      and f.proname in ('received', 'destroy_keys', 'destroy_key', 'refers_to_ones_own')
    union all
    select format('alter table %I.%I drop constraint %I', n.nspname, c.relname, k.conname)
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace where 'table ' || n.nspname || '.' || c.relname = $1 and k.conname = $2`,
    [piece, closing],
  )
  return rows.map(row => row.drop)
}

async function droppingFunction(owner: ClientBase, piece: string): Promise<string[]> {
  const { rows } = await owner.query<{ drop: string }>(
    `select format('drop function %s', p.oid::regprocedure) as drop from pg_proc p where p.pronamespace = 'obhut'::regnamespace and 'function obhut.' || p.proname = $1`,
    [piece],
  )
  return rows.map(row => row.drop)
}

async function note(owner: ClientBase, { roles }: Deriving, changes: readonly ToDo[]): Promise<void> {
  const there = await found(owner, roles)
  const made = changes.flatMap(({ make }) => make ?? [])
  await owner.query(
    `insert into obhut.derived (name, wanted, found) select * from unnest($1::text[], $2::text[], $3::text[])
     on conflict (name) do update set wanted = excluded.wanted, found = excluded.found`,
    [
      made.map(({ name }) => name),
      made.map(({ makes }) => digest(makes.map(sql => sql.replaceAll(roles.of(''), 'obhut_')))),
      made.map(({ name }) => there.get(name) ?? ''),
    ],
  )
  await owner.query('delete from obhut.derived where name = any($1)', [
    changes.filter(({ make }) => !make).map(({ piece }) => piece),
  ])
}

/** How long a statement may keep others from a table by waiting for it, in milliseconds. */
const mostWaited = 100
/** How often it is tried, and how long is waited in between, in milliseconds of the machine. */
const tries = 600
const between = 500

/** A table that somebody uses without a pause for minutes. */
export class TableInUse extends Error {
  constructor(what: string) {
    super(
      `Somebody has been using a table for minutes, so that ${what} could not be changed. End that work (see pg_stat_activity), or start again later.`,
    )
    this.name = 'TableInUse'
  }
}

/**
 * Changes a table beside those who use it. Whoever asks for a table that somebody wants to change waits behind that one,
 * so it gives up after a moment and comes back until nobody is in its way.
 */
async function besideOthers(owner: ClientBase, what: string, work: () => Promise<void>): Promise<void> {
  for (let tried = 0; tried < tries; tried++) {
    if (tried > 0) await pause(between / 2 + Math.random() * between)
    try {
      await transaction(owner, async () => {
        await owner.query(`set local lock_timeout = ${mostWaited}`)
        await work()
      })
      return
    } catch (error) {
      if (errorCodeOf(error) !== '55P03') throw error
    }
  }
  throw new TableInUse(what)
}
