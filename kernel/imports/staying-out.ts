import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { rightsKept } from '../declare/activities.ts'
import { sharedWithAll } from '../enforce/lock-on-person.ts'
import { marksOfErased } from '../enforce/mark-of-erased.ts'
import { stoppedAmong } from '../enforce/stopped.ts'
import { platform, type Work } from '../store/work.ts'

/** How it stands with a row of a source, by its key. */
export interface Standing {
  readonly key: string
  readonly mark: Buffer
  readonly subject: string
  /** It is here already. */
  readonly known: boolean
  /** Its person was erased, under this id or as a row of this source. */
  readonly erased: boolean
}

/** The database adds its key. */
const plainMark = (source: string, key: string): Buffer => createHash('sha256').update(`${source}\n${key}`).digest()

interface Coming {
  readonly key: string
  readonly subject: string
}

/**
 * Who of these is here already, was erased, or has to be left alone. From here on an erasure, an objection or a
 * restriction of any of them waits for this transaction.
 */
export async function standingOf(
  work: Work,
  source: string,
  rows: readonly Coming[],
): Promise<{ readonly all: readonly Standing[]; readonly stopped: ReadonlySet<string> }> {
  const subjects = [...new Set(rows.map(({ subject }) => subject))]
  const all = await work.under(rightsKept, platform, async own => {
    await sharedWithAll(own.over(), subjects)
    return own
      .over()
      .selectFrom(
        sql<Coming & { mark: Buffer }>`(select k.key, k.subject, sha256(obhut.key_of_marks() || k.plain) as mark
          from unnest(${rows.map(({ key }) => key)}::text[], ${rows.map(one => one.subject)}::uuid[], ${rows.map(({ key }) => plainMark(source, key))}::bytea[]) k (key, subject, plain))`.as(
          'one',
        ),
      )
      .select(['one.key', 'one.subject', 'one.mark'])
      .select(sql<boolean>`exists (select from obhut.imported i where i.mark = one.mark)`.as('known'))
      .select(
        sql<boolean>`exists (select from obhut.import_gone g where g.mark = one.mark)
          or exists (select from obhut.erased e where e.mark in ${sql.raw(marksOfErased('one.subject'))})`.as('erased'),
      )
      .execute()
  })
  return { all, stopped: new Set(await stoppedAmong(work, work.activity, subjects)) }
}
