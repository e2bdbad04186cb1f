import type { Publisher, Settings, StatementVersion, Stating } from '../../platform/services.ts'
import type { Met } from '../../platform/contract.ts'
import { days, later } from '../../kernel/clock/clock.ts'
import type { Units } from '../../kernel/store/units.ts'
import { platform, type Work } from '../../kernel/store/work.ts'
import { inBatches, type SetAside } from '../../kernel/problems/batches.ts'
import type { Change } from '../../kernel/statement/change.ts'
import { changesFor } from '../../kernel/statement/concerned.ts'
import { informsEmployees } from '../../kernel/statement/render.ts'
import { beginOf } from '../../kernel/declare/periods.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import { customerAccount, staffAccount, type People } from '../identity/contract.ts'
import type { Mailer } from '../mail/contract.ts'
import { notices } from './activities.ts'
import { announcement } from './letters.ts'
import { notice } from './tables.ts'

export interface TellingNeeds {
  readonly store: Units
  readonly stating: Stating
  readonly settings: Settings
  readonly versions: { all(): Promise<readonly StatementVersion[]> }
  readonly publisher: Publisher
  readonly mailer: Met<{ it: typeof Mailer }>['it']
  readonly people: Met<{ it: typeof People }>['it']
}

/** People told in one transaction. */
export const batch = 50

interface Announced {
  readonly version: StatementVersion
  readonly inForce: StatementVersion
}
export const kinds = ['customer', 'staff'] as const
export type Kind = (typeof kinds)[number]
const audiences = { customer: 'public', staff: 'employees' } as const

/** What of it is news to people of this kind. */
const newsFor = ({ store }: TellingNeeds, { version, inForce }: Announced, kind: Kind): readonly Change[] =>
  changesFor(audiences[kind], inForce.outline, version.outline, store.declarations.activities)

/**
 * Tells everybody of the version that waits for whom it changes something that has to be told, and who has not been
 * told yet.
 */
export async function tellAnnounced(needs: TellingNeeds, aside: SetAside): Promise<void> {
  if (!needs.stating.states(notices.name)) return
  const { publisher, mailer } = needs
  const announced = await waiting(needs)
  if (!announced) return
  const problems: unknown[] = []
  const concerned = kinds.filter(kind => newsFor(needs, announced, kind).some(({ material }) => material))
  for (const kind of concerned)
    await tellAll(needs, announced, kind, aside).catch(error => {
      problems.push(error)
    })
  if (problems.length) throw problems[0]
  // Whoever could not be told is told later, and until then not everybody was.
  if (announced.version.toldAt !== null || aside.waiting.length) return
  // The lead begins then: by a clock in doubt it is not said when that was.
  if (needs.store.clock.inDoubt) return
  // A letter that no relay has taken yet has told nobody.
  const { waiting: letters, lastDoneAt } = await mailer.progress(notices.name)
  const { publishedAt, version } = announced.version
  if (letters === 0)
    await publisher.everybodyTold(version, lastDoneAt && lastDoneAt > publishedAt ? lastDoneAt : publishedAt)
}

async function waiting({ versions }: TellingNeeds): Promise<Announced | undefined> {
  const all = await versions.all()
  const version = all.find(({ standing, material }) => standing === 'waiting' && material)
  const inForce = all.find(({ standing }) => standing === 'in force')
  return version && inForce && { version, inForce }
}

/** One who cannot be told keeps no other from being told. */
const tellAll = (needs: TellingNeeds, announced: Announced, kind: Kind, aside: SetAside): Promise<void> =>
  inBatches(
    // Taken back meanwhile, it is announced to nobody more.
    async () =>
      (await waiting(needs))?.version.version === announced.version.version
        ? needs.store.under(notices, platform, work => untold(work, announced.version.version, kind, aside))
        : [],
    { aside, keyOf: one => one.id },
    some => tell(needs, announced, kind, some),
  )

/**
 * The notice and the letter are there together or not at all, and a person has one notice of a version: killed in
 * between, or run by two, nobody is told twice and nobody forgotten.
 */
const tell = (
  needs: TellingNeeds,
  { version, inForce }: Announced,
  kind: Kind,
  people: readonly Untold[],
): Promise<void> =>
  needs.store.under(notices, platform, async work => {
    // Who is being erased at this moment is waited for, and then told nothing.
    const here = await needs.people.stillHere(
      work,
      people.map(({ id }) => id),
    )
    const values = people
      .filter(({ id }) => here.has(id))
      .map(({ id }) => ({ subject: id, announced: version.version, effective: version.effective, toldAt: work.now }))
    const told = values.length
      ? await work
          .over(notice)
          .insertInto('statements.notice')
          .values(values)
          .onConflict(already => already.doNothing())
          .returning('subject')
          .execute()
      : []
    const byId = new Map(people.map(one => [one.id, one]))
    for (const { subject } of told) {
      const one = byId.get(subject)
      if (one)
        await needs.mailer.post(work, {
          to: one.mail,
          subjectId: subject,
          language: one.language,
          ...(fullName(one) && { name: fullName(one) }),
          worthUntil: worthUntil(version),
          toMany: true,
          ...letterFor(needs, { version, inForce }, kind, one.language),
        })
    }
  })

export interface Untold {
  readonly id: string
  readonly mail: string
  readonly language: Language
  readonly firstName: string | null
  readonly lastName: string | null
}

const untold = (work: Work<typeof notices>, version: number, kind: Kind, aside: SetAside): Promise<Untold[]> =>
  kind === 'customer'
    ? work
        .over(customerAccount, notice)
        .selectFrom('identity.account as who')
        .select(['who.id', 'who.mail', 'who.language', 'who.firstName', 'who.lastName'])
        .where(eb =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('statements.notice as told')
                .select('told.subject')
                .whereRef('told.subject', '=', 'who.id')
                .where('told.announced', '=', version),
            ),
          ),
        )
        .where(aside.without('who.id'))
        .limit(batch)
        .execute()
    : work
        .over(staffAccount, notice)
        .selectFrom('identity.staff as who')
        .select(['who.id', 'who.mail', 'who.language', 'who.firstName', 'who.lastName'])
        .where(eb =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('statements.notice as told')
                .select('told.subject')
                .whereRef('told.subject', '=', 'who.id')
                .where('told.announced', '=', version),
            ),
          ),
        )
        .where(aside.without('who.id'))
        .limit(batch)
        .execute()

export const fullName = ({ firstName, lastName }: Untold): string => [firstName, lastName].filter(Boolean).join(' ')

/**
 * A relay that is down for long does not make a notice pointless: until it has gone out, the version does not come into
 * force.
 */
const worthUntil = ({ effective, manifest }: StatementVersion): Date =>
  later(beginOf(effective, manifest.timeZone), days(365))

export const pages = { de: '/datenschutz/versionen', en: '/privacy/versions' } as const
const noticeOf = { de: 'beschaeftigte', en: 'employees' } as const

/** Where people of this kind read a version: the statement, or the notice for employees where it has one. */
export function pageFor(
  { store, stating, settings }: TellingNeeds,
  { version, manifest }: StatementVersion,
  kind: Kind,
  language: Language,
): string {
  const { languages } = stating.manifest
  const page = languages.includes(language) ? language : (languages[0] ?? 'de')
  const stated = Object.keys(manifest.activities).flatMap(name => store.declarations.activities.get(name) ?? [])
  return `${settings.baseUrl}${pages[page]}/${version}${kind === 'staff' && informsEmployees(stated) ? `/${noticeOf[page]}` : ''}`
}

function letterFor(
  needs: TellingNeeds,
  { version, inForce }: Announced,
  kind: Kind,
  language: Language,
): ReturnType<typeof announcement> {
  const { stating, settings } = needs
  const { site, languages, privacyContact } = stating.manifest
  const page = languages.includes(language) ? language : (languages[0] ?? 'de')
  return announcement(language, {
    kind,
    site: site.name,
    effective: version.effective,
    changes: newsFor(needs, { version, inForce }, kind),
    link: pageFor(needs, version, kind, language),
    account: `${settings.baseUrl}${site.account ?? pages[page]}`,
    contact: privacyContact.mail,
  })
}
