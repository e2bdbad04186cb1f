import { NotFound } from '../../platform/refusal.ts'
import { days, later } from '../../kernel/clock/clock.ts'
import { person, type Who, type Work } from '../../kernel/store/work.ts'
import {
  object,
  objectable,
  objectionsOf,
  settle,
  withdrawObjection,
  type Objection,
} from '../../kernel/rights/objections.ts'
import { rightsUnder } from '../../kernel/statement/rights.ts'
import { Right, type Language } from '../../kernel/declare/terms.ts'
import { desk } from './activities.ts'
import type { Needs } from './needs.ts'
import { happens, openIn, type Actor } from './opening.ts'
import { AlreadyClosed, RightDoesNotApply } from './refusals.ts'
import { close, tell } from './requests.ts'
import { answerWaits } from './letters.ts'
import { examination, request } from './tables.ts'

/**
 * How somebody objects who did not do it in the account: the request that asked for it, and the member of staff who
 * carries it out.
 */
interface Through {
  readonly request: string
  readonly by: Who
}

/**
 * Objects to one activity, or to all that can be objected to; each rests from now on. Where grounds have to be
 * examined, a request with the deadline of Art. 12(3) GDPR holds the examination: the one by which it came, or a new
 * one.
 */
export async function objectTo(
  needs: Needs,
  account: string,
  wanted: string | 'all',
  grounds?: string,
  through?: Through,
): Promise<void> {
  const all = objectable(needs.store, 'customer')
  const chosen = wanted === 'all' ? all : all.filter(one => one.name === wanted)
  if (wanted !== 'all' && chosen.length === 0) throw whyNot(needs, wanted)
  for (const activity of chosen)
    await object(
      needs.store,
      { kind: 'customer', id: account },
      { activity, by: through?.by ?? person(account), ...(grounds !== undefined && { grounds }) },
    )
  await putOnTheDesk(needs, account, through, grounds)
}

/** Objections that are being examined and stand under no request yet are put under one. */
async function putOnTheDesk(
  { store, stating }: Needs,
  account: string,
  through: Through | undefined,
  grounds: string | undefined,
): Promise<void> {
  const examined = (await objectionsOf(store, account)).filter(({ state }) => state === 'examined')
  if (examined.length === 0 || !stating.states(desk.name)) return
  await store.under(desk, through?.by ?? person(account), async work => {
    const known = new Set((await openExaminations(work, account)).map(one => one.objection))
    const fresh = examined.filter(({ id }) => !known.has(id))
    if (fresh.length === 0) return
    const requestId =
      through?.request ??
      (
        await openIn(work, stating, {
          by: 'account',
          list: 'desk',
          subject: account,
          right: Right.A21,
          receivedAt: work.now,
          actor: { by: 'person' },
          ...(grounds !== undefined && { says: grounds }),
        })
      ).id
    for (const { id } of fresh)
      await work
        .over(examination)
        .insertInto('rights.examination')
        .values({ requestId, objection: id, subject: account })
        .onConflict(again => again.column('objection').doUpdateSet({ requestId }))
        .execute()
  })
}

/** Which condition is missing: the basis is another one, or nothing about this person is found there. */
function whyNot({ store, stating }: Needs, wanted: string): NotFound | RightDoesNotApply {
  const activity = store.declarations.activities.get(wanted)
  if (!activity || !stating.states(wanted)) return new NotFound()
  const { letter } = activity.spec.basis
  const title = activity.spec.title
  const why = rightsUnder(activity.spec.basis).includes(Right.A21)
    ? {
        de: `Unter „${title.de}“ lässt sich niemand wiederfinden (Art. 11 DSGVO); es gibt dort nichts, dem Sie widersprechen könnten.`,
        en: `Under “${title.en}” nobody can be found again (Art. 11 GDPR); there is nothing there to object to.`,
      }
    : {
        de: `„${title.de}“ beruht auf Art. 6 Abs. 1 Buchst. ${letter} DSGVO. Widersprechen kann man nur, wo ein berechtigtes Interesse die Grundlage ist (Art. 21 Abs. 1 DSGVO).`,
        en: `“${title.en}” rests on Art. 6(1)(${letter}) GDPR. One can object only where a legitimate interest is the basis (Art. 21(1) GDPR).`,
      }
  return new RightDoesNotApply(why, stating.manifest.authority)
}

/** The person no longer objects; what had to be examined for it need not be any more. */
export async function takeBack(needs: Needs, account: string, wanted: string | 'all'): Promise<void> {
  const names = wanted === 'all' ? objectable(needs.store, 'customer').map(one => one.name) : [wanted]
  for (const name of names) await withdrawObjection(needs.store, account, name, person(account))
  if (needs.stating.states(desk.name))
    await needs.store.under(desk, person(account), work => closeExamined(needs, work, account, { by: 'person' }))
}

/** Ends an examination in one of three ways, and tells the person that an answer is there. */
export async function decide(
  needs: Needs,
  staffId: string,
  id: string,
  as: 'stopped' | 'adapted' | 'overruled',
  answer: string,
): Promise<Objection> {
  const by: Who = { is: 'staff', id: staffId }
  const settled = await settle(needs.store, id, { as, answer, by })
  if (!settled) throw new AlreadyClosed()
  const { store, stating, settings, mailer, people } = needs
  await store.under(desk, by, async work => {
    const held = await work
      .over(examination)
      .selectFrom('rights.examination')
      .select('requestId')
      .where('objection', '=', id)
      .executeTakeFirst()
    if (held) {
      await happens(
        work,
        { id: held.requestId, subject: settled.subject },
        'objection decided',
        { by: 'staff', staffId },
        `${titleOf(needs, settled.activity, stating.manifest.languages[0] ?? 'de')}: ${answer}`,
      )
      return closeExamined(needs, work, settled.subject, { by: 'staff', staffId })
    }
    const to = await people.byId(work, settled.subject)
    if (to)
      await mailer.post(work, {
        to: to.mail,
        subjectId: settled.subject,
        language: to.language,
        worthUntil: later(work.now, days(30)),
        ...answerWaits(to.language, stating.manifest.site.name, `${settings.baseUrl}/app/my-data#object`),
      })
  })
  return settled
}

const titleOf = ({ store }: Needs, activity: string, language: Language): string =>
  store.declarations.activities.get(activity)?.spec.title[language] ?? activity

/**
 * Closes the open requests of a person whose objections have all come to an end, with what was decided on each, in
 * writing.
 */
async function closeExamined(needs: Needs, work: Work<typeof desk>, account: string, actor: Actor): Promise<void> {
  const open = await openExaminations(work, account)
  if (open.length === 0) return
  const objections = await objectionsOf(needs.store, account)
  for (const [requestId, held] of Map.groupBy(open, one => one.requestId)) {
    const its = held.flatMap(({ objection }) => objections.find(one => one.id === objection) ?? [])
    if (its.some(({ state }) => state === 'examined')) continue
    const found = await work
      .over(request)
      .selectFrom('rights.request')
      .selectAll()
      .where('id', '=', requestId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (its.length === 0) {
      await close(work, found, { state: 'withdrawn' }, actor)
      continue
    }
    const language = (await needs.people.byId(work, account))?.language ?? needs.stating.manifest.languages[0] ?? 'de'
    const answer = its
      .map(
        one =>
          `${titleOf(needs, one.activity, language)}: ${endsInWords[one.state as Ended][language]}\n${one.answer ?? ''}`,
      )
      .join('\n\n')
    await close(
      work,
      found,
      its.every(({ state }) => state === 'overruled')
        ? { state: 'refused', refusal: 'compelling grounds', answer }
        : { state: 'answered', answer },
      actor,
    )
    await tell(needs, work, found, answerWaits)
  }
}

const openExaminations = (work: Work<typeof desk>, account: string) =>
  work
    .over(examination, request)
    .selectFrom('rights.examination as e')
    .innerJoin('rights.request as r', 'r.id', 'e.requestId')
    .select(['e.requestId', 'e.objection'])
    .where('r.subject', '=', account)
    .where('r.state', '=', 'open')
    .execute()

type Ended = Exclude<Objection['state'], 'examined'>
/** The three ends of an examination, as one tells the person. */
const endsInWords: Record<Ended, { readonly de: string; readonly en: string }> = {
  stopped: { de: 'Wir verarbeiten Ihre Daten dafür nicht mehr.', en: 'We no longer process your data for this.' },
  adapted: { de: 'Wir haben die Verarbeitung angepasst.', en: 'We have adapted the processing.' },
  overruled: {
    de: 'Zwingende schutzwürdige Gründe überwiegen (Art. 21 Abs. 1 DSGVO).',
    en: 'Compelling legitimate grounds override (Art. 21(1) GDPR).',
  },
}
