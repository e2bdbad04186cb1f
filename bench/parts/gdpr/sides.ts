import type pg from 'pg'
import { accountability } from '../../../kernel/declare/activities.ts'
import { auditEntry } from '../../../kernel/audit/tables.ts'
import type { Store } from '../../../kernel/store/store.ts'
import { person, platform, type Who, type Work } from '../../../kernel/store/work.ts'
import { keeping, overseeing, processing, record } from './module.ts'
import type { Does, Operation } from './load.ts'

/** Does an operation, fetching every row, and says how many it matched. */
export type Side = (operation: Operation) => Promise<number>

const users = (records: number): number => Math.min(10_000, records / 10)
export const subjectOf = (key: number, records: number): string =>
  `00000000-0000-4000-8000-${(key % users(records)).toString(16).padStart(12, '0')}`
const numberOf = (key: number): string => `key${key}`
const purposeOf = (key: number): string => `purpose${key % 25}`
const objectOf = (key: number): string => `obj${key % 100}`
export const rowOf = (key: number) => ({
  number: numberOf(key),
  purpose: purposeOf(key),
  object: objectOf(key),
  decision: `dec${key % 2}`,
  sharing: `shr${key % 10}`,
  source: `src${key % 10}`,
  category: `cat${key % 10}`,
  data: `${key} `.padEnd(100, 'data '),
})
export const later = new Date('2100-01-01T00:00:00Z')
const staff: Who = { is: 'staff', id: '00000000-0000-4000-9000-000000000001' }
const logLines = (key: number): number => 1 + (key % 1000)

const whoDoes = (role: string, subject: string): Who =>
  role.startsWith('customer') ? person(subject) : role.startsWith('processor') ? platform : staff

/** Under the kernel: a unit of work each, as the role of its activity, with its entry in the audit log. */
export function underTheKernel(store: Store, records: number, role: string): Side {
  return async operation => {
    const who = whoDoes(role, subjectOf(operation.key, records))
    if (operation.does === 'read the log')
      return store.under(
        accountability,
        who,
        async work =>
          (
            await work
              .read(auditEntry, 'id', 'at', 'activity', 'what', 'about', 'rows', 'actor')
              .limit(logLines(operation.key))
              .execute()
          ).length,
      )
    if (
      (operation.does.includes('metadata') && operation.does.startsWith('read')) ||
      operation.does === 'verify deletion'
    )
      return store.under(overseeing, who, work => metadata(work, operation, records))
    if (role.startsWith('processor'))
      return store.under(processing, who, work => forProcessor(work, operation, records))
    return store.under(keeping, who, work => kept(work, operation, records))
  }
}

async function metadata(work: Work<typeof overseeing>, { does, key }: Operation, records: number): Promise<number> {
  const read = work.read(
    record,
    'number',
    'purpose',
    'object',
    'decision',
    'sharing',
    'source',
    'category',
    'expiresAt',
  )
  return (
    await (does === 'read metadata by user'
      ? read.where('subject', '=', subjectOf(key, records))
      : read.where('number', '=', numberOf(key))
    ).execute()
  ).length
}

async function forProcessor(work: Work<typeof processing>, { does, key }: Operation, records: number): Promise<number> {
  const read = work.read(record, 'number', 'data')
  const some =
    does === 'read by key'
      ? read.where('number', '=', numberOf(key))
      : does === 'read by purpose'
        ? read.where('purpose', '=', purposeOf(key))
        : does === 'read by object'
          ? read.where('object', '=', objectOf(key))
          : read.where('subject', '=', subjectOf(key, records))
  return (await some.execute()).length
}

async function kept(
  work: Work<typeof keeping>,
  { does, key, new: fresh }: Operation,
  records: number,
): Promise<number> {
  const db = work.over(record)
  const changed = `changed by ${fresh}`
  const update = db.updateTable('gdpr.record')
  const read = db.selectFrom('gdpr.record').select(['number', 'data'])
  const subject = subjectOf(key, records)
  switch (does) {
    case 'create':
      return Number(
        (
          await db
            .insertInto('gdpr.record')
            .values({ ...rowOf(fresh), subject: subjectOf(fresh, records), expiresAt: later })
            .executeTakeFirst()
        ).numInsertedOrUpdatedRows ?? 0n,
      )
    case 'delete by key':
      return Number(
        (await db.deleteFrom('gdpr.record').where('number', '=', numberOf(key)).executeTakeFirst()).numDeletedRows,
      )
    case 'delete by purpose':
      return Number(
        (await db.deleteFrom('gdpr.record').where('purpose', '=', purposeOf(key)).executeTakeFirst()).numDeletedRows,
      )
    case 'update by key':
      return Number(
        (await update.set({ data: changed }).where('number', '=', numberOf(key)).executeTakeFirst()).numUpdatedRows,
      )
    case 'metadata by key':
      return Number(
        (await update.set({ sharing: changed }).where('number', '=', numberOf(key)).executeTakeFirst()).numUpdatedRows,
      )
    case 'metadata by purpose':
      return Number(
        (await update.set({ sharing: changed }).where('purpose', '=', purposeOf(key)).executeTakeFirst())
          .numUpdatedRows,
      )
    case 'metadata by user':
      return Number(
        (await update.set({ sharing: changed }).where('subject', '=', subject).executeTakeFirst()).numUpdatedRows,
      )
    case 'read by key':
      return (await read.where('number', '=', numberOf(key)).execute()).length
    case 'read by purpose':
      return (await read.where('purpose', '=', purposeOf(key)).execute()).length
    case 'read by user':
      return (await read.where('subject', '=', subject).execute()).length
    default:
      throw new Error(`${does} is done by somebody else`)
  }
}

const meta = 'number, purpose, object, decision, sharing, source, category, expires_at'
const byHandSql: Record<Does, string> = {
  create:
    'insert into gdpr.record (number, purpose, object, decision, sharing, source, category, data, expires_at, subject, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)',
  'delete by key': 'delete from gdpr.record where number = $1',
  'delete by purpose': 'delete from gdpr.record where purpose = $1',
  'read by key': 'select number, data from gdpr.record where number = $1',
  'read by purpose': 'select number, data from gdpr.record where purpose = $1',
  'read by user': 'select number, data from gdpr.record where subject = $1',
  'read by object': 'select number, data from gdpr.record where object = $1',
  'update by key': 'update gdpr.record set data = $2 where number = $1',
  'metadata by key': 'update gdpr.record set sharing = $2 where number = $1',
  'metadata by purpose': 'update gdpr.record set sharing = $2 where purpose = $1',
  'metadata by user': 'update gdpr.record set sharing = $2 where subject = $1',
  'read metadata by user': `select ${meta} from gdpr.record where subject = $1`,
  'read metadata by key': `select ${meta} from gdpr.record where number = $1`,
  'verify deletion': `select ${meta} from gdpr.record where number = $1`,
  'read the log': 'select id, at, activity, what, about, rows, actor from obhut.audit_entry limit $1',
}

/**
 * The same as one would write it: prepared statements, no roles, no policies, no audit; in a transaction each, or as
 * they are (autocommit).
 */
export function byHand(pool: pg.Pool, records: number, how: 'transactions' | 'autocommit'): Side {
  return async operation => {
    const { does, key, new: fresh } = operation
    const of = does.includes('user')
      ? subjectOf(key, records)
      : does.includes('purpose')
        ? purposeOf(key)
        : does.includes('object')
          ? objectOf(key)
          : does === 'read the log'
            ? logLines(key)
            : numberOf(key)
    const { number, purpose, object, decision, sharing, source, category, data } = rowOf(fresh)
    const values =
      does === 'create'
        ? [number, purpose, object, decision, sharing, source, category, data, later, subjectOf(fresh, records)]
        : does.startsWith('update') || does.startsWith('metadata')
          ? [of, `changed by ${fresh}`]
          : [of]
    const query = { name: does, text: byHandSql[does], values }
    if (how === 'autocommit') {
      const { rows, rowCount } = await pool.query(query)
      return rows.length || (rowCount ?? 0)
    }
    const client = await pool.connect()
    try {
      await client.query('begin')
      const { rows, rowCount } = await client.query(query)
      await client.query('commit')
      return rows.length || (rowCount ?? 0)
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
  }
}
