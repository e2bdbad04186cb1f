import type { Language } from '../../kernel/declare/terms.ts'
import { bySkew, later, minutes } from '../../kernel/clock/clock.ts'
import { person, visitor, type Who, type Work } from '../../kernel/store/work.ts'
import { NotFound } from '../../platform/refusal.ts'
import type { Period } from '../../kernel/declare/settings.ts'
import type { SettingOf } from '../../kernel/declare/activity.ts'
import type { Caller, Cookie, CookieName, Customer, DeclaredCookie, SecondFactor, Staff } from '../../platform/route.ts'
import { secondFactor, sessions } from './activities.ts'
import { agentInWords } from './agent.ts'
import { newToken, tokenHash } from './links.ts'
import { endOfPeriod, type Needs } from './needs.ts'
import { factor, login, session } from './tables.ts'

type SessionNeeds = Pick<Needs, 'store' | 'stating' | 'settings'>

/**
 * A name of its own for each store: browsers keep cookies by host alone, and two platforms on one machine must not
 * disturb each other.
 */
export const cookieName = ({ store, settings }: Pick<Needs, 'store' | 'settings'>): CookieName =>
  `${settings.baseUrl.startsWith('https:') ? '__Host-' : ''}obhut_${store.id}` as CookieName // as: declared below

/** Kept beyond the browser by those who want to stay, as long as a session may last. */
export const sessionCookie = (needs: SessionNeeds): DeclaredCookie => ({
  name: cookieName(needs),
  longest: () => secondsOf(needs, sessions.longest),
})
export const secondsOf = (needs: SessionNeeds, period: SettingOf<string, string, Period>): number => {
  const now = needs.store.clock.now()
  return Math.floor((endOfPeriod(needs, now, period).getTime() - now.getTime()) / 1000)
}

export const forgetCookie = (needs: Pick<Needs, 'store' | 'settings'>): Cookie => ({
  name: cookieName(needs),
  value: null,
})

const idleUntil = (needs: SessionNeeds, now: Date, startedAt: Date, stay: 'yes' | 'no'): Date => {
  const idle = endOfPeriod(needs, now, stay === 'yes' ? sessions.stay : sessions.idle)
  const atLast = endOfPeriod(needs, startedAt, sessions.longest)
  return idle < atLast ? idle : atLast
}

/**
 * Begins a session, in this transaction, and returns its cookie: one that ends with the browser, unless the person
 * wants to stay.
 */
export async function startSession(
  needs: SessionNeeds,
  work: Work,
  subject: string,
  { stay, agent }: { readonly stay: boolean; readonly agent: string | undefined },
): Promise<Cookie> {
  const token = newToken()
  const kept = stay ? 'yes' : 'no'
  await work.under(sessions, person(subject), async inner => {
    await inner
      .over(session)
      .insertInto('identity.session')
      .values({
        subject,
        token: tokenHash(token),
        agent: agentInWords(agent),
        stay: kept,
        startedAt: inner.now,
        lastSeenAt: inner.now,
        endsAt: idleUntil(needs, inner.now, inner.now, kept),
      })
      .execute()
    await endBeyondMost(inner, subject)
  })
  return cookieOf(needs, token, kept, work.now, work.now)
}

function cookieOf(needs: SessionNeeds, token: string, stay: 'yes' | 'no', startedAt: Date, now: Date): Cookie {
  const atLast = endOfPeriod(needs, startedAt, sessions.longest)
  return {
    name: cookieName(needs),
    value: token,
    ...(stay === 'yes' && { maxAge: Math.floor((atLast.getTime() - now.getTime()) / 1000) }),
  }
}

/**
 * So many browsers in which the second factor was shown, and as many in which it was not, and no more; with one more
 * the session of the same kind ends that was not used for longest. So whoever knows the password alone puts out nobody
 * who has shown both.
 */
export const mostSessions = 20
async function endBeyondMost(work: Work<typeof sessions>, subject: string): Promise<void> {
  const db = work.over(session)
  // What a clock began that was ahead is nobody's session any more, and no newer one than this.
  await db
    .deleteFrom('identity.session')
    .where('subject', '=', subject)
    .where('startedAt', '>', bySkew(work.now))
    .execute()
  for (const shown of ['is', 'is not'] as const) {
    const beyond = await db
      .selectFrom('identity.session')
      .select('id')
      .where('subject', '=', subject)
      .where('secondFactorAt', shown, null)
      .orderBy('lastSeenAt', 'desc')
      .orderBy('startedAt', 'desc')
      .orderBy('id')
      .offset(mostSessions)
      .execute()
    if (beyond.length)
      await db
        .deleteFrom('identity.session')
        .where('subject', '=', subject)
        .where(
          'id',
          'in',
          beyond.map(({ id }) => id),
        )
        .execute()
  }
}

const nobody: Caller = { is: 'visitor' }
const aToken = /^[\w-]{43}$/
/** How exactly the last request is remembered: so seldom that reading stays reading. */
const seenEvery = minutes(1)

/** Who a request's cookie belongs to: one look-up by an index, and once a minute a note that the session is in use. */
export function callerBy(needs: SessionNeeds) {
  const name = cookieName(needs)
  return async (cookies: Readonly<Record<string, string | undefined>>): Promise<Caller> => {
    const token = cookies[name]
    if (token === undefined || !aToken.test(token) || !needs.stating.states(sessions.name)) return nobody
    return needs.store.under(sessions, visitor, async work => {
      const found = await work
        .over(session, login, factor)
        .selectFrom('identity.session as s')
        .innerJoin('identity.login as l', 'l.id', 's.subject')
        .select([
          's.id',
          's.subject',
          's.stay',
          's.startedAt',
          's.lastSeenAt',
          's.endsAt',
          's.secondFactorAt',
          'l.kind',
          'l.roles',
          'l.mail',
        ])
        .$if(needs.stating.states(secondFactor.name), query =>
          query.select(({ selectFrom }) =>
            selectFrom('identity.second_factor as f')
              .select(({ fn }) => fn.max('f.confirmedAt').as('at'))
              .whereRef('f.subject', '=', 's.subject')
              .as('factorSince'),
          ),
        )
        .where('s.token', '=', tokenHash(token))
        .executeTakeFirst()
      // What began in the future began by a clock that was wrong, and does not say who is calling now.
      if (!found || found.endsAt <= work.now || found.startedAt > bySkew(work.now)) return nobody
      if (Math.abs(work.now.getTime() - found.lastSeenAt.getTime()) >= seenEvery) {
        await work
          .over(session)
          .updateTable('identity.session')
          .where('id', '=', found.id)
          .where('lastSeenAt', '=', found.lastSeenAt)
          .set({ lastSeenAt: work.now, endsAt: idleUntil(needs, work.now, found.startedAt, found.stay) })
          .execute()
      }
      if (found.kind === 'customer') {
        const shown = shownByCustomer(work.now, found.factorSince ?? null, found.secondFactorAt)
        return {
          is: 'customer',
          account: found.subject,
          session: found.id,
          userName: found.mail,
          ...(shown && { secondFactor: shown }),
        }
      }
      return {
        is: 'staff',
        account: found.subject,
        session: found.id,
        userName: found.mail,
        roles: found.roles as string[],
        secondFactor: shown(needs, work.now, found.secondFactorAt),
      }
    })
  }
}

/** How long a code opens what cannot be taken back. */
const freshFor = minutes(5)
function shown(needs: SessionNeeds, now: Date, at: Date | null): SecondFactor {
  if (!at || at > bySkew(now) || endOfPeriod(needs, at, secondFactor.again) <= now) return 'missing'
  return howFresh(now, at)
}
const howFresh = (now: Date, at: Date): SecondFactor => (later(at, freshFor) > now ? 'fresh' : 'given')

/**
 * Customers give the code once a session; one that was given before the present second factor was set up counts no
 * longer.
 */
function shownByCustomer(now: Date, since: Date | null, at: Date | null): SecondFactor | undefined {
  if (!since) return undefined
  // One that a clock ahead set up does not keep its holder out until that time comes.
  if (!at || at > bySkew(now) || (at < since && since <= bySkew(now))) return 'missing'
  return howFresh(now, at)
}

/**
 * The second factor was shown in this session, in this transaction. Where that opens more than before, or the account
 * has just got one, the session gets a new token, whose cookie is returned: one that somebody may have planted or seen
 * before opens nothing now. Asked again within an open session the token stays, because other requests of the page are
 * under way with it.
 */
export function noteSecondFactor(
  needs: SessionNeeds,
  work: Work,
  { account, session: id, secondFactor: before }: Pick<Customer | Staff, 'account' | 'session' | 'secondFactor'>,
): Promise<Cookie[]> {
  return work.under(sessions, person(account), async inner => {
    const db = inner.over(session)
    if (before === 'given' || before === 'fresh') {
      await db
        .updateTable('identity.session')
        .where('subject', '=', account)
        .where('id', '=', id)
        .set({ secondFactorAt: inner.now })
        .execute()
      return []
    }
    const token = newToken()
    const renewed = await db
      .updateTable('identity.session')
      .where('subject', '=', account)
      .where('id', '=', id)
      .set({ secondFactorAt: inner.now, token: tokenHash(token) })
      .returning(['stay', 'startedAt'])
      .executeTakeFirst()
    await endBeyondMost(inner, account)
    return renewed ? [cookieOf(needs, token, renewed.stay, renewed.startedAt, inner.now)] : []
  })
}

/** Somebody was refused what the own permissions do not open. */
export const noteDenial =
  ({ store }: SessionNeeds) =>
  (account: string, route: string): Promise<void> =>
    store.under(sessions, person(account), async work => {
      work.note({ what: 'denied', facts: { route } })
    })

export interface ShownSession {
  readonly id: string
  readonly current: boolean
  readonly startedAt: Date
  readonly lastSeenAt: Date
  readonly stay: boolean
  readonly agent: string
}

const unknownAgent = { de: 'Unbekannter Browser', en: 'Unknown browser' }
const spoken = (agent: string | null, language: Language): string =>
  agent === null ? unknownAgent[language] : language === 'de' ? agent.replace(' on ', ' auf ') : agent

/** The sessions of a person that have not ended, the latest first. */
export function sessionsOf(
  { store }: SessionNeeds,
  { account, session: current }: { readonly account: string; readonly session: string },
  language: Language,
): Promise<ShownSession[]> {
  return store.under(sessions, person(account), work => shownSessions(work, account, current, language))
}

/** The same in this transaction, for whoever it is bound to. */
export async function shownSessions(
  work: Work<typeof sessions>,
  account: string,
  current: string | undefined,
  language: Language,
): Promise<ShownSession[]> {
  const rows = await work
    .over(session)
    .selectFrom('identity.session')
    .select(['id', 'startedAt', 'lastSeenAt', 'stay', 'agent'])
    .where('subject', '=', account)
    .where('endsAt', '>', work.now)
    .orderBy('lastSeenAt', 'desc')
    .orderBy('id')
    .limit(200)
    .execute()
  return rows.map(row => ({
    id: row.id,
    current: row.id === current,
    startedAt: row.startedAt,
    lastSeenAt: row.lastSeenAt,
    stay: row.stay === 'yes',
    agent: spoken(row.agent, language),
  }))
}

/** Ends a session, if it has not ended yet; says whether it was there. */
export function leave(
  { store }: SessionNeeds,
  { account, session: id }: { readonly account: string; readonly session: string },
): Promise<boolean> {
  return store.under(sessions, person(account), async work => {
    const ended = await work
      .over(session)
      .deleteFrom('identity.session')
      .where('subject', '=', account)
      .where('id', '=', id)
      .executeTakeFirst()
    if (ended.numDeletedRows > 0n) work.note({ what: 'signed out' })
    return ended.numDeletedRows > 0n
  })
}

/** Ends one session of a person. Somebody else's is not found. */
export async function endSession(needs: SessionNeeds, account: string, id: string): Promise<void> {
  if (!(await leave(needs, { account, session: id }))) throw new NotFound()
}

export function endOtherSessions(
  { store }: SessionNeeds,
  { account, session: current }: { readonly account: string; readonly session: string },
): Promise<void> {
  return store.under(sessions, person(account), work => endSessions(work, account, { but: current }))
}

/** Ends the sessions of a person, in this transaction: all of them, or all but one. */
export async function endSessions(
  work: Work,
  account: string,
  { but, who = person(account) }: { readonly but?: string; readonly who?: Who } = {},
): Promise<void> {
  await work.under(sessions, who, async inner => {
    const ending = inner.over(session).deleteFrom('identity.session').where('subject', '=', account)
    await (but === undefined ? ending : ending.where('id', '!=', but)).execute()
  })
}

/** When a session began. */
export const signedInAt =
  ({ store }: SessionNeeds) =>
  (account: string, id: string): Promise<Date | undefined> =>
    store.under(
      sessions,
      person(account),
      async work =>
        (
          await work
            .over(session)
            .selectFrom('identity.session')
            .select('startedAt')
            .where('id', '=', id)
            .where('subject', '=', account)
            .executeTakeFirst()
        )?.startedAt,
    )
