/**
 * Coalesces requests for the same thing. Whoever asks while a look is under way shares the next one, which begins after
 * they asked: nobody is told what held before, and a crowd costs no more than one look after the other.
 *
 *     const standing = coalesced(() => readFromTheDatabase())
 *     await Promise.all([standing(), standing(), standing()]) // two looks
 */
export function coalesced<T>(look: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined
  let after: Promise<T> | undefined
  const begin = (): Promise<T> => {
    const begun = look().finally(() => {
      if (underWay === begun) underWay = undefined
    })
    underWay = begun
    return begun
  }
  return () => {
    if (!underWay) return begin()
    const again = (): Promise<T> => {
      after = undefined
      return begin()
    }
    // How the look before ended is told to those who asked for it.
    return (after ??= underWay.then(again, again))
  }
}
