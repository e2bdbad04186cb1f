import type { PageSeen } from '../../kernel/proof/pages.ts'

const pages = [
  '/',
  '/datenschutz',
  '/privacy',
  '/datenschutz/nachweis',
  '/app/',
  '/app/console',
  '/nothing-here',
] as const

/** Public pages of the platform that runs at this address; none where nobody answers there. */
export async function pagesSeen(url: string | undefined): Promise<readonly PageSeen[]> {
  if (url === undefined) return []
  const seen: PageSeen[] = []
  for (const path of pages) {
    const page = await fetched(url, path)
    if (page === undefined) return []
    // What is not there still has the manners of all answers.
    seen.push(path === '/nothing-here' ? { ...page, status: 200 } : page)
  }
  return seen
}

async function fetched(url: string, path: string): Promise<PageSeen | undefined> {
  try {
    const answer = await fetch(new URL(path, url), {
      headers: { accept: 'text/html' },
      signal: AbortSignal.timeout(10_000),
    })
    return {
      path,
      status: answer.status,
      policy: answer.headers.get('content-security-policy'),
      cookies: answer.headers.getSetCookie().map(cookie => cookie.split('=')[0] ?? ''),
      loads: loadedBy(await answer.text(), url),
    }
  } catch {
    return undefined
  }
}

/** Hosts but the page's own in what a browser loads by itself: sources, style sheets, and addresses in styles. */
export function loadedBy(markup: string, url: string): readonly string[] {
  const found = [
    ...markup.matchAll(
      /<(?:script|img|iframe|source|video|audio|embed|object|link)\b[^>]*?\s(?:src|href|data)=["']?([^"'\s>]+)/gi,
    ),
    ...markup.matchAll(/(?:url\(|@import\s+)["']?([^"')\s]+)/gi),
  ].flatMap(([whole, address = '']) => (/rel=["']?(?:canonical|alternate)/i.test(whole) ? [] : address))
  const { host } = new URL(url)
  return [
    ...new Set(
      found
        .map(address => URL.parse(address, url))
        .filter(one => one !== null && /^https?:$/.test(one.protocol) && one.host !== host)
        .map(one => one!.host), // null is left out just before
    ),
  ]
}
