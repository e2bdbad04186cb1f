import type { AnyActivity } from './activity.ts'
import type { AnyTable } from './table.ts'

/** The columns of a table that an activity reads, though another keeps them. */
export const columnsReadBy = (activity: AnyActivity, table: AnyTable): readonly string[] =>
  (activity.spec.reads as Record<string, readonly string[]> | undefined)?.[table.name] ?? []
export const isUnder = (activity: AnyActivity, table: AnyTable): boolean => table.under.name === activity.name

/** Whether an activity works for more than the one person of a unit of work. */
export const reachesAll = ({ spec: { reach } }: AnyActivity): boolean => typeof reach === 'object' && 'all' in reach

/** The kinds of persons that an activity for all is only for. */
export const onlyFor = ({ spec: { reach } }: AnyActivity): readonly string[] | undefined =>
  typeof reach === 'object' && 'all' in reach ? reach.of : undefined
/** The kinds of persons that an activity for one person works for, in whatever column they stand; of all where left out. */
export const ownKinds = ({ spec: { reach } }: AnyActivity): readonly string[] | undefined =>
  typeof reach === 'object' && 'own' in reach ? reach.own : undefined
/** Whether all persons of a table are of these kinds. */
export const isAboutOnly = ({ about }: AnyTable, only: readonly string[]): boolean =>
  about.who === 'owner' && about.kinds.length > 0 && about.kinds.every(({ kind }) => only.includes(kind))
/** The table by which an activity tells persons of its kinds from others. */
export const knownBy = (
  activity: AnyActivity,
  only: readonly string[],
  tables: Iterable<AnyTable>,
): AnyTable | undefined =>
  [...tables].find(
    table =>
      isAboutOnly(table, only) && (isUnder(activity, table) || columnsReadBy(activity, table).includes('subject')),
  )
