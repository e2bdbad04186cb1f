import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { accountability } from '../declare/activities.ts'
import { standConsents, type ReadsEarlier } from './standing-consents.ts'
import { deriveGrants } from './derived.ts'
import { refuseRowsWithoutPurpose } from '../enforce/rows-without-purpose.ts'
import { nowInForce, type ManifestFacts } from './in-force.ts'
import { remarked } from './prepare.ts'
import type { Store } from '../store/store.ts'
import type { Work } from '../store/work.ts'
import { statement } from './tables.ts'
import type { Outline } from '../statement/outline.ts'
import { beginOf, dayInWords } from '../declare/periods.ts'
import { firstDay, withEffective, type InForceNow } from './publishing.ts'
import { OperatorProblem } from '../problems/problem.ts'
import { transaction } from '../problems/transaction.ts'

/** Somebody had not been told of a version in time: it comes into force later, and this is the alarm. */
export class ToldTooLate extends OperatorProblem {
  constructor(version: number, day: string, until: string | undefined) {
    const why =
      until === undefined
        ? {
            de: 'Noch wurden nicht alle Betroffenen davon unterrichtet.',
            en: 'Not everybody concerned has been told of it yet.',
          }
        : {
            de: `Die letzte betroffene Person wurde zu spät unterrichtet; sie tritt am ${dayInWords(until, 'de')} in Kraft.`,
            en: `The last person concerned was told too late for that; it does on ${dayInWords(until, 'en')}.`,
          }
    super({
      says: {
        de: `Version ${version} der Datenschutzerklärung tritt nicht am ${dayInWords(day, 'de')} in Kraft. ${why.de}`,
        en: `Version ${version} of the statement does not come into force on ${dayInWords(day, 'en')}. ${why.en}`,
      },
      mend:
        until === undefined
          ? {
              de: 'Sehen Sie nach, ob der Versand von E-Mails stockt; sobald alle unterrichtet sind, läuft die Frist.',
              en: 'See whether mail is stuck; the lead begins once everybody has been told.',
            }
          : {
              de: 'Es ist nichts zu tun, außer ein angekündigtes Datum anderswo zu berichtigen.',
              en: 'Nothing is to be done but to correct the date where it was announced elsewhere.',
            },
    })
  }
}

/** The day has come of a version that this software cannot run: it was published for the one that comes next. */
export class ForOtherSoftware extends OperatorProblem {
  constructor(version: number) {
    super({
      says: {
        de: `Version ${version} der Datenschutzerklärung soll in Kraft treten und nennt, was diese Software nicht kennt: Sie wurde vor einem Upgrade veröffentlicht.`,
        en: `Version ${version} of the statement is due and states what this software does not know: it was published ahead of an upgrade.`,
      },
      mend: {
        de: 'Starten Sie die neue Software; bis dahin gilt die bisherige Fassung weiter.',
        en: 'Start the new software; until then the version in force goes on.',
      },
    })
  }
}

/** The version that waits for its day, as the unit sees it. */
export const waitingIn = (work: Work<typeof accountability>) =>
  work
    .over(statement)
    .selectFrom('obhut.statement')
    .selectAll()
    .where('inForceSince', 'is', null)
    .where('withdrawnAt', 'is', null)
    .executeTakeFirst()

/**
 * Everybody concerned has been told of a version, the last one at this moment. Where the last one was told too late for
 * its day, the day is put off (in the version itself, so that page and file bear the new one); answers the new day
 * then.
 */
export async function everybodyTold(
  work: Work<typeof accountability>,
  version: number,
  at: Date,
  inForce: InForceNow,
): Promise<string | undefined> {
  const waiting = await waitingIn(work)
  if (!waiting || waiting.version !== version || waiting.toldAt) return undefined
  // A letter that went by a clock that was ahead has gone by now.
  const toldAt = at > work.now ? work.now : at
  const first = firstDay(toldAt, inForce)
  const late = first > waiting.effective
  await work
    .over(statement)
    .updateTable('obhut.statement')
    .where('version', '=', version)
    .set({ toldAt, ...(late && putOff(waiting, first)) })
    .execute()
  return late ? first : undefined
}

/**
 * The same version with another day. What people were told stays as it is: later software may have published it, and
 * this one would read other facts from it.
 */
function putOff(
  { manifest, outline }: { readonly manifest: string; readonly outline: unknown },
  day: string,
): { effective: string; manifest: string; hash: string; outline: string } {
  const source = withEffective(manifest, day)
  return {
    effective: day,
    manifest: source,
    hash: createHash('sha256').update(source).digest('hex'),
    outline: JSON.stringify({ ...(outline as Outline), effective: day }),
  }
}

export type Took =
  | { readonly is: 'nothing due' }
  | { readonly is: 'not everybody told'; readonly version: number; readonly day: string }
  | { readonly is: 'for other software'; readonly version: number }
  | { readonly is: 'in force'; readonly version: number }

/** Reads a version of the store, here or in another process. */
type Reads<M> = (source: string, file: string) => M | Promise<M>

interface Waiting {
  readonly version: number
  readonly effective: string
  readonly manifest: string
  readonly zone: string | null
  readonly material: boolean
  readonly told_at: Date | null
}

/**
 * Brings the version that waits into force if its day has come: what differs in grants, and one row that says so, in
 * one short transaction beside whoever works. Any number of processes may try; one does it.
 */
export async function takeEffect<M extends ManifestFacts>(
  store: Store,
  read: Reads<M>,
  timeZoneOf: (facts: M) => string,
  asWritten?: ReadsEarlier,
): Promise<Took> {
  const now = store.clock.now()
  return store.asOwner(async owner => {
    return transaction(owner, async () => {
      const took = await inTurn(owner, store, read, timeZoneOf, now, asWritten)
      return took
    })
  })
}

async function inTurn<M extends ManifestFacts>(
  owner: ClientBase,
  store: Store,
  read: Reads<M>,
  timeZoneOf: (facts: M) => string,
  now: Date,
  asWritten?: ReadsEarlier,
): Promise<Took> {
  const {
    rows: [waiting],
  } = await owner.query<Waiting>(
    `select version, effective, manifest, outline->>'timeZone' as zone, material, told_at from obhut.statement where in_force_since is null and withdrawn_at is null`,
  )
  if (!waiting) return { is: 'nothing due' }
  const { version, effective, material, told_at: told } = waiting
  if (waiting.zone !== null && now < beginOf(effective, waiting.zone)) return { is: 'nothing due' }
  // Asked before it is read, which takes a while, and this comes each second.
  if (waiting.zone !== null && material && !told) return { is: 'not everybody told', version, day: effective }
  const next = await orForOthers(read, waiting.manifest, version)
  if (!next) return { is: 'for other software', version }
  if (now < beginOf(effective, timeZoneOf(next))) return { is: 'nothing due' }
  if (material && !told) return { is: 'not everybody told', version, day: effective }
  // A start holds the same lock for its session: it makes grants too.
  const {
    rows: [lock],
  } = await owner.query<{ mine: boolean }>(`select pg_try_advisory_xact_lock(hashtext('obhut prepare')) as mine`)
  if (!lock?.mine) return { is: 'nothing due' }
  const {
    rows: [still],
  } = await owner.query(
    `select from obhut.statement where version = $1 and in_force_since is null and withdrawn_at is null for update`,
    [version],
  )
  if (!still) return { is: 'nothing due' }
  await refuseRowsWithoutPurpose(owner, store.declarations, next)
  await deriveGrants(owner, { declarations: store.declarations, roles: store.roles, stated: next })
  await nowInForce(owner, version, next, store.declarations, now)
  await standConsents(owner, [...store.declarations.activities.values()], version, asWritten)
  await remarked(owner, next.hash)
  return { is: 'in force', version }
}

/**
 * A version that was published ahead of an upgrade may state what this software does not know yet: the next one brings
 * it into force as it starts.
 */
async function orForOthers<M>(read: Reads<M>, source: string, version: number): Promise<M | undefined> {
  try {
    return await read(source, `version ${version}`)
  } catch (problem) {
    if (problem instanceof Error && 'problems' in problem) return undefined
    throw problem
  }
}
