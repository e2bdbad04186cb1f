import { createHash, randomBytes } from 'node:crypto'
import pg, { type ClientBase } from 'pg'
import { trustedMoment } from '../store/clock-watch.ts'
import { refuseRowsWithoutPurpose } from '../enforce/rows-without-purpose.ts'
import { standConsents } from './standing-consents.ts'
import { differences, Different } from '../enforce/difference.ts'
import type { Declarations } from '../declare/declarations.ts'
import { derive } from './derived.ts'
import { openToEverybody } from '../enforce/outside-tables.ts'
import { declaredRoles, sessionSettings, takeAwayStrays } from '../enforce/strays.ts'
import { derivedFingerprint } from '../enforce/fingerprint.ts'
import { putInForce, statementToRun, type ManifestFacts } from './in-force.ts'
import { keyMarks } from '../restriction/marks.ts'
import type { Change } from '../statement/change.ts'
import { changesInWords } from '../statement/change-in-words.ts'
import { migrate, type Migration } from '../store/migrate.ts'
import { deskRoles, roleNames, type Roles } from '../enforce/roles.ts'
import { passwordOf } from '../store/store.ts'
import type { StoreKind } from '../store/units.ts'
import type { KeySource } from '../vault/generations.ts'
import { openVault } from '../vault/opening.ts'
import { transaction } from '../problems/transaction.ts'

const { escapeIdentifier: id, escapeLiteral: literal } = pg

export interface Prepared<M> {
  /** The statement that runs: the one given, or the one in force where the one given is not to take its place. */
  readonly manifest: M
  /** Why the statement in force runs in place of the one given. */
  readonly instead: string | undefined
  readonly id: string
  readonly kind: StoreKind
  readonly roles: Roles
  readonly offset: number
  readonly version: number
  readonly migrated: readonly string[]
  /** What nobody declared and was taken away, is for the operator to close, or reads otherwise in the statement, line by line. */
  readonly mended: readonly string[]
}

export interface Preparation<M extends ManifestFacts> {
  readonly owner: ClientBase
  readonly declarations: Declarations
  readonly migrations: readonly Migration[]
  readonly manifest: M
  /** Reads a statement that the store holds. */
  readonly read: (source: string, file: string) => M
  readonly secret: Buffer
  readonly keys: KeySource
  /** The kind for a store that does not exist yet. */
  readonly kind: StoreKind
  /** The machine's time; the store's own offset is added to it. */
  readonly machineNow: Date
}

/**
 * Makes a database into a store that its declarations and its manifest describe: migrations, roles, policies, grants,
 * the version in force. One process does it at a time; a second finds all done.
 */
export async function prepare<M extends ManifestFacts>(options: Preparation<M>): Promise<Prepared<M>> {
  const { owner } = options
  await owner.query(`select pg_advisory_lock(hashtext('obhut prepare'))`)
  try {
    const before = await standingBefore(owner)
    const now = new Date(options.machineNow.getTime() + (before?.offset ?? 0))
    const asked =
      before &&
      (await statementToRun(
        owner,
        { ...options, now: await trustedMoment(owner, options.machineNow, before) },
        before.kind,
      ))
    // Before anything is changed: with the wrong keys the software that ran before finds what it left.
    if (await hasKeys(owner)) await openVault(owner, options.keys)
    const { migrated, store } = await broughtUpToDate(owner, {
      ...options,
      manifest: asked?.manifest ?? options.manifest,
    })
    const roles = roleNames(store.id)
    await openVault(owner, options.keys, now)
    const toRun =
      asked ??
      (await statementToRun(
        owner,
        { ...options, now: await trustedMoment(owner, options.machineNow, store) },
        store.kind,
      ))
    // First, or what they held would look like somebody's change at the next start.
    const strays = await takeAwayStrays(owner, options.declarations, roles)
    const remade = await applyDeclarations(owner, { ...options, manifest: toRun.manifest }, store, roles)
    const closed = await closeDatabase(owner, roles)
    const mended = [...strays, ...remade, ...(before ? closed : []), ...(await leftOpen(owner))]
    const version = await putInForce(owner, toRun, options.declarations, now, store.kind)
    await standConsents(owner, [...options.declarations.activities.values()], version)
    const told = asked?.due === undefined ? toldOtherwise(toRun.otherwise, version) : []
    return {
      ...store,
      roles,
      version,
      migrated,
      mended: [...mended, ...told],
      manifest: toRun.manifest,
      instead: toRun.instead,
    }
  } finally {
    await owner.query(`select pg_advisory_unlock(hashtext('obhut prepare'))`)
  }
}

/** For the operator: what nobody wrote into the manifest, and people read otherwise from this start on. */
function toldOtherwise(otherwise: readonly Change[], version: number): string[] {
  const changes = otherwise.filter(({ where }) => where !== 'statement/effective')
  return changes.length
    ? [
        `This software words the statement otherwise under the same manifest. That is version ${version}, in force from now on:`,
        ...changesInWords(changes, 'en').map(line => `  - ${line}`),
      ]
    : []
}

/**
 * What of `prepare` is the same under every statement, for a database with nothing in it: migrations, roles, policies,
 * triggers. Whatever is prepared in a copy of it goes on from there.
 */
export async function prepareCode(
  options: Pick<Preparation<ManifestFacts>, 'owner' | 'declarations' | 'migrations' | 'secret' | 'kind' | 'machineNow'>,
): Promise<void> {
  const { owner, declarations, secret } = options
  const { store, roles } = await transaction(owner, async () => {
    await migrate(owner, options.migrations, options.machineNow)
    const made = await theStore(owner, options)
    const names = roleNames(made.id)
    await rolesFor(owner, options, made, names)
    return { store: made, roles: names }
  })
  await derive(owner, { declarations, roles }, 'at once')
  await owner.query('update obhut.store set applied = $1 where id = $2', [
    appliedMark(derivedFingerprint(declarations), '', fingerprintOf(secret)),
    store.id,
  ])
}

/**
 * What a store says of itself before it is changed; nothing where there is none yet, or one from before versions of the
 * statement had an outline.
 */
async function standingBefore(
  owner: ClientBase,
): Promise<{ readonly kind: StoreKind; readonly offset: number } | undefined> {
  const {
    rows: [has],
  } = await owner.query<{ outlines: boolean }>(
    `select exists (select from pg_attribute where attrelid = to_regclass('obhut.statement') and attname = 'outline') as outlines`,
  )
  if (!has?.outlines) return undefined
  return (
    await owner.query<{ kind: StoreKind; offset: number }>(
      'select kind, clock_offset::float8 as offset from obhut.store',
    )
  ).rows[0]
}

/** Whether a vault has been opened here before. */
const hasKeys = async (owner: ClientBase): Promise<boolean> =>
  (await owner.query<{ has: boolean }>(`select to_regclass('obhut.key_generation') is not null as has`)).rows[0]
    ?.has === true

/**
 * All that is missing, or nothing: where a migration fails, or leaves the database otherwise than declared, the
 * software that ran before finds what it left.
 */
async function broughtUpToDate<M extends ManifestFacts>(
  owner: ClientBase,
  options: Preparation<M>,
): Promise<{ readonly migrated: readonly string[]; readonly store: Awaited<ReturnType<typeof theStore>> }> {
  return transaction(owner, async () => {
    const migrated = await migrate(owner, options.migrations, options.machineNow)
    const store = await theStore(owner, options)
    await keyMarks(owner)
    const found = await differences(owner, options.declarations)
    if (found.length) throw new Different(found)
    await refuseRowsWithoutPurpose(owner, options.declarations, options.manifest)
    return { migrated, store }
  })
}

async function theStore(
  owner: ClientBase,
  { kind, machineNow }: { readonly kind: StoreKind; readonly machineNow: Date },
): Promise<{ id: string; kind: StoreKind; offset: number; applied: string | null }> {
  await owner.query(`insert into obhut.store (id, kind, created_at) values ($1, $2, $3) on conflict do nothing`, [
    randomBytes(4).toString('hex'),
    kind,
    machineNow,
  ])
  const {
    rows: [store],
  } = await owner.query<{ id: string; kind: StoreKind; offset: number; applied: string | null }>(
    'select id, kind, clock_offset::float8 as offset, applied from obhut.store',
  )
  if (!store) throw new Error('the store lost its own row')
  return store
}

/** What was applied last: declarations, statement and secret, each by its hash. */
const appliedMark = (code: string, hash: string, secretMark: string): string => [code, hash, secretMark].join(' ')
/** Another statement was applied, and nothing else. */
export const remarked = async (owner: ClientBase, hash: string): Promise<void> => {
  await owner.query(
    `update obhut.store set applied = split_part(applied, ' ', 1) || ' ' || $1 || ' ' || split_part(applied, ' ', 3)`,
    [hash],
  )
}

/** Tells one master secret from another, and nothing of either. */
export const fingerprintOf = (secret: Buffer): string => createHash('sha256').update(secret).digest('hex').slice(0, 8)

type Applying = Pick<Preparation<ManifestFacts>, 'declarations' | 'manifest' | 'secret'>

/** Says what somebody had changed by hand, which is undone. */
async function applyDeclarations(
  owner: ClientBase,
  { declarations, manifest, secret }: Applying,
  store: { applied: string | null },
  roles: Roles,
): Promise<string[]> {
  await rolesFor(owner, { declarations, secret }, store, roles)
  const lines = await derive(
    owner,
    { declarations, roles, stated: manifest },
    store.applied === null ? 'at once' : 'beside others',
  )
  const now = appliedMark(derivedFingerprint(declarations), manifest.hash, fingerprintOf(secret))
  if (store.applied !== now) await owner.query('update obhut.store set applied = $1', [now])
  return lines
}

/** Roles are the same under every statement, and logins change with the secret. */
async function rolesFor(
  owner: ClientBase,
  { declarations, secret }: Omit<Applying, 'manifest'>,
  { applied }: { applied: string | null },
  roles: Roles,
): Promise<void> {
  const [code, , secretBefore] = (applied ?? '').split(' ')
  if (
    code !== derivedFingerprint(declarations) ||
    secretBefore !== fingerprintOf(secret) ||
    (await lacksRoles(owner, declarations, roles))
  )
    await makeRoles(owner, declarations, secret, roles)
}

/** Roles belong to the server: a database that came from another one, and a server whose roles somebody dropped, lack them. */
async function lacksRoles(owner: ClientBase, declarations: Declarations, roles: Roles): Promise<boolean> {
  const {
    rows: [found],
  } = await owner.query<{ lacks: boolean }>(
    `select exists (select from unnest($1::text[]) name where not exists (select from pg_roles where rolname = name)) as lacks`,
    [[...declaredRoles(declarations, roles)]],
  )
  return found?.lacks === true
}

async function makeRoles(owner: ClientBase, declarations: Declarations, secret: Buffer, roles: Roles): Promise<void> {
  const existing = new Set(
    (await owner.query<{ name: string }>(`select rolname as name from pg_roles where rolname like 'obhut%'`)).rows.map(
      row => row.name,
    ),
  )
  const ensure = (name: string, attributes: string): string[] => [
    `${existing.has(name) ? 'alter' : 'create'} role ${id(name)} ${attributes}`,
  ]
  const activities = [...declarations.activities.keys()].map(roles.of)
  const tasks = deskRoles.map(roles.desk)
  await owner.query(
    [
      ...[...activities, ...tasks].flatMap(role => (existing.has(role) ? [] : ensure(role, 'nologin noinherit'))),
      ...[roles.app, roles.deskLogin].flatMap(login => [
        ...ensure(login, `login noinherit password ${literal(passwordOf(secret, login))}`),
        ...sessionSettings.map(([name, value]) => `alter role ${id(login)} set ${name} = ${value}`),
      ]),
      ...activities.map(role => `grant ${id(role)} to ${id(roles.app)}`),
      ...tasks.map(role => `grant ${id(role)} to ${id(roles.deskLogin)}`),
    ].join(';\n'),
  )
}

/**
 * Nobody but our logins comes into the database, and nobody makes temporary tables. A copy that the server makes of a
 * database is open to everybody.
 */
async function closeDatabase(owner: ClientBase, { app, deskLogin }: Roles): Promise<string[]> {
  const {
    rows: [database],
  } = await owner.query<{ name: string; closed: boolean }>(
    `select current_database() as name, not has_schema_privilege('public', 'public', 'usage, create')
        and not has_database_privilege('public', current_database(), 'connect, temp') and has_database_privilege($1, current_database(), 'connect') as closed`,
    [app],
  )
  if (!database || database.closed) return []
  const at = id(database.name)
  await owner.query(
    [
      ...[app, deskLogin].map(login => `grant connect on database ${at} to ${id(login)}`),
      `revoke all on database ${at} from public`,
      'revoke all on schema public from public',
    ].join(';\n'),
  )
  return ['Whoever may sign in to the server could come into this database; it was closed.']
}

/** On a server of somebody else's, only its superuser can close what stores outside of tables. */
async function leftOpen(owner: ClientBase): Promise<string[]> {
  const open = await openToEverybody(owner)
  return open.length
    ? [
        `Everybody who signs in to this database may call ${open.length} functions that store data outside of tables. The superuser of the server closes them: docs/operate.md.`,
      ]
    : []
}
