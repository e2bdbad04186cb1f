import type { KeyObject } from 'node:crypto'
import { sql, type Expression, type Insertable, type Kysely, type SelectQueryBuilder, type SqlBool } from 'kysely'
import type { QueryConfig } from 'pg'
import { isUsable, type AnyActivity, type UsableActivity } from '../declare/activity.ts'
import { admit, asksFirst } from '../enforce/consent-gate.ts'
import { ledgerKeyOf } from '../ledger/key.ts'
import { markOfPerson, remember, type Lasting } from '../ledger/ledger.ts'
import { DescriptionOnly, NotStated, NotTheCaller, withoutValues } from '../problems/errors.ts'
import { concernsAnother, takesATenant } from './another.ts'
import type { Granted, MayRead, MayUse } from '../declare/granted.ts'
import type { Beginning, Planned } from './pipeline.ts'
import type { Shaped } from './inspect/compiler.ts'
import type { Inspected } from './inspect/inspector.ts'
import { databaseOfUnit, type Course, type Querying } from './unit-database.ts'
import { UnitBroken, UnitState, type Flights } from './unit-state.ts'
import type { Possessing, Resolved } from './possessions.ts'
import { tenantOfJob } from './for-tenant.ts'
import type { KeysAtHand } from '../vault/keys.ts'
import type { encryption } from '../vault/encryption.ts'
import type { Vault } from '../vault/vault.ts'
import { searching } from '../search/searching.ts'
import type { HowSearched } from '../search/tokens.ts'
import { findable } from '../declare/encrypted-tables.ts'
import type { AnyTable, RowOf, TableName } from '../declare/table.ts'

/** On whose behalf a unit of work runs; of tenants it sees those that `tenant` says, and without it none. */
export type Who =
  /**
   * The person acts on the own data; rows of nobody else are seen. Within the request of somebody else only where code
   * says so (kernel/store/another.ts).
   */
  | { readonly is: 'person'; readonly subject: string; readonly tenant?: BoundTo }
  /**
   * A member of the operator's staff acts, on the data of one person where `subject` says so; within a tenant only while
   * a grant for that is on record (`kernel/tenants/grants.ts`).
   */
  | { readonly is: 'staff'; readonly id: string; readonly subject?: string; readonly tenant?: string }
  /** A user of a tenant acts for it and what hangs under it. */
  | { readonly is: 'user'; readonly id: string; readonly tenant: string; readonly subject?: string }
  | { readonly is: 'visitor'; readonly tenant?: string }
  | { readonly is: 'platform'; readonly tenant?: BoundTo }
/** A tenant with all that hangs under it, or every one; of both those that run at the moment of the unit. */
export type BoundTo = string | typeof everyTenant
export const everyTenant = Symbol('every tenant')
export const person = (subject: string, tenant?: BoundTo): Who => ({
  is: 'person',
  subject,
  ...(tenant !== undefined && { tenant }),
})
export const visitor: Who = { is: 'visitor' }
export const platform: Who = { is: 'platform' }
/** The platform, within a tenant and what hangs under it, or within every one. */
export const platformFor = (tenant: BoundTo): Who => ({ is: 'platform', tenant })
/** Of which tenants a unit on behalf of somebody sees rows. */
export const tenantOf = ({ tenant }: Who): BoundTo | undefined => tenant

/**
 * Facts for the audit log beside those that the kernel notes by itself; `facts` are personal and go with the person.
 */
export interface Note {
  readonly what: string
  readonly about?: string
  readonly facts?: Readonly<Record<string, unknown>>
  readonly subject?: string
  /** The user name that was typed, where nobody is signed in yet; kept where the manifest has it recorded. */
  readonly userName?: string
}

/** A word that stands in the program; what is put together while it runs, from `string`, is none. */
// {}: a record whose keys are patterns asks for none of them
export type Word<W extends string> = {} extends Record<W, unknown> ? never : W

export interface Audited extends Note {
  readonly activity: string
  readonly rows: number
  readonly who: Who
  /** Where it was not at the moment of the transaction that writes it down. */
  readonly at?: Date
  /** Rows up to this moment went because their period was over. */
  readonly upTo?: Date
}

/**
 * One transaction under one processing activity: it runs as that activity's database role, bound to the person it
 * works for, at one moment of the kernel's clock. It can be used until the function that got it returns, and not while
 * an inner unit runs: everything below then throws `UnitEnded` or `UnitLent`. Whatever that function does not await
 * fails the unit with `UnitUnfinished`.
 */
export interface Work<A extends AnyActivity = AnyActivity> {
  readonly activity: A
  readonly who: Who
  /** The moment of this unit of work; every row that it writes bears this time. */
  readonly now: Date
  /** The moment that is surely reached: `now`, or while the clock is in doubt the earliest that it may be. */
  readonly reached: Date
  /** A Kysely over these tables, typed to what the activity was granted. */
  over<const Ts extends readonly AnyTable[]>(
    ...tables: { [I in keyof Ts]: MayUse<A, Ts[I]> } & Ts
  ): Kysely<Granted<A, Ts>>
  /**
   * A query for these columns of one table; a column that the activity was not granted is a type error that says so.
   */
  read<T extends AnyTable, const C extends string>(
    table: T,
    ...columns: MayRead<A, T, C>[] & C[]
  ): SelectQueryBuilder<Record<TableName<T>, RowOf<T>>, TableName<T>, Pick<SelectedRow<T>, C & keyof SelectedRow<T>>>
  /** A condition that finds rows by the whole value of an encrypted column, which has to be findable. */
  finds<T extends AnyTable>(table: T, column: keyof RowOf<T> & string, value: string): Expression<SqlBool>
  /**
   * A condition that finds rows by words of searchable columns: each word of the query, or one that begins so, has to stand
   * in one of them. Case, accents and umlauts do not matter; `typos` forgives a letter, `whole` takes whole words alone. A
   * query without a word finds nothing. The first 500 characters and 16 words of it count, and the first 50,000 characters of
   * a text.
   */
  searches<T extends AnyTable>(
    table: T,
    columns: readonly (keyof RowOf<T> & string)[],
    query: string,
    how?: HowSearched,
  ): Expression<SqlBool>
  /** Adds a row, or many, to a table that every activity may add to (a log, the queue, the outbox). */
  add<T extends AnyTable>(table: T, row: Insertable<RowOf<T>> | readonly Insertable<RowOf<T>>[]): Promise<void>
  /**
   * Goes on under another activity in the same transaction, and comes back to this one afterwards. It waits for the
   * queries that were asked before; of two inner units at once the second is refused.
   */
  under<B extends UsableActivity, R>(activity: B, who: Who, work: (work: Work<B>) => Promise<R>): Promise<R>
  /** Notes something in the audit log, in this transaction: in words of the program. */
  note<const W extends string>(note: Note & { readonly what: W & Word<W> }): void
  /** Writes into the ledger what must outlive a restored backup; the unit comes back once that is shipped. */
  remember(lasting: Lasting): Promise<void>
  /** Does something once the transaction has committed: wake a worker, tell a browser. It must not throw. */
  afterwards(what: () => void): void
}

/** What adds rows about anybody or nobody and reads none: enough to post a letter or to put work into the queue. */
export type Adding = Pick<Work, 'activity' | 'who' | 'now' | 'add' | 'afterwards'>

type SelectedRow<T> = { [K in keyof RowOf<T>]: RowOf<T>[K] extends { readonly __select__: infer S } ? S : RowOf<T>[K] }

/** What the units of one transaction share. */
export interface Transaction {
  readonly beginning: Beginning
  readonly course: Course
  readonly flights: Flights
  /** Set where an inner unit left the transaction so that it can only be rolled back. */
  broken?: UnitBroken
  states(activity: string): boolean
  /** The account whose request is answered. */
  readonly caller: string | undefined
  /** Whether it is part of a request, whoever asked. */
  readonly asked: boolean
  /** Whether anything but plain reading was asked of the database. */
  wrote: boolean
  readonly now: Date
  readonly reached: Date
  readonly audited: Audited[]
  readonly afterwards: (() => void)[]
  /** What a query does; throws where that cannot be told. */
  readonly inspect: (query: Shaped) => Inspected
  /** What was read of them, by whom. */
  readonly reads: Audited[]
  roleOf(activity: AnyActivity): string
  readonly vault: Vault
  readonly encrypting: ReturnType<typeof encryption>
  readonly atHand: KeysAtHand
  readonly possessing: Possessing
  /** The possessions that are resolved for whoever is bound now. */
  readonly resolved: Resolved
  /** Whether a unit of it was bound to a tenant: another then has to be bound to none. */
  tenanted: boolean
}

type UnitOfWork<A extends AnyActivity, R> = (work: Work<A>) => Promise<R>

/**
 * Throws `NotTheCaller` where a unit is on behalf of another account than the one whose request is answered, or of a
 * tenant that nobody said it is for.
 */
export function refuseOthers(
  { caller, asked }: Pick<Transaction, 'caller' | 'asked'>,
  activity: AnyActivity,
  who: Who,
): void {
  if (asked && takesATenant(activity, who)) throw new NotTheCaller(activity.name)
  if (caller === undefined) return
  if (who.is === 'person' ? who.subject === caller || concernsAnother(who) : !('id' in who) || who.id === caller) return
  throw new NotTheCaller(activity.name)
}

/** Whoever has the description of an activity alone does nothing under it. */
export function refuseDescribed(activity: AnyActivity): void {
  if (!isUsable(activity)) throw new DescriptionOnly(activity.name)
}

/** The outermost unit of a transaction, which is bound to it already; whoever commits has to look whether it is broken. */
export const openUnit = <A extends AnyActivity, R>(
  transaction: Transaction,
  activity: A,
  who: Who,
  work: UnitOfWork<A, R>,
): Promise<R> =>
  run(
    transaction,
    new UnitState(activity.name, transaction.flights),
    { activity, who, forTenant: forTenant(who) },
    work,
  )

/** For which tenant a unit does what it does, given that of whatever it is part of. */
export const forTenant = (who: Who, around = tenantOfJob()): string | undefined => {
  const tenant = tenantOf(who)
  return typeof tenant === 'string' ? tenant : around
}

/** What a unit runs as. */
interface Running<A extends AnyActivity = AnyActivity> {
  readonly activity: A
  readonly who: Who
  readonly forTenant: string | undefined
}

async function openInner<A extends AnyActivity, R>(
  transaction: Transaction,
  outer: Running & { readonly state: UnitState },
  activity: A,
  who: Who,
  work: UnitOfWork<A, R>,
): Promise<R> {
  refuseDescribed(activity)
  if (!transaction.states(activity.name)) throw new NotStated(activity.name, { itself: false })
  refuseOthers(transaction, activity, who)
  const state = new UnitState(activity.name, transaction.flights)
  const running = { activity, who, forTenant: forTenant(who, outer.forTenant) }
  await outer.state.lend(state)
  let result
  try {
    state.use()
    await bind(transaction, running)
    result = await run(transaction, state, running, work)
  } catch (error) {
    await comeBack(transaction, outer).catch(() => {
      transaction.broken ??= new UnitBroken(outer.activity.name, error)
    })
    throw error
  }
  await comeBack(transaction, outer).catch(error => {
    transaction.broken ??= new UnitBroken(outer.activity.name, error)
    throw error
  })
  return result
}

async function run<A extends AnyActivity, R>(
  transaction: Transaction,
  state: UnitState,
  running: Running<A>,
  work: UnitOfWork<A, R>,
): Promise<R> {
  const { activity, who } = running
  try {
    state.use()
    if (asksFirst(activity, subjectOf(who)))
      await state.flights.run(() => admit(transaction.beginning.client, activity, subjectOf(who)))
    const result = await work(unit(transaction, state, running))
    const finishing = state.finished()
    if (finishing)
      await finishing.catch(error => {
        // What was forgotten may have written: whoever catches this cannot keep the rest.
        transaction.broken ??= new UnitBroken(activity.name, error)
        throw error
      })
    return result
  } finally {
    const ending = state.end()
    if (ending) await ending
  }
}

/** RELEASE SAVEPOINT does not put a role back, so that the unit itself does, however the inner one ended. */
async function comeBack(transaction: Transaction, outer: Running & { readonly state: UnitState }): Promise<void> {
  // The outer one did not wait for this one: the connection is not ours to speak on.
  if (outer.state.ended) return
  try {
    await bind(transaction, outer)
  } finally {
    outer.state.takeBack()
  }
}

const keysAtHand = new WeakMap<Work, KeysAtHand>()
/**
 * The key of a row that this unit wrote encrypted, or opened, before: for what lies encrypted under it past its columns
 * (the chunks of a file). `keptIn` is the row's table as the catalogue names it.
 */
export const keyAtHand = (work: Work, keptIn: string, id: string): KeyObject | undefined =>
  keysAtHand.get(work)?.get(`${keptIn} ${id}`)

const transactions = new WeakMap<Work, Transaction>()
/** The mark that the ledger of a unit's store has of a person. The unit's transaction begins with it. */
export function ledgerMarkAtHand(work: Work, kind: string, subject: string): Buffer | undefined {
  const transaction = transactions.get(work)
  const key = transaction && ledgerKeyOf(transaction.beginning.client)
  return key && markOfPerson(key, kind, subject)
}

const tenants = new WeakMap<object, string>()
/** For which tenant a unit does what it does, also where it is bound to none itself. */
export const tenantAtHand = (work: Pick<Work, 'who'>): string | undefined => tenants.get(work) ?? forTenant(work.who)

function unit<A extends AnyActivity>(transaction: Transaction, state: UnitState, running: Running<A>): Work<A> {
  const { activity, who } = running
  const database = databaseOfUnit(transaction, state, activity, who)
  const made: Work<A> = {
    activity,
    who,
    now: transaction.now,
    reached: transaction.reached,
    over: () => {
      state.use()
      return database as never
    },
    read: (table, ...columns) => {
      state.use()
      return database.selectFrom(table.name).select(columns) as never
    },
    finds: (table, column, value) => {
      state.use()
      const { at, mark } = findable(table, column)
      return sql<boolean>`${sql.ref(mark)} = ${transaction.vault.mark(at, value)}`
    },
    searches: (table, columns, query, how = {}) => {
      state.use()
      return searching(transaction.vault, table, columns, query, how)
    },
    add: adding(database),
    under: (other, otherWho, inner) => openInner(transaction, { ...running, state }, other, otherWho, inner),
    note: note => {
      state.use()
      transaction.audited.push({ activity: activity.name, rows: 0, who, ...note })
    },
    remember: async lasting => {
      state.use()
      transaction.wrote = true
      await state.flights
        .run(() => remember(transaction.beginning.client, transaction.now, lasting))
        .catch(error => {
          throw withoutValues(error)
        })
    },
    afterwards: what => {
      state.use()
      transaction.afterwards.push(what)
    },
  }
  keysAtHand.set(made, transaction.atHand)
  transactions.set(made, transaction)
  if (running.forTenant !== undefined) tenants.set(made, running.forTenant)
  return made
}

const adding =
  // any: the types are Work's
    (database: Kysely<any>, admits: (table: AnyTable) => boolean = ({ addedByAll }) => addedByAll): Work['add'] =>
    async (table, row) => {
      if (!admits(table) || table.arrives) throw new Error(`'${table.name}' is not a table that every activity adds to`)
      const rows = Array.isArray(row) ? row : [row]
      for (let from = 0; from < rows.length; from += mostAtOnce)
        await database
          .insertInto(table.name)
          .values(rows.slice(from, from + mostAtOnce))
          .execute()
    }
/** Rows that one statement adds. */
const mostAtOnce = 500

/**
 * Adds in a transaction that is no unit of work, as the role that it has: also to tables that a desk adds to. Entries
 * of the audit log come into `audited`, for whoever commits.
 */
export async function addIn<R>(
  transaction: Querying & Pick<Transaction, 'now' | 'afterwards' | 'flights'>,
  activity: AnyActivity,
  who: Who,
  work: (work: Adding) => Promise<R>,
): Promise<R> {
  const state = new UnitState(activity.name, transaction.flights)
  const database = databaseOfUnit(transaction, state, activity, who)
  try {
    const result = await work({
      activity,
      who,
      now: transaction.now,
      add: adding(database, ({ addedByAll, addedByDesk }) => addedByAll || addedByDesk),
      afterwards: what => {
        state.use()
        transaction.afterwards.push(what)
      },
    })
    await state.finished()
    return result
  } finally {
    await state.end()
  }
}

const subjectOf = (who: Who): string => ('subject' in who && who.subject !== undefined ? who.subject : '')

/** Sets role and settings for the rest of the transaction; all by parameters, none by string. */
export const binding = (role: string, who: Who, now: Date): Planned => ({
  name: 'obhut-bind',
  text: `select set_config('role', $1, true), set_config('obhut.subject', $2, true), set_config('obhut.now', $3, true)`,
  values: [role, subjectOf(who), now.toISOString()],
})

/**
 * Sets which tenants' rows there are: the database says which run, and whether staff may look (`obhut.tenants_of`); and
 * for which tenant it is done.
 */
export function bindingToTenants(who: Who, now: Date, doneFor: string | undefined): Planned {
  const tenant = tenantOf(who)
  const named = typeof tenant === 'string' ? tenant : ''
  return {
    name: 'obhut-bind-tenants',
    text: `select set_config('obhut.tenant', $1, true), set_config('obhut.tenants', coalesce(obhut.tenants_of($2, $3, $4)::text, ''), true), set_config('obhut.for_tenant', $5, true)`,
    values: [
      named,
      tenant === everyTenant ? 'every' : named,
      who.is === 'staff' ? who.id : '',
      now.toISOString(),
      doneFor ?? '',
    ],
  }
}

async function bind(transaction: Transaction, { activity, who, forTenant: tenant }: Running): Promise<void> {
  const { beginning, flights, now, roleOf, possessing, resolved } = transaction
  const ask = (query: QueryConfig): Promise<unknown> =>
    flights
      .run(() => beginning.ask(query))
      .catch(error => {
        throw withoutValues(error)
      })
  await ask(binding(roleOf(activity), who, now))
  transaction.tenanted ||= tenantOf(who) !== undefined
  if (transaction.tenanted) await ask(bindingToTenants(who, now, tenant))
  if (resolved.none) return
  resolved.clear()
  if (possessing.forget) await ask(possessing.forget)
}
