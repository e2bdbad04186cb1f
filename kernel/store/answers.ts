import type { Units } from './units.ts'
import { wholeOf } from './whole.ts'

/** Whether the database answers, on a connection that everyday work does not hold. */
export const answers = (units: Units): Promise<boolean> =>
  wholeOf(units).desk('proof', async client => (await client.query('select 1')).rowCount === 1)
