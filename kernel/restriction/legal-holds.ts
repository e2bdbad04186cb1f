import type { Kysely } from 'kysely'
import { accountability } from '../declare/activities.ts'
import { aloneInUnit, aloneWithSweeps } from '../enforce/lock-on-person.ts'
import type { SetAside } from '../problems/batches.ts'
import { isOfSomebodyErased } from '../problems/errors.ts'
import type { GroundOfHold } from '../statement/grounds-of-holds.ts'
import type { Slice } from '../store/slice.ts'
import type { Units } from '../store/units.ts'
import { platform, type Who, type Work } from '../store/work.ts'
import { legalHold } from './tables.ts'

/** What a hold is asked for with; `silent` where a law forbids telling the person. */
export interface HoldAsked {
  readonly kind: string
  readonly subject: string
  readonly fileNumber: string
  readonly ground: GroundOfHold
  readonly because: string
  readonly until: Date
  readonly silent?: { readonly until: Date; readonly because: string } | undefined
}
export interface LegalHold extends Omit<HoldAsked, 'silent'> {
  readonly id: string
  readonly recordedBy: string
  readonly recordedAt: Date
  readonly decision: 'approved' | 'refused' | null
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly reason: string | null
  readonly erasureAskedAt: Date | null
  readonly erasureKind: string | null
  readonly endedAt: Date | null
  readonly silentUntil: Date | null
  readonly silentBecause: string | null
}
export interface HoldDecided {
  readonly decision: 'approved' | 'refused'
  readonly reason: string
  /** The person as whoever decides found them; a hold on somebody else is not approved. */
  readonly about?: string | undefined
}
/** Why something cannot be done with a hold. Of a hold on themselves staff learn and decide nothing here. */
export type HoldHindrance = 'no such hold' | 'own hold' | 'decided already' | 'another person' | 'over'

// The person is not named to the audit log here: an entry in the own log would tell where a law forbids telling.
const by = (staff: string): Who => ({ is: 'staff', id: staff })

export const holdStands = ({ decision, endedAt, until }: LegalHold, now: Date): boolean =>
  decision === 'approved' && endedAt === null && until > now

/** One asks for it; until another has approved it holds nothing. Of somebody who was just erased nothing can be held. */
export const askForHold = (
  units: Units,
  staff: string,
  { silent, ...asked }: HoldAsked,
): Promise<{ readonly id: string } | 'erased'> =>
  units
    .under(accountability, by(staff), async work => {
      const { id } = await work
        .over(legalHold)
        .insertInto('obhut.legal_hold')
        .values({
          ...asked,
          recordedBy: staff,
          recordedAt: work.reached,
          ...(silent && { silentUntil: silent.until, silentBecause: silent.because }),
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      work.note({ what: 'asked for a legal hold', about: id })
      return { id }
    })
    .catch(error => {
      if (isOfSomebodyErased(error)) return 'erased' as const
      throw error
    })

/** A second person decides, and says about whom (`about`); the database holds us to the second person too. An erasure that is under way comes before it or after, and what a sweep is just taking before it. */
export const decideHold = (
  units: Units,
  staff: string,
  id: string,
  { decision, reason, about }: HoldDecided,
): Promise<HoldHindrance | undefined> =>
  units.under(accountability, by(staff), async work => {
    const found = await forUpdate(work, id)
    if (!found || found.subject === staff) return 'no such hold'
    if (found.recordedBy === staff) return 'own hold'
    if (found.decision !== null) return 'decided already'
    if (found.endedAt !== null || found.until <= work.reached) return 'over'
    if (about !== undefined && found.subject !== about) {
      work.note({ what: 'named another person for a legal hold', about: id })
      return 'another person'
    }
    await aloneInUnit(work.over(legalHold), found.subject)
    const refused = decision === 'refused'
    if (!refused) await aloneWithSweeps(work.over(legalHold))
    await change(work, id, {
      decision,
      decidedBy: staff,
      decidedAt: work.reached,
      reason,
      ...(refused ? { endedAt: work.reached } : await erasureAsked(work, found.subject)),
    })
    const { kind, subject, recordedAt, until, ground, silentUntil } = found
    if (!refused)
      await work.remember({
        what: 'held',
        kind,
        subject,
        since: recordedAt.toISOString(),
        until: until.toISOString(),
        ground,
        silentUntil: silentUntil?.toISOString() ?? '',
      })
    work.note({ what: refused ? 'refused a legal hold' : 'approved a legal hold', about: id })
    return undefined
  })

/** Another hold has an erasure waiting already; it waits for this one, too. */
async function erasureAsked(
  work: Accounting,
  subject: string,
): Promise<{ readonly erasureAskedAt?: Date; readonly erasureKind?: string | null }> {
  const waits = await work
    .read(legalHold, 'erasureAskedAt', 'erasureKind')
    .where('subject', '=', subject)
    .where('erasureAskedAt', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return waits?.erasureAskedAt ? { erasureAskedAt: waits.erasureAskedAt, erasureKind: waits.erasureKind } : {}
}

/** What waits for it (an erasure, the sweep) goes on automatically, unless another hold stands. */
export const endHold = (units: Units, staff: string, id: string, reason: string): Promise<HoldHindrance | undefined> =>
  units.under(accountability, by(staff), async work => {
    const found = await forUpdate(work, id)
    if (!found || found.subject === staff) return 'no such hold'
    if (!holdStands(found, work.reached)) return 'over'
    await change(work, id, { endedAt: work.reached })
    await released(work, found)
    work.note({ what: 'ended a legal hold', about: id, facts: { reason } })
    return undefined
  })

/** All of them but those on whoever asks, the latest first. */
export const legalHolds = (units: Units, staff: string, { after, limit }: Slice): Promise<LegalHold[]> =>
  units.under(accountability, by(staff), work =>
    (work.over(legalHold) as Kysely<any>) // any: the row is LegalHold
      .selectFrom('obhut.legal_hold')
      .selectAll()
      .where('subject', '<>', staff)
      .where(eb =>
        after
          ? eb.or([eb('recordedAt', '<', after.at), eb.and([eb('recordedAt', '=', after.at), eb('id', '<', after.id)])])
          : eb.lit(true),
      )
      .orderBy('recordedAt', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute(),
  ) as Promise<LegalHold[]>

/** Who asked for the holds that nobody has decided on yet, but for one's own and those on oneself. */
export const undecidedHolds = (units: Units, staff: string): Promise<string[]> =>
  units.under(accountability, by(staff), async work => {
    const open = await work
      .read(legalHold, 'recordedBy')
      .where('decision', 'is', null)
      .where('endedAt', 'is', null)
      .where('until', '>', work.reached)
      .where('recordedBy', '<>', staff)
      .where('subject', '<>', staff)
      .execute()
    return open.map(({ recordedBy }) => recordedBy)
  })

/** Who recorded a hold, for whoever is about to decide on it. */
export const recordedHold = (
  units: Units,
  staff: string,
  id: string,
): Promise<Pick<LegalHold, 'recordedBy' | 'kind' | 'decision'> | undefined> =>
  units.under(accountability, by(staff), work =>
    work
      .read(legalHold, 'recordedBy', 'kind', 'decision')
      .where('id', '=', id)
      .where('subject', '<>', staff)
      .executeTakeFirst(),
  )

/** Some of the holds that have run out, also of those that nobody decided on in time. */
export const holdsOver = (units: Units, aside: SetAside): Promise<readonly { readonly id: string }[]> =>
  units.under(accountability, platform, work =>
    work
      .read(legalHold, 'id')
      .where('endedAt', 'is', null)
      .where('until', '<=', work.now)
      .where(aside.without('id'))
      .limit(100)
      .execute(),
  )

/** Ends a hold that has run out, unless it was ended meanwhile. */
export const endHoldOver = (units: Units, id: string): Promise<void> =>
  units.under(accountability, platform, async work => {
    const found = await forUpdate(work, id)
    if (!found || found.endedAt !== null) return
    await change(work, id, { endedAt: work.now })
    if (found.decision === 'approved') await released(work, found)
  })

type Accounting = Work<typeof accountability>

const released = (work: Accounting, { kind, subject, recordedAt }: LegalHold): Promise<void> =>
  work.remember({ what: 'released', kind, subject, since: recordedAt.toISOString() })

const change = (work: Accounting, id: string, set: Partial<Omit<LegalHold, 'id' | 'subject'>>): Promise<unknown> =>
  work.over(legalHold).updateTable('obhut.legal_hold').where('id', '=', id).set(set).execute()

const forUpdate = (work: Accounting, id: string): Promise<LegalHold | undefined> =>
  (work.over(legalHold) as Kysely<any>) // any: the row is LegalHold
    .selectFrom('obhut.legal_hold')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst() as Promise<LegalHold | undefined>
