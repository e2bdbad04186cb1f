import type { AnyTable } from '../kernel/declare/table.ts'
import type { SubjectKind } from '../kernel/declare/subject.ts'
import type { StoreKind } from '../kernel/store/units.ts'
import type { Destination } from '../kernel/recipients/way-out.ts'
import type { Finding } from '../kernel/statement/finding.ts'
import type { Manifest } from '../kernel/statement/manifest.ts'
import type { UsableActivity } from '../kernel/declare/activity.ts'
import type { Contract, Contracts, Met, Needs, Offered } from './contract.ts'
import type { EventListener } from '../kernel/events/listeners.ts'
import type { Job } from '../kernel/jobs/queue.ts'
import type { Settings, Stating } from './services.ts'
import type { AnyRoute, DeclaredCookie } from './route.ts'
import type { DemoPart } from './demo.ts'
import type { LandingPart } from './landing.ts'

/** What a module brings to a running platform. */
export interface Started {
  readonly routes?: readonly AnyRoute[]
  readonly jobs?: readonly Job[]
  /** What it does once something has happened, of its own or of other modules (their `contract.ts` names the events). */
  readonly listeners?: readonly EventListener[]
  readonly offers?: readonly Offered[]
  /**
   * Style sheets that its pages carry in themselves, exactly as they stand between the tags: the content security
   * policy lets these through and no others.
   */
  readonly styles?: readonly string[]
  /** The cookies that its answers set; no other one leaves, and none for longer. */
  readonly cookies?: readonly DeclaredCookie[]
  /** Begins to listen, once everything is put together. */
  readonly listen?: () => Promise<void>
  readonly stop?: () => Promise<void>
}

/** Where a manifest is to run, as far as it is known where somebody looks at it. */
export interface Surroundings {
  readonly kind: StoreKind
  /** How the process that serves is set; undefined where a file is looked at away from it. */
  readonly settings?: Pick<Settings, 'smtpUrl' | 'rehearsal'> | undefined
  /** Where its database is reached. */
  readonly database?: Destination | undefined
}

// any: modules with all needs stand in one list
export interface Module<N extends Needs = any> {
  readonly name: string
  readonly subjects: readonly SubjectKind[]
  readonly activities: readonly UsableActivity[]
  readonly keeps: readonly AnyTable[]
  /** Columns that other modules' activities may read, by table. */
  readonly reveals: readonly (AnyTable & { readonly offers: readonly string[] })[]
  readonly needs: N
  readonly offers: readonly (Contract<any> | Contracts<any>)[] // any: of all types
  /** Where its migrations lie. */
  readonly migrations?: string
  /** Runs under every manifest, whichever of its activities that states: what it shows is owed in any case. */
  readonly always: boolean
  /**
   * What keeps this module from running under a manifest that is written right. Asked of every module before anything
   * starts and wherever a manifest is checked or published, also where none of its activities is stated; a module does
   * not refuse later what it can say here.
   */
  readonly lacks: (manifest: Manifest, surroundings: Surroundings) => readonly Finding[]
  readonly starts: (needs: Met<N>) => Started
  /** What it has to say on the start page of the site. */
  readonly landing: (stating: Stating) => readonly LandingPart[]
  /** What it brings to the demo, from a file of its own that nothing else loads: `demo: () => import('./demo.ts')`. */
  readonly demo: () => Promise<{ readonly demo: readonly DemoPart[] }>
}

interface ModuleSpec<N extends Needs> {
  readonly subjects?: readonly SubjectKind[]
  readonly activities?: readonly UsableActivity[]
  readonly keeps?: readonly AnyTable[]
  readonly reveals?: Module['reveals']
  readonly needs?: N
  readonly offers?: Module['offers']
  readonly migrations?: string
  readonly always?: true
  readonly lacks?: Module['lacks']
  readonly starts?: (needs: Met<N>) => Started
  readonly landing?: Module['landing']
  readonly demo?: Module['demo']
}

/** A feature as one value: what it keeps, needs, offers and starts with. Importing it changes nothing. */
export function defineModule<const N extends Needs = Record<never, never>>(
  name: string,
  spec: ModuleSpec<N>,
): Module<N> {
  return {
    subjects: [],
    activities: [],
    keeps: [],
    reveals: [],
    offers: [],
    needs: {} as N,
    always: false,
    lacks: () => [],
    starts: () => ({}),
    landing: () => [],
    demo: async () => ({ demo: [] }),
    ...spec,
    name,
  }
}
