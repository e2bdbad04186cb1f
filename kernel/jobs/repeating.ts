import { setTimeout } from 'node:timers/promises'
import { hours, later, seconds } from '../clock/clock.ts'
import { operation } from '../declare/activities.ts'
import type { Store } from '../store/store.ts'
import { platform, type Work } from '../store/work.ts'
import { mayRun } from './leases.ts'
import type { Job } from './queue.ts'
import { begin, type Run } from './running.ts'
import { repeatingJob } from './tables.ts'

/** Runs again and again what repeats. */
export interface Repeating {
  /** Begins what is due, and comes back once each has ended or has been let go on by itself. */
  look(): Promise<void>
  /** The same, and comes back once all of it has ended. */
  settled(): Promise<void>
  /** What mends what a wrong clock left behind is due now. */
  mendNow(): void
  renew(): Promise<void>
  stop(patience: number): Promise<void>
}

export interface RepeatingOptions {
  readonly store: Store
  readonly jobs: readonly Job[]
  readonly lasts: number
  readonly failed: (name: string, error: unknown) => void
  readonly worked: (name: string) => void
}

interface One {
  readonly job: Job
  readonly every: number
  /** By the kernel's clock. */
  next: number
  /** Since this process began it has not run here. */
  first: boolean
  running?: Promise<void>
  run?: Run
  turn?: number
}

/** One waits so long for another to end, in milliseconds of the machine; what takes longer goes on beside the rest. */
const patienceWithOthers = 1000
/** How long a run may take where the job says nothing: a sweep goes through a whole store. */
const usualWithin = hours(12)

/**
 * Whatever repeats runs once in its interval, whichever process does it, and once more as a process begins, whose
 * mends and settings may be new. What deals with a process's own memory runs in each.
 */
export function repeatingIn({ store, jobs, lasts, failed, worked }: RepeatingOptions): Repeating {
  const now = (): number => store.clock.now().getTime()
  const all: One[] = jobs.flatMap(job =>
    job.every === undefined
      ? []
      : [{ job, every: job.every, next: job.first === undefined ? 0 : now() + job.first, first: true }],
  )
  let looking: Promise<void> | undefined
  let [stopped, ended] = [false, false]

  const longest = ({ job, every }: One): number => Math.max(every, job.first ?? 0)
  function isDue(one: One): boolean {
    // The clock was ahead and was set right: what ran by the wrong one is not due only then.
    if (one.next - now() > longest(one)) one.next = now()
    return !one.running && now() >= one.next && mayRun(one.job, store)
  }
  async function round(): Promise<void> {
    const due = all.filter(isDue)
    await claim(due.filter(({ job }) => !job.inEachProcess))
    for (const one of due) {
      if (stopped || one.running || !(one.job.inEachProcess || one.turn !== undefined)) continue
      one.running = runOne(one).finally(() => {
        delete one.running
      })
      await Promise.race([one.running, setTimeout(patienceWithOthers, undefined, { ref: false })])
    }
  }
  /** Those that are this process's to run now have their turn; of the others it knows when to look again. */
  async function claim(due: readonly One[]): Promise<void> {
    if (due.length === 0) return
    try {
      const [begins, goOn] = [due.filter(one => one.first), due.filter(one => !one.first)]
      const won = [
        ...(await claimed(store, begins, lasts, 'due or not')),
        ...(await claimed(store, goOn, lasts, 'due')),
      ]
      for (const { name, turn } of won) for (const one of due) if (one.job.name === name) one.turn = turn
      const lost = due.filter(({ turn }) => turn === undefined)
      const states = await statesOf(store, lost)
      for (const one of lost) {
        const state = states.find(({ name }) => name === one.job.name)
        const until = state?.leasedUntil?.getTime() ?? 0
        const due = state?.dueAt.getTime() ?? 0
        // Whoever has it may be killed; whatever was due by a wrong clock is due.
        if (until > now()) one.next = Math.min(until, now() + seconds(5))
        else if (due - now() > longest(one)) one.first = true
        else one.next = due
      }
    } catch (error) {
      failed('queue', error)
    }
  }
  async function runOne(one: One): Promise<void> {
    const { job, every } = one
    const began = store.clock.now()
    one.next = began.getTime() + every
    one.first = false
    one.run = begin(job, {}, job.within ?? usualWithin)
    await one.run.end.then(
      () => {
        if (!ended) worked(job.name)
      },
      error => {
        if (!ended) failed(job.name, error)
      },
    )
    delete one.run
    if (one.turn === undefined || ended) return
    const turn = one.turn
    delete one.turn
    await finished(store, { name: job.name, turn, ranAt: began, dueAt: later(began, every) }).catch(error => {
      failed('queue', error)
    })
  }
  const look = (): Promise<void> =>
    (looking ??= round().finally(() => {
      looking = undefined
    }))
  const running = (): One[] => all.filter(one => one.running)
  const keep = async (some: readonly One[], lasts: number): Promise<void> => {
    await renewed(store, some, lasts).catch(error => {
      failed('queue', error)
    })
  }
  const allEnded = async (): Promise<void> => {
    while (running().length) await Promise.all(running().map(one => one.running))
  }
  return {
    look: () => (stopped ? Promise.resolve() : look()),
    async settled() {
      if (looking) await looking
      if (!stopped) await look()
      await allEnded()
    },
    mendNow() {
      for (const one of all) if (one.job.afterDoubt) [one.next, one.first] = [0, true]
    },
    renew: () => keep(all, lasts),
    async stop(patience) {
      stopped = true
      await looking
      await Promise.race([allEnded(), setTimeout(patience, undefined, { ref: false })])
      for (const { run } of running()) run?.abort()
      if (running().length) await Promise.race([allEnded(), setTimeout(100, undefined, { ref: false })])
      ended = true
      await keep(all, 0)
    },
  }
}

const inUnit = <R>(store: Store, work: (work: Work<typeof operation>) => Promise<R>): Promise<R> =>
  store.under(operation, platform, work)

const claimed = async (
  store: Store,
  some: readonly One[],
  lasts: number,
  when: 'due' | 'due or not',
): Promise<{ name: string; turn: number }[]> =>
  some.length === 0
    ? []
    : inUnit(store, work =>
        work
          .over(repeatingJob)
          .insertInto('obhut.repeating_job')
          .values(
            some.map(({ job: { name } }) => ({
              name,
              dueAt: work.now,
              turn: 1,
              leasedUntil: later(work.now, lasts),
              ranAt: null,
            })),
          )
          .onConflict(conflict =>
            conflict
              .column('name')
              .doUpdateSet(eb => ({
                leasedUntil: later(work.now, lasts),
                turn: eb('obhut.repeating_job.turn', '+', 1),
              }))
              .where(eb =>
                eb.and([
                  eb.or([
                    eb('obhut.repeating_job.leasedUntil', 'is', null),
                    eb('obhut.repeating_job.leasedUntil', '<', work.now),
                  ]),
                  ...(when === 'due' ? [eb('obhut.repeating_job.dueAt', '<=', work.now)] : []),
                ]),
              ),
          )
          .returning(['name', 'turn'])
          .execute(),
      )

const statesOf = async (
  store: Store,
  some: readonly One[],
): Promise<{ name: string; dueAt: Date; leasedUntil: Date | null }[]> =>
  some.length === 0
    ? []
    : inUnit(store, work =>
        work
          .read(repeatingJob, 'name', 'dueAt', 'leasedUntil')
          .where(
            'name',
            'in',
            some.map(({ job }) => job.name),
          )
          .execute(),
      )

const finished = (
  store: Store,
  {
    name,
    turn,
    ranAt,
    dueAt,
  }: { readonly name: string; readonly turn: number; readonly ranAt: Date; readonly dueAt: Date },
): Promise<unknown> =>
  inUnit(store, work =>
    work
      .over(repeatingJob)
      .updateTable('obhut.repeating_job')
      .where('name', '=', name)
      .where('turn', '=', turn)
      .set({ dueAt, ranAt, leasedUntil: null })
      .execute(),
  )

/** Leases go on, or end now. */
async function renewed(store: Store, some: readonly One[], lasts: number): Promise<void> {
  const held = some.filter(({ turn }) => turn !== undefined)
  if (held.length === 0) return
  await inUnit(store, async work => {
    for (const { job, turn } of held)
      await work
        .over(repeatingJob)
        .updateTable('obhut.repeating_job')
        .where('name', '=', job.name)
        .where('turn', '=', turn!) // filtered above
        .set({ leasedUntil: lasts > 0 ? later(work.now, lasts) : null })
        .execute()
  })
}
