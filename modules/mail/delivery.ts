import { sql } from 'kysely'
import { bySkew, hours, isYetToCome, later, minutes, stillLasts, surelyReached } from '../../kernel/clock/clock.ts'
import { consented, consentScope } from '../../kernel/consent/consented.ts'
import { NoConsent } from '../../kernel/enforce/consent-gate.ts'
import { isStopped, ProcessingStopped, refuseIfStopped } from '../../kernel/enforce/stopped.ts'
import { rightsKept } from '../../kernel/declare/activities.ts'
import type { Units } from '../../kernel/store/units.ts'
import type { RowOf } from '../../kernel/declare/table.ts'
import { platform, type Work } from '../../kernel/store/work.ts'
import { handOver, NotStatedDisclosure, recipientFor, TransferEnded } from '../../kernel/recipients/hand-over.ts'
import { refuseExcess, SaysTooMuch } from '../../kernel/recipients/outgoing.ts'
import { openTo } from '../../kernel/recipients/way-out.ts'
import type { Recipient } from '../../kernel/statement/manifest.ts'
import { SetAside, inBatches } from '../../kernel/problems/batches.ts'
import { enqueue, type Job } from '../../kernel/jobs/queue.ts'
import { isByConsent } from '../../kernel/declare/activity.ts'
import { PersonalData } from '../../kernel/declare/terms.ts'
import type { Reporter, Settings, Stating } from '../../platform/services.ts'
import { delivery } from './activities.ts'
import { composed } from './composed.ts'
import type { StillToGo } from './contract.ts'
import { frameOf } from './frame.ts'
import type { Health } from './health.ts'
import { oldestWaiting, pointless, sending } from './outbox.ts'
import { LettersWait, LetterUnfit } from './problems.ts'
import { saidIn } from './read-letter.ts'
import { render, type Content } from './render.ts'
import { senderOf } from './sender.ts'
import { letter as letters } from './tables.ts'
import type { DeliveryOutcome, Letter, Transport } from './transport.ts'

export interface DeliveryNeeds {
  readonly store: Units
  readonly stating: Stating
  readonly settings: Settings
  readonly reporter: Reporter
  readonly transport: Transport
  readonly health: Health
  readonly stillToGo: ReadonlyMap<string, StillToGo>
}

/** Longer than a hand-over may take: as long as a claim lasts, nobody else tries. */
const claimLasts = minutes(6)
/** Between tries; the last one counts for all that follow. */
const waits = [1, 5, 15, 30, 60, 120, 240].map(minutes)
/** How long a letter that was tried so often may wait; one that was not, while the relay rests. */
const waitAfter = (attempts: number): number => waits[Math.max(0, Math.min(attempts, waits.length) - 1)] ?? minutes(1)

/**
 * That a letter waits for longer than after so many tries it may: a clock that was ahead put it off. The clock of a demo
 * or test store never goes back.
 */
const isPutOff = ({ kind }: Units, { dueAt, attempts }: Pick<Selected, 'dueAt' | 'attempts'>, now: Date): boolean =>
  kind === 'live' && isYetToCome(dueAt, later(now, waitAfter(attempts)))
/** The same as a condition. */
const thatIsPutOff = ({ kind }: Units, now: Date) =>
  sql<boolean>`${kind === 'live'} and due_at > ${bySkew(now)}::timestamptz + (${waits}::float8[])[least(greatest(attempts, 1), ${waits.length})] * interval '1 millisecond'`

/** Another process is handing this letter over, or was killed doing so; the queue comes back to it. */
class StillUnderWay extends Error {
  override readonly name = 'StillUnderWay'
}
/** Whoever it is about was erased while the relay was being called: nothing is said to it any more. */
class NoLongerThere extends Error {
  override readonly name = 'NoLongerThere'
}

/** Sends a letter and looks after those that were left behind. */
export function deliveryJobs(needs: DeliveryNeeds): Job[] {
  let started = false
  const aside = new SetAside(needs.store.clock)
  const tries = async (): Promise<void> => {
    // Nobody calls a relay whose contract has ended; that it has is an alarm of its own.
    await tryRelay(needs, !started).catch(error => {
      if (!(error instanceof TransferEnded)) throw error
    })
    started = true
  }
  return [
    {
      name: sending.name,
      within: minutes(10),
      // A relay that does not answer is found out by one letter.
      atOnce: 1,
      whateverTheClock: true,
      does: ({ letter }: { letter?: string }) => (letter === undefined ? Promise.resolve() : send(needs, letter)),
    },
    {
      name: 'mail.left-behind',
      every: minutes(15),
      whateverTheClock: true,
      afterDoubt: true,
      does: () => callAgain(needs, aside),
    },
    { name: 'mail.try-relay', every: hours(1), inEachProcess: true, whateverTheClock: true, does: tries },
    { name: 'mail.watch', every: hours(1), first: hours(1), whateverTheClock: true, does: () => watch(needs) },
  ]
}

/** Claim, send, mark: each in a unit of its own, so that no connection to the store waits for a relay. */
async function send(needs: DeliveryNeeds, id: string): Promise<void> {
  const rest = needs.health.restsUntil()
  if (rest) return putOff(needs, id, rest)
  const claimed = await claim(needs, id)
  if (!claimed) return
  if (await isStoppedFor(needs, claimed)) return void (await mark(needs, claimed, { is: 'unwanted', answer: unwanted }))
  const outcome = await handed(needs, claimed)
  if (!outcome) return
  if (outcome.is !== 'unwanted') needs.health.heard(outcome)
  await mark(needs, claimed, outcome)
}

type Row = RowOf<typeof letters>
type Selected = { [K in keyof Row]: Row[K] extends { readonly __select__: infer S } ? S : Row[K] }
type Waiting = Pick<
  Selected,
  'id' | 'subject' | 'to' | 'language' | 'content' | 'named' | 'activity' | 'postedAt' | 'attempts'
>

async function claim({ store, stillToGo }: DeliveryNeeds, id: string): Promise<Waiting | undefined> {
  return store.under(delivery, platform, async work => {
    const db = work.over(letters)
    const row = await db
      .selectFrom('mail.letter')
      .selectAll()
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .forUpdate()
      .executeTakeFirst()
    if (!row || (row.dueAt > work.now && !isPutOff(store, row, work.now))) return undefined
    if (stillLasts(row.claimedUntil, work.now, claimLasts))
      throw new StillUnderWay('this letter is being handed over already')
    if (row.worthUntil <= work.now && !store.clock.inDoubt) return void (await close(work, id, 'too late', null))
    if (!(await isStillWanted(work, store, row)))
      return void (await (store.clock.inDoubt
        ? tryAgain(work, row, overByClock)
        : close(work, id, 'unwanted', withdrawn)))
    if ((await stillToGo.get(row.activity)?.(work, row)) === false)
      return void (await close(work, id, 'unwanted', pointless))
    const attempts = row.attempts + 1
    await db
      .updateTable('mail.letter')
      .where('id', '=', id)
      .set({ claimedUntil: later(work.now, claimLasts), attempts })
      .execute()
    return { ...row, attempts }
  })
}

/** What became of a letter; one that is not wanted any more was not to arrive. */
type Ended = DeliveryOutcome | { readonly is: 'unwanted'; readonly answer: string }

/** Calls the relay, and tells it of the letter once that is written down. */
async function handed(needs: DeliveryNeeds, row: Waiting): Promise<Ended | undefined> {
  const { transport, stating, settings } = needs
  const letter = written(needs, row)
  if (!letter) return { is: 'refused', answer: 'unfit', unasked: true }
  try {
    const message = { ...letter, bytes: await composed(letter) }
    await refuseExcess(needs.store, {
      ...(await saidIn(message.bytes)),
      ...declaredOf(row),
      own: [row.id],
      toAll: frameOf(stating.manifest, settings, row.language),
    })
    if (!transport.leavesThePlatform) return await transport.hand(message, async () => {})
    const recipient = recipientOf(needs, row)
    const hand = (): Promise<DeliveryOutcome> => transport.hand(message, () => disclosed(needs, row))
    return await (transport.calls ? openTo(recipient, transport.calls, hand) : hand())
  } catch (error) {
    // The address may have been the person's when the letter was written, and somebody else's by now.
    if (error instanceof SaysTooMuch && error.excess === 'a name to an unproven address')
      return handed(needs, withoutName(row))
    if (error instanceof NoLongerThere) return undefined
    if (error instanceof NoConsent)
      return needs.store.clock.inDoubt
        ? { is: 'not now', answer: overByClock, unasked: true }
        : { is: 'unwanted', answer: withdrawn }
    if (error instanceof ProcessingStopped) return { is: 'unwanted', answer: unwanted }
    // The contract may be renewed while the letter is worth sending; the operator hears of its end by an alarm of its
    // own.
    if (error instanceof TransferEnded) return { is: 'not now', answer: 'contract ended', unasked: true }
    if (error instanceof NotStatedDisclosure || error instanceof SaysTooMuch) {
      needs.reporter.fault('mail', error)
      return { is: 'refused', answer: 'not stated', unasked: true }
    }
    throw error
  }
}

function withoutName(row: Waiting): Waiting {
  const { name: _, ...content } = row.content as Content
  return { ...row, content, named: 'no' }
}

const unwanted = 'the person does not want it'
/** What a letter that rested on a consent says in place of the relay's answer. */
const withdrawn = 'the consent was withdrawn'
/** A clock in doubt may say falsely that a consent is over: the letter waits until that is certain. */
const overByClock = 'the clock is in doubt'

/** A letter that rests on consent asks for it again whenever it is about to go. */
async function isStillWanted(
  work: Work<typeof delivery>,
  { declarations }: Units,
  { subject, activity: name }: Pick<Waiting, 'subject' | 'activity'>,
): Promise<boolean> {
  const activity = declarations.activities.get(name)
  return (
    !activity || !isByConsent(activity) || consented(work, { subject, ...consentScope(activity, { channel: 'mail' }) })
  )
}

/**
 * Whoever objected to what a letter is for, or had processing restricted, does not get it, also where it was waiting
 * already.
 */
async function isStoppedFor({ store, stating }: DeliveryNeeds, { activity: name, subject }: Waiting): Promise<boolean> {
  const activity = store.declarations.activities.get(name)
  if (!activity || !stating.states(rightsKept.name)) return false
  return store.under(rightsKept, platform, work => isStopped(work, activity, subject))
}

/** Nothing goes to a recipient whom the statement does not name for the activity that the letter belongs to. */
function recipientOf({ store, stating }: DeliveryNeeds, { activity: name }: Waiting): Recipient {
  const activity = store.declarations.activities.get(name)
  if (!activity || !stating.states(name)) throw new NotStatedDisclosure(`'${name}' is not stated`)
  return recipientFor(activity, stating.manifest, 'mail', surelyReached(store.clock))
}

/** Written down once for a letter, however often it is tried, and before the relay learns the address. */
async function disclosed({ store, stating }: DeliveryNeeds, declared: Waiting): Promise<void> {
  const { id, subject, activity } = declared
  await store.under(delivery, platform, async work => {
    const db = work.over(letters)
    const row = await db
      .selectFrom('mail.letter')
      .select('handedOverAt')
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw new NoLongerThere('there is no such letter any more')
    if (!(await isStillWanted(work, store, { subject, activity }))) throw new NoConsent(activity)
    const purpose = store.declarations.activities.get(activity)
    if (purpose && stating.states(rightsKept.name)) await refuseIfStopped(work, purpose, subject)
    if (row.handedOverAt) return
    await db.updateTable('mail.letter').where('id', '=', id).set({ handedOverAt: work.now }).execute()
    const { fields } = declaredOf(declared)
    await handOver(work, stating.manifest, { to: 'mail', fields, ground: activity, subject })
  })
}

/** What the hand-over of a letter declares, and what the bytes that go out are held against. */
const declaredOf = ({ subject, to, named, content, activity }: Waiting) => ({
  subject,
  to,
  ground: activity,
  fields: [
    PersonalData.EmailAddress,
    PersonalData.EmailContent,
    ...(named === 'yes' ? [PersonalData.Name] : []),
    ...((content as Content | null)?.numbered ? [PersonalData.AccountIdentifier] : []),
  ],
})

/** One letter that cannot be written stops no other, and is not tried for ever. */
function written(needs: DeliveryNeeds, row: Waiting): Letter | undefined {
  try {
    return messageOf(needs, row)
  } catch (error) {
    needs.reporter.fault('mail', new LetterUnfit(row.activity, error))
    return undefined
  }
}

/** A letter that was posted by a clock that was ahead does not come from the future. */
const earlierOf = (one: Date, other: Date): Date => (one < other ? one : other)

function messageOf({ store, stating, settings }: DeliveryNeeds, row: Waiting): Letter {
  const { manifest } = stating
  const { address, name } = senderOf(settings, manifest)
  const { subject, text, html } = render(row.content as Content, row.language, manifest, settings.baseUrl)
  return {
    id: row.id,
    messageId: `<${row.id}@${address.slice(address.lastIndexOf('@') + 1)}>`,
    from: { name, address },
    to: row.to,
    date: earlierOf(row.postedAt, store.clock.now()),
    language: row.language,
    subject,
    text,
    html,
  }
}

/** The relay failed just now for everybody: the letter waits without having been tried. */
async function putOff({ store }: DeliveryNeeds, id: string, until: Date): Promise<void> {
  await store.under(delivery, platform, async work => {
    const waiting = await work
      .over(letters)
      .updateTable('mail.letter')
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .where('claimedUntil', 'is', null)
      .where(eb => eb.or([eb('dueAt', '<=', work.now), thatIsPutOff(store, work.now)]))
      .set({ dueAt: until })
      .executeTakeFirst()
    if (waiting.numUpdatedRows > 0n) await enqueue(work, sending, { letter: id }, { at: until })
  })
}

/** Hears at the start and every hour whether the relay answers: before somebody waits for a letter. */
async function tryRelay({ store, stating, transport, health }: DeliveryNeeds, atOnce: boolean): Promise<void> {
  const { calls } = transport
  if (!transport.tried || !calls || !stating.states(delivery.name)) return
  health.tried(
    await openTo(recipientFor(delivery, stating.manifest, 'mail', surelyReached(store.clock)), calls, transport.tried),
    atOnce,
  )
}

/** Letters that wait and wait are told of, whatever the reason. */
async function watch({ store, reporter }: DeliveryNeeds): Promise<void> {
  const { waiting, since } = await oldestWaiting(store)
  const waits = since ? Math.floor((store.clock.now().getTime() - since.getTime()) / hours(1)) : 0
  if (waits >= 1) reporter.fault('mail', new LettersWait(waiting, waits))
  else reporter.over?.(LettersWait)
}

async function mark({ store }: DeliveryNeeds, claimed: Waiting, outcome: Ended): Promise<void> {
  await store.under(delivery, platform, async work => {
    if (outcome.is === 'not now') await tryAgain(work, claimed, outcome.answer)
    else await close(work, claimed.id, outcome.is === 'taken' ? 'sent' : outcome.is, outcome.answer)
  })
}

/** What has been sent or given up loses its content, so that no link lingers. */
async function close(
  work: Work<typeof delivery>,
  id: string,
  state: 'sent' | 'refused' | 'too late' | 'unwanted',
  answer: string | null,
): Promise<void> {
  await work
    .over(letters)
    .updateTable('mail.letter')
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .set({ state, answer, content: null, claimedUntil: null, closedAt: work.now })
    .execute()
}

async function tryAgain(work: Work<typeof delivery>, { id, attempts }: Waiting, answer: string): Promise<void> {
  const dueAt = later(work.now, waitAfter(attempts))
  const waiting = await work
    .over(letters)
    .updateTable('mail.letter')
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .set({ answer, dueAt, claimedUntil: null })
    .executeTakeFirst()
  if (waiting.numUpdatedRows > 0n) await enqueue(work, sending, { letter: id }, { at: dueAt })
}

/**
 * A letter whose job got lost (a job gives up after many faults), or that a clock that was ahead put off, is put into the
 * queue again.
 */
async function callAgain({ store }: DeliveryNeeds, aside: SetAside): Promise<void> {
  const late = await store.under(delivery, platform, work =>
    work
      .read(letters, 'id')
      .where('state', '=', 'waiting')
      .where(eb => eb.or([eb('dueAt', '<', later(work.now, -minutes(15))), thatIsPutOff(store, work.now)]))
      .where(eb =>
        eb.or([
          eb('claimedUntil', 'is', null),
          eb('claimedUntil', '<', work.now),
          eb('claimedUntil', '>', bySkew(later(work.now, claimLasts))),
        ]),
      )
      .where(aside.without('id'))
      .orderBy('dueAt')
      .limit(500)
      .execute(),
  )
  await inBatches(late, { aside, keyOf: one => one.id }, some =>
    store.under(delivery, platform, async work => {
      for (const { id } of some) await enqueue(work, sending, { letter: id })
    }),
  )
}
