import type { Visit } from '../../platform/access.ts'
import type { Metric } from '../../platform/metrics.ts'
import { everybody, route, type AnyRoute } from '../../platform/route.ts'
import { operation } from '../../kernel/declare/activities.ts'
import type { Units } from '../../kernel/store/units.ts'
import { laneFigures } from '../../kernel/jobs/looking.ts'

/** Counts of requests by route and kind of answer; of a visitor nothing is left in them. */
export interface RequestFigures {
  note(visit: Visit): void
  metrics(): Metric[]
}

export function requestFigures(): RequestFigures {
  const counted = new Map<
    string,
    { readonly labels: Readonly<Record<string, string>>; count: number; seconds: number }
  >()
  return {
    note({ method, path, status, milliseconds }) {
      // Methods are a client's to choose; only those that routes have get a line of their own.
      const labels = {
        method: methods.has(method) ? method : 'other',
        route: path,
        status: `${Math.floor(status / 100)}xx`,
      }
      const key = Object.values(labels).join(' ')
      const line = counted.get(key) ?? { labels, count: 0, seconds: 0 }
      line.count++
      line.seconds += milliseconds / 1000
      counted.set(key, line)
    },
    metrics: () => [
      {
        name: 'obhut_http_requests_total',
        help: 'Requests by route and kind of answer.',
        kind: 'counter',
        values: [...counted.values()].map(({ labels, count }) => ({ labels, value: count })),
      },
      {
        name: 'obhut_http_request_seconds_total',
        help: 'Time spent on requests, by route and kind of answer.',
        kind: 'counter',
        values: [...counted.values()].map(({ labels, seconds }) => ({ labels, value: round(seconds) })),
      },
    ],
  }
}
const methods = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'])
const round = (value: number): number => Math.round(value * 1e6) / 1e6

/** The process and its queue of work. */
export async function ownMetrics(store: Units): Promise<Metric[]> {
  const { rss, heapUsed } = process.memoryUsage()
  return [
    {
      name: 'obhut_up_seconds',
      help: 'How long this process has run.',
      kind: 'gauge',
      values: [{ value: round(process.uptime()) }],
    },
    {
      name: 'obhut_memory_bytes',
      help: 'Memory of this process.',
      kind: 'gauge',
      values: [
        { labels: { of: 'process' }, value: rss },
        { labels: { of: 'heap' }, value: heapUsed },
      ],
    },
    ...(await ofTheQueue(store)),
  ]
}

async function ofTheQueue(store: Units): Promise<Metric[]> {
  const figures = store.inForce.states(operation.name) ? await laneFigures(store) : []
  const now = store.clock.now().getTime()
  const all = (state: 'waiting' | 'failed'): number => figures.reduce((sum, one) => sum + one[state], 0)
  return [
    {
      name: 'obhut_jobs',
      help: 'Jobs in the queue, by state.',
      kind: 'gauge',
      values: figures.length
        ? [
            { labels: { state: 'waiting' }, value: all('waiting') },
            { labels: { state: 'failed' }, value: all('failed') },
          ]
        : [],
    },
    {
      name: 'obhut_jobs_waiting',
      help: 'Jobs that wait, by lane.',
      kind: 'gauge',
      values: figures.map(({ lane, waiting }) => ({ labels: { lane }, value: waiting })),
    },
    {
      name: 'obhut_jobs_oldest_seconds',
      help: 'How long the oldest job that is due has waited, by lane.',
      kind: 'gauge',
      values: figures.map(({ lane, oldest }) => ({
        labels: { lane },
        value: oldest ? round((now - oldest.getTime()) / 1000) : 0,
      })),
    },
  ]
}

/** As Prometheus reads it (text format 0.0.4). */
export const inPrometheusText = (metrics: readonly Metric[]): string =>
  metrics
    .map(({ name, help, kind, values }) =>
      [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} ${kind}`,
        ...values.map(({ labels = {}, value }) => `${name}${labelsInText(labels)} ${value}`),
      ].join('\n'),
    )
    .join('\n') + '\n'

function labelsInText(labels: Readonly<Record<string, string>>): string {
  const written = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  )
  return written.length ? `{${written.join(',')}}` : ''
}

export const metricsRoute = (gather: () => Promise<readonly Metric[]>): AnyRoute =>
  route({
    at: 'GET /metrics',
    who: everybody,
    unlisted: true,
    says: 'Figures for Prometheus, without personal data.',
    does: async () => ({
      status: 200,
      bytes: Buffer.from(inPrometheusText(await gather())),
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
    }),
  })
