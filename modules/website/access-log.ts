import type { Visit } from '../../platform/access.ts'
import type { Reporter, Stating } from '../../platform/services.ts'
import type { Units } from '../../kernel/store/units.ts'
import { visitor } from '../../kernel/store/work.ts'
import { allBut } from '../../kernel/problems/batches.ts'
import { DatabaseAway } from '../../kernel/problems/errors.ts'
import { accessLog } from './activities.ts'
import { entryOf, type LogRules } from './entry.ts'
import { request } from './tables.ts'
import { OperatorProblem } from '../../kernel/problems/problem.ts'
import { classOf, errorCodeOf } from '../../kernel/problems/raised.ts'

export interface AccessLogNeeds {
  readonly store: Units
  readonly manifest: Stating
  readonly reporter: Reporter
  readonly ownHosts: ReadonlySet<string>
}

/** Visits wait at most this long, in milliseconds of the machine, or until so many are there. */
const patience = 200
/** How long visits wait, in milliseconds of the machine, where the database could not be reached. */
const again = 5000
const batch = 500
/** What is kept at most while the database does not answer: some megabytes, never the whole memory. */
const most = 10_000

export interface AccessLog {
  note(visit: Visit): void
  /** Writes what waits, and comes back when nothing is left that was there when it was called. */
  flush(): Promise<void>
  stop(): Promise<void>
}

/**
 * Visits that are missing in the access log: the database refused them, or took so long that there was no more room.
 */
export class VisitsNotLogged extends OperatorProblem {
  constructor(visits: number, cause: unknown) {
    const why = [classOf(cause), errorCodeOf(cause)].filter(Boolean).join(' ')
    super({
      cause,
      says: {
        de: `${visits} Zugriffe fehlen im Zugriffsprotokoll, weil die Datenbank sie nicht annahm (${why}).`,
        en: `${visits} visits are missing in the access log because the database did not take them (${why}).`,
      },
      mend: {
        de: 'Die Seiten werden weiter ausgeliefert. Prüfen Sie, ob die Datenbank erreichbar oder überlastet ist.',
        en: 'Pages are still served. See whether the database can be reached, or is overloaded.',
      },
    })
  }
}

/**
 * Keeps a row of each visit, off the path of the answer: rows gather and go in one INSERT. A visit that is refused
 * costs no other, a database that does not answer the batch that it did not take; what is missing is counted and
 * reported. While the database is away they wait, as far as there is room.
 */
export function accessLogIn({ store, manifest, reporter, ownHosts }: AccessLogNeeds): AccessLog {
  const waiting: Visit[] = []
  let lost = 0
  let stopping = false
  let writing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const write = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    while (waiting.length) {
      const some = waiting.splice(0, batch)
      const left = await allBut(some, keep)
      if (left?.error instanceof DatabaseAway && left.missing === some.length && !stopping) {
        waiting.unshift(...some)
        timer = setTimeout(() => {
          void flush()
        }, again).unref()
        reporter.fault('access log', left.error)
        return
      }
      if (left) reporter.fault('access log', new VisitsNotLogged(left.missing, left.error))
    }
    if (lost) reporter.fault('access log', new VisitsNotLogged(lost, new Error('the database took too long')))
    lost = 0
  }
  const keep = async (visits: readonly Visit[]): Promise<void> => {
    if (!manifest.states(accessLog.name)) return
    const rules: LogRules = {
      fields: manifest.value(accessLog.fields),
      address: manifest.value(accessLog.address),
      timeZone: manifest.manifest.timeZone,
      ownHosts,
    }
    const entries = visits.map(visit => entryOf(visit, rules))
    await store.under(accessLog, visitor, work =>
      work.over(request).insertInto('website.request').values(entries).execute(),
    )
  }
  const flush = async (): Promise<void> => {
    writing ??= write().finally(() => {
      writing = undefined
    })
    await writing
  }
  return {
    note(visit) {
      if (!manifest.states(accessLog.name)) return
      if (waiting.length >= most) {
        lost++
        return
      }
      waiting.push(visit)
      if (waiting.length >= batch) void flush()
      else
        timer ??= setTimeout(() => {
          void flush()
        }, patience).unref()
    },
    flush,
    async stop() {
      stopping = true
      clearTimeout(timer)
      await flush()
    },
  }
}
