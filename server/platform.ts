import { unitsOf } from '../kernel/store/whole.ts'
import { AsyncLocalStorage } from 'node:async_hooks'
import { offer, type Offered } from '../platform/contract.ts'
import { startAll } from '../platform/compose.ts'
import { Callers, Denials, Visits } from '../platform/access.ts'
import { FirstAnswers, type Once } from '../platform/idempotency.ts'
import { ProblemPages } from '../platform/pages.ts'
import { TheListeners, type Certificate } from '../platform/listeners.ts'
import { Metrics, TheMetrics } from '../platform/metrics.ts'
import { TheLanding } from '../platform/landing.ts'
import { TheSandbox, type Sandbox } from '../platform/sandbox.ts'
import {
  TheAuditLog,
  TheClock,
  TheManifest,
  TheProof,
  ThePublisher,
  TheReporter,
  TheSettings,
  TheStore,
  TheVersions,
  type Proving,
  type Reporter,
  type Settings,
} from '../platform/services.ts'
import type { Module } from '../platform/module.ts'
import type { AnyRoute } from '../platform/route.ts'
import { MqttHandlers } from '../platform/mqtt.ts'
import { DatabaseAway } from '../kernel/problems/errors.ts'
import { runEvents, type EventRunner } from '../kernel/events/runner.ts'
import { runJobs, type Runner } from '../kernel/jobs/runner.ts'
import { kernelJobs } from './operations/kernel-jobs.ts'
import { provingOf } from './operations/proving.ts'

import type { DoneNotShipped } from '../kernel/ledger/problems.ts'
import { startSealer } from '../kernel/checkpoints/sealer.ts'
import type { Admin } from './startup/database.ts'
import { lay, type Foundation, type FoundationOptions } from './startup/foundation.ts'
import { accountNames } from './http/account-guard.ts'
import { freePort } from './http/port.ts'
import { filesIn } from './http/files.ts'
import { figuresFor, type FiguresFor } from './http/figures-for.ts'
import { ownNames } from './http/own-names.ts'
import { peersBehind } from './http/peer.ts'
import { opened, redirecting } from './http/redirect.ts'
import { httpServer, type HttpOptions, type InRequest } from './http/server.ts'
import { certificateIn, type CertificateFiles } from './tls/certificate.ts'
import { clockRoutes } from './operations/clock-routes.ts'
import { openApiRoute } from './http/openapi.ts'
import { watchStatement } from './statement/statement-watcher.ts'
import { publisherOf } from './statement/publisher.ts'
import { lackingFor, runsUnder } from './statement/lacking.ts'
import { UnfitManifest } from './statement/manifest.ts'
import { verifyingOf } from './operations/verifying.ts'
import { startBroker, type Broker } from './mqtt/broker.ts'
import type { TellingReporter } from './operations/reporter.ts'
import { alarmKeeper, type AlarmKeeper } from '../kernel/alarms/keeper.ts'
import { alarmFigures } from './operations/alarms.ts'
import { tellOfClock } from './operations/clock-teller.ts'
import { markedAsRehearsal, rehearsalStyle } from './http/rehearsal.ts'

export interface PlatformOptions extends FoundationOptions {
  readonly settings: Omit<Settings, 'movable' | 'secret' | 'baseUrl'> & { readonly baseUrl?: string }
  readonly http: { readonly host: string; readonly port: number }
  /** With these the platform speaks HTTPS and MQTTS, and nothing in clear. */
  readonly tls?: CertificateFiles
  /** Where plain HTTP is answered with the address that is encrypted. */
  readonly redirectPort?: number
  /** Where mail to the privacy desk is taken in. */
  readonly intakePort?: number
  readonly portal: string
  /** Purges the database once a week; as the administrator of the server where that is ours. */
  readonly purges?: { readonly administrator: Admin | undefined }
  readonly given?: readonly Offered[]
  /** Where work on bytes from outside is done. */
  readonly sandbox: Sandbox
  /** Tells whoever keeps alarms of its faults, where it can. */
  readonly reporter: Reporter & Partial<Pick<TellingReporter, 'tell'>>
  readonly trustedProxies?: readonly string[]
  /** Further names that it answers to, beside that of its base URL. */
  readonly hosts?: readonly string[]
  /** Who may read the figures of `/metrics`; this machine where nothing is said. */
  readonly figuresFor?: FiguresFor
  /** Files outside of the store that witness the audit log. */
  readonly witnesses?: readonly string[]
  /** How often the audit log is sealed, in milliseconds of the machine. */
  readonly sealEvery?: number
}

/** A running platform. */
export interface Platform extends Foundation {
  /** Where people reach it, and where this machine does. */
  readonly url: string
  readonly here: string
  readonly jobs: Runner
  readonly events: EventRunner
  /** Where devices speak MQTT; undefined where no part of the platform listens. */
  readonly mqttPort: number | undefined
  /** What a module offers under this contract. */
  offered<T>(contract: { readonly name: string; readonly type?: T }): T
  /** The modules that run under the statement in force, and all that is offered there. */
  running(): { readonly modules: readonly Module[]; readonly offers: readonly Offered[] }
  /** Every route that answers under the statement in force. */
  routes(): readonly AnyRoute[]
  /** Follows the statement that is in force by now; a running platform does so by itself every second. */
  keepUp(): Promise<void>
  /** Looks at the files of the certificate now; it does so by itself every five seconds. */
  lookAtCertificate(): void
  stop(): Promise<void>
}

/** Puts the platform together and opens its listeners. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  if (options.kind === 'live' && !options.ledgerFor) throw new Error('a live store does not start without its ledger')
  const requests = new AsyncLocalStorage<Answering>()
  // What was heard while the database was away is written down before it is over.
  let written = async (): Promise<void> => {}
  const back = (): void => {
    void written().then(() => {
      options.reporter.over?.(DatabaseAway)
    })
  }
  const foundation = await lay({
    ...options,
    origin: () => requests.getStore()?.origin,
    caller: () => requests.getStore()?.caller,
    behind: () => behindIn(requests.getStore()),
    fault: options.reporter.fault,
    back,
  })
  const { store, stating } = foundation
  const alarms = alarmKeeper(store)
  written = alarms.flush
  options.reporter.tell?.(alarms)
  // One of an earlier process ends, too: it could not say so itself.
  options.reporter.over?.(DatabaseAway)
  const clockTeller = tellOfClock(foundation, options.reporter)
  const port = await freePort(options.http.host, options.http.port)
  const certificate = options.tls && certificateIn(options.tls, options.reporter)
  const here = urlOf(options.http.host, port, certificate !== undefined)
  const baseUrl = options.settings.baseUrl ?? here
  const settings: Settings = { ...options.settings, baseUrl, movable: store.kind !== 'live', secret: options.secret }
  const proving = provingOf(foundation, options.reporter, options.witnesses ?? [])
  const given = [
    offer(TheStore, unitsOf(store)),
    offer(TheClock, store.clock),
    offer(TheManifest, stating),
    offer(TheVersions, { all: foundation.versions }),
    offer(ThePublisher, publisherOf(foundation, options.reporter)),
    offer(TheSettings, settings),
    offer(TheReporter, options.reporter),
    offer(TheSandbox, options.sandbox),
    offer(TheProof, proving),
    offer(TheAuditLog, verifyingOf(foundation, options.witnesses ?? [])),
    offer(TheListeners, {
      host: options.http.host,
      intakePort: options.settings.rehearsal ? undefined : options.intakePort,
      certificate,
      trustedProxies: options.trustedProxies ?? [],
    }),
    ...(options.given ?? []),
    alarmFigures(alarms, store),
  ]
  const open = (mqttPort: number | undefined): Promise<Opened> =>
    openListeners(foundation, {
      ...options,
      alarms,
      given,
      proving,
      settings: { ...settings, mqttPort },
      port,
      certificate,
      within: (asking, work) => answering(requests, asking, work),
    })

  let listening = await open(settings.mqttPort).catch(async problem => {
    certificate?.stop()
    await clockTeller.stop()
    await alarms.stop()
    await store.close()
    throw problem
  })
  const { mqttPort } = listening
  const following = watchStatement({
    follow: () => foundation.follow(),
    // Other parts run under the new version: the platform closes its listeners for a moment and opens them as at a
    // start.
    changed: async () => {
      await tellOfLacks(foundation, options)
      if (
        listening.modules.join() ===
        runningUnder(options.modules, foundation)
          .map(({ name }) => name)
          .join()
      )
        return
      await listening.close()
      listening = { ...listening, modules: [], close: async () => {} }
      listening = await open(mqttPort ?? settings.mqttPort)
    },
    failed: error => {
      options.reporter.fault('following the statement', error)
    },
    worked: () => {
      options.reporter.well?.('following the statement')
    },
  })
  return {
    ...foundation,
    url: baseUrl,
    here,
    mqttPort,
    jobs: {
      get jobs() {
        return listening.jobs.jobs
      },
      drain: () => listening.jobs.drain(),
      stop: () => listening.jobs.stop(),
    },
    events: {
      get listeners() {
        return listening.events.listeners
      },
      drain: () => listening.events.drain(),
      stop: () => listening.events.stop(),
    },
    offered: contract => listening.offered(contract),
    running: () => ({
      modules: options.modules.filter(({ name }) => listening.modules.includes(name)),
      offers: listening.offers,
    }),
    routes: () => listening.routes,
    keepUp: following.now,
    lookAtCertificate: () => {
      certificate?.look()
    },
    async stop() {
      await following.stop()
      certificate?.stop()
      await listening.close()
      await clockTeller.stop()
      await alarms.stop()
      await store.close()
    },
  }
}

/** A request while it is being answered. */
interface Answering extends InRequest {
  over: boolean
  behind?: DoneNotShipped
}

/**
 * What a request did is done to its end; that an entry of it has not reached the ledger is told in place of the answer.
 */
async function answering<R>(
  requests: AsyncLocalStorage<Answering>,
  asking: InRequest,
  work: () => Promise<R>,
): Promise<R> {
  const request: Answering = { ...asking, over: false }
  try {
    const answer = await requests.run(request, work)
    if (request.behind) throw request.behind
    return answer
  } finally {
    request.over = true
  }
}

/** Work that goes on after the answer tells of it as work of nobody's does: by failing. */
const behindIn = (request: Answering | undefined): ((problem: DoneNotShipped) => void) | undefined =>
  request && !request.over
    ? problem => {
        request.behind ??= problem
      }
    : undefined

/**
 * A version that comes into force by itself closes no platform: what it no longer names is refused at each hand-over,
 * and the operator told.
 */
async function tellOfLacks(
  { stating, store, written, reading }: Foundation,
  {
    modules,
    settings,
    database: {
      place: { host, port },
    },
    reporter,
  }: PlatformOptions,
): Promise<void> {
  const lacks = lackingFor(modules, { kind: store.kind, settings, database: { host, port } })(stating.manifest)
  if (lacks.length)
    reporter.fault(
      'statement',
      new UnfitManifest(
        await reading.placed({ source: written.source, file: `version ${store.inForce.version}` }, lacks),
      ),
    )
}

interface Opened {
  readonly modules: readonly string[]
  readonly offers: readonly Offered[]
  readonly routes: readonly AnyRoute[]
  readonly jobs: Runner
  readonly events: EventRunner
  readonly mqttPort: number | undefined
  offered<T>(contract: { readonly name: string; readonly type?: T }): T
  close(): Promise<void>
}
interface ToOpen extends PlatformOptions {
  readonly alarms: AlarmKeeper
  readonly given: readonly Offered[]
  readonly proving: Proving
  readonly settings: Settings
  readonly port: number
  readonly certificate: Certificate | undefined
  readonly within: NonNullable<HttpOptions['within']>
}

/** Starts the parts that the statement in force asks for, and lets people and devices in. */
async function openListeners(
  foundation: Foundation,
  {
    modules,
    given,
    settings,
    http: { host },
    port,
    portal,
    reporter,
    trustedProxies,
    hosts,
    figuresFor: mayRead,
    witnesses = [],
    sealEvery,
    redirectPort,
    certificate,
    within,
    purges,
    proving,
    alarms,
  }: ToOpen,
): Promise<Opened> {
  const { store, stating } = foundation
  const figures: Offered = offer(TheMetrics, {
    all: async () => (await Promise.all(valuesOf(offers, Metrics).map(one => one.metrics()))).flat(),
  })
  const running = runningUnder(modules, foundation)
  const landing: Offered = offer(TheLanding, {
    parts: () =>
      running
        .flatMap(module => module.landing(stating))
        .filter(({ activity }) => activity === undefined || stating.states(activity)),
  })
  const parts = startAll(running, [...given, figures, landing])
  const started = parts.map(part => part.started)
  const offers = [...given, figures, ...started.flatMap(part => part.offers ?? [])]
  const own = [...started.flatMap(part => part.routes ?? []), ...(settings.movable ? clockRoutes(store) : [])]
  const routes = [...own, openApiRoute(own, stating)]
  const activitiesBehind = new Map(
    parts.flatMap(({ name, started: { routes: its = [] } }) => {
      const activities = running.find(module => module.name === name)?.activities.map(activity => activity.name) ?? []
      return its.map(route => [route, activities] as const)
    }),
  )
  const peers = peersBehind(trustedProxies ?? [])
  const marks = settings.rehearsal ? markedAsRehearsal : undefined
  const http = httpServer({
    ...(marks && { marks }),
    routes,
    activitiesBehind: route => activitiesBehind.get(route) ?? [],
    styles: [...started.flatMap(part => part.styles ?? []), ...(marks ? [rehearsalStyle] : [])],
    cookies: started.flatMap(part => part.cookies ?? []),
    clock: store.clock,
    reporter,
    plain: settings.baseUrl.startsWith('http:'),
    accountName: accountNames(settings.secret),
    ...(certificate && { certificate }),
    within,
    callers: valuesOf(offers, Callers),
    denials: valuesOf(offers, Denials),
    visits: valuesOf(offers, Visits),
    files: await filesIn(portal, '/app/', marks),
    ...offeredToHttp(valuesOf(offers, ProblemPages)[0], valuesOf(offers, FirstAnswers)[0]),
    baseUrl: settings.baseUrl,
    ownNames: ownNames(settings.baseUrl, hosts),
    peers,
    figuresFor: mayRead ?? figuresFor({}),
  })
  const sealer = startSealer({
    store,
    witnesses,
    fault: reporter.fault,
    over: (kind, of) => {
      reporter.over?.(kind, of)
    },
    well: what => {
      reporter.well?.(what)
    },
    ...(sealEvery !== undefined && { every: sealEvery }),
  })
  const events = runEvents({
    store,
    listeners: started.flatMap(part => part.listeners ?? []),
    failed: (name, error) => {
      reporter.fault(`listener ${name}`, error)
    },
    worked: name => {
      reporter.well?.(`listener ${name}`)
    },
    over: (kind, of) => {
      reporter.over?.(kind, of)
    },
  })
  const jobs = runJobs({
    store,
    jobs: [
      ...started.flatMap(part => part.jobs ?? []),
      ...kernelJobs(foundation, { proving, reporter, alarms, purges }),
      ...sealer.jobs,
    ],
    failed: (name, error) => {
      reporter.fault(`job ${name}`, error)
    },
    worked: name => {
      reporter.well?.(`job ${name}`)
    },
  })
  let broker: Broker | undefined
  const redirect = redirectPort === undefined ? undefined : redirecting(settings.baseUrl)
  const close = async (): Promise<void> => {
    redirect?.close()
    await http.close()
    await broker?.stop()
    await events.stop()
    await jobs.stop()
    for (const part of started.toReversed()) await part.stop?.()
    await sealer.stop()
  }
  try {
    for (const part of started) await part.listen?.()
    const handlers = valuesOf(offers, MqttHandlers)
    broker =
      settings.mqttPort !== undefined && !settings.rehearsal && handlers.length
        ? await startBroker({
            handlers,
            host,
            port: settings.mqttPort,
            reporter,
            isProxy: peers.isProxy,
            ...(certificate && { certificate }),
          })
        : undefined
    await http.listen({ host, port })
    if (redirect) await opened(redirect, host, redirectPort ?? 0)
  } catch (problem) {
    await close()
    throw problem
  }
  return {
    modules: parts.map(({ name }) => name),
    offers,
    routes,
    jobs,
    events,
    mqttPort: broker?.port,
    close,
    offered: contract => valuesOf(offers, contract as never)[0] as never,
  }
}

/** How this machine reaches what listens on an address. */
const urlOf = (host: string, port: number, encrypted: boolean): string =>
  `http${encrypted ? 's' : ''}://${host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`

const offeredToHttp = (
  problemPage: HttpOptions['problemPage'],
  once: Once | undefined,
): Pick<HttpOptions, 'problemPage' | 'once'> => ({ ...(problemPage && { problemPage }), ...(once && { once }) })

const runningUnder = (modules: readonly Module[], { stating }: Foundation): Module[] =>
  modules.filter(module => runsUnder(module, name => stating.states(name)))

const valuesOf = <T>(offers: readonly Offered[], contract: { readonly name: string; readonly type?: T }): T[] =>
  offers.filter(one => one.contract.name === contract.name).map(one => one.value as T)
