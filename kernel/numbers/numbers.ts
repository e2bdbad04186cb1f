import { operation } from '../declare/activities.ts'
import { platform, type Work } from '../store/work.ts'
import { seriesTable } from './tables.ts'

/**
 * Numbers without gaps: invoices and the like. A sequence of PostgreSQL does not serve, as a transaction that is rolled
 * back keeps its number.
 */
export interface Series<C extends Counts = Counts> {
  readonly name: string
  /** Whether it begins anew with each year. */
  readonly counts: C
  /** What it numbers, and why without gaps. */
  readonly numbers: string
  readonly [declared]: true
}
export type Counts = 'each year' | 'on and on'
declare const declared: unique symbol

const all = new WeakSet<Series>()

/**
 * Declares a series, by the name of its module and its own. It is a value that the module keeps beside its tables; two
 * of one name are the same series.
 *
 *     const invoices = series('shop.invoice', {
 *       counts: 'each year',
 *       numbers: 'invoices: section 14(4) no. 4 UStG',
 *     })
 */
export function series<const C extends Counts>(
  name: `${string}.${string}`,
  spec: { readonly counts: C; readonly numbers: string },
): Series<C> {
  if (!/^[a-z][a-z-]*\.[a-z][a-z-]*$/.test(name)) throw new Error(`'${name}' names no series: module.thing`)
  const made = Object.freeze({ name, ...spec }) as Series<C> // the symbol is for the types alone
  all.add(made)
  return made
}

export type Wanted<C extends Counts = Counts> = {
  readonly series: Series<C>
  /** A series of its own for each tenant. */
  readonly tenant?: string
} & (C extends 'each year' ? { readonly year: number } : { readonly year?: never })

/**
 * The next whole number of a series, from 1, in the transaction of this unit of work: with its commit the number is
 * used, rolled back it goes to whoever asks next, also where a process dies in between.
 *
 * From here to the commit nobody else gets a number of the same series, year and tenant: whoever asks waits. So ask
 * last, write the row that bears the number, and come to the end; never send or wait for anything with a number in hand.
 * A unit that needs numbers of several series asks for them in the same order everywhere, or two units may each wait for
 * the other (PostgreSQL ends one of them; it can be run again).
 *
 * Whether rows lack in between cannot be told from here: rows that bore numbers go once their period is over, and which
 * rows those were nobody keeps. So the proof says nothing about gaps. A unique index over number, year and tenant in the
 * table that bears them is the module's, and refuses what a counter set back by hand would give twice. A backup that is
 * restored holds counter and rows of one moment; numbers that were given after that moment are given again, and what went
 * out under them has to be entered anew first.
 */
export async function nextNumber<C extends Counts>(work: Work, wanted: Wanted<C>): Promise<number> {
  const { series: one, year, tenant } = wanted as Wanted & { readonly year?: number }
  if (!all.has(one)) throw new Error('numbers are given of a declared series alone: series(…)')
  if ((year === undefined) !== (one.counts === 'on and on'))
    throw new Error(`'${one.name}' counts ${one.counts}${year === undefined ? ', and no year was given' : ''}`)
  if (year !== undefined && !(Number.isInteger(year) && year >= 1 && year <= 9999))
    throw new Error(`'${one.name}' counts each year, and what was given is none: a whole number from 1 to 9999`)
  return work.under(operation, platform, async inner => {
    const { last } = await inner
      .over(seriesTable)
      .insertInto('obhut.series')
      .values({ name: one.name, year: year ?? null, tenant: tenant ?? null, last: 1 })
      .onConflict(conflict =>
        conflict.columns(['name', 'year', 'tenant']).doUpdateSet(eb => ({ last: eb('obhut.series.last', '+', 1) })),
      )
      .returning('last')
      .executeTakeFirstOrThrow()
    return last
  })
}
