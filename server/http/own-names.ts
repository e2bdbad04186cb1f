import { isIP } from 'node:net'

/** By which names we are reached, and which pages are ours. */
export interface OwnNames {
  /**
   * Whether we answer to this host. A page of somebody else can make its own name point at this machine (DNS rebinding)
   * and would then be within our origin; it cannot do so with an address, or with the names that mean this machine.
   */
  answersTo(host: string): boolean
  /** Whether an Origin header (RFC 6454, 7) names a page of ours, asked for by this host. */
  isOwnPage(origin: string, host: string): boolean
}

/**
 * @param baseUrl where people reach us: `https://portal.firma.example`
 * @param further names that we answer to beside that one: `www.firma.example`
 */
export function ownNames(baseUrl: string, further: readonly string[] = []): OwnNames {
  const base = new URL(baseUrl)
  const names = new Set([base.hostname, ...further.map(name => name.toLowerCase())])
  const isEncrypted = base.protocol === 'https:'
  return {
    answersTo(host) {
      const name = hostOf(host, base.protocol)?.hostname.replace(/\.$/, '')
      return name !== undefined && (names.has(name) || isThisMachine(name))
    },
    isOwnPage(origin, host) {
      const page = URL.parse(origin)
      if (!page || page.origin === 'null') return false
      if (page.origin === base.origin) return true
      // A page in clear is anybody's who sits on the line, also where it bears our name.
      if (isEncrypted && page.protocol !== 'https:') return false
      return (
        page.host === hostOf(host, page.protocol)?.host || (further.includes(page.hostname) && page.port === base.port)
      )
    },
  }
}

const isThisMachine = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || isIP(name.replace(/^\[|\]$/g, '')) !== 0

/** Name and port of a Host header, both in the one form that URLs have: lower case, no default port. */
const hostOf = (host: string, protocol: string): URL | null =>
  /^[^\s/?#@\\]+$/.test(host) ? URL.parse(`${protocol}//${host}`) : null
