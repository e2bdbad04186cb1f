import type { ClientBase } from 'pg'
import type { Store } from '../store/store.ts'
import type { Audited } from '../store/work.ts'
import type { Origin } from './facts.ts'
import { allBut } from '../problems/batches.ts'
import { OperatorProblem } from '../problems/problem.ts'
import { classOf, errorCodeOf } from '../problems/raised.ts'

export interface OwnReads {
  note(read: Audited, at: Date, origin: Origin | undefined): void
  /**
   * Ends once there is room for more: whoever reads faster than the log can be written waits for it, and nothing is
   * left out.
   */
  room(): Promise<void>
  /** Writes what waits. */
  flush(): Promise<void>
  stop(): Promise<void>
}

interface OwnReadsOptions {
  readonly desk: Store['desk']
  readonly write: (
    client: ClientBase,
    now: Date,
    entries: readonly Audited[],
    origin: Origin | undefined,
  ) => Promise<void>
  readonly fault: (what: string, error: unknown) => void
  /** How many may wait. */
  readonly most?: number
}

/** Entries that are missing in the audit log: that people read their own data. */
export class ReadsNotLogged extends OperatorProblem {
  constructor(reads: number, cause: unknown) {
    const why = [classOf(cause), errorCodeOf(cause)].filter(Boolean).join(' ')
    super({
      cause,
      says: {
        de: `${reads} Einträge darüber, dass Personen ihre eigenen Daten gelesen haben, fehlen im Protokoll (${why}).`,
        en: `${reads} entries on people reading their own data are missing in the audit log (${why}).`,
      },
      mend: {
        de: 'Prüfen Sie, ob die Datenbank erreichbar oder überlastet ist. Änderungen und Zugriffe von Mitarbeitern sind nicht betroffen: Sie gelten nur mit ihrem Eintrag.',
        en: 'See whether the database can be reached, or is overloaded. Changes and reads by staff are not concerned: they count only with their entry.',
      },
    })
  }
}

/** Reads wait at most this long, in milliseconds of the machine: what a crash may lose. */
const patience = 200
const together = 400

interface Waiting {
  readonly read: Audited & { readonly at: Date }
  readonly origin: Origin | undefined
}

/**
 * Puts into the audit log what people read of their own data, off the path of the answer: one entry for what they read
 * of one table from one place in one batch.
 */
export function ownReadsIn({ desk, write, fault, most = 10_000 }: OwnReadsOptions): OwnReads {
  let waiting = new Map<string, Waiting>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined

  const flushOnce = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const reads = [...waiting.values()]
    waiting = new Map()
    for (let from = 0; from < reads.length; from += together) {
      const some = reads.slice(from, from + together)
      const left = await allBut(some, keep)
      if (left) fault('audit', new ReadsNotLogged(left.missing, left.error))
    }
  }
  const keep = (reads: readonly Waiting[]): Promise<void> =>
    desk('rights', async (client, now) => {
      const here = await stillHere(client, reads.map(subjectOf))
      for (const [origin, its] of Map.groupBy(
        reads.filter(one => here.has(subjectOf(one))),
        one => one.origin,
      ))
        await write(
          client,
          now,
          its.map(one => one.read),
          origin,
        )
    })
  const flush = async (): Promise<void> => {
    await writing
    if (waiting.size)
      writing ??= flushOnce().finally(() => {
        writing = undefined
      })
    await writing
  }
  return {
    note(read, at, origin) {
      const key = JSON.stringify([read.activity, read.about, read.who.is, subjectOf({ read }), origin])
      const same = waiting.get(key)
      if (same) {
        waiting.set(key, { ...same, read: { ...same.read, rows: same.read.rows + read.rows } })
        return
      }
      waiting.set(key, { read: { ...read, at }, origin })
      timer ??= setTimeout(() => {
        void flush()
      }, patience).unref()
    },
    async room() {
      while (waiting.size >= most) await flush()
    },
    flush,
    async stop() {
      clearTimeout(timer)
      await flush()
    },
  }
}

/** Whoever reads the own data, or whose data a request of somebody else had the platform read. */
const subjectOf = ({ read: { who, subject } }: { readonly read: Audited }): string =>
  who.is === 'person' ? who.subject : (subject ?? '')

/**
 * Of these persons, those who were not erased meanwhile: whoever can read the own data has an entry in the log, at
 * least that of signing in, and an erasure takes all of them. It waits for a batch about the person, and a batch for
 * it.
 */
async function stillHere(client: ClientBase, subjects: readonly string[]): Promise<ReadonlySet<string>> {
  const persons = [...new Set(subjects)].toSorted()
  await client.query(
    `select pg_advisory_xact_lock_shared(hashtextextended('obhut own reads ' || person, 0)) from unnest($1::text[]) person`,
    [persons],
  )
  // The leaf has no index, so it is walked through once and not for each of them.
  const { rows } = await client.query<{ subject: string }>(
    `select person as subject from unnest($1::uuid[]) person
    where exists (select from only obhut.audit_person p where p.subject = person) or person in (select p.subject from obhut.audit_person_arriving p)`,
    [persons],
  )
  return new Set(rows.map(row => row.subject))
}

/** Waits until no batch about this person is being written; one that comes later finds that the person is gone. */
export async function afterOwnReads(client: ClientBase, subject: string): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(hashtextextended('obhut own reads ' || $1, 0))`, [subject])
}
