import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg, { Client } from 'pg'
import type { Offered } from '../../platform/contract.ts'
import type { Settings } from '../../platform/services.ts'
import type { Module } from '../../platform/module.ts'
import { systemClock, type MovableClock } from '../../kernel/clock/clock.ts'
import { moveClock } from '../../kernel/store/move-clock.ts'
import { catalogueName } from '../../kernel/declare/table.ts'
import { passwordOf } from '../../kernel/store/store.ts'
import type { StoreKind } from '../../kernel/store/units.ts'
import { sweep } from '../../kernel/retention/sweep.ts'
import type { Worked } from '../../platform/recorder.ts'
import type { KeySource } from '../../kernel/vault/generations.ts'
import { atTheEnd, whenOver } from '../../tools/testing/at-the-end.ts'
import { testCluster } from '../../tools/testing/cluster.ts'
import { noteWork, seenIn } from '../../tools/testing/recorded.ts'
import { databaseIn, ownerLogin, withClient, type Admin, type Database } from '../startup/database.ts'
import { asOwner, declarationsOf, lay, migrationsOf } from '../startup/foundation.ts'
import { prepareCode } from '../../kernel/versions/prepare.ts'
import { derivedFingerprint } from '../../kernel/enforce/fingerprint.ts'
import type { FiguresFor } from '../http/figures-for.ts'
import { kernel } from '../kernel-module.ts'
import { startPlatform, type Platform } from '../platform.ts'
import type { CertificateFiles } from '../tls/certificate.ts'
import { theSandbox } from './sandbox.ts'
import { aManifest } from './manifest.ts'
import { answersAsStated } from './answers.ts'
import { aBrowser, type Browser } from './browser.ts'
import { tellingReporter } from '../operations/reporter.ts'

const { escapeIdentifier: id } = pg

/** A whole platform to test in: a clock to turn, a real database to search, and visitors to send. */
export interface World extends Platform {
  readonly clock: MovableClock
  readonly database: Database
  /** The server that its database lies in, as its administrator. */
  readonly cluster: Admin
  readonly dataDir: string
  /**
   * Faults that were reported; a test may look, and the world complains at its end about those that nobody looked at.
   */
  readonly faults: { readonly what: string; readonly error: unknown }[]
  /** A fresh visitor with a cookie jar. */
  visitor(headers?: Readonly<Record<string, string>>): Browser
  /** Moves the time on and does what is due by then. */
  turnTo(moment: Date): Promise<void>
  turnBy(milliseconds: number): Promise<void>
  /** Does what is due now: events, jobs, then the sweep. */
  settle(): Promise<void>
  /** Where this text stands in any table, as an opponent with a dump would find it: `schema.table.column`. */
  traces(text: string): Promise<string[]>
  /** Rows as the administrator of the server sees them, past every policy. */
  rows<R extends pg.QueryResultRow = any>(sql: string, values?: unknown[]): Promise<R[]> // any: whatever the test asks for
}

export interface WorldOptions {
  /** The name of a manifest in `statements/`, or its whole text. */
  readonly manifest?: string
  /** The modules that the test is about and those that they need; the kernel is there in any case. */
  readonly modules: readonly Module[]
  readonly given?: readonly Offered[]
  readonly kind?: StoreKind
  /** Worlds of the same modules are copies of one store and bear its name; one that is `another` bears a name of its own. */
  readonly another?: true
  readonly settings?: Partial<Settings>
  /** What this store is told about an existing database: for a second process, or a restart. */
  readonly database?: Database
  /** The server of that database, where it is not the one that all tests share. */
  readonly cluster?: Admin
  /** The ledger of another world: for a store that is a copy of that world's. */
  readonly ledger?: string
  readonly portal?: string
  /** The port of the server that this one comes in place of. */
  readonly port?: number
  readonly trustedProxies?: readonly string[]
  readonly hosts?: readonly string[]
  readonly figuresFor?: FiguresFor
  readonly tls?: CertificateFiles
  readonly redirectPort?: number
  readonly intakePort?: number
  /** Master keys of the vault; where none are given, the one that follows from the secret of tests. */
  readonly keys?: KeySource
  /** The clock of a machine that somebody sets, and what has really passed. */
  readonly machine?: { readonly clock: MovableClock; readonly passed: () => number }
  readonly witnesses?: readonly string[]
  /** Goes on until the test file is through, for tests that come after the one that starts it. */
  readonly lasting?: true
  /** How often to seal, in milliseconds of the machine: seldom for who looks at what has no seal yet. */
  readonly sealEvery?: number
}

const withKernel = (modules: readonly Module[]): readonly Module[] =>
  modules.some(({ name }) => name === kernel.name) ? modules : [kernel, ...modules]

/** Whether many worlds begin so: then the statement is in force in what they are copied from. */
const isCommon = ({ manifest, kind = 'test', another, keys, machine }: WorldOptions): boolean =>
  !manifest?.includes('\n') && kind === 'test' && !another && !keys && !machine

export const testSecret = Buffer.alloc(32, 'a secret of tests')

export async function aWorld(options: WorldOptions): Promise<World> {
  const modules = withKernel(options.modules)
  const manifest = await manifestText(options.manifest ?? aManifest(modules))
  const kind = options.kind ?? 'test'
  const database =
    options.database ??
    (await (isCommon(options) ? aDatabase(modules, manifest, kind) : aDatabaseFor(modules, kind, options)))
  const dataDir = await mkdtemp(join(tmpdir(), 'obhut-world-'))
  const ledger = options.ledger ?? ledgerOf(database)
  const clock = options.machine?.clock ?? systemClock()
  const faults: World['faults'] = []
  const platform = await startPlatform({
    ...(options.machine && { passed: options.machine.passed }),
    database,
    modules,
    manifest,
    kind,
    clock,
    secret: testSecret,
    ledgerFor: () => ledger,
    settings: { smtpUrl: undefined, mailFrom: undefined, mqttPort: 0, dataDir, ...options.settings },
    http: { host: '127.0.0.1', port: options.port ?? 0 },
    portal: options.portal ?? join(dataDir, 'no portal'),
    reporter: tellingReporter((what, error) => {
      faults.push({ what, error })
    }),
    sandbox: theSandbox(),
    ...(options.given && { given: options.given }),
    ...(options.keys && { keys: options.keys }),
    ...(options.trustedProxies && { trustedProxies: options.trustedProxies }),
    ...(options.hosts && { hosts: options.hosts }),
    ...(options.figuresFor && { figuresFor: options.figuresFor }),
    ...(options.tls && { tls: options.tls }),
    ...(options.redirectPort !== undefined && { redirectPort: options.redirectPort }),
    ...(options.intakePort !== undefined && { intakePort: options.intakePort }),
    ...(options.witnesses && { witnesses: options.witnesses }),
    ...(options.sealEvery !== undefined && { sealEvery: options.sealEvery }),
  })
  const cluster = options.cluster ?? testCluster()
  const administrator = new Client({ ...cluster, database: database.place.database })
  await administrator.connect()
  let stopped = false
  const stop = async (): Promise<void> => {
    if (stopped) return
    stopped = true
    await platform.stop()
    await administrator.end()
    await rm(dataDir, { recursive: true, force: true })
    if (options.ledger === undefined && options.database === undefined) await rm(ledger, { force: true })
  }
  const over = options.lasting ? atTheEnd : whenOver
  over(async () => {
    await noteWork(() => workedIn(platform, database, cluster))
    await stop()
  })
  const sees = answersAsStated(() => platform.routes())
  const world: World = {
    ...platform,
    clock,
    database,
    cluster,
    dataDir,
    faults,
    stop,
    visitor: headers => aBrowser(platform.url, headers, sees),
    turnTo: async moment => {
      if (!(await moveClock(platform.store, moment))) throw new Error('a test clock moves forward only')
      await world.settle()
    },
    turnBy: milliseconds => world.turnTo(new Date(clock.now().getTime() + milliseconds)),
    settle: async () => {
      await platform.store.readsKept()
      await platform.events.drain()
      await platform.jobs.drain()
      await platform.keepUp()
      await sweep(platform.store, await platform.periods())
    },
    traces: text => tracesIn(administrator, text),
    rows: async (sql, values) => (await administrator.query(sql, values)).rows,
  }
  return world
}

/**
 * Under which activities this store was seen to be worked with, and which of its tables to be written, beside those
 * that its statements stated.
 */
async function workedIn({ store }: Platform, { place }: Database, cluster: Admin): Promise<Worked> {
  const { roles, tables } = seenIn(place.database)
  const stated = await withClient({ ...cluster, database: place.database }, client =>
    client.query<{ activity: string }>('select distinct activity from obhut.stated'),
  )
  const declared = [...store.declarations.tables.values()].map(table => ({
    name: catalogueName(table),
    partitioned: (table.partitionedBy ?? table.arrives) !== undefined,
    under: table.under.name,
  }))
  const tableOf = (written: string): readonly [string, string | null] => {
    const it = declared.find(
      ({ name, partitioned }) => name === written || (partitioned && written.startsWith(`${name}_`)),
    )
    return it ? [it.name, it.under] : [written, null]
  }
  return {
    stated: stated.rows.map(({ activity }) => activity),
    purposes: [...store.declarations.activities.keys()].filter(name => roles.has(store.roles.of(name))),
    tables: [...tables].map(tableOf),
  }
}

/** The ledger of a world's store, for all who open that store. */
const ledgerOf = ({ place }: Database): string => join(tmpdir(), `obhut-ledger-${place.database}`)

async function manifestText(manifest: string): Promise<{ source: string; file: string }> {
  if (manifest.includes('\n')) return { source: manifest, file: 'test.yaml' }
  const file = join(import.meta.dirname, '../../statements', `${manifest}.yaml`)
  return { source: await readFile(file, 'utf8'), file: `statements/${manifest}.yaml` }
}

/** A database of its own in which this manifest is in force, under these modules. */
export async function aDatabase(
  modules: readonly Module[],
  manifest: { source: string; file: string },
  kind: StoreKind,
): Promise<Database> {
  const code = await templateOfCode(modules, kind)
  return aCopyOf(
    await template(`statement_${digest(code, manifest.source)}`, async name => {
      const database = await copied(code, name)
      const { store } = await lay({ database, secret: testSecret, modules, manifest, kind })
      await store.close()
    }),
  )
}

/** A database that is prepared for these modules, as far as that is the same under every manifest. */
const aDatabaseFor = async (
  modules: readonly Module[],
  kind: StoreKind,
  which: Pick<WorldOptions, 'another'>,
): Promise<Database> => aCopyOf(await templateOfCode(modules, kind, which))

async function templateOfCode(
  modules: readonly Module[],
  kind: StoreKind,
  { another }: Pick<WorldOptions, 'another'> = {},
): Promise<string> {
  const declarations = declarationsOf(modules)
  const migrations = await migrationsOf(modules)
  const mark = digest(
    derivedFingerprint(declarations),
    kind,
    another ? 'another' : 'one',
    ...migrations.map(one => one.hash),
  )
  return template(`code_${mark}`, async name => {
    const database = await databaseIn(testCluster(), name, testSecret)
    await asOwner(database, owner =>
      prepareCode({ owner, declarations, migrations, secret: testSecret, kind, machineNow: new Date() }),
    )
  })
}

const digest = (...of: readonly string[]): string => createHash('sha256').update(of.join()).digest('hex').slice(0, 16)

const templates = new Map<string, Promise<string>>()

/** A database to copy from, made by whoever needs it first. */
function template(name: string, made: (name: string) => Promise<unknown>): Promise<string> {
  const known = templates.get(name) ?? ensured(name, made)
  templates.set(name, known)
  return known
}

async function ensured(name: string, made: (name: string) => Promise<unknown>): Promise<string> {
  await withClient(testCluster(), async admin => {
    // Held as long as this connection is open.
    await admin.query('select pg_advisory_lock(hashtext($1))', [name])
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name])
    if (rowCount === 1) return
    const unfinished = `${name}_new`
    await made(unfinished)
    await admin.query(`alter database ${id(unfinished)} rename to ${id(name)}`)
  })
  return name
}

async function copied(of: string, name: string): Promise<Database> {
  await administers(`create database ${id(name)} template ${id(of)} strategy file_copy owner ${id(ownerLogin)}`)
  const { host, port } = testCluster()
  return {
    place: { host, port, database: name },
    owner: { user: ownerLogin, password: passwordOf(testSecret, ownerLogin) },
  }
}

/** A copy that is gone as soon as nobody needs it any more. */
async function aCopyOf(of: string): Promise<Database> {
  const database = await copied(of, `world_${randomBytes(6).toString('hex')}`)
  whenOver(() => administers(`drop database if exists ${id(database.place.database)} with (force)`))
  return database
}

let administrator: Promise<Client> | undefined
/** One connection for all databases that a file makes. */
const administers = async (sql: string): Promise<unknown> => (await (administrator ??= connected())).query(sql)
async function connected(): Promise<Client> {
  const client = new Client(testCluster())
  atTheEnd(() => client.end())
  await client.connect()
  return client
}

async function tracesIn(administrator: Client, text: string): Promise<string[]> {
  const { rows: columns } = await administrator.query<{ schema: string; table: string; column: string }>(`
    select n.nspname as schema, c.relname as table, a.attname as column from pg_attribute a
    join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not exists (select from pg_inherits i where i.inhrelid = c.oid) and a.attnum > 0 and not a.attisdropped and n.nspname !~ '^(pg_|information_schema)'
      and format_type(a.atttypid, null) in ('text', 'jsonb', 'text[]', 'uuid', 'bytea', 'date')`)
  const found: string[] = []
  for (const { schema, table, column } of columns) {
    const {
      rows: [row],
    } = await administrator.query<{ some: boolean }>(
      `select exists (select from ${id(schema)}.${id(table)} where strpos(lower(${id(column)}::text), lower($1)) > 0 or strpos(lower(${id(column)}::text), encode(convert_to($1, 'UTF8'), 'hex')) > 0) as some`,
      [text],
    )
    if (row?.some) found.push(`${schema}.${table}.${column}`)
  }
  return found
}
