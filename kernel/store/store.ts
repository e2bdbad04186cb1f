import { attributed } from './another.ts'
import { AsyncLocalStorage } from 'node:async_hooks'
import { createHmac, type KeyObject } from 'node:crypto'
import pg, { type ClientBase, type PoolClient, type PoolConfig, type QueryConfig, type QueryResult } from 'pg'
import { surelyReached, type MovableClock } from '../clock/clock.ts'
import type { AnyActivity } from '../declare/activity.ts'
import { ledgerFile, type LedgerFile } from '../ledger/file.ts'
import { hasToShip, ledgerKey, letRemember, type Remembering } from '../ledger/key.ts'
import { DoneNotShipped } from '../ledger/problems.ts'
import { shipping } from '../ledger/shipping.ts'
import type { Origin } from '../audit/facts.ts'
import { withOrigins, type Recording } from '../audit/origin.ts'
import { ownReadsIn } from '../audit/own-reads.ts'
import { auditAhead, writeAudit, writeAuditOfUnit, type Writing, type WrittenEntry } from '../audit/rows.ts'
import type { Declarations } from '../declare/declarations.ts'
import type { Stated } from '../enforce/derive.ts'
import { possessing, Resolved } from './possessions.ts'
import { NotStated } from '../problems/errors.ts'
import type { DeskRole, Roles } from '../enforce/roles.ts'
import { inspector } from './inspect/inspector.ts'
import { Beginning, commit, inOneGo } from './pipeline.ts'
import { Course } from './unit-database.ts'
import { reachOf, type Reach } from './reach.ts'
import { encryption } from '../vault/encryption.ts'
import type { Vault } from '../vault/vault.ts'
import { transaction as inTransaction, unusableSince, type Ways } from '../problems/transaction.ts'
import { doneFor } from './for-tenant.ts'
import { Flights } from './unit-state.ts'
import type { StoreKind, Units } from './units.ts'
import {
  addIn,
  binding,
  bindingToTenants,
  openUnit,
  refuseDescribed,
  forTenant,
  refuseOthers,
  tenantOf,
  type Adding,
  type Audited,
  type Transaction,
  type Who,
} from './work.ts'

// A 64-bit count is read as a number, a calendar day stays the day that it is.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, day => day)

/** Where a PostgreSQL server listens, without a login. */
export interface DatabaseAddress {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly ssl?: PoolConfig['ssl']
}

/** A statement that a unit of work belongs to: what it states, and its version. */
export interface InForce extends Stated {
  readonly version: number
  readonly timeZone: string
}

/**
 * Purpose-bound data: each read and write happens in a unit of work under one processing activity. The rest is for
 * kernel and server alone; modules get `Units`.
 */
export interface Store extends Units {
  readonly declarations: Declarations
  readonly roles: Roles
  /** Opens what is encrypted, for those who read past units of work: rights and backup. */
  readonly vault: Vault
  /**
   * A connection as an activity's role, outside of a transaction, for COPY. Nothing is bound and nothing is audited.
   */
  bulk<R>(activity: AnyActivity, work: (client: PoolClient) => Promise<R>): Promise<R>
  /**
   * A transaction as one of the roles that see across activities: rights, archive, sweep, proof. With `snapshot` all of
   * it sees one moment; `aside` it has a connection that long work of others does not hold.
   */
  desk<R>(
    task: DeskRole,
    work: (client: PoolClient, now: Date) => Promise<R>,
    how?: { readonly snapshot?: true; readonly aside?: true },
  ): Promise<R>
  /**
   * Adds, in a desk's own transaction, to tables that every activity adds to (the outbox, the queue) or the desk
   * itself, under an activity. Whoever commits writes `audited` into the audit log with it, and calls `afterwards` once
   * it has committed.
   */
  adds<R>(
    client: ClientBase,
    now: Date,
    by: { readonly under: AnyActivity; readonly who: Who },
    work: (work: Adding) => Promise<R>,
  ): Promise<Added<R>>
  /**
   * As the owner of the tables: migrations, grants, partitions. Policies do not hold here, so no data about persons is
   * read.
   */
  asOwner<R>(work: (client: PoolClient) => Promise<R>): Promise<R>
  /** Where this store writes what outlives a restored backup; none while a store is only being made. */
  readonly ledger: LedgerFile | undefined
  /**
   * What was remembered before this call lies in the ledger when it comes back. `under` and `desk` wait for it by
   * themselves.
   */
  shipped(): Promise<void>
  /** What people read of their own data in this process before this call stands in the audit log when it comes back. */
  readsKept(): Promise<void>
  /**
   * Repeats what the ledger holds: nothing that is done meanwhile is remembered anew. The key makes the ledger's marks.
   */
  repeating<R>(work: (key: KeyObject) => Promise<R>): Promise<R>
  close(): Promise<void>
}

export interface Added<R> {
  readonly result: R
  readonly audited: readonly WrittenEntry[]
  readonly afterwards: readonly (() => void)[]
}

/** The password of a login, the same in every process that knows the store's secret. */
export const passwordOf = (secret: Buffer, login: string): string =>
  createHmac('sha256', secret).update(`login ${login}`).digest('base64url')

export interface StoreOptions {
  readonly place: DatabaseAddress
  readonly owner: { readonly user: string; readonly password: string }
  readonly secret: Buffer
  readonly id: string
  readonly kind: StoreKind
  readonly clock: MovableClock
  readonly declarations: Declarations
  readonly roles: Roles
  readonly inForce: () => InForce
  /** The file that outlives a restored backup. */
  readonly ledger?: string | undefined
  readonly vault: Vault
  /** From where whoever acts comes, while a request is answered. */
  readonly origin?: () => Origin | undefined
  /** The account whose request is answered: units of work are on behalf of it alone. */
  readonly caller?: () => string | undefined
  /**
   * Who tells whoever asked, once all of it is done, that something was committed and has not reached the ledger. Where
   * nobody does, the unit of work throws it after its commit.
   */
  readonly behind?: () => ((problem: DoneNotShipped) => void) | undefined
  /** Told of what could not be written down; without it, a warning of the process. */
  readonly fault?: (what: string, error: unknown) => void
  /** Told when the database answers again after it was away. */
  readonly back?: (() => void) | undefined
  /**
   * Connections for everyday activities; the desk has a quarter of them, and three at least: two may be making copies.
   */
  readonly connections?: number
}

export function storeOver(options: StoreOptions): Store {
  const { place, roles, clock, declarations: declared } = options
  const remembering: Remembering = { key: ledgerKey(options.secret), repeating: false }
  const reach = reachOf(options.back ?? (() => {}))
  const login = (user: string, password: string, max: number, more: PoolConfig = {}): pg.Pool => {
    const pool = new pg.Pool({
      ...place,
      ...more,
      user,
      password,
      max,
      application_name: `obhut ${user}`,
      idleTimeoutMillis: 30_000,
    })
    // A connection that dies is replaced at the next use, and what was using it is told by its query; without listeners
    // it would end the process.
    pool.on('error', () => {})
    pool.on('connect', client => {
      client.on('error', () => {})
      letRemember(client, remembering)
    })
    return pool
  }
  const app = login(roles.app, passwordOf(options.secret, roles.app), options.connections ?? 12, { pipeline: true })
  // COPY cannot share a pipelined connection; two more of these listen.
  const copying = login(roles.app, passwordOf(options.secret, roles.app), 5)
  const desk = login(
    roles.deskLogin,
    passwordOf(options.secret, roles.deskLogin),
    Math.max(3, Math.floor((options.connections ?? 12) / 4)),
  )
  const aside = login(roles.deskLogin, passwordOf(options.secret, roles.deskLogin), 1)
  const owner = login(options.owner.user, options.owner.password, 2)

  const asDesk = (client: PoolClient, task: DeskRole, now: Date): Promise<unknown> =>
    client.query(
      `select set_config('role', $1, true), set_config('obhut.now', $2, true), set_config('obhut.reached', $3, true)`,
      [roles.desk(task), now.toISOString(), surelyReached(clock).toISOString()],
    )
  /**
   * For what can be told from elsewhere should its commit be lost with the machine: that is not waited for. What others
   * commit lasts, as before.
   */
  const asDeskThatMayForget = (client: PoolClient, task: DeskRole, now: Date): Promise<unknown> =>
    client.query(
      `select set_config('role', $1, true), set_config('obhut.now', $2, true), set_config('synchronous_commit', 'off', true)`,
      [roles.desk(task), now.toISOString()],
    )
  const ledger = options.ledger === undefined ? undefined : ledgerFile(options.ledger, remembering.key)
  const ships =
    ledger &&
    shipping(ledger, work =>
      inTurn(desk, reach, client =>
        inTransaction(client, async () => {
          // Which entries stand in the file is read from the file, if the store forgot it.
          await asDeskThatMayForget(client, 'rights', clock.now())
          return work(client)
        }),
      ),
    )
  const shipped = async (): Promise<void> => {
    await ships?.shipped()
  }
  const shipCommitted = async (): Promise<void> => {
    try {
      await shipped()
    } catch (error) {
      const problem = new DoneNotShipped(error)
      const tell = options.behind?.()
      if (!tell) throw problem
      tell(problem)
    }
  }
  const encrypting = encryption(options.vault)
  const inspect = inspector(declared.tables.values())
  const possessions = possessing(declared)
  const onDesk: Store['desk'] = async (task, work, how = {}) => {
    const now = clock.now()
    let toShip = false
    const result = await inTurn(how.aside ? aside : desk, reach, async client => {
      const done = await inTransaction(
        client,
        async () => {
          await asDesk(client, task, now)
          return work(client, now)
        },
        how.snapshot ? 'begin isolation level repeatable read' : 'begin',
      )
      toShip = hasToShip(client)
      return done
    })
    if (toShip) await shipCommitted()
    return result
  }
  const recording = (origin: Origin | undefined): Recording => ({
    vault: options.vault,
    inForce: options.inForce(),
    origin,
  })
  const ownReads = ownReadsIn({
    write: (client, now, entries, origin) =>
      withOrigins(query => client.query(query), entries, recording(origin)).then(written =>
        writeAudit(client, now, written, options.inForce().version),
      ),
    desk: onDesk,
    fault:
      options.fault ??
      ((what, error) => {
        process.emitWarning(new Error(what, { cause: error }))
      }),
  })

  // What is woken by a request is no part of it: jobs run on nobody's behalf, and from no address.
  const outside = AsyncLocalStorage.snapshot()
  const afterTheRequest = (what: () => void): void => {
    outside(() => {
      doneFor(undefined, what)
    })
  }
  const states = (activity: string): boolean => options.inForce().states(activity)

  return {
    id: options.id,
    kind: options.kind,
    clock,
    declarations: declared,
    roles,
    vault: options.vault,
    get inForce() {
      return options.inForce()
    },

    async under(activity, who, work) {
      refuseDescribed(activity)
      if (!states(activity.name)) throw new NotStated(activity.name)
      const caller = options.caller?.()
      const origin = options.origin?.()
      const asked = caller !== undefined || origin !== undefined
      refuseOthers({ caller, asked }, activity, who)
      const [now, reached] = [clock.now(), surelyReached(clock)]
      const afterwards: (() => void)[] = []
      const reads: Audited[] = []
      const tenant = forTenant(who)
      const tenanted = tenantOf(who) !== undefined || tenant !== undefined
      let toShip = false
      const result = await inTurn(app, reach, client => {
        const beginning = new Beginning(client, [
          binding(roles.of(activity.name), who, now),
          ...(tenanted ? [bindingToTenants(who, now, tenant)] : []),
        ])
        const transaction: Transaction = {
          beginning,
          course: new Course(),
          flights: new Flights(),
          states,
          caller,
          asked,
          now,
          reached,
          wrote: false,
          audited: [],
          reads,
          afterwards,
          inspect,
          roleOf: one => roles.of(one.name),
          vault: options.vault,
          encrypting,
          atHand: new Map(),
          possessing: possessions,
          resolved: new Resolved(),
          tenanted,
        }
        const ways = waysOf(client, transaction, {
          ends: () => ({
            recording: recording(origin),
            version: options.inForce().version,
            by: { activity: activity.name, as: other => binding(roles.of(other), who, now) },
          }),
          ended: () => {
            toShip = hasToShip(client)
          },
        })
        return inTransaction(client, () => openUnit(transaction, activity, who, work), ways)
      })
      for (const read of reads.map(one => attributed(one, caller)))
        if (read.who.is === 'person' || read.who.is === 'platform') ownReads.note(read, now, origin)
      await ownReads.room()
      for (const what of afterwards) afterTheRequest(what)
      if (toShip) await shipCommitted()
      return result
    },

    bulk: (activity, work) =>
      withClient(copying, reach, async client => {
        await client.query(`select set_config('role', $1, false)`, [roles.of(activity.name)])
        try {
          return await work(client)
        } finally {
          await client.query('reset role')
        }
      }),

    desk: onDesk,
    async adds(client, now, { under, who }, work) {
      if (!states(under.name)) throw new NotStated(under.name)
      const audited: Audited[] = []
      const afterwards: (() => void)[] = []
      const transaction = {
        beginning: { ask: oneByOne(client) },
        flights: new Flights(),
        now,
        wrote: false,
        audited,
        reads: [],
        afterwards,
        inspect,
        vault: options.vault,
        encrypting,
        atHand: new Map(),
      }
      const result = await addIn(transaction, under, who, work)
      return {
        result,
        audited: await withOrigins(
          query => client.query(query),
          audited.map(entry => attributed(entry, options.caller?.())),
          recording(options.origin?.()),
        ),
        afterwards: afterwards.map(what => () => {
          afterTheRequest(what)
        }),
      }
    },
    ledger,
    shipped,
    readsKept: () => ownReads.flush(),
    async repeating(work) {
      remembering.repeating = true
      try {
        return await work(remembering.key)
      } finally {
        remembering.repeating = false
      }
    },

    asOwner: work => withClient(owner, reach, work),
    keyedHash: (use, ...words) =>
      createHmac('sha256', createHmac('sha256', options.secret).update(`hash ${use}`).digest())
        .update(JSON.stringify(words))
        .digest(),
    close: async () => {
      await ownReads.stop()
      await Promise.all([app.end(), copying.end(), desk.end(), aside.end(), owner.end()])
    },
  }
}

/** Asks a connection that is not pipelined: each statement waits for the one before. */
function oneByOne(client: ClientBase): (query: QueryConfig) => Promise<QueryResult> {
  let before: Promise<unknown> = Promise.resolve()
  return query => {
    const next = before.then(() => client.query(query))
    // Whoever asked for the one before is told of its failure.
    before = next.catch(() => {})
    return next
  }
}

async function connected(pool: pg.Pool, reach: Reach): Promise<PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw reach.failed(error)
  }
}

async function withClient<R>(pool: pg.Pool, reach: Reach, work: (client: PoolClient) => Promise<R>): Promise<R> {
  const client = await connected(pool, reach)
  let broken: Error | undefined
  try {
    const result = await work(client)
    reach.worked()
    return result
  } catch (error) {
    // A connection that failed while its role was set is thrown away: it must never serve another purpose.
    broken = error as Error
    throw reach.failed(error)
  } finally {
    client.release(broken)
  }
}

/** Runs work on a connection of its own, which serves others afterwards if the end of its transaction is known. */
async function inTurn<R>(pool: pg.Pool, reach: Reach, work: (client: PoolClient) => Promise<R>): Promise<R> {
  const client = await connected(pool, reach)
  try {
    const result = await work(client)
    reach.worked()
    return result
  } catch (error) {
    // What was to be shipped went with the transaction.
    hasToShip(client)
    throw reach.failed(error)
  } finally {
    client.release(unusableSince(client))
  }
}

/**
 * A unit's transaction begins with its first statement and ends in one go with its entries for the audit log, or, where
 * it read and has none, with the next beginning.
 */
const waysOf = (
  client: PoolClient,
  transaction: Transaction,
  told: {
    readonly ends: () => { readonly recording: Recording; readonly version: number; readonly by: Writing }
    readonly ended: () => void
  },
): Ways => ({
  async commit() {
    const { beginning, broken, caller, course, now, wrote, reads } = transaction
    if (broken) throw broken
    course.ended()
    // What staff read is on record with the commit, what a person reads of the own data soon after.
    const audited = [...transaction.audited, ...reads.filter(({ who }) => who.is === 'staff' || who.is === 'user')].map(
      entry => attributed(entry, caller),
    )
    const meeting = beginning.met()
    if (meeting) await meeting
    if (!wrote && audited.length === 0) {
      beginning.leave()
      return undefined
    }
    const { recording, version, by } = told.ends()
    const written = await withOrigins(query => beginning.ask(query), audited, recording)
    const ahead = auditAhead(now, version, written, by)
    if (!ahead) await writeAuditOfUnit(beginning.client, now, version, written, by)
    const end = await inOneGo(client, [...beginning.taken(), ...(ahead ?? [])], commit)
    told.ended()
    return end
  },
})
