import type { Proving } from '../../house/given.ts'
import type { Metric } from '../../house/metrics.ts'

/** How many promises the latest proof looked at, how many do not hold, and when that was. */
export async function figures(proving: Proving): Promise<Metric[]> {
  const latest = await proving.latest()
  if (!latest) return []
  return [
    { name: 'obhut_promises', help: 'Promises of the statement in force, by whether the latest proof found them kept.', kind: 'gauge', values: [
      { labels: { holds: 'yes' }, value: latest.promises.filter(one => one.holds).length }, { labels: { holds: 'no' }, value: latest.promises.filter(one => !one.holds).length },
    ] },
    { name: 'obhut_proof_at_seconds', help: 'When the latest proof was made, in seconds since 1970.', kind: 'gauge', values: [{ value: Math.round(latest.at.getTime() / 1000) }] },
  ]
}
