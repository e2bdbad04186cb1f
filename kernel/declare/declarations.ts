import { softwareAtFault, WordedError } from '../problems/worded.ts'
import { createHash } from 'node:crypto'
import { faultsOfPersons } from './faults-of-persons.ts'
import { operations as allOperations, type AnyActivity, type UsableActivity } from './activity.ts'
import { identifies } from './identifies.ts'
import { nearest } from '../text/nearest.ts'
import { isOperation } from './operations.ts'
import { fileColumnsOf } from './file-columns.ts'
import { refsToKey } from './encrypted-tables.ts'
import { keeperOf } from './keeper.ts'
import type { LegalRetention } from '../statement/keeping-laws.ts'
import { placeOf, snake, type AnyTable, type Final } from './table.ts'
import type { Column } from './columns.ts'
import { faultsOfPseudonyms } from './faults-of-pseudonyms.ts'
import { faultsOfTenants } from './tenanted.ts'
import { columnsReadBy, isUnder, knownBy, onlyFor, reachesAll } from './whose.ts'

/** All that the modules of a platform declare, checked against each other. */
export interface Declarations extends Described {
  readonly activities: ReadonlyMap<string, UsableActivity>
}

/** The same, as far as it is about tables. */
export type DescribedTables = Pick<Described, 'tables'>

/** The same to read: no unit of work runs under an activity that is found here. */
export interface Described {
  readonly activities: ReadonlyMap<string, AnyActivity>
  readonly tables: ReadonlyMap<string, AnyTable>
  /** What each table's owner lets others read, by table. */
  readonly offers: ReadonlyMap<string, ReadonlySet<string>>
  /** Children before the rows that they refer to, or whose things they are about: the order in which rows can go. */
  readonly leavesFirst: readonly AnyTable[]
}

export interface Declared {
  readonly name: string
  readonly activities: readonly UsableActivity[]
  readonly keeps: readonly AnyTable[]
  readonly offers?: readonly (AnyTable & { readonly offers: readonly string[] })[]
}

/** A declaration that contradicts another; it stops the start with all of them at once. */
export class Contradictions extends WordedError {
  readonly told = softwareAtFault
  readonly all: readonly string[]
  constructor(all: readonly string[]) {
    super(`The declarations contradict each other:\n${all.map(one => `  - ${one}`).join('\n')}`)
    this.name = 'Contradictions'
    this.all = all
  }
}

/** Kernel columns of a table, beside those that its declaration names. */
export function kernelColumns(table: AnyTable): Record<string, Pick<Column<unknown>, 'sql' | 'nullable'>> {
  return {
    ...(table.key.includes('id') && !('id' in table.columns) && { id: { sql: 'uuid', nullable: false } }),
    ...(table.about.who === 'owner' && {
      subject: { sql: 'uuid', nullable: false },
    }),
    ...((table.about.who === 'owner' || table.about.who === 'pseudonym') && {
      version: { sql: 'integer', nullable: false },
      restricted: { sql: 'text', nullable: true },
    }),
    ...(table.tenanted && { tenant: { sql: 'uuid', nullable: false } }),
  }
}

export function declarations(parts: readonly Declared[]): Declarations {
  const wrong: string[] = []
  const activities = unique(
    parts.flatMap(part => part.activities),
    'activity',
    wrong,
  )
  const tables = unique(
    parts.flatMap(part => part.keeps),
    'table',
    wrong,
  )
  const offers = new Map(parts.flatMap(part => part.offers ?? []).map(offer => [offer.name, new Set(offer.offers)]))

  for (const part of parts) for (const table of part.keeps) wrong.push(...faultsOf(table, activities, tables))
  for (const table of tables.values())
    wrong.push(
      ...faultsOfReferences(table, tables),
      ...faultsOfPossession(table, tables),
      ...faultsOfTenants(table, tables),
    )
  for (const activity of activities.values())
    wrong.push(
      ...faultsOfGrounds(activity),
      ...faultsOfReads(activity, tables, offers),
      ...faultsOfKinds(activity, tables),
      ...faultsOfThrough(activity, tables),
    )
  if (wrong.length) throw new Contradictions(wrong)
  return { activities, tables, offers, leavesFirst: leavesFirst([...tables.values()]) }
}

function unique<T extends { readonly name: string }>(
  all: readonly T[],
  what: string,
  wrong: string[],
): ReadonlyMap<string, T> {
  const found = new Map<string, T>()
  for (const one of all) {
    if (found.has(one.name)) wrong.push(`two declare the ${what} '${one.name}'`)
    found.set(one.name, one)
  }
  return found
}

function* faultsOf(
  table: AnyTable,
  activities: ReadonlyMap<string, AnyActivity>,
  tables: ReadonlyMap<string, AnyTable>,
): Generator<string> {
  const personal = ['owner', 'through', 'pseudonym'].includes(table.about.who)
  const at = `table '${table.name}'`
  if (!activities.has(table.under.name)) yield `${at} is kept under '${table.under.name}', which no module declares`
  if ((personal || table.about.who === 'unattributed') && !table.until)
    yield `${at} holds data about persons and does not say until when`
  for (const [name, column] of Object.entries(table.columns)) {
    if (column.ref && !tables.has(column.ref.table().name))
      yield `column '${name}' of ${at} refers to '${column.ref.table().name}', which no module keeps`
    if (table.about.who === 'unattributed' && column.ref)
      yield `${at} is unattributed (Art. 11 GDPR) and so must not refer to '${column.ref.table().name}'`
    if (table.about.who === 'unattributed' && identifies(column))
      yield `column '${name}' of ${at} holds ${column.is ?? 'an id'}, by which somebody could be found, and so the table is not unattributed (Art. 11 GDPR): declare whom it is about, or leave the column out`
    if (Object.hasOwn(kernelColumns(table), name) && name !== 'id') yield `column '${name}' of ${at} is the kernel's`
  }
  yield* faultsOfSeals(table)
  yield* faultsOfAddresses(table)
  yield* faultsOfSearch(table)
  yield* faultsOfProof(table)
  yield* faultsOfFiles(table)
  yield* faultsOfPersons(table)
  yield* faultsOfGivingBack(table)
  yield* faultsOfPseudonyms(table, activities.values(), tables)
  const until = table.until
  if (until?.rule === 'since') {
    const column = table.columns[until.column]
    if (column?.kind !== 'moment') yield `${at} counts its period from '${until.column}', which is no moment`
    yield* faultsOfEnd(table, until.column, until.final)
    if (until.keep !== 'immediately') {
      const owner = activities.get(until.keep.activity)
      if (!owner?.spec.settings || !Object.hasOwn(owner.spec.settings, until.keep.setting))
        yield `${at} is kept as long as '${until.keep.activity}/${until.keep.setting}' says, which nobody declares`
    }
  }
  if (table.keptByLaw) yield* faultsOfRetention(table, table.keptByLaw)
  if (until?.rule === 'with' && !table.columns[until.column]?.ref)
    yield `${at} is kept as long as '${until.column}', which refers to no row`
}

/** A row with a state whose period runs from a moment that may be missing: which words end it has to be said. */
function* faultsOfEnd({ name, columns }: AnyTable, moment: string, final: Final | undefined): Generator<string> {
  const at = `table '${name}'`
  if (columns['state']?.words && columns[moment]?.nullable && !final)
    yield `${at} is kept since '${moment}' and has a state: say which words end a row, since('${moment}', …, { state: […] }), or one that has ended would never go`
  for (const [column, words] of Object.entries(final ?? {}))
    for (const word of words)
      if (!columns[column]?.words?.includes(word))
        yield `${at} ends with '${word}' in '${column}', which is none of its words`
}

/** What is encrypted has a key that is found and that goes with a row; an address beside a person is always encrypted. */
function* faultsOfSeals(table: AnyTable): Generator<string> {
  for (const [name, { encrypted, is, ref }] of Object.entries(table.columns)) {
    const at = `column '${name}' of table '${table.name}'`
    if (is === 'pd:IPAddress' && table.about.who === 'owner' && !encrypted && !name.endsWith('Mark'))
      yield `${at} holds an address beside a person, by which visits could be joined: declare it encrypted()`
    if (!encrypted) continue
    const refs = refsToKey(table, encrypted)
    if (refs.length !== 1)
      yield `${at} is encrypted under the key of '${encrypted.key?.().name}', to which ${refs.length === 0 ? 'no column refers' : `${refs.join(' and ')} refer`}`
    if (!table.key.includes('id'))
      yield `${at} is encrypted, and the table has no id to which its values could be bound`
    if (table.bulk || table.partitionedBy)
      yield `${at} is encrypted, and rows of this table come and go in bulk, past their keys`
    if (refs[0] !== 'id' && table.addedByAll)
      yield `${at} is encrypted under another row's key, which not every activity that adds rows may see: encrypt it under the row's own`
    if (refs[0] !== undefined && refs[0] !== 'id' && table.columns[refs[0]]?.ref?.key !== 'in the database')
      yield `${at} is encrypted under the key of '${encrypted.key?.().name}', to which the database holds no reference`
    if (ref) yield `${at} refers to a row and cannot be encrypted`
  }
}

/** Words are put beside rows that come one by one, through units of work. */
function* faultsOfSearch(table: AnyTable): Generator<string> {
  for (const [name, { searchable }] of Object.entries(table.columns)) {
    if (!searchable) continue
    const at = `column '${name}' of table '${table.name}' is searchable`
    if (!table.key.includes('id') || table.bulk || table.partitionedBy)
      yield `${at}, and its rows have no id by which they are found, or come in bulk`
    if (table.about.who === 'unattributed')
      yield `${at}, and the table is unattributed (Art. 11 GDPR): nobody is looked for there`
    if (!table.tenanted && table.columns['tenant'])
      yield `${at}, and its 'tenant' is a column like others: rows are looked up within tenants wherever there is one`
  }
}

/** What shows that an address is the person's may be missing, until it is there. */
function* faultsOfAddresses({ name, columns }: AnyTable): Generator<string> {
  for (const [column, { unproven }] of Object.entries(columns))
    if (typeof unproven === 'object' && columns[unproven.until]?.nullable !== true)
      yield `column '${column}' of table '${name}' is unproven until '${unproven.until}', which is no column that may be empty`
}

/** Files follow rows that are about one person and can be told one by one. */
function* faultsOfFiles(table: AnyTable): Generator<string> {
  for (const { name } of fileColumnsOf(table)) {
    const at = `column '${name}' of table '${table.name}'`
    if (table.about.who !== 'owner') yield `${at} is a file, and its rows are about no one person who could have it`
    if (!table.key.includes('id') || table.bulk || table.partitionedBy)
      yield `${at} is a file, which belongs to a row with an id of its own, and not to one that comes or goes in bulk`
    if (table.tenanted) yield `${at} is a file, and files do not know tenants`
  }
}

/** What a person can prove to control finds the person's rows. */
function* faultsOfProof({ name, about, columns, leaves }: AnyTable): Generator<string> {
  for (const one of about.who === 'owner' ? new Set(about.kinds.flatMap(kind => kind.provenBy)) : [])
    if (columns[one]?.encrypted && !(columns[one].encrypted.findable && columns[one].encrypted.as === 'text'))
      yield `column '${one}' of table '${name}' is what persons prove to control, and is encrypted so that nobody is found by it: encrypted(text(…), { findable: true })`
  for (const one of leaves?.columns ?? [])
    if (columns[one]?.encrypted)
      yield `column '${one}' of table '${name}' is encrypted under a key that goes with its row, so nothing of it can be left: leaves: without it`
}

function* faultsOfGivingBack({ name, about, deletedAsErasure, bulk, key, persons }: AnyTable): Generator<string> {
  if (deletedAsErasure && (about.who !== 'owner' || bulk || !key.includes('id') || persons.length))
    yield `'${name}' says that deleting counts as an erasure: its rows have to have an id and be about one person alone`
}

function* faultsOfRetention(table: AnyTable, { column }: LegalRetention): Generator<string> {
  const at = `table '${table.name}'`
  if (table.columns[column]?.kind !== 'moment') yield `${at} is kept by a law from '${column}' on, which is no moment`
  if (table.about.who !== 'owner' || !table.key.includes('id') || table.partitionedBy)
    yield `${at} is kept by a law, so its rows have to be restricted one by one: it needs an owner and an id, and no partitions`
}

/**
 * A reference to a person's row that erasure and sweep would run into, and nobody said what becomes of the row that
 * refers.
 */
function* faultsOfReferences(table: AnyTable, tables: ReadonlyMap<string, AnyTable>): Generator<string> {
  for (const [name, column] of Object.entries(table.columns)) {
    const target = column.ref?.key === 'in the database' ? tables.get(column.ref.table().name) : undefined
    if (!target?.until || column.nullable || column.file) continue
    const goesToo =
      table.until?.rule === 'with' &&
      table.until.column === name &&
      (!keeperOf(table) || keeperOf(target) !== undefined)
    // What a law keeps stays when the person's other rows go.
    const samePerson =
      !keeperOf(table) && table.about.who === 'owner' && target.about.who === 'owner' && target.until.rule === 'erasure'
    if (!goesToo && !samePerson)
      yield `column '${name}' of table '${table.name}' refers to '${target.name}', whose rows go, and no rule says what becomes of this row: until: asLongAs('${name}'), or .orNot()`
  }
}

/** The types ask for both; a module that was not checked by them must not run either. */
function* faultsOfGrounds({ name, spec }: AnyActivity): Generator<string> {
  const { basis, purposes, operations = [] } = spec as Partial<typeof spec>
  if (!basis?.letter) yield `'${name}' has no legal basis (Art. 6(1) GDPR), so nothing may be done under it`
  if (basis?.letter === 'a' && !spec.asks)
    yield `'${name}' rests on consent and asks nothing: say in asks: what a person agrees to (Art. 7 GDPR)`
  if (basis && basis.letter !== 'a' && spec.asks)
    yield `'${name}' asks for a consent that it does not rest on: asks: belongs to what has consent as its basis`
  if (!purposes?.length) yield `'${name}' has no purpose (Art. 5(1)(b) GDPR), so nothing may be done under it`
  for (const word of operations)
    if (!isOperation(word))
      yield `'${name}' does '${String(word)}' with data, which is none of the operations of Art. 4(2) GDPR: write ${nearest(String(word), allOperations) ?? allOperations.join(', ')}`
}

function* faultsOfReads(
  activity: AnyActivity,
  tables: ReadonlyMap<string, AnyTable>,
  offers: Declarations['offers'],
): Generator<string> {
  for (const [name, columns] of Object.entries((activity.spec.reads ?? {}) as Record<string, readonly string[]>)) {
    const table = tables.get(name)
    if (!table) {
      yield `'${activity.name}' reads '${name}', which no module keeps`
      continue
    }
    const sameModule = activity.name.split('.')[0] === name.split('.')[0]
    for (const column of columns) {
      if (!Object.hasOwn(table.columns, column) && !Object.hasOwn(kernelColumns(table), column))
        yield `'${activity.name}' reads '${column}' of '${name}', which has no such column`
      else if (!sameModule && column !== 'id' && column !== 'subject' && !offers.get(name)?.has(column))
        yield `'${column}' may not be read under '${activity.name}'; it is kept under '${table.under.name}', which does not offer it`
    }
  }
}

/** Whose a row is that has no subject, the table of possessions says; an activity that reads the one reads the other. */
function* faultsOfThrough(activity: AnyActivity, tables: ReadonlyMap<string, AnyTable>): Generator<string> {
  if (reachesAll(activity)) return
  for (const table of tables.values()) {
    if (table.about.who !== 'through') continue
    const { possession, on, at } = table.about.through
    const held = tables.get(possession().name)
    if (!held || (!isUnder(activity, table) && columnsReadBy(activity, table).length === 0) || isUnder(activity, held))
      continue
    const lacking = ['subject', on[1], ...(at ? [at[1], at[2]] : [])].filter(
      column => !held.key.includes(column) && !columnsReadBy(activity, held).includes(column),
    )
    if (lacking.length)
      yield `'${activity.name}' sees rows of '${table.name}', which are somebody's through '${held.name}', and does not read ${lacking.map(one => `'${one}'`).join(', ')} there`
  }
}

/** Rows that are somebody's through a possession: what is named is there, and says a thing and moments. */
function* faultsOfPossession(table: AnyTable, tables: ReadonlyMap<string, AnyTable>): Generator<string> {
  if (table.about.who !== 'through') return
  const at = `table '${table.name}'`
  const { possession, on, at: times, lasts, restsOn } = table.about.through
  const held = tables.get(possession().name)
  if (!held) {
    yield `${at} is about persons through '${possession().name}', which no module keeps`
    return
  }
  if (held.about.who !== 'owner') yield `${at} is about persons through '${held.name}', which is about nobody itself`
  for (const [one, column] of [
    [table, on[0]],
    [held, on[1]],
  ] as const)
    if (!Object.hasOwn(one.columns, column) && column !== 'id')
      yield `${at} is about persons through '${held.name}' by '${column}', which '${one.name}' does not have`
  if (lasts && !times) yield `${at} says how long its rows last, and not from when`
  const moments = [
    ...(times
      ? ([
          [table, times[0]],
          [held, times[1]],
          [held, times[2]],
        ] as const)
      : []),
    ...(lasts && 'to' in lasts ? ([[table, lasts.to]] as const) : []),
    ...(restsOn !== undefined ? ([[table, restsOn]] as const) : []),
  ]
  for (const [one, column] of moments)
    if (one.columns[column]?.kind !== 'moment')
      yield `${at} is about persons through '${held.name}' by '${column}', which is no moment of '${one.name}'`
  for (const other of tables.values()) {
    if (other.about.who !== 'through' || other.about.through.possession().name !== held.name) continue
    const its = other.about.through
    if (its.on[1] !== on[1] || (times && its.at && (its.at[1] !== times[1] || its.at[2] !== times[2])))
      yield `${at} and '${other.name}' are about persons through '${held.name}' by different columns of it`
  }
}

/** An activity for some kinds of persons has to know who is of them. */
function* faultsOfKinds(activity: AnyActivity, tables: ReadonlyMap<string, AnyTable>): Generator<string> {
  const only = onlyFor(activity)
  if (only && !knownBy(activity, only, tables.values()))
    yield `'${activity.name}' works for ${only.join(' and ')} alone, and neither keeps a table about these nor reads 'subject' of one, so it could not tell them from others`
}

function leavesFirst(tables: readonly AnyTable[]): AnyTable[] {
  const placed = new Set<AnyTable>()
  const order: AnyTable[] = []
  const place = (table: AnyTable, path: readonly AnyTable[]): void => {
    if (placed.has(table) || path.includes(table)) return
    for (const other of tables) {
      const refers = Object.values(other.columns).some(
        column => column.ref?.key === 'in the database' && column.ref.table().name === table.name,
      )
      const isOfThingsHere = other.about.who === 'through' && other.about.through.things?.in().name === table.name
      if (other !== table && (refers || isOfThingsHere)) place(other, [...path, table])
    }
    placed.add(table)
    order.push(table)
  }
  for (const table of tables) place(table, [])
  return order
}

/**
 * The same for the same declarations, whatever their order: roles, grants and policies are applied anew when it
 * changes.
 */
export function fingerprint(all: Declarations): string {
  const facts = [
    ...[...all.activities.values()].map(activity => [
      'activity',
      activity.name,
      activity.spec.reach ?? 'own',
      activity.spec.reads ?? {},
      activity.spec.basis.letter,
      activity.spec.despiteRestriction ?? null,
    ]),
    ...[...all.tables.values()].map(table => [
      'table',
      placeOf(table),
      table.about,
      table.under.name,
      table.tenanted,
      table.bulk,
      table.appendOnly,
      table.addedByAll,
      table.arrives ?? false,
      table.addedByDesk,
      table.keptByLaw ?? null,
      ...(table.persons.length ? [table.persons] : []),
      Object.entries(table.columns).map(([name, column]) => [
        snake(name),
        column.sql,
        column.nullable,
        column.asked ?? null,
        ...(column.encrypted ? ['encrypted', refsToKey(table, column.encrypted)] : []),
        ...(column.file ? ['file'] : []),
        ...(column.pseudonym ? [column.pseudonym] : []),
        ...(column.searchable ? ['searchable'] : []),
      ]),
    ]),
  ]
    .map(fact => JSON.stringify(fact))
    .sort()
  return createHash('sha256').update(facts.join('\n')).digest('hex')
}
