/**
 * Where a visitor came from, without what could tell who that is. Of our own pages the path stays, up to the first part
 * that could be an identifier, and nothing behind it; of other people's pages the site alone, which is what browsers
 * send by themselves.
 */
export function referrerWithoutTraces(referrer: string | undefined, ownHosts: ReadonlySet<string>): string | null {
  const url = referrer === undefined || referrer.length > 2048 ? null : URL.parse(referrer)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null
  if (!ownHosts.has(url.host)) return `${url.origin}/`
  const parts = url.pathname.split('/').slice(1)
  const strange = parts.findIndex(part => !isPlainWord(part))
  return `${url.origin}/${strange < 0 ? parts.join('/') : [...parts.slice(0, strange), '…'].join('/')}`
}

/** Paths of ours are made of such words; an identifier, a number, a token or a mail address is none. */
const isPlainWord = (part: string): boolean => /^[a-z]*(?:-[a-z]+)*$/.test(part) && part.length <= 24
