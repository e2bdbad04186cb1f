import { createHash, randomBytes } from 'node:crypto'
import pg, { type ClientBase } from 'pg'
import { standConsents } from '../consent/standing.ts'
import { differences, Different } from './difference.ts'
import { fingerprint, type Declarations } from './declarations.ts'
import { grantsOf, ownsRows, policiesOf, qualified, triggersOf, type Stated } from './derive.ts'
import { grantsOnLeaves } from './leaves.ts'
import { migrate, type Migration } from './migrate.ts'
import { deskRoles, rolesOf, type Roles } from './roles.ts'
import { passwordOf, type StoreKind } from './store.ts'
import type { KeySource } from '../vault/generations.ts'
import { openVault } from '../vault/opening.ts'
import { keyTriggers } from '../vault/triggers.ts'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

/** A manifest, as far as the store has to know it. */
export interface ManifestFacts extends Stated {
  readonly source: string
  readonly effective: string
  readonly hash: string
}

export interface Prepared {
  readonly id: string
  readonly kind: StoreKind
  readonly roles: Roles
  readonly offset: number
  readonly version: number
  readonly migrated: readonly string[]
}

export interface Preparation {
  readonly owner: ClientBase
  readonly declarations: Declarations
  readonly migrations: readonly Migration[]
  readonly manifest: ManifestFacts
  readonly secret: Buffer
  readonly keys: KeySource
  /** The kind for a store that does not exist yet. */
  readonly kind: StoreKind
  /** The machine's time; the store's own offset is added to it. */
  readonly machineNow: Date
}

/** Rows stand under an activity that the manifest does not state: it cannot start, or they would lie there without purpose. */
export class HeldWithoutPurpose extends Error {
  constructor(held: readonly { table: string, activity: string }[]) {
    super(held.map(({ table, activity }) => `table '${table}' holds rows that are kept under '${activity}', which the manifest does not state: state it, or erase them first`).join('\n'))
    this.name = 'HeldWithoutPurpose'
  }
}

/**
 * Makes a database into a store that its declarations and its manifest describe: migrations, roles, policies, grants,
 * the version in force. One process does it at a time; a second finds all done.
 */
export async function prepare(options: Preparation): Promise<Prepared> {
  const { owner } = options
  await owner.query(`select pg_advisory_lock(hashtext('obhut prepare'))`)
  try {
    const migrated = await migrate(owner, options.migrations, options.machineNow)
    const store = await theStore(owner, options)
    const roles = rolesOf(store.id)
    const found = await differences(owner, options.declarations)
    if (found.length) throw new Different(found)
    await openVault(owner, options.keys, new Date(options.machineNow.getTime() + store.offset))
    await applyDeclarations(owner, options, store, roles)
    await refuseRowsWithoutPurpose(owner, options)
    const version = await putInForce(owner, options, new Date(options.machineNow.getTime() + store.offset))
    await standConsents(owner, [...options.declarations.activities.values()], version)
    return { ...store, roles, version, migrated }
  } finally {
    await owner.query(`select pg_advisory_unlock(hashtext('obhut prepare'))`)
  }
}

async function theStore(owner: ClientBase, { kind, machineNow }: Preparation): Promise<{ id: string, kind: StoreKind, offset: number, applied: string | null }> {
  await owner.query(`insert into obhut.store (id, kind, created_at) values ($1, $2, $3) on conflict do nothing`, [randomBytes(4).toString('hex'), kind, machineNow])
  const { rows: [store] } = await owner.query<{ id: string, kind: StoreKind, offset: number, applied: string | null }>('select id, kind, clock_offset::float8 as offset, applied from obhut.store')
  if (!store) throw new Error('the store lost its own row')
  return store
}

/** Tells one master secret from another, and nothing of either. */
export const markOf = (secret: Buffer): string => createHash('sha256').update(secret).digest('hex').slice(0, 8)

async function applyDeclarations(owner: ClientBase, { declarations, manifest, secret }: Preparation, store: { applied: string | null }, roles: Roles): Promise<void> {
  const secretMark = markOf(secret)
  const code = fingerprint(declarations)
  const now = [code, manifest.hash, secretMark].join(' ')
  if (store.applied === now) return
  await owner.query('begin')
  try {
    const [codeBefore, , secretBefore] = (store.applied ?? '').split(' ')
    if (codeBefore !== code || secretBefore !== secretMark) await makeRoles(owner, declarations, secret, roles)
    if (codeBefore !== code) {
      await dropPolicies(owner)
      await dropTriggers(owner)
      await owner.query([...policiesOf(declarations, roles), ...triggersOf(declarations), ...await keyTriggers(owner, declarations)].join(';\n'))
    }
    await owner.query(grantsOf(declarations, roles, manifest).join(';\n'))
    await grantsOnLeaves(owner, declarations, roles, manifest)
    await owner.query('update obhut.store set applied = $1', [now])
    await owner.query('commit')
  } catch (error) {
    await owner.query('rollback')
    throw error
  }
}

async function makeRoles(owner: ClientBase, declarations: Declarations, secret: Buffer, roles: Roles): Promise<void> {
  const existing = new Set((await owner.query<{ name: string }>(`select rolname as name from pg_roles where rolname like 'obhut%'`)).rows.map(row => row.name))
  const ensure = (name: string, attributes: string): string[] => [`${existing.has(name) ? 'alter' : 'create'} role ${id(name)} ${attributes}`]
  const activities = [...declarations.activities.keys()].map(roles.of)
  const tasks = deskRoles.map(roles.desk)
  const database = (await owner.query<{ name: string }>('select current_database() as name')).rows[0]!.name // a select without a table has one row
  await owner.query([
    ...[...activities, ...tasks].flatMap(role => existing.has(role) ? [] : ensure(role, 'nologin noinherit')),
    ...[roles.app, roles.deskLogin].flatMap(login => [
      ...ensure(login, `login noinherit password ${literal(passwordOf(secret, login))}`),
      `alter role ${id(login)} set jit = off`,
      `alter role ${id(login)} set search_path = pg_catalog`,
      `grant connect on database ${id(database)} to ${id(login)}`,
    ]),
    ...activities.map(role => `grant ${id(role)} to ${id(roles.app)}`),
    ...tasks.map(role => `grant ${id(role)} to ${id(roles.deskLogin)}`),
    `revoke all on database ${id(database)} from public`,
    `revoke all on schema public from public`,
  ].join(';\n'))
}

async function dropPolicies(owner: ClientBase): Promise<void> {
  const { rows } = await owner.query<{ drop: string }>(`select format('drop policy %I on %I.%I', policyname, schemaname, tablename) as drop from pg_policies`)
  if (rows.length) await owner.query(rows.map(row => row.drop).join(';\n'))
}

async function dropTriggers(owner: ClientBase): Promise<void> {
  const { rows } = await owner.query<{ drop: string }>(`
    select format('drop trigger %I on %I.%I', t.tgname, n.nspname, c.relname) as drop from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where t.tgfoid = 'obhut.received'::regproc and t.tgparentid = 0`)
  if (rows.length) await owner.query(rows.map(row => row.drop).join(';\n'))
}

async function refuseRowsWithoutPurpose(owner: ClientBase, { declarations, manifest }: Preparation): Promise<void> {
  const held: { table: string, activity: string }[] = []
  for (const table of declarations.tables.values()) {
    if (!ownsRows(table) || manifest.states(table.under.name)) continue
    const { rows: [row] } = await owner.query<{ some: boolean }>(`select exists (select from ${qualified(table)}) as some`)
    if (row?.some) held.push({ table: table.name, activity: table.under.name })
  }
  if (held.length) throw new HeldWithoutPurpose(held)
}

/** A manifest that is not the one in force becomes the next version. */
async function putInForce(owner: ClientBase, { manifest, declarations }: Preparation, now: Date): Promise<number> {
  const { rows: [current] } = await owner.query<{ version: number, hash: string }>('select version, hash from obhut.in_force join obhut.statement using (version)')
  if (current?.hash === manifest.hash) return current.version
  await owner.query('begin')
  try {
    const { rows: [known] } = await owner.query<{ version: number }>('select version from obhut.statement where hash = $1', [manifest.hash])
    const version = known?.version ?? (await owner.query<{ version: number }>(`
      insert into obhut.statement (version, hash, effective, published_at, manifest)
      select coalesce(max(version), 0) + 1, $1, $2, $3, $4 from obhut.statement returning version`, [manifest.hash, manifest.effective, now, manifest.source])).rows[0]!.version // one row was inserted
    await owner.query('insert into obhut.stated (version, activity) select $1, unnest($2::text[]) on conflict do nothing', [version, [...declarations.activities.keys()].filter(name => manifest.states(name))])
    await owner.query(`delete from obhut.in_force`)
    await owner.query('insert into obhut.in_force (version, since) values ($1, $2)', [version, now])
    await owner.query('commit')
    return version
  } catch (error) {
    await owner.query('rollback')
    throw error
  }
}
