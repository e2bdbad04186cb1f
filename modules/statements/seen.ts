import type { StatementVersion } from '../../platform/services.ts'
import type { Customer, Staff } from '../../platform/route.ts'
import type { Units } from '../../kernel/store/units.ts'
import { person, type Work } from '../../kernel/store/work.ts'
import type { Change } from '../../kernel/statement/change.ts'
import { changesFor } from '../../kernel/statement/concerned.ts'
import { customerAccount, staffAccount } from '../identity/contract.ts'
import { seenVersions } from './activities.ts'
import { NotInForce } from './refusals.ts'
import { seen } from './tables.ts'

export interface SeenNeeds {
  readonly store: Units
  readonly versions: { all(): Promise<readonly StatementVersion[]> }
}

/**
 * What somebody has seen of the statement: the last version, with the time; and what has changed since, where it is not
 * the one in force.
 */
export interface Standing {
  readonly inForce: StatementVersion
  readonly last: { readonly version: StatementVersion; readonly at: Date } | undefined
  readonly changes: readonly Change[]
  readonly announced: StatementVersion | undefined
}

export async function statementStanding({ store, versions }: SeenNeeds, caller: Customer | Staff): Promise<Standing> {
  const all = await versions.all()
  const inForce = all.find(({ standing }) => standing === 'in force')
  if (!inForce) throw new Error('no version of the statement is in force')
  const last = await store.under(seenVersions, person(caller.account), work => lastSeen(work, caller, all))
  const changes =
    last && last.version.version < inForce.version
      ? changesFor(
          caller.is === 'staff' ? 'employees' : 'public',
          last.version.outline,
          inForce.outline,
          store.declarations.activities,
        ).filter(({ where }) => where !== 'statement/effective')
      : []
  return { inForce, last, changes, announced: all.find(({ standing }) => standing === 'waiting') }
}

/**
 * A version that is on record; for who has just come, the one that was in force, and so was shown, when the account was
 * asked for.
 */
async function lastSeen(
  work: Work<typeof seenVersions>,
  caller: Customer | Staff,
  all: readonly StatementVersion[],
): Promise<Standing['last']> {
  const row = await work
    .over(seen)
    .selectFrom('statements.seen')
    .select(['shown', 'seenAt'])
    .orderBy('shown', 'desc')
    .limit(1)
    .executeTakeFirst()
  const version = row && all.find(one => one.version === row.shown)
  if (row && version) return { version, at: row.seenAt }
  const came = await cameAt(work, caller)
  const then =
    came &&
    (all.findLast(({ inForceSince }) => inForceSince && inForceSince <= came) ??
      all.find(({ inForceSince }) => inForceSince))
  return came && then && { version: then, at: came }
}

const cameAt = async (work: Work<typeof seenVersions>, { is, account }: Customer | Staff): Promise<Date | undefined> =>
  is === 'customer'
    ? (
        await work
          .over(customerAccount)
          .selectFrom('identity.account')
          .select('requestedAt')
          .where('id', '=', account)
          .executeTakeFirst()
      )?.requestedAt
    : (
        await work
          .over(staffAccount)
          .selectFrom('identity.staff')
          .select('createdAt')
          .where('id', '=', account)
          .executeTakeFirst()
      )?.createdAt

/**
 * Puts on record that this version was seen, now. Only the one in force can be: use before its day counts for nothing.
 */
export async function markSeen({ store }: SeenNeeds, caller: Customer | Staff, version: number): Promise<void> {
  if (version !== store.inForce.version) throw new NotInForce()
  await store.under(seenVersions, person(caller.account), work =>
    work
      .over(seen)
      .insertInto('statements.seen')
      .values({ shown: version, seenAt: work.now })
      .onConflict(already => already.doNothing())
      .execute(),
  )
}
