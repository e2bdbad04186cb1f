/** Where to go after signing in: a place inside of the app, whatever the address bar says. */
export function wayBack(search: string): string {
  const back = new URLSearchParams(search).get('back') ?? ''
  return /^\/(?![/\\])/.test(back) && !back.startsWith('/sign-in') ? back : '/home'
}

export const signInAnd = (pathname: string) => pathname === '/' || pathname === '/home' ? '/sign-in' : `/sign-in?back=${encodeURIComponent(pathname)}`
