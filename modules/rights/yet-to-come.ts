import { sql } from 'kysely'
import { bySkew } from '../../kernel/clock/clock.ts'
import type { SettingOf } from '../../kernel/declare/activity.ts'
import { exactlyAfter } from '../../kernel/declare/periods.ts'
import type { Period } from '../../kernel/declare/settings.ts'
import { inBatches, type SetAside } from '../../kernel/problems/batches.ts'
import { platform, type Work } from '../../kernel/store/work.ts'
import { desk } from './activities.ts'
import type { Needs } from './needs.ts'
import { dueOf, extendedDueOf } from './opening.ts'
import { copy, erasureLetter, formLink, proof, request } from './tables.ts'

type Unit = Work<typeof desk>
interface Found {
  readonly id: string
}
/** How rows of a moment that is yet to come are found, and what is done about one of them. */
interface Ahead {
  readonly find: (work: Unit) => { execute(): Promise<readonly Found[]> }
  readonly mend: (work: Unit, id: string) => { execute(): Promise<unknown> }
}

/**
 * What came about by a clock that was ahead, once that is right: deadlines run from now on, and what was given for a time
 * is good for no longer than that.
 */
export async function settleYetToCome(needs: Needs, aside: SetAside): Promise<void> {
  const { store, stating } = needs
  if (!stating.states(desk.name)) return
  const problems: unknown[] = []
  for (const { find, mend } of allAhead(needs, aside))
    await inBatches(
      () => store.under(desk, platform, work => find(work).execute()),
      { aside, keyOf: ({ id }) => id },
      some =>
        store.under(desk, platform, async work => {
          for (const { id } of some) await mend(work, id).execute()
        }),
    ).catch(error => {
      problems.push(error)
    })
  if (problems.length) throw problems[0]
}

const atOnce = 500

function allAhead({ stating }: Needs, aside: SetAside): readonly Ahead[] {
  const after = (now: Date, setting: SettingOf<string, string, Period>): Date =>
    exactlyAfter(now, stating.value(setting), stating.manifest.timeZone)
  const requests = (work: Unit) =>
    work.over(request).selectFrom('rights.request').select('id').where(aside.without('id')).limit(atOnce)
  const atDesk = (work: Unit, id: string) => work.over(request).updateTable('rights.request').where('id', '=', id)
  /** What is given out for a time. */
  const given = (
    of: typeof formLink | typeof copy | typeof erasureLetter,
    lasts: SettingOf<string, string, Period>,
  ): Ahead => {
    const table = of as typeof formLink // as: each says when it was made and when it ends
    return {
      find: work =>
        work
          .over(table)
          .selectFrom(table.name)
          .select('id')
          .where('madeAt', '>', bySkew(work.now))
          .where(aside.without('id'))
          .limit(atOnce),
      mend: (work, id) =>
        work
          .over(table)
          .updateTable(table.name)
          .where('id', '=', id)
          .set({ madeAt: work.now, expiresAt: after(work.now, lasts) }),
    }
  }
  return [
    {
      find: work => requests(work).where('receivedAt', '>', bySkew(work.now)),
      mend: (work, id) =>
        atDesk(work, id).set({
          receivedAt: work.now,
          dueAt: sql<Date>`case when extended_because is null then ${dueOf(stating, work.now)}::timestamptz else ${extendedDueOf(stating, work.now)}::timestamptz end`,
        }),
    },
    {
      find: work => requests(work).where('closedAt', '>', bySkew(work.now)),
      mend: (work, id) => atDesk(work, id).set({ closedAt: work.now }),
    },
    given(formLink, desk.formLink),
    given(copy, desk.copyLink),
    given(erasureLetter, desk.erasureLetter),
    {
      find: work =>
        work
          .over(proof)
          .selectFrom('rights.proof')
          .select('id')
          .where('expiresAt', '>', bySkew(latestOf(after(work.now, desk.proof), after(work.now, desk.code))))
          .where(aside.without('id'))
          .limit(atOnce),
      mend: (work, id) => work.over(proof).deleteFrom('rights.proof').where('id', '=', id),
    },
  ]
}
const latestOf = (one: Date, other: Date): Date => (one > other ? one : other)
