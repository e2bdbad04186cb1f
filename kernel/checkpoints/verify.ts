import type { ClientBase } from 'pg'
import { copyOut, fieldsOf, binaryMoment } from '../store/copy-out.ts'
import type { Store } from '../store/store.ts'
import { dueRows, type Periods } from '../retention/due.ts'
import type { AnyTable } from '../declare/table.ts'
import { digestOfKept, digestOfList } from '../audit/facts.ts'
import { covered, headOf, noHead, type Seal } from '../sealing/seal.ts'
import { bySkew } from '../clock/clock.ts'
import { auditEntry, auditGone, auditOrigin, auditPerson } from '../audit/tables.ts'
import { bytesOf, digest, digestIn, Tree, type Digest } from '../audit/tree.ts'
import { gapIn, markOfWitness, toldToWitnesses, type Witnessed } from './witness.ts'

export interface Verification {
  readonly seals: number
  /** So many of them were looked at, the newest. */
  readonly looked: number
  readonly entries: number
  /** Facts about persons that lie beside entries. */
  readonly persons: number
  /** Facts that went with a person, as an erasure in the log vouches. */
  readonly erased: number
  /** Entries that no seal covers yet; until it does, taking one away is not noticed. */
  readonly unsealed: number
  /**
   * Seals that a witness outside of the store knows; without one, newest seals that were cut off together are not
   * noticed.
   */
  readonly witnessed: number
  /** What does not fit, in sentences without anybody's data; at most `mostFaults` of them. */
  readonly faults: readonly string[]
}

export interface VerifyOptions {
  /** What the witnesses saw, file by file. */
  readonly witnesses?: readonly Witnessed[]
  /**
   * Looks at the newest seals alone, where all would take too long: not more than these, with not many more entries
   * than these.
   */
  readonly newest?: { readonly seals: number; readonly entries: number }
  /** Told of each page of seals that is through. */
  readonly progress?: (seals: number, of: number) => void
}

const mostFaults = 1000
const page = 5000

/**
 * Checks the sealed part of the audit log: each seal against its entries, against the seal before and against the
 * witnesses; each person's facts against the digest in their entry. Facts may be missing where an erasure in the log
 * vouches for them, or where their period is over and a sweep says so; entries go by whole seals, likewise.
 */
export const verifyAudit = (store: Store, periods: Periods, options: VerifyOptions = {}): Promise<Verification> =>
  store.desk('proof', (client, now) => verifyOver(client, now, periods, options), { snapshot: true })

/** The same in a transaction that somebody else opened; it has to see one moment. */
export async function verifyOver(
  client: ClientBase,
  now: Date,
  periods: Periods,
  options: VerifyOptions = {},
): Promise<Verification> {
  // The order of the index is the order of the log; sorting ten million entries would take the disk.
  await client.query(`select set_config('enable_sort', 'off', true), set_config('work_mem', '64MB', true)`)
  const found = faultsIn()
  const {
    rows: [{ seals, last } = { seals: 0, last: 0 }],
  } = await client.query<{ seals: number; last: number }>(
    options.newest === undefined
      ? 'select count(*) as seals, coalesce(max(number), 0) as last from obhut.audit_seal'
      : 'select coalesce(max(number) - min(number) + 1, 0) as seals, coalesce(max(number), 0) as last from obhut.audit_seal',
  )
  const from = options.newest === undefined ? 0 : await firstOf(client, options.newest)
  const marks = await marksIn(client, from)
  const expiry = expiryBy(periods, marks, now)
  await sealsHold(client, { from, last, expiry }, found, options)
  await client.query(`select set_config('enable_sort', 'on', true)`)
  if (from > 0) await rememberSpan(client, from)
  const persons = await factsHold(client, from, expiry, found)
  const erased = await missingIsVouchedFor(client, from, marks, expiry, found)
  await whatWaitsHolds(client, now, found)
  witnessesHold(
    options.witnesses ?? [],
    { from, last, told: options.witnesses?.length ? await toldToWitnesses(client) : new Map() },
    found,
  )
  const {
    rows: [row],
  } = await client.query<{ n: number }>('select count(*) as n from obhut.audit_entry where seal is null')
  return {
    seals,
    looked: from === 0 ? seals : last - from + 1,
    entries: found.entries,
    persons,
    erased,
    unsealed: row?.n ?? 0,
    witnessed: found.witnessed,
    faults: found.all,
  }
}

/** With which seal the newest begin. */
async function firstOf(client: ClientBase, { seals, entries }: NonNullable<VerifyOptions['newest']>): Promise<number> {
  const {
    rows: [row],
  } = await client.query<{ first: number | null }>(
    `
    select min(number) as first from (select number, entries, sum(entries) over (order by number desc) as so_far from (select number, entries from obhut.audit_seal order by number desc limit $1) newest) counted
    where so_far - entries < $2`,
    [seals, entries],
  )
  return row?.first ?? 0
}

interface Found {
  readonly all: string[]
  entries: number
  witnessed: number
  readonly heads: Map<number, Digest>
  says(fault: string): void
}
function faultsIn(): Found {
  const all: string[] = []
  return {
    all,
    entries: 0,
    witnessed: 0,
    heads: new Map(),
    says: fault => {
      if (all.length < mostFaults) all.push(fault)
    },
  }
}

/**
 * Entries that vouch for what is missing: erasures, and sweeps of the log itself. They count once they are sealed, from
 * the time that the sealer gave them: their own is of whoever wrote them.
 */
interface Mark {
  readonly id: string
  readonly at: Date
  readonly sealedAt: Date | null
  readonly what: string
  readonly about: string | null
  readonly covers: Buffer | null
  readonly upTo: Date | null
}
async function marksIn(client: ClientBase, from: number): Promise<Mark[]> {
  return (
    await client.query<Mark>(
      'select id, at, sealed_at as "sealedAt", what, about, covers, up_to as "upTo" from obhut.audit_entry where (covers is not null or up_to is not null) and (seal >= $1 or seal is null)',
      [from],
    )
  ).rows
}

interface Expiry {
  readonly entries: number
  readonly persons: number
  readonly gone: number
}

/**
 * Up to which moment entries and facts may be gone: a sealed sweep says so, and no sweep at that time could have taken
 * what is later than that. A seal of a time that is yet to come vouches for nothing.
 */
function expiryBy(periods: Periods, marks: readonly Mark[], now: Date): Expiry {
  const swept = (table: AnyTable): number =>
    latestOf(
      marks.flatMap(({ what, about, upTo, sealedAt }) =>
        what === 'expired' && about === table.name && upTo && sealedAt && sealedAt <= now
          ? [new Date(Math.min(upTo.getTime(), dueAt(table, periods, sealedAt)))]
          : [],
      ),
    )
  return {
    entries: swept(auditEntry),
    persons: Math.max(swept(auditPerson), swept(auditOrigin)),
    gone: dueAt(auditGone, periods, now),
  }
}

/** Up to which moment a sweep at that time takes rows of a table, by the versions that were in force by then. */
function dueAt(table: AnyTable, periods: Periods, at: Date): number {
  const then: Periods = { ...periods, of: setting => periods.of(setting).filter(({ since }) => since <= at) }
  // Until when is asked alone, and not which rows stay for others that go with them.
  const alone = { tables: new Map([[table.name, table]]) }
  return latestOf(
    dueRows(alone, table, then, at, { now: at, timeZone: periods.timeZone, openYears: [] }).map(one => one.latest),
  )
}
const latestOf = (moments: readonly Date[]): number => Math.max(0, ...moments.map(moment => moment.getTime()))

async function sealsHold(
  client: ClientBase,
  { from, last, expiry }: { readonly from: number; readonly last: number; readonly expiry: Expiry },
  found: Found,
  { witnesses = [], progress }: VerifyOptions,
): Promise<void> {
  const wanted = new Set(witnesses.flatMap(one => [...one.heads.keys()]))
  let before: Digest | undefined = from > 1 ? undefined : noHead
  let reached = Math.max(0, from - 1)
  for (;;) {
    const { rows } = await client.query<{
      number: number
      at: Date
      entries: number
      root: Buffer
      before: Buffer
      head: Buffer
    }>(
      'select number, at, entries, root, before, head from obhut.audit_seal where number > $1 order by number limit $2',
      [reached, page],
    )
    const some = rows.map(row => ({
      ...row,
      root: digestIn(row.root),
      before: digestIn(row.before),
      head: digestIn(row.head),
    }))
    for (const seal of some) {
      if (seal.number !== reached + 1) found.says(`between seals ${reached} and ${seal.number} one is missing`)
      else if (before !== undefined && seal.before !== before)
        found.says(`seal ${seal.number} does not follow from the one before it`)
      before = headOf(seal)
      if (before !== seal.head) found.says(`seal ${seal.number} was changed`)
      if (wanted.has(seal.number)) found.heads.set(seal.number, before)
      reached = seal.number
    }
    await entriesHold(client, some, rows.length < page, expiry, found)
    progress?.(reached, last)
    if (rows.length < page) return
  }
}

/** The bytes of the fields that say where an entry stands: seal, place and when it was sealed. */
const standing = 2 + 12 + 8 + 12

/** Entries under these seals, in their order, while they stream by. */
async function entriesHold(
  client: ClientBase,
  seals: readonly Seal[],
  andBeyond: boolean,
  expiry: Expiry,
  found: Found,
): Promise<void> {
  const first = seals[0]?.number
  const end = andBeyond ? Number.MAX_SAFE_INTEGER : (seals.at(-1)?.number ?? 0)
  await client.query(`select set_config('obhut.from', $1, true), set_config('obhut.to', $2, true)`, [
    String(first ?? 0),
    String(end),
  ])
  let at = 0
  let tree = new Tree()
  let wrong: string | undefined
  const close = (seal: Seal): void => {
    if (seal.at.getTime() <= expiry.entries && tree.leaves < seal.entries) {
      /* its period is over, and a sweep takes it, or has */
    } else if (tree.leaves !== seal.entries)
      found.says(`seal ${seal.number} covers ${seal.entries} entries and ${tree.leaves} are there`)
    else if (tree.root !== seal.root) found.says(`an entry under seal ${seal.number} was changed, or its order`)
    else if (wrong !== undefined) found.says(wrong)
    tree = new Tree()
    wrong = undefined
  }
  await copyOut(
    client,
    `
    select seal, coalesce(place, -1), coalesce(sealed_at, '-infinity'), ${covered} from obhut.audit_entry
    where seal is not null and seal between current_setting('obhut.from')::bigint and current_setting('obhut.to')::bigint order by seal, place`,
    row => {
      const number = Number(row.readBigInt64BE(6))
      for (let seal = seals[at]; seal && seal.number < number; seal = seals[++at]) close(seal)
      const seal = seals[at]
      if (seal?.number !== number) return found.says(`an entry stands under seal ${number}, which is not there`)
      found.entries += 1
      if (row.readInt32BE(18) !== tree.leaves || binaryMoment(row, 26) !== seal.at.getTime())
        wrong ??= `an entry under seal ${number} does not stand where it was sealed`
      tree.add(digest(row.subarray(standing)))
    },
  )
  for (let seal = seals[at]; seal; seal = seals[++at]) close(seal)
}

/**
 * Tables of what lies beside entries: their fields that a digest covers as they are sent, and one that enters in an
 * order of its own.
 */
const beside = [
  { table: 'obhut.audit_person', fields: ['salt', 'subject', 'part'], facts: 'facts' },
  {
    table: 'obhut.audit_origin',
    fields: ['salt', 'subject', 'user_name', 'address', 'browser', 'browser_version', 'os'],
    facts: undefined,
  },
] as const

/** What lies beside an entry is what its digest says, and of the moment of the entry. */
async function factsHold(client: ClientBase, from: number, expiry: Expiry, found: Found): Promise<number> {
  let persons = 0
  for (const { table, fields, facts } of beside) {
    await copyOut(
      client,
      `
      select ${fields.map(name => `p.${name}`).join(', ')}, p.place, p.at, e.at, e.personal, p.entry_id${facts ? `, p.${facts}` : ''}
      from ${besideEntries(table, from)}`,
      row => {
        let kept = 2
        for (let field = 0; field < fields.length; field++) kept += 4 + Math.max(0, row.readInt32BE(kept))
        const [place, at, entryAt, personal, entry, its] = fieldsAfter(row, kept)
        persons += 1
        const who = `the facts beside entry ${uuidIn(entry)}`
        if (!entryAt) {
          // The columns are not null.
          if (binaryMoment(at!, 0) > expiry.entries) found.says(`${who} lie beside no entry`)
        } else if (!entryAt.equals(at!))
          found.says(`${who} are not of its moment`) // as above
        else {
          const start = 32 * place!.readInt32BE(0) // as above
          if (
            !personal ||
            start < 0 ||
            personal.toString('latin1', start, start + 32) !== digestOfKept(row.subarray(2, kept), its)
          )
            found.says(`${who} were changed`)
        }
      },
    )
  }
  return persons
}

/** The entries of the newest seals, and those that wait for theirs. */
const newestEntries = (columns: string): string => `
  select ${columns} from obhut.audit_entry where seal >= current_setting('obhut.from')::bigint
  union all select ${columns} from only obhut.audit_entry_arriving where seal is null`

/**
 * From which to which id the newest entries are. Ids grow with time, so that what lies beside these entries is found
 * without a walk through what lies beside all others; were one of another time among them, more would be looked through,
 * and all of these be found the same.
 */
async function rememberSpan(client: ClientBase, from: number): Promise<void> {
  await client.query(`select set_config('obhut.from', $1, true)`, [String(from)])
  await client.query(
    `select set_config('obhut.first', coalesce(min(id::text collate "C"), ''), true), set_config('obhut.last', coalesce(max(id::text collate "C"), ''), true)
    from (${newestEntries('id')}) newest`,
  )
}

/** What lies beside the newest entries, or beside all. */
const lyingBeside = (table: string, from: number): string =>
  from > 0
    ? `(select * from ${table} where entry_id between nullif(current_setting('obhut.first'), '')::uuid and nullif(current_setting('obhut.last'), '')::uuid)`
    : table

/** Facts with their entries: those of the newest seals, and of what waits, are found by their entries. */
const besideEntries = (table: string, from: number): string =>
  from > 0
    ? `(${newestEntries('id, at, personal')}) e join ${lyingBeside(table, from)} p on p.entry_id = e.id`
    : `${table} p left join obhut.audit_entry e on e.id = p.entry_id`

function fieldsAfter(row: Buffer, at: number): (Buffer | undefined)[] {
  const fields: (Buffer | undefined)[] = []
  while (at < row.length) {
    const length = row.readInt32BE(at)
    fields.push(length < 0 ? undefined : row.subarray(at + 4, at + 4 + length))
    at += 4 + Math.max(0, length)
  }
  return fields
}
const uuidIn = (bytes: Buffer | undefined): string =>
  bytes?.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') ?? ''

/**
 * What has no seal yet lies where it arrived, says nothing of a place that it will be given, and is of no time that is
 * yet to come. That an entry there was taken away, or says something else by now, nobody can tell.
 */
async function whatWaitsHolds(client: ClientBase, now: Date, found: Found): Promise<void> {
  const { rows } = await client.query<{ id: string; fault: string }>(
    `
    select id, 'says where it will stand before it has its seal' as fault from only obhut.audit_entry_arriving
      where seal is not null or place is not null or sealed_at is not null
    union all select id, 'is of a time that is yet to come' from only obhut.audit_entry_arriving where at > $1
    union all select id, 'has no seal and does not lie where it arrived' from only obhut.audit_entry where seal is null`,
    [bySkew(now)],
  )
  for (const { id, fault } of rows) found.says(`entry ${id} ${fault}`)
}

/** Each digest in an entry has its facts, or an erasure that vouches for their going, or a period that is over. */
async function missingIsVouchedFor(
  client: ClientBase,
  from: number,
  marks: readonly Mark[],
  expiry: Expiry,
  found: Found,
): Promise<number> {
  const vouched = await erasuresIn(client, from, marks, expiry, found)
  let erased = 0
  await client.query(`select set_config('obhut.from', $1, true), set_config('obhut.to', $2, true)`, [
    String(from),
    new Date(expiry.persons).toISOString(),
  ])
  await copyOut(
    client,
    `
    select e.id, g.erasure from (
      select id, at, generate_series(0, length(personal) / 32 - 1) as place from obhut.audit_entry where personal is not null and seal >= current_setting('obhut.from')::bigint
      union all select id, at, generate_series(0, length(personal) / 32 - 1) from only obhut.audit_entry_arriving where personal is not null and seal is null
    ) e left join ${lyingBeside('obhut.audit_person', from)} p on p.entry_id = e.id and p.place = e.place left join ${lyingBeside('obhut.audit_origin', from)} o on o.entry_id = e.id and o.place = e.place
    left join ${lyingBeside('obhut.audit_gone', from)} g on g.entry_id = e.id and g.place = e.place where p.entry_id is null and o.entry_id is null and e.at > current_setting('obhut.to')::timestamptz`,
    row => {
      const [entry, erasure] = fieldsOf(row)
      if (erasure && vouched.has(erasure.toString('hex'))) erased += 1
      else found.says(`the facts beside entry ${uuidIn(entry)} are missing, and no erasure vouches for them`)
    },
  )
  return erased
}

/** Erasures whose list of facts is the one that their entry vouches for. */
async function erasuresIn(
  client: ClientBase,
  from: number,
  marks: readonly Mark[],
  expiry: Expiry,
  found: Found,
): Promise<ReadonlySet<string>> {
  const erasures = new Map(marks.filter(one => one.covers).map(one => [one.id.replaceAll('-', ''), one]))
  const vouched = new Set<string>()
  let its: { of: string; at: number; list: { entry: Buffer; place: number }[] } | undefined
  const seen = new Set<string>()
  const close = (): void => {
    if (!its) return
    const erasure = erasures.get(its.of)
    seen.add(its.of)
    const holds =
      erasure?.covers &&
      erasure.what === 'erased' &&
      bytesOf(digestOfList(its.list)).equals(erasure.covers) &&
      its.at === erasure.at.getTime()
    if (holds) vouched.add(its.of)
    else if (its.at > expiry.gone)
      found.says(
        erasure
          ? `the list of facts that went with erasure ${erasure.id} is not the one that it vouches for`
          : 'facts are said to have gone with an erasure that is not in the log',
      )
  }
  await client.query(`select set_config('obhut.erasures', $1, true)`, [[...erasures.keys()].join(',')])
  const some =
    from > 0 ? ` where erasure = any(string_to_array(nullif(current_setting('obhut.erasures'), ''), ',')::uuid[])` : ''
  await copyOut(
    client,
    `select erasure, entry_id, place, at from obhut.audit_gone${some} order by erasure, entry_id, place`,
    row => {
      const [erasure, entry, place, at] = fieldsOf(row)
      const of = erasure!.toString('hex') // the columns are not null
      if (its?.of !== of) {
        close()
        its = { of, at: binaryMoment(at!, 0), list: [] } // as above
      }
      if (binaryMoment(at!, 0) !== its.at) its.at = Number.NaN // as above
      its.list.push({ entry: Buffer.from(entry!), place: place!.readInt32BE(0) }) // as above
    },
  )
  close()
  for (const [id, mark] of erasures)
    if (!seen.has(id) && mark.at.getTime() > expiry.gone)
      found.says(`the list of facts that went with erasure ${mark.id} is missing`)
  return vouched
}

/** The store says what the witnesses saw, and has not lost what they saw last. */
function witnessesHold(
  witnesses: readonly Witnessed[],
  { from, last, told }: { readonly from: number; readonly last: number; readonly told: ReadonlyMap<string, number> },
  found: Found,
): void {
  for (const witness of witnesses) {
    const { name, path, heads, unreadable, unread } = witness
    const expected = told.get(markOfWitness(path).toString('hex')) ?? 0
    if (unread && (unread === 'closed' || expected > 0 || last > 0))
      found.says(
        `the witness ${path} ${unread === 'closed' ? 'may not be read' : 'is not there'}${expected ? `, and it was told of ${expected} seals` : ''}`,
      )
    else if (heads.size < expected)
      found.says(`the witness ${name} holds ${heads.size} of the ${expected} seals that it was told of`)
    else lacksNone(witness, found)
    if (unreadable) found.says(`the witness ${name} has ${unreadable} lines that cannot be read`)
    for (const [number, seen] of heads) {
      if (number > last) {
        found.says(
          `the witness ${name} saw seals up to ${witness.last}, and the log ends with seal ${last}: it was cut off, or an older backup was restored`,
        )
        break
      }
      if (number < from) continue
      const is = found.heads.get(number)
      if (seen.some(head => head !== is)) found.says(`seal ${number} is not the one that the witness ${name} saw`)
      else found.witnessed += 1
    }
  }
}

function lacksNone(witness: Witnessed, found: Found): void {
  const gap = gapIn(witness)
  if (gap)
    found.says(
      `the witness ${witness.name} lacks ${gap.seals} seals before those that it saw, from ${gap.from} to ${gap.to}: it was changed, or came back empty`,
    )
}
