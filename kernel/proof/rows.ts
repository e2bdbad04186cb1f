import pg from 'pg'
import { rightsKept } from '../declare/activities.ts'
import type { ClientBase } from 'pg'
import { ownsRows } from '../enforce/derive.ts'
import { thingsWithinTenantOf } from '../enforce/things-of-tenants.ts'
import { ownReferencesOf, referencesWithinTenantOf, type OwnReference } from '../enforce/own-references.ts'
import { qualified } from '../declare/qualified.ts'
import { alsoIn } from '../declare/persons.ts'
import { snake, type AnyTable } from '../declare/table.ts'
import { dayOf } from '../declare/periods.ts'
import { endedOf } from '../recipients/contracts.ts'
import { column } from '../rows/walk.ts'
import type { Manifest, Recipient } from '../statement/manifest.ts'
import { beginOf } from '../declare/periods.ts'
import type { Findings } from './findings.ts'
import { statedTables, declaredTables, type ProofContext } from './context.ts'
import { looking } from './looking.ts'

const { escapeIdentifier: id } = pg

/**
 * Nothing is kept without purpose, nothing refers to nobody, nothing went to somebody whom the statement does not name.
 */
export async function proveRows(
  client: ClientBase,
  context: ProofContext,
  deep: boolean,
  found: Findings,
): Promise<void> {
  await nothingWithoutPurpose(client, context, found)
  for (const table of statedTables(context)) {
    await noOrphans(client, table, deep, found)
    await noneOfOthers(client, table, deep, found)
    await noneOfOtherTenants(client, table, context, deep, found)
    await ofATenant(client, table, deep, found)
  }
  await disclosedAsStated(client, context, found)
}

async function nothingWithoutPurpose(client: ClientBase, context: ProofContext, found: Findings): Promise<void> {
  const unstated = declaredTables(context).filter(table => ownsRows(table) && !context.stated.states(table.under.name))
  for (const table of unstated) {
    await looking(client, table, found, ['statement/activities'], async () => {
      const {
        rows: [row],
      } = await client.query<{ some: boolean }>(`select exists (select from ${qualified(table)}) as some`)
      if (row?.some)
        found.fault(
          `${table.name} holds rows, and '${table.under.name}', which they are kept under, is not stated`,
          'statement/activities',
        )
    })
  }
  found.shows('statement/activities', {
    from: 'rows',
    says: unstated.length
      ? `${unstated.length} tables of activities that are not stated hold no row about anybody`
      : 'every activity that keeps data about persons is stated',
  })
}

const sample = 10_000

/**
 * References that no foreign key holds, because bulk data comes in faster without: they are checked on arrival. A row that
 * somebody had restricted, or that a law or a hold keeps, stays past its period, and may outlive what it refers to.
 */
async function noOrphans(client: ClientBase, table: AnyTable, deep: boolean, found: Findings): Promise<void> {
  for (const [name, { ref }] of Object.entries(table.columns)) {
    if (ref?.key !== 'on input') continue
    const promise = `${table.under.name}/data/${table.name}.${name}`
    await looking(client, table, found, [promise], async () => {
      const {
        rows: [row],
      } = await client.query<{ looked: number; orphans: number }>(`
        select count(*) as looked, count(*) filter (where not exists (select from ${qualified(ref.table())} there where there.id = few.it)) as orphans
        from (select t.${column(name)} as it from ${qualified(table)} t where t.${column(name)} is not null${ownsRows(table) ? ' and t.restricted is null' : ''}${deep ? '' : ` limit ${sample}`}) few`)
      const { looked = 0, orphans = 0 } = row ?? {}
      if (orphans)
        found.fault(
          `${orphans} of ${looked} rows of ${table.name} refer by '${name}' to a row of ${ref.table().name} that is not there`,
          promise,
        )
      found.shows(promise, {
        from: 'rows',
        rows: looked,
        says: `${looked} rows looked at, all refer to a row of ${ref.table().name} that is there${looked === sample && !deep ? ' (a sample; --deep looks at all)' : ''}`,
      })
    })
  }
}

/** Rows of one person refer to rows of the same, unless they are declared to name another. */
async function noneOfOthers(client: ClientBase, table: AnyTable, deep: boolean, found: Findings): Promise<void> {
  for (const reference of ownReferencesOf(table)) {
    const { name, column: at, there, also } = reference
    const persons = also.here.map(one => `t.${id(one)}`)
    const promise = `${table.under.name}/data/${table.name}.${name}`
    await looking(client, table, found, [promise], async () => {
      const {
        rows: [row],
      } = await client.query<{ looked: number; others: number }>(`
        select count(*) as looked, count(*) filter (where exists (select from ${qualified(there)} there where there.id = few.it and ${isOfAnother(table, reference)})) as others
        from (select ${[`t.${column(at)} as it`, 't.subject', ...persons].join(', ')} from ${qualified(table)} t where t.${column(at)} is not null${deep ? '' : ` limit ${sample}`}) few`)
      const { looked = 0, others = 0 } = row ?? {}
      if (others)
        found.fault(
          `${others} of ${looked} rows of ${table.name} refer by '${name}' to a row of ${there.name} of another person`,
          promise,
        )
    })
  }
}

/**
 * A row `few` refers to a row `there` in which its person does not stand, nor the other way round. Whoever stood in either
 * and was taken out of it (left, or erased while a law keeps the own row), or whose part lies apart, is no other: such a
 * place is empty, and for people of that kind.
 */
function isOfAnother(table: AnyTable, { there, also }: OwnReference): string {
  const places = (of: AnyTable, row: string, other: string, whose: AnyTable, columns: readonly string[]): string[] =>
    columns.flatMap(one => [
      `${other}.subject is distinct from ${row}.${id(one)}`,
      ...(mayStandIn(of, one, whose) ? [`${row}.${id(one)} is not null`] : []),
    ])
  return [
    'there.subject <> few.subject',
    ...places(table, 'few', 'there', there, also.here),
    ...places(there, 'there', 'few', table, also.there),
  ].join(' and ')
}

/** Whether somebody whom the rows of one table are about is of the kind that stands in a column of another. */
function mayStandIn(table: AnyTable, at: string, { about }: AnyTable): boolean {
  const kind = alsoIn(table).find(one => snake(one.column) === at)?.kind.kind
  return about.who === 'owner' && (about.kinds.length === 0 || about.kinds.some(one => one.kind === kind))
}

/** Rows of one tenant refer to rows of the same, and name things of the same. */
async function noneOfOtherTenants(
  client: ClientBase,
  table: AnyTable,
  { declared }: ProofContext,
  deep: boolean,
  found: Findings,
): Promise<void> {
  for (const { name, column: at, there, by = 'id' } of [
    ...referencesWithinTenantOf(table),
    ...thingsWithinTenantOf(table, declared),
  ]) {
    const promise = `${table.under.name}/data/${table.name}.${name}`
    await looking(client, table, found, [promise], async () => {
      const {
        rows: [row],
      } = await client.query<{ looked: number; others: number }>(`
        select count(*) as looked, count(*) filter (where exists (select from ${qualified(there)} there where there.${column(by)} = few.it and there.tenant <> few.tenant)) as others
        from (select t.${column(at)} as it, t.tenant from ${qualified(table)} t where t.${column(at)} is not null${deep ? '' : ` limit ${sample}`}) few`)
      const { looked = 0, others = 0 } = row ?? {}
      if (others)
        found.fault(
          `${others} of ${looked} rows of ${table.name} refer by '${name}' to a row of ${there.name} of another tenant`,
          promise,
        )
    })
  }
}

/** Rows of tenants are of one that stands in the tree. */
async function ofATenant(client: ClientBase, table: AnyTable, deep: boolean, found: Findings): Promise<void> {
  if (!table.tenanted) return
  const promise = `${table.under.name}/purpose`
  await looking(client, table, found, [promise], async () => {
    const {
      rows: [row],
    } = await client.query<{ looked: number; strays: number }>(`
      select count(*) as looked, count(*) filter (where not exists (select from obhut.tenant there where there.id = few.tenant)) as strays
      from (select t.tenant from ${qualified(table)} t${deep ? '' : ` limit ${sample}`}) few`)
    const { looked = 0, strays = 0 } = row ?? {}
    if (strays) found.fault(`${strays} of ${looked} rows of ${table.name} are of a tenant that is not there`, promise)
    found.shows(promise, {
      from: 'rows',
      rows: looked,
      says: `${looked} rows of ${table.name} looked at, each of a tenant that is there${looked === sample && !deep ? ' (a sample; --deep looks at all)' : ''}`,
    })
  })
}

/**
 * What left the platform since the statement came into force went to recipients that it names, for activities that name
 * them.
 */
async function disclosedAsStated(client: ClientBase, { manifest, now }: ProofContext, found: Findings): Promise<void> {
  const { rows } = await client.query<{ recipient: string; activity: string; n: number; newest: Date }>(`
    select recipient, activity, count(*) as n, max(at) as newest
    from (select d.recipient, d.activity, d.at from obhut.disclosure d, obhut.in_force f where d.at >= f.since and d.request is null order by d.at desc limit ${sample}) latest group by 1, 2`)
  await onlyApproved(client, found)
  const known = new Set(manifest.recipients.map(({ id }) => id))
  for (const { recipient, activity, n } of rows) {
    if (!known.has(recipient))
      found.fault(`data went to '${recipient}' ${n} times, whom the statement does not name`, 'statement/disclosure')
    // Whoever got data hears what became of it (Art. 19 GDPR): such a notice may go to each recipient that is named.
    else if (activity !== rightsKept.name && !manifest.activities[activity]?.recipients.includes(recipient))
      found.fault(
        `data of '${activity}' went to '${recipient}' ${n} times, whom the statement does not name there`,
        `${activity}/recipients`,
      )
  }
  const total = rows.reduce((sum, row) => sum + row.n, 0)
  const looked = `${total} hand-overs since this version came into force${total >= sample ? ` (the latest ${sample})` : ''}`
  found.shows('statement/disclosure', {
    from: 'rows',
    rows: total,
    says: `${looked}, all to recipients that are named`,
  })
  found.shows('statement/recipients', { from: 'rows', rows: total, says: looked })
  for (const { id } of manifest.recipients) {
    const its = rows.filter(row => row.recipient === id)
    found.shows(`statement/recipient/${id}`, {
      from: 'rows',
      rows: its.reduce((sum, row) => sum + row.n, 0),
      says: its.length
        ? its.map(row => `${row.n} for ${row.activity}`).join(', ')
        : 'nothing went there since this version came into force',
    })
  }
  for (const recipient of manifest.recipients) await nothingAfterTheEnd(client, manifest, recipient, now, found)
  for (const [name, { recipients }] of Object.entries(manifest.activities)) {
    const its = rows.filter(row => row.activity === name)
    found.shows(`${name}/recipients`, {
      from: 'rows',
      rows: its.reduce((sum, row) => sum + row.n, 0),
      says: recipients.length
        ? its.map(row => `${row.n} hand-overs to ${row.recipient}`).join(', ') ||
          'nothing was handed over since this version came into force'
        : 'nothing was handed over to anybody',
    })
  }
}

/** Once the contract with a recipient is over, or what made its transfers lawful, nothing goes there any more. */
async function nothingAfterTheEnd(
  client: ClientBase,
  { timeZone }: Manifest,
  recipient: Recipient,
  now: Date,
  found: Findings,
): Promise<void> {
  const ended = endedOf(recipient, dayOf(now, timeZone))
  if (!ended) return
  const since = beginOf(Temporal.PlainDate.from(ended.on).add({ days: 1 }).toString(), timeZone)
  const {
    rows: [row],
  } = await client.query<{ n: number }>(
    'select count(*) as n from obhut.disclosure where recipient = $1 and at >= $2 and request is null',
    [recipient.id, since],
  )
  const promise = `statement/recipient/${recipient.id}`
  const what = {
    contract: `the contract with '${recipient.id}'`,
    safeguard: `the safeguard for transfers to '${recipient.id}'`,
  }[ended.ground]
  if (row?.n) found.fault(`${what} ended on ${ended.on}, and ${row.n} hand-overs went there since`, promise)
  else
    found.shows(promise, {
      from: 'rows',
      rows: 0,
      says: `${what} ended on ${ended.on}; nothing has been handed over since, and nothing can be until the statement names a later date`,
    })
}

/**
 * What an authority got, two persons had answered for, and the person's data in the request is the person's who it is
 * about.
 */
async function onlyApproved(client: ClientBase, found: Findings): Promise<void> {
  const {
    rows: [row],
  } = await client.query<{ looked: number; without: number }>(`
    select count(*) as looked, count(*) filter (where r.id is null or r.subject <> d.subject) as without from obhut.disclosure d
    left join obhut.authority_request r on r.id = d.request and r.decision = 'approved' and r.decided_by <> r.recorded_by and r.ended_at is not null where d.request is not null`)
  const { looked = 0, without = 0 } = row ?? {}
  if (without)
    found.fault(
      `${without} of ${looked} disclosures to authorities were approved by no second person`,
      'statement/disclosure',
    )
  if (looked)
    found.shows('statement/disclosure', {
      from: 'rows',
      rows: looked,
      says: `${looked} disclosures to authorities, each recorded with its ground and approved by another person`,
    })
}
