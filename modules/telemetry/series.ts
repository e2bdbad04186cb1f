import type { Work } from '../../kernel/store/work.ts'
import type { charts } from './activities.ts'
import { added, means, totalOf } from './buckets.ts'
import { dayBefore, stretch } from './calendar.ts'
import type { SeriesQuery, Bucket, By, Series } from './contract.ts'
import { consumption } from './consumption.ts'
import { judgedIn } from './judged.ts'
import { around, cells, type Possession } from './stored.ts'
import { possession } from './tables.ts'

/** What the person of this unit of work may see of a channel as a chart, and the same of the stretch before. */
export async function seriesOf(
  work: Work<typeof charts>,
  asked: SeriesQuery,
): Promise<Series & { readonly before: Series }> {
  const held = await possessionsOf(work, asked.channel)
  const now = await oneStretch(work, held, asked, asked.day)
  return { ...now, before: await oneStretch(work, held, asked, dayBefore(asked.by, asked.day)) }
}

async function oneStretch(
  work: Work<typeof charts>,
  held: readonly Possession[],
  { by, kind, zone }: SeriesQuery,
  day: Temporal.PlainDate,
): Promise<Series> {
  const { edges } = stretch(by, day, zone)
  const from = edges[0]! // a stretch has edges
  const to = edges.at(-1)!
  const buckets = kind === 'gauge' ? await ofGauge(work, held, edges) : await ofCounter(work, held, edges, by)
  return { from, to, buckets, total: kind === 'counter' ? totalOf(buckets) : null }
}

async function ofGauge(
  work: Work<typeof charts>,
  held: readonly Possession[],
  edges: readonly number[],
): Promise<Bucket[]> {
  const all = []
  for (const one of held) all.push(...(await cells(work, one, edges)))
  return means(edges, all)
}

async function ofCounter(
  work: Work<typeof charts>,
  held: readonly Possession[],
  edges: readonly number[],
  by: By,
): Promise<Bucket[]> {
  const each = []
  for (const one of held) {
    const { falls, ...judged } = await judgedIn(work, one, edges[0]!, edges.at(-1)!) // a stretch has edges
    const known = await around(work, one, edges, judged.outliers)
    const start = known[0]! // one for each edge
    const first = start.before === null ? start.after?.at : undefined
    // Against what the first reading fell is not this person's.
    each.push(
      consumption(
        edges,
        known,
        falls.filter(fall => fall.at !== first),
        by,
        judged,
      ),
    )
  }
  return each.length
    ? added(each)
    : consumption(
        edges,
        edges.map(() => ({ before: null, after: null })),
        [],
        by,
        { outliers: [], plausible: () => true },
      )
}

/** When this person held the channel; times that touch or overlap are one. */
export async function possessionsOf(work: Work<typeof charts>, channel: number): Promise<Possession[]> {
  // An activity that reaches everybody sees other holders of the channel too.
  const mine = work.who.is === 'person' ? work.who.subject : undefined
  const all = work.read(possession, 'since', 'until').where('channel', '=', channel).orderBy('since')
  const rows = await (mine === undefined ? all : all.where('subject', '=', mine)).execute()
  const times: Possession[] = []
  for (const { since, until } of rows) {
    // What a device with a clock ahead measured counts from its own time on.
    const next = {
      channel,
      since: since.getTime(),
      until: Math.min(until?.getTime() ?? endOfTime, work.now.getTime() + 1),
    }
    if (next.until <= next.since) continue
    const last = times.at(-1)
    if (last && next.since <= last.until) times[times.length - 1] = { ...last, until: Math.max(last.until, next.until) }
    else times.push(next)
  }
  return times
}

const endOfTime = Date.UTC(9999, 11, 31)
