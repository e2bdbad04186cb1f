import { sql } from 'kysely'
import { operation } from '../declare/activities.ts'
import { byHand } from '../store/by-hand.ts'
import type { Store } from '../store/store.ts'
import { platform, type Work } from '../store/work.ts'
import { eventCursor, eventTable, personEvent } from './tables.ts'

export type OperationWork = Work<typeof operation>

export interface Cursor {
  readonly listener: string
  readonly position: number
  readonly failing: number | null
  readonly tries: number
  readonly dueAt: Date | null
}

/** Under this name stands the last position that was given. */
export const end = 'end'
const mostAtOnce = 500

/**
 * Gives positions to events whose transactions have committed. What is seen now comes before what will be seen later;
 * what is seen at once keeps the order of announcing. Answers the last position. A sequence alone would not do: its
 * numbers commit out of order, and a cursor would go past what commits late. One process at a time does so.
 */
export async function giveOrder(store: Store): Promise<number> {
  for (;;) {
    const given = await store.under(operation, platform, giveSome)
    if (!given.more) return given.last
  }
}

async function giveSome(work: OperationWork): Promise<{ readonly more: boolean; readonly last: number }> {
  if ((await arrived(work, 1)).length === 0) return { more: false, last: await lastPosition(work) }
  const last = await lockedCursor(work, end)
  // Looked for again, in a statement that began under the lock.
  const events = await arrived(work, mostAtOnce)
  if (events.length === 0) return { more: false, last: last.position }
  const placed = events.map((one, index) => ({ ...one, position: last.position + 1 + index }))
  const [people, others] = [placed.filter(one => one.about), placed.filter(one => !one.about)]
  if (others.length)
    await byHand(
      work.over(eventTable),
      { reads: [eventTable], writes: eventTable },
      sql`update obhut.event set position = v.given from ${positions(others)} where obhut.event.id = v.of`,
    )
  if (people.length)
    await byHand(
      work.over(personEvent),
      { reads: [personEvent], writes: personEvent },
      sql`update obhut.person_event set position = v.given from ${positions(people)} where obhut.person_event.id = v.of`,
    )
  const given = last.position + placed.length
  await work
    .over(eventCursor)
    .updateTable('obhut.event_cursor')
    .set({ position: given })
    .where('listener', '=', end)
    .execute()
  return { more: events.length === mostAtOnce, last: given }
}

const positions = (placed: readonly { readonly id: string; readonly position: number }[]) =>
  sql`unnest(${placed.map(one => one.id)}::uuid[], ${placed.map(one => one.position)}::bigint[]) as v (of, given)`

async function arrived(work: OperationWork, most: number): Promise<{ id: string; about: boolean }[]> {
  const [others, people] = await Promise.all([
    work
      .over(eventTable)
      .selectFrom('obhut.event')
      .select(['id', 'announced'])
      .where('position', 'is', null)
      .orderBy('announced')
      .limit(most)
      .execute(),
    work
      .over(personEvent)
      .selectFrom('obhut.person_event')
      .select(['id', 'announced'])
      .where('position', 'is', null)
      .orderBy('announced')
      .limit(most)
      .execute(),
  ])
  return [...others.map(one => ({ ...one, about: false })), ...people.map(one => ({ ...one, about: true }))]
    .toSorted((one, other) => (one.announced ?? 0) - (other.announced ?? 0))
    .slice(0, most)
}

/** The cursor of a listener, made at its first look; nobody else moves it until this transaction ends. */
export async function lockedCursor(work: OperationWork, listener: string): Promise<Cursor> {
  const held = (): Promise<Cursor | undefined> =>
    work
      .over(eventCursor)
      .selectFrom('obhut.event_cursor')
      .selectAll()
      .where('listener', '=', listener)
      .forUpdate()
      .executeTakeFirst()
  const known = await held()
  if (known) return known
  await work
    .over(eventCursor)
    .insertInto('obhut.event_cursor')
    .values({ listener, position: 0, tries: 0 })
    .onConflict(conflict => conflict.column('listener').doNothing())
    .execute()
  const made = await held()
  if (!made) throw new Error('a cursor that was just made is not there')
  return made
}

/** The last position that was given: all up to it have committed. */
export const lastPosition = async (work: OperationWork): Promise<number> =>
  (
    await work
      .over(eventCursor)
      .selectFrom('obhut.event_cursor')
      .select('position')
      .where('listener', '=', end)
      .executeTakeFirst()
  )?.position ?? 0
