/**
 * Whether all that a topic or filter names lies within a filter, by the rules of MQTT 3.1.1 section 4.7.
 *
 *     liesWithin('gateway/7/down/#', 'gateway/7/#')   // true
 *     liesWithin('gateway/+/down', 'gateway/7/#')     // false: it names other gateways' too
 */
export function liesWithin(asked: string, filter: string): boolean {
  if (asked.startsWith('$') || asked.length > longest) return false
  const inner = asked.split('/')
  const outer = filter.split('/')
  for (let level = 0; ; level++) {
    const allowed = outer[level]
    const wanted = inner[level]
    if (allowed === '#') return true
    if (allowed === undefined || wanted === undefined)
      return allowed === wanted || (wanted === undefined && allowed === '#')
    if (wanted === '#' || (wanted !== allowed && allowed !== '+')) return false
  }
}

/** Longer topics are nobody's. */
const longest = 1024
