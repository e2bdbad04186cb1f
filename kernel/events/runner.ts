import { operation } from '../declare/activities.ts'
import { minutes } from '../clock/clock.ts'
import type { Store } from '../store/store.ts'
import { wakeUps } from './events.ts'
import { anyAside, takeUpAgain } from './aside.ts'
import { handleNext, type EventListener } from './listeners.ts'
import { end, giveOrder } from './order.ts'
import { EventSetAside } from './problems.ts'
import type { KindOfProblem } from '../problems/problem.ts'

export interface EventRunner {
  readonly listeners: readonly EventListener[]
  /** Handles all that can be handled now, and comes back when nothing is left that is due. */
  drain(): Promise<void>
  stop(): Promise<void>
}

export interface EventRunnerOptions {
  readonly store: Store
  readonly listeners: readonly EventListener[]
  /** Told of what failed, with the listener's name only; the error holds no values. */
  readonly failed: (name: string, error: unknown) => void
  /** Told of a listener that has nothing left that it could not handle. */
  readonly worked?: (name: string) => void
  /** Told that nothing is set aside any more. */
  readonly over?: (problem: KindOfProblem, listener: string) => void
  /** How often to look, in milliseconds of the machine. */
  readonly look?: number
}

/**
 * Handles events in this process, each listener by itself, so that a slow one holds up no other. Any number of
 * processes may do so: one at a time is at a listener.
 */
export function runEvents({
  store,
  listeners: known,
  failed,
  worked = () => {},
  over = () => {},
  look = 1000,
}: EventRunnerOptions): EventRunner {
  const twice = known.find((one, place) => known.findIndex(({ name }) => name === one.name) !== place)
  if (twice) throw new Error(`two listeners are called '${twice.name}'`)
  const running = new Map<EventListener, Promise<void>>()
  let ordering: Promise<void> | undefined
  let [again, stopped, tookUp] = [false, false, false]
  /** Listeners that were through with all up to a position, and those of which nothing is set aside. */
  const through = new Map<EventListener, number>()
  const clear = new Set<EventListener>()
  let [looks, latest] = [0, 0]
  /** By the kernel's clock. */
  let tidied = 0

  const mayRun = ({ under, whateverTheClock }: EventListener): boolean =>
    store.inForce.states(under.name) && (whateverTheClock === true || store.clock.inDoubt === undefined)

  async function handleAll(one: EventListener, last: number): Promise<void> {
    let well = true
    while (!stopped && mayRun(one)) {
      const looked = await handleNext(store, one, error => {
        well = false
        clear.delete(one)
        failed(one.name, error)
      })
      if (looked === 'waits') return
      if (looked === 'handled') continue
      through.set(one, last)
      if (well) await isWell(one)
      return
    }
  }
  async function isWell(one: EventListener): Promise<void> {
    worked(one.name)
    if (clear.has(one) || (await anyAside(store, one))) return
    clear.add(one)
    over(EventSetAside, one.name)
  }
  const begin = (one: EventListener, last: number): void => {
    if (running.has(one) || through.get(one) === last) return
    const done = handleAll(one, last)
      .catch(error => {
        failed(one.name, error)
      })
      .finally(() => {
        running.delete(one)
        // There came more while it was at its last look.
        if (latest !== last) begin(one, latest)
      })
    running.set(one, done)
  }
  async function round(): Promise<void> {
    if (!tookUp) {
      for (const one of known) await takeUpAgain(store, one)
      tookUp = true
    }
    do {
      again = false
      // Another process may have taken one up again, or begun one anew.
      if (looks++ % 10 === 0) through.clear()
      latest = await giveOrder(store)
      for (const one of known) begin(one, latest)
      await tidyWhenDue()
    } while (again && !stopped)
  }
  async function tidyWhenDue(): Promise<void> {
    const now = store.clock.now().getTime()
    if (store.clock.inDoubt !== undefined || Math.abs(now - tidied) < minutes(1)) return
    await tidy(store, known.filter(mayRun))
    tidied = now
  }
  const wake = (): void => {
    if (stopped) return
    again = true
    ordering ??= round()
      .then(
        () => {
          worked('order')
        },
        error => {
          failed('order', error)
        },
      )
      .finally(() => {
        ordering = undefined
        if (again) wake()
      })
  }
  wakeUps.add(wake)
  const timer = setInterval(wake, look)
  timer.unref()
  const rest = async (): Promise<void> => {
    while (ordering || running.size) await Promise.all([ordering, ...running.values()])
  }
  return {
    listeners: known,
    async drain() {
      // What was being handled as this began may have looked before the last event had its position.
      for (let round = 0; round < 2; round++) {
        tidied = 0
        through.clear()
        wake()
        await rest()
      }
    },
    async stop() {
      stopped = true
      clearInterval(timer)
      wakeUps.delete(wake)
      await rest()
    },
  }
}

/**
 * Marks what all listeners are past, so that the sweep takes it once its period is over; likewise what none will hear of,
 * as its person objected to it, or as the listener that set it aside is gone. As the sweep, which sees those rows, too.
 */
const tidy = (store: Store, known: readonly EventListener[]): Promise<void> =>
  store.desk('sweep', async (client, now) => {
    const names = known.map(({ name }) => name)
    const { rows } = await client.query<{ listener: string; position: number }>(
      'select listener, position from obhut.event_cursor where listener = any($1)',
      [[end, ...names]],
    )
    // Whoever has not looked yet is past nothing.
    const past = Math.min(...[end, ...names].map(name => rows.find(({ listener }) => listener === name)?.position ?? 0))
    const isPast = `handled_at is null and position <= $2 and not exists (select from obhut.event_aside a where a.position = e.position and a.listener = any($3))`
    for (const kept of ['obhut.event', 'obhut.person_event'])
      await client.query(`update ${kept} e set handled_at = $1 where ${isPast}`, [now, past, names])
    await client.query(
      `update obhut.person_event e set handled_at = $1 where handled_at is null and position is null
        and exists (select from obhut.objection o where o.subject = e.subject and o.activity = $2 and o.stops)`,
      [now, operation.name],
    )
  })
