import { setImmediate, setTimeout } from 'node:timers/promises'
import { minutes } from '../clock/clock.ts'
import type { Store } from '../store/store.ts'
import { lanes, type Lane, type Slots } from './lanes.ts'
import { countRun, exchange, giveBack, inTrouble, mayRun, renew, type Lease, type Leased } from './leases.ts'
import { JobNeverCameBack } from './problems.ts'
import { noTenant, type Job } from './queue.ts'
import { begin, type Run } from './running.ts'

/** Works through the queue in this process. */
export interface Worker {
  /** Has it look whether something is due, in one lane or in all. */
  wake(lane?: Lane): void
  /** Comes back when nothing is left that is due. */
  idle(): Promise<void>
  /** Has leases go on. */
  renew(): Promise<void>
  /** Begins nothing more, waits so long for what runs (in milliseconds), and gives back the rest. */
  stop(patience: number): Promise<void>
}

export interface WorkerOptions {
  readonly store: Store
  readonly jobs: readonly Job[]
  readonly slots: Slots
  /** How long a lease lasts, in milliseconds of the kernel's clock. */
  readonly lasts: number
  readonly failed: (name: string, error: unknown) => void
  readonly worked: (name: string) => void
}

interface Held {
  readonly leased: Leased
  readonly job: Job
  readonly place: Place
  attempts: number
  run?: Run
}

/** What a process holds of one lane. */
interface Place {
  readonly lane: Lane
  readonly slots: number
  /** Somebody said that there may be more. */
  wanted: boolean
  readonly waiting: Held[]
  /** How many run, by job. */
  readonly running: Map<Job, number>
  /** Jobs that it leases ahead: more while they are quick, none beyond its slots while they are slow. */
  ahead: number
  leasedAt: number
  behind: string
}

const runningIn = ({ running }: Place): number => [...running.values()].reduce((sum, one) => sum + one, 0)

/** Jobs leased ahead at most. What somebody waits for is never leased ahead: another process may have a free slot. */
const mostAhead = 200
const usualWithin = minutes(5)
const usualTries = 10

/** Any number of processes may do so: each job is leased to one, and a lease that is not renewed goes to another. */
export function workerOf({ store, jobs, slots, lasts, failed: tell, worked }: WorkerOptions): Worker {
  const byName = new Map(jobs.map(job => [job.name, job]))
  // An earlier process may have left some in trouble.
  const troubled = new Set(byName.keys())
  const places: readonly Place[] = lanes.map(lane => ({
    lane,
    slots: slots[lane],
    wanted: false,
    waiting: [],
    running: new Map(),
    ahead: 0,
    leasedAt: 0,
    behind: noTenant,
  }))
  const held = new Map<string, Held>()
  const done: (Lease & { readonly name: string })[] = []
  let turn: Promise<void> | undefined
  /** `failing` until somebody has it look again; `ended` once nobody waits for what still runs. */
  let [failing, stopped, ended] = [false, false, false]
  const waitingForRest = new Set<() => void>()

  const failed = (name: string, error: unknown): void => {
    troubled.add(name)
    tell(name, error)
  }
  const isFree = (place: Place, job: Job): boolean =>
    job.atOnce === undefined || (place.running.get(job) ?? 0) < job.atOnce
  /** What waits for others of its kind keeps nobody else from the places that are left. */
  function room(place: Place): number {
    const next = place.waiting.filter(({ job }) => isFree(place, job)).length
    return next > place.ahead / 2 ? 0 : Math.max(0, place.slots + place.ahead - next - runningIn(place))
  }
  const asks = (): Place[] => (stopped ? [] : places.filter(place => place.wanted && room(place) > 0))

  /** Finished jobs and free slots go to the database together; while it answers, the next ones gather. */
  async function rounds(): Promise<void> {
    await setImmediate()
    for (let asking = asks(); asking.length || done.length; asking = asks()) {
      const finished = done.splice(0)
      try {
        await oneRound(asking, finished)
      } catch (error) {
        done.push(...finished)
        failing = true
        failed('queue', error)
        return
      }
    }
    worked('queue')
  }
  async function oneRound(asking: readonly Place[], finished: typeof done): Promise<void> {
    const mayBe = [...byName.values()].filter(job => mayRun(job, store))
    const wanted = asking.map(place => ({
      lane: place.lane,
      most: room(place),
      behind: place.behind,
      known: mayBe.filter(job => isFree(place, job)).map(({ name }) => name),
    }))
    for (const place of asking) place.wanted = false
    const leased = await exchange(store, finished, wanted, lasts)
    for (const [at, place] of asking.entries()) {
      const { rows, behind } = leased[at]! // one for each that was asked
      take(place, rows, rows.length >= wanted[at]!.most)
      place.behind = behind
    }
    await seeWhoRecovered(finished)
  }
  function take(place: Place, rows: readonly Leased[], full: boolean): void {
    if (full) place.wanted = true
    const now = performance.now()
    const quick = now - place.leasedAt < 250
    place.ahead =
      place.lane === 'interactive' || !full || !quick ? 0 : Math.min(mostAhead, Math.max(place.slots, place.ahead * 2))
    place.leasedAt = now
    for (const leased of rows) {
      const job = byName.get(leased.name)! // only those were asked for
      const before = held.get(leased.id)
      // The clock was moved on past our own lease: that is still running here.
      if (before) before.attempts = leased.attempts
      else {
        const one = { leased, job, place, attempts: leased.attempts }
        held.set(leased.id, one)
        place.waiting.push(one)
      }
    }
    fill(place)
  }
  function fill(place: Place): void {
    while (!stopped && runningIn(place) < place.slots) {
      const at = place.waiting.findIndex(({ job }) => isFree(place, job))
      const [next] = at < 0 ? [] : place.waiting.splice(at, 1)
      if (!next) return
      place.running.set(next.job, (place.running.get(next.job) ?? 0) + 1)
      void run(next).finally(() => {
        place.running.set(next.job, (place.running.get(next.job) ?? 1) - 1)
        // Others of its kind were not asked for while it ran.
        if (next.job.atOnce !== undefined) place.wanted = true
        if (held.get(next.leased.id) === next) held.delete(next.leased.id)
        fill(place)
        poke()
      })
    }
  }
  async function run(one: Held): Promise<void> {
    const { leased, job } = one
    const tries = job.tries ?? usualTries
    try {
      if (leased.lapsed) {
        if (leased.failures >= tries) throw new JobNeverCameBack()
        await countRun(store, leased)
      }
      one.run = begin(
        job,
        leased.payload,
        job.within ?? usualWithin,
        leased.forTenant === noTenant ? undefined : leased.forTenant,
      )
      await one.run.end
      if (leased.failures > 0 || leased.lapsed) troubled.add(job.name)
      finish(one)
    } catch (error) {
      if (ended) return
      failed(job.name, error)
      void one.run?.lateEnd.then(well => {
        if (well) finish(one)
      })
      await giveBack(
        store,
        { id: leased.id, attempts: one.attempts },
        { failures: leased.failures + 1, tries, error },
      ).catch(problem => {
        failed('queue', problem)
      })
    }
  }
  /** Under its lease alone: whoever has it by now goes on. */
  function finish({ leased: { id, name }, attempts }: Held): void {
    if (ended) return
    done.push({ id, attempts, name })
    poke()
  }
  async function seeWhoRecovered(finished: readonly { readonly name: string }[]): Promise<void> {
    const names = [...new Set(finished.map(({ name }) => name))].filter(name => troubled.has(name))
    if (names.length === 0) return
    const still = await inTrouble(store, names)
    for (const name of names)
      if (!still.has(name)) {
        troubled.delete(name)
        worked(name)
      }
  }
  function poke(): void {
    if (turn) return
    if (failing || (asks().length === 0 && done.length === 0)) {
      if (held.size === 0) {
        for (const resting of waitingForRest) resting()
        waitingForRest.clear()
      }
      return
    }
    turn = rounds().finally(() => {
      turn = undefined
      poke()
    })
  }
  const idle = (): Promise<void> =>
    new Promise(resolve => {
      waitingForRest.add(resolve)
      poke()
    })
  /** Leases go on, or end now. */
  const keep = async (some: readonly Held[], lasts: number): Promise<void> => {
    const leases = some.map(({ leased: { id }, attempts }) => ({ id, attempts }))
    if (leases.length)
      await renew(store, leases, lasts).catch(error => {
        failed('queue', error)
      })
  }
  /** What was leased ahead and not begun goes to others at once, and what does not end in time as well. */
  async function stop(patience: number): Promise<void> {
    stopped = true
    while (turn) await turn
    const notBegun = places.flatMap(({ waiting }) => waiting.splice(0))
    for (const { leased } of notBegun) held.delete(leased.id)
    await keep(notBegun, 0)
    await Promise.race([idle(), setTimeout(patience, undefined, { ref: false })])
    for (const { run } of held.values()) run?.abort()
    if (held.size) await Promise.race([idle(), setTimeout(100, undefined, { ref: false })])
    ended = true
    await keep([...held.values()], 0)
  }
  return {
    wake(lane) {
      if (stopped) return
      for (const place of places) if (lane === undefined || place.lane === lane) place.wanted = true
      failing = false
      poke()
    },
    idle,
    renew: () => keep([...held.values()], lasts),
    stop,
  }
}
