import { promisesOf } from '../statement/promises.ts'
import type { Manifest } from '../statement/manifest.ts'
import type { Periods } from '../retention/due.ts'
import type { Store } from '../store/store.ts'
import type { ClientBase } from 'pg'
import { proveAges } from './ages.ts'
import { checking, type StepOfProof } from './checks.ts'
import { proveConsents } from './consents.ts'
import { proveErased } from './erased.ts'
import { provePseudonyms } from './pseudonyms.ts'
import { proveWaiting } from './waiting.ts'
import { findings, type Evidence, type Findings } from './findings.ts'
import { proveGrants } from './grants.ts'
import { proveLog } from './log.ts'
import { declaredActivities, declaredTables, type ProofContext } from './context.ts'
import { proveLedger } from './ledger.ts'
import { proveAskedFor } from './on-request.ts'
import { provePolicies } from './policies.ts'
import { declaredRoles } from '../enforce/strays.ts'
import { proveRoles } from './roles.ts'
import { proveRows } from './rows.ts'
import { proveInForce, proveManifest, proveTold, sinceWhen, type VersionOfStatement } from './statement.ts'
import { proveAttachments } from './attachments.ts'
import { proveEncrypted } from './encrypted.ts'
import { proveStructure } from './structure.ts'
import { provePages, type PageSeen } from './pages.ts'
import { proveFiles, type FileSeen } from './files.ts'
import { proveWays, type WayTried } from './ways.ts'

export type { Evidence } from './findings.ts'

/**
 * One promise of the manifest in force: whether the running system keeps it, and what shows that it does or does not.
 */
export interface Proven {
  /** `<activity>/<fact>` */
  readonly id: string
  /** The clauses of the catalogue that this manifest carries with it. */
  readonly clauses: readonly string[]
  readonly holds: boolean
  readonly evidence: readonly Evidence[]
  /** What is against it; none where it holds. */
  readonly against: readonly string[]
  /** Since when it has been promised in these words. */
  readonly since: Date | null
}
export interface Proof {
  readonly at: Date
  readonly version: number
  readonly holds: boolean
  readonly promises: readonly Proven[]
}

export interface ToProve {
  readonly store: Store
  readonly manifest: Manifest
  /** SHA-256 of the manifest as it was written. */
  readonly hash: string
  readonly periods: Periods
  readonly versions: readonly VersionOfStatement[]
  /** Looks at every row where a sample would do. */
  readonly deep?: boolean
  /** Files outside of the store that witness the audit log. */
  readonly witnesses?: readonly string[]
  /** The ways out that were tried, where somebody could try them. */
  readonly ways?: readonly WayTried[]
  /** What lies in the folders of the installation, where somebody could look. */
  readonly files?: readonly FileSeen[]
  /** Pages of the platform that runs, where one could be asked. */
  readonly pages?: readonly PageSeen[]
  /** Told of each step as it begins. */
  readonly progress?: ((step: StepOfProof) => void) | undefined
}

/**
 * Proves each promise of the manifest in force on the running system: from the catalogue what cannot happen, from the
 * rows what has not happened, from the statement what people were told. Changes nothing.
 *
 *     const { holds, promises } = await prove({ store, manifest, hash, periods, versions })
 */
export async function prove(toProve: ToProve): Promise<Proof> {
  const { store, manifest, versions } = toProve
  const context: ProofContext = {
    declared: store.declarations,
    roles: store.roles,
    manifest,
    stated: store.inForce,
    now: store.clock.now(),
  }
  const { version } = store.inForce
  const ids = promisesOf(manifest, declaredActivities(context), declaredTables(context)).map(({ id }) => id)
  const found = findings()
  await lookAtAll(toProve, { context, ids, found })
  const since = await checking('told', { context, ids, found }, () => sinceWhen(context, versions, version))
  const proven = ids.map(id => provenFrom(id, manifest, ids, found, since?.(id) ?? null))
  return { at: context.now, version, holds: proven.every(one => one.holds), promises: proven }
}

/** All checks, one after the other; one that cannot be made keeps no other from its verdict. */
export async function lookAtAll(
  { store, hash, periods, deep = false, ways = [], files = [], pages = [], witnesses = [], progress }: ToProve,
  {
    context,
    ids,
    found,
  }: { readonly context: ProofContext; readonly ids: readonly string[]; readonly found: Findings },
): Promise<void> {
  const { version } = store.inForce
  const step = <R>(name: StepOfProof, looks: () => Promise<R>, client?: ClientBase): Promise<R | undefined> => {
    progress?.(name)
    return checking(name, { ...(client && { client }), context, ids, found }, looks)
  }
  await store.asOwner(async owner => {
    await step('structure', () => proveStructure(owner, context, found))
    const roles = await step('roles', () => proveRoles(owner, context, found))
    await step('policies', () =>
      provePolicies(owner, context, roles ?? declaredRoles(context.declared, context.roles), found),
    )
    await step('grants', () => proveGrants(owner, context, found))
  })
  await store.desk(
    'proof',
    async client => {
      await step('in force', () => proveInForce(client, context, { hash, version }, found), client)
      await step('ages', () => proveAges(client, context, periods, found), client)
      await step(
        'rows',
        async () => {
          await proveRows(client, context, deep, found)
          await proveErased(client, context, deep, found)
          await proveWaiting(client, context, found)
          await provePseudonyms(client, context, deep, found)
        },
        client,
      )
      await step('consents', () => proveConsents(client, context, deep, found), client)
      await step('asked for', () => proveAskedFor(client, context, deep, found), client)
      await step('encrypted', () => proveEncrypted(client, context, deep, found), client)
      await step('attachments', () => proveAttachments(client, context, store.vault, deep, found), client)
      await step('ledger', () => proveLedger(client, store, periods, found), client)
    },
    { snapshot: true },
  )
  await step('log', () => proveLog(store, periods, { deep, witnesses }, found))
  await checking('manifest', { context, ids, found }, () => {
    proveManifest(context, found)
  })
  await checking('ways', { context, ids, found }, () => {
    proveWays(ways, found)
  })
  await checking('files', { context, ids, found }, () => {
    proveFiles(files, found)
  })
  await checking('pages', { context, ids, found }, () => {
    provePages(pages, found)
  })
  await checking('told', { context, ids, found }, () => {
    proveTold(context, version, ids, found)
  })
}

function provenFrom(
  id: string,
  { clauses }: Manifest,
  ids: readonly string[],
  found: Findings,
  since: Date | null,
): Proven {
  const against = found.faults
    .filter(fault => fault.breaks.includes(id) || (id === general && !fault.breaks.some(one => ids.includes(one))))
    .map(({ says }) => says)
  return {
    id,
    clauses: Object.entries(clauses)
      .filter(([, list]) => list.includes(id))
      .map(([clause]) => clause),
    holds: against.length === 0,
    evidence: found.evidence.get(id) ?? [],
    against,
    since,
  }
}

/** A fault in what this manifest does not promise anything about is about this: nothing runs but what is stated. */
const general = 'statement/activities'
