import { createHash, randomUUID } from 'node:crypto'
import { jobKind } from '../jobs/kinds.ts'
import type { ClientBase } from 'pg'
import type { Kysely } from 'kysely'
import { minutes } from '../clock/clock.ts'
import type { Store } from '../store/store.ts'
import type { DataSubject } from '../declare/subject.ts'
import type { AnyTable } from '../declare/table.ts'
import type { Work } from '../store/work.ts'
import type { AnyActivity } from '../declare/activity.ts'
import { aloneInUnit } from '../enforce/lock-on-person.ts'
import { SetAside, inBatches } from '../problems/batches.ts'
import { enqueue, type Job } from '../jobs/queue.ts'
import { provable, type Provable } from '../rows/provable.ts'
import { besideEncrypted } from '../vault/beside.ts'
import { asKept } from '../vault/as-kept.ts'
import type { PersonalData } from '../declare/terms.ts'
import { notice, type WhatRecipientsHear } from './tables.ts'

/** A recipient of a person's data, with the categories that went there. */
interface Received {
  readonly recipient: string
  readonly fields: readonly PersonalData[]
}

/**
 * By what a recipient finds the person without being told anything new: the check value of an address that it has, in
 * small letters.
 */
export const checkValue = (value: string): string =>
  `sha256:${createHash('sha256').update(value.trim().toLowerCase()).digest('hex')}`

/**
 * Who received data of a person, as the log of disclosures has it. Authorities are no recipients in this sense (Art.
 * 4(9) GDPR).
 */
async function receivedBy(client: ClientBase, subject: string): Promise<Received[]> {
  const { rows } = await client.query<Received>(
    'select recipient, array_agg(distinct field) as fields from obhut.disclosure, unnest(fields) as field where subject = $1 and request is null group by recipient order by recipient',
    [subject],
  )
  return rows
}

/** By what a recipient finds the person, apart by whether that lies encrypted in the store. */
interface Marks {
  readonly marks: readonly string[]
  readonly encryptedMarks: readonly string[]
}

/** Check values of what the person can prove to control, as far as this recipient has it. */
async function marksFor(client: ClientBase, store: Store, subject: string, { fields }: Received): Promise<Marks> {
  const had = (await provable(client, store, subject)).filter(({ is }) => is !== undefined && fields.includes(is))
  const marksOf = (all: readonly Provable[]): string[] => [...new Set(all.map(({ value }) => checkValue(value)))]
  return {
    marks: marksOf(had.filter(one => !one.encrypted)),
    encryptedMarks: marksOf(had.filter(one => one.encrypted)),
  }
}

type Put = Omit<Unresolved, 'id' | 'recipient'> & Marks & { readonly recipient: string }

/** Puts a notice down that is to be told. */
async function putNotice(client: ClientBase, { vault }: Store, put: Put): Promise<void> {
  const id = randomUUID()
  const { what, kind, recipient, fields, marks, encryptedMarks, was, becomes, at, subject } = put
  const kept = await asKept(client, vault, notice, id, {
    ...{ what, kind, recipient, fields, marks, was, becomes, at, subject },
    encryptedMarks: encryptedMarks.length ? encryptedMarks : null,
    state: 'to tell',
  })
  const names = ['id', ...kept.keys()]
  await client.query(
    `insert into obhut.notice (${names.join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
    [id, ...kept.values()],
  )
}

/**
 * Puts down whom to tell that a person's data was erased or restricted (Art. 19 GDPR), in the same transaction and
 * before anything goes. Answers who will be told, so that the person can be told that. After an erasure the notice
 * stands under an id of its own.
 */
export async function notifyRecipients(
  client: ClientBase,
  store: Store,
  now: Date,
  { kind, id }: DataSubject,
  what: 'erased' | 'restricted',
): Promise<string[]> {
  const received = await receivedBy(client, id)
  for (const one of received) {
    await putNotice(client, store, {
      what,
      kind,
      ...one,
      ...(await marksFor(client, store, id, one)),
      was: null,
      becomes: null,
      at: now,
      subject: what === 'erased' ? randomUUID() : id,
    })
  }
  return received.map(({ recipient }) => recipient)
}

/** Corrected values by category, as a recipient of that category got the old and gets the new ones. */
type Values = Readonly<Record<string, readonly string[]>>

/**
 * Corrects columns of a person's row (Art. 16 GDPR): the new values outlive a restored backup, and whoever received the
 * old ones is told. Says which columns changed.
 *
 *     await correctRow(work, account, { kind: 'customer', subject, row: subject }, { city: 'Potsdam' })
 */
export async function correctRow(
  work: Work<AnyActivity>,
  table: AnyTable,
  { kind, subject, row }: { readonly kind: string; readonly subject: string; readonly row: string },
  columns: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const names = Object.keys(columns)
  if (names.length === 0) return []
  const db = work.over(table) as Kysely<any> // any: whatever table the caller corrects
  // What is handed over right now has read the old values, and is on record once this goes on.
  await aloneInUnit(db, subject)
  const before = (await db.selectFrom(table.name).select(names).where('id', '=', row).forUpdate().executeTakeFirst()) as
    | Record<string, unknown>
    | undefined
  const changed = names.filter(name => before !== undefined && before[name] !== columns[name])
  if (!before || changed.length === 0) return []
  const corrected = Object.fromEntries(changed.map(name => [name, columns[name]]))
  await db.updateTable(table.name).set(corrected).where('id', '=', row).execute()
  await work.remember({ what: 'corrected', kind, subject, table: table.name, row, columns: corrected })
  await work.add(notice, {
    what: 'rectified',
    state: 'open',
    kind,
    subject,
    marks: [],
    fields: [...new Set(changed.flatMap(name => table.columns[name]?.is ?? []))],
    at: work.now,
    was: byCategory(table, changed, before),
    becomes: byCategory(table, changed, corrected),
  })
  await enqueue(work, resolving, {})
  return changed
}

function byCategory(table: AnyTable, names: readonly string[], values: Readonly<Record<string, unknown>>): Values {
  const found = names.flatMap(name =>
    typeof values[name] === 'string' ? [{ is: String(table.columns[name]?.is), value: values[name] as string }] : [],
  ) // as: looked at one word before
  return Object.fromEntries(
    [...Map.groupBy(found, one => one.is)].map(([is, all]) => [is, all.map(({ value }) => value)]),
  )
}

/** A consent towards a recipient ended: it is told, if it got anything. */
export const consentEndedTowards = (
  work: Work<AnyActivity>,
  { kind, subject, recipient }: { readonly kind: string; readonly subject: string; readonly recipient: string },
): Promise<void> =>
  work
    .add(notice, { what: 'withdrawn', state: 'open', kind, subject, recipient, marks: [], fields: [], at: work.now })
    .then(() => enqueue(work, resolving, {}))

const resolving = jobKind('kernel.notices', {})
export const noticeJobs = (store: Store, aside = new SetAside(store.clock)): Job[] => [
  { name: resolving.name, every: minutes(15), whateverTheClock: true, does: () => resolveNotices(store, aside) },
]

interface Unresolved {
  readonly id: string
  readonly what: WhatRecipientsHear
  readonly kind: string
  readonly recipient: string | null
  readonly fields: readonly PersonalData[]
  readonly was: Values | null
  readonly becomes: Values | null
  readonly at: Date
  readonly subject: string
}

/**
 * Notices of which it was not known yet whom they concern become one for each recipient that got such data; where
 * nobody did, nobody is told.
 */
function resolveNotices(store: Store, aside: SetAside): Promise<void> {
  let more = true
  const page = (): Promise<readonly { id: string }[]> =>
    store.desk('rights', async client => {
      const { rows } = await client.query<{ id: string }>(
        `select id from obhut.notice where state = 'open' and id <> all($1) order by at limit ${mostAtOnce}`,
        [aside.waiting],
      )
      // What comes after this has a job of its own.
      more = rows.length === mostAtOnce
      return rows
    })
  return inBatches(
    async () => (more ? page() : []),
    { aside, keyOf: one => one.id },
    some =>
      resolve(
        store,
        some.map(one => one.id),
      ),
  )
}
const mostAtOnce = 500

const resolve = (store: Store, ids: readonly string[]): Promise<void> =>
  store.desk('rights', async client => {
    const { fields: beside, open } = besideEncrypted(store.vault, notice, ['was', 'becomes'])
    const { rows } = await client.query<Record<string, unknown>>(
      `select t.id, t.what, t.kind, t.recipient, t.fields, t.was, t.becomes, t.at, t.subject, ${beside.join(', ')}
      from obhut.notice t where t.state = 'open' and t.id = any($1) order by t.at for update of t`,
      [ids],
    )
    for (const one of rows.map(open) as unknown as Unresolved[]) {
      const received = (await receivedBy(client, one.subject)).filter(({ recipient, fields }) =>
        one.recipient === null ? fields.some(field => one.fields.includes(field)) : recipient === one.recipient,
      )
      for (const to of received) {
        const fields = one.fields.length ? to.fields.filter(field => one.fields.includes(field)) : to.fields
        const old = only(one.was, fields)
        await putNotice(client, store, {
          ...one,
          recipient: to.recipient,
          fields,
          // By the old address, which is the one that the recipient knows.
          ...(old
            ? { marks: [], encryptedMarks: Object.values(old).flat().map(checkValue) }
            : await marksFor(client, store, one.subject, to)),
          was: old,
          becomes: only(one.becomes, fields),
        })
      }
      await client.query('delete from obhut.notice where id = $1', [one.id])
    }
  })

const only = (values: Values | null, fields: readonly string[]): Values | null =>
  values && Object.fromEntries(Object.entries(values).filter(([is]) => fields.includes(is)))
