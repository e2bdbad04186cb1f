import { sql } from 'kysely'
import { jobKind } from '../../kernel/jobs/kinds.ts'
import { pageOf, type Paging } from '../../platform/paging.ts'
import { enqueue, type Job } from '../../kernel/jobs/queue.ts'
import { another } from '../../kernel/store/another.ts'
import { platform, type Who, type Work } from '../../kernel/store/work.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { NotFound, WrongInput } from '../../platform/refusal.ts'
import { administration, sessions, signIn } from './activities.ts'
import type { StaffRole } from './contract.ts'
import { forgetSecondFactor, isOffered } from './factor-record.ts'
import { knownOf } from './holder.ts'
import { invite } from './invitation.ts'
import { accessReset, activation, colleagueReset, staffAccessReset } from './letters.ts'
import { withdrawLinks } from './links.ts'
import type { Needs } from './needs.ts'
import { NotOneself, SecondAdministratorNeeded } from './refusals.ts'
import { administrators, askForRoles, divided, dropRoleRequests } from './role-requests.ts'
import { endSessions, shownSessions, type ShownSession } from './sessions.ts'
import { factor, login, staff } from './tables.ts'
import { writesToHolder } from './to-holder.ts'

export interface ShownColleague {
  readonly id: string
  readonly firstName: string
  readonly lastName: string
  readonly mail: string
  readonly roles: readonly StaffRole[]
  readonly state: 'invited' | 'active' | 'deactivated'
  readonly secondFactor: boolean
  readonly createdAt: Date
  readonly oneself: boolean
  readonly may: readonly string[]
}

/** Everybody who works here, by name. Who looked is noted. */
export function colleagues(
  { store }: Pick<Needs, 'store'>,
  administrator: string,
  { after, limit }: Paging,
): Promise<{ readonly items: ShownColleague[]; readonly next: string | null }> {
  return store.under(administration, { is: 'staff', id: administrator }, async work => {
    work.note({ what: 'look', about: 'identity.staff' })
    const all = work
      .over(staff, login, factor)
      .selectFrom('identity.staff as s')
      .innerJoin('identity.login as l', 'l.id', 's.id')
      .leftJoin('identity.second_factor as f', join =>
        join.onRef('f.subject', '=', 's.subject').on('f.confirmedAt', 'is not', null),
      )
      .select([
        's.id',
        's.firstName',
        's.lastName',
        's.mail',
        's.createdAt',
        's.confirmedAt',
        'l.roles',
        'l.deactivatedAt',
        'f.confirmedAt as factorAt',
      ])
    // A place names nobody, so whoever stands there is looked up: the order is by name. After whom there is nobody, one
    // cannot go on.
    if (
      after &&
      !(await work.over(staff).selectFrom('identity.staff').select('id').where('id', '=', after.id).executeTakeFirst())
    )
      throw new WrongInput({ after: placeGone })
    const from = after
      ? all.where(
          sql<boolean>`(s.last_name, s.first_name, s.id) > (select p.last_name, p.first_name, p.id from identity.staff p where p.id = ${after.id})`,
        )
      : all
    const { items, next } = pageOf(
      await from
        .orderBy('s.lastName')
        .orderBy('s.firstName')
        .orderBy('s.id')
        .limit(limit + 1)
        .execute(),
      limit,
      row => row.createdAt,
    )
    return {
      next,
      items: items.map(row => {
        const state = row.deactivatedAt
          ? ('deactivated' as const)
          : row.confirmedAt
            ? ('active' as const)
            : ('invited' as const)
        const oneself = row.id === administrator
        return {
          id: row.id,
          firstName: row.firstName,
          lastName: row.lastName,
          mail: row.mail,
          roles: row.roles as StaffRole[],
          state,
          secondFactor: row.factorAt !== null,
          createdAt: row.createdAt,
          oneself,
          may: mayBeDone(state, oneself),
        }
      }),
    }
  })
}

const placeGone = {
  de: 'Diese Stelle der Liste gibt es nicht mehr. Bitte beginnen Sie von vorn.',
  en: 'This place of the list is gone. Please begin anew.',
}

/** What an administrator may do to a colleague; nobody takes the own account's keys away. */
function mayBeDone(state: ShownColleague['state'], oneself: boolean): string[] {
  if (oneself) return []
  if (state === 'deactivated') return ['reactivate']
  return ['roles', 'deactivate', ...(state === 'invited' ? ['link'] : ['reset', 'sessions'])]
}

type On<T> = (
  work: Work<typeof signIn>,
  who: Who,
  found: { readonly mail: string; readonly language: 'de' | 'en' },
) => Promise<T>

type WhatIsDone = 'roles' | 'reset' | 'look' | 'sessions ended' | 'deactivate' | 'reactivate'

/** One transaction on the account of another member of staff, noted with who did what to whom. */
function onColleague<T>(
  { store }: Needs,
  administrator: string,
  id: string,
  what: WhatIsDone,
  does: On<T>,
): Promise<T> {
  if (id === administrator) throw new NotOneself()
  const who: Who = { is: 'staff', id: administrator, subject: id }
  return store.under(signIn, who, async work => {
    const known = await work
      .over(login)
      .selectFrom('identity.login')
      .select(['mail', 'kind'])
      .where('id', '=', id)
      .where('kind', '=', 'staff')
      .forUpdate()
      .executeTakeFirst()
    const speaks =
      known &&
      (await work.under(administration, who, inner =>
        inner.over(staff).selectFrom('identity.staff').select('language').where('id', '=', id).executeTakeFirst(),
      ))
    if (!known || !speaks) throw new NotFound()
    work.note({ what, about: 'identity.staff', subject: id })
    return does(work, who, { mail: known.mail, language: speaks.language })
  })
}

/**
 * Other permissions; they count from the next request on. Answers those that a second administrator has to approve
 * first.
 */
export const changeRoles = (
  needs: Needs,
  administrator: string,
  id: string,
  roles: readonly StaffRole[],
): Promise<readonly StaffRole[]> =>
  onColleague(needs, administrator, id, 'roles', async work => {
    const { roles: present } = await work
      .over(login)
      .selectFrom('identity.login')
      .select('roles')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const { now, asked } = divided(roles, present as StaffRole[])
    await work
      .over(login)
      .updateTable('identity.login')
      .where('id', '=', id)
      .set({ roles: JSON.stringify(now) })
      .execute()
    await askForRoles(needs, work, administrator, id, asked)
    return asked
  })

const telling = jobKind('identity.tell-of-reset', { to: 'id' })

/** Writes to one of the administrators that somebody's access was reset. */
export const tellingOfResets = (needs: Needs): Job<{ to: string }> => ({
  name: telling.name,
  whateverTheClock: true,
  does: ({ to }) =>
    needs.store.under(signIn, platform, work =>
      writesToHolder(needs, work, { id: to, kind: 'staff' }, (language, base) =>
        colleagueReset(language, needs.stating.manifest.site.name, base),
      ),
    ),
})

/**
 * The app is lost, or somebody else may have it: a new beginning by a link to the mailbox. The password goes too,
 * because whoever knew it could set up the new factor first. Every administrator hears of it, the one who did it too.
 */
export const resetColleague = (needs: Needs, administrator: string, id: string): Promise<void> =>
  onColleague(needs, administrator, id, 'reset', async (work, who, { mail, language }) => {
    await forgetSecondFactor(work, who, id)
    await work.over(login).updateTable('identity.login').where('id', '=', id).set({ password: null }).execute()
    await withdrawLinks(work, ['reset'], id)
    await endTheirSessions(work, id)
    await invite(needs, work, { id, mail, language }, staffAccessReset)
    for (const { id: to } of await administrators(work, who)) if (to !== id) await enqueue(work, telling, { to })
  })

/** Where a colleague is signed in. */
export const sessionsOfColleague = (
  needs: Needs,
  administrator: string,
  id: string,
  language: Language,
): Promise<ShownSession[]> =>
  onColleague(needs, administrator, id, 'look', (work, who) =>
    work.under(sessions, who, inner => shownSessions(inner, id, undefined, language)),
  )

/**
 * Whoever is signed in to this account is out at once, and signs in anew: a device was lost, or left open somewhere.
 */
export const endColleagueSessions = (needs: Needs, administrator: string, id: string): Promise<void> =>
  onColleague(needs, administrator, id, 'sessions ended', work => endTheirSessions(work, id))

/**
 * One transaction on the account of a customer who turned to us. Who did it stands in the log, for the customer too.
 */
function onCustomer(
  { store }: Needs,
  administrator: string,
  id: string,
  what: 'reset' | 'sessions ended',
  does: On<void>,
): Promise<void> {
  const who: Who = { is: 'staff', id: administrator, subject: id }
  return store.under(signIn, who, async work => {
    const known = await work
      .over(login)
      .selectFrom('identity.login')
      .select(['mail', 'kind'])
      .where('id', '=', id)
      .where('kind', '=', 'customer')
      .forUpdate()
      .executeTakeFirst()
    if (!known) throw new NotFound()
    work.note({ what, about: 'identity.account', subject: id })
    await does(work, who, { mail: known.mail, language: (await knownOf(work, { id, kind: 'customer' })).language })
  })
}

export const endCustomerSessions = (needs: Needs, administrator: string, id: string): Promise<void> =>
  onCustomer(needs, administrator, id, 'sessions ended', work => endTheirSessions(work, id))

/**
 * A customer has lost app and recovery codes, and staff have made sure that it is this customer who asks. The password
 * goes too: whoever talked staff into it needs the mailbox as well.
 */
export const resetCustomer = (needs: Needs, administrator: string, id: string): Promise<void> =>
  onCustomer(needs, administrator, id, 'reset', async (work, who, { mail, language }) => {
    if (isOffered(needs)) await forgetSecondFactor(work, who, id)
    await work.over(login).updateTable('identity.login').where('id', '=', id).set({ password: null }).execute()
    await withdrawLinks(work, ['reset'], id)
    await endTheirSessions(work, id)
    await invite(needs, work, { id, mail, language }, accessReset)
  })

/** Nobody signs in to this account any more; who is signed in is out at once. */
export const deactivate = (needs: Needs, administrator: string, id: string): Promise<void> =>
  onColleague(needs, administrator, id, 'deactivate', async (work, who) => {
    await work
      .over(login)
      .updateTable('identity.login')
      .where('id', '=', id)
      .where('deactivatedAt', 'is', null)
      .set({ password: null, deactivatedAt: work.now })
      .execute()
    await forgetSecondFactor(work, who, id)
    await withdrawLinks(work, ['activation', 'reset', 'old mail', 'new mail'], id)
    await endTheirSessions(work, id)
    await dropRoleRequests(work, who, id)
  })

/**
 * Back at work: a new link, a new password, a new second factor. Permissions that need two persons are asked for anew,
 * as for a new account: else one administrator would give them alone. Where there is no second one, they stay away
 * until the command line gives them.
 */
export const reactivate = (needs: Needs, administrator: string, id: string): Promise<void> =>
  onColleague(needs, administrator, id, 'reactivate', async (work, _, { mail, language }) => {
    const before = await work
      .over(login)
      .selectFrom('identity.login')
      .select('roles')
      .where('id', '=', id)
      .where('deactivatedAt', 'is not', null)
      .executeTakeFirst()
    if (!before) return
    const { now, asked } = divided(before.roles as StaffRole[])
    await work
      .over(login)
      .updateTable('identity.login')
      .where('id', '=', id)
      .set({ deactivatedAt: null, roles: JSON.stringify(now) })
      .execute()
    await askForRoles(needs, work, administrator, id, asked).catch(error => {
      if (!(error instanceof SecondAdministratorNeeded)) throw error
    })
    await invite(needs, work, { id, mail, language }, activation.staff)
  })

const endTheirSessions = (work: Work, id: string): Promise<void> => endSessions(work, id, { who: another(id) })
