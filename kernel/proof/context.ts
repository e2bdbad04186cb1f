import type { Manifest } from '../statement/manifest.ts'
import type { AnyActivity } from '../declare/activity.ts'
import type { Declarations } from '../declare/declarations.ts'
import type { Stated } from '../enforce/privileges.ts'
import { deskRoles, type DeskRole, type Roles } from '../enforce/roles.ts'
import { catalogueName, type AnyTable } from '../declare/table.ts'

/** What all parts of a proof know of the running platform. */
export interface ProofContext {
  readonly declared: Declarations
  readonly roles: Roles
  readonly manifest: Manifest
  readonly stated: Stated
  readonly now: Date
}

export const declaredActivities = ({ declared }: ProofContext): AnyActivity[] => [...declared.activities.values()]
export const declaredTables = ({ declared }: ProofContext): AnyTable[] => [...declared.tables.values()]
export const statedTables = (context: ProofContext): AnyTable[] =>
  declaredTables(context).filter(table => context.stated.states(table.under.name))

export const tableNamed = (context: ProofContext, name: string): AnyTable | undefined =>
  declaredTables(context).find(table => catalogueName(table) === name)

export type RoleMeans =
  | { readonly is: 'activity'; readonly activity: AnyActivity }
  | { readonly is: 'desk'; readonly task: DeskRole }
  | { readonly is: 'stranger' }

export function meansOf({ declared, roles }: ProofContext, role: string): RoleMeans {
  for (const activity of declared.activities.values())
    if (roles.of(activity.name) === role) return { is: 'activity', activity }
  for (const task of deskRoles) if (roles.desk(task) === role) return { is: 'desk', task }
  return { is: 'stranger' }
}

/** The promises that hang on what one of the desk's roles can do. */
export const promisesOfDesk = (task: DeskRole, table: AnyTable): string[] =>
  task === 'rights'
    ? ['statement/rights']
    : task === 'sweep'
      ? [`${table.under.name}/end/${table.name}`]
      : ['statement/measures']
