import { softwareAtFault, WordedError } from '../../kernel/problems/worded.ts'
import type { Cookie, DeclaredCookie } from '../../platform/route.ts'

/** An answer was about to set what no module declares. It does not leave. */
export class UndeclaredInAnswer extends WordedError {
  readonly told = softwareAtFault
  constructor(what: string) {
    super(`An answer was to ${what}. It was not given.`)
    this.name = 'UndeclaredInAnswer'
  }
}

/** Every cookie is one that a module declares, and is kept no longer than the manifest says; taking one away may all. */
export function refuseUndeclaredCookies(cookies: readonly Cookie[], declared: readonly DeclaredCookie[]): void {
  for (const { name, value, maxAge = 0 } of cookies) {
    const known = declared.find(one => one.name === name)
    if (!known) throw new UndeclaredInAnswer('set a cookie that no module declares')
    // What a clock gained between the two looks at it.
    if (value !== null && maxAge > known.longest() + 1)
      throw new UndeclaredInAnswer(`have a browser keep '${name}' for longer than the statement says`)
  }
}

/** What the server derives from declarations, so that no answer says otherwise. */
const derived: ReadonlySet<string> = new Set([
  'set-cookie',
  'content-security-policy',
  'referrer-policy',
  'permissions-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'access-control-allow-origin',
  'strict-transport-security',
  'x-content-type-options',
])
export function onlyOwnHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const other = Object.keys(headers).find(name => derived.has(name.toLowerCase()))
  if (other !== undefined) throw new UndeclaredInAnswer(`carry its own '${other.toLowerCase()}'`)
  return headers
}
