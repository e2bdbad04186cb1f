import { join } from 'node:path'
import { isRestoredCopy, markInService } from '../../kernel/backup/restored-copy.ts'
import { systemClock } from '../../kernel/clock/clock.ts'
import { trustedMoment } from '../../kernel/store/clock-watch.ts'
import { versionToRun } from '../../kernel/versions/in-force.ts'
import type { StoreKind } from '../../kernel/store/units.ts'
import type { Module } from '../../platform/module.ts'
import type { Settings } from '../../platform/services.ts'
import { fingerprintOf } from '../../kernel/versions/prepare.ts'
import { asOwner, storedIn } from '../startup/foundation.ts'
import type { EnvironmentSaid } from '../startup/environment.ts'
import { onRefused, WayOutRefused } from '../guard/rules.ts'
import { guardFigures } from '../guard/figures.ts'
import { figuresFor } from '../http/figures-for.ts'
import type { Instance } from '../startup/instance.ts'
import { ledgerPlace } from '../startup/ledger-place.ts'
import { everyModule } from '../modules.ts'
import { refuseInClear, refuseWitnessInside } from '../startup/refused-settings.ts'
import { CannotRun, WrongUse } from '../problems/command-errors.ts'
import { onlyPlatform } from '../startup/one-platform.ts'
import { startPlatform, type Platform } from '../platform.ts'
import { reporterTo } from '../operations/reporter.ts'
import type { CertificateFiles } from '../tls/certificate.ts'
import type { Sandbox } from '../../platform/sandbox.ts'

export interface ToRun {
  /** Where nothing is said, the manifest in force in the store. */
  readonly manifest: { readonly source: string | Uint8Array; readonly file: string } | undefined
  /** The kind that the store has to be of; where nothing is said, whatever it is, and a new one is live. */
  readonly kind: StoreKind | undefined
  readonly host: string
  readonly port: number
  /** A restored copy is tried: no mail, no gateways, no way out; marked on every page. */
  readonly rehearsal?: boolean
  readonly mqttPort: number
  readonly moveTo: Date | undefined
  readonly modules?: readonly Module[]
  readonly tls?: CertificateFiles
  /** Where plain HTTP is answered, only to lead to HTTPS. */
  readonly redirectPort?: number
  /** Where mail to the privacy desk is taken in. */
  readonly intakePort?: number
}

/** What the process that serves has around it. */
interface Surroundings {
  readonly sandbox: Sandbox
  /** Told when another process has taken the store over. */
  readonly lost: (problem: Error) => void
}

export const portal = join(import.meta.dirname, '../../dist/web')

/** Starts the platform on an instance; refuses before anything is changed. */
export async function run(
  instance: Omit<Instance, 'close' | 'lost'>,
  {
    manifest,
    kind,
    host,
    port,
    mqttPort,
    moveTo,
    modules = everyModule,
    tls,
    redirectPort,
    intakePort,
    rehearsal = false,
  }: ToRun,
  environment: EnvironmentSaid,
  { sandbox, lost }: Surroundings,
): Promise<Platform> {
  const { stored, toRun } = await asOwner(instance.database, async owner => {
    const found = await storedIn(owner)
    return {
      stored: found,
      toRun:
        found?.version == null
          ? undefined
          : await versionToRun(owner, await trustedMoment(owner, systemClock().now(), found)),
    }
  })
  if (stored && kind !== undefined && stored.kind !== kind)
    throw new CannotRun(
      `The store in ${instance.name} was made as a ${stored.kind} store and stays one; --store ${kind} is for a new one.`,
    )
  if (stored && kind === undefined && !rehearsal) refuseTrialInService(stored.kind, instance.name, environment)
  if (rehearsal) await refuseInService(instance)
  // Another secret would give the logins other passwords, and shut out every process that runs on the right one.
  if (stored?.applied && stored.applied.split(' ')[2] !== fingerprintOf(instance.secret))
    throw new CannotRun(
      `The master secret is not the one that the store in ${instance.name} was made with. Put the right one back (OBHUT_SECRET, or the file 'secret' of its folder).`,
    )
  const shown = manifest ?? (toRun && { source: toRun.manifest, file: `version ${toRun.version}` })
  if (!shown)
    throw new WrongUse(
      `There is no statement in ${instance.name} yet: say which manifest to run, with --manifest FILE.`,
    )
  const store = stored?.kind ?? kind ?? 'live'
  refuseInClear(store, host, tls, environment)
  refuseWitnessInside(instance.dataDir, environment.witnesses)
  const { smtpUrl, mailFrom, baseUrl, trustedProxies, hosts, metricsFrom, metricsToken, witnesses, trace } = environment
  const reporter = reporterTo({
    write: line => {
      process.stderr.write(`${line}\n`)
    },
    trace,
  })
  onRefused(refused => {
    reporter.fault('the way out', new WayOutRefused(refused))
  })
  const only = await onlyPlatform(instance.database, { name: instance.name, lost })
  if (!rehearsal) await asOwner(instance.database, markInService)
  const platform = await startPlatform({
    ...instance,
    modules,
    manifest: shown,
    kind: store,
    moveTo,
    ledgerFor: made => ledgerPlace(instance, made),
    purges: instance,
    settings: {
      rehearsal,
      smtpUrl,
      mailFrom,
      alarmsTo: rehearsal ? undefined : alarmMailbox(environment, store),
      mqttPort,
      dataDir: instance.dataDir,
      ...(baseUrl !== undefined && { baseUrl }),
    },
    http: { host, port },
    portal,
    trustedProxies,
    hosts,
    figuresFor: figuresFor({ networks: metricsFrom, token: metricsToken }),
    witnesses: rehearsal ? [] : witnesses,
    ...(tls && { tls }),
    ...(redirectPort !== undefined && { redirectPort }),
    ...(intakePort !== undefined && { intakePort }),
    reporter,
    sandbox,
    given: [guardFigures],
  }).catch(async (problem: unknown) => {
    await only.release()
    throw problem
  })
  return {
    ...platform,
    stop: async () => {
      await platform.stop()
      await only.release()
    },
  }
}

/**
 * What is done in a rehearsal is done for good, so it is done in a store that a restore has marked, and that nobody was
 * served from since. That the settings lead to a store does not say which one it is.
 */
async function refuseInService({ database, name }: Pick<Instance, 'database' | 'name'>): Promise<void> {
  if (await asOwner(database, isRestoredCopy)) return
  throw new CannotRun(
    `--rehearsal is for a restored copy, and the store in ${name} was not restored, or was taken into service since. Restore a backup into another folder or database (obhut restore FILE --data DIR), and rehearse on that.`,
  )
}

/** What signs in by itself and moves its clock is no company's platform: whoever means it says so. */
function refuseTrialInService(kind: StoreKind, name: string, { baseUrl }: EnvironmentSaid): void {
  if (kind === 'live' || baseUrl === undefined || isThisMachine(new URL(baseUrl).hostname)) return
  throw new CannotRun(
    `The store in ${name} was made as a ${kind} store, and OBHUT_BASE_URL names a site of yours (${baseUrl}). Say with --data in which folder the live store is, or is to be made; or, to run this one there, --store ${kind}.`,
  )
}

const isThisMachine = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)

/** A live store tells its company of alarms where nobody else is named. */
export function alarmMailbox({ alarmsTo: address }: EnvironmentSaid, kind: StoreKind): Settings['alarmsTo'] {
  if (address !== undefined) return { address }
  return kind === 'live' ? 'company' : undefined
}
