/**
 * One look for many who ask at once. Whoever asks while a look is under way gets the one after it, which begins later
 * than they asked: nobody is told what held before, and a crowd costs no more than one look after the other.
 *
 *     const standing = joined(() => readFromTheDatabase())
 *     await Promise.all([standing(), standing(), standing()]) // two looks
 */
export function joined<T>(look: () => Promise<T>): () => Promise<T> {
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
