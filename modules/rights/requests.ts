import { mostCounted, pageOf, type Paging } from '../../platform/paging.ts'
import { NotFound } from '../../platform/refusal.ts'
import { days, later } from '../../kernel/clock/clock.ts'
import { inBatches, type SetAside } from '../../kernel/problems/batches.ts'
import { person, platform, type Work } from '../../kernel/store/work.ts'
import { findSubjects } from '../../kernel/rows/find.ts'
import type { Language, Right } from '../../kernel/declare/terms.ts'
import { desk, requests } from './activities.ts'
import { bind } from './binding.ts'
import type { DeskList } from './contract.ts'
import { isExamined } from './examining.ts'
import { linkFor } from './form.ts'
import { answerWaits, deadlineNear, takesLonger, type Where } from './letters.ts'
import type { Needs } from './needs.ts'
import { dueOf, extendedDueOf, happens, lastDay, lastDayOf, openIn, type Actor } from './opening.ts'
import {
  AlreadyClosed,
  AlreadyExtended,
  NoSuchCustomer,
  PersonUnknown,
  ProofFirst,
  SettleFirst,
  TooLateToExtend,
} from './refusals.ts'
import { event, formLink, request, type ReasonOfRefusal, type WayOfProof } from './tables.ts'

type Unit = Work<typeof desk>
type Found = Awaited<ReturnType<typeof requestBy>>
const byStaff = (id: string): Actor => ({ by: 'staff', staffId: id })
const unit = <R>({ store }: Needs, staffId: string, does: (work: Unit) => Promise<R>): Promise<R> =>
  store.under(desk, { is: 'staff', id: staffId }, does)

/** What a person sees of the own requests: where each stands, and until when it is answered. */
export function ownRequests({ store, stating }: Needs, account: string) {
  return store.under(requests, person(account), async work => {
    const all = await work
      .over(request)
      .selectFrom('rights.request')
      .select([
        'id',
        'right',
        'by',
        'says',
        'receivedAt',
        'dueAt',
        'extendedBecause',
        'state',
        'closedAt',
        'answer',
        'refusal',
      ])
      .orderBy('receivedAt', 'desc')
      .limit(200)
      .execute()
    const events = all.length
      ? await work
          .over(event)
          .selectFrom('rights.event')
          .select(['requestId', 'at', 'what', 'by'])
          .where(
            'requestId',
            'in',
            all.map(one => one.id),
          )
          .orderBy('at')
          .execute()
      : []
    return all.map(one => ({
      ...one,
      lastDay: lastDayOf(stating, one.dueAt),
      history: events.filter(({ requestId }) => requestId === one.id).map(({ at, what, by }) => ({ at, what, by })),
    }))
  })
}

export const askFromAccount = (
  { store, stating }: Needs,
  account: string,
  { right, says }: { readonly right?: Right | undefined; readonly says: string },
): Promise<{ readonly id: string }> =>
  store.under(desk, person(account), async work => {
    const { id } = await openIn(work, stating, {
      by: 'account',
      list: 'desk',
      subject: account,
      says,
      receivedAt: work.now,
      actor: { by: 'person' },
      ...(right && { right }),
    })
    return { id }
  })

export const withdrawOwn = ({ store }: Needs, account: string, id: string): Promise<void> =>
  store.under(desk, person(account), async work => {
    const found = await requestBy(work, id)
    if (found.subject !== account) throw new NotFound()
    await close(work, found, { state: 'withdrawn' }, { by: 'person' })
  })

export interface Wanted extends Paging {
  readonly lists: readonly DeskList[]
  readonly state?: 'open' | 'closed' | undefined
}

/**
 * A page of the requests on the desk: those that are due first before the others; of closed ones the latest before the
 * others.
 */
export const requestsOnDesk = (needs: Needs, staffId: string, { lists, state, after, limit }: Wanted) =>
  unit(needs, staffId, async work => {
    const all = work
      .over(request)
      .selectFrom('rights.request')
      .selectAll()
      .where('list', 'in', [...lists])
    const wanted = state === undefined ? all : all.where('state', state === 'open' ? '=' : '!=', 'open')
    const direction = state === 'closed' ? ('desc' as const) : ('asc' as const)
    const beyond = direction === 'asc' ? ('>' as const) : ('<' as const)
    const from = after
      ? wanted.where(eb =>
          eb.or([eb('dueAt', beyond, after.at), eb.and([eb('dueAt', '=', after.at), eb('id', beyond, after.id)])]),
        )
      : wanted
    const { items, next } = pageOf(
      await from
        .orderBy('dueAt', direction)
        .orderBy('id', direction)
        .limit(limit + 1)
        .execute(),
      limit,
      one => one.dueAt,
    )
    const { total } = await work
      .over(request)
      .selectFrom(wanted.clearSelect().select('id').limit(mostCounted).as('counted'))
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return { items: items.map(one => shown(needs, one)), next, total: Number(total) }
  })

/** What only the platform needs is shown to nobody. */
const shown = <R extends { readonly delivered: Buffer | null; readonly dueAt: Date }>(
  { stating }: Needs,
  { delivered: _, ...rest }: R,
) => ({ ...rest, lastDay: lastDayOf(stating, rest.dueAt) })

/** One request with its history, and who it is about as far as that is known. */
export const requestOnDesk = (needs: Needs, staffId: string, lists: readonly DeskList[], id: string) =>
  unit(needs, staffId, async work => {
    const found = await requestBy(work, id, lists)
    const history = await work
      .over(event)
      .selectFrom('rights.event')
      .select(['at', 'what', 'by', 'staffId', 'note'])
      .where('requestId', '=', id)
      .orderBy('at')
      .execute()
    const account =
      found.provenBy === null && found.by !== 'account' ? undefined : await needs.people.byId(work, found.subject)
    work.note({ what: 'looked', about: 'rights.request', subject: found.subject })
    return {
      ...shown(needs, found),
      language: account?.language ?? (await languageOf(needs, work, found)),
      may: mayExtend(needs, work.now, found) ? ['extend' as const] : [],
      history,
      person: account ?? null,
      examined: await isExamined(needs, work, found),
      handledByYou: found.handledBy === staffId,
    }
  })

export const takeOn = (needs: Needs, staffId: string, lists: readonly DeskList[], id: string) =>
  unit(needs, staffId, async work => {
    const found = await openBy(work, id, lists)
    await work.over(request).updateTable('rights.request').where('id', '=', id).set({ handledBy: staffId }).execute()
    await happens(work, found, 'taken on', byStaff(staffId))
  })

export const addNote = (needs: Needs, staffId: string, lists: readonly DeskList[], id: string, note: string) =>
  unit(needs, staffId, async work => happens(work, await requestBy(work, id, lists), 'noted', byStaff(staffId), note))

/** Ties a request to the account of the person, who has proven to be it. */
export async function tieTo(
  needs: Needs,
  staffId: string,
  lists: readonly DeskList[],
  id: string,
  { customerNumber, provenBy }: { readonly customerNumber: string; readonly provenBy: WayOfProof },
): Promise<void> {
  await unit(needs, staffId, async work => {
    await openBy(work, id, lists)
  })
  const [account] = await findSubjects(needs.store, 'customer', 'customerNumber', customerNumber)
  if (!account) throw new NoSuchCustomer()
  if (!(await bind(needs, id, account.id, provenBy, byStaff(staffId)))) throw new NoSuchCustomer()
}

/**
 * Two months more can be taken once, and only while the first month lasts: within it the person has to be told (Art.
 * 12(3) GDPR).
 */
const mayExtend = (
  { stating }: Needs,
  now: Date,
  { state, receivedAt, extendedBecause }: Pick<Found, 'state' | 'receivedAt' | 'extendedBecause'>,
): boolean => state === 'open' && extendedBecause === null && now < dueOf(stating, receivedAt)

export const extend = (needs: Needs, staffId: string, lists: readonly DeskList[], id: string, because: string) =>
  unit(needs, staffId, async work => {
    const found = await openBy(work, id, lists)
    if (found.extendedBecause !== null) throw new AlreadyExtended()
    if (!mayExtend(needs, work.now, found)) throw new TooLateToExtend()
    const dueAt = extendedDueOf(needs.stating, found.receivedAt)
    await work
      .over(request)
      .updateTable('rights.request')
      .where('id', '=', id)
      .set({ dueAt, extendedBecause: because, remindedAt: null })
      .execute()
    await happens(work, found, 'extended', byStaff(staffId), because)
    await tell(needs, work, found, (language, site, link, where) =>
      takesLonger(language, site, lastDay(needs.stating, dueAt, language), link, where),
    )
  })

export const answerRequest = (needs: Needs, staffId: string, lists: readonly DeskList[], id: string, text: string) =>
  unit(needs, staffId, async work => {
    const found = await openBy(work, id, lists)
    if (await isExamined(needs, work, found)) throw new SettleFirst()
    await close(work, found, { state: 'answered', answer: text }, byStaff(staffId))
    await tell(needs, work, found, answerWaits)
  })

export const refuseRequest = (
  needs: Needs,
  staffId: string,
  lists: readonly DeskList[],
  id: string,
  { reason, text }: { readonly reason: ReasonOfRefusal; readonly text: string },
) =>
  unit(needs, staffId, async work => {
    const found = await openBy(work, id, lists)
    if (await isExamined(needs, work, found)) throw new SettleFirst()
    await close(work, found, { state: 'refused', refusal: reason, answer: text }, byStaff(staffId))
    await tell(needs, work, found, answerWaits)
  })

/** Whom something may be done for: somebody whose identity is on record. */
export const knownPerson = (needs: Needs, staffId: string, lists: readonly DeskList[], id: string) =>
  unit(needs, staffId, async work => {
    const found = await openBy(work, id, lists)
    if (!(await needs.people.byId(work, found.subject))) throw new PersonUnknown()
    if (found.provenBy === null && found.by !== 'account') throw new ProofFirst()
    return found
  })

export const carriedOut = (
  needs: Needs,
  staffId: string,
  found: { readonly id: string; readonly subject: string },
  note: string,
) => unit(needs, staffId, work => happens(work, found, 'carried out', byStaff(staffId), note))

async function requestBy(work: Unit, id: string, lists?: readonly DeskList[]) {
  const all = work.over(request).selectFrom('rights.request').selectAll().where('id', '=', id)
  const found = await (lists ? all.where('list', 'in', [...lists]) : all).forUpdate().executeTakeFirst()
  if (!found) throw new NotFound()
  return found
}
async function openBy(work: Unit, id: string, lists: readonly DeskList[]) {
  const found = await requestBy(work, id, lists)
  if (found.state !== 'open') throw new AlreadyClosed()
  return found
}

type Ending =
  | { readonly state: 'answered'; readonly answer: string }
  | { readonly state: 'refused'; readonly answer: string; readonly refusal: ReasonOfRefusal }
  | { readonly state: 'withdrawn' }
export async function close(
  work: Unit,
  found: { readonly id: string; readonly subject: string; readonly state: string },
  ending: Ending,
  actor: Actor,
): Promise<void> {
  if (found.state !== 'open') throw new AlreadyClosed()
  await work
    .over(request)
    .updateTable('rights.request')
    .where('id', '=', found.id)
    .set({ ...ending, closedAt: work.now })
    .execute()
  await happens(work, found, ending.state, actor)
}

/**
 * Tells the person by mail that there is something to read; what it says stands in the account, or behind a link where
 * somebody without one wrote by the form and confirmed the address. To whom neither applies, staff send the letter.
 */
export async function tell(
  needs: Needs,
  work: Unit,
  found: {
    readonly id: string
    readonly subject: string
    readonly from: string | null
    readonly confirmedAt: Date | null
  },
  letter: (language: Language, site: string, link: string, where: Where) => ReturnType<typeof answerWaits>,
): Promise<void> {
  const { people, mailer, stating, settings } = needs
  const { subject, from, confirmedAt } = found
  const site = stating.manifest.site.name
  const to = await people.byId(work, subject)
  const worthUntil = later(work.now, days(30))
  if (to)
    return mailer.post(work, {
      to: to.mail,
      subjectId: subject,
      concerns: found.id,
      language: to.language,
      worthUntil,
      ...letter(to.language, site, `${settings.baseUrl}/app/my-data#requests`, 'account'),
    })
  if (from === null || confirmedAt === null) return
  const language = await languageOf(needs, work, found)
  await mailer.post(work, {
    to: from,
    subjectId: subject,
    concerns: found.id,
    language,
    worthUntil,
    ...letter(language, site, await linkFor(needs, work, found, language), 'link'),
  })
}

/** The language of somebody who has no account: that of the form, else the first of the statement. */
async function languageOf({ stating }: Needs, work: Work, { id }: { readonly id: string }): Promise<Language> {
  const asked = await work
    .over(formLink)
    .selectFrom('rights.form_link')
    .select('language')
    .where('requestId', '=', id)
    .orderBy('madeAt', 'desc')
    .executeTakeFirst()
  return asked?.language ?? stating.manifest.languages[0] ?? 'de'
}

/** A week before a deadline the desk hears of it, once. */
export async function remind(needs: Needs, aside: SetAside): Promise<void> {
  const { store, stating } = needs
  if (!stating.states(desk.name)) return
  const near = () =>
    store.under(desk, platform, work =>
      work
        .over(request)
        .selectFrom('rights.request')
        .select('id')
        .where('state', '=', 'open')
        .where('remindedAt', 'is', null)
        .where('dueAt', '<=', later(work.now, days(7)))
        .where(aside.without('id'))
        .orderBy('dueAt')
        .limit(500)
        .execute(),
    )
  await inBatches(near, { aside, keyOf: one => one.id }, some =>
    remindOf(
      needs,
      some.map(one => one.id),
    ),
  )
}

/** One letter for all of them, in one transaction with the note that it was sent. */
const remindOf = ({ store, stating, mailer, settings }: Needs, ids: readonly string[]): Promise<void> =>
  store.under(desk, platform, async work => {
    const near = await work
      .over(request)
      .selectFrom('rights.request')
      .select(['id', 'subject'])
      .where('id', 'in', [...ids])
      .where('state', '=', 'open')
      .where('remindedAt', 'is', null)
      .forUpdate()
      .execute()
    const [first] = near
    if (!first) return
    await work
      .over(request)
      .updateTable('rights.request')
      .where(
        'id',
        'in',
        near.map(one => one.id),
      )
      .set({ remindedAt: work.now })
      .execute()
    for (const one of near) await happens(work, one, 'reminded', { by: 'platform' })
    const language = stating.manifest.languages[0] ?? 'de'
    await mailer.post(work, {
      to: stating.manifest.privacyContact.mail,
      subjectId: first.subject,
      language,
      ...deadlineNear(language, near.length, `${settings.baseUrl}/app/console/requests`),
    })
  })
