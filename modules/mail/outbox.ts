import { randomUUID } from 'node:crypto'
import { mailAddress } from '../../house/mail-address.ts'
import type { Store } from '../../kernel/data/store.ts'
import { platform, type Adding } from '../../kernel/data/work.ts'
import { days, later } from '../../kernel/clock/clock.ts'
import { enqueue } from '../../kernel/jobs/queue.ts'
import { delivery } from './activities.ts'
import type { Letter, Progress, Undelivered } from './contract.ts'
import type { Content } from './render.ts'
import { letter as letters } from './tables.ts'

export const sending = 'mail.send'

/** Puts a letter into the outbox, with the job that sends it. */
export async function post(work: Adding, letter: Letter): Promise<void> {
  const { to, subjectId, language, title, name, says, button, code, after, worthUntil } = letter
  const content: Content = { title, says, ...(name !== undefined && { name }), ...(button && { button }), ...(code !== undefined && { code }), ...(after && { after }) }
  const id = randomUUID()
  await work.add(letters, {
    // One of the manifest's may be written with umlauts.
    id, subject: subjectId, to: mailAddress(to) ?? to, language, content,
    named: name === undefined ? 'no' : 'yes', activity: work.activity.name,
    postedAt: work.now, worthUntil: worthUntil ?? later(work.now, days(3)), attempts: 0, dueAt: work.now, state: 'waiting',
  })
  await enqueue(work, sending, { letter: id })
}

/** How far the letters of an activity are. */
export const progress = (store: Store, activity: string): Promise<Progress> => store.under(delivery, platform, async work => {
  const { waiting, lastDoneAt } = await work.over(letters).selectFrom('mail.letter').where('activity', '=', activity)
    .select(eb => [eb.fn.countAll<number>().filterWhere('state', '=', 'waiting').as('waiting'), eb.fn.max('closedAt').as('lastDoneAt')]).executeTakeFirstOrThrow()
  return { waiting, lastDoneAt }
})

/** What nobody gets; what the person does not want, or withdrew, was not to arrive. */
export const undelivered = (store: Store, activity: string, since: Date): Promise<readonly Undelivered[]> => store.under(delivery, platform, async work =>
  (await work.over(letters).selectFrom('mail.letter').where('activity', '=', activity).where('state', 'in', ['refused', 'too late']).where('closedAt', '>=', since)
    .select(['subject', 'closedAt', 'answer']).orderBy('closedAt').limit(500).execute())
    .flatMap(({ subject, closedAt, answer }) => closedAt === null || answer?.startsWith('the ') ? [] : [{ subject, at: closedAt, answer }]))

/** How many letters wait, and since when the oldest of them does. */
export const oldestWaiting = (store: Store): Promise<{ readonly waiting: number, readonly since: Date | null }> => store.under(delivery, platform, work =>
  work.over(letters).selectFrom('mail.letter').where('state', '=', 'waiting').select(eb => [eb.fn.countAll<number>().as('waiting'), eb.fn.min('postedAt').as('since')]).executeTakeFirstOrThrow())

/** Those of these letters that are on record: not erased with their person, and their period is not over. */
export const onRecord = (store: Store, ids: readonly string[]): Promise<ReadonlySet<string>> => ids.length === 0 ? Promise.resolve(new Set()) : store.under(delivery, platform, async work =>
  new Set((await work.read(letters, 'id').where('id', 'in', ids).execute()).map(({ id }) => id)))
