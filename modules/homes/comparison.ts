import { days, later } from '../../kernel/clock/clock.ts'
import { counted } from '../../kernel/aggregates/counted.ts'
import { NoConsent } from '../../kernel/enforce/consent-gate.ts'
import type { Units } from '../../kernel/store/units.ts'
import { person, platform, type Work } from '../../kernel/store/work.ts'
import { each, SetAside } from '../../kernel/problems/batches.ts'
import type { Stating } from '../../platform/services.ts'
import { NotFound } from '../../platform/refusal.ts'
import { theChannel, thePossession, type Telemetry } from '../telemetry/contract.ts'
import { comparison } from './activities.ts'
import { compared } from './tables.ts'

export interface ComparisonView {
  readonly month: string
  readonly used: number | null
  readonly average: number | null
  readonly homes: number
}
interface Needs {
  readonly store: Units
  readonly stating: Stating
  readonly telemetry: Telemetry
}
type Compares = Work<typeof comparison>
interface Kept {
  readonly id: string
  readonly subject: string
  readonly month: Date
}
const unlessTakenBack = (work: Promise<unknown>): Promise<unknown> =>
  work.catch(error => {
    if (!(error instanceof NoConsent)) throw error
  })
/** What one of two works threw, so that the other has its turn. */
const settled = (work: Promise<unknown>): Promise<unknown[]> =>
  work.then(
    () => [],
    error => [error],
  )

/** Fewer than these and an average would tell of single homes. */
const atLeast = 5

/**
 * The own consumption beside the average of all who want the same. Every unit opens under the person's consent, and
 * sees no home that does not take part.
 */
export function comparisons({ store, stating, telemetry }: Needs) {
  const [aside, corrected] = [new SetAside(store.clock), new SetAside(store.clock)]
  const lastMonth = (): Temporal.PlainDate =>
    Temporal.Instant.fromEpochMilliseconds(store.clock.now().getTime())
      .toZonedDateTimeISO(stating.manifest.timeZone)
      .toPlainDate()
      .with({ day: 1 })
      .subtract({ months: 1 })
  const startOf = (month: Temporal.PlainDate): Date =>
    new Date(month.toZonedDateTime(stating.manifest.timeZone).epochMilliseconds)

  /** Works out this person's figure and keeps it; readings that came since, or were disproved, change it. */
  async function workOut(work: Compares, subject: string, month: Temporal.PlainDate): Promise<number | null> {
    const used = await usedIn(work, subject, month)
    const db = work.over(compared)
    const own = { subject, month: startOf(month) }
    const known = await work
      .read(compared, 'used', 'workedOutAt')
      .where('subject', '=', subject)
      .where('month', '=', own.month)
      .executeTakeFirst()
    if (used === null) {
      if (known)
        await db.deleteFrom('homes.compared').where('subject', '=', subject).where('month', '=', own.month).execute()
    } else if (!known)
      await db
        .insertInto('homes.compared')
        .values({ ...own, used, workedOutAt: work.now })
        .onConflict(conflict => conflict.doNothing())
        .execute()
    else if (known.used !== used || !known.workedOutAt || known.workedOutAt < later(work.now, -days(1))) {
      await db
        .updateTable('homes.compared')
        .set({ used, workedOutAt: work.now })
        .where('subject', '=', subject)
        .where('month', '=', own.month)
        .execute()
    }
    return used
  }

  /**
   * Works out a month of earlier times anew: readings come late, or others disprove them. What the readings no longer
   * tell, because their period is over, stays as it was.
   */
  async function correct(work: Compares, { id, subject, month }: Kept): Promise<void> {
    const day = Temporal.Instant.fromEpochMilliseconds(month.getTime())
      .toZonedDateTimeISO(stating.manifest.timeZone)
      .toPlainDate()
    const used = await usedIn(work, subject, day)
    const db = work.over(compared)
    if (used === null && (await metersOf(work, subject)).length === 0)
      await db.deleteFrom('homes.compared').where('id', '=', id).execute()
    else
      await db
        .updateTable('homes.compared')
        .where('id', '=', id)
        .set({ workedOutAt: work.now, ...(used !== null && { used }) })
        .execute()
  }

  /** The home's own meter: what a plug counts is counted there already. */
  const metersOf = (work: Compares, subject: string) =>
    work
      .over(theChannel, thePossession)
      .selectFrom('telemetry.channel as c')
      .innerJoin('telemetry.holding as h', 'h.channel', 'c.number')
      .select('c.number')
      .distinct()
      .where('h.subject', '=', subject)
      .where('c.medium', '=', 'electricity')
      .where('c.kind', '=', 'counter')
      .where('c.unit', '=', 'kWh')
      .where('c.obis', 'in', ['1-0:1.8.0', '1-0:1.8.0*255'])
      .execute()

  async function usedIn(work: Compares, subject: string, day: Temporal.PlainDate): Promise<number | null> {
    const months = []
    for (const { number } of await metersOf(work, subject))
      months.push(
        await telemetry.series(work, {
          channel: number,
          kind: 'counter',
          by: 'day',
          day,
          zone: stating.manifest.timeZone,
        }),
      )
    // A month of which only a part is known would not compare.
    const whole = months.filter(
      ({ buckets, total }) => total !== null && buckets.at(0)?.value != null && buckets.at(-1)?.value != null,
    )
    return whole.length ? whole.reduce((sum, { total }) => sum + (total ?? 0), 0) : null
  }

  async function averageOf(
    work: Compares,
    month: Temporal.PlainDate,
  ): Promise<Pick<ComparisonView, 'average' | 'homes'>> {
    const db = work.over(compared)
    const [all] = await counted(db, db.selectFrom('homes.compared').where('month', '=', startOf(month)), {
      atLeast,
      people: 'subject',
      averages: ['used'],
    })
    return all ? { average: Math.round(all.averages.used), homes: all.people } : { average: null, homes: 0 }
  }

  return {
    async of(account: string): Promise<ComparisonView> {
      if (!stating.states(comparison.name)) throw new NotFound()
      const month = lastMonth()
      return store.under(comparison, person(account), async work => ({
        month: month.toPlainYearMonth().toString(),
        used: await workOut(work, account, month),
        ...(await averageOf(work, month)),
      }))
    },
    /**
     * Works out what is missing of last month, and once a day anew what is there; and of the months before, some of
     * those that have not been looked at for a week. Home by home, and one who takes the consent back meanwhile is
     * passed over.
     */
    async workOutAll(): Promise<void> {
      if (!stating.states(comparison.name)) return
      const month = lastMonth()
      let after = '00000000-0000-0000-0000-000000000000'
      const page = async (): Promise<{ readonly subject: string }[]> => {
        const next = await due(month, after)
        after = next.at(-1)?.subject ?? after
        return next
      }
      const outcomes = [
        await settled(
          each(page, { aside, keyOf: one => one.subject }, ({ subject }) =>
            unlessTakenBack(store.under(comparison, person(subject), work => workOut(work, subject, month))),
          ),
        ),
        await settled(
          each(await earlier(month), { aside: corrected, keyOf: one => one.id }, one =>
            unlessTakenBack(store.under(comparison, person(one.subject), work => correct(work, one))),
          ),
        ),
      ]
      const failed = outcomes.flat()
      if (failed.length) throw failed[0]
    },
  }

  /**
   * Figures of months before this one that have not been worked out for a week, those first that have waited longest.
   */
  function earlier(month: Temporal.PlainDate): Promise<readonly Kept[]> {
    return store.under(comparison, platform, work =>
      work
        .read(compared, 'id', 'subject', 'month')
        .where('month', '<', startOf(month))
        .where(eb => eb.or([eb('workedOutAt', 'is', null), eb('workedOutAt', '<', later(work.now, -days(7)))]))
        .where(corrected.without('id'))
        .orderBy(eb => eb.fn.coalesce('workedOutAt', 'month'))
        .limit(500)
        .execute(),
    )
  }

  function due(month: Temporal.PlainDate, after: string): Promise<{ readonly subject: string }[]> {
    return store.under(comparison, platform, work =>
      work
        .read(thePossession, 'subject')
        .distinct()
        .where('subject', '>', after)
        .where(aside.without('subject'))
        .where(
          'subject',
          'not in',
          work
            .over(compared)
            .selectFrom('homes.compared')
            .select('subject')
            .where('month', '=', startOf(month))
            .where('workedOutAt', '>', later(work.now, -days(1))),
        )
        .orderBy('subject')
        .limit(200)
        .execute(),
    )
  }
}
