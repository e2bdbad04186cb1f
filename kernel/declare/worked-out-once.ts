/** What follows from one declaration alone, worked out when it is first asked for: declarations never change. */
export function workedOutOnce<K extends object, V>(work: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>()
  return key => {
    const found = known.get(key)
    if (found !== undefined) return found
    const value = work(key)
    known.set(key, value)
    return value
  }
}

/** The same of two: of a table or activity among all. */
export function workedOutOnceAmong<A extends object, K extends object, V>(
  work: (key: K, all: A) => V,
): (key: K, all: A) => V {
  const known = workedOutOnce((all: A) => workedOutOnce((key: K) => work(key, all)))
  return (key, all) => known(all)(key)
}
