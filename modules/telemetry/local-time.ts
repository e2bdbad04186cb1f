/**
 * Writes moments as the clock at a place shows them, with its offset: `2026-10-25T02:30:00+01:00`. Quick for moments in
 * a row.
 */
export function localTime(zone: string): (at: number) => string {
  let from = Infinity
  let until = -Infinity
  let offset = 0
  let shown = ''
  return at => {
    if (at < from || at >= until) {
      const there = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
      from = at
      until = there.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity
      offset = there.offsetNanoseconds / 1e6
      shown = there.offset
    }
    return new Date(at + offset).toISOString().replace(/(\.000)?Z$/, shown)
  }
}
