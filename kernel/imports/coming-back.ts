import { sql } from 'kysely'
import { rightsKept } from '../declare/activities.ts'
import { ledgerMarkAtHand, platform, type Work } from '../store/work.ts'
import { plainMark, type Coming, type Place } from './staying-out.ts'
import { ledgerUnmet } from './tables.ts'

/*
 * A backup from before an import knows nobody of it, and the same list brings them in again. Whoever comes without an id
 * gets one that follows from the row of the source, so that it is the same person to whom the ledger's entries fit.
 */

/** Ids for those of these rows that come without one, in their order. */
export async function idsOf(work: Work, place: Place, rows: readonly Omit<Coming, 'subject'>[]): Promise<string[]> {
  if (rows.length === 0) return []
  const made = await work.under(rightsKept, platform, own =>
    own
      .over()
      .selectFrom(
        sql<{ id: Buffer; at: number }>`(select sha256(obhut.key_of_marks() || 'whose'::bytea || k.plain) as id, k.at
          from unnest(${rows.map(one => plainMark(place, one))}::bytea[]) with ordinality k (plain, at))`.as('one'),
      )
      .select('one.id')
      .orderBy('one.at')
      .execute(),
  )
  return made.map(({ id }) => asUuid(id))
}

/** A UUID of version 8 (RFC 9562 section 5.8) of the first bits of a hash. */
function asUuid(hash: Buffer): string {
  const bytes = Buffer.from(hash.subarray(0, 16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x80 // there are sixteen
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** What the ledger says of somebody: to be left alone, or purposes whose consent was taken back. */
export interface SaidBefore {
  readonly stopped: boolean
  readonly withdrawn: ReadonlySet<string>
}

/**
 * What a restored backup knew nobody for, by whom of these it fits. Whoever objected to anything, had processing
 * restricted or is under a legal hold is left alone by all: the row alone would come back without that.
 */
export async function saidBefore(work: Work, people: readonly string[]): Promise<ReadonlyMap<string, SaidBefore>> {
  const found = await work.under(rightsKept, platform, async own => {
    const kinds = await own.read(ledgerUnmet, 'kind').distinct().execute()
    const byMark = new Map<string, string>()
    for (const { kind } of kinds)
      for (const one of people) {
        const mark = ledgerMarkAtHand(work, kind, one)
        if (mark) byMark.set(mark.toString('hex'), one)
      }
    if (byMark.size === 0) return []
    const entries = await own
      .read(ledgerUnmet, 'mark', 'what', 'facts')
      .where('mark', '=', sql<Buffer>`any(${[...byMark.keys()].map(mark => Buffer.from(mark, 'hex'))}::bytea[])`)
      .orderBy('number')
      .execute()
    return entries.map(({ mark, ...entry }) => ({ ...entry, of: byMark.get(mark.toString('hex')) ?? '' }))
  })
  return new Map(
    [...Map.groupBy(found, ({ of }) => of)].map(([of, entries]) => {
      const purposesOf = (said: string): string[] =>
        entries.filter(({ what }) => what === said).map(({ facts }) => (facts as Facts)['purpose'] ?? '') // as: in words
      const isLast = (begun: string, ended: string): boolean =>
        entries.findLast(({ what }) => what === begun || what === ended)?.what === begun
      const stopped = isLast('restricted', 'lifted') || isLast('held', 'released') || purposesOf('objected').length > 0
      return [of, { stopped, withdrawn: new Set(purposesOf('withdrawn')) }]
    }),
  )
}
type Facts = Readonly<Record<string, string>>
