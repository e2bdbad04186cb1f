import type { Findings } from './findings.ts'

/** A public page as a browser without cookies got it from the running platform. */
export interface PageSeen {
  readonly path: string
  readonly status: number
  readonly policy: string | null
  /** Names of the cookies that it set. */
  readonly cookies: readonly string[]
  /** Hosts that its markup loads something from; links that one follows are none of these. */
  readonly loads: readonly string[]
}

/** What anything may come from, and a page may be embedded in: the platform itself, bytes in the page, or nothing. */
const own = /^('self'|'none'|data:|'sha256-[\w+/=]+')$/
/** Without these a browser lets through what nobody named. */
const needed = ['default-src', 'object-src', 'base-uri', 'form-action', 'frame-ancestors']

/** A page of the running platform loads nothing from elsewhere, may not, and sets no cookie unless somebody signs in. */
export function provePages(pages: readonly PageSeen[], found: Findings): void {
  for (const page of pages) for (const says of faultsOf(page)) found.fault(says, 'statement/disclosure')
  if (pages.length)
    found.shows('statement/disclosure', {
      from: 'attempts',
      says: `${pages.length} pages were fetched from the running platform: none loads anything from elsewhere, none sets a cookie`,
    })
}

function* faultsOf({ path, status, policy, cookies, loads }: PageSeen): Generator<string> {
  if (status >= 400) yield `${path} was answered with ${status}`
  const directives = new Map(
    (policy ?? '').split(';').map(part => {
      const [name = '', ...values] = part.trim().split(/\s+/)
      return [name, values] as const
    }),
  )
  for (const name of needed) if (!directives.has(name)) yield `${path} has no '${name}' in its content security policy`
  for (const [name, values] of directives)
    for (const value of values)
      if (!own.test(value)) yield `${path} may use ${value} by '${name}' of its content security policy`
  if (cookies.length) yield `${path} sets ${cookies.length} cookies though nobody signed in`
  for (const host of loads) yield `${path} loads from ${host}`
}
