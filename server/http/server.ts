import type { Server } from 'node:https'
import { DoneNotShipped } from '../../kernel/ledger/problems.ts'
import { DatabaseAway, DatabaseRefusal, isLost, isOfSomebodyErased, NotStated } from '../../kernel/problems/errors.ts'
import { Readable } from 'node:stream'
import cookies from '@fastify/cookie'
import type { z } from 'zod'
import fastify, {
  type FastifyHttpsOptions,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify'
import type { Clock } from '../../kernel/clock/clock.ts'
import { NoConsent } from '../../kernel/enforce/consent-gate.ts'
import { hasNoSuchFile } from '../../kernel/files/problems.ts'
import { isDamage } from '../../kernel/rows/unreadable.ts'
import { ProcessingStopped } from '../../kernel/enforce/stopped.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import type { Origin } from '../../kernel/audit/facts.ts'
import type { Visit } from '../../platform/access.ts'
import type { Reporter } from '../../platform/services.ts'
import type { Once } from '../../platform/idempotency.ts'
import { SandboxError } from '../../platform/sandbox.ts'
import {
  FileGone,
  NotAllowed,
  NotFound,
  NotSignedIn,
  Refusal,
  problemOf,
  type Problem,
} from '../../platform/refusal.ts'
import {
  everybody,
  refusalAt,
  type Answer,
  type AnyRoute,
  type Asking,
  type Caller,
  type DeclaredCookie,
} from '../../platform/route.ts'
import { onlyOwnHeaders, refuseUndeclaredCookies } from './declared.ts'
import type { Certificate } from '../../platform/listeners.ts'
import { refuseOtherAccounts, refuseUnnamedAccounts, type AccountName } from './account-guard.ts'
import type { ConnectionLimits } from '../../platform/connections.ts'
import { limitHttpConnections, usualLimits } from './connections.ts'
import type { Files } from './files.ts'
import { browserIn, type Browser } from '../../platform/user-agent.ts'
import type { FiguresFor } from './figures-for.ts'
import { contentPolicies, securityHeaders, type ContentPolicies } from './headers.ts'
import type { OwnNames } from './own-names.ts'
import { paceOfRefusals } from './refusal-pace.ts'
import { answerOddRequests, answerUnreadable } from './parser-errors.ts'
import { inOriginForm, type Peers } from './peer.ts'
import { checkRequest, withoutSlash } from './request-checks.ts'
import { shapedBy } from './shaped.ts'
import { strictly } from './strict.ts'
import { drained, holdBodiesToPace, takingFiles, uploadIn } from './uploads.ts'
import { refuseSmallChunks } from './small-chunks.ts'
import { answerInTurn } from './in-turn.ts'
import { languageOf } from './language.ts'
import {
  ConsentNeeded,
  ProcessingIsStopped,
  DoneSafeguardBehind,
  NotHere,
  NotJson,
  NotNow,
  OurFault,
  TooLarge,
} from './refusals.ts'
import { wrongInput } from './problems.ts'
import { isKnown, packing, variesByPacking } from './caching.ts'
import { noteVisits, rememberFile, rememberVisit } from './visits.ts'

export interface HttpOptions {
  /** Marks each page, where somebody has to be told what kind of installation this is. */
  readonly marks?: (page: string) => string
  readonly routes: readonly AnyRoute[]
  /** The activities of the module that a route belongs to. */
  readonly activitiesBehind: (route: AnyRoute) => readonly string[]
  /** Style sheets that pages carry in themselves. */
  readonly styles: readonly string[]
  /** The cookies that answers may set. */
  readonly cookies: readonly DeclaredCookie[]
  readonly callers: readonly { callerOf(cookies: Readonly<Record<string, string | undefined>>): Promise<Caller> }[]
  /** Hear of staff who were refused what their permissions do not open. */
  readonly denials?: readonly { denied(account: string, route: string): Promise<void> }[]
  readonly visits: readonly { note(visit: Visit): void }[]
  readonly clock: Clock
  readonly reporter: Reporter
  readonly files: Files
  /** The certificate, where this server speaks TLS itself. */
  readonly certificate?: Certificate
  /** Whether cookies may go over plain HTTP: on a loopback address only. */
  readonly plain: boolean
  /** What a page calls the account that it was drawn for. */
  readonly accountName: AccountName
  /** Where people reach us, without a slash at the end. */
  readonly baseUrl: string
  readonly ownNames: OwnNames
  readonly peers: Peers
  readonly figuresFor: FiguresFor
  readonly connections?: ConnectionLimits
  /** Keeps first answers by Idempotency-Key. */
  readonly once?: Once
  /** Lets those who note what is done know from where whoever acts comes. */
  readonly within?: <R>(asking: InRequest, work: () => Promise<R>) => Promise<R>
  /** How a refusal looks to somebody who asked for a page. */
  readonly problemPage?: (problem: Problem, language: Language) => string
}

/** The HTTP side of the platform: each route as the modules state it, and around all of them the same manners. */
export function httpServer(given: HttpOptions): FastifyInstance {
  const options: Serving = { ...given, policies: contentPolicies([...given.styles, plainStyle]), asSent: packing() }
  const heldBack = paceOfRefusals()
  const app = listeningWith(options.certificate, {
    logger: false,
    bodyLimit: 256 * 1024,
    routerOptions: { maxParamLength: 200, caseSensitive: true },
    // A file may take its time; `holdBodiesToPace` is stricter with everything else.
    requestTimeout: longestUpload,
    connectionTimeout: 60_000,
    keepAliveTimeout: 20_000,
    rewriteUrl: inOriginForm,
    forceCloseConnections: true,
    exposeHeadRoutes: true,
    clientErrorHandler: answerUnreadable(options.plain),
    // An address that cannot be read gets no further than this.
    frameworkErrors: (error, request, reply) => {
      rememberVisit(request, reply, options.peers)
      void reply.headers(securityHeaders(options.plain, options.policies))
      void refuse(error, request, reply, options, heldBack)
    },
  })
  void app.register(cookies)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    ['application/json', 'application/problem+json'],
    { parseAs: 'buffer' },
    (_request, body: Buffer, done) => {
      try {
        done(
          null,
          body.length === 0 ? undefined : shallow(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))),
        )
      } catch {
        done(new NotJson())
      }
    },
  )
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 64 * 1024 },
    (_request, body: string, done) => {
      done(null, Object.fromEntries(new URLSearchParams(body)))
    },
  )
  refuseSmallChunks(app)
  holdBodiesToPace(app, takesFile)
  limitHttpConnections(app.server, options.connections ?? usualLimits, options.peers.isProxy)
  answerOddRequests(app.server, options.plain)
  answerInTurn(app.server)
  noteVisits(app, options.visits, options.clock, options.peers)
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(securityHeaders(options.plain, options.policies))
    const peer = options.peers.of(request.raw)
    checkRequest(request, peer, options.ownNames, options.baseUrl)
    if (request.routeOptions.url === '/metrics' && !options.figuresFor(request.headers, peer)) throw new NotHere()
    const location = withoutSlash(request)
    if (location !== undefined) return reply.code(308).headers({ location, 'cache-control': 'no-store' }).send()
  })
  app.setErrorHandler(async (error, request, reply) => {
    // The file of somebody whom the gate does not admit is not read; the connection ends with the answer.
    if (takesFile(request) && !request.raw.complete && !(admitted.has(request) && (await drained(request))))
      reply.header('connection', 'close')
    await refuse(error, request, reply, options, heldBack)
  })
  app.setNotFoundHandler(async (request, reply) => {
    const file = await options.files.answerTo(request.method, request.url, request.headers['accept-encoding'])
    if (file) return send(reply, file, options)
    return refuse(new NotHere(), request, reply, options, heldBack)
  })
  for (const route of options.routes.filter(one => !one.takesFile)) addRoute(app, route, options)
  void app.register(async files => {
    takingFiles(files)
    for (const route of options.routes.filter(one => one.takesFile)) addRoute(files, route, options)
  })
  return app
}

const longestUpload = 15 * 60_000
/** Requests that the gate of their route let in. */
const admitted = new WeakSet<FastifyRequest>()
/** What `addRoute` puts beside a route; an address without one has none of it. */
interface RouteConfig {
  readonly language?: Language | undefined
  readonly takesFile?: true | undefined
  readonly activities?: readonly string[]
}
const configOf = ({ routeOptions: { config } }: FastifyRequest): RouteConfig => config as RouteConfig // as: see above
const takesFile = (request: FastifyRequest): boolean => configOf(request).takesFile === true
/** A route of what the statement does not state is as if it were not there. All else that is not stated is our fault. */
const isLeftOut = (error: unknown, request: FastifyRequest): boolean =>
  error instanceof NotStated && error.itself && configOf(request).activities?.includes(error.activity) === true

interface Serving extends HttpOptions {
  readonly asSent: ReturnType<typeof packing>
  readonly policies: ContentPolicies
}

/** A header that comes a letter at a time holds nobody for long; a missing Host header is refused by ourselves. */
const manners = { headersTimeout: 10_000, connectionsCheckingInterval: 5000, requireHostHeader: false }

/** The same server with TLS or without; the types of the framework tell the two apart where nothing here does. */
function listeningWith(certificate: Certificate | undefined, how: FastifyServerOptions): FastifyInstance {
  if (!certificate) return fastify({ ...how, http: manners })
  const app = fastify({
    ...(how as object),
    https: { ...manners, handshakeTimeout: 10_000, ...certificate.shown },
  } as FastifyHttpsOptions<Server>)
  certificate.renewed(shown => {
    app.server.setSecureContext(shown)
  })
  return app as unknown as FastifyInstance // see above
}

function addRoute(app: FastifyInstance, route: AnyRoute, options: Serving): void {
  const [method = 'GET', url = '/'] = route.at.split(' ')
  const [shaped, takes] = [shapedBy(route.gives), strictly(route)]
  app.route({
    method: method as 'GET',
    url,
    config: {
      language: route.language,
      takesFile: route.takesFile,
      activities: options.activitiesBehind(route),
    } satisfies RouteConfig,
    handler: async (request, reply) => {
      const asking = {
        ...(await whoAsks(request, reply, options)),
        ...(route.takesFile && { upload: uploadIn(request) }),
      }
      refuseOtherAccounts(route, asking.caller, request, reply, options.accountName)
      if (!route.who.admits(asking.caller)) throw await refused(route, asking, options)
      refuseUnnamedAccounts(route, asking.caller, request)
      admitted.add(request)
      const input = parse(takes, request, route.takesFile ? undefined : request.body)
      const key = request.headers['idempotency-key']
      const make = async (): Promise<Answer<unknown>> => {
        const answering = inRequest(route, asking)
        const made: Answer<unknown> = await within(options, answering, () => route.does(input, asking))
        // What is no generator is sent as it is: it has nothing to ask of the store.
        if (made.stream && !(made.stream instanceof Readable))
          return { ...made, stream: sentWithin(options, answering, made.stream) }
        return made.body === undefined ? made : { ...made, body: shaped(made.body) }
      }
      const answer =
        route.once && options.once && typeof key === 'string'
          ? await options.once.answer(asking.caller, route.at, key, JSON.stringify(input), make)
          : await make()
      return send(reply, answer, options)
    },
  })
}

/**
 * Why the gate stays shut. Staff who ask for what is not theirs are on record; customers and visitors find the same
 * gate shut every day.
 */
async function refused(route: AnyRoute, asking: Asking, options: HttpOptions): Promise<Refusal> {
  const refusal = refusalAt(route.who, asking.caller)
  const { caller } = asking
  if (caller.is === 'staff' && refusal instanceof NotAllowed) {
    await within(options, inRequest(route, asking), async () => {
      for (const log of options.denials ?? []) await log.denied(caller.account, route.at)
    })
  }
  return refusal
}

function within<R>({ within: each }: HttpOptions, request: InRequest, work: () => Promise<R>): Promise<R> {
  return each ? each(request, work) : work()
}

/** What a stream asks for as it is sent is asked for by whoever asked for it, and from there. */
async function* sentWithin(
  options: HttpOptions,
  request: InRequest,
  stream: AsyncIterable<string | Uint8Array>,
): AsyncGenerator<string | Uint8Array> {
  const pieces = stream[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await within(options, request, () => pieces.next())
      if (done) return
      yield value
    }
  } finally {
    await within(options, request, async () => pieces.return?.())
  }
}

/** What holds while a request is answered: from where it comes, and on behalf of which account. */
export interface InRequest {
  readonly origin: Origin
  readonly caller: string | undefined
}

/** A route that lets in everybody works on behalf of nobody who is signed in: somebody may sign in as somebody else. */
const inRequest = (route: AnyRoute, asking: Asking): InRequest => ({
  origin: originOf(asking),
  caller: asking.caller.is === 'visitor' || route.who === everybody ? undefined : asking.caller.account,
})

/** Read from the headers only where somebody looks. */
function originOf({ caller, address, agent }: Asking): Origin {
  let browser: Browser | undefined
  const told = (): Browser => (browser ??= browserIn(agent))
  return {
    userName: caller.is === 'visitor' ? null : (caller.userName ?? null),
    address,
    get browser() {
      return told().browser
    },
    get browserVersion() {
      return told().browserVersion
    },
    get os() {
      return told().os
    },
  }
}

function parse(takes: z.ZodType<unknown> | undefined, request: FastifyRequest, body: unknown): unknown {
  if (!takes) return {}
  if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body))) throw new NotJson()
  // What changes something comes in the body: an address is kept in too many places.
  const query =
    request.method === 'GET' || request.method === 'DELETE' || request.method === 'HEAD'
      ? (request.query as object)
      : {}
  const parsed = takes.safeParse(
    { ...query, ...(body as object), ...(request.params as object) },
    { reportInput: true },
  )
  if (parsed.success) return parsed.data
  // An identifier in a path that cannot be one names nothing that exists.
  if (
    parsed.error.issues.every((issue: { path: PropertyKey[] }) =>
      Object.hasOwn(request.params as object, String(issue.path[0])),
    )
  )
    throw new NotFound()
  throw wrongInput(parsed.error.issues)
}

async function whoAsks(request: FastifyRequest, reply: FastifyReply, options: HttpOptions): Promise<Asking> {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const callsStill = (): Promise<Caller> => callerOf(request, options)
  return {
    caller: await callsStill(),
    callsStill,
    language: languageOf(request.headers['accept-language']),
    address: options.peers.of(request.raw).address,
    agent: request.headers['user-agent']?.slice(0, 500),
    cookies: request.cookies,
    gpc: request.headers['sec-gpc'] === '1',
    accepts: request.headers.accept ?? '*/*',
    ...rangeAsked(request),
    signal: gone.signal,
  }
}

const rangeAsked = ({
  method,
  headers: { range, 'if-range': ifRange },
}: FastifyRequest): Pick<Asking, 'range' | 'ifRange' | 'head'> => ({
  ...(typeof range === 'string' && { range }),
  ...(typeof ifRange === 'string' && { ifRange }),
  ...(method === 'HEAD' && { head: true as const }),
})

async function callerOf({ cookies }: FastifyRequest, { callers }: HttpOptions): Promise<Caller> {
  for (const source of callers) {
    const caller = await source.callerOf(cookies)
    if (caller.is !== 'visitor') return caller
  }
  return { is: 'visitor' }
}

async function send(
  reply: FastifyReply,
  answer: Answer<unknown>,
  { plain, policies, asSent, cookies: declared, reporter, marks = unmarked }: Serving,
): Promise<FastifyReply> {
  reply.status(answer.status)
  if (answer.sandboxed) reply.header('content-security-policy', "default-src 'none'; sandbox")
  if (answer.styleAttributes) reply.header('content-security-policy', policies.withStyleAttributes)
  if (answer.headers) reply.headers(onlyOwnHeaders(answer.headers))
  refuseUndeclaredCookies(answer.cookies ?? [], declared)
  for (const { name, value, maxAge } of answer.cookies ?? []) {
    const how = { path: '/', httpOnly: true, sameSite: 'lax' as const, secure: !plain }
    // Pages that the browser keeps for going back go with the session. Not its storage, which holds language and
    // colours and nothing of anybody's; and not its cookies, as that would take those of the whole domain (Clear Site
    // Data, 3.1).
    if (value === null) reply.clearCookie(name, how).header('clear-site-data', '"cache"')
    else reply.setCookie(name, value, { ...how, ...(maxAge !== undefined && { maxAge }) })
  }
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  if (answer.file) rememberFile(reply.raw, answer.file)
  if (answer.page !== undefined) variesByPacking(reply)
  if (answer.status === 200 && isKnown(reply)) return reply.status(304).send()
  if (answer.stream instanceof Uint8Array) return reply.send(answer.stream)
  if (answer.stream) {
    const stream = toStream(answer.stream)
    // What fails once the answer has begun ends the connection, and nobody else would hear of it.
    stream.once('error', error => {
      if (reply.raw.headersSent && isDamage(error))
        reporter.fault(`${reply.request.method} ${reply.request.routeOptions.url ?? '-'}`, error)
    })
    return reply.send(stream)
  }
  if (answer.page !== undefined)
    return reply.type('text/html; charset=utf-8').send(await asSent(reply, marks(answer.page)))
  if (answer.bytes) return reply.send(answer.bytes)
  if (answer.body === undefined) return reply.send()
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer.body))
}

const unmarked = (page: string): string => page

const toStream = (stream: NonNullable<Answer<unknown>['stream']>): Readable =>
  stream instanceof Readable ? stream : Readable.from(stream)

async function refuse(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { reporter, problemPage, marks = unmarked }: HttpOptions,
  heldBack: () => Promise<void>,
): Promise<FastifyReply> {
  const refusal = isLeftOut(error, request) ? new NotHere() : asRefusal(error)
  if (refusal instanceof OurFault || refusal instanceof NotNow || refusal instanceof DoneSafeguardBehind)
    reporter.fault(`${request.method} ${request.routeOptions.url ?? '-'}`, error)
  const language = configOf(request).language ?? languageOf(request.headers['accept-language'])
  if (refusal.retryAfter !== undefined) {
    reply.header('retry-after', String(refusal.retryAfter))
    await heldBack()
  }
  reply.header('cache-control', 'no-store').status(refusal.status)
  if (refusal.headers) reply.headers(refusal.headers)
  const problem = problemOf(refusal, language)
  if (prefersPage(request))
    return reply.type('text/html; charset=utf-8').send(marks((problemPage ?? plainPage)(problem, language)))
  return reply.type('application/problem+json; charset=utf-8').send(JSON.stringify(problem))
}

const prefersPage = (request: FastifyRequest): boolean =>
  !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html')

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof NoConsent) return new ConsentNeeded()
  if (error instanceof ProcessingStopped) return new ProcessingIsStopped()
  if (error instanceof DoneNotShipped) return new DoneSafeguardBehind()
  if (error instanceof DatabaseAway || (error instanceof DatabaseRefusal && isLost(error))) return new NotNow()
  if (error instanceof SandboxError && error.passes) return new NotNow()
  // An account was deleted while it was still being used elsewhere.
  if (isOfSomebodyErased(error)) return new NotSignedIn()
  if (hasNoSuchFile(error)) return new FileGone()
  const { statusCode, code } = error as { statusCode?: number; code?: string }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new TooLarge()
  if (
    code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' ||
    code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH' ||
    code === 'FST_ERR_CTP_EMPTY_JSON_BODY'
  )
    return new NotJson()
  if (code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_MAX_PARAM_LENGTH') return new NotHere()
  if (statusCode !== undefined && statusCode < 500) return new NotJson()
  return new OurFault()
}

const deepest = 20
const mostNames = 1000
/**
 * JSON that nests deeper than anything of ours, or has more names in one object, is refused before a schema tells of
 * each that it does not know.
 */
function shallow(value: unknown, depth = 0): unknown {
  if (depth > deepest) throw new NotJson()
  if (typeof value !== 'object' || value === null) return value
  const inside: readonly unknown[] = Object.values(value)
  if (inside.length > mostNames && !Array.isArray(value)) throw new NotJson()
  for (const inner of inside) shallow(inner, depth + 1)
  return value
}

const plainStyle =
  ':root{color-scheme:light dark}body{font:1.1rem/1.6 system-ui,sans-serif;max-width:36rem;margin:20vh auto 0;padding:0 1.5rem}h1{font-size:1.5rem;line-height:1.3}a{color:inherit}'

function plainPage(problem: Problem, language: Language): string {
  const home = { de: 'Zur Startseite', en: 'To the start page' }[language]
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${problem.title}</title>
<style>${plainStyle}</style></head>
<body><h1>${problem.title}</h1>${problem.helps ? `<p>${problem.helps}</p>` : ''}<p><a href="/">${home}</a></p></body></html>`
}
