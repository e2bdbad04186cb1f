import { NotFound } from '../../platform/refusal.ts'
import { days, later, surelyReached } from '../../kernel/clock/clock.ts'
import type { Slice } from '../../kernel/store/slice.ts'
import { platform, type Who } from '../../kernel/store/work.ts'
import { announceLifting, dueForLifting, lift, restrict, restrictions } from '../../kernel/restriction/on-request.ts'
import { each, type SetAside } from '../../kernel/problems/batches.ts'
import type { GroundOfRestriction } from '../../kernel/restriction/tables.ts'
import { objectionsOf } from '../../kernel/rights/objections.ts'
import { dayInWords, dayOf } from '../../kernel/declare/periods.ts'
import { desk } from './activities.ts'
import { liftingAnnounced } from './letters.ts'
import type { Needs } from './needs.ts'
import { RightDoesNotApply } from './refusals.ts'

/**
 * Restricts on one of the four grounds; the last one (Art. 18(1)(d) GDPR) holds only while an objection is examined.
 */
export async function restrictFor(
  needs: Needs,
  account: string,
  by: Who,
  ground: GroundOfRestriction,
  says?: string,
): Promise<boolean> {
  if (ground === 'objection' && !(await objectionsOf(needs.store, account)).some(({ state }) => state === 'examined'))
    throw new RightDoesNotApply(noObjection, needs.stating.manifest.authority)
  return restrict(needs.store, { kind: 'customer', id: account }, { ground, by, ...(says !== undefined && { says }) })
}
const noObjection = {
  de: 'Auf diesen Grund lässt sich eine Einschränkung nur stützen, solange ein Widerspruch geprüft wird (Art. 18 Abs. 1 Buchst. d DSGVO), und es wird keiner geprüft.',
  en: 'A restriction can rest on this ground only while an objection is examined (Art. 18(1)(d) GDPR), and none is.',
}

export const liftFor = (needs: Needs, account: string, by: Who): Promise<boolean> =>
  lift(needs.store, { kind: 'customer', id: account }, by)

export const allRestrictions = ({ store }: Needs, slice: Slice) => restrictions(store, slice)

/** The person is told before a restriction is lifted (Art. 18(3) GDPR), in time to answer; it ends on the day named. */
export async function announce(needs: Needs, staffId: string, subject: string, inDays: number): Promise<Date> {
  const { store, stating, settings, mailer, people } = needs
  const liftsAt = later(surelyReached(store.clock), days(inDays))
  if (!(await announceLifting(store, subject, liftsAt))) throw new NotFound()
  await store.under(desk, { is: 'staff', id: staffId }, async work => {
    const to = await people.byId(work, subject)
    if (to)
      await mailer.post(work, {
        to: to.mail,
        subjectId: subject,
        language: to.language,
        worthUntil: liftsAt,
        ...liftingAnnounced(
          to.language,
          stating.manifest.site.name,
          dayInWords(dayOf(liftsAt, stating.manifest.timeZone), to.language),
          `${settings.baseUrl}/app/my-data`,
        ),
      })
  })
  return liftsAt
}

/** Restrictions whose announced day has come are lifted. */
export async function liftWhatIsDue(needs: Needs, aside: SetAside): Promise<void> {
  await each(await dueForLifting(needs.store), { aside, keyOf: subject => subject }, subject =>
    lift(needs.store, { kind: 'customer', id: subject }, platform),
  )
}
