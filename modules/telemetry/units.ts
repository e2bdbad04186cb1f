import { sql, type Expression, type RawBuilder } from 'kysely'

/** Values that a unit can have at all: lowest and highest, both inclusive. */
export interface Bounds {
  readonly unit: string
  readonly least: number
  readonly most: number
}

/**
 * No meter and no sensor of any unit shows more; what lies beyond is a fault of the device, and squares of it overflow
 * an aggregate.
 */
const mostOfAny = 1e12

/**
 * Far beyond what a device can measure, so that nothing real is refused: a large power station has 1e9 W, the highest
 * lines 1e6 V; registers of meters end at twelve digits; nothing is colder than absolute zero.
 */
const known: Readonly<Record<string, readonly [least: number, most: number]>> = {
  W: [-1e9, 1e9],
  V: [-1e6, 1e6],
  A: [-1e6, 1e6],
  '°C': [-273.15, 10_000],
  kWh: [-1e12, 1e12],
  'm³': [-1e12, 1e12],
}

/** What a value in this unit lies between; units that are not in the table have wide bounds. */
export function boundsOf(unit: string): Bounds {
  const [least, most] = known[unit] ?? [-mostOfAny, mostOfAny]
  return { unit, least, most }
}

/**
 * What a counter can have counted between two readings at most: so much at once, which is its coarsest step, and so
 * much an hour, which is a megawatt. A rise beyond is no consumption: the meter was exchanged, or read wrongly. Units
 * that are not in the table have no such bound.
 */
export const fastest: Readonly<Record<string, { readonly atOnce: number; readonly anHour: number }>> = {
  kWh: { atOnce: 10, anHour: 1000 },
  'm³': { atOnce: 10, anHour: 1000 },
}

/** Whether a counter in this unit can have gone from one reading to the other; a fall can be a reset. */
export function plausibleIn(
  unit: string,
): (
  before: { readonly at: number; readonly value: number },
  after: { readonly at: number; readonly value: number },
) => boolean {
  const bound = fastest[unit]
  return (before, after) =>
    !bound || after.value - before.value <= bound.atOnce + (bound.anHour * (after.at - before.at)) / 3_600_000
}

/**
 * The same in SQL, in the same steps so that both round alike: bounds to join by unit, and whether a step is beyond
 * them.
 */
export const bounds = sql`(values ${sql.join(Object.entries(fastest).map(([unit, { atOnce, anHour }]) => sql`(${unit}::text, ${atOnce}::float8, ${anHour}::float8)`))}) as fastest (unit, at_once, an_hour)`
export const isLeap = sql<boolean>`(pairs.value - pairs.before > fastest.at_once + fastest.an_hour * (extract(epoch from pairs.at - pairs.before_at) * 1000)::float8 / 3600000)`

/**
 * Whether a stored value is one that any unit can have. What came in before units had bounds lies there as it is, and
 * counts nowhere.
 */
export const believable = (value: Expression<number> | RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`(${value} between ${sql.lit(-mostOfAny)}::float8 and ${sql.lit(mostOfAny)}::float8)`
