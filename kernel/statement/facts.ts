import { isDeepStrictEqual } from 'node:util'
import { alsoIn } from '../declare/persons.ts'
import type { AnyTable } from '../declare/table.ts'
import type { AnyActivity } from '../declare/activity.ts'
import type { Manifest } from './manifest.ts'

/**
 * What a statement promises, as plain values: one for each promise that can be kept or broken, by the promise's id
 * (`website.access-log/keep` → `"P6M"`). They follow from the manifest and from the code together, so that either of
 * them saying something else shows, whether or not the file was touched.
 */
export type Facts = Readonly<Record<string, unknown>>

export function factsOf(manifest: Manifest, activities: readonly AnyActivity[], tables: readonly AnyTable[]): Facts {
  const stated = activities.filter(({ name }) => Object.hasOwn(manifest.activities, name))
  return plain(
    Object.fromEntries([
      ...generalFacts(manifest),
      ...stated.flatMap(activity => [
        ...activityFacts(manifest, activity),
        ...tables
          .filter(({ under, holdsFiles }) => under.name === activity.name && !holdsFiles)
          .flatMap(table => [...tableFacts(activity.name, table)]),
      ]),
    ]),
  )
}

/** One fact that was promised otherwise, is new, or is promised no longer. */
export interface FactChanged {
  readonly promise: string
  readonly before?: unknown
  readonly after?: unknown
}

export function factsChanged(before: Facts, after: Facts): FactChanged[] {
  const promises = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return promises
    .filter(promise => !isDeepStrictEqual(before[promise], after[promise]))
    .map(promise => ({
      promise,
      ...(Object.hasOwn(before, promise) && { before: before[promise] }),
      ...(Object.hasOwn(after, promise) && { after: after[promise] }),
    }))
}

/** A change as a line for a terminal: `website.access-log/keep: "P6M" → "P1Y"`. */
export const factChangedInWords = ({ promise, before, after }: FactChanged): string =>
  `${promise}: ${before === undefined ? 'not promised so far' : written(before)} → ${after === undefined ? 'promised no longer' : written(after)}`

function* generalFacts({
  allowedCountries,
  measures,
  recipients,
  stores,
  automatedDecisions,
  profiling,
  timeZone,
  company,
}: Manifest): Generator<[string, unknown]> {
  yield ['statement/company', company.name]
  yield ['statement/countries', [...allowedCountries].sort()]
  yield ['statement/measures', [...measures].sort()]
  yield ['statement/decisions', profiling ? { decisions: automatedDecisions, profiling } : automatedDecisions]
  yield ['statement/time-zone', timeZone]
  for (const { id, name, role, country, organisation, serves, gets, contract, safeguard, hosts } of recipients)
    yield [
      `statement/recipient/${id}`,
      {
        name,
        role,
        country,
        organisation,
        serves,
        ...(gets && { gets: [...gets].sort() }),
        contract,
        safeguard,
        hosts,
      },
    ]
  for (const { id, country, recipient, hosts } of stores) yield [`statement/store/${id}`, { country, recipient, hosts }]
}

function* activityFacts(manifest: Manifest, { name, spec }: AnyActivity): Generator<[string, unknown]> {
  const { purposes, recipients, settings } = manifest.activities[name]! // the caller takes stated ones only
  const of = (fact: string): string => `${name}/${fact}`
  yield [of('words'), spec.employees ? { ...spec.words, employees: spec.employees.words } : spec.words]
  yield [of('purpose'), [...purposes].sort()]
  yield [of('basis'), spec.basis]
  yield [of('recipients'), { kinds: [...(spec.recipients ?? [])].sort(), ids: [...recipients].sort() }]
  yield [of('reach'), reachOf(spec.reach)]
  if (spec.evaluates) yield [of('evaluates'), spec.evaluates]
  yield [of('operations'), [...(spec.operations ?? [])].sort()]
  for (const [setting, value] of Object.entries(settings)) yield [of(setting), value]
  for (const [table, columns] of Object.entries(spec.reads ?? {}) as [string, readonly string[]][])
    yield [of(`reads/${table}`), [...columns].sort()]
}

const reachOf = (reach: AnyActivity['spec']['reach']): unknown => {
  if (typeof reach !== 'object') return 'own'
  if ('own' in reach) return `own as ${[...reach.own].sort().join(', ')}`
  return reach.of ? [...reach.of].sort() : 'all'
}

function* tableFacts(activity: string, table: AnyTable): Generator<[string, unknown]> {
  const { about, name, until, persons, appendOnly, addedByAll, unaudited } = table
  yield [
    `${activity}/about/${name}`,
    {
      who: about.who,
      appendOnly,
      addedByAll,
      unaudited: unaudited !== undefined,
      mentions: persons
        .filter(({ onlyNamed }) => onlyNamed)
        .map(({ kind, column }) => `${kind.kind} ${column}`)
        .sort(),
      ...(alsoIn(table).length && {
        also: alsoIn(table)
          .map(({ kind, column, sees, erasure }) => ({ kind: kind.kind, column, sees: [...sees].sort(), erasure }))
          .sort((a, b) => (a.column < b.column ? -1 : 1)),
      }),
      ...('kinds' in about && { kinds: about.kinds.map(({ kind }) => kind).sort() }),
      ...(about.who === 'through' && {
        through: {
          holding: about.through.possession().name,
          on: about.through.on,
          at: about.through.at,
          stays: about.through.stays ?? false,
        },
      }),
    },
  ]
  // How the statement words an end is no fact of it, nor how a row comes to it.
  yield [`${activity}/end/${name}`, until ? { ...until, says: undefined, final: undefined } : 'none']
  const pseudonym = about.who === 'pseudonym' ? table.columns[about.column]?.pseudonym : undefined
  if (pseudonym) yield [`${activity}/pseudonym/${name}`, pseudonym]
  for (const [column, { is, from, sql, ref, secret, asked }] of Object.entries(table.columns)) {
    yield [
      `${activity}/data/${name}.${column}`,
      { is, from, sql, secret: secret ?? false, asked: asked?.field, ...(ref && { refersTo: ref.table().name }) },
    ]
  }
}

/** As JSON keeps it: what is compared later has been through a database. */
const plain = (facts: Record<string, unknown>): Facts => JSON.parse(JSON.stringify(facts)) as Facts

/** The same text for the same value, in whatever order its keys were written. */
const written = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? ''
