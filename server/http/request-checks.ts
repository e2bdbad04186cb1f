import type { FastifyRequest } from 'fastify'
import { safe } from './account-guard.ts'
import type { OwnNames } from './own-names.ts'
import type { Peer } from './peer.ts'
import { CredentialsInQuery, ForeignPage, NotJson, NotOurName } from './refusals.ts'

/** What has to be right with every request before any route sees it. */
export function checkRequest(request: FastifyRequest, { host }: Peer, own: OwnNames, baseUrl: string): void {
  if (namesOfHost(request) !== 1) throw new NotJson()
  // Whoever watches over this process asks by whatever name the process has there.
  if (!own.answersTo(host) && !request.url.startsWith('/health/')) throw new NotOurName(baseUrl)
  if (Object.keys(request.query as object).some(name => credentials.has(name.toLowerCase())))
    throw new CredentialsInQuery()
  refuseForeignPages(request, host, own, baseUrl)
}

/** Two servers that each read another one of two Host headers disagree about whose request it is (RFC 9112, 3.2). */
const namesOfHost = ({ raw: { rawHeaders } }: FastifyRequest): number =>
  rawHeaders.filter((name, place) => place % 2 === 0 && name.toLowerCase() === 'host').length

/** Addresses lie in histories, logs and the list of visited pages (RFC 6750, 2.3 and 5.3). */
const credentials = new Set([
  'token',
  'access_token',
  'refresh_token',
  'id_token',
  'password',
  'passwort',
  'passwd',
  'pwd',
  'secret',
  'client_secret',
  'api_key',
  'apikey',
  'session',
  'sessionid',
])

/** A form on somebody else's page must not act with our visitor's session. */
function refuseForeignPages(
  { method, url, headers }: FastifyRequest,
  host: string,
  own: OwnNames,
  baseUrl: string,
): void {
  if (safe.has(method)) return
  const { origin, 'sec-fetch-site': site } = headers
  if (site === 'cross-site' || site === 'same-site') throw new ForeignPage(baseUrl)
  if (origin === undefined) return
  if (origin !== 'null') {
    if (!own.isOwnPage(origin, host)) throw new ForeignPage(baseUrl)
    return
  }
  // "null" hides where a page comes from. The browser may vouch for it; else it gets no session and no interface, only
  // the public forms.
  if (site !== 'same-origin' && (headers.cookie !== undefined || url.startsWith('/api/')))
    throw new ForeignPage(baseUrl)
}

/**
 * The address without slashes at its end, for a page that was typed with one; undefined where there are none. Addresses
 * within the portal are its own affair.
 */
export function withoutSlash({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): string | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined
  const [path = '', ...query] = url.split('?')
  // Only plain letters: `//elsewhere.example/` or a backslash would lead to another site.
  if (!/^(?:\/[\w.~%-]+)+\/+$/.test(path) || path.startsWith('/app/')) return undefined
  return [path.replace(/\/+$/, ''), ...query].join('?')
}
