import type { Pool, PoolClient } from 'pg'
import { mostInASeal, sealAudit } from '../../kernel/sealing/seal.ts'
import type { Store } from '../../kernel/store/store.ts'
import { days } from '../../kernel/clock/clock.ts'

/** People who do something, and a member of staff who looks at one of them every tenth time. */
export const people = 10_000
export const personOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
export const staffMember = personOf(people)

/** So many of the newest are sealed as they are by a platform: more than a proof looks at. */
const reallySealed = 60_000
const atOnce = 100_000

/**
 * Grows the audit log to so many entries of the last six days, quickly, as the administrator. The newest go the way of
 * all entries; those before lie in their place under seals that nobody looks into here, as a proof looks at the newest.
 */
export async function growLog(admin: Pool, store: Store, to: number, already = 0): Promise<void> {
  const span = days(6)
  const apart = span / to
  const from = store.clock.now().getTime() - span
  const client = await admin.connect()
  try {
    const older = Math.max(already, to - reallySealed)
    for (let done = already; done < older; done += atOnce) {
      const some = Math.min(atOnce, older - done)
      await inTransaction(client, async () => {
        await make(client, from + done * apart, apart, some)
        await client.query(`
          with last as (select coalesce(max(number), 0) as number from obhut.audit_seal),
          placed as (select made.*, (row_number() over (order by n) - 1) / ${mostInASeal} + 1 + last.number as seal, (row_number() over (order by n) - 1) % ${mostInASeal} as place from made, last),
          entries as (insert into obhut.audit_entry (${columns}, seal, place, sealed_at) select ${values}, seal, place, at from placed),
          seals as (insert into obhut.audit_seal (number, at, entries, root, before, head) select seal, max(at), count(*), ''::bytea, ''::bytea, ''::bytea from placed group by seal)
          insert into obhut.audit_person (entry_id, place, part, salt, facts, at, subject, version) ${facts}`)
      })
    }
    for (let done = older; done < to; done += mostInASeal) {
      await inTransaction(client, async () => {
        await make(client, from + done * apart, apart, Math.min(mostInASeal, to - done))
        await client.query(
          `insert into obhut.audit_entry_arriving (${columns}, arrived) select ${values}, at from made`,
        )
        await client.query(
          `insert into obhut.audit_person_arriving (entry_id, place, part, salt, facts, at, subject, version) ${facts}`,
        )
      })
      while ((await sealAudit(store)) > 0);
    }
    await client.query('vacuum analyze')
  } finally {
    client.release()
  }
}

async function inTransaction(client: PoolClient, work: () => Promise<void>): Promise<void> {
  await client.query('begin')
  await work()
  await client.query('commit')
}

/** Entries that are about to be written, with ids in the order of time (kernel/audit/rows.ts). */
async function make(client: PoolClient, from: number, apart: number, some: number): Promise<void> {
  await client.query(
    `create temporary table made on commit drop as
     select n, at, n % 10 = 0 as staffed, ('00000000-0000-4000-8000-' || lpad(((hashint8((extract(epoch from at) * 1000)::bigint)::bigint & 2147483647) % $3::int)::text, 12, '0'))::uuid as subject, $5::uuid as by_staff,
       uuid_send(gen_random_uuid()) as salt, uuid_send(gen_random_uuid()) as salt_of_staff,
       (substr(time, 1, 8) || '-' || substr(time, 9, 4) || '-7' || substr(gen_random_uuid()::text, 16))::uuid as id
     from (select n, at, lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as time
       from (select n, date_trunc('milliseconds', to_timestamp(($1::float8 + n * $2::float8) / 1000)) as at from generate_series(1, $4::int) n) moments) timed`,
    [from, apart, people, some, staffMember],
  )
}

/** What stands in an entry for facts beside it that say nothing more (kernel/audit/facts.ts). */
const digest = (salt: string, subject: string, part: string): string =>
  `sha256(int4send(16) || ${salt} || int4send(16) || uuid_send(${subject}) || int4send(${part.length}) || '${part}'::bytea || int4send(2) || '{}'::bytea)`
const columns = 'id, at, activity, what, about, rows, actor, personal'
const values = `id, at, 'kernel.accountability', case when staffed then 'select' else 'update' end, 'identity.account', 1, case when staffed then 'staff' else 'person' end,
  case when staffed then ${digest('salt', 'subject', 'concerned')} || ${digest('salt_of_staff', 'by_staff', 'acted')} else ${digest('salt', 'subject', 'acted')} end`
const facts = `select id, 0, case when staffed then 'concerned' else 'acted' end, salt, '{}'::jsonb, at, subject, 1 from made
  union all select id, 1, 'acted', salt_of_staff, '{}'::jsonb, at, by_staff, 1 from made where staffed`
