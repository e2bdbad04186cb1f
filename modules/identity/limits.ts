import { createHmac, randomBytes } from 'node:crypto'
import { bySkew, hours, later, minutes, seconds } from '../../kernel/clock/clock.ts'
import type { Units } from '../../kernel/store/units.ts'
import { visitor, type Work } from '../../kernel/store/work.ts'
import { fairQueue } from '../../platform/fair-queue.ts'
import { countedAs } from '../../platform/network.ts'
import { TooManyAttempts } from '../../platform/refusal.ts'
import { security } from './activities.ts'
import { shareOf } from './passwords.ts'
import { Busy } from './refusals.ts'
import { attempt, dailyKey } from './tables.ts'

/** So many at once, and then one each time that this passes. */
interface Limit {
  readonly name: string
  readonly atOnce: number
  readonly thenEvery: number
}

export const limits = {
  /** Guessing the password of one account from one place. */
  signIn: { name: 'sign-in', atOnce: 10, thenEvery: minutes(1) },
  /** Guessing it from many places. High, because it locks out the owner, too. */
  signInOfOne: { name: 'sign-in of one', atOnce: 100, thenEvery: seconds(30) },
  /**
   * Guessing in a browser in which this account has been signed in to: its own count alone, so that nobody elsewhere
   * locks the owner out.
   */
  signInKnown: { name: 'sign-in known', atOnce: 10, thenEvery: minutes(1) },
  /** Trying one password on many accounts. High, because a whole company can share an address. */
  signInFrom: { name: 'sign-in from', atOnce: 100, thenEvery: seconds(5) },
  /**
   * Asking a signed-in person for the password; by session, so that whoever found one open uses up no tries of the
   * owner elsewhere.
   */
  password: { name: 'password', atOnce: 10, thenEvery: minutes(1) },
  /** Guessing the code of the second factor: a right one in a million, three at a time. */
  secondFactor: { name: 'second factor', atOnce: 5, thenEvery: minutes(5) },
  /**
   * Guessing the code beside a mailed link: of one letter in one place, of one letter in all places, and of all letters
   * in one place. The second is so high that it takes thousands of networks to shut the owner out; as many guesses find
   * one code of 40 bits in a hundred million.
   */
  code: { name: 'code', atOnce: 5, thenEvery: minutes(15) },
  codeOfOne: { name: 'code of one', atOnce: 10_000, thenEvery: seconds(10) },
  codeFrom: { name: 'code from', atOnce: 20, thenEvery: minutes(3) },
  secondFactorKnown: { name: 'second factor known', atOnce: 5, thenEvery: minutes(5) },
  /** Having a copy of everything made: staff make them for whoever writes. */
  copy: { name: 'copy', atOnce: 10, thenEvery: minutes(6) },
  copyByStaff: { name: 'copy by staff', atOnce: 30, thenEvery: minutes(2) },
  requestFrom: { name: 'request from', atOnce: 60, thenEvery: seconds(20) },
  /** Writing to us by a form. */
  messageFrom: { name: 'message from', atOnce: 10, thenEvery: minutes(5) },
  /** Mails to one address that somebody typed, from one network. */
  mailTo: { name: 'mail to', atOnce: 5, thenEvery: minutes(15) },
  /**
   * The same from all networks, so that no mailbox is flooded. Strangers can use it up: then letters wait or are left
   * out, and nobody is refused.
   */
  mailToOne: { name: 'mail to one', atOnce: 10, thenEvery: minutes(10) },
} as const satisfies Record<string, Limit>

/** An address, of which the network counts: `[limits.signInFrom, from(address)]`. */
interface From {
  readonly from: string
}
export const from = (address: string): From => ({ from: address })
type Against = readonly [Limit, ...(string | From)[]]

/** What a guess at a mailed code counts against. */
export const againstCode = ({ address, mail }: { readonly address: string; readonly mail: string }): Against[] => [
  [limits.code, from(address), mail],
  [limits.codeOfOne, mail],
  [limits.codeFrom, from(address)],
]

/** Letters to addresses that somebody typed; those of one kind must not use up what there is for another. */
type Letter = 'registration' | 'reset' | 'mail change' | 'message'
/** What a letter counts against: the network of whoever typed the address, where that is known, and the address. */
export const againstMail = (
  letter: Letter,
  { address, mail }: { readonly address?: string | undefined; readonly mail: string },
): Against[] => [
  ...(address === undefined ? [] : [[limits.mailTo, from(address), letter, mail] as const]),
  [limits.mailToOne, letter, mail],
]

/**
 * Counts a letter. Where there is no room for it, it comes back with the seconds until there is, and refuses nobody:
 * whoever filled the mailbox of somebody else with letters would keep its owner out, and an answer would tell them that
 * they had done it.
 */
export const waitForMail = (
  { limits: { count } }: { readonly limits: Limits },
  ...asked: Parameters<typeof againstMail>
): Promise<number> =>
  count(...againstMail(...asked)).then(
    () => 0,
    error => {
      if (error instanceof TooManyAttempts) return error.retryAfter
      throw error
    },
  )

export interface Limits {
  /**
   * Counts an attempt against each of these, or refuses it with the time to wait. `giveBack` takes it out again: it was
   * a right one; in the transaction of `within` where that is given.
   */
  count(...against: readonly Against[]): Promise<{ giveBack(within?: Work): Promise<void> }>
  /** Refuses what was refused a moment ago by any of these, without a look into the database. */
  refuseAtOnce(...against: readonly Against[]): void
}

/** One counter for each of these, and a second one with a larger allowance where an address has a wider network. */
function counters(against: readonly Against[]): { readonly limit: Limit; readonly by: readonly string[] }[] {
  return against.flatMap(([limit, ...by]) =>
    by.reduce<{ limit: Limit; by: string[] }[]>(
      (counted, part) =>
        typeof part === 'string'
          ? counted.map(one => ({ ...one, by: [...one.by, part] }))
          : counted.flatMap(one =>
              countedAs(part.from).map(({ network, times }) => ({
                limit: wider(one.limit, times),
                by: [...one.by, network],
              })),
            ),
      [{ limit, by: [] }],
    ),
  )
}
const wider = (limit: Limit, times: number): Limit => ({
  ...limit,
  atOnce: limit.atOnce * times,
  thenEvery: limit.thenEvery / times,
})

export type Counted = Awaited<ReturnType<Limits['count']>>
/** What was refused because too much is going on was not tried, and so it does not count. */
export const unlessBusy = <T>(counted: Counted, attempt: Promise<T>): Promise<T> =>
  attempt.catch(async error => {
    if (error instanceof Busy) await counted.giveBack()
    throw error
  })

/**
 * Counters under a keyed hash of what they count by. The key is random, changes every day and is then destroyed, so
 * that no counter can be tied to an address later. A counter holds one moment: when it will be empty again.
 */
export function limitsIn(store: Units): Limits {
  let today: { readonly day: string; readonly key: Buffer } | undefined
  const full = rememberedAsFull()
  const dayOf = (now: Date): string => now.toISOString().slice(0, 10)
  const named = (key: Buffer, against: readonly Against[]): Counter[] =>
    counters(against).map(({ limit, by }) => ({
      limit,
      counter: createHmac('sha256', key)
        .update([limit.name, ...by].join('\0'))
        .digest(),
    }))

  async function keyOf(work: Work<typeof security>): Promise<Buffer> {
    const day = dayOf(work.now)
    if (today?.day === day) return today.key
    const db = work.over(dailyKey)
    await db
      .insertInto('security.daily_key')
      .values({ day, key: randomBytes(32), at: work.now })
      .onConflict(conflict => conflict.doNothing())
      .execute()
    const { key } = await db
      .selectFrom('security.daily_key')
      .select('key')
      .where('day', '=', day)
      .executeTakeFirstOrThrow()
    work.afterwards(() => {
      today = { day, key }
    })
    return key
  }

  function refuseAtOnce(...against: readonly Against[]): void {
    const now = store.clock.now()
    if (today?.day === dayOf(now)) for (const { counter } of named(today.key, against)) full.refuse(counter, now)
  }

  return {
    refuseAtOnce,
    async count(...against) {
      refuseAtOnce(...against)
      const counted = await counting.run(whose(against), () =>
        store.under(security, visitor, async work => {
          const key = await keyOf(work)
          // In one order for all, so that two requests never wait for each other.
          const all = named(key, against).sort((a, b) => Buffer.compare(a.counter, b.counter))
          for (const one of all) await fill(work, one, full)
          return all
        }),
      )
      const back = async (work: Work<typeof security>): Promise<void> => {
        for (const one of counted) await empty(work, one)
        work.afterwards(() => {
          full.forget(counted)
        })
      }
      return {
        giveBack: within => (within ? within.under(security, visitor, back) : store.under(security, visitor, back)),
      }
    },
  }
}

interface Counter {
  readonly limit: Limit
  readonly counter: Buffer
}

/**
 * Whoever counts waits for the counters that others of the same network are at, and holds a connection meanwhile: a few
 * at a time, and the networks in turn, so that a crowd neither takes all connections nor stands before everybody else.
 */
const counting = fairQueue({ places: 3, mostOfOne: 60, mostOfAll: 600, full: () => new Busy() })
const whose = (against: readonly Against[]): string => {
  const parts = against.flatMap(([, ...by]) => by)
  const place = parts.find(part => typeof part !== 'string')
  return place ? shareOf(place.from) : `of ${parts.join(' ')}`
}

interface Full {
  /** Throws where this counter was full a moment ago and has no room yet. */
  refuse(counter: Buffer, now: Date): void
  note(counter: Buffer, now: Date, roomAt: Date): void
  forget(counters: readonly Counter[]): void
}
/**
 * For how long a full counter is taken at its word: long enough for a crowd, too short for anybody to notice that it
 * was emptied elsewhere.
 */
const believed = seconds(1)
const mostRemembered = 10_000

function rememberedAsFull(): Full {
  const known = new Map<string, { readonly since: Date; readonly roomAt: Date }>()
  const nameOf = (counter: Buffer): string => counter.toString('base64')
  return {
    refuse(counter, now) {
      const found = known.get(nameOf(counter))
      if (found && found.since <= now && now < later(found.since, believed) && now < found.roomAt)
        throw new TooManyAttempts(waitFor(found.roomAt, now))
    },
    note(counter, now, roomAt) {
      if (known.size >= mostRemembered) known.clear()
      known.set(nameOf(counter), { since: now, roomAt })
    },
    forget(counters) {
      for (const { counter } of counters) known.delete(nameOf(counter))
    },
  }
}
const waitFor = (roomAt: Date, now: Date): number =>
  Math.min(Math.ceil((roomAt.getTime() - now.getTime()) / 1000), hours(24) / 1000)

/**
 * A bucket that leaks (GCRA): each attempt moves the moment at which it is empty by one step; too far ahead is too
 * many.
 */
async function fill(
  work: Work<typeof security>,
  { limit: { atOnce, thenEvery }, counter }: Counter,
  full: Full,
): Promise<void> {
  const db = work.over(attempt)
  await db
    .insertInto('security.attempt')
    .values({ counter, emptyAt: work.now, at: work.now })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  const { emptyAt, at } = await db
    .selectFrom('security.attempt')
    .select(['emptyAt', 'at'])
    .where('counter', '=', counter)
    .forUpdate()
    .executeTakeFirstOrThrow()
  // What was counted in the future was counted by a clock that was wrong, and keeps nobody out now.
  const next = later(emptyAt > work.now && at <= bySkew(work.now) ? emptyAt : work.now, thenEvery)
  const roomAt = later(next, -atOnce * thenEvery)
  if (roomAt > work.now) {
    full.note(counter, work.now, roomAt)
    throw new TooManyAttempts(waitFor(roomAt, work.now))
  }
  await db.updateTable('security.attempt').set({ emptyAt: next, at: work.now }).where('counter', '=', counter).execute()
}

async function empty(work: Work<typeof security>, { limit: { thenEvery }, counter }: Counter): Promise<void> {
  const db = work.over(attempt)
  const row = await db
    .selectFrom('security.attempt')
    .select('emptyAt')
    .where('counter', '=', counter)
    .forUpdate()
    .executeTakeFirst()
  if (row)
    await db
      .updateTable('security.attempt')
      .set({ emptyAt: later(row.emptyAt, -thenEvery) })
      .where('counter', '=', counter)
      .execute()
}
