import { disclosure } from '../../kernel/tables.ts'
import { later, minutes } from '../../kernel/clock/clock.ts'
import type { Store } from '../../kernel/data/store.ts'
import type { RowOf } from '../../kernel/data/table.ts'
import { platform, type Work } from '../../kernel/data/work.ts'
import { enqueue, type Job } from '../../kernel/jobs/queue.ts'
import type { Manifest } from '../../kernel/statement/manifest.ts'
import type { Reporter, Settings, Stating } from '../../house/given.ts'
import { delivery } from './activities.ts'
import { sending } from './outbox.ts'
import { render, type Content } from './render.ts'
import { letter as letters } from './tables.ts'
import type { Message, Outcome, Transport } from './transport.ts'

export interface DeliveryNeeds { readonly store: Store, readonly stating: Stating, readonly settings: Settings, readonly reporter: Reporter, readonly transport: Transport }

/** Longer than a hand-over may take: as long as a claim lasts, nobody else tries. */
const claimLasts = minutes(6)
/** Between tries; the last one counts for all that follow. */
const waits = [1, 5, 15, 30, 60, 120, 240].map(minutes)

/** Another process is handing this letter over, or was killed doing so; the queue comes back to it. */
class StillUnderWay extends Error { override readonly name = 'StillUnderWay' }

/** Sends a letter and looks after those that were left behind. */
export function deliveryJobs(needs: DeliveryNeeds): Job[] {
  return [
    { name: sending, within: minutes(10), does: ({ letter }: { letter?: string }) => letter === undefined ? Promise.resolve() : send(needs, letter) },
    { name: 'mail.left-behind', every: minutes(15), does: () => callAgain(needs) },
  ]
}

/** Claim, send, mark: each in a unit of its own, so that no connection to the store waits for a relay. */
async function send(needs: DeliveryNeeds, id: string): Promise<void> {
  const claimed = await claim(needs, id)
  if (!claimed) return
  const outcome = mayGo(needs, claimed) ? await needs.transport.hand(messageOf(needs, claimed)) : refusedByStatement
  if (outcome.is === 'not now' && outcome.ours !== undefined) needs.reporter.fault('mail relay', new Error(outcome.ours))
  await mark(needs, claimed, outcome)
}

type Waiting = { id: string, subject: string } & Pick<Selected, 'to' | 'language' | 'content' | 'holds' | 'activity' | 'ground' | 'postedAt' | 'worthUntil' | 'attempts'> & { claimedUntil: Date }
type Row = RowOf<typeof letters>
type Selected = { [K in keyof Row]: Row[K] extends { readonly __select__: infer S } ? S : Row[K] }

async function claim({ store }: DeliveryNeeds, id: string): Promise<Waiting | undefined> {
  return store.under(delivery, platform, async work => {
    const db = work.over(letters)
    const row = await db.selectFrom('mail.letter').selectAll().where('id', '=', id).where('state', '=', 'waiting').forUpdate().executeTakeFirst()
    if (!row || row.dueAt > work.now) return undefined
    if (row.claimedUntil && row.claimedUntil > work.now) throw new StillUnderWay('this letter is being handed over already')
    if (row.worthUntil <= work.now) {
      await close(work, id, 'too late', null)
      return undefined
    }
    const claimedUntil = later(work.now, claimLasts)
    await db.updateTable('mail.letter').where('id', '=', id).set({ claimedUntil, attempts: row.attempts + 1 }).execute()
    return { ...row, attempts: row.attempts + 1, claimedUntil } as Waiting
  })
}

const refusedByStatement: Outcome = { is: 'refused', answer: 'not stated' }

/** Nothing goes to a recipient whom the statement does not name for the activity that the letter belongs to. */
const mayGo = ({ stating, transport }: DeliveryNeeds, { activity }: Waiting): boolean => !transport.leavesTheHouse || relayOf(stating.manifest, activity) !== undefined

/** The recipient of the manifest who relays mail for an activity. */
export const relayOf = (manifest: Manifest, activity: string): string | undefined => {
  const relays = manifest.recipients.filter(recipient => recipient.serves.includes('mail')).map(recipient => recipient.id)
  const stated = (name: string): readonly string[] => manifest.activities[name]?.recipients ?? []
  return relays.find(id => stated(delivery.name).includes(id) && stated(activity).includes(id))
}

function messageOf({ stating, settings }: DeliveryNeeds, row: Waiting): Message {
  const { manifest } = stating
  const address = settings.mailFrom ?? manifest.company.mail
  const { subject, text, html } = render(row.content as Content, row.language, manifest, settings.baseUrl)
  return {
    id: row.id, messageId: `<${row.id}@${address.slice(address.lastIndexOf('@') + 1)}>`, from: { name: manifest.site.name, address }, to: row.to,
    date: row.postedAt, language: row.language, subject, text, html,
  }
}

async function mark(needs: DeliveryNeeds, claimed: Waiting, outcome: Outcome): Promise<void> {
  await needs.store.under(delivery, platform, async work => {
    const { id } = claimed
    if (outcome.is === 'taken') {
      // Whoever was erased meanwhile leaves no trace here either.
      if (await close(work, id, 'sent', outcome.answer) && needs.transport.leavesTheHouse) await handOver(needs, work, claimed)
    } else if (outcome.is === 'refused') {
      await close(work, id, 'refused', outcome.answer)
    } else {
      await tryAgain(work, claimed, outcome.answer)
    }
  })
}

/** What has been sent or given up loses its content, so that no link lingers. */
async function close(work: Work<typeof delivery>, id: string, state: 'sent' | 'refused' | 'too late', answer: string | null): Promise<boolean> {
  const closed = await work.over(letters).updateTable('mail.letter').where('id', '=', id).where('state', '=', 'waiting')
    .set({ state, answer, content: null, claimedUntil: null, closedAt: work.now }).executeTakeFirst()
  return closed.numUpdatedRows > 0n
}

async function tryAgain(work: Work<typeof delivery>, { id, attempts }: Waiting, answer: string): Promise<void> {
  const dueAt = later(work.now, waits[Math.min(attempts, waits.length) - 1] ?? minutes(1))
  const waiting = await work.over(letters).updateTable('mail.letter').where('id', '=', id).where('state', '=', 'waiting').set({ answer, dueAt, claimedUntil: null }).executeTakeFirst()
  if (waiting.numUpdatedRows > 0n) await enqueue(work, sending, { letter: id }, dueAt)
}

/** The log of disclosures keeps to whom which fields went, and on what ground (Art. 15(1)(c) GDPR). */
async function handOver({ stating }: DeliveryNeeds, work: Work<typeof delivery>, { subject, activity, holds, ground }: Waiting): Promise<void> {
  const recipient = relayOf(stating.manifest, activity)
  if (recipient === undefined) return // a new version came into force while the relay was talking; what it was told is in the letter's own row
  await work.add(disclosure, { subject, at: work.now, recipient, activity, fields: holds as string[], ground })
}

/** A letter whose job got lost (a job gives up after many faults) is put into the queue again. */
async function callAgain({ store }: DeliveryNeeds): Promise<void> {
  await store.under(delivery, platform, async work => {
    const late = await work.read(letters, 'id').where('state', '=', 'waiting').where('dueAt', '<', later(work.now, -minutes(15)))
      .where(eb => eb.or([eb('claimedUntil', 'is', null), eb('claimedUntil', '<', work.now)])).limit(500).execute()
    for (const { id } of late) await enqueue(work, sending, { letter: id })
  })
}
