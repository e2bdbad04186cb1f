import { platform, type Who, type Work } from '../../kernel/store/work.ts'
import { jobKind } from '../../kernel/jobs/kinds.ts'
import { each, SetAside } from '../../kernel/problems/batches.ts'
import { enqueue, type Job } from '../../kernel/jobs/queue.ts'
import { bySkew, minutes } from '../../kernel/clock/clock.ts'
import { pageOf, type Paging } from '../../platform/paging.ts'
import { NotFound } from '../../platform/refusal.ts'
import { administration, signIn } from './activities.ts'
import { needSecondPerson, type StaffRole } from './contract.ts'
import { areIndependent, openersIn, type Openers } from './independence.ts'
import { rolesAsked, rolesCancelled, rolesGranted, type LetterText } from './letters.ts'
import { endOfPeriod, type Needs } from './needs.ts'
import { NotIndependent, RoleRequestEnded, SecondAdministratorNeeded } from './refusals.ts'
import { login, roleRequest, staff } from './tables.ts'
import { writesToHolder } from './to-holder.ts'

type Unit = Work<typeof administration>
const by = (id: string, subject?: string): Who => ({ is: 'staff', id, ...(subject !== undefined && { subject }) })
const isSensitive = (role: StaffRole): boolean => (needSecondPerson as readonly StaffRole[]).includes(role)

/** What of these permissions is given at once, and what a second administrator has to approve. */
export const divided = (
  wanted: readonly StaffRole[],
  present: readonly StaffRole[] = [],
): { readonly now: StaffRole[]; readonly asked: StaffRole[] } => {
  const all = [...new Set(wanted)]
  return {
    now: all.filter(role => !isSensitive(role) || present.includes(role)),
    asked: all.filter(role => isSensitive(role) && !present.includes(role)),
  }
}

interface Administrator {
  readonly id: string
}

/** Administrators who can sign in. */
// any: whatever activity the caller works under
export async function administrators(work: Work<any>, who: Who): Promise<Administrator[]> {
  return work.under(administration, who, async inner => {
    const rows = await inner
      .over(staff, login)
      .selectFrom('identity.staff as s')
      .innerJoin('identity.login as l', 'l.id', 's.id')
      .select(['s.id', 'l.roles'])
      .where('s.confirmedAt', 'is not', null)
      .where('l.deactivatedAt', 'is', null)
      .execute()
    return rows.filter(({ roles }) => (roles as StaffRole[]).includes('administration'))
  })
}

/** Whether the second of them may approve what the first one asked for this account. */
const mayApprove = (
  openers: Openers,
  { askedBy, subject }: { readonly askedBy: string | null; readonly subject: string },
  approver: string,
): boolean => askedBy !== null && approver !== subject && areIndependent(openers, askedBy, approver)

/**
 * Asks for permissions that need a second administrator, in this transaction. Every administrator hears of it, the one
 * who asks too: whoever else did it in their name shall not be the only one to know.
 */
export async function askForRoles(
  needs: Needs,
  work: Work,
  administrator: string,
  subject: string,
  roles: readonly StaffRole[],
): Promise<void> {
  const who = by(administrator, subject)
  const known = await administrators(work, who)
  await work.under(administration, who, async inner => {
    const same = await inner
      .over(roleRequest)
      .selectFrom('identity.role_request')
      .select(['id', 'roles'])
      .where('subject', '=', subject)
      .where('state', 'in', ['open', 'approved'])
      .forUpdate()
      .executeTakeFirst()
    if (same && roles.length > 0 && sorted(same.roles as StaffRole[]) === sorted(roles)) return
    if (same) await end(inner, same.id, 'cancelled', administrator)
    if (roles.length === 0) return
    const openers = await openersIn(inner)
    // The account may be about to be opened, by the one who asks.
    if (
      !known.some(({ id }) =>
        mayApprove(new Map([[subject, administrator], ...openers]), { askedBy: administrator, subject }, id),
      )
    )
      throw new SecondAdministratorNeeded()
    const { id } = await inner
      .over(roleRequest)
      .insertInto('identity.role_request')
      .values({
        subject,
        roles: JSON.stringify(roles),
        state: 'open',
        askedBy: administrator,
        askedAt: inner.now,
        waitsUntil: endOfPeriod(needs, inner.now, administration.wait),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    inner.note({ what: 'roles asked', about: 'identity.staff', subject })
    await tellAll(inner, known, id, 'asked')
  })
}
const sorted = (roles: readonly StaffRole[]): string => [...roles].toSorted().join()

const whatIsTold = ['asked', 'cancelled', 'granted'] as const
type Told = (typeof whatIsTold)[number]
const telling = jobKind('identity.tell-of-roles', { request: 'id', what: whatIsTold, to: 'id' })

/**
 * A job for each letter, so that one who cannot be written to keeps neither the others from being told nor what was
 * decided from holding.
 */
async function tellAll(work: Unit, whom: readonly Administrator[], request: string, what: Told): Promise<void> {
  for (const { id } of whom) await enqueue(work, telling, { request, what, to: id })
}

const letters: Readonly<
  Record<Told, (needs: Needs, roles: readonly StaffRole[]) => (language: 'de' | 'en', baseUrl: string) => LetterText>
> = {
  asked:
    ({ stating }, roles) =>
    (language, base) =>
      rolesAsked(language, stating.manifest.site.name, roles, stating.value(administration.wait), base),
  cancelled:
    ({ stating }, roles) =>
    (language, base) =>
      rolesCancelled(language, stating.manifest.site.name, roles, base),
  granted:
    ({ stating }, roles) =>
    (language, base) =>
      rolesGranted(language, stating.manifest.site.name, roles, base),
}

/** Writes to one of those who hear of a request for permissions. */
export const tellingOfRoles = (needs: Needs): Job<{ request: string; what: Told; to: string }> => ({
  name: telling.name,
  whateverTheClock: true,
  does: ({ request, what, to }) =>
    needs.store.under(signIn, platform, async work => {
      const found = await work.under(administration, platform, inner =>
        inner
          .over(roleRequest)
          .selectFrom('identity.role_request')
          .select('roles')
          .where('id', '=', request)
          .executeTakeFirst(),
      )
      if (found)
        await writesToHolder(needs, work, { id: to, kind: 'staff' }, letters[what](needs, found.roles as StaffRole[]))
    }),
})

async function end(work: Unit, id: string, state: 'granted' | 'cancelled', endedBy: string | null): Promise<void> {
  await work
    .over(roleRequest)
    .updateTable('identity.role_request')
    .where('id', '=', id)
    .set({ state, endedBy, endedAt: work.now })
    .execute()
}

const columns = [
  'id',
  'subject',
  'roles',
  'state',
  'askedBy',
  'askedAt',
  'waitsUntil',
  'approvedBy',
  'approvedAt',
  'endedBy',
  'endedAt',
] as const

async function waiting(work: Unit, id: string) {
  const found = await work
    .over(roleRequest)
    .selectFrom('identity.role_request')
    .select(columns)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!found) throw new NotFound()
  if (found.endedAt !== null) throw new RoleRequestEnded()
  return found
}

/** A second administrator agrees. The permissions are given once the wait is over. */
export async function approveRoles(needs: Needs, administrator: string, id: string): Promise<void> {
  await needs.store.under(administration, by(administrator), async work => {
    const found = await waiting(work, id)
    if (!mayApprove(await openersIn(work), found, administrator)) throw new NotIndependent()
    if (found.state === 'approved') return
    await work
      .over(roleRequest)
      .updateTable('identity.role_request')
      .where('id', '=', id)
      .set({ state: 'approved', approvedBy: administrator, approvedAt: work.now })
      .execute()
    work.note({ what: 'roles approved', about: 'identity.staff', subject: found.subject })
  })
  await giveWhatIsDue(needs)
}

/** Any administrator can stop it until it takes effect. */
export function cancelRoles(needs: Needs, administrator: string, id: string): Promise<void> {
  return needs.store.under(signIn, by(administrator), async work => {
    const known = await administrators(work, by(administrator))
    await work.under(administration, by(administrator), async inner => {
      const found = await waiting(inner, id)
      await end(inner, id, 'cancelled', administrator)
      inner.note({ what: 'roles cancelled', about: 'identity.staff', subject: found.subject })
      await tellAll(inner, known, id, 'cancelled')
    })
  })
}

/** Nobody gets permissions that were asked for an account which was blocked, or given other ones, meanwhile. */
export const dropRoleRequests = (work: Work, who: Who, subject: string): Promise<void> =>
  work.under(administration, who, async inner => {
    for (const { id } of await inner
      .over(roleRequest)
      .selectFrom('identity.role_request')
      .select('id')
      .where('subject', '=', subject)
      .where('state', 'in', ['open', 'approved'])
      .forUpdate()
      .execute())
      await end(inner, id, 'cancelled', who.is === 'staff' ? who.id : null)
  })

/**
 * Permissions that were approved and whose wait is over are given, each by itself, so that one that cannot be given
 * does not keep the others.
 */
async function giveWhatIsDue(needs: Needs, aside = new SetAside(needs.store.clock)): Promise<void> {
  const { store, stating } = needs
  // By a clock in doubt no wait is over; the job gives them once it is right.
  if (!stating.states(administration.name) || store.clock.inDoubt) return
  await waitAnew(needs)
  const due = () =>
    store.under(administration, platform, work =>
      work
        .over(roleRequest)
        .selectFrom('identity.role_request')
        .select('id')
        .where('state', '=', 'approved')
        .where('waitsUntil', '<=', work.now)
        .where(aside.without('id'))
        .orderBy('waitsUntil')
        .limit(500)
        .execute(),
    )
  const given = new Set<string>()
  // One that another process gives right now is found again, and left to it.
  await each(
    async () => (await due()).filter(({ id }) => !given.has(id)),
    { aside, keyOf: one => one.id },
    async ({ id }) => {
      await give(needs, id)
      given.add(id)
    },
  )
}

/** What was asked for by a clock that was ahead waits its time from now on. */
const waitAnew = (needs: Needs): Promise<void> =>
  needs.store.under(administration, platform, async work => {
    await work
      .over(roleRequest)
      .updateTable('identity.role_request')
      .where('state', 'in', ['open', 'approved'])
      .where('askedAt', '>', bySkew(work.now))
      .set({ askedAt: work.now, waitsUntil: endOfPeriod(needs, work.now, administration.wait) })
      .execute()
  })

const give = (needs: Needs, id: string): Promise<void> =>
  needs.store.under(signIn, platform, async work => {
    const known = await administrators(work, platform)
    const of = await work.under(administration, platform, inner =>
      inner
        .over(roleRequest)
        .selectFrom('identity.role_request')
        .select('subject')
        .where('id', '=', id)
        .executeTakeFirst(),
    )
    // Before the request, as whoever blocks the account does, too.
    const now =
      of &&
      (await work
        .over(login)
        .selectFrom('identity.login')
        .select('roles')
        .where('id', '=', of.subject)
        .where('deactivatedAt', 'is', null)
        .forUpdate()
        .executeTakeFirst())
    const found = await work.under(administration, platform, async inner => {
      const one = await inner
        .over(roleRequest)
        .selectFrom('identity.role_request')
        .select(columns)
        .where('id', '=', id)
        .where('state', '=', 'approved')
        .forUpdate()
        .skipLocked()
        .executeTakeFirst()
      if (!one) return undefined
      // Whoever answered for it has to be there still: blocking an administrator stops what that one had begun.
      const stand =
        now !== undefined &&
        [one.askedBy, one.approvedBy].every(who => known.some(administrator => administrator.id === who))
      await end(inner, id, stand ? 'granted' : 'cancelled', null)
      if (stand) inner.note({ what: 'roles granted', about: 'identity.staff', subject: one.subject })
      return { subject: one.subject, roles: one.roles as StaffRole[], stand }
    })
    if (!now || !found?.stand) return
    await work
      .over(login)
      .updateTable('identity.login')
      .where('id', '=', found.subject)
      .set({ roles: JSON.stringify([...new Set([...(now.roles as StaffRole[]), ...found.roles])]) })
      .execute()
    const concerned = [...new Set([...known.map(({ id: one }) => one), found.subject])].map(one => ({ id: one }))
    await work.under(administration, platform, inner => tellAll(inner, concerned, id, 'granted'))
  })

export const givingRoles = (needs: Needs, aside = new SetAside(needs.store.clock)): Job => ({
  name: 'identity.give-roles',
  every: minutes(1),
  does: () => giveWhatIsDue(needs, aside),
})

/** People choose their own names, so the address stands beside each. */
export interface Named {
  readonly name: string
  readonly mail: string
}
export interface ShownRoleRequest {
  readonly id: string
  readonly colleague: (Named & { readonly since: Date; readonly openedBy: Named | null }) | null
  readonly roles: readonly StaffRole[]
  readonly state: 'open' | 'approved' | 'granted' | 'cancelled'
  readonly askedBy: Named | null
  readonly askedAt: Date
  readonly waitsUntil: Date
  readonly approvedBy: Named | null
  readonly approvedAt: Date | null
  readonly endedBy: Named | null
  readonly endedAt: Date | null
  readonly may: readonly string[]
  /** Why this administrator cannot approve what waits for it. */
  readonly because: 'own' | 'concerned' | 'not independent' | null
}

/** What was asked for, what waits before what has ended, with what the caller can do about it. */
export function roleRequests(
  { store }: Pick<Needs, 'store'>,
  administrator: string,
  { after, limit }: Paging,
): Promise<{ readonly items: ShownRoleRequest[]; readonly next: string | null }> {
  return store.under(administration, by(administrator), async work => {
    const openers = await openersIn(work)
    const people = new Map(
      (
        await work
          .over(staff)
          .selectFrom('identity.staff')
          .select(['id', 'firstName', 'lastName', 'mail', 'createdAt', 'openedBy'])
          .execute()
      ).map(one => [one.id, one]),
    )
    const named = (id: string | null): Named | null => {
      const one = id === null ? undefined : people.get(id)
      return one ? { name: `${one.firstName} ${one.lastName}`, mail: one.mail } : null
    }
    const colleague = (id: string): ShownRoleRequest['colleague'] => {
      const [one, its] = [people.get(id), named(id)]
      return one && its ? { ...its, since: one.createdAt, openedBy: named(one.openedBy) } : null
    }
    const all = work.over(roleRequest).selectFrom('identity.role_request').select(columns)
    const from = after
      ? all.where(row =>
          row.or([row('askedAt', '<', after.at), row.and([row('askedAt', '=', after.at), row('id', '<', after.id)])]),
        )
      : all
    const { items, next } = pageOf(
      await from
        .orderBy('askedAt', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute(),
      limit,
      row => row.askedAt,
    )
    work.note({ what: 'look', about: 'identity.role_request' })
    return {
      next,
      items: items.map(({ subject, roles, askedBy, approvedBy, endedBy, ...row }) => {
        const waits = row.endedAt === null
        const approves = mayApprove(openers, { askedBy, subject }, administrator)
        return {
          ...row,
          colleague: colleague(subject),
          roles: roles as StaffRole[],
          askedBy: named(askedBy),
          approvedBy: named(approvedBy),
          endedBy: named(endedBy),
          may: [...(waits && row.state === 'open' && approves ? ['approve'] : []), ...(waits ? ['cancel'] : [])],
          because:
            !waits || row.state !== 'open' || approves
              ? null
              : askedBy === administrator
                ? ('own' as const)
                : subject === administrator
                  ? ('concerned' as const)
                  : ('not independent' as const),
        }
      }),
    }
  })
}
