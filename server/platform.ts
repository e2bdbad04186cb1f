import { AsyncLocalStorage } from 'node:async_hooks'
import { offer, type Offered } from '../house/contract.ts'
import { startAll } from '../house/compose.ts'
import { Callers, Visits } from '../house/access.ts'
import { FirstAnswers, type Once } from '../house/once.ts'
import { ProblemPages } from '../house/pages.ts'
import { Reaching } from '../house/reaching.ts'
import { TheClock, TheManifest, TheProof, TheReporter, TheSettings, TheStore, TheVersions, type Reporter, type Settings } from '../house/given.ts'
import type { Module } from '../house/module.ts'
import { MqttDoors } from '../house/mqtt.ts'
import { minutes } from '../kernel/clock/clock.ts'
import { consentJobs } from '../kernel/consent/settle.ts'
import { runJobs, type Job, type Runner } from '../kernel/jobs/queue.ts'
import { provingOf, proveWhenDue } from './proving.ts'
import { overdue, SweepLags } from '../kernel/retention/overdue.ts'
import { sweep } from '../kernel/retention/sweep.ts'
import type { Origin } from '../kernel/audit/facts.ts'
import { sweepLedger } from '../kernel/ledger/sweep.ts'
import { startSealer } from '../kernel/audit/sealer.ts'
import { recipientElsewhere } from '../kernel/disclosure/elsewhere.ts'
import { lay, type Foundation, type FoundationOptions } from './foundation.ts'
import { freePort } from './http/port.ts'
import { filesIn } from './http/files.ts'
import { httpServer, type HttpOptions } from './http/server.ts'
import { clockRoutes } from './clock-routes.ts'
import { openApiRoute } from './http/openapi.ts'
import { UnfitManifest } from './manifest.ts'
import { startBroker, type Broker } from './mqtt/broker.ts'

export interface PlatformOptions extends FoundationOptions {
  readonly settings: Omit<Settings, 'movable' | 'secret' | 'baseUrl'> & { readonly baseUrl?: string }
  readonly http: { readonly host: string, readonly port: number }
  readonly portal: string
  readonly given?: readonly Offered[]
  readonly reporter: Reporter
  readonly trustedProxies?: readonly string[]
  /** Files outside of the store that witness the audit log. */
  readonly witnesses?: readonly string[]
}

/** A running platform. */
export interface Platform extends Foundation {
  /** Where people reach it, and where this machine does. */
  readonly url: string
  readonly here: string
  readonly jobs: Runner
  /** Where devices speak MQTT; undefined where no part of the house listens. */
  readonly mqttPort: number | undefined
  /** What a module offers under this contract. */
  offered<T>(contract: { readonly name: string, readonly type?: T }): T
  stop(): Promise<void>
}

/** Puts the house together and opens its doors. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  if (options.kind === 'live' && !options.ledgerFor) throw new Error('a live store does not start without its ledger')
  const origins = new AsyncLocalStorage<Origin>()
  const foundation = await lay({ ...options, origin: () => origins.getStore(), fault: options.reporter.fault })
  const { store, stating } = foundation
  const port = await freePort(options.http.host, options.http.port)
  const here = urlOf(options.http.host, port)
  const baseUrl = options.settings.baseUrl ?? here
  const settings: Settings = { ...options.settings, baseUrl, movable: store.kind !== 'live', secret: options.secret }
  const given = [offer(TheStore, store), offer(TheClock, store.clock), offer(TheManifest, stating), offer(TheVersions, { all: foundation.versions }), offer(TheSettings, settings), offer(TheReporter, options.reporter), offer(TheProof, provingOf(foundation)), ...options.given ?? []]

  const parts = startAll(options.modules.filter(module => runs(module, foundation)), given)
  const started = parts.map(part => part.started)
  const offers = [...given, ...started.flatMap(part => part.offers ?? [])]
  const elsewhere = valuesOf(offers, Reaching).flatMap(({ kind, to, saidBy }) => recipientElsewhere(stating.manifest, options.manifest, kind, to, saidBy))
  if (elsewhere.length) {
    await store.close()
    throw new UnfitManifest(elsewhere)
  }
  const routes = [...started.flatMap(part => part.routes ?? []), ...(settings.movable ? clockRoutes(store) : [])]
  const http = httpServer({
    routes: [...routes, openApiRoute(routes, stating)], clock: store.clock, reporter: options.reporter, plain: baseUrl.startsWith('http:'),
    within: (origin, work) => origins.run(origin, work),
    callers: valuesOf(offers, Callers), visits: valuesOf(offers, Visits), files: await filesIn(options.portal, '/app/'),
    ...offeredToHttp(valuesOf(offers, ProblemPages)[0], valuesOf(offers, FirstAnswers)[0]),
    ...(options.trustedProxies && { trustedProxies: options.trustedProxies }),
  })
  const sealer = startSealer({ store, witnesses: options.witnesses ?? [], fault: options.reporter.fault })
  const jobs = runJobs({
    store, jobs: [...started.flatMap(part => part.jobs ?? []), ...kernelJobs(foundation, options.reporter), ...sealer.jobs],
    failed: (name, error) => { options.reporter.fault(`job ${name}`, error) },
  })
  let broker: Broker | undefined
  const stop = async (): Promise<void> => {
    await http.close()
    await broker?.stop()
    await jobs.stop()
    for (const part of started.toReversed()) await part.stop?.()
    await sealer.stop()
    await store.close()
  }
  try {
    for (const part of started) await part.listen?.()
    const doors = valuesOf(offers, MqttDoors)
    broker = settings.mqttPort !== undefined && doors.length ? await startBroker({ doors, host: options.http.host, port: settings.mqttPort, reporter: options.reporter }) : undefined
    await http.listen({ host: options.http.host, port })
  } catch (problem) {
    await stop()
    throw problem
  }
  return { ...foundation, url: baseUrl, here, jobs, mqttPort: broker?.port, stop, offered: contract => valuesOf(offers, contract as never)[0] as never }
}

/** How this machine reaches what listens on an address. */
const urlOf = (host: string, port: number): string => `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`

const offeredToHttp = (problemPage: HttpOptions['problemPage'], once: Once | undefined): Pick<HttpOptions, 'problemPage' | 'once'> => ({ ...(problemPage && { problemPage }), ...(once && { once }) })

/** A module runs where the manifest states at least one of its activities; one without activities, or that says so, always does. */
const runs = (module: Module, { stating }: Foundation): boolean => module.always || module.activities.length === 0 || module.activities.some(activity => stating.states(activity.name))

const valuesOf = <T>(offers: readonly Offered[], contract: { readonly name: string, readonly type?: T }): T[] =>
  offers.filter(one => one.contract.name === contract.name).map(one => one.value as T)

function kernelJobs(foundation: Foundation, reporter: Reporter): Job[] {
  return [
    { name: 'kernel.sweep', every: minutes(5), does: async () => { await sweepOrAlarm(foundation, reporter) } },
    ...consentJobs(foundation.store),
    { name: 'kernel.prove', every: minutes(10), first: minutes(10), within: minutes(30), does: () => proveWhenDue(foundation, reporter) },
    { name: 'kernel.ledger', every: minutes(1), does: async () => { await keepLedger(foundation) } },
  ]
}

/** Ships what a crash kept from being shipped, and sweeps what no backup is old enough for. */
async function keepLedger({ store, periods }: Foundation): Promise<void> {
  await store.shipped()
  await sweepLedger(store, await periods())
}

/** A sweep that does not keep up is a fault, told each time until it has caught up. */
async function sweepOrAlarm({ store, periods }: Foundation, reporter: Reporter): Promise<void> {
  const stated = await periods()
  try {
    await sweep(store, stated)
  } finally {
    const late = await overdue(store, stated)
    if (late.length) reporter.fault('retention', new SweepLags(late))
  }
}
