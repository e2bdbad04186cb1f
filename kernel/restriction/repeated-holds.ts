import type { DataSubject } from '../declare/subject.ts'
import { aloneWith } from '../enforce/lock-on-person.ts'
import type { Store } from '../store/store.ts'

type Facts = Readonly<Record<string, string>>

/**
 * A hold that a restored backup lacks stands again. Why it was placed, and by whom, lies in the lost log alone. Where the
 * entry does not say whether the person may be told, the person is told once the hold is over.
 */
export const holdAgain = (
  store: Store,
  { kind, id }: DataSubject,
  { since = '', until = '', ground = '', silentUntil = until }: Facts,
): Promise<void> =>
  store.desk('rights', async client => {
    await aloneWith(client, id)
    const { rowCount } = await client.query(
      `update obhut.legal_hold set decision = 'approved', decided_by = 'ledger', decided_at = obhut.now() where subject = $1 and recorded_at = $2 and decision is null`,
      [id, since],
    )
    if (rowCount) return
    await client.query(
      `insert into obhut.legal_hold (kind, file_number, ground, because, until, recorded_by, recorded_at, decision, decided_by, decided_at, silent_until, silent_because, subject)
        select $1, '-', $3, 'restored from the ledger', $4::timestamptz, '-', $5::timestamptz, 'approved', 'ledger', $5::timestamptz, $6::timestamptz, case when $6::timestamptz is not null then 'restored from the ledger' end, $2::uuid
        where not exists (select from obhut.legal_hold where subject = $2::uuid and recorded_at = $5::timestamptz)`,
      [kind, id, ground, until, since, silentUntil || null],
    )
  })

export const releaseAgain = (store: Store, subject: string, { since = '' }: Facts): Promise<void> =>
  store.desk('rights', async client => {
    await client.query(
      'update obhut.legal_hold set ended_at = obhut.now() where subject = $1 and recorded_at = $2 and ended_at is null',
      [subject, since],
    )
  })
