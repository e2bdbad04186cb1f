import type { ClientBase } from 'pg'
import type { Store } from '../store/store.ts'
import { provable, type Provable } from '../rows/provable.ts'
import { proofSetting } from '../declare/activity.ts'
import { dueAfter } from '../declare/periods.ts'
import type { ProofOfConsent } from '../declare/settings.ts'

/**
 * Leaves what the manifest declares as proof of this person's consents, as they stand: where one was given and may go
 * now, a keyed hash of what the person can prove to control, with the version of the text. Called when a consent ends,
 * and before the person is erased.
 */
export async function leaveProofs(
  client: ClientBase,
  store: Store,
  now: Date,
  subject: string,
  which: 'of all' | 'of those that ended' = 'of all',
): Promise<void> {
  const { rows } = await client.query<Past>(
    `
    select c.purpose, c.recipient, c.channel, e.statement, e.at as given_at, coalesce(c.ended_at, $2) as ended_at, t.hash as text_hash
    from obhut.consent c join obhut.consent_event e on e.consent_id = c.id and e.what = 'given' left join obhut.consent_text t on t.id = e.text_id
    where c.subject = $1 and (c.ended_at is not null or $3)`,
    [subject, now, which === 'of all'],
  )
  const kept = rows.flatMap(past => {
    const proof = store.inForce.value(proofSetting(past.purpose)) as ProofOfConsent | undefined
    return proof === undefined || proof === 'none'
      ? []
      : [{ ...past, goes: dueAfter(past.ended_at, proof.keep, store.inForce.timeZone) }]
  })
  if (kept.length === 0) return
  const marks = (await provable(client, store, subject)).map(known => markOf(store, known))
  for (const mark of marks)
    for (const past of kept) {
      await client.query(
        `
      insert into obhut.consent_proof (mark, purpose, recipient, channel, text_hash, statement, given_at, ended_at, goes_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      on conflict (mark, purpose, recipient, channel, given_at) do nothing`,
        [
          mark,
          past.purpose,
          past.recipient,
          past.channel,
          past.text_hash,
          past.statement,
          past.given_at,
          past.ended_at,
          past.goes,
        ],
      )
    }
}

interface Past {
  purpose: string
  recipient: string
  channel: string
  statement: number
  given_at: Date
  ended_at: Date
  text_hash: string | null
}

/** The proofs there are for somebody who names what they can prove to control: `mail` and the address. */
export async function proofsFor(
  client: ClientBase,
  store: Store,
  name: string,
  value: string,
): Promise<
  {
    purpose: string
    recipient: string
    channel: string
    statement: number
    givenAt: Date
    endedAt: Date
    textHash: string | null
  }[]
> {
  const { rows } = await client.query(
    'select purpose, recipient, channel, statement, given_at as "givenAt", ended_at as "endedAt", text_hash as "textHash" from obhut.consent_proof where mark = $1 order by given_at',
    [markOf(store, { name, value })],
  )
  return rows
}

const markOf = (store: Store, { name, value }: Pick<Provable, 'name' | 'value'>): Buffer =>
  store.keyedHash('consent proof', name, value.trim().toLowerCase())
