/** How many refusals within a second are answered at once, how long further ones wait (ms), and how many may wait. */
interface Pace {
  readonly atOnce: number
  readonly pause: number
  readonly most: number
}
const usual: Pace = { atOnce: 20, pause: 1000, most: 5000 }

/**
 * Whoever is refused because too much comes, and is no person, asks again as soon as the answer is there; a crowd of
 * them would keep the process busy with refusing. Where many are refused within a second, the answers to further ones
 * are held back, which costs a timer each.
 */
export function paceOfRefusals({ atOnce, pause, most }: Pace = usual): () => Promise<void> {
  let since = -Infinity
  let refused = 0
  let held = 0
  return async () => {
    const now = performance.now()
    if (now - since >= 1000) [since, refused] = [now, 0]
    refused++
    if (refused <= atOnce || held >= most) return
    held++
    await new Promise<void>(goOn => {
      setTimeout(goOn, pause)
    })
    held--
  }
}
