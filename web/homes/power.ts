import type { Reading } from '../live.ts'

const kept = 15 * 60_000

/** The last minutes of each channel, as they came in while the page was open. They live in this page's memory alone. */
export function recentReadings(keep = kept) {
  const known = new Map<string, readonly Reading[]>()
  return {
    add(reading: Reading) {
      const oldest = Date.parse(reading.at) - keep
      known.set(reading.channel, [...known.get(reading.channel) ?? [], reading].filter(({ at }) => Date.parse(at) >= oldest))
    },
    of: (channel: string): readonly Reading[] => known.get(channel) ?? [],
    forget: () => known.clear(),
  }
}
export const recent = recentReadings()
