import type { Metric } from '../../platform/metrics.ts'
import type { Reporter } from '../../platform/services.ts'
import { hasPassed, hours, isYetToCome, minutes, stillLasts, later } from '../../kernel/clock/clock.ts'
import { LettersRefused, MailRelayFails, type Trouble } from './problems.ts'
import type { DeliveryOutcome } from './transport.ts'

/** How the relay has been doing, as far as this process knows. */
export interface Health {
  /** What became of a letter. */
  heard(outcome: DeliveryOutcome): void
  /**
   * What became of a look without a letter. `atOnce` tells also what may pass by itself: at a start, where nobody knows
   * yet whether it ever worked.
   */
  tried(outcome: DeliveryOutcome, atOnce: boolean): void
  /**
   * Until when nobody calls it, because it failed just now: letters wait without trying one by one, and no job waits
   * for a relay that hangs.
   */
  restsUntil(): Date | undefined
  metrics(): readonly Metric[]
}

/** After a failure that concerns every letter. */
const rest = minutes(1)
/** What may pass by itself is told once it has lasted; what needs somebody here, at once. Then every hour. */
const mayPass: readonly Trouble[] = ['unreachable', 'too slow', 'not serving']
const tellsAfter = minutes(10)
const tellsEvery = hours(1)

/** What a try comes to. */
const outcomes = ['sent', 'refused', 'put off'] as const
interface Failing {
  readonly trouble: Trouble
  readonly since: Date
  until: Date
  told: Date | undefined
}

export function healthOf({
  reporter,
  now,
  relay,
}: {
  readonly reporter: Reporter
  readonly now: () => Date
  readonly relay: string
}): Health {
  const counts = new Map<string, number>(outcomes.map(outcome => [outcome, 0]))
  const count = (outcome: (typeof outcomes)[number]): void => {
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  let failing: Failing | undefined
  let spoke = false
  let policyTold: Date | undefined

  function fails(trouble: Trouble, atOnce: boolean): void {
    failing = {
      trouble,
      since: failing && !isYetToCome(failing.since, now()) ? failing.since : now(),
      told: failing?.trouble === trouble ? failing.told : undefined,
      until: later(now(), rest),
    }
    const [since, waits] =
      failing.told === undefined
        ? [failing.since, mayPass.includes(trouble) && !atOnce ? tellsAfter : 0]
        : [failing.told, tellsEvery]
    if (!hasPassed(since, now(), waits)) return
    failing.told = now()
    reporter.fault('mail relay', new MailRelayFails(trouble, relay))
  }
  function note(outcome: DeliveryOutcome, atOnce: boolean): void {
    if (outcome.is === 'not now' && outcome.trouble) return fails(outcome.trouble, atOnce)
    if (outcome.unasked) return
    // At the first conversation, too: another process may have raised the alarm and be gone by now.
    if (failing || !spoke) reporter.over?.(MailRelayFails)
    ;[failing, spoke] = [undefined, true]
  }
  function refused(answer: string): void {
    if (policyTold && !hasPassed(policyTold, now(), tellsEvery)) return
    policyTold = now()
    reporter.fault('mail relay', new LettersRefused(answer))
  }
  return {
    tried: note,
    heard(outcome) {
      count(outcome.is === 'taken' ? 'sent' : outcome.is === 'refused' ? 'refused' : 'put off')
      note(outcome, false)
      if (outcome.is === 'refused' && outcome.byPolicy) refused(outcome.answer)
    },
    restsUntil: () => (failing && stillLasts(failing.until, now(), rest) ? failing.until : undefined),
    metrics: () => [
      {
        name: 'obhut_mail_letters_total',
        help: 'Tries to send a letter by what came of them: sent; refused for good; put off.',
        kind: 'counter',
        values: outcomes.map(outcome => ({ labels: { outcome }, value: counts.get(outcome) ?? 0 })),
      },
      {
        name: 'obhut_mail_relay_up',
        help: 'Whether the mail relay took part in the last conversation: 1 or 0.',
        kind: 'gauge',
        values: [{ value: failing ? 0 : 1 }],
      },
    ],
  }
}

export const waitingFigures = (
  { waiting, since }: { readonly waiting: number; readonly since: Date | null },
  now: Date,
): Metric[] => [
  {
    name: 'obhut_mail_waiting',
    help: 'Letters that no relay has taken yet.',
    kind: 'gauge',
    values: [{ value: waiting }],
  },
  {
    name: 'obhut_mail_oldest_waiting_seconds',
    help: 'For how long the oldest of them has waited; 0 where none does.',
    kind: 'gauge',
    values: [{ value: since ? Math.max(0, (now.getTime() - since.getTime()) / 1000) : 0 }],
  },
]
