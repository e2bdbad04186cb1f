import { platform, type Work } from '../../kernel/data/work.ts'
import { days, later } from '../../kernel/clock/clock.ts'
import { together, type SetAside } from '../../kernel/jobs/batches.ts'
import type { StatementVersion } from '../../house/given.ts'
import { customerAccount, staffAccount } from '../identity/contract.ts'
import { notices } from './activities.ts'
import { takenBack } from './letters.ts'
import { notice } from './tables.ts'
import { batch, nameOf, pages, type TellingNeeds, type Untold } from './telling.ts'

/** Tells those who were told of a version that it does not come, each once; whoever had not been told of it hears nothing. */
export async function tellTakenBack(needs: TellingNeeds, aside: SetAside): Promise<void> {
  if (!needs.stating.states(notices.name)) return
  const gone = (await needs.versions.all()).filter(({ standing }) => standing === 'withdrawn')
  const problems: unknown[] = []
  for (const version of gone) for (const kind of ['customer', 'staff'] as const) {
    await together(() => needs.store.under(notices, platform, work => toldOf(work, version.version, kind, aside)), { aside, keyOf: one => one.id }, some => tell(needs, version, some)).catch(error => { problems.push(error) })
  }
  if (problems.length) throw problems[0]
}

/** The mark and the letter are there together or not at all: killed in between, or run by two, nobody is told twice and nobody forgotten. */
const tell = (needs: TellingNeeds, version: StatementVersion, people: readonly Untold[]): Promise<void> => needs.store.under(notices, platform, async work => {
  const here = await needs.people.stillHere(work, people.map(({ id }) => id))
  const ids = people.filter(({ id }) => here.has(id)).map(({ id }) => id)
  const told = ids.length ? await work.over(notice).updateTable('statements.notice').where('announced', '=', version.version).where('subject', 'in', ids).where('takenBackAt', 'is', null).set({ takenBackAt: work.now }).returning('subject').execute() : []
  const byId = new Map(people.map(one => [one.id, one]))
  for (const { subject } of told) {
    const one = byId.get(subject)
    if (one) await needs.mailer.post(work, { to: one.mail, subjectId: subject, language: one.language, ...(nameOf(one) && { name: nameOf(one) }), worthUntil: later(work.now, days(60)), ...letterFor(needs, version, one) })
  }
})

function letterFor({ stating, settings }: TellingNeeds, version: StatementVersion, { language }: Untold): ReturnType<typeof takenBack> {
  const { site, languages } = stating.manifest
  const page = languages.includes(language) ? language : languages[0] ?? 'de'
  return takenBack(language, { site: site.name, effective: version.effective, link: `${settings.baseUrl}${pages[page]}/${version.version}` })
}

const toldOf = (work: Work<typeof notices>, version: number, kind: 'customer' | 'staff', aside: SetAside): Promise<Untold[]> => kind === 'customer'
  ? work.over(customerAccount, notice).selectFrom('statements.notice as told').innerJoin('identity.account as who', 'who.id', 'told.subject').select(['who.id', 'who.mail', 'who.language', 'who.firstName', 'who.lastName'])
    .where('told.announced', '=', version).where('told.takenBackAt', 'is', null).where(aside.without('who.id')).limit(batch).execute()
  : work.over(staffAccount, notice).selectFrom('statements.notice as told').innerJoin('identity.staff as who', 'who.id', 'told.subject').select(['who.id', 'who.mail', 'who.language', 'who.firstName', 'who.lastName'])
    .where('told.announced', '=', version).where('told.takenBackAt', 'is', null).where(aside.without('who.id')).limit(batch).execute()
