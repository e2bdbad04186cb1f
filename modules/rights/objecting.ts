import { NotFound } from '../../house/refusal.ts'
import { days, later } from '../../kernel/clock/clock.ts'
import { person, type Who } from '../../kernel/data/work.ts'
import { object, objectable, settle, withdrawObjection, type Objection } from '../../kernel/rights/objections.ts'
import { rightsUnder } from '../../kernel/statement/rights.ts'
import { Right } from '../../kernel/statement/terms.ts'
import { desk } from './activities.ts'
import { answerWaits } from './letters.ts'
import type { Needs } from './needs.ts'
import { AlreadyClosed, RightDoesNotApply } from './refusals.ts'

/** Objects to one activity, or to all that can be objected to. */
export async function objectTo(needs: Needs, account: string, wanted: string | 'all', grounds?: string, by: Who = person(account)): Promise<void> {
  const all = objectable(needs.store, 'customer')
  const chosen = wanted === 'all' ? all : all.filter(one => one.name === wanted)
  if (wanted !== 'all' && chosen.length === 0) throw whyNot(needs, wanted)
  for (const activity of chosen) await object(needs.store, { kind: 'customer', id: account }, { activity, by, ...(grounds !== undefined && { grounds }) })
}

/** Which condition is missing: the basis is another one, or nothing about this person is found there. */
function whyNot({ store, stating }: Needs, wanted: string): NotFound | RightDoesNotApply {
  const activity = store.declarations.activities.get(wanted)
  if (!activity || !stating.states(wanted)) return new NotFound()
  const { letter } = activity.spec.basis
  const title = activity.spec.title
  const why = rightsUnder(activity.spec.basis).includes(Right.A21)
    ? { de: `Unter „${title.de}“ lässt sich niemand wiederfinden (Art. 11 DSGVO); es gibt dort nichts, dem Sie widersprechen könnten.`, en: `Under “${title.en}” nobody can be found again (Art. 11 GDPR); there is nothing there to object to.` }
    : { de: `„${title.de}“ beruht auf Art. 6 Abs. 1 Buchst. ${letter} DSGVO. Widersprechen kann man nur, wo ein berechtigtes Interesse die Grundlage ist (Art. 21 Abs. 1 DSGVO).`, en: `“${title.en}” rests on Art. 6(1)(${letter}) GDPR. One can object only where a legitimate interest is the basis (Art. 21(1) GDPR).` }
  return new RightDoesNotApply(why, stating.manifest.authority)
}

export async function takeBack(needs: Needs, account: string, wanted: string | 'all'): Promise<void> {
  const names = wanted === 'all' ? objectable(needs.store, 'customer').map(one => one.name) : [wanted]
  for (const name of names) await withdrawObjection(needs.store, account, name, person(account))
}

/** Ends an examination in one of three ways, and tells the person that an answer is there. */
export async function decide(needs: Needs, staffId: string, id: string, as: 'stopped' | 'adapted' | 'overruled', answer: string): Promise<Objection> {
  const { store, stating, settings, mailer, people } = needs
  const settled = await settle(store, id, { as, answer, by: { is: 'staff', id: staffId } })
  if (!settled) throw new AlreadyClosed()
  await store.under(desk, { is: 'staff', id: staffId }, async work => {
    const to = await people.byId(work, settled.subject)
    if (to) await mailer.post(work, { to: to.mail, subjectId: settled.subject, language: to.language, worthUntil: later(work.now, days(30)), ...answerWaits(to.language, stating.manifest.site.name, `${settings.baseUrl}/app/my-data`) })
  })
  return settled
}
