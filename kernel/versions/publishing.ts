import type { ClientBase } from 'pg'
import { jobKind } from '../jobs/kinds.ts'
import { accountability } from '../declare/activities.ts'
import { writeAudit } from '../audit/rows.ts'
import { isDuplicate } from '../problems/errors.ts'
import { refuseRowsWithoutPurpose } from '../enforce/rows-without-purpose.ts'
import type { ManifestFacts } from './in-force.ts'
import type { Store } from '../store/store.ts'
import { platform, type Who } from '../store/work.ts'
import { enqueue } from '../jobs/queue.ts'
import { statement } from './tables.ts'
import { isMaterial, type Change } from '../statement/change.ts'
import { changesBetween } from '../statement/difference.ts'
import type { Outline } from '../statement/outline.ts'
import { beginOf, dayInWords, dayOf, dueAfter } from '../declare/periods.ts'
import type { Period } from '../declare/settings.ts'
import type { Words } from '../declare/terms.ts'
import { rewritten } from '../statement/yaml.ts'
import { transaction } from '../problems/transaction.ts'

/** A version that cannot be published so, in words that say what helps. */
export class NotPublished extends Error {
  readonly why: 'nothing new' | 'date has passed' | 'too soon' | 'another waits' | 'nobody can be told' | 'none waits'
  readonly says: Words
  readonly helps: Words
  constructor(why: NotPublished['why'], says: Words, helps: Words) {
    super(`${says.en} ${helps.en}`)
    this.name = 'NotPublished'
    this.why = why
    this.says = says
    this.helps = helps
  }
}

/** The job that tells everybody of a version; whoever knows how to reach people does it. */
export const telling = jobKind('statement.tell', { version: 'number' }, 'bulk')

/** A manifest to be read with this day in it, and compared with what an outline says. */
export interface ToRead {
  readonly source: string
  readonly file: string
  readonly effective: string | undefined
  readonly against: Outline
}

/** Reads and compares in this process. */
export const readHere =
  <M extends ManifestFacts>(read: (source: string, file: string) => M): ToPublish<M>['read'] =>
  async ({ source, file, effective, against }) => {
    const next = read(effective === undefined ? source : withEffective(source, effective), file)
    return { next, changes: changesBetween(against, next.outline) }
  }

export interface ToPublish<M extends ManifestFacts> {
  readonly source: string
  readonly file: string
  /**
   * The day on which it comes into force; where none is given, the one that the manifest bears. It is written into the
   * version.
   */
  readonly effective?: string | undefined
  readonly read: (asked: ToRead) => Promise<{ readonly next: M; readonly changes: readonly Change[] }>
  readonly by: Who
  /** Whether the statement in force has a way to tell people. */
  readonly canTell: boolean
}
export interface InForceNow {
  readonly outline: Outline
  readonly hash: string
  readonly lead: Period
  readonly timeZone: string
}

export interface Published {
  readonly version: number
  readonly effective: string
  readonly material: boolean
  readonly changes: readonly Change[]
}

/** The first day on which a material change may hold that people are told of at this moment. */
export function firstDay(told: Date, { lead, timeZone }: Pick<InForceNow, 'lead' | 'timeZone'>): string {
  const over = dueAfter(told, lead, timeZone)
  const day = dayOf(over, timeZone)
  // A lead of hours ends within a day, and a version holds from the beginning of one.
  return beginOf(day, timeZone) < over ? Temporal.PlainDate.from(day).add({ days: 1 }).toString() : day
}

/** The text of a manifest with this date of effect in it. */
export const withEffective = (source: string, day: string): string => rewritten(source, ['effective'], day) ?? source

/**
 * Stores a new version that comes into force automatically on its day. What it changes is compared with the statement in
 * force; where that is material, everybody is told first, and so the day has to leave time for it.
 */
export async function publish<M extends ManifestFacts>(
  store: Store,
  inForce: InForceNow,
  asked: ToPublish<M>,
): Promise<Published> {
  const { next, ...published } = await readToPublish(store.clock.now(), inForce, asked)
  await store.asOwner(owner => refuseRowsWithoutPurpose(owner, store.declarations, next))
  try {
    const version = await store.under(accountability, asked.by, async work => {
      const db = work.over(statement)
      const { last } = await db
        .selectFrom('obhut.statement')
        .select(eb => eb.fn.max('version').as('last'))
        .executeTakeFirstOrThrow()
      const version = (last ?? 0) + 1
      await db
        .insertInto('obhut.statement')
        .values({
          version,
          hash: next.hash,
          effective: next.effective,
          publishedAt: work.now,
          manifest: next.source,
          outline: JSON.stringify(next.outline),
          material: published.material,
          toldAt: null,
          inForceSince: null,
          withdrawnAt: null,
        })
        .execute()
      work.note({ what: 'published', about: `statement ${version}` })
      if (published.material) await enqueue(work, telling, { version: String(version) })
      return version
    })
    return { version, ...published }
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw anotherWaits(
      await store.under(accountability, asked.by, work =>
        work
          .over(statement)
          .selectFrom('obhut.statement')
          .select(['version', 'effective'])
          .where('inForceSince', 'is', null)
          .where('withdrawnAt', 'is', null)
          .executeTakeFirst(),
      ),
    )
  }
}

/**
 * The same ahead of an upgrade: into a store that other software keeps, in nothing but the row of the version and its
 * entry in the log. The software that runs there finds the row within a minute, tells everybody, and brings the version
 * into force on its day.
 */
export async function publishAhead<M extends ManifestFacts>(
  owner: ClientBase,
  now: Date,
  inForce: InForceNow,
  asked: Omit<ToPublish<M>, 'by'>,
): Promise<Published> {
  const { next, ...published } = await readToPublish(now, inForce, asked)
  const {
    rows: [other],
  } = await owner.query<Waiting>(
    'select version, effective::text as effective from obhut.statement where in_force_since is null and withdrawn_at is null',
  )
  if (other) throw anotherWaits(other)
  return transaction(owner, async () => {
    const {
      rows: [made],
    } = await owner.query<{ version: number }>(
      `
      insert into obhut.statement (version, hash, effective, published_at, manifest, outline, material)
      select coalesce(max(version), 0) + 1, $1, $2, $3, $4, $5, $6 from obhut.statement returning version`,
      [next.hash, next.effective, now, next.source, JSON.stringify(next.outline), published.material],
    )
    const { version } = made! // one row was inserted
    await writeAudit(owner, now, [
      { activity: accountability.name, what: 'published', about: `statement ${version}`, rows: 1, who: platform },
    ])
    return { version, ...published }
  })
}

/** What is to be published, read and compared with the statement in force; refused where it cannot come on its day. */
async function readToPublish<M extends ManifestFacts>(
  now: Date,
  inForce: InForceNow,
  { source, file, effective, read, canTell }: Omit<ToPublish<M>, 'by'>,
): Promise<Omit<Published, 'version'> & { readonly next: M }> {
  const { next, changes } = await read({ source, file, effective, against: inForce.outline })
  if (next.hash === inForce.hash) throw nothingNew
  const material = isMaterial(changes)
  const today = dayOf(now, inForce.timeZone)
  if (next.effective < today) throw passed(next.effective, today)
  if (material && !canTell) throw nobodyCanBeTold
  if (material && next.effective < firstDay(now, inForce)) throw tooSoon(next.effective, firstDay(now, inForce))
  return { next, effective: next.effective, material, changes }
}

/**
 * Takes back the version that waits for its day. It stays on record as one that never held, and whoever was told of it
 * hears of that.
 */
export async function withdrawVersion(store: Store, by: Who): Promise<number> {
  return store.under(accountability, by, async work => {
    const gone = await work
      .over(statement)
      .updateTable('obhut.statement')
      .where('inForceSince', 'is', null)
      .where('withdrawnAt', 'is', null)
      .set({ withdrawnAt: work.now })
      .returning(['version', 'material'])
      .executeTakeFirst()
    if (!gone) throw noneWaits
    work.note({ what: 'withdrawn', about: `statement ${gone.version}` })
    // Whoever was told of it is told that it does not come.
    if (gone.material) await enqueue(work, telling, { version: String(gone.version) })
    return gone.version
  })
}

const nothingNew = new NotPublished(
  'nothing new',
  { de: 'Das ist die geltende Fassung, Wort für Wort.', en: 'This is the version in force, word for word.' },
  { de: 'Es gibt nichts zu veröffentlichen.', en: 'There is nothing to publish.' },
)
interface Waiting {
  readonly version: number
  readonly effective: string
}
/** Which one it is, unless it went meanwhile. */
const anotherWaits = (waiting: Waiting | undefined): NotPublished =>
  new NotPublished(
    'another waits',
    waiting
      ? {
          de: `Fassung ${waiting.version} ist schon veröffentlicht und wartet auf den ${dayInWords(waiting.effective, 'de')}.`,
          en: `Version ${waiting.version} has been published already and waits for ${dayInWords(waiting.effective, 'en')}.`,
        }
      : {
          de: 'Eine andere Fassung ist schon veröffentlicht und wartet auf ihren Tag.',
          en: 'Another version has been published and waits for its day.',
        },
    {
      de: 'Nehmen Sie sie zuerst zurück (in der Konsole, oder mit „obhut statement withdraw“), oder warten Sie, bis sie gilt.',
      en: 'Take it back first (in the console, or with: obhut statement withdraw), or wait until it holds.',
    },
  )
const nobodyCanBeTold = new NotPublished(
  'nobody can be told',
  {
    de: 'Die Änderung ist wesentlich, und die geltende Fassung sieht nicht vor, Betroffene zu benachrichtigen.',
    en: 'The change is material, and the statement in force has no way to tell the people concerned.',
  },
  {
    de: 'Nehmen Sie zuerst statements.notices in das Manifest auf.',
    en: 'State statements.notices in the manifest first.',
  },
)
const noneWaits = new NotPublished(
  'none waits',
  { de: 'Es wartet keine Fassung auf ihren Tag.', en: 'No version waits for its day.' },
  {
    de: 'Die geltende Fassung lässt sich nur durch eine neue ablösen.',
    en: 'The one in force can only be followed by a new one.',
  },
)
const passed = (day: string, today: string): NotPublished =>
  new NotPublished(
    'date has passed',
    {
      de: `Der ${dayInWords(day, 'de')} liegt zurück; eine Fassung gilt nicht rückwirkend.`,
      en: `${dayInWords(day, 'en')} has passed; no version works backwards.`,
    },
    {
      de: `Der früheste Tag ist heute, der ${dayInWords(today, 'de')}.`,
      en: `The earliest day is today, ${dayInWords(today, 'en')}.`,
    },
  )
const tooSoon = (day: string, first: string): NotPublished =>
  new NotPublished(
    'too soon',
    {
      de: `Die Änderung ist wesentlich; bis zum ${dayInWords(day, 'de')} bleibt zu wenig Zeit, die Betroffenen zu benachrichtigen.`,
      en: `The change is material; ${dayInWords(day, 'en')} leaves too little time to tell the people concerned.`,
    },
    {
      de: `Der früheste Tag ist der ${dayInWords(first, 'de')}.`,
      en: `The earliest day is ${dayInWords(first, 'en')}.`,
    },
  )
