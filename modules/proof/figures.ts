import type { Proving } from '../../platform/services.ts'
import type { Metric } from '../../platform/metrics.ts'
import type { Units } from '../../kernel/store/units.ts'

/**
 * Whether the version in force has been proved; then how many promises the latest proof looked at, how many do not
 * hold, and when that was.
 */
export async function figures(proving: Proving, { inForce: { version } }: Pick<Units, 'inForce'>): Promise<Metric[]> {
  const latest = await proving.latest()
  const made: Metric = {
    name: 'obhut_proof_made',
    help: 'Whether the version in force has been proved (1), or its first proof has not run yet (0).',
    kind: 'gauge',
    values: [{ value: latest?.version === version ? 1 : 0 }],
  }
  if (latest?.version !== version) return [made]
  return [
    made,
    {
      name: 'obhut_promises',
      help: 'Promises of the statement in force, by whether the latest proof found them kept.',
      kind: 'gauge',
      values: [
        { labels: { holds: 'yes' }, value: latest.promises.filter(one => one.holds).length },
        { labels: { holds: 'no' }, value: latest.promises.filter(one => !one.holds).length },
      ],
    },
    {
      name: 'obhut_proof_at_seconds',
      help: 'When the latest proof was made, in seconds since 1970.',
      kind: 'gauge',
      values: [{ value: Math.round(latest.at.getTime() / 1000) }],
    },
  ]
}
