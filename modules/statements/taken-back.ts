import { accountability } from '../../kernel/declare/activities.ts'
import { statement } from '../../kernel/versions/tables.ts'
import { platform, type Work } from '../../kernel/store/work.ts'
import { days, later } from '../../kernel/clock/clock.ts'
import { inBatches, type SetAside } from '../../kernel/problems/batches.ts'
import type { StatementVersion } from '../../platform/services.ts'
import type { Posted } from '../mail/contract.ts'
import { customerAccount, staffAccount } from '../identity/contract.ts'
import { notices } from './activities.ts'
import { takenBack } from './letters.ts'
import { notice } from './tables.ts'
import { batch, kinds, fullName, pageFor, type Kind, type TellingNeeds, type Untold } from './telling.ts'

/**
 * Tells those who were told of a version that it does not come, each once; whoever had not been told of it hears
 * nothing.
 */
export async function tellTakenBack(needs: TellingNeeds, aside: SetAside): Promise<void> {
  if (!needs.stating.states(notices.name)) return
  const gone = (await needs.versions.all()).filter(({ standing }) => standing === 'withdrawn')
  const problems: unknown[] = []
  for (const version of gone)
    for (const kind of kinds) {
      await inBatches(
        () => needs.store.under(notices, platform, work => toldOf(work, version.version, kind, aside)),
        { aside, keyOf: one => one.id },
        some => tell(needs, version, kind, some),
      ).catch(error => {
        problems.push(error)
      })
    }
  if (problems.length) throw problems[0]
}

/**
 * The mark and the letter are there together or not at all: killed in between, or run by two, nobody is told twice and
 * nobody forgotten.
 */
const tell = (needs: TellingNeeds, version: StatementVersion, kind: Kind, people: readonly Untold[]): Promise<void> =>
  needs.store.under(notices, platform, async work => {
    const here = await needs.people.stillHere(
      work,
      people.map(({ id }) => id),
    )
    const ids = people.filter(({ id }) => here.has(id)).map(({ id }) => id)
    const told = ids.length
      ? await work
          .over(notice)
          .updateTable('statements.notice')
          .where('announced', '=', version.version)
          .where('subject', 'in', ids)
          .where('takenBackAt', 'is', null)
          .set({ takenBackAt: work.now })
          .returning(['subject', 'toldAt'])
          .execute()
      : []
    // Whose announcement still lay in the outbox has heard nothing that could be taken back.
    const untold = await needs.mailer.takeOut(
      work,
      notices.name,
      told.map(({ subject, toldAt }) => ({ subject, postedAt: toldAt })),
    )
    const byId = new Map(people.map(one => [one.id, one]))
    for (const { subject } of told) {
      const one = untold.has(subject) ? undefined : byId.get(subject)
      if (one)
        await needs.mailer.post(work, {
          to: one.mail,
          subjectId: subject,
          language: one.language,
          ...(fullName(one) && { name: fullName(one) }),
          worthUntil: later(work.now, days(60)),
          toMany: true,
          ...letterFor(needs, version, kind, one),
        })
    }
  })

/** An announcement that waits in the outbox does not go any more once its version was taken back. */
export const isStillAnnounced = (
  { store }: Pick<TellingNeeds, 'store'>,
  work: Work<any>, // any: mail's own activity
  { subject, postedAt }: Posted,
): Promise<boolean> =>
  !store.inForce.states(notices.name)
    ? Promise.resolve(true)
    : work.under(notices, platform, async inner => {
        const of = await inner
          .over(notice)
          .selectFrom('statements.notice')
          .select('announced')
          .where('subject', '=', subject)
          .where('toldAt', '=', postedAt)
          .executeTakeFirst()
        if (!of) return true
        const version = await inner.under(accountability, platform, kept =>
          kept
            .over(statement)
            .selectFrom('obhut.statement')
            .select('withdrawnAt')
            .where('version', '=', of.announced)
            .executeTakeFirst(),
        )
        return version?.withdrawnAt === null
      })

const letterFor = (
  needs: TellingNeeds,
  version: StatementVersion,
  kind: Kind,
  { language }: Untold,
): ReturnType<typeof takenBack> =>
  takenBack(language, {
    kind,
    site: needs.stating.manifest.site.name,
    effective: version.effective,
    link: pageFor(needs, version, kind, language),
  })

const toldOf = (work: Work<typeof notices>, version: number, kind: Kind, aside: SetAside): Promise<Untold[]> =>
  kind === 'customer'
    ? work
        .over(customerAccount, notice)
        .selectFrom('statements.notice as told')
        .innerJoin('identity.account as who', 'who.id', 'told.subject')
        .select(['who.id', 'who.mail', 'who.language', 'who.firstName', 'who.lastName'])
        .where('told.announced', '=', version)
        .where('told.takenBackAt', 'is', null)
        .where(aside.without('who.id'))
        .limit(batch)
        .execute()
    : work
        .over(staffAccount, notice)
        .selectFrom('statements.notice as told')
        .innerJoin('identity.staff as who', 'who.id', 'told.subject')
        .select(['who.id', 'who.mail', 'who.language', 'who.firstName', 'who.lastName'])
        .where('told.announced', '=', version)
        .where('told.takenBackAt', 'is', null)
        .where(aside.without('who.id'))
        .limit(batch)
        .execute()
