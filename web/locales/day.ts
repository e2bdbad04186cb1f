/**
 * Moments of a day in a time zone, as ISO 8601 in UTC: a day that somebody chose on the site is one of the site's, wherever
 * whoever chose it is.
 */
export const beginOfDay = (day: string, timeZone: string): string => momentAt(`${day}T00:00:00Z`, timeZone)
/** The last second of it, for what is told as a day. */
export const endOfDay = (day: string, timeZone: string): string => momentAt(`${day}T23:59:59Z`, timeZone)
/** The moment at which it is over, as a bound that does not count itself. */
export const afterDay = (day: string, timeZone: string): string =>
  beginOfDay(new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10), timeZone)

/** The moment at which clocks there show this. */
function momentAt(wanted: string, timeZone: string): string {
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  const ahead = (at: number): number => Date.parse(`${shown.format(at).replace(' ', 'T')}Z`) - at
  const inUtc = Date.parse(wanted)
  // By how much they are ahead is asked again where that leads to: clocks may change between.
  return new Date(inUtc - ahead(inUtc - ahead(inUtc))).toISOString()
}
