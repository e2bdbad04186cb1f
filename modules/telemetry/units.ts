import { sql, type Expression, type RawBuilder } from 'kysely'

/** Values that a unit can have at all: lowest and highest, both inclusive. */
export interface Bounds { readonly unit: string, readonly least: number, readonly most: number }

/** No meter and no sensor of any unit shows more; what lies beyond is a fault of the device, and squares of it overflow an aggregate. */
const mostOfAny = 1e12

/**
 * Far beyond what a device can measure, so that nothing real is refused: a large power station has 1e9 W, the highest lines 1e6 V; registers of
 * meters end at twelve digits; nothing is colder than absolute zero.
 */
const known: Readonly<Record<string, readonly [least: number, most: number]>> = {
  'W': [-1e9, 1e9], 'V': [-1e6, 1e6], 'A': [-1e6, 1e6], '°C': [-273.15, 10_000], 'kWh': [-1e12, 1e12], 'm³': [-1e12, 1e12],
}

/** What a value in this unit lies between; units that are not in the table have wide bounds. */
export function boundsOf(unit: string): Bounds {
  const [least, most] = known[unit] ?? [-mostOfAny, mostOfAny]
  return { unit, least, most }
}

/** Whether a stored value is one that any unit can have. What came in before units had bounds lies there as it is, and counts nowhere. */
export const believable = (value: Expression<number> | RawBuilder<unknown>): RawBuilder<boolean> => sql<boolean>`(${value} between ${sql.lit(-mostOfAny)}::float8 and ${sql.lit(mostOfAny)}::float8)`
