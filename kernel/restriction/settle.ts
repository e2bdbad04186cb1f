import type { ClientBase } from 'pg'
import { settlePseudonyms } from '../pseudonyms/settle.ts'
import type { Units } from '../store/units.ts'
import { settleParts } from './set-aside.ts'

/**
 * After an objection or a restriction began or ended: has the person's parts of others' rows, and rows behind pseudonyms,
 * bear what stands against working with them. Whoever calls it is alone with the person.
 */
export async function settleStops(client: ClientBase, store: Units, subject: string): Promise<void> {
  await settleParts(client, store.declarations, subject)
  await settlePseudonyms(client, store, subject)
}
