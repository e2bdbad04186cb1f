/**
 * What the address bar holds may have been typed, cut off or wrapped by anybody. It is read here and nowhere else, and
 * what cannot be counts as not being there: no screen fails for an address.
 */

/**
 * The token behind the `#` of a mailed link, without what a mail program has wrapped it in: `tokenIn('#abc>') ===
 * 'abc'`.
 */
export function tokenIn(hash: string): string {
  const token = decoded(hash.slice(1))
    .trim()
    .replace(/[^\w-]+$/, '')
  return /^[\w-]{1,200}$/.test(token) ? token : ''
}

/** A calendar day that there is, within these: no 31 February, no 45th. */
export function dayFrom(written: string | null, first: string, last: string): string | undefined {
  if (written === null || !/^\d{4}-\d{2}-\d{2}$/.test(written)) return undefined
  const date = new Date(`${written}T00:00:00Z`)
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written)
  return exists && written >= first && written <= last ? written : undefined
}

/** The one of these that is named. */
export const oneOf = <T extends string>(written: string | null, choices: readonly T[]): T | undefined =>
  choices.find(each => each === written)

/** Where to go on, inside of the portal, whatever stands there. */
export function pathFrom(written: string | null): string | undefined {
  return written !== null && /^\/(?![/\\])[^\p{Cc}]*$/u.test(written) ? written : undefined
}

/** An address that is not encoded rightly (`%`, `%E0%A4%A`) has no meaning. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
