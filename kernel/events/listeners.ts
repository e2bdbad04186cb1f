import { later, seconds, stillLasts } from '../clock/clock.ts'
import type { UsableActivity } from '../declare/activity.ts'
import { operation } from '../declare/activities.ts'
import { NoConsent } from '../enforce/consent-gate.ts'
import { isLost } from '../problems/errors.ts'
import type { Store } from '../store/store.ts'
import { person, platform, type Work } from '../store/work.ts'
import type { AnyEvent } from './events.ts'
import { lastPosition, lockedCursor, type Cursor, type OperationWork } from './order.ts'
import { dueAside, leaveAside, setAside } from './aside.ts'
import { EventSetAside } from './problems.ts'
import { eventAside, eventCursor, eventTable, personEvent } from './tables.ts'

/** Something that has happened, as a listener hears of it. */
export interface Happened {
  /** The name of the event. */
  readonly name: string
  readonly ids: Readonly<Record<string, string>>
  readonly subject?: string
  /** The tenant for which it was done, if any. */
  readonly tenant?: string
  readonly at: Date
}

/**
 * What a module does once something has happened. Each listener has a cursor of its own and hears of the events that it
 * names in the order of commit, each at least once. What it writes in its unit and the cursor are one transaction, so
 * that an effect in the store comes about once; what is to leave the house is handed over or queued in it.
 */
// any: listeners under all activities stand in one list
export interface EventListener<A extends UsableActivity = any> {
  /** `module.what-it-does`; its cursor bears this name, so it stays. */
  readonly name: string
  readonly events: readonly AnyEvent[]
  readonly under: A
  /**
   * Works for the person whom the event is about, else for the platform, and within the tenant for which it was announced. What it may not see it does not find: the rows
   * of somebody restricted, say. Where its activity rests on a consent that the person has not given, it is not called.
   */
  readonly does: (work: Work<A>, happened: Happened) => Promise<unknown>
  /** Tries before it goes past an event; each waits twice as long as the one before. */
  readonly tries?: number
  /** Works also while the clock is in doubt: by time it deletes nothing, ends nothing and lets nothing take effect. */
  readonly whateverTheClock?: true
}

export const listener = <A extends UsableActivity>(spec: EventListener<A>): EventListener<A> => {
  if (!/^[a-z][a-z-]*\.[a-z][a-z-]*$/.test(spec.name)) throw new Error(`'${spec.name}' names no listener: module.does`)
  return spec
}

/** What one look came to. */
export type Look =
  /** It handled one, and there may be more. */
  | 'handled'
  /** Nothing is left for it. */
  | 'nothing'
  /** It waits for its next try, or another process is at it. */
  | 'waits'

interface Placed extends Omit<Happened, 'tenant'> {
  readonly tenant: string | null
  readonly position: number
}

/** The event that a look is about, and whether that was set aside before. */
interface At {
  event?: Placed
  aside: boolean
}

/** Handles the next event of a listener, in one transaction. `failed` is told of what went wrong. */
export async function handleNext(store: Store, one: EventListener, failed: (error: unknown) => void): Promise<Look> {
  const at: At = { aside: false }
  try {
    return await store.under(operation, platform, work => next(work, one, at))
  } catch (error) {
    // Also what fails with the commit is a try.
    if (!at.event || isLost(error)) throw error
    const { name, position } = at.event
    const isAside = at.aside || (await putOff(store, one, position))
    if (at.aside) await leaveAside(store, one, position)
    failed(isAside ? new EventSetAside(one.name, name, error) : error)
    return isAside ? 'handled' : 'waits'
  }
}

async function next(work: OperationWork, one: EventListener, at: At): Promise<Look> {
  // Before the events, so that all up to this position are seen.
  const last = await lastPosition(work)
  const cursor = await heldCursor(work, one)
  if (!cursor) return 'waits'
  if (await takesUp(work, one, at)) return 'handled'
  if (stillLasts(cursor.dueAt, work.now, pauseAfter(cursor.tries))) return 'waits'
  const event = await after(work, one, cursor.position)
  if (event) await handle(work, one, event, at)
  const position = event?.position ?? last
  if (position !== cursor.position || cursor.tries > 0)
    await moveTo(work, one.name, { position, failing: null, tries: 0, dueAt: null })
  return event ? 'handled' : 'nothing'
}

/** Nothing where another process is at it. */
async function heldCursor(work: OperationWork, { name }: EventListener): Promise<Cursor | undefined> {
  const free = await work
    .over(eventCursor)
    .selectFrom('obhut.event_cursor')
    .selectAll()
    .where('listener', '=', name)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (free) return free
  const held = await work
    .over(eventCursor)
    .selectFrom('obhut.event_cursor')
    .select('listener')
    .where('listener', '=', name)
    .executeTakeFirst()
  return held ? undefined : lockedCursor(work, name)
}

const moveTo = (work: OperationWork, name: string, to: Omit<Cursor, 'listener'>): Promise<unknown> =>
  work.over(eventCursor).updateTable('obhut.event_cursor').set(to).where('listener', '=', name).execute()

/** Handles one that was set aside and is to be tried once more; whether there is one. */
async function takesUp(work: OperationWork, one: EventListener, at: At): Promise<boolean> {
  const aside = await dueAside(work, one)
  if (!aside) return false
  at.aside = true
  const event = await after(work, one, aside.position - 1, aside.position)
  if (event) await handle(work, one, event, at)
  await work.over(eventAside).deleteFrom('obhut.event_aside').where('id', '=', aside.id).execute()
  return true
}

async function handle(work: OperationWork, one: EventListener, event: Placed, at: At): Promise<void> {
  at.event = event
  const { position: _, tenant: of, ...what } = event
  const tenant = of ?? undefined
  const happened = { ...what, ...(tenant !== undefined && { tenant }) }
  const who =
    event.subject === undefined
      ? { ...platform, ...(tenant !== undefined && { tenant }) }
      : person(event.subject, tenant)
  let called = false
  try {
    await work.under(one.under as UsableActivity, who, inner => {
      called = true
      return one.does(inner, happened)
    })
  } catch (error) {
    // There is nothing to be done about somebody who did not consent to it.
    if (called || !(error instanceof NoConsent)) throw error
  }
}

/** The first event for a listener after a position, of both tables. */
async function after(
  work: OperationWork,
  { events }: EventListener,
  position: number,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<Placed | undefined> {
  const names = ['', ...events.map(({ name }) => name)]
  const [other, about] = await Promise.all([
    work
      .over(eventTable)
      .selectFrom('obhut.event')
      .select(['name', 'ids', 'tenant', 'at', 'position'])
      .where('position', '>', position)
      .where('position', '<=', upTo)
      .where('name', 'in', names)
      .orderBy('position')
      .limit(1)
      .executeTakeFirst(),
    work
      .over(personEvent)
      .selectFrom('obhut.person_event')
      .select(['name', 'ids', 'tenant', 'at', 'position', 'subject'])
      .where('position', '>', position)
      .where('position', '<=', upTo)
      .where('name', 'in', names)
      .orderBy('position')
      .limit(1)
      .executeTakeFirst(),
  ])
  const [first] = [other, about]
    .filter(row => row !== undefined)
    .toSorted((one, another) => (one.position ?? 0) - (another.position ?? 0))
  // as: the database holds them to ids, and a row that was compared has a position
  return first as Placed | undefined
}

const pauseAfter = (tries: number): number => seconds(5) * 2 ** tries

/** Waits before the next try; goes past the event after the last, and says so. */
async function putOff(store: Store, one: EventListener, position: number): Promise<boolean> {
  return store.under(operation, platform, async work => {
    const cursor = await lockedCursor(work, one.name)
    // Another process has gone on meanwhile, or it is rebuilt.
    if (cursor.position >= position) return false
    const tries = cursor.failing === position ? cursor.tries + 1 : 1
    if (tries < (one.tries ?? 8)) {
      const dueAt = later(work.now, pauseAfter(tries))
      await moveTo(work, one.name, { position: cursor.position, failing: position, tries, dueAt })
      return false
    }
    await setAside(work, one, position)
    await moveTo(work, one.name, { position, failing: null, tries: 0, dueAt: null })
    return true
  })
}

/**
 * Has a listener hear anew of all events that are still there, from the first on. Take away what it made of them in the
 * same unit; it waits for the event that is being handled.
 */
export const fromTheStart = (work: Work, { name }: EventListener): Promise<void> =>
  work.under(operation, platform, async inner => {
    await lockedCursor(inner, name)
    await moveTo(inner, name, { position: 0, failing: null, tries: 0, dueAt: null })
    await inner.over(eventAside).deleteFrom('obhut.event_aside').where('listener', '=', name).execute()
  })
