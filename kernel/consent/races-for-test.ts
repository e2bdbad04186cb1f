import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Store } from '../store/store.ts'
import { person, platform } from '../store/work.ts'
import { handOver } from '../recipients/hand-over.ts'
import type { Manifest } from '../statement/manifest.ts'
import { withdrawConsent } from './change.ts'
import { offers, readers, taste, tastes } from './example-for-test.ts'
import { NoConsent } from '../enforce/consent-gate.ts'

/** One look at the store from outside, past every policy. */
type Outside = (sql: string, values?: unknown[]) => Promise<{ n: number }[]>

export interface Raced {
  readonly begun: number
  readonly refused: number
  /** Began although the withdrawal had committed: none may. */
  readonly late: number
  /** Consents that a withdrawal left standing: none may. */
  readonly lost: number
}

/** So many people take a consent back while what rests on it is being done for them, two things each. */
export async function races({
  store,
  manifest,
  outside,
  people,
  atOnce,
}: {
  readonly store: Store
  readonly manifest: Manifest
  readonly outside: Outside
  readonly people: number
  readonly atOnce: number
}): Promise<Raced> {
  const ids = Array.from({ length: people }, () => randomUUID())
  await outside(
    `with given as (
    insert into obhut.consent (purpose, recipient, channel, state, statement, since, subject, version)
    select purpose, recipient, channel, 'given', 1, $2, subject, 1 from unnest($1::uuid[]) subject, (values ('paper.tastes', '', ''), ('paper.offers', 'fuchs', 'mail')) as to_ (purpose, recipient, channel) returning 1)
    select count(*)::integer as n from given`,
    [ids, store.clock.now()],
  )
  const seen = { begun: 0, refused: 0, late: 0 }
  const underWay = async (purpose: string, subject: string, takenBack: () => boolean): Promise<void> => {
    // As long as it lasts nobody else sees it withdrawn, and it did not begin after whoever withdrew was told so.
    if (takenBack()) seen.late += 1
    const [row] = await outside(
      `select count(*)::integer as n from obhut.consent where subject = $1 and purpose = $2 and state <> 'given'`,
      [subject, purpose],
    )
    if (row?.n) seen.late += 1
    seen.begun += 1
  }
  const attempted = (what: Promise<unknown>): Promise<void> =>
    what.then(
      () => {},
      (error: unknown) => {
        if (!(error instanceof NoConsent)) throw error
        seen.refused += 1
      },
    )
  const moment = (): Promise<void> => pause(Math.random() * 12)

  async function race(subject: string): Promise<void> {
    const back = new Set<string>()
    const takesBack = async (purpose: string): Promise<void> => {
      await moment()
      await store.under(readers, person(subject), work =>
        withdrawConsent(work, { kind: 'reader', subject, purpose, how: 'switch' }),
      )
      back.add(purpose)
    }
    const handsOver = async (): Promise<void> => {
      await moment()
      const known = back.has(offers.name)
      await attempted(
        store.under(offers, platform, async work => {
          await handOver(work, manifest, {
            to: 'partner',
            channel: 'mail',
            fields: ['pd:EmailAddress'],
            ground: 'offer',
            subject,
          })
          await underWay(offers.name, subject, () => known)
        }),
      )
    }
    const keeps = async (): Promise<void> => {
      await moment()
      const known = back.has(tastes.name)
      await attempted(
        store.under(tastes, person(subject), async work => {
          await work.over(taste).insertInto('paper.taste').values({ likes: 'x', at: work.now }).execute()
          await underWay(tastes.name, subject, () => known)
        }),
      )
    }
    await Promise.all([takesBack(offers.name), takesBack(tastes.name), handsOver(), keeps()])
  }

  const waiting = [...ids]
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await race(next)
    }),
  )
  const [standing] = await outside(
    `select count(*)::integer as n from obhut.consent where state = 'given' and subject = any($1)`,
    [ids],
  )
  return { ...seen, lost: standing?.n ?? people }
}
