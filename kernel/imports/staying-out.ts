import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { rightsKept } from '../declare/activities.ts'
import type { AnyTable } from '../declare/table.ts'
import { sharedWithAll } from '../enforce/lock-on-person.ts'
import { marksOfErased } from '../enforce/mark-of-erased.ts'
import { stoppedAmong } from '../enforce/stopped.ts'
import { platform, type Work } from '../store/work.ts'

/** A row of a source. */
export interface Coming {
  readonly key: string
  readonly subject: string
  readonly tenant: string | undefined
  /** To whom else the whole row belongs. */
  readonly others: readonly string[]
  /** Everybody who has to consent to what the row is kept for, where that rests on consent. */
  readonly consenting: readonly string[]
}

/** How it stands with one. */
export interface Standing {
  readonly mark: Buffer
  /** It is here already, or has gone since the last sweep. */
  readonly known: boolean
  /** Its person was erased, under this id or as a row of this source, or somebody else whose row it would be as a whole. */
  readonly erased: boolean
}

/** What a source's key is a key of: the same one means another row for another tenant, and in another table. */
export interface Place {
  readonly into: AnyTable
  readonly source: string
}

/** The database adds its key. */
export const plainMark = ({ into, source }: Place, { tenant, key }: Pick<Coming, 'tenant' | 'key'>): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([tenant ?? null, into.name, source, key]))
    .digest()

/**
 * Who of these is here already, was erased, or has to be left alone. From here on an erasure, an objection or a
 * restriction of any of them waits for this transaction. They come in the order in which they were asked for.
 */
export async function standingOf<R extends Coming>(
  work: Work,
  place: Place,
  rows: readonly R[],
): Promise<{ readonly all: readonly (R & Standing)[]; readonly stopped: ReadonlySet<string> }> {
  const subjects = [...new Set(rows.map(({ subject }) => subject))]
  const others = rows.flatMap((one, at) => one.others.map(id => ({ id, place: at + 1 })))
  const standing = await work.under(rightsKept, platform, async own => {
    await sharedWithAll(own.over(), [...new Set([...subjects, ...others.map(({ id }) => id)])])
    return own
      .over()
      .selectFrom(
        sql<{
          mark: Buffer
          subject: string
          place: number
        }>`(select k.subject, k.place, sha256(obhut.key_of_marks() || k.plain) as mark
          from unnest(${rows.map(one => one.subject)}::uuid[], ${rows.map(one => plainMark(place, one))}::bytea[]) with ordinality k (subject, plain, place))`.as(
          'one',
        ),
      )
      .select('one.mark')
      .select(sql<boolean>`exists (select from obhut.imported i where i.mark = one.mark)`.as('known'))
      .select(
        sql<boolean>`exists (select from obhut.import_gone g where g.mark = one.mark)
          or exists (select from obhut.erased e where e.mark in ${sql.raw(marksOfErased('one.subject'))})
          or exists (select from unnest(${others.map(({ id }) => id)}::uuid[], ${others.map(one => one.place)}::integer[]) other (id, place)
            join obhut.erased e on e.mark in ${sql.raw(marksOfErased('other.id'))} where other.place = one.place)`.as(
          'erased',
        ),
      )
      .orderBy('one.place')
      .execute()
  })
  const all = rows.flatMap((row, at) => {
    const its = standing[at]
    return its ? [{ ...row, ...its }] : []
  })
  const people = [...subjects, ...others.map(({ id }) => id)]
  return { all, stopped: new Set(await stoppedAmong(work, work.activity, people)) }
}
