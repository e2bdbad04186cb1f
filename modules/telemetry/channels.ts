import { sql } from 'kysely'
import { byHand } from '../../kernel/store/by-hand.ts'
import { jobKind } from '../../kernel/jobs/kinds.ts'
import { enqueue } from '../../kernel/jobs/queue.ts'
import { person, platform, type Work } from '../../kernel/store/work.ts'
import { readings } from './activities.ts'
import type { Channel, Reading, Telemetry } from './contract.ts'
import type { KnownChannels } from './channel-cache.ts'
import { channel, possession, late, progress, reading } from './tables.ts'
import { believable } from './units.ts'

/** Takes away what was measured while somebody held a thing who gave it back. */
export const forgetting = jobKind('telemetry.forget', { holding: 'id' })

type Channels = Pick<Telemetry, 'register' | 'holds' | 'releases' | 'retire' | 'channelsOf' | 'channelById' | 'latest'>
type Writes = Work<typeof readings>
const facts = ['id', 'number', 'device', 'key', 'label', 'obis', 'unit', 'kind', 'medium'] as const

/** Which channels there are, and who holds them when. */
export const channels = (known: KnownChannels): Channels => ({
  register: (work, device, wanted) =>
    work.under(readings, platform, async unit => {
      if (wanted.length === 0) return []
      const rows = wanted.map(one => ({
        device,
        key: one.key,
        label: one.label,
        obis: one.obis ?? null,
        unit: one.unit,
        kind: one.kind,
        medium: one.medium,
        standing: one.standing ?? false,
        retiredAt: null,
      }))
      const found = await unit
        .over(channel)
        .insertInto('telemetry.channel')
        .values(rows as ((typeof rows)[number] & { number: number })[]) // the database numbers them
        .onConflict(conflict =>
          conflict.columns(['device', 'key']).doUpdateSet(eb => ({
            label: eb.ref('excluded.label'),
            obis: eb.ref('excluded.obis'),
            unit: eb.ref('excluded.unit'),
            retiredAt: null,
          })),
        )
        .returning(facts)
        .execute()
      return wanted.map(one => found.find(other => other.key === one.key)!) // each was written
    }),

  holds: (work, { subject, device, since }) =>
    work.under(readings, person(subject), async unit => {
      const db = unit.over(channel, possession, late)
      const free = await db
        .selectFrom('telemetry.channel')
        .select('number')
        .where('device', '=', device)
        .where('retiredAt', 'is', null)
        .where(
          'number',
          'not in',
          db
            .selectFrom('telemetry.holding')
            .select('channel')
            .where('subject', '=', subject)
            .where('until', 'is', null),
        )
        .execute()
      if (free.length === 0) return
      await db
        .insertInto('telemetry.holding')
        .values(free.map(({ number }) => ({ channel: number, since, subject })))
        .execute()
      await lateBetween(
        unit,
        free.map(one => one.number),
        since,
        unit.now,
      )
    }),

  releases: (work, { subject, device, until, erase }) =>
    work.under(readings, person(subject), async unit => {
      const db = unit.over(channel, possession, late)
      const ended = await db
        .updateTable('telemetry.holding')
        .set({ until: sql<Date>`greatest(since, ${until})` })
        .where('subject', '=', subject)
        .where('until', 'is', null)
        .where('channel', 'in', db.selectFrom('telemetry.channel').select('number').where('device', '=', device))
        .returning(['id', 'channel'])
        .execute()
      await lateBetween(
        unit,
        ended.map(one => one.channel),
        until,
        unit.now,
      )
      if (erase)
        for (const { id } of ended) {
          await unit.remember({ what: 'erased', table: possession.name, row: id })
          await enqueue(unit, forgetting, { holding: id })
        }
    }),

  retire: (work, device) =>
    work.under(readings, platform, async unit => {
      const gone = await unit
        .over(channel)
        .updateTable('telemetry.channel')
        .set({ retiredAt: unit.now })
        .where('device', '=', device)
        .where('retiredAt', 'is', null)
        .returning('number')
        .execute()
      unit.afterwards(() => {
        known.forget(gone.map(one => one.number))
      })
    }),

  channelsOf: async (work: Work<typeof readings>, devices) =>
    devices.length === 0
      ? []
      : work
          .over(channel)
          .selectFrom('telemetry.channel')
          .select(facts)
          .where('device', 'in', [...devices])
          .where('retiredAt', 'is', null)
          .orderBy('number')
          .execute(),

  channelById: (work: Work<typeof readings>, id) =>
    work.over(channel).selectFrom('telemetry.channel').select(facts).where('id', '=', id).executeTakeFirst(),

  latest: async (work: Work<typeof readings>, asked: readonly Channel[]) => {
    if (asked.length === 0) return new Map<number, Reading>()
    const rows = await byHand(
      work.over(reading),
      { reads: [possession, reading] },
      sql<{ channel: number; at: Date; value: number }>`
      select c.channel, r.at, r.value from unnest(${asked.map(one => one.number)}::integer[]) as c (channel)
      cross join lateral (select max(h.since) as since from telemetry.holding h where h.channel = c.channel and h.until is null and h.subject = ${subjectOf(work)}) h
      cross join lateral (select at, value from telemetry.reading where channel = c.channel and at >= h.since and at <= ${work.now} and ${believable(sql`value`)} order by at desc limit 1) r`,
    )
    return new Map(rows.map(row => [row.channel, { ...row, at: row.at.getTime() }]))
  },
})

const subjectOf = ({ who }: Work): string | null => ('subject' in who && who.subject !== undefined ? who.subject : null)

/** Days that were summed up while they belonged to somebody else, or to nobody. */
async function lateBetween(unit: Writes, numbers: readonly number[], from: Date, to: Date): Promise<void> {
  if (numbers.length === 0 || from >= to) return
  await byHand(
    unit.over(late, reading, progress),
    { reads: [reading, progress], writes: late },
    sql`
    insert into telemetry.late (channel, at)
    select c.channel, d.day from unnest(${[...numbers]}::integer[]) as c (channel)
    cross join lateral (select r.at as first from telemetry.reading r where r.channel = c.channel and r.at >= date_trunc('day', ${from}::timestamptz, 'UTC') order by r.at limit 1) r
    cross join lateral generate_series(date_trunc('day', r.first, 'UTC'), ${to}::timestamptz, interval '24 hours') as d (day)
    where d.day < (select closed from telemetry.progress)`,
  )
}
