/** The known name that a mistyped one most likely meant, or none when nothing is close. Short codes are all close to each other. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const ranked = [...known].filter(candidate => candidate.length > 3).map(candidate => ({ candidate, far: distance(name.toLowerCase().slice(0, 80), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.far - b.far)
  const best = ranked[0]
  return best && best.far <= Math.max(2, best.candidate.length * 0.4) ? best.candidate : undefined
}

/** How many letters have to be added, taken away or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (letter === b[j] ? 0 : 1))) // both rows are b.length + 1 long
    row = next
  }
  return row[b.length]!
}
