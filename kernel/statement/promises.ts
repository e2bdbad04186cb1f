import type { AnyTable } from '../declare/table.ts'
import type { AnyActivity } from '../declare/activity.ts'
import type { Manifest } from './manifest.ts'
import { rightsUnder } from './rights.ts'
import type { Settings } from '../declare/settings.ts'

/** One fact that a manifest promises. `activity` is absent where it holds for the whole statement. */
export interface Promised {
  readonly id: string
  readonly activity?: string
  readonly fact: string
}

/** Facts that every statement promises, as `statement/<fact>`. */
export const generalFacts = [
  'company',
  'officer',
  'contact',
  'authority',
  'effective',
  'versions',
  'changes',
  'countries',
  'measures',
  'decisions',
  'activities',
  'recipients',
  'disclosure',
  'rights',
] as const

/** What of an activity is a fact of its own, whatever its settings are. */
const activityFacts = ['words', 'purpose', 'basis', 'recipients', 'rights', 'data'] as const

interface Outline {
  readonly activities: readonly string[]
  readonly recipients: readonly string[]
  readonly stores: readonly string[]
}

/**
 * The promises of a manifest with these activities, recipients and stores. Without tables, what follows from them
 * (`<activity>/data/<table>.<column>`) is left out.
 */
export function promises(
  outline: Outline,
  activities: readonly AnyActivity[],
  tables: readonly AnyTable[] = [],
): Promised[] {
  const stated = activities.filter(({ name }) => outline.activities.includes(name))
  const rights = new Set(stated.flatMap(({ spec }) => rightsUnder(spec.basis)))
  return [
    ...generalFacts.map(general),
    ...[...rights].map(right => general(`right/${right.replace('eu-gdpr:', '')}`)),
    ...outline.recipients.map(id => general(`recipient/${id}`)),
    ...outline.stores.map(id => general(`store/${id}`)),
    ...stated.flatMap(activity =>
      [
        ...factsOf(activity),
        ...tables.filter(table => table.under.name === activity.name && !table.holdsFiles).flatMap(tableFacts),
      ].map(of(activity)),
    ),
  ]
}

/** Every promise of a manifest: what the proof has to show, and what the statement tells. */
export const promisesOf = (
  { activities: stated, recipients, stores }: Manifest,
  activities: readonly AnyActivity[],
  tables: readonly AnyTable[],
): Promised[] =>
  promises(
    { activities: Object.keys(stated), recipients: recipients.map(({ id }) => id), stores: stores.map(({ id }) => id) },
    activities,
    tables,
  )

const general = (fact: string): Promised => ({ id: `statement/${fact}`, fact })
const of =
  ({ name }: AnyActivity) =>
  (fact: string): Promised => ({ id: `${name}/${fact}`, activity: name, fact })

const factsOf = ({ spec }: AnyActivity): string[] => [
  ...activityFacts,
  ...(spec.asks ? ['asks'] : []),
  ...(spec.operations ? ['operations'] : []),
  ...(spec.evaluates ? ['evaluates'] : []),
  ...(spec.without || spec.basis.letter !== 'c' ? ['without'] : []),
  ...Object.keys((spec.settings ?? {}) as Settings),
  ...Object.keys(spec.reads ?? {}).map(name => `reads/${name}`),
]
const tableFacts = (table: AnyTable): string[] => [
  `end/${table.name}`,
  ...(table.about.who === 'pseudonym' ? [`pseudonym/${table.name}`] : []),
  ...Object.keys(table.columns).map(column => `data/${table.name}.${column}`),
]

/** Is this a promise about a table, which only those can judge who know the tables? */
export const isAboutTable = (promise: string): boolean => /^[^/]+\/(data|end|pseudonym)\/./.test(promise)
