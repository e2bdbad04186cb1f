/**
 * The known name that a mistyped one most likely meant, or none when nothing is close. Short codes are all close to
 * each other.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const written = name.toLowerCase().slice(0, 80)
  let best: { readonly candidate: string; readonly far: number } | undefined
  let looked = 0
  for (const candidate of known) {
    if (++looked > mostLooked) break
    const tolerated = Math.max(2, candidate.length * 0.4)
    if (candidate.length <= 3 || Math.abs(candidate.length - written.length) > tolerated) continue
    const far = distance(written, candidate.toLowerCase())
    if (far <= tolerated && far < (best?.far ?? Infinity)) best = { candidate, far }
  }
  return best?.candidate
}
/** A list of thousands of names is nobody's own. */
const mostLooked = 1000

/** How many letters have to be added, taken away or changed. */
function distance(a: string, b: string): number {
  const row = Uint16Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 0; i < a.length; i++) {
    let before = row[0] ?? 0
    row[0] = i + 1
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] ?? 0
      row[j] = Math.min((row[j - 1] ?? 0) + 1, above + 1, before + (a[i] === b[j - 1] ? 0 : 1))
      before = above
    }
  }
  return row[b.length] ?? 0
}
