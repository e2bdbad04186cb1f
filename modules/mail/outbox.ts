import { randomUUID } from 'node:crypto'
import { jobKind } from '../../kernel/jobs/kinds.ts'
import { mailAddress } from '../../platform/mail-address.ts'
import type { Units } from '../../kernel/store/units.ts'
import { platform, type Adding, type Work } from '../../kernel/store/work.ts'
import { days, later } from '../../kernel/clock/clock.ts'
import { enqueue } from '../../kernel/jobs/queue.ts'
import { delivery } from './activities.ts'
import type { Letter, Posted, Progress, Undelivered } from './contract.ts'
import type { Content } from './render.ts'
import { letter as letters } from './tables.ts'

export const sending = jobKind('mail.send', { letter: 'id' })

/** Puts a letter into the outbox, with the job that sends it. */
export async function post(work: Adding, letter: Letter): Promise<void> {
  const {
    to,
    subjectId,
    concerns = null,
    language,
    title,
    name,
    numbered,
    says,
    button,
    code,
    after,
    worthUntil,
    toMany,
  } = letter
  if (button && code === undefined && opensByFragment(button.link)) throw new LinkWithoutCode()
  const content: Content = {
    title,
    says,
    ...(name !== undefined && { name }),
    ...(numbered && { numbered }),
    ...(button && { button }),
    ...(code !== undefined && { code }),
    ...(after && { after }),
  }
  const id = randomUUID()
  await work.add(letters, {
    // One of the manifest's may be written with umlauts.
    id,
    subject: subjectId,
    to: mailAddress(to) ?? to,
    concerns,
    language,
    content,
    named: name === undefined ? 'no' : 'yes',
    activity: work.activity.name,
    postedAt: work.now,
    worthUntil: worthUntil ?? later(work.now, days(3)),
    attempts: 0,
    dueAt: work.now,
    state: 'waiting',
  })
  // Whoever gets a code waits for it.
  const lane = toMany ? 'bulk' : code === undefined ? 'normal' : 'interactive'
  await enqueue(work, sending, { letter: id }, { lane })
}

/** A gateway that cuts the fragment off would leave whoever gets this letter with a link that does not work. */
class LinkWithoutCode extends Error {
  constructor() {
    super(
      'This letter has a link whose key stands behind the #. Give it a code beside it (platform/mailed-code.ts), or put the key into the path of a page where a look alone changes nothing.',
    )
  }
}
/** A key and not the name of a place on the page. */
const opensByFragment = (link: string): boolean => /^[\w-]{20,}$/.test(new URL(link).hash.slice(1))

/** What a letter says in place of the relay's answer when it had become pointless before it went. */
export const pointless = 'the occasion is gone'

/**
 * Takes letters of an activity out that wait and that nobody hands over right now. Answers to whom no relay has been
 * given one.
 */
export const takeOut = (
  work: Work<any>, // any: whatever activity the caller works under
  activity: string,
  posted: readonly Posted[],
): Promise<ReadonlySet<string>> =>
  work.under(delivery, platform, async inner => {
    const untold = new Set<string>()
    for (const { subject, postedAt } of posted) {
      const one = await inner
        .over(letters)
        .selectFrom('mail.letter')
        .select(['id', 'state', 'claimedUntil', 'handedOverAt'])
        .where('subject', '=', subject)
        .where('activity', '=', activity)
        .where('postedAt', '=', postedAt)
        .forUpdate()
        .executeTakeFirst()
      if (!one) continue
      const waits = one.state === 'waiting' && (one.claimedUntil === null || one.claimedUntil <= inner.now)
      if (waits)
        await inner
          .over(letters)
          .updateTable('mail.letter')
          .where('id', '=', one.id)
          .set({ state: 'unwanted', answer: pointless, content: null, claimedUntil: null, closedAt: inner.now })
          .execute()
      if (one.handedOverAt === null && (waits || (one.state !== 'waiting' && one.state !== 'sent'))) untold.add(subject)
    }
    return untold
  })

/** How far the letters of an activity are. */
export const progress = (store: Units, activity: string): Promise<Progress> =>
  store.under(delivery, platform, async work => {
    const { waiting, lastDoneAt } = await work
      .over(letters)
      .selectFrom('mail.letter')
      .where('activity', '=', activity)
      .select(eb => [
        eb.fn.countAll<number>().filterWhere('state', '=', 'waiting').as('waiting'),
        eb.fn.max('closedAt').as('lastDoneAt'),
      ])
      .executeTakeFirstOrThrow()
    return { waiting, lastDoneAt }
  })

const page = 500

/** What nobody gets, read page by page. */
export async function undelivered(store: Units, activity: string, since: Date): Promise<Undelivered[]> {
  const all: Undelivered[] = []
  let last: { readonly id: string; readonly closedAt: Date | null } | undefined
  do {
    const found = await givenUp(store, activity, last?.closedAt ?? since, last?.id)
    all.push(...found.flatMap(({ id, concerns, answer }) => (concerns === null ? [] : [{ id, concerns, answer }])))
    last = found.length < page ? undefined : found.at(-1)
  } while (last)
  return all
}

/** From a moment on; at that moment itself, behind the letter of this id. */
const givenUp = (store: Units, activity: string, from: Date, after = '00000000-0000-0000-0000-000000000000') =>
  store.under(delivery, platform, work =>
    work
      .over(letters)
      .selectFrom('mail.letter')
      .select(['id', 'concerns', 'closedAt', 'answer'])
      .where('activity', '=', activity)
      .where('state', 'in', ['refused', 'too late'])
      .where('concerns', 'is not', null)
      .where(eb => eb.or([eb('closedAt', '>', from), eb.and([eb('closedAt', '=', from), eb('id', '>', after)])]))
      .orderBy('closedAt')
      .orderBy('id')
      .limit(page)
      .execute(),
  )

/** How many letters wait, and since when the oldest of them does. */
export const oldestWaiting = (store: Units): Promise<{ readonly waiting: number; readonly since: Date | null }> =>
  store.under(delivery, platform, work =>
    work
      .over(letters)
      .selectFrom('mail.letter')
      .where('state', '=', 'waiting')
      .select(eb => [eb.fn.countAll<number>().as('waiting'), eb.fn.min('postedAt').as('since')])
      .executeTakeFirstOrThrow(),
  )

/** Those of these letters that are on record: not erased with their person, and their period is not over. */
export const onRecord = (store: Units, ids: readonly string[]): Promise<ReadonlySet<string>> =>
  ids.length === 0
    ? Promise.resolve(new Set())
    : store.under(
        delivery,
        platform,
        async work => new Set((await work.read(letters, 'id').where('id', 'in', ids).execute()).map(({ id }) => id)),
      )
