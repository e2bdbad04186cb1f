import type { Metric } from '../../platform/metrics.ts'

/** What became of mails that were offered. */
export const outcomes = ['taken', 'refused', 'too many', 'later'] as const
export type OutcomeOfMail = (typeof outcomes)[number]

/** Counts what became of mails, for whoever watches over this platform. */
export function counting(connections: () => number): {
  count(outcome: OutcomeOfMail): void
  metrics(): readonly Metric[]
} {
  const counts = new Map<OutcomeOfMail, number>(outcomes.map(outcome => [outcome, 0]))
  return {
    count: outcome => {
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
    },
    metrics: () => [
      {
        name: 'obhut_intake_mails_total',
        help: 'Mails to the privacy desk by what became of them: taken; refused for good; too many from a network or all together; asked for again later.',
        kind: 'counter',
        values: outcomes.map(outcome => ({ labels: { outcome }, value: counts.get(outcome) ?? 0 })),
      },
      {
        name: 'obhut_intake_connections',
        help: 'Connections to the mail intake at this moment.',
        kind: 'gauge',
        values: [{ value: connections() }],
      },
    ],
  }
}
