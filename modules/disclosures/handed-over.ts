import { sql } from 'kysely'
import { pageOf, type Paging } from '../../platform/paging.ts'
import { accountability } from '../../kernel/declare/activities.ts'
import { days, later } from '../../kernel/clock/clock.ts'
import type { Units } from '../../kernel/store/units.ts'
import { disclosure } from '../../kernel/disclosure/tables.ts'
import type { PersonalData } from '../../kernel/declare/terms.ts'

/**
 * What went to one recipient for one activity on one ground, counted: how many times, and when last. It names nobody.
 */
export interface HandedOver {
  readonly recipient: string
  readonly activity: string
  readonly ground: string
  readonly fields: readonly PersonalData[]
  readonly times: number
  readonly last: Date
}

const looksBack = days(90)

/**
 * What went out by the day-to-day business in the last three months, the latest first; requests of authorities are
 * apart.
 */
export function handedOver(
  store: Units,
  staff: string,
  { after, limit }: Paging,
): Promise<{ since: Date; items: HandedOver[]; next: string | null }> {
  return store.under(accountability, { is: 'staff', id: staff }, async work => {
    const since = later(work.now, -looksBack)
    // What is counted together has no id; what it has in common makes one, for the order of two with the same moment.
    const id = sql<string>`md5(array_to_string(array[recipient, activity, ground] || fields, ' '))::uuid`
    const last = sql<Date>`max(at)`
    const all = work
      .over(disclosure)
      .selectFrom('obhut.disclosure')
      .select(['recipient', 'activity', 'ground', 'fields'])
      .select(eb => [eb.fn.countAll<number>().as('times'), last.as('last'), id.as('id')])
      .where('at', '>=', since)
      .where('request', 'is', null)
      .groupBy(['recipient', 'activity', 'ground', 'fields'])
    const rows = await (after ? all.having(sql<boolean>`(${last}, ${id}) < (${after.at}, ${after.id}::uuid)`) : all)
      .orderBy(last, 'desc')
      .orderBy(id, 'desc')
      .limit(limit + 1)
      .execute()
    const { items, next } = pageOf(rows, limit, one => one.last)
    return {
      since,
      next,
      items: items.map(({ id: _, ...row }) => ({
        ...row,
        fields: row.fields as PersonalData[],
        times: Number(row.times),
      })),
    }
  })
}
