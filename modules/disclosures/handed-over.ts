import { accountability } from '../../kernel/activities.ts'
import { days, later } from '../../kernel/clock/clock.ts'
import type { Store } from '../../kernel/data/store.ts'
import { disclosure } from '../../kernel/disclosure/tables.ts'
import type { PersonalData } from '../../kernel/statement/terms.ts'

/** What went to one recipient for one activity on one ground, counted: how many times, and when last. It names nobody. */
export interface HandedOver { readonly recipient: string, readonly activity: string, readonly ground: string, readonly fields: readonly PersonalData[], readonly times: number, readonly last: Date }

const looksBack = days(90)

/** What went out by the day-to-day business in the last three months, the latest first; requests of authorities are apart. */
export function handedOver(store: Store, staff: string): Promise<{ since: Date, items: HandedOver[] }> {
  return store.under(accountability, { is: 'staff', id: staff }, async work => {
    const since = later(work.now, -looksBack)
    const rows = await work.over(disclosure).selectFrom('obhut.disclosure').select(['recipient', 'activity', 'ground', 'fields'])
      .select(eb => [eb.fn.countAll<number>().as('times'), eb.fn.max('at').as('last')])
      .where('at', '>=', since).where('request', 'is', null).groupBy(['recipient', 'activity', 'ground', 'fields']).orderBy('last', 'desc').limit(200).execute()
    return { since, items: rows.map(row => ({ ...row, fields: row.fields as PersonalData[], times: Number(row.times) })) }
  })
}
